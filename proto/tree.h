/* SPDX-License-Identifier: MIT */
/* The document tree: what MessagePack and JSON both mean. One node is 16 bytes.
 *
 * A tree that came from a reader, or went through tree_canonicalise, is canonical: map keys in bytewise order
 * and unique, integral numbers within +-2^53 as NODE_INTEGER, every NODE_REAL finite. Both writers print a
 * canonical tree the same way every time, so the faces round-trip to the byte and hashes may be taken over
 * them. */
#ifndef MUTASI_PROTO_TREE_H
#define MUTASI_PROTO_TREE_H

#include "proto/arena.h"
#include "proto/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum node_kind { NODE_NULL, NODE_BOOLEAN, NODE_INTEGER, NODE_REAL, NODE_STRING, NODE_ARRAY, NODE_MAP };

struct node {
    uint32_t kind;  /* enum node_kind */
    uint32_t count; /* bytes of a string (without its NUL), elements of an array, pairs of a map */
    union {
        bool boolean;
        int64_t integer;
        double real;
        const char *text;   /* NUL-terminated UTF-8 */
        struct node *items; /* array: count nodes; map: 2 * count nodes, key, value, key, value ... */
    } as;
};

enum { TREE_DEPTH_MAX = 16 }; /* nested containers, read or written; so every walk over a tree is bounded */

/* Bounds on a message before anything is built from it. */
struct scan_limits {
    size_t bytes;   /* whole message */
    size_t nodes;   /* values and keys together */
    unsigned depth; /* nested containers; more than TREE_DEPTH_MAX counts as TREE_DEPTH_MAX */
};
extern const struct scan_limits scan_limits_default; /* 64 MiB, 16 Mi nodes, depth 16 */

/* --- MessagePack (msgpack-c; proto/tree_msgpack.c) ---------------------------------------------------------
 */

/* Checks a message against the limits in one pass without allocating: one document, nothing behind it, every
 * count covered by the remaining bytes, no bin or ext, string keys only. */
enum error_code msgpack_scan(const void *bytes, size_t length, const struct scan_limits *limits,
                             struct error *error);

/* msgpack_scan, then builds the canonical tree in the arena (strings are copied). limits NULL: the default.
 */
enum error_code tree_read_msgpack(struct arena *arena, const void *bytes, size_t length,
                                  const struct scan_limits *limits, const struct node **out,
                                  struct error *error);

/* The document's bytes, allocated in the arena. The tree must be canonical. */
enum error_code tree_write_msgpack(struct arena *arena, const struct node *root, const void **bytes,
                                   size_t *length, struct error *error);

/* --- JSON (read by jansson, written by us; proto/tree_json.c) ----------------------------------------------
 */

enum error_code tree_read_json(struct arena *arena, const char *text, size_t length,
                               const struct scan_limits *limits, const struct node **out,
                               struct error *error);

enum json_style {
    JSON_CANONICAL,
    JSON_INDENTED
}; /* one line without spaces; two-space indent and a final newline, arrays of plain values on one line */
enum error_code tree_write_json(struct arena *arena, const struct node *root, enum json_style style,
                                const char **text, size_t *length, struct error *error);

/* --- building ----------------------------------------------------------------------------------------------
 */

struct node node_null(void);
struct node node_boolean(bool value);
struct node node_integer(int64_t value);                        /* |value| <= 2^53 */
struct node node_real(double value);                            /* finite; becomes an integer when integral */
struct node node_micro(int64_t micro);                          /* the decimal micro * 10^-6 */
struct node node_string(struct arena *arena, const char *text); /* copies; NODE_NULL when text is NULL */
struct node node_borrowed(const char *text);                    /* text outlives the tree */

/* Containers of a fixed capacity that start empty; adding beyond the capacity, or to a container that could
 * not be allocated, makes tree_canonicalise fail instead of writing out of bounds. */
struct node node_array(struct arena *arena, size_t capacity);
struct node node_map(struct arena *arena, size_t capacity);
void array_add(struct node *array, struct node value);
void map_add(struct node *map, const char *key, struct node value); /* key borrowed (a literal, or arena) */

/* Sorts keys, joins integral reals to integers. ERROR_DUPLICATE_KEY, ERROR_BAD_NUMBER, ERROR_BAD_STRING,
 * ERROR_TOO_DEEP; ERROR_MEMORY for a container or a string that could not be allocated, ERROR_INTERNAL for
 * one that was filled beyond its capacity. */
enum error_code tree_canonicalise(struct node *root, struct error *error);

/* --- looking
 * ------------------------------------------------------------------------------------------------ */

const struct node *map_get(const struct node *map,
                           const char *key); /* NULL when absent or not a map; O(log n) */
bool node_equal(const struct node *a, const struct node *b);
const char *node_kind_name(const struct node *node); /* "a string", "a map" ... for error texts */

/* SHA-256 of the canonical MessagePack bytes, as 64 lower-case hex digits and a NUL. */
enum error_code tree_sha256(const struct node *root, char hex[65], struct error *error);

#endif
