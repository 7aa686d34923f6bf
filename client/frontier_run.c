/* SPDX-License-Identifier: MIT */
#include "client/frontier.h"

#include "client/frontier_curve.h"
#include "client/start.h"
#include "client/text.h"
#include "proto/edit.h"

#include <string.h>
#include <unistd.h>

enum { HALVINGS_MOST = 32 }; /* of a number of people */

static enum error_code no_memory(struct error *error)
{
    return error_set(error, ERROR_MEMORY, "", "out of memory for the frontier");
}

/* --- before anything is asked --- */

/* The policy after the scenario with another cap on all moves; NONE: without one. NULL: out of memory. */
static const struct node *policy_with_cap(struct arena *arena, const struct node *bare, int64_t cap)
{
    struct node patch = node_map(arena, 1), moves = node_map(arena, 1);
    if (cap == NONE)
        return bare;
    map_add(&moves, "max", node_integer(cap));
    map_add(&patch, "moves", moves);
    return tree_canonicalise(&patch, NULL) == ERROR_NONE ? merge_patch(arena, bare, &patch) : NULL;
}

static int64_t people_who_count(const struct instance *instance)
{
    int64_t count = 0;
    for (int32_t i = 0; i < instance->employee_count; i++) {
        int32_t unit = instance->employees[i].unit;
        count += unit != NONE && instance->units[unit].open;
    }
    return count;
}

/* As the checker reads it: a share is rounded down, but is at least 1. */
static int64_t policy_cap(const struct problem *problem)
{
    const struct move_caps *caps = &problem->policy->moves;
    int64_t share = NONE;
    if (caps->max_share_ppm != NONE) {
        share = (int64_t)((int128)caps->max_share_ppm * people_who_count(problem->instance) / MICRO);
        share = share < 1 ? 1 : share;
    }
    return share == NONE || (caps->max != NONE && caps->max < share) ? caps->max : share;
}

/* From here on the policy is the one after the scenario, and the scenario is without its changes to it. */
static enum error_code prepare(struct frontier_run *run, struct error *error)
{
    enum error_code code = inputs_read(run->arena, &run->inputs, error);
    if (code != ERROR_NONE)
        return code;
    const struct problem *problem = run->inputs.problem;
    const struct node *scenario = run->inputs.scenario;
    run->bare = frontier_policy(run->arena, problem->policy_document);
    run->scenario = scenario == NULL ? NULL : map_with(run->arena, scenario, "policy", NULL);
    run->room = run->wanted + 2 + HALVINGS_MOST; /* one for the policy's cap, one without a cap */
    run->solves = arena_alloc(run->arena, (size_t)run->room, sizeof *run->solves);
    run->frontier = (struct frontier){.policy_cap = policy_cap(problem), .knee = NONE};
    run->request.store_instance = true;
    if (run->bare == NULL || run->solves == NULL || (scenario != NULL && run->scenario == NULL))
        return no_memory(error);
    code = tree_sha256(problem->instance_document, run->frontier.instance_sha256, error);
    return code != ERROR_NONE ? code
                              : frontier_policy_sha256(run->arena, problem->policy_document,
                                                       run->frontier.policy_sha256, error);
}

/* --- one cap --- */

static enum error_code inputs_under(struct frontier_run *run, int64_t cap, struct inputs *out,
                                    struct error *error)
{
    struct problem *problem = arena_alloc(run->arena, 1, sizeof *problem);
    *out = run->inputs;
    out->scenario = run->scenario;
    out->policy = policy_with_cap(run->arena, run->bare, cap);
    if (problem == NULL || out->policy == NULL)
        return no_memory(error);
    *problem = *run->inputs.problem;
    problem->policy_document = out->policy;
    out->problem = problem;
    return policy_read(run->arena, out->policy, NULL, &problem->policy, error);
}

static int64_t moves_that_count(const struct plan *plan, const struct instance *instance)
{
    int64_t count = 0;
    for (int32_t i = 0; i < plan->move_count; i++) {
        const struct move *move = &plan->moves[i];
        count += move->from != NONE && move->to != move->from && instance->units[move->from].open;
    }
    return count;
}

/* cap NONE: none; then the point is that of the moves the plan makes, or without one of all there could be */
static struct frontier_point point_of(const struct plan *plan, const struct instance *instance, int64_t cap)
{
    bool placed = plan_has_placement(plan);
    if (cap == NONE)
        cap = placed ? moves_that_count(plan, instance) : people_who_count(instance);
    return (struct frontier_point){
        .cap = cap,
        .found_at = placed ? cap : NONE,
        .status = plan->status,
        .objective = plan->objective,
        .kpis = plan->kpis,
        .has_bound = plan->has_bound && plan->status != PLAN_INFEASIBLE,
        .bound_upt = plan->bound_upt,
        .has_verified = plan->has_bound && plan->status != PLAN_INFEASIBLE,
        .bound_verified_upt = plan->bound_verified_upt,
        .effort = plan->proof.effort,
    };
}

static enum error_code take_plan(struct frontier_run *run, const struct mutasi_reply *reply, int64_t cap,
                                 struct frontier_solve *out, struct error *error)
{
    const struct problem *problem = out->inputs.problem;
    const struct plan *plan;
    enum error_code code = document_read(run->arena, reply->document, "plan", &out->document, error);
    if (code == ERROR_NONE)
        code = plan_read(run->arena, out->document, NULL, problem, &plan, error);
    if (code != ERROR_NONE)
        return code;
    out->point = point_of(plan, problem->instance, cap);
    run->frontier.engine = plan->proof.engine;
    return plan_has_placement(plan) ? start_from_plan(run->arena, plan, problem, &out->start, error)
                                    : ERROR_NONE;
}

/* Into its place by cap. There is room for every cap that is looked at. */
static void insert(struct frontier_run *run, const struct frontier_solve *solved)
{
    int32_t at = run->count;
    while (at > 0 && run->solves[at - 1].point.cap > solved->point.cap)
        at--;
    memmove(&run->solves[at + 1], &run->solves[at], (size_t)(run->count - at) * sizeof *run->solves);
    run->solves[at] = *solved;
    run->count++;
}

static void tell_progress(const struct frontier_run *run, const struct frontier_point *point)
{
    if (run->quiet || isatty(STDERR_FILENO) != 1)
        return;
    if (frontier_has_plan(point))
        fprintf(stderr, _("at most %lld moves: %s points\n"), (long long)point->cap,
                text_points(run->arena, point->objective.total));
    else
        fprintf(stderr, _("at most %lld moves: no plan\n"), (long long)point->cap);
}

static enum error_code solve_under(struct frontier_run *run, int64_t cap, const struct node *start,
                                   struct error *error)
{
    struct mutasi_reply reply = {0};
    struct frontier_solve solved = {.document = NULL};
    enum error_code code = inputs_under(run, cap, &solved.inputs, error);
    if (code == ERROR_NONE)
        code = session_solve(&run->session, run->arena, &solved.inputs, start, &run->request, &reply, error);
    if (code == ERROR_NONE)
        code = take_plan(run, &reply, cap, &solved, error);
    mutasi_reply_fini(&reply);
    if (code != ERROR_NONE)
        return code;
    insert(run, &solved);
    tell_progress(run, &solved.point);
    return ERROR_NONE;
}

/* --- all of them --- */

/* A plan with fewer moves is one under this cap too; before there is any, the plan without a cap is a hint.
 */
static const struct node *start_for(const struct frontier_run *run, int64_t cap)
{
    const struct node *start = run->solves[run->count - 1].start;
    for (int32_t i = 0; i < run->count && run->solves[i].point.cap < cap; i++)
        if (run->solves[i].start != NULL)
            start = run->solves[i].start;
    return start;
}

static const struct frontier_solve *solve_of(const struct frontier_run *run, int64_t cap)
{
    for (int32_t i = 0; i < run->count; i++)
        if (run->solves[i].point.cap == cap)
            return &run->solves[i];
    return NULL;
}

/* Unless that cap was looked at before. */
static enum error_code look_at(struct frontier_run *run, int64_t cap, struct error *error)
{
    return solve_of(run, cap) != NULL ? ERROR_NONE : solve_under(run, cap, start_for(run, cap), error);
}

/* The smallest cap with a plan: 0, or one found by halving what lies between caps without and with one. A cap
 * for which no plan was found in time counts as one without. */
static enum error_code find_first(struct frontier_run *run, int64_t most, int64_t *first, struct error *error)
{
    int64_t none = -1, middle = 0;
    for (*first = most; *first - none > 1; middle = none + (*first - none) / 2) {
        enum error_code code = look_at(run, middle, error);
        if (code != ERROR_NONE)
            return code;
        if (frontier_has_plan(&solve_of(run, middle)->point))
            *first = middle;
        else
            none = middle;
    }
    return ERROR_NONE;
}

static enum error_code solve_grid(struct frontier_run *run, int64_t first, int64_t most, struct error *error)
{
    int64_t *caps = arena_alloc(run->arena, (size_t)run->wanted, sizeof *caps);
    int64_t own = run->frontier.policy_cap;
    enum error_code code = caps == NULL ? no_memory(error) : ERROR_NONE;
    int32_t count = code == ERROR_NONE ? frontier_grid(most - first, run->wanted, caps) : 0;
    for (int32_t i = 0; i + 1 < count && code == ERROR_NONE; i++) {
        code = look_at(run, first + caps[i], error);
        if (code == ERROR_NONE && own != NONE && first + caps[i] < own && own < first + caps[i + 1])
            code = look_at(run, own, error);
    }
    return code;
}

static enum error_code solve_all(struct frontier_run *run, struct error *error)
{
    int64_t first;
    enum error_code code = session_open(&run->session, error);
    if (code == ERROR_NONE)
        code = solve_under(run, NONE, NULL, error);
    if (code == ERROR_NONE && frontier_has_plan(&run->solves[0].point)) {
        int64_t most = run->solves[0].point.cap;
        code = find_first(run, most, &first, error);
        if (code == ERROR_NONE)
            code = solve_grid(run, first, most, error);
    }
    session_close(&run->session);
    return code;
}

static enum error_code draw_conclusions(struct frontier_run *run, struct error *error)
{
    struct frontier_point *points = arena_alloc(run->arena, (size_t)run->count, sizeof *points);
    const struct mutasi_request *request = &run->request;
    if (points == NULL)
        return no_memory(error);
    for (int32_t i = 0; i < run->count; i++)
        points[i] = run->solves[i].point;
    frontier_tighten(points, run->count, request->gap);
    run->frontier.limits = (struct solve_limits){request->time_s, request->gap,     request->effort,
                                                 request->seed,   request->threads, request->memory_mb};
    run->frontier.points = points;
    run->frontier.point_count = run->count;
    run->frontier.knee = frontier_knee(points, run->count, &run->frontier.knee_share_ppm);
    return ERROR_NONE;
}

enum error_code frontier_run(struct frontier_run *run, struct error *error)
{
    struct error ignored = {0};
    enum error_code code = prepare(run, error);
    if (code != ERROR_NONE)
        return code;
    code = solve_all(run, error);
    if (run->count == 0)
        return code;
    enum error_code drawn = draw_conclusions(run, code == ERROR_NONE ? error : &ignored);
    return code != ERROR_NONE ? code : drawn;
}
