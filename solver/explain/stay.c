/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/explain/stay.h"

#include "solver/model/eligibility.h"

struct placed stay_of(const struct problem *problem, int32_t employee)
{
    return (struct placed){problem->instance->employees[employee].unit, NONE, NONE};
}

static enum error_code no_memory(struct error *error)
{
    return error_set(error, ERROR_MEMORY, NULL, "no memory for the reasons");
}

/* Pairs by person, by counting. */
static bool index_pairs(struct staying *staying)
{
    const struct instance *instance = staying->problem->instance;
    size_t people = (size_t)instance->employee_count;
    int32_t *first = arena_alloc(staying->arena, people + 2, sizeof *first);
    int32_t *pairs = arena_alloc(staying->arena, 2 * (size_t)instance->pair_count, sizeof *pairs);
    if (first == NULL || pairs == NULL) {
        return false;
    }
    for (int32_t p = 0; p < instance->pair_count; p++) {
        first[instance->pairs[p].a + 2]++;
        first[instance->pairs[p].b + 2]++;
    }
    for (size_t i = 2; i < people + 2; i++) {
        first[i] += first[i - 1];
    }
    for (int32_t p = 0; p < instance->pair_count; p++) {
        pairs[first[instance->pairs[p].a + 1]++] = p;
        pairs[first[instance->pairs[p].b + 1]++] = p;
    }
    staying->first_pair = first;
    staying->pairs = pairs;
    return true;
}

static enum error_code read_terms(struct staying *staying)
{
    const struct instance *instance = staying->problem->instance;
    const struct policy *policy = staying->problem->policy;
    enum error_code code = ERROR_NONE;
    for (int32_t u = 0; u < instance->unit_count && code == ERROR_NONE; u++) {
        const struct unit *unit = &instance->units[u];
        code = demand_terms(policy, &unit->demand, unit->id, &staying->unit_terms[u], staying->error);
    }
    for (int32_t g = 0; g < instance->group_count && code == ERROR_NONE; g++) {
        const struct group *group = &instance->groups[g];
        code = demand_terms(policy, &group->demand, group->id, &staying->group_terms[g], staying->error);
    }
    return code;
}

enum error_code stay_init(struct arena *arena, const struct problem *problem, const struct placed *placement,
                          struct staying *out, struct error *error)
{
    const struct instance *instance = problem->instance;
    *out = (struct staying){.arena = arena, .problem = problem, .placement = placement, .error = error};
    enum error_code code = measures_new(arena, problem, false, &out->measures, error);
    if (code != ERROR_NONE || (code = surge_tally_new(arena, problem, &out->surges, error)) != ERROR_NONE) {
        return code;
    }
    out->unit_terms = arena_alloc(arena, (size_t)instance->unit_count, sizeof *out->unit_terms);
    out->group_terms = arena_alloc(arena, (size_t)instance->group_count, sizeof *out->group_terms);
    if (out->unit_terms == NULL || out->group_terms == NULL || !index_pairs(out)) {
        return no_memory(error);
    }
    code = read_terms(out);
    for (int32_t i = 0; i < instance->employee_count && code == ERROR_NONE; i++) {
        code = measures_change(&out->measures, i, placement[i], 1, error);
        surge_tally_change(&out->surges, problem, i, placement[i], 1);
    }
    return code;
}

static int32_t touch(const struct staying *staying, int32_t unit, struct touched *touched, int32_t count)
{
    const struct instance *instance = staying->problem->instance;
    if (unit == NONE || !instance->units[unit].open) {
        return count;
    }
    int32_t group = instance->units[unit].group;
    bool seen_unit = false, seen_group = group == NONE;
    for (int32_t i = 0; i < count; i++) {
        seen_unit = seen_unit || (!touched[i].is_group && touched[i].unit == unit);
        seen_group = seen_group || (touched[i].is_group && instance->units[touched[i].unit].group == group);
    }
    if (!seen_unit) {
        touched[count++] = (struct touched){.id = instance->units[unit].id,
                                            .unit = unit,
                                            .demand = &instance->units[unit].demand,
                                            .terms = &staying->unit_terms[unit],
                                            .tally = &staying->measures.units[unit]};
    }
    if (!seen_group) {
        touched[count++] = (struct touched){.id = instance->groups[group].id,
                                            .unit = unit,
                                            .is_group = true,
                                            .demand = &instance->groups[group].demand,
                                            .terms = &staying->group_terms[group],
                                            .tally = &staying->measures.groups[group]};
    }
    return count;
}

int32_t stay_touched(const struct staying *staying, int32_t employee, struct touched touched[4])
{
    int32_t count = touch(staying, staying->placement[employee].unit, touched, 0);
    return touch(staying, stay_of(staying->problem, employee).unit, touched, count);
}

enum error_code stay_price(const struct staying *staying, const struct touched *touched, int32_t count,
                           int128 *price_upt)
{
    const struct policy *policy = staying->problem->policy;
    *price_upt = 0;
    for (int32_t i = 0; i < count; i++) {
        int64_t balance;
        enum error_code code = balance_upt(policy, touched[i].terms, touched[i].tally->supply_mfte,
                                           touched[i].id, &balance, staying->error);
        if (code != ERROR_NONE) {
            return code;
        }
        *price_upt += balance + shortage_upt(policy, touched[i].demand, touched[i].tally);
    }
    return ERROR_NONE;
}

enum error_code stay_surge_price(const struct staying *staying, int32_t employee, int64_t *price_upt)
{
    int32_t surge = staying->placement[employee].surge;
    *price_upt = 0;
    return surge == NONE || !surge_is_planned(staying->problem, surge)
               ? ERROR_NONE
               : surge_upt(staying->problem, surge, staying->surges.filled_mfte[surge], price_upt,
                           staying->error);
}

static enum error_code swap(struct staying *staying, int32_t employee, struct placed from, struct placed to)
{
    enum error_code code = measures_change(&staying->measures, employee, from, -1, staying->error);
    surge_tally_change(&staying->surges, staying->problem, employee, from, -1);
    surge_tally_change(&staying->surges, staying->problem, employee, to, 1);
    return code != ERROR_NONE ? code : measures_change(&staying->measures, employee, to, 1, staying->error);
}

enum error_code stay_begin(struct staying *staying, int32_t employee)
{
    return swap(staying, employee, staying->placement[employee], stay_of(staying->problem, employee));
}

enum error_code stay_end(struct staying *staying, int32_t employee)
{
    return swap(staying, employee, stay_of(staying->problem, employee), staying->placement[employee]);
}

static struct placed without_offer(const struct staying *staying, int32_t employee)
{
    return (struct placed){staying->placement[employee].unit, NONE, NONE};
}

enum error_code stay_forgo(struct staying *staying, int32_t employee)
{
    return swap(staying, employee, staying->placement[employee], without_offer(staying, employee));
}

enum error_code stay_accept(struct staying *staying, int32_t employee)
{
    return swap(staying, employee, without_offer(staying, employee), staying->placement[employee]);
}

static bool outside(int64_t value, struct interval limits)
{
    return value < limits.lower || value > limits.upper;
}

static struct broken demand_broken(const struct policy *policy, const struct touched *touched)
{
    const struct demand *demand = touched->demand;
    struct broken broken = {.unit = touched->unit, .competency = NONE, .level = NONE};
    if (outside(touched->tally->supply_mfte, touched->terms->supply_mfte) ||
        outside(touched->tally->headcount, demand->headcount)) {
        broken.found = true;
        return broken;
    }
    for (int32_t m = 0; m < demand->minimum_count && !broken.found; m++) {
        const struct minimum *minimum = &demand->minimums[m];
        if (minimum_is_hard(policy, minimum) && touched->tally->qualified[m] < minimum->min) {
            broken.found = true;
            broken.competency = minimum->competency;
            broken.level = minimum->level;
        }
    }
    return broken;
}

/* Where a pair sees a person: a group, a unit outside all groups, or nowhere. */
static int64_t pair_place(const struct instance *instance, const struct pair *pair, int32_t unit)
{
    if (unit == NONE) {
        return NONE;
    }
    int32_t group = pair->scope == SCOPE_GROUP ? instance->units[unit].group : NONE;
    return group != NONE ? group : (int64_t)instance->group_count + unit;
}

const struct pair *stay_pair_broken(const struct staying *staying, int32_t employee)
{
    const struct instance *instance = staying->problem->instance;
    int32_t unit = stay_of(staying->problem, employee).unit;
    for (int32_t i = staying->first_pair[employee]; i < staying->first_pair[employee + 1]; i++) {
        const struct pair *pair = &instance->pairs[staying->pairs[i]];
        int32_t other = pair->a == employee ? pair->b : pair->a;
        int64_t here = pair_place(instance, pair, unit);
        int64_t there = pair_place(instance, pair, staying->placement[other].unit);
        bool same = here == there;
        if (pair->kind == PAIR_TOGETHER ? !same : same && here != NONE) {
            return pair;
        }
    }
    return NULL;
}

/* Whether the unit that loses the person keeps too little beside those it lends. */
static bool keeps_too_little(const struct staying *staying, int32_t unit)
{
    const struct lending *lending = staying->surges.lending;
    if (lending == NULL || unit == NONE) {
        return false;
    }
    int64_t supply = staying->measures.units[unit].supply_mfte;
    for (int32_t d = lending->first_day[unit]; d < lending->first_day[unit + 1]; d++) {
        if (supply - staying->surges.away_mfte[d] < lending->lenders[unit].least_kept_mfte) {
            return true;
        }
    }
    return false;
}

struct broken stay_demands_broken(const struct staying *staying, const struct touched *touched, int32_t count)
{
    for (int32_t i = 0; i < count; i++) {
        struct broken broken = demand_broken(staying->problem->policy, &touched[i]);
        if (broken.found) {
            return broken;
        }
    }
    return (struct broken){.unit = NONE, .competency = NONE, .level = NONE};
}

struct broken stay_breaks(const struct staying *staying, int32_t employee, const struct touched *touched,
                          int32_t count)
{
    int32_t stay = stay_of(staying->problem, employee).unit;
    struct broken broken = stay_demands_broken(staying, touched, count);
    if (broken.found) {
        return broken;
    }
    int32_t left = staying->placement[employee].unit;
    if (keeps_too_little(staying, left)) {
        return (struct broken){.found = true, .unit = left, .competency = NONE, .level = NONE};
    }
    bool barred = eligibility_of(staying->problem, employee, stay).barrier != BARRIER_NONE;
    return (struct broken){.found = barred || stay_pair_broken(staying, employee) != NULL,
                           .unit = stay != NONE ? stay : staying->placement[employee].unit,
                           .competency = NONE,
                           .level = NONE};
}
