/* SPDX-License-Identifier: MIT */
#include "proto/blob.h"

#include <stdint.h>
#include <stdlib.h>

struct blob *blob_new(size_t length)
{
    if (length > SIZE_MAX - sizeof(struct blob)) {
        return NULL;
    }
    struct blob *blob = malloc(sizeof *blob + length);
    if (blob == NULL) {
        return NULL;
    }
    blob->holders = 1;
    blob->length = length;
    return blob;
}

struct blob *blob_hold(struct blob *blob)
{
    blob->holders++;
    return blob;
}

void blob_drop(struct blob *blob)
{
    if (blob != NULL && --blob->holders == 0) {
        free(blob);
    }
}
