/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random numbers that are the same on every machine: xoshiro256** seeded by splitmix64 (Blackman and Vigna),
 * and distributions made of integers and exactly rounded operations only (no libm). */
#ifndef MUTASI_BENCH_RANDOM_H
#define MUTASI_BENCH_RANDOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct random {
    uint64_t state[4];
};

/* One stream per purpose, so that drawing more in one place changes nothing elsewhere. */
struct random random_stream(uint64_t seed, uint64_t stream);

uint64_t random_bits(struct random *random);
int random_below(struct random *random, int count);                 /* 0 .. count - 1; count > 0 */
int random_between(struct random *random, int lowest, int highest); /* both included */
bool random_chance(struct random *random, int percent);
double random_normal(struct random *random);                  /* mean 0, variance 1, within +-6 */
double random_lognormal(struct random *random, double sigma); /* median 1 */
int random_weighted(struct random *random, const int *weights, int count); /* index; some weight > 0 */
void random_shuffle(struct random *random, int *items, int count);

#endif
