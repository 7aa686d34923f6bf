/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One solve in this process, phase by phase: read, formulate, solve, then evaluate and certify what came out
 * with the code that shares nothing with the engine. */
#ifndef MUTASI_BENCH_ENGINE_RUN_H
#define MUTASI_BENCH_ENGINE_RUN_H

#include "proto/message.h"
#include "solver/engine/engine.h"
#include "solver/model/evaluate.h"

struct engine_run_files {
    const char *instance, *policy, *scenario; /* paths; policy and scenario may be NULL */
};

/* Of the engine's options, those that only developers need. */
struct engine_run_settings {
    uint32_t without;
    int64_t stored_choices;
};

struct engine_run_phases {
    double read, formulate, solve, evaluate, certify; /* seconds */
};

struct engine_run {
    const struct problem *problem;
    const struct choice_model *model; /* NULL: some people have no choice */
    int32_t stuck_count;
    struct engine_result result;
    const struct evaluation *evaluation; /* NULL without a placement */
    int64_t bound_verified_upt;
    bool proven_infeasible; /* by the certificate */
    double first_plan_s;    /* when the first incumbent came, seconds from the start of the engine */
    struct engine_run_phases seconds;
};

/* trace  called with every improvement; may be NULL
 * errors those of reading, formulating, solving; everything else is in *out */
enum error_code engine_run(struct arena *arena, const struct engine_run_files *files,
                           const struct solve_limits *limits, const struct engine_run_settings *settings,
                           void (*trace)(void *context, const struct engine_progress *progress),
                           void *context, struct engine_run *out, struct error *error);

/* Objective recomputed and equal to the engine's, nothing broken, verified bound not above it. */
bool engine_run_verified(const struct engine_run *run);

double upt_points(int64_t upt);
double gap_between(int64_t objective_upt, int64_t bound_upt); /* as plan_gap */

#endif
