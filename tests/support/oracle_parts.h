/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The oracle's inner seam: what one person does in one choice, and the books over all of them. */
#ifndef MUTASI_TESTS_SUPPORT_ORACLE_PARTS_H
#define MUTASI_TESTS_SUPPORT_ORACLE_PARTS_H

#include "tests/support/oracle.h"

/* Everything one person contributes by ending in one choice. */
struct oracle_effect {
    struct placed placed;
    int64_t relocation_upt, offer_upt, persistence_upt, tenure_upt, unplaced_upt, secondment_upt;
    int64_t budget_upt;
    int64_t supply_mfte;
    bool counts_as_move; /* for the caps: out of an open unit into another unit */
    uint32_t meets;      /* bit per minimum of the unit that the person counts for */
    uint32_t group_meets;
};

struct oracle_effect oracle_effect_of(const struct problem *problem, int32_t employee, struct placed placed);

/* Metres from one unit to another. */
int64_t oracle_distance_m(const struct instance *instance, int32_t from, int32_t to);
/* 10^-12 points to micro-points, half away from zero. */
int64_t oracle_to_upt(int128 ppt);
/* What the person supplies in the unit. */
int64_t oracle_supply_mfte(const struct instance *instance, int32_t employee, int32_t unit);

/* What the people in one unit, or group, add up to. */
struct oracle_account {
    int64_t supply_mfte, headcount, budget_upt, moves_in, moves_out;
    int64_t met[ORACLE_MINIMUMS_MAX];
};

struct oracle_books {
    struct oracle_account unit[ORACLE_UNITS_MAX], group[ORACLE_GROUPS_MAX];
    int64_t moves, budget_upt;
    struct objective objective; /* of the people; without balance and competency until judged */
    uint32_t broken;
};

void oracle_books_add(const struct problem *problem, struct oracle_books *books, int32_t employee,
                      const struct oracle_effect *effect);

/* Closes the books: prices and hard demands of every row. */
void oracle_books_judge(const struct problem *problem, struct oracle_books *books,
                        const struct placed *placement);

/* The part of surges and secondments (oracle_lending.c). */
int64_t oracle_secondment_upt(const struct problem *problem, struct placed placed);
void oracle_judge_lending(const struct problem *problem, struct oracle_books *books,
                          const struct placed *placement);

/* What a unit that lends keeps, and the most it lends at one time. */
int64_t oracle_least_kept(const struct problem *problem, int32_t unit);
int64_t oracle_most_lent(const struct problem *problem, int32_t unit);
/* The days of the contract on which that is counted, rising; none of a unit that does not lend. */
int32_t oracle_lending_days(const struct problem *problem, int32_t unit, day days[ORACLE_SURGES_MAX]);

int64_t oracle_rounded_share(int64_t ppm, int64_t whole);
int64_t oracle_need_mfte(const struct need *need, int64_t effective_minutes_micro);
int64_t oracle_tiers_price_upt(const struct tiers *tiers, int64_t need, int64_t distance);

#endif
