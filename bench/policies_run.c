/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/policies_run.h"

#include "bench/engine_run.h"
#include "bench/machine.h"
#include "solver/worker/job_parts.h"

#include <string.h>

/* Gaps as they fall; the arena grows by doubling, and a point that finds no room ends the noting. */
struct notes {
    struct arena *arena;
    struct policy_run *run;
    int32_t room;
    double began_s;
};

static bool has_room(struct notes *notes)
{
    struct policy_run *run = notes->run;
    if (run->point_count < notes->room)
        return true;
    int32_t room = notes->room == 0 ? 64 : 2 * notes->room;
    struct policy_run_point *points = arena_alloc(notes->arena, (size_t)room, sizeof *points);
    if (points == NULL)
        return false;
    if (run->point_count > 0)
        memcpy(points, run->points, (size_t)run->point_count * sizeof *points);
    run->points = points;
    notes->room = room;
    return true;
}

static void note(struct notes *notes, double gap, int64_t effort)
{
    struct policy_run *run = notes->run;
    if (run->point_count > 0 && gap >= run->points[run->point_count - 1].gap)
        return;
    if (has_room(notes))
        run->points[run->point_count++] =
            (struct policy_run_point){.gap = gap, .seconds = now_s() - notes->began_s, .effort = effort};
}

static void on_progress(void *context, const struct engine_progress *progress)
{
    if (progress->has_incumbent && progress->has_bound)
        note(context, gap_between(progress->incumbent_upt, progress->bound_upt), progress->effort);
}

static enum error_code search(struct notes *notes, const struct job_model *job, const struct job_start *start,
                              const struct solve_limits *limits, struct job_outcome *out, struct error *error)
{
    struct engine_result result = {0};
    const struct engine_options options = {.deadline_s = notes->began_s + limits->time_s,
                                           .gap = limits->gap,
                                           .effort = limits->effort,
                                           .seed = limits->seed,
                                           .threads = limits->threads,
                                           .start_choice = start->choice,
                                           .start_prices_ppt = start->prices_ppt,
                                           .start_unit_rows_ppt = start->unit_rows_ppt,
                                           .start_people_ppt = start->people_ppt,
                                           .on_progress = on_progress,
                                           .context = notes};
    enum error_code code = engine_solve(notes->arena, job->model, &options, &result, error);
    if (code != ERROR_NONE)
        return code;
    *out = job_outcome_of(&result);
    if (out->has_objective && out->has_bound)
        note(notes, gap_between(out->objective_upt, out->bound_upt), out->effort);
    return ERROR_NONE;
}

static enum error_code read_plan(struct arena *arena, const struct job_model *job,
                                 const struct solve_limits *limits, const struct job_outcome *outcome,
                                 struct policy_run *out, struct error *error)
{
    const void *bytes;
    size_t length;
    enum error_code code = job_plan_write(arena, job, limits, outcome, &bytes, &length, error);
    if (code == ERROR_NONE)
        code = tree_read_msgpack(arena, bytes, length, NULL, &out->document, error);
    return code != ERROR_NONE ? code : plan_read(arena, out->document, NULL, job->problem, &out->plan, error);
}

enum error_code policy_run(struct arena *arena, const struct policy_run_inputs *inputs,
                           const struct solve_limits *limits, struct policy_run *out, struct error *error)
{
    const struct job_body body = {
        .instance = inputs->instance, .policy = inputs->policy, .scenario = inputs->scenario};
    struct job_model job;
    struct job_start start = {0};
    struct job_outcome outcome = {0};
    *out = (struct policy_run){0};
    enum error_code code = job_model_read(arena, &body, &job, error);
    if (code == ERROR_NONE && job.model != NULL) {
        code = job_start_read(arena, inputs->start, inputs->base, &job, &start, error);
        struct notes notes = {.arena = arena, .run = out, .began_s = now_s()};
        if (code == ERROR_NONE)
            code = search(&notes, &job, &start, limits, &outcome, error);
        out->seconds = now_s() - notes.began_s;
    }
    out->problem = job.problem;
    return code == ERROR_NONE ? read_plan(arena, &job, limits, &outcome, out, error) : code;
}

const struct policy_run_point *policy_run_reached(const struct policy_run *run, double gap)
{
    for (int32_t i = 0; i < run->point_count; i++)
        if (run->points[i].gap <= gap)
            return &run->points[i];
    return NULL;
}

double policy_run_common_gap(const struct policy_run *a, const struct policy_run *b, double wanted)
{
    if (a->point_count == 0 || b->point_count == 0)
        return -1;
    double own = a->points[a->point_count - 1].gap, other = b->points[b->point_count - 1].gap;
    double worse = own > other ? own : other;
    return worse > wanted ? worse : wanted;
}
