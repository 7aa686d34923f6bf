/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/clock.h"
#include "solver/explain/conflict.h"
#include "solver/worker/job_parts.h"

/* Where the request does not bound the effort: a few seconds for a city of 3,000. One that does has as much
 * again for what excludes a plan. */
static const int64_t USUAL_EFFORT = 300000000;
/* Shares of it, one in so many: for one question, and for the relaxation. */
enum { QUESTION_SHARE = 10, RELAXATION_SHARE = 5 };

const struct infeasibility *job_infeasibility(struct arena *arena, const struct job_model *job,
                                              const struct solve_limits *limits,
                                              const struct job_outcome *outcome)
{
    const struct infeasibility *found = NULL;
    int64_t effort = limits->effort > 0 ? limits->effort : USUAL_EFFORT;
    const struct inquiry_limits within = {.deadline_s = outcome->explain_deadline_s,
                                          .effort = effort,
                                          .effort_per_question = effort / QUESTION_SHARE + 1,
                                          .effort_of_relaxation = effort / RELAXATION_SHARE + 1,
                                          .is_cancelled =
                                              outcome->teller == NULL ? NULL : job_teller_is_cancelled,
                                          .context = outcome->teller};
    if (monotonic_s() >= within.deadline_s ||
        conflict_find(arena, job->problem, &within, &found, NULL) != ERROR_NONE) {
        return NULL;
    }
    return found;
}
