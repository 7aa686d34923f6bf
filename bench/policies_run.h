/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One solve of a policy comparison, as the worker does it but with every improvement noted: so that two
 * solves can be compared at the gap both of them reached. */
#ifndef MUTASI_BENCH_POLICIES_RUN_H
#define MUTASI_BENCH_POLICIES_RUN_H

#include "proto/message.h"
#include "proto/plan.h"

/* When a gap was reached: counted work and seconds since the engine began. */
struct policy_run_point {
    double gap, seconds;
    int64_t effort;
};

struct policy_run {
    const struct problem *problem;
    const struct plan *plan;     /* evaluated and certified */
    const struct node *document; /* of the plan */
    double seconds;              /* of the engine */
    struct policy_run_point
        *points; /* every gap that was a new best, the last one first known with the plan */
    int32_t point_count;
};

struct policy_run_inputs {
    const struct node *instance, *policy, *scenario /* NULL */, *start /* NULL: cold */;
    const struct node *base; /* the plan that a start names by its job, or NULL */
};

/* errors  those of reading, formulating, solving, and ERROR_UNVERIFIED; all of *out lives in the arena */
enum error_code policy_run(struct arena *arena, const struct policy_run_inputs *inputs,
                           const struct solve_limits *limits, struct policy_run *out, struct error *error);

/* The first point with a gap of at most this; NULL when it was never reached. */
const struct policy_run_point *policy_run_reached(const struct policy_run *run, double gap);

/* The gap both came to, but not below `wanted`; negative when one of them has no plan with a bound. */
double policy_run_common_gap(const struct policy_run *a, const struct policy_run *b, double wanted);

#endif
