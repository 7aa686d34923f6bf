/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small seeded generator of random numbers (splitmix64): the same seed gives the same numbers everywhere.
 */
#ifndef MUTASI_TESTS_SUPPORT_TINY_RANDOM_H
#define MUTASI_TESTS_SUPPORT_TINY_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

struct tiny_random {
    uint64_t state;
};

uint64_t tiny_next(struct tiny_random *random);
int32_t tiny_below(struct tiny_random *random, int32_t count);                     /* 0..count-1, count > 0 */
int64_t tiny_between(struct tiny_random *random, int64_t lowest, int64_t highest); /* both included */
bool tiny_chance(struct tiny_random *random, int32_t percent);

#endif
