/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/explain/reasons.h"

#include "solver/explain/stay.h"
#include "solver/model/cost.h"
#include "solver/model/eligibility.h"
#include "solver/model/rule.h"

#include <string.h>

/* What the plan has where one move touches it, before its person stays. */
struct planned {
    struct touched touched[4];
    int32_t count;
    int64_t supply_mfte[4];
    int32_t *qualified[4]; /* room for the largest demand */
    int128 price_upt;
    int64_t surge_upt; /* of the surge the person is lent to */
};

struct explaining {
    struct staying staying;
    struct planned planned;
    struct reason *list; /* room for the reasons of one move */
    int32_t count;
};

static struct reason named(const char *word, int32_t unit)
{
    return (struct reason){.word = word, .unit = unit, .competency = NONE};
}

static void add(struct explaining *work, struct reason reason)
{
    work->list[work->count++] = reason;
}

static enum error_code make_room(struct explaining *work, struct arena *arena)
{
    const struct instance *instance = work->staying.problem->instance;
    int32_t most = 0;
    for (int32_t u = 0; u < instance->unit_count; u++) {
        int32_t count = instance->units[u].demand.minimum_count;
        most = count > most ? count : most;
    }
    for (int32_t g = 0; g < instance->group_count; g++) {
        int32_t count = instance->groups[g].demand.minimum_count;
        most = count > most ? count : most;
    }
    bool complete = true;
    for (int i = 0; i < 4; i++) {
        work->planned.qualified[i] = arena_alloc(arena, (size_t)most, sizeof **work->planned.qualified);
        complete = complete && work->planned.qualified[i] != NULL;
    }
    int32_t rules = work->staying.problem->policy->rule_count;
    work->list = arena_alloc(arena, 2 * (size_t)most + (size_t)rules + 16, sizeof *work->list);
    return complete && work->list != NULL
               ? ERROR_NONE
               : error_set(work->staying.error, ERROR_MEMORY, NULL, "no memory for the reasons");
}

static enum error_code note_plan(struct explaining *work, int32_t employee)
{
    struct planned *planned = &work->planned;
    planned->count = stay_touched(&work->staying, employee, planned->touched);
    for (int32_t i = 0; i < planned->count; i++) {
        const struct touched *touched = &planned->touched[i];
        planned->supply_mfte[i] = touched->tally->supply_mfte;
        memcpy(planned->qualified[i], touched->tally->qualified,
               (size_t)touched->demand->minimum_count * sizeof **planned->qualified);
    }
    enum error_code code = stay_surge_price(&work->staying, employee, &planned->surge_upt);
    return code != ERROR_NONE
               ? code
               : stay_price(&work->staying, planned->touched, planned->count, &planned->price_upt);
}

static bool listed(const struct explaining *work, const struct minimum *minimum)
{
    for (int32_t i = 0; i < work->count; i++) {
        if (work->list[i].competency == minimum->competency && work->list[i].level == minimum->level) {
            return true;
        }
    }
    return false;
}

/* Minimums of the receiving unit, then of its group, that staying would leave unmet. */
static void add_competencies(struct explaining *work, int32_t to)
{
    const struct planned *planned = &work->planned;
    for (int32_t i = 0; i < planned->count; i++) {
        const struct touched *touched = &planned->touched[i];
        if (touched->unit != to) {
            continue;
        }
        for (int32_t m = 0; m < touched->demand->minimum_count; m++) {
            const struct minimum *minimum = &touched->demand->minimums[m];
            int32_t stayed = touched->tally->qualified[m];
            if (stayed < minimum->min && stayed < planned->qualified[i][m] && !listed(work, minimum)) {
                struct reason reason = named("covers_competency", to);
                reason.competency = minimum->competency;
                reason.level = minimum->level;
                add(work, reason);
            }
        }
    }
}

static void add_supply(struct explaining *work, int32_t from, int32_t to)
{
    const struct planned *planned = &work->planned;
    for (int32_t i = 0; i < planned->count; i++) {
        const struct touched *touched = &planned->touched[i];
        int64_t stayed = touched->tally->supply_mfte, plan = planned->supply_mfte[i];
        struct reason reason = named(touched->is_group ? "raises_group" : "raises_supply", touched->unit);
        reason.has_supply = true;
        reason.before_mfte = stayed;
        reason.after_mfte = plan;
        if (touched->unit == to && plan > stayed && stayed < touched->terms->band_lower_mfte) {
            add(work, reason);
        }
        if (touched->unit == from && plan < stayed && stayed > touched->terms->band_upper_mfte) {
            reason.word = touched->is_group ? "relieves_group" : "relieves_surplus";
            add(work, reason);
        }
    }
}

/* Every max_tenure rule by which the person was in the old unit for too long. */
static void add_tenure(struct explaining *work, int32_t employee, int32_t to)
{
    const struct problem *problem = work->staying.problem;
    const struct employee *person = &problem->instance->employees[employee];
    for (int32_t i = 0; i < problem->policy->rule_count && to != person->unit; i++) {
        const struct rule *rule = &problem->policy->rules[i];
        if (!rule_is_exceeded(rule, person, problem->instance->date)) {
            continue;
        }
        struct reason reason = named("over_tenure", person->unit);
        reason.cite = rule->cite;
        reason.has_points = !rule->hard;
        reason.points_upt = rule->price_upt;
        add(work, reason);
    }
}

/* The earlier plan wanted the same, at a price. */
static void add_earlier(struct explaining *work, int32_t employee, int32_t to)
{
    const struct problem *problem = work->staying.problem;
    const struct employee *person = &problem->instance->employees[employee];
    if (person->previous != to || to == person->unit || problem->policy->persistence_upt == 0) {
        return;
    }
    struct reason reason = named("as_before", to);
    reason.has_points = true;
    reason.points_upt = problem->policy->persistence_upt;
    add(work, reason);
}

static void add_pair(struct explaining *work, int32_t employee)
{
    const struct pair *pair = stay_pair_broken(&work->staying, employee);
    if (pair == NULL) {
        return;
    }
    struct reason reason = named(pair->kind == PAIR_TOGETHER ? "kept_together" : "kept_apart", NONE);
    reason.has_employee = true;
    reason.employee = pair->a == employee ? pair->b : pair->a;
    add(work, reason);
}

/* An explicit relocation entry leaves no room for what the policy grants. */
static void add_preference(struct explaining *work, int32_t employee, int32_t to)
{
    const struct problem *problem = work->staying.problem;
    const struct instance *instance = problem->instance;
    int64_t share = employee_preference_micro(&instance->employees[employee], to);
    if (share == 0 || to == instance->employees[employee].unit) {
        return;
    }
    struct reason reason = named("preferred", to);
    int128 granted = (int128)problem->policy->relocation.preference_upt * share;
    reason.has_points = override_find(instance->relocation, instance->relocation_count, employee, to) == NULL;
    reason.points_upt = reason.has_points ? divide_rounded(granted, MICRO) : 0;
    add(work, reason);
}

/* Own cost of another choice less own cost of the plan's. */
static enum error_code own_difference(const struct staying *staying, int32_t employee, struct placed other,
                                      int128 *out)
{
    const struct placed both[2] = {other, staying->placement[employee]};
    struct placement_cost cost[2];
    for (int i = 0; i < 2; i++) {
        enum error_code code = placement_cost(staying->problem, employee, both[i], &cost[i], staying->error);
        if (code != ERROR_NONE) {
            return code;
        }
    }
    *out = (int128)cost[0].relocation_upt - cost[1].relocation_upt + cost[0].offer_upt - cost[1].offer_upt +
           cost[0].persistence_upt - cost[1].persistence_upt + cost[0].unplaced_upt - cost[1].unplaced_upt +
           cost[0].tenure_upt - cost[1].tenure_upt + cost[0].secondment_upt - cost[1].secondment_upt;
    return ERROR_NONE;
}

/* What the plan saves against the other choice, as the tallies stand: `saves` or `costs`. */
static enum error_code add_points(struct explaining *work, int32_t employee, struct placed other,
                                  const char *saves, const char *costs)
{
    const struct planned *planned = &work->planned;
    const struct staying *staying = &work->staying;
    int128 own, then;
    int64_t surge;
    enum error_code code;
    if ((code = own_difference(staying, employee, other, &own)) != ERROR_NONE ||
        (code = stay_surge_price(staying, employee, &surge)) != ERROR_NONE ||
        (code = stay_price(staying, planned->touched, planned->count, &then)) != ERROR_NONE) {
        return code;
    }
    int128 saving = own + then - planned->price_upt + surge - planned->surge_upt;
    if (saving > INT64_MAX || saving < -INT64_MAX) {
        return error_set(staying->error, ERROR_OVERFLOW, NULL, "a saving leaves 64 bits");
    }
    struct reason reason = named(saving < 0 ? costs : saves, NONE);
    reason.has_points = true;
    reason.points_upt = (int64_t)(saving < 0 ? -saving : saving);
    add(work, reason);
    return ERROR_NONE;
}

static void add_broken(struct explaining *work, const char *word, const struct broken *broken)
{
    struct reason required = named(word, broken->unit);
    required.competency = broken->competency;
    required.level = broken->competency == NONE ? 0 : broken->level;
    add(work, required);
}

/* What the offer is worth to somebody who moves; of somebody who stays it is what the whole is worth. */
static enum error_code add_offer(struct explaining *work, int32_t employee, int32_t from)
{
    struct staying *staying = &work->staying;
    int32_t to = staying->placement[employee].unit;
    enum error_code code;
    if (staying->placement[employee].offer == NONE || from == to) {
        return ERROR_NONE;
    }
    if ((code = stay_forgo(staying, employee)) != ERROR_NONE) {
        return code;
    }
    struct broken broken = stay_demands_broken(staying, work->planned.touched, work->planned.count);
    if (broken.found) {
        add_broken(work, "offer_required", &broken);
    } else {
        code = add_points(work, employee, (struct placed){to, NONE, NONE}, "offer_saves", "offer_costs");
    }
    return code != ERROR_NONE ? code : stay_accept(staying, employee);
}

static enum error_code add_saving(struct explaining *work, int32_t employee)
{
    const struct planned *planned = &work->planned;
    const struct staying *staying = &work->staying;
    struct broken broken = stay_breaks(staying, employee, planned->touched, planned->count);
    if (broken.found) {
        add_broken(work, "required", &broken);
        return ERROR_NONE;
    }
    return add_points(work, employee, stay_of(staying->problem, employee), "saves", "costs");
}

static void add_change(struct explaining *work, int32_t employee, int32_t from, bool closed)
{
    int32_t to = work->staying.placement[employee].unit;
    if (from == NONE) {
        add(work, named("first_placement", NONE));
    } else if (closed) {
        add(work, named("present_unit_closed", from));
    }
    add_competencies(work, to);
    add_supply(work, from, to);
    add_tenure(work, employee, to);
    add_earlier(work, employee, to);
    add_preference(work, employee, to);
    add_pair(work, employee);
}

static enum error_code collect(struct explaining *work, int32_t employee)
{
    const struct instance *instance = work->staying.problem->instance;
    int32_t from = instance->employees[employee].unit;
    bool closed = from != NONE && !instance->units[from].open;
    enum error_code code;
    work->count = 0;
    if ((code = note_plan(work, employee)) != ERROR_NONE ||
        (code = stay_begin(&work->staying, employee)) != ERROR_NONE) {
        return code;
    }
    add_change(work, employee, from, closed);
    int32_t before_last = work->count;
    if (!closed && (code = add_saving(work, employee)) != ERROR_NONE) {
        return code;
    }
    if ((code = stay_end(&work->staying, employee)) != ERROR_NONE ||
        (code = add_offer(work, employee, from)) != ERROR_NONE) {
        return code;
    }
    bool has_offer = work->count == before_last + 2;
    if (has_offer) { /* what the whole move is worth is said last */
        struct reason last = work->list[before_last];
        work->list[before_last] = work->list[before_last + 1];
        work->list[before_last + 1] = last;
    }
    return ERROR_NONE;
}

static enum error_code explain_move(struct explaining *work, struct move *move)
{
    struct placement_cost cost;
    const struct staying *staying = &work->staying;
    struct placed placed = {move->to, move->offer, NONE};
    enum error_code code;
    if ((code = placement_cost(staying->problem, move->employee, placed, &cost, staying->error)) !=
            ERROR_NONE ||
        (code = collect(work, move->employee)) != ERROR_NONE) {
        return code;
    }
    struct reason *reasons = arena_alloc(staying->arena, (size_t)work->count, sizeof *reasons);
    if (reasons == NULL) {
        return error_set(staying->error, ERROR_MEMORY, NULL, "no memory for the reasons");
    }
    memcpy(reasons, work->list, (size_t)work->count * sizeof *reasons);
    move->cost_upt = cost.relocation_upt + cost.offer_upt;
    move->reasons = reasons;
    move->reason_count = work->count;
    return ERROR_NONE;
}

static bool is_move(const struct problem *problem, const struct placed *placement, int32_t i)
{
    return placement[i].unit != NONE &&
           (placement[i].unit != problem->instance->employees[i].unit || placement[i].offer != NONE);
}

enum error_code reasons_of_moves(struct arena *arena, const struct problem *problem,
                                 const struct placed *placement, const struct move **moves, int32_t *count,
                                 struct error *error)
{
    int32_t people = problem->instance->employee_count, found = 0;
    struct explaining work = {.count = 0};
    enum error_code code;
    *moves = NULL;
    *count = 0;
    if ((code = stay_init(arena, problem, placement, &work.staying, error)) != ERROR_NONE ||
        (code = make_room(&work, arena)) != ERROR_NONE) {
        return code;
    }
    for (int32_t i = 0; i < people; i++) {
        found += is_move(problem, placement, i);
    }
    struct move *list = arena_alloc(arena, (size_t)found, sizeof *list);
    if (list == NULL) {
        return error_set(error, ERROR_MEMORY, NULL, "no memory for the moves");
    }
    for (int32_t i = 0, k = 0; i < people; i++) {
        if (!is_move(problem, placement, i)) {
            continue;
        }
        list[k] = (struct move){
            i, problem->instance->employees[i].unit, placement[i].unit, placement[i].offer, 0, NULL, 0};
        if ((code = explain_move(&work, &list[k++])) != ERROR_NONE) {
            return code;
        }
    }
    *moves = list;
    *count = found;
    return ERROR_NONE;
}
