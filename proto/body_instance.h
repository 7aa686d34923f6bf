/* SPDX-License-Identifier: MIT */
/* The instance of a body, found in its bytes without building anything: the document itself, or the name of
 * one that was stored by `put` (instance: {"sha256": "..."}).
 *
 * A stored instance's name is the SHA-256 of its MessagePack bytes as they were sent; for a canonical
 * document that is the instance_sha256 of its plans.
 *
 * body    a map that was scanned before (an envelope's body is)
 * errors  their paths begin with "instance", as the body's own paths do
 * cost    a step per value in front of the instance; canonical order has it in front of all that is large */
#ifndef MUTASI_PROTO_BODY_INSTANCE_H
#define MUTASI_PROTO_BODY_INSTANCE_H

#include "proto/error.h"

#include <stdbool.h>
#include <stddef.h>

enum { INSTANCE_HASH_BYTES = 32 };

void instance_hash(const void *bytes, size_t length, unsigned char sha256[INSTANCE_HASH_BYTES]);

/* *named: whether the body names a stored instance; then sha256 is its hash. A body without any instance, or
 * with something else in its place, is for the reader of the body to judge: not named.
 * errors  ERROR_WRONG_TYPE, ERROR_BAD_VALUE: what is named is no hash */
enum error_code body_names_instance(const void *body, bool *named, unsigned char sha256[INSTANCE_HASH_BYTES],
                                    struct error *error);

/* The document in the body of a `put`, into the body; it is not read.
 * errors  ERROR_MISSING_FIELD, ERROR_UNKNOWN_FIELD, ERROR_WRONG_TYPE; ERROR_BAD_VALUE: a name is no document
 */
enum error_code body_put_instance(const void *body, size_t length, const void **bytes,
                                  size_t *instance_length, struct error *error);

#endif
