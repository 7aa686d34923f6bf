/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/dice.h"

static uint64_t splitmix64(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static uint64_t rotate_left(uint64_t value, int bits)
{
    return (value << bits) | (value >> (64 - bits));
}

struct dice dice_stream(uint64_t seed, uint64_t stream)
{
    uint64_t first = stream, mixed = seed ^ splitmix64(&first);
    struct dice dice;
    for (int i = 0; i < 4; i++)
        dice.state[i] = splitmix64(&mixed);
    return dice;
}

uint64_t dice_bits(struct dice *dice)
{
    uint64_t *s = dice->state, result = rotate_left(s[1] * 5, 7) * 9, t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate_left(s[3], 45);
    return result;
}

/* Rejects the uneven rest, so that every value is equally likely. */
int dice_below(struct dice *dice, int count)
{
    uint64_t range = (uint64_t)count, rest = UINT64_MAX % range, bits;
    do
        bits = dice_bits(dice);
    while (bits > UINT64_MAX - 1 - rest);
    return (int)(bits % range);
}

int dice_between(struct dice *dice, int lowest, int highest)
{
    return lowest + dice_below(dice, highest - lowest + 1);
}

bool dice_chance(struct dice *dice, int percent)
{
    return dice_below(dice, 100) < percent;
}

static double unit_interval(struct dice *dice)
{
    return (double)(dice_bits(dice) >> 11) * (1.0 / 9007199254740992.0);
}

/* Sum of twelve uniforms: near enough to normal, and free of log and cos. */
double dice_normal(struct dice *dice)
{
    double sum = -6.0;
    for (int i = 0; i < 12; i++)
        sum += unit_interval(dice);
    return sum;
}

/* e^x as (1 + x / 1024)^1024: ten squarings, the same everywhere; within 2 % for |x| <= 6. */
static double exponential(double x)
{
    double power = 1.0 + x / 1024.0;
    for (int i = 0; i < 10; i++)
        power *= power;
    return power;
}

double dice_lognormal(struct dice *dice, double sigma)
{
    return exponential(sigma * dice_normal(dice));
}

int dice_weighted(struct dice *dice, const int *weights, int count)
{
    int sum = 0, index = 0;
    for (int i = 0; i < count; i++)
        sum += weights[i];
    int pick = dice_below(dice, sum);
    while (pick >= weights[index])
        pick -= weights[index++];
    return index;
}

void dice_shuffle(struct dice *dice, int *items, int count)
{
    for (int i = count - 1; i > 0; i--) {
        int j = dice_below(dice, i + 1), kept = items[i];
        items[i] = items[j];
        items[j] = kept;
    }
}
