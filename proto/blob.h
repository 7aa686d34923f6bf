/* SPDX-License-Identifier: MIT */
/* Bytes with several holders: a message is received once and then belongs to its job, to the queue of the
 * pipe that carries it to a worker, and perhaps to a second attempt. One thread only. */
#ifndef MUTASI_PROTO_BLOB_H
#define MUTASI_PROTO_BLOB_H

#include <stddef.h>

struct blob {
    size_t holders;
    size_t length;
    unsigned char *bytes;
    void (*release)(void *bytes, size_t length); /* NULL: the bytes lie behind the blob */
};

struct blob *blob_new(size_t length); /* one holder, bytes not set; NULL when out of memory */
/* Bytes that lie elsewhere; `release` is called when the last holder drops them. NULL when out of memory: the
 * bytes stay the caller's. */
struct blob *blob_around(void *bytes, size_t length, void (*release)(void *bytes, size_t length));
struct blob *blob_hold(struct blob *blob);
void blob_drop(struct blob *blob); /* freed by the last holder; NULL allowed */

#endif
