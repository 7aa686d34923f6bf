/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/engine_run.h"

#include "bench/document_file.h"
#include "bench/machine.h"
#include "solver/model/certificate.h"
#include "solver/model/formulate.h"

double upt_points(int64_t upt)
{
    return (double)upt * 1e-6;
}

double gap_between(int64_t objective_upt, int64_t bound_upt)
{
    int64_t whole = objective_upt > MICRO ? objective_upt : MICRO, apart = objective_upt - bound_upt;
    return apart > 0 ? (double)apart / (double)whole : 0.0;
}

static enum error_code read_documents(struct arena *arena, const struct engine_run_files *files,
                                      const struct problem **problem, struct error *error)
{
    const char *const paths[] = {files->instance, files->policy, files->scenario};
    const struct node *documents[] = {NULL, NULL, NULL};
    for (int i = 0; i < 3; i++) {
        enum error_code code =
            paths[i] ? document_file_read(arena, paths[i], &documents[i], error) : ERROR_NONE;
        if (code != ERROR_NONE)
            return code;
    }
    return problem_read(arena, documents[0], documents[1], documents[2], problem, error);
}

/* Between the engine and the caller's trace: notes when the first plan came. */
struct relay {
    void (*trace)(void *context, const struct engine_progress *progress);
    void *context;
    double started_s, first_plan_s;
};

static void on_progress(void *context, const struct engine_progress *progress)
{
    struct relay *relay = context;
    if (progress->has_incumbent && relay->first_plan_s < 0)
        relay->first_plan_s = now_s() - relay->started_s;
    if (relay->trace)
        relay->trace(relay->context, progress);
}

static enum error_code solve(struct arena *arena, const struct solve_limits *limits,
                             const struct engine_run_settings *settings, struct relay *relay,
                             struct engine_run *run, struct error *error)
{
    relay->started_s = now_s();
    struct engine_options options = {.deadline_s = relay->started_s + limits->time_s,
                                     .gap = limits->gap,
                                     .effort = limits->effort,
                                     .seed = limits->seed,
                                     .threads = limits->threads,
                                     .without = settings->without,
                                     .stored_choices = settings->stored_choices,
                                     .on_progress = on_progress,
                                     .context = relay};
    enum error_code code = engine_solve(arena, run->model, &options, &run->result, error);
    run->seconds.solve = now_s() - relay->started_s;
    run->first_plan_s = relay->first_plan_s;
    return code;
}

static enum error_code evaluate_result(struct arena *arena, struct engine_run *run, struct error *error)
{
    int32_t people = run->problem->instance->employee_count;
    struct placed *placement = arena_alloc(arena, (size_t)people, sizeof *placement);
    struct person_room *room = person_room_new(run->model);
    if (!placement || !room) {
        person_room_free(room);
        return error_set(error, ERROR_MEMORY, NULL, "out of memory for the placement");
    }
    for (int32_t person = 0; person < people; person++) {
        struct person_view view;
        choice_model_person(run->model, person, room, &view);
        int32_t choice = run->result.choice[person];
        placement[person] = (struct placed){view.unit[choice], view.offer[choice], view.surge[choice]};
    }
    person_room_free(room);
    return evaluate(arena, run->problem, placement, &run->evaluation, error);
}

/* The tree's bound where the engine gave one and it is the better. */
static enum error_code check_proof(struct engine_run *run, struct error *error)
{
    int64_t bound = run->bound_verified_upt;
    if (run->result.proof == NULL || run->proven_infeasible)
        return ERROR_NONE;
    enum error_code code = proof_bound(run->model, run->result.proof, &bound, &run->proven_infeasible, error);
    run->bound_verified_upt = bound > run->bound_verified_upt ? bound : run->bound_verified_upt;
    return code;
}

static enum error_code check_result(struct arena *arena, struct engine_run *run, struct error *error)
{
    double started = now_s();
    enum error_code code = run->result.choice ? evaluate_result(arena, run, error) : ERROR_NONE;
    run->seconds.evaluate = now_s() - started;
    if (code != ERROR_NONE)
        return code;
    started = now_s();
    code = certificate_bound(run->model, run->result.prices_ppt, &run->bound_verified_upt,
                             &run->proven_infeasible, error);
    if (code == ERROR_NONE)
        code = check_proof(run, error);
    run->seconds.certify = now_s() - started;
    return code;
}

enum error_code engine_run(struct arena *arena, const struct engine_run_files *files,
                           const struct solve_limits *limits, const struct engine_run_settings *settings,
                           void (*trace)(void *context, const struct engine_progress *progress),
                           void *context, struct engine_run *out, struct error *error)
{
    struct relay relay = {.trace = trace, .context = context, .first_plan_s = -1};
    const int32_t *stuck;
    double started = now_s();
    *out = (struct engine_run){.first_plan_s = -1};
    enum error_code code = read_documents(arena, files, &out->problem, error);
    out->seconds.read = now_s() - started;
    if (code != ERROR_NONE)
        return code;
    started = now_s();
    code = formulate(arena, out->problem, &out->model, &stuck, &out->stuck_count, error);
    out->seconds.formulate = now_s() - started;
    if (code != ERROR_NONE || !out->model)
        return code;
    code = solve(arena, limits, settings, &relay, out, error);
    return code == ERROR_NONE ? check_result(arena, out, error) : code;
}

bool engine_run_verified(const struct engine_run *run)
{
    return run->evaluation && run->evaluation->breach_count == 0 && !run->proven_infeasible &&
           run->evaluation->objective.total == run->result.objective_upt &&
           run->bound_verified_upt <= run->result.objective_upt;
}
