/* SPDX-License-Identifier: MIT */
/* The plan again with one person placed: asked for, recomputed, and compared with the plan at hand. */
#include "client/explain.h"
#include "client/start.h"

#include <string.h>

static enum error_code no_memory(struct error *error)
{
    return error_set(error, ERROR_MEMORY, "", "out of memory");
}

/* --- the question --- */

enum error_code explain_scenario(struct arena *arena, const struct problem *problem, int32_t employee,
                                 int32_t target, const struct node **out, struct error *error)
{
    const struct instance *instance = problem->instance;
    int32_t people = problem->forced_unit == NULL ? 0 : instance->employee_count;
    struct node place = node_map(arena, (size_t)people + 1);
    struct node *scenario = arena_alloc(arena, 1, sizeof *scenario);
    if (scenario == NULL)
        return no_memory(error);
    for (int32_t i = 0; i < people; i++)
        if (i != employee && problem->forced_unit[i] != NONE)
            map_add(&place, instance->employees[i].id,
                    node_borrowed(instance->units[problem->forced_unit[i]].id));
    if (employee != NONE)
        map_add(&place, instance->employees[employee].id, node_borrowed(instance->units[target].id));
    *scenario = node_map(arena, 2);
    map_add(scenario, "name", node_borrowed("explain"));
    map_add(scenario, "place", place);
    *out = scenario;
    return tree_canonicalise(scenario, error);
}

/* This plan's placement but for the person, who is not lent either, and its prices. */
static enum error_code start_of(struct arena *arena, const struct explanation *explanation, int32_t target,
                                const struct node **out, struct error *error)
{
    const struct problem *problem = explanation->base.problem;
    struct plan plan = *explanation->base.plan;
    struct move *moves = arena_alloc(arena, (size_t)plan.move_count + 1, sizeof *moves);
    if (moves == NULL)
        return no_memory(error);
    int32_t count = 0;
    for (int32_t i = 0; i < plan.move_count; i++)
        if (plan.moves[i].employee != explanation->employee)
            moves[count++] = plan.moves[i];
    moves[count++] = (struct move){.employee = explanation->employee,
                                   .from = problem->instance->employees[explanation->employee].unit,
                                   .to = target,
                                   .offer = NONE};
    plan.moves = moves;
    plan.move_count = count;
    struct secondment *lent = arena_alloc(arena, (size_t)plan.secondment_count, sizeof *lent);
    if (lent == NULL)
        return no_memory(error);
    count = 0;
    for (int32_t i = 0; i < plan.secondment_count; i++)
        if (plan.secondments[i].employee != explanation->employee)
            lent[count++] = plan.secondments[i];
    plan.secondments = lent;
    plan.secondment_count = count;
    return start_from_plan(arena, &plan, problem, out, error);
}

/* --- the answer --- */

enum error_code explain_read_answer(struct arena *arena, const struct inputs *inputs,
                                    struct mutasi_document document, struct verification *out,
                                    struct error *error)
{
    struct plan_case parts = {inputs->instance, inputs->policy, inputs->scenario, NULL};
    enum error_code code = document_read(arena, document, "plan", &parts.plan, error);
    if (code == ERROR_NONE)
        code = verify_case(arena, &parts, out, error);
    if (code == ERROR_NONE && !out->holds)
        code = error_set(error, ERROR_UNVERIFIED, "", "the service's plan does not hold");
    return code;
}

static enum verdict verdict_of(const struct alternative *found)
{
    if (found->status == PLAN_INFEASIBLE)
        return VERDICT_IMPOSSIBLE;
    if (found->has_at_least && found->at_least_upt > 0)
        return VERDICT_WORSE;
    if (!found->has_more)
        return VERDICT_UNKNOWN;
    if (found->more_upt < 0)
        return VERDICT_BETTER;
    return found->more_upt == 0 ? VERDICT_AS_GOOD : VERDICT_NOT_WORSE;
}

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* Where the placement is allowed anyway, plans with it are some of all plans: what bounds those bounds it. */
static void compare_bounds(const struct verification *base, const struct verification *answer,
                           struct alternative *out)
{
    int64_t cost = base->plan->objective.total, bound = INT64_MIN, verified = INT64_MIN;
    if (answer->plan->has_bound) {
        bound = answer->plan->bound_upt;
        verified = answer->bound_upt;
    }
    if (base->plan->has_bound && !out->is_hypothetical) {
        bound = larger(bound, base->plan->bound_upt);
        verified = larger(verified, base->bound_upt);
    }
    out->has_at_least = bound != INT64_MIN;
    out->at_least_upt = out->has_at_least ? bound - cost : 0;
    out->verified_upt = out->has_at_least ? verified - cost : 0;
}

/* The better of what was found and of the change alone. */
static void compare_costs(const struct verification *base, const struct verification *answer,
                          struct alternative *out)
{
    int64_t more = answer->has_placement ? answer->plan->objective.total - base->plan->objective.total : 0;
    bool is_alone = out->has_alone && (!answer->has_placement || out->alone_upt < more);
    out->has_more = answer->has_placement || out->has_alone;
    out->more_upt = is_alone ? out->alone_upt : more;
    out->has_most = out->has_more && base->plan->has_bound;
    out->most_upt = out->has_most ? out->more_upt + base->plan->objective.total - base->plan->bound_upt : 0;
}

void explain_compare(const struct verification *base, const struct verification *answer,
                     struct alternative *out)
{
    out->status = answer->plan->status;
    compare_bounds(base, answer, out);
    compare_costs(base, answer, out);
    out->verdict = verdict_of(out);
}

static enum error_code compare_people(struct arena *arena, const struct explanation *explanation,
                                      const struct verification *answer, struct alternative *out,
                                      struct error *error)
{
    int32_t people = explanation->base.problem->instance->employee_count;
    struct placed *here, *there;
    enum error_code code =
        plan_placement(arena, explanation->base.plan, explanation->base.problem, &here, error);
    if (code == ERROR_NONE)
        code = plan_placement(arena, answer->plan, answer->problem, &there, error);
    struct difference *list = arena_alloc(arena, (size_t)people, sizeof *list);
    if (code == ERROR_NONE && list == NULL)
        code = no_memory(error);
    if (code != ERROR_NONE)
        return code;
    for (int32_t i = 0; i < people; i++)
        if (i != explanation->employee && here[i].unit != there[i].unit)
            list[out->difference_count++] = (struct difference){i, here[i].unit, there[i].unit};
    out->differences = list;
    out->offer = there[explanation->employee].offer;
    return ERROR_NONE;
}

static enum error_code compare(struct arena *arena, struct explanation *explanation,
                               const struct verification *answer, struct error *error)
{
    struct alternative *out = &explanation->alternative;
    const struct evaluation *alone;
    int64_t cost = explanation->base.plan->objective.total;
    enum error_code code = explain_change(arena, explanation, answer->problem, out->unit, &alone, error);
    if (code != ERROR_NONE)
        return code;
    out->breaches = alone->breaches;
    out->breach_count = alone->breach_count;
    out->has_alone = alone->breach_count == 0;
    out->alone_upt = out->has_alone ? alone->objective.total - cost : 0;
    explain_compare(&explanation->base, answer, out);
    bool is_found = answer->has_placement && answer->plan->objective.total - cost == out->more_upt;
    return is_found ? compare_people(arena, explanation, answer, out, error) : ERROR_NONE;
}

enum error_code explain_solve(struct arena *arena, struct explanation *explanation, int32_t target,
                              struct session *session, struct mutasi_request *request, struct error *error)
{
    const struct problem *problem = explanation->base.problem;
    struct eligibility eligibility = eligibility_of(problem, explanation->employee, target);
    struct inputs inputs = {.instance_file = explanation->case_file,
                            .policy_file = explanation->case_file,
                            .instance = problem->instance_document,
                            .policy = problem->policy_document};
    const struct node *start;
    struct mutasi_reply reply = {0};
    struct verification answer;
    explanation->alternative = (struct alternative){
        .unit = target, .offer = NONE, .is_hypothetical = eligibility.barrier != BARRIER_NONE};
    enum error_code code =
        explain_scenario(arena, problem, explanation->employee, target, &inputs.scenario, error);
    if (code == ERROR_NONE)
        code = start_of(arena, explanation, target, &start, error);
    if (code == ERROR_NONE)
        code = session_solve(session, arena, &inputs, start, request, &reply, error);
    if (code == ERROR_NONE)
        code = explain_read_answer(arena, &inputs, reply.document, &answer, error);
    if (code == ERROR_NONE)
        code = compare(arena, explanation, &answer, error);
    explanation->has_alternative = code == ERROR_NONE;
    mutasi_reply_fini(&reply);
    return code;
}
