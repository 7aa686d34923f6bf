/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/tiny_solve.h"

#include "proto/clock.h"
#include "solver/worker/job.h"

#include <string.h>

struct solve_limits tiny_limits(void)
{
    struct solve_limits limits = solve_limits_default;
    limits.gap = 0;
    limits.time_s = 60; /* nothing here is to end by it */
    return limits;
}

static enum error_code read_plan(struct arena *arena, struct tiny_run *run, struct error *error)
{
    const struct node *document = NULL;
    struct placed *placement = NULL;
    enum error_code code = tree_read_msgpack(arena, run->bytes, run->length, NULL, &document, error);
    if (code == ERROR_NONE) {
        code = plan_read(arena, document, NULL, run->problem, &run->plan, error);
    }
    if (code == ERROR_NONE && plan_has_placement(run->plan)) {
        code = plan_placement(arena, run->plan, run->problem, &placement, error);
        run->placement = placement;
    }
    return code;
}

enum error_code tiny_solve(struct arena *arena, const struct tiny *tiny, const struct solve_limits *limits,
                           struct tiny_run *out, struct error *error)
{
    const struct job_events events = {0};
    struct job_input input = {0};
    memset(out, 0, sizeof *out);
    enum error_code code = tiny_problem(arena, tiny, &out->problem, error);
    if (code == ERROR_NONE) {
        code = tiny_body(arena, tiny, NULL, NULL, &input.body, &input.body_length, error);
    }
    if (code == ERROR_NONE) {
        code = job_solve(arena, &input, limits, monotonic_s(), &events, &out->bytes, &out->length, error);
    }
    return code != ERROR_NONE ? code : read_plan(arena, out, error);
}

static enum error_code check(struct arena *arena, const struct tiny *tiny, const char *key,
                             const struct node *value, const struct node **report, struct error *error)
{
    struct job_input input = {0};
    const void *bytes = NULL;
    size_t report_length = 0;
    *report = NULL;
    enum error_code code = tiny_body(arena, tiny, key, value, &input.body, &input.body_length, error);
    if (code == ERROR_NONE) {
        code = job_check(arena, &input, &bytes, &report_length, error);
    }
    return code != ERROR_NONE ? code : tree_read_msgpack(arena, bytes, report_length, NULL, report, error);
}

enum error_code tiny_check(struct arena *arena, const struct tiny *tiny, const struct plan *plan,
                           const struct problem *problem, const struct node **report, struct error *error)
{
    const struct node *document = NULL;
    enum error_code code = plan_write(arena, plan, problem, &document, error);
    return code != ERROR_NONE ? code : check(arena, tiny, "plan", document, report, error);
}

enum error_code tiny_check_placement(struct arena *arena, const struct tiny *tiny, const struct node *map,
                                     const struct node **report, struct error *error)
{
    return check(arena, tiny, "placement", map, report, error);
}
