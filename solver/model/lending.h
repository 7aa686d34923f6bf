/* SPDX-License-Identifier: MIT */
/* What surges ask of the units that lend people to them: which units may lend, how many people, how much of
 * the workload stays covered, and on which days that is counted.
 *
 * On a day, the surges in force are those that have begun and not ended. It is enough to count on the days on
 * which a surge begins, and of those not where everything in force goes on until the next. */
#ifndef MUTASI_SOLVER_MODEL_LENDING_H
#define MUTASI_SOLVER_MODEL_LENDING_H

#include "proto/problem.h"

/* One unit as a lender. */
struct lender {
    bool may_lend;
    int64_t most_away;       /* people lent at one time */
    int64_t supply_mfte;     /* today */
    int64_t least_kept_mfte; /* of those placed there, what is not lent; 0: nothing is asked */
};

/* Whether somebody can be lent to it at all: the policy lends, and its unit is open. */
bool surge_is_planned(const struct problem *problem, int32_t surge);
bool surge_in_force(const struct surge *surge, day date);

struct lending {
    const struct lender *lenders; /* per unit */
    const int32_t *first_day;     /* per unit, and one behind the last: into days */
    const day *days;              /* on which the unit's lending is counted, rising: of surges of other units;
                                     none for a unit that may not lend */
};

/* What the problem says about lending, in the arena; *out is NULL where no surge is planned.
 * cost  people, and for each unit the square of the number of surges */
enum error_code lending_new(struct arena *arena, const struct problem *problem, const struct lending **out,
                            struct error *error);

#endif
