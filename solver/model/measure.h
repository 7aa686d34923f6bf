/* SPDX-License-Identifier: MIT */
/* What units and groups hold under a placement: people, FTE, and people who count for each minimum. */
#ifndef MUTASI_SOLVER_MODEL_MEASURE_H
#define MUTASI_SOLVER_MODEL_MEASURE_H

#include "proto/problem.h"

struct tally {
    int64_t headcount, supply_mfte;
    int32_t *qualified; /* per minimum of the demand */
};

struct measures {
    const struct problem *problem;
    bool closed_too;              /* people in closed units count as well */
    struct tally *units, *groups; /* per unit and group of the instance */
};

/* Tallies of nobody, in the arena. closed_too: false for the rows of a plan, true for the state before it. */
enum error_code measures_new(struct arena *arena, const struct problem *problem, bool closed_too,
                             struct measures *out, struct error *error);

/* Adds the person as placed (sign 1), or takes the person away again (sign -1). Unplaced people change
 * nothing. errors: ERROR_OVERFLOW. cost: the minimums of the unit and its group. */
enum error_code measures_change(struct measures *measures, int32_t employee, struct placed placed, int sign,
                                struct error *error);

#endif
