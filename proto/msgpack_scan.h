/* SPDX-License-Identifier: MIT */
/* The bounded scan of MessagePack bytes: nothing is allocated, nothing is believed before the bytes for it
 * are there. It knows the shape of the format only; values are judged when they are decoded. */
#ifndef MUTASI_PROTO_MSGPACK_SCAN_H
#define MUTASI_PROTO_MSGPACK_SCAN_H

#include "proto/tree.h"

enum { SCAN_MARKS = 33 };

/* What one scanned value needs, and where its parts are. */
struct msgpack_extent {
    size_t nodes;      /* values and keys, the root among them */
    size_t text_bytes; /* of all strings, a NUL each included */
    size_t
        marks[SCAN_MARKS]; /* offsets of the root container's first elements (a map: key, value, key ...) */
    size_t mark_count;
};

/* As msgpack_scan; fills *extent. */
enum error_code msgpack_measure(const void *bytes, size_t length, const struct scan_limits *limits,
                                struct msgpack_extent *extent, struct error *error);

/* The bytes of a scanned string (they point into the message); false when the value is no string. */
bool msgpack_text(const void *value, const char **text, size_t *length);

/* The number of pairs of a scanned map; false when the value is no map. */
bool msgpack_map(const void *value, size_t *pairs);

/* The number of elements of a scanned list; false when the value is no list. */
bool msgpack_list(const void *value, size_t *elements);

/* Of a scanned container: its first element or key (of an empty one: the byte behind it). Of any scanned
 * value: the byte behind it; cost: a step per value inside. */
const void *msgpack_inside(const void *value);
const void *msgpack_behind(const void *value);

#endif
