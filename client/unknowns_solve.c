/* SPDX-License-Identifier: MIT */
/* Plans with one unknown confirmed: asked for, recomputed, and compared with the plan at hand. */
#include "client/start.h"
#include "client/unknowns.h"
#include "proto/clock.h"

#include <stdlib.h>

/* One solve: its arena is its own, but for what is kept. */
struct question {
    struct arena *arena, *scratch;
    struct unknowns *unknowns;
    struct unknown *unknown;
    const struct node *start;
    struct session *session;
    const struct mutasi_request *limits;
    double time_s;
};

static enum error_code no_memory(struct error *error)
{
    return error_set(error, ERROR_MEMORY, "", "out of memory");
}

static enum error_code documents_of(const struct question *question, struct inputs *inputs,
                                    struct error *error)
{
    const struct problem *problem = question->unknowns->base.problem;
    const struct unknown *unknown = question->unknown;
    *inputs = (struct inputs){.policy = problem->policy_document};
    enum error_code code = confirmed_document(question->scratch, problem, unknown->employee, unknown->holding,
                                              unknown->level, &inputs->instance, error);
    if (code != ERROR_NONE || problem->forced_unit == NULL)
        return code;
    return explain_scenario(question->scratch, problem, NONE, NONE, &inputs->scenario, error);
}

/* From the plan at hand to the one found. */
static enum error_code take_placement(const struct question *question, const struct placed *found,
                                      struct error *error)
{
    struct unknown *unknown = question->unknown;
    const struct placed *here = question->unknowns->placement;
    int32_t people = question->unknowns->base.problem->instance->employee_count, count = 0;
    for (int32_t k = 0; k < people; k++)
        count += here[k].unit != found[k].unit;
    struct difference *list = arena_alloc(question->arena, (size_t)count, sizeof *list);
    if (list == NULL)
        return no_memory(error);
    unknown->differences = list;
    unknown->difference_count = count;
    for (int32_t k = 0; k < people; k++)
        if (here[k].unit != found[k].unit)
            *list++ = (struct difference){k, here[k].unit, found[k].unit};
    struct confirmed *confirmed = &question->unknowns->confirmed;
    confirmed_set(confirmed, unknown->employee, unknown->holding, unknown->level);
    enum error_code code = unknown_fills(question->arena, question->unknowns, unknown, found, error);
    confirmed_set(confirmed, unknown->employee, unknown->holding, LEVEL_UNKNOWN);
    return code;
}

static void lower(int64_t *most_upt, bool has_most, int64_t seen_upt)
{
    if (!has_most || seen_upt < *most_upt)
        *most_upt = seen_upt;
}

/* No plan with it costs less than the answer's bound, so it is worth no more than what this plan costs above
 * that; and the best plan without it costs at least this plan's bound. */
static void take_bounds(struct unknown *unknown, const struct verification *base,
                        const struct verification *answer)
{
    const struct plan *plan = base->plan;
    if (answer->plan->has_bound) {
        lower(&unknown->verified_most_upt, unknown->has_most, plan->objective.total - answer->bound_upt);
        lower(&unknown->most_upt, unknown->has_most, plan->objective.total - answer->plan->bound_upt);
        unknown->has_most = true;
    }
    int64_t gap = plan->has_bound ? plan->objective.total - plan->bound_upt : INT64_MAX;
    unknown->least_upt = unknown->saves_upt > gap ? unknown->saves_upt - gap : 0;
}

static enum error_code take_answer(const struct question *question, const struct verification *answer,
                                   struct error *error)
{
    struct unknown *unknown = question->unknown;
    const struct verification *base = &question->unknowns->base;
    int64_t saves = base->plan->objective.total - answer->plan->objective.total;
    enum error_code code = ERROR_NONE;
    if (answer->has_placement && saves > unknown->saves_upt) {
        struct placed *found;
        unknown->saves_upt = saves;
        code = plan_placement(question->scratch, answer->plan, answer->problem, &found, error);
        if (code == ERROR_NONE)
            code = take_placement(question, found, error);
    }
    unknown->is_solved = true;
    take_bounds(unknown, base, answer);
    return code;
}

static enum error_code ask(const struct question *question, struct error *error)
{
    struct inputs inputs;
    struct mutasi_reply reply = {0};
    struct verification answer;
    struct mutasi_request request = *question->limits;
    request.time_s = question->time_s;
    enum error_code code = documents_of(question, &inputs, error);
    if (code == ERROR_NONE)
        code = session_solve(question->session, question->scratch, &inputs, question->start, &request, &reply,
                             error);
    if (code == ERROR_NONE)
        code = explain_read_answer(question->scratch, &inputs, reply.document, &answer, error);
    if (code == ERROR_NONE)
        code = take_answer(question, &answer, error);
    mutasi_reply_fini(&reply);
    return code;
}

static int by_promise(const void *a, const void *b)
{
    const struct unknown *left = *(struct unknown *const *)a, *right = *(struct unknown *const *)b;
    if (left->promise_upt != right->promise_upt)
        return left->promise_upt > right->promise_upt ? -1 : 1;
    return (left > right) - (left < right);
}

/* Those that are open, the most promising first. */
static struct unknown **order_of(struct arena *arena, struct unknowns *unknowns)
{
    struct unknown **order = arena_alloc(arena, (size_t)unknowns->count, sizeof(struct unknown *));
    size_t count = 0;
    for (int32_t i = 0; order != NULL && i < unknowns->count; i++)
        if (unknowns->list[i].state == UNKNOWN_OPEN)
            order[count++] = &unknowns->list[i];
    if (order != NULL && count > 1)
        qsort(order, count, sizeof *order, by_promise);
    return order;
}

enum error_code unknowns_solve(struct arena *arena, struct unknowns *unknowns, struct session *session,
                               const struct mutasi_request *request, double time_s, struct error *error)
{
    enum { SHARES = 30 }; /* that the time is cut into at most */
    double least_s = 0.1, until_s = monotonic_s() + time_s;
    struct question question = {.arena = arena, .unknowns = unknowns, .session = session, .limits = request};
    int32_t count = unknowns_left(unknowns);
    struct unknown **order = order_of(arena, unknowns);
    if (order == NULL)
        return no_memory(error);
    enum error_code code =
        start_from_plan(arena, unknowns->base.plan, unknowns->base.problem, &question.start, error);
    for (int32_t i = 0; i < count && code == ERROR_NONE; i++) {
        double left_s = until_s - monotonic_s(), share_s = left_s / (count - i);
        double fair_s = share_s > time_s / SHARES ? share_s : time_s / SHARES;
        question.time_s = fair_s < left_s ? fair_s : left_s;
        if (question.time_s < least_s)
            break;
        question.unknown = order[i];
        question.scratch = arena_new();
        code = question.scratch == NULL ? no_memory(error) : ask(&question, error);
        arena_free(question.scratch);
    }
    return code;
}
