/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/clock.h"
#include "solver/explain/conflict.h"
#include "solver/worker/job_parts.h"

/* Where the request does not bound the effort: a few seconds for a city of 3,000. One that does has as much
 * again for what excludes a plan, and all of it where it helps. */
static const int64_t USUAL_EFFORT = 300000000;
/* One in so many, up to an end: for one question, and for the first relaxation. */
enum { QUESTION_SHARE = 10, RELAXATION_SHARE = 5 };
static const int64_t QUESTION_EFFORT = 500000000, RELAXATION_EFFORT = 60000000;

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

const struct infeasibility *job_infeasibility(struct arena *arena, const struct job_model *job,
                                              const struct solve_limits *limits,
                                              const struct job_outcome *outcome)
{
    const struct infeasibility *found = NULL;
    int64_t effort = limits->effort > 0 ? limits->effort : USUAL_EFFORT;
    const struct inquiry_limits within = {
        .deadline_s = outcome->explain_deadline_s,
        .effort = effort,
        .effort_per_question = smaller(effort / QUESTION_SHARE + 1, QUESTION_EFFORT),
        .effort_of_relaxation = smaller(effort / RELAXATION_SHARE + 1, RELAXATION_EFFORT),
        .is_thorough = limits->effort > 0,
        .is_cancelled = outcome->teller == NULL ? NULL : job_teller_is_cancelled,
        .context = outcome->teller};
    if (monotonic_s() >= within.deadline_s ||
        conflict_find(arena, job->problem, &within, &found, NULL) != ERROR_NONE) {
        return NULL;
    }
    return found;
}
