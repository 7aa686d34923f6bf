/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Seeded random documents, and hexadecimal bytes written by hand. */
#ifndef MUTASI_TESTS_SUPPORT_RANDOM_TREE_H
#define MUTASI_TESTS_SUPPORT_RANDOM_TREE_H

#include "proto/tree.h"

/* SplitMix64 (Steele, Lea, Flood 2014): the same numbers on every machine. */
struct random_source {
    uint64_t state;
};
uint64_t random_next(struct random_source *source);
uint64_t random_below(struct random_source *source, uint64_t bound);

/* A canonical tree of up to `depth` nested containers with every kind of value in it. */
struct node random_tree(struct arena *arena, struct random_source *source, unsigned depth);

/* The bytes of "82 a1 61 .."; spaces are ignored. */
const unsigned char *bytes_of(struct arena *arena, const char *hex, size_t *length);
const char *hex_of(struct arena *arena, const void *bytes, size_t length); /* without spaces */

#endif
