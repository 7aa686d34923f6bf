/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random numbers that are the same on every machine: xoshiro256** seeded by splitmix64 (Blackman and Vigna),
 * and distributions made of integers and exactly rounded operations only (no libm). */
#ifndef MUTASI_BENCH_DICE_H
#define MUTASI_BENCH_DICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dice {
    uint64_t state[4];
};

/* One stream per purpose, so that drawing more in one place changes nothing elsewhere. */
struct dice dice_stream(uint64_t seed, uint64_t stream);

uint64_t dice_bits(struct dice *dice);
int dice_below(struct dice *dice, int count);                 /* 0 .. count - 1; count > 0 */
int dice_between(struct dice *dice, int lowest, int highest); /* both included */
bool dice_chance(struct dice *dice, int percent);
double dice_normal(struct dice *dice);                               /* mean 0, variance 1, within +-6 */
double dice_lognormal(struct dice *dice, double sigma);              /* median 1 */
int dice_weighted(struct dice *dice, const int *weights, int count); /* index; some weight > 0 */
void dice_shuffle(struct dice *dice, int *items, int count);

#endif
