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
    *blob = (struct blob){.holders = 1, .length = length, .bytes = (unsigned char *)(blob + 1)};
    return blob;
}

struct blob *blob_around(void *bytes, size_t length, void (*release)(void *bytes, size_t length))
{
    struct blob *blob = malloc(sizeof *blob);
    if (blob != NULL) {
        *blob = (struct blob){.holders = 1, .length = length, .bytes = bytes, .release = release};
    }
    return blob;
}

struct blob *blob_hold(struct blob *blob)
{
    blob->holders++;
    return blob;
}

void blob_drop(struct blob *blob)
{
    if (blob == NULL || --blob->holders > 0) {
        return;
    }
    if (blob->release != NULL) {
        blob->release(blob->bytes, blob->length);
    }
    free(blob);
}
