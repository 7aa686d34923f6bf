/* SPDX-License-Identifier: MIT */
/* What the files behind tree.h share: the canonical form and the packing of a tree into a sink. */
#ifndef MUTASI_PROTO_TREE_INTERNAL_H
#define MUTASI_PROTO_TREE_INTERNAL_H

#include "proto/tree.h"

#include <string.h>

/* A value that is encoded already: `text` borrows `count` bytes of MessagePack. Only tree_pack knows it. */
enum { NODE_ENCODED = 100 };

/* Bytewise order of two string nodes: negative, 0, positive. */
static inline int text_compare(const struct node *a, const struct node *b)
{
    if (a->as.text[0] != b->as.text[0]) { /* the usual case, without a call */
        return (unsigned char)a->as.text[0] < (unsigned char)b->as.text[0] ? -1 : 1;
    }
    uint32_t shorter = a->count < b->count ? a->count : b->count;
    int order = memcmp(a->as.text, b->as.text, shorter);
    return order != 0 ? order : (a->count > b->count) - (a->count < b->count);
}

/* Sorts a map's pairs by key. Returns a key that the map holds twice, or NULL. Linear when already sorted. */
const struct node *map_sort(struct node *map);

/* A finite real as the canonical form has it: integral within +-2^53 is an integer. */
struct node node_from_real(double value);

/* ERROR_NONE when the tree may be written: canonical, complete, not too deep. A caller who writes something
 * else has a defect: ERROR_INTERNAL. */
enum error_code tree_verify(const struct node *root, struct error *error);

/* Packs a verified tree as MessagePack, piece by piece. `write` returns 0, or -1 to stop. */
typedef int tree_sink(void *to, const char *bytes, size_t length);
enum error_code tree_pack(const struct node *root, tree_sink *write, void *to, struct error *error);

/* Packs a verified tree into one piece of the arena. */
enum error_code tree_pack_arena(struct arena *arena, const struct node *root, const void **bytes,
                                size_t *length, struct error *error);

#endif
