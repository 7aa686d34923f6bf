/* SPDX-License-Identifier: MIT */
#include "solver/model/measure.h"

#include "solver/model/cost.h"

static bool tally_init(struct arena *arena, const struct demand *demand, struct tally *tally)
{
    tally->qualified = arena_alloc(arena, (size_t)demand->minimum_count, sizeof *tally->qualified);
    return tally->qualified != NULL;
}

enum error_code measures_new(struct arena *arena, const struct problem *problem, bool closed_too,
                             struct measures *out, struct error *error)
{
    const struct instance *instance = problem->instance;
    bool complete = true;
    *out = (struct measures){.problem = problem, .closed_too = closed_too};
    out->units = arena_alloc(arena, (size_t)instance->unit_count, sizeof *out->units);
    out->groups = arena_alloc(arena, (size_t)instance->group_count, sizeof *out->groups);
    if (out->units == NULL || out->groups == NULL) {
        return error_set(error, ERROR_MEMORY, NULL, "no memory for the measures");
    }
    for (int32_t u = 0; u < instance->unit_count; u++) {
        complete = complete && tally_init(arena, &instance->units[u].demand, &out->units[u]);
    }
    for (int32_t g = 0; g < instance->group_count; g++) {
        complete = complete && tally_init(arena, &instance->groups[g].demand, &out->groups[g]);
    }
    return complete ? ERROR_NONE : error_set(error, ERROR_MEMORY, NULL, "no memory for the measures");
}

static bool tally_change(struct tally *tally, const struct demand *demand, const struct problem *problem,
                         int32_t employee, struct placed placed, int sign)
{
    int64_t supply = sign * supply_mfte(problem->instance, employee, placed.unit);
    tally->headcount += sign;
    for (int32_t i = 0; i < demand->minimum_count; i++) {
        const struct minimum *minimum = &demand->minimums[i];
        if (qualifies(problem, employee, placed.offer, minimum->competency, minimum->level)) {
            tally->qualified[i] += sign;
        }
    }
    return !__builtin_add_overflow(tally->supply_mfte, supply, &tally->supply_mfte);
}

enum error_code measures_change(struct measures *measures, int32_t employee, struct placed placed, int sign,
                                struct error *error)
{
    const struct problem *problem = measures->problem;
    const struct instance *instance = problem->instance;
    if (placed.unit == NONE || !(measures->closed_too || instance->units[placed.unit].open)) {
        return ERROR_NONE;
    }
    const struct unit *unit = &instance->units[placed.unit];
    bool fits = tally_change(&measures->units[placed.unit], &unit->demand, problem, employee, placed, sign);
    if (fits && unit->group != NONE) {
        fits = tally_change(&measures->groups[unit->group], &instance->groups[unit->group].demand, problem,
                            employee, placed, sign);
    }
    return fits ? ERROR_NONE
                : error_set(error, ERROR_OVERFLOW, NULL, "the supply of %s leaves 64 bits", unit->id);
}
