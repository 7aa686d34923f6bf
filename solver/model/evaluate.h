/* SPDX-License-Identifier: MIT */
/* What a placement costs and breaks, straight from instance and policy. Does not see the choice model: it is
 * the check on formulation and engine. */
#ifndef MUTASI_SOLVER_MODEL_EVALUATE_H
#define MUTASI_SOLVER_MODEL_EVALUATE_H

#include "proto/plan.h"

/* One hard demand that a placement breaks. */
struct breach {
    const char *row;      /* the row's name as in solver/model/row_name.h, or "eligibility/<employee>" */
    const char *sentence; /* "unit U3 has 4.2 FTE, at most 4.0 are allowed" */
    int64_t seen, lower, upper; /* INT64_MIN / INT64_MAX where open */
    int places;                 /* decimals of seen, lower and upper: 0 people, 3 FTE, 6 points */
};

struct evaluation {
    struct objective objective;
    const struct breach *breaches;
    int32_t breach_count; /* 0: the placement is feasible */
    const struct unit_outcome *units;
    struct kpis kpis;
};

/* placement   borrowed, one per employee
 * cost        linear in people, units and their minimums
 * errors      ERROR_OVERFLOW, ERROR_MEMORY */
enum error_code evaluate(struct arena *arena, const struct problem *problem, const struct placed *placement,
                         const struct evaluation **out, struct error *error);

#endif
