/* SPDX-License-Identifier: MIT */
/* What the files behind tree.h share: the canonical form and the packing of a tree into a sink. */
#ifndef MUTASI_PROTO_TREE_INTERNAL_H
#define MUTASI_PROTO_TREE_INTERNAL_H

#include "proto/tree.h"

#include <string.h>

/* A value that is encoded already: `text` borrows `count` bytes of MessagePack. Only tree_pack knows it. */
enum { NODE_ENCODED = 100 };

/* Bytewise order of two string nodes: negative, 0, positive. Keys are short and differ early: the loop saves
 * the call nearly always. */
static inline int text_compare(const struct node *a, const struct node *b)
{
    uint32_t shorter = a->count < b->count ? a->count : b->count;
    uint32_t inlined = shorter < 8 ? shorter : 8;
    for (uint32_t i = 0; i < inlined; i++) {
        if (a->as.text[i] != b->as.text[i]) {
            return (unsigned char)a->as.text[i] < (unsigned char)b->as.text[i] ? -1 : 1;
        }
    }
    int order = inlined < shorter ? memcmp(a->as.text + 8, b->as.text + 8, shorter - 8) : 0;
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
