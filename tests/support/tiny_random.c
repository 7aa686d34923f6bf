/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/tiny_random.h"

/* source: Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators", figure 5 */
uint64_t tiny_next(struct tiny_random *random)
{
    random->state += UINT64_C(0x9e3779b97f4a7c15);
    uint64_t z = random->state;
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

int32_t tiny_below(struct tiny_random *random, int32_t count)
{
    return (int32_t)(tiny_next(random) % (uint64_t)count);
}

int64_t tiny_between(struct tiny_random *random, int64_t lowest, int64_t highest)
{
    uint64_t span = (uint64_t)(highest - lowest) + 1;
    return lowest + (int64_t)(tiny_next(random) % span);
}

bool tiny_chance(struct tiny_random *random, int32_t percent)
{
    return tiny_below(random, 100) < percent;
}
