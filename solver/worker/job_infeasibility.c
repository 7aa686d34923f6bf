/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/clock.h"
#include "solver/explain/conflict.h"
#include "solver/worker/job_parts.h"

/* Where the request does not bound the effort: a few seconds for all, less for what may be hard. */
static const int64_t ALL_EFFORT = 2000000000;
static const int64_t QUESTION_EFFORT = 200000000;
static const int64_t RELAXATION_EFFORT = 600000000;

const struct infeasibility *job_infeasibility(struct arena *arena, const struct job_model *job,
                                              const struct solve_limits *limits,
                                              const struct job_outcome *outcome)
{
    const struct infeasibility *found = NULL;
    const struct inquiry_limits within = {.deadline_s = outcome->explain_deadline_s,
                                          .effort = limits->effort > 0 ? limits->effort : ALL_EFFORT,
                                          .effort_per_question = QUESTION_EFFORT,
                                          .effort_of_relaxation = RELAXATION_EFFORT,
                                          .is_cancelled =
                                              outcome->teller == NULL ? NULL : job_teller_is_cancelled,
                                          .context = outcome->teller};
    if (monotonic_s() >= within.deadline_s ||
        conflict_find(arena, job->problem, &within, &found, NULL) != ERROR_NONE) {
        return NULL;
    }
    return found;
}
