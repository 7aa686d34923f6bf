/* SPDX-License-Identifier: GPL-3.0-or-later */
/* xoshiro256** seeded by splitmix64: the same numbers on every machine.
 * source: Blackman, Vigna 2021, "Scrambled linear pseudorandom number generators" */
#ifndef MUTASI_SOLVER_ENGINE_RANDOM_H
#define MUTASI_SOLVER_ENGINE_RANDOM_H

#include <stdint.h>

struct random {
    uint64_t state[4];
};

static inline void random_init(struct random *random, uint64_t seed)
{
    for (int i = 0; i < 4; i++) {
        uint64_t z = seed += UINT64_C(0x9e3779b97f4a7c15);
        z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
        z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
        random->state[i] = z ^ (z >> 31);
    }
}

static inline uint64_t random_next(struct random *random)
{
    uint64_t *s = random->state;
    uint64_t product = s[1] * 5, result = ((product << 7) | (product >> 57)) * 9, t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = (s[3] << 45) | (s[3] >> 19);
    return result;
}

/* 0 .. below - 1; below > 0. */
static inline int32_t random_below(struct random *random, int32_t below)
{
    return (int32_t)(((random_next(random) >> 32) * (uint64_t)below) >> 32);
}

/* [0, 1) */
static inline double random_unit(struct random *random)
{
    return (double)(random_next(random) >> 11) * 0x1p-53;
}

#endif
