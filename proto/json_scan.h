/* SPDX-License-Identifier: MIT */
/* Bounds of a JSON text before jansson builds anything from it, and the path to a place in it. */
#ifndef MUTASI_PROTO_JSON_SCAN_H
#define MUTASI_PROTO_JSON_SCAN_H

#include "proto/tree.h"

struct json_extent {
    size_t nodes;      /* exact for well-formed text */
    size_t text_bytes; /* upper bound on all strings, a NUL each included */
};

/* ERROR_TOO_LARGE, ERROR_TOO_DEEP. Text that is not JSON passes: finding that out is the parser's work. */
enum error_code json_measure(const char *text, size_t length, const struct scan_limits *limits,
                             struct json_extent *extent, struct error *error);

/* Renders the path to the value or the key that byte `stop` belongs to. */
void json_describe(const char *text, size_t length, size_t stop, char *path, size_t capacity);

#endif
