/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random problems small enough to try every placement, as documents. Every field of instance, policy and
 * scenario occurs; every document is valid; some problems are infeasible. Equal seed and size give equal
 * documents. */
#ifndef MUTASI_TESTS_SUPPORT_TINY_H
#define MUTASI_TESTS_SUPPORT_TINY_H

#include "proto/problem.h"

struct tiny_size {
    int32_t people_min, people_max, units_min, units_max;
    double placements_max; /* people are held back until their choices multiply to no more than this */
};

/* 3-6 people, 2-4 units, about 500 placements; 6-8 people, up to 400,000 placements; and 8-14 people, 3-5
 * units, too many to try. */
extern const struct tiny_size tiny_size_oracle, tiny_size_larger, tiny_size_property;

struct tiny {
    const struct node *instance;
    const struct node *policy;   /* NULL: the default */
    const struct node *scenario; /* NULL: none */
};

/* Everything lives in the arena. errors: ERROR_MEMORY, or a defect of the generator. */
enum error_code tiny_make(struct arena *arena, uint64_t seed, const struct tiny_size *size, struct tiny *out,
                          struct error *error);

enum error_code tiny_problem(struct arena *arena, const struct tiny *tiny, const struct problem **out,
                             struct error *error);

/* The body of a solve or check request: {instance, policy?, scenario?} and, when not NULL, one more member.
 */
enum error_code tiny_body(struct arena *arena, const struct tiny *tiny, const char *key,
                          const struct node *value, const void **bytes, size_t *length, struct error *error);

/* The body as one line of JSON, for messages. */
const char *tiny_text(struct arena *arena, const struct tiny *tiny);

#endif
