/* SPDX-License-Identifier: MIT */
#include "solver/model/evaluate.h"

#include "solver/model/cost.h"
#include "solver/model/evaluate_parts.h"

static enum error_code no_memory(struct evaluating *work)
{
    return error_set(work->error, ERROR_MEMORY, NULL, "no memory for the evaluation");
}

static enum error_code prepare(struct evaluating *work)
{
    const struct instance *instance = work->problem->instance;
    size_t units = (size_t)instance->unit_count;
    enum error_code code;
    if ((code = measures_new(work->arena, work->problem, true, &work->before, work->error)) != ERROR_NONE ||
        (code = measures_new(work->arena, work->problem, false, &work->after, work->error)) != ERROR_NONE ||
        (code = surge_tally_new(work->arena, work->problem, &work->surges, work->error)) != ERROR_NONE) {
        return code;
    }
    work->flows.in = arena_alloc(work->arena, units, sizeof *work->flows.in);
    work->flows.out = arena_alloc(work->arena, units, sizeof *work->flows.out);
    work->flows.spent_upt = arena_alloc(work->arena, units, sizeof *work->flows.spent_upt);
    work->unit_terms = arena_alloc(work->arena, units, sizeof *work->unit_terms);
    work->group_terms = arena_alloc(work->arena, (size_t)instance->group_count, sizeof *work->group_terms);
    if (!work->flows.in || !work->flows.out || !work->flows.spent_upt || !work->unit_terms ||
        !work->group_terms) {
        return no_memory(work);
    }
    return ERROR_NONE;
}

static enum error_code read_terms(struct evaluating *work)
{
    const struct instance *instance = work->problem->instance;
    enum error_code code = ERROR_NONE;
    for (int32_t u = 0; u < instance->unit_count && code == ERROR_NONE; u++) {
        const struct unit *unit = &instance->units[u];
        code =
            demand_terms(work->problem->policy, &unit->demand, unit->id, &work->unit_terms[u], work->error);
    }
    for (int32_t g = 0; g < instance->group_count && code == ERROR_NONE; g++) {
        const struct group *group = &instance->groups[g];
        code = demand_terms(work->problem->policy, &group->demand, group->id, &work->group_terms[g],
                            work->error);
    }
    return code;
}

/* Counts one person's move against caps and budgets. */
static void count_flow(struct evaluating *work, int32_t from, int32_t to, int64_t budget_upt)
{
    struct flows *flows = &work->flows;
    bool from_open = from != NONE && work->problem->instance->units[from].open;
    flows->staff_of_open += from_open;
    if (to == NONE) {
        return;
    }
    flows->spent_upt[to] += budget_upt;
    flows->spent_all_upt += budget_upt;
    if (from_open && from != to) {
        flows->moves++;
        flows->out[from]++;
        flows->in[to]++;
    }
}

static enum error_code count_person(struct evaluating *work, int32_t i)
{
    int32_t present = work->problem->instance->employees[i].unit;
    struct placed placed = work->placement[i];
    struct placement_cost cost;
    enum error_code code;
    if ((code = placement_cost(work->problem, i, placed, &cost, work->error)) != ERROR_NONE ||
        (code = measures_change(&work->after, i, placed, 1, work->error)) != ERROR_NONE ||
        (code = measures_change(&work->before, i, (struct placed){present, NONE, NONE}, 1, work->error)) !=
            ERROR_NONE) {
        return code;
    }
    count_flow(work, present, placed.unit, cost.budget_upt);
    surge_tally_change(&work->surges, work->problem, i, placed, 1);
    work->sums.relocation += cost.relocation_upt;
    work->sums.offers += cost.offer_upt;
    work->sums.persistence += cost.persistence_upt;
    work->sums.tenure += cost.tenure_upt;
    work->sums.unplaced += cost.unplaced_upt;
    work->sums.secondment += cost.secondment_upt;
    return ERROR_NONE;
}

static enum error_code price_demand(struct evaluating *work, const struct demand *demand, const char *id,
                                    const struct demand_terms *terms, const struct tally *tally)
{
    int64_t balance = 0;
    enum error_code code =
        balance_upt(work->problem->policy, terms, tally->supply_mfte, id, &balance, work->error);
    work->sums.balance += balance;
    work->sums.competency += shortage_upt(work->problem->policy, demand, tally);
    return code;
}

static enum error_code price_demands(struct evaluating *work)
{
    const struct instance *instance = work->problem->instance;
    enum error_code code = ERROR_NONE;
    for (int32_t u = 0; u < instance->unit_count && code == ERROR_NONE; u++) {
        const struct unit *unit = &instance->units[u];
        if (unit->open) {
            code = price_demand(work, &unit->demand, unit->id, &work->unit_terms[u], &work->after.units[u]);
        }
    }
    for (int32_t g = 0; g < instance->group_count && code == ERROR_NONE; g++) {
        const struct group *group = &instance->groups[g];
        code = price_demand(work, &group->demand, group->id, &work->group_terms[g], &work->after.groups[g]);
    }
    return code;
}

static enum error_code price_surges(struct evaluating *work)
{
    enum error_code code = ERROR_NONE;
    for (int32_t s = 0; s < work->problem->instance->surge_count && code == ERROR_NONE; s++) {
        int64_t price = 0;
        if (surge_is_planned(work->problem, s)) {
            code = surge_upt(work->problem, s, work->surges.filled_mfte[s], &price, work->error);
        }
        work->sums.secondment += price;
    }
    return code;
}

/* No part is negative, so a total that fits says that every part does. */
static enum error_code write_objective(const struct evaluating *work, struct objective *out)
{
    const struct cost_sums *sums = &work->sums;
    int128 total = sums->relocation + sums->balance + sums->competency + sums->offers + sums->persistence +
                   sums->tenure + sums->unplaced + sums->secondment;
    if (total > INT64_MAX || work->flows.spent_all_upt > INT64_MAX) {
        return error_set(work->error, ERROR_OVERFLOW, NULL, "the plan's cost leaves 64 bits");
    }
    *out = (struct objective){.total = (int64_t)total,
                              .relocation = (int64_t)sums->relocation,
                              .balance = (int64_t)sums->balance,
                              .competency = (int64_t)sums->competency,
                              .offers = (int64_t)sums->offers,
                              .persistence = (int64_t)sums->persistence,
                              .tenure = (int64_t)sums->tenure,
                              .unplaced = (int64_t)sums->unplaced,
                              .secondment = (int64_t)sums->secondment};
    return ERROR_NONE;
}

enum error_code evaluate(struct arena *arena, const struct problem *problem, const struct placed *placement,
                         const struct evaluation **out, struct error *error)
{
    struct evaluating work = {.arena = arena, .problem = problem, .placement = placement, .error = error};
    struct evaluation *result = arena_alloc(arena, 1, sizeof *result);
    enum error_code code;
    *out = NULL;
    if (result == NULL) {
        return no_memory(&work);
    }
    if ((code = prepare(&work)) != ERROR_NONE || (code = read_terms(&work)) != ERROR_NONE) {
        return code;
    }
    for (int32_t i = 0; i < problem->instance->employee_count; i++) {
        if ((code = count_person(&work, i)) != ERROR_NONE) {
            return code;
        }
    }
    if ((code = price_demands(&work)) != ERROR_NONE || (code = price_surges(&work)) != ERROR_NONE ||
        (code = write_objective(&work, &result->objective)) != ERROR_NONE ||
        (code = evaluate_rows(&work)) != ERROR_NONE ||
        (code = evaluate_outcome(&work, result)) != ERROR_NONE) {
        return code;
    }
    result->breaches = work.breaches;
    result->breach_count = work.breach_count;
    *out = result;
    return ERROR_NONE;
}
