/* SPDX-License-Identifier: MIT */
/* The job whose plan a solve starts from, found in the bytes of its body: start: {job: "KEY"}. */
#ifndef MUTASI_PROTO_BODY_START_H
#define MUTASI_PROTO_BODY_START_H

#include "proto/message.h"

/* *named: whether the body names one; then `key` is its key. Anything else in that place is for the reader of
 * the body to judge: not named.
 * body    a map that was scanned before
 * errors  ERROR_OUT_OF_RANGE: no key has this length
 * cost    a step per value of the body: for bodies that name their instance, and are small */
enum error_code body_names_start(const void *body, bool *named, char key[KEY_MAX_BYTES + 1],
                                 struct error *error);

#endif
