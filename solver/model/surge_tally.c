/* SPDX-License-Identifier: MIT */
#include "solver/model/surge_tally.h"

#include "solver/model/cost.h"
#include "solver/model/demand_terms.h"

enum error_code surge_tally_new(struct arena *arena, const struct problem *problem, struct surge_tally *out,
                                struct error *error)
{
    const struct instance *instance = problem->instance;
    *out = (struct surge_tally){0};
    enum error_code code = lending_new(arena, problem, &out->lending, error);
    if (code != ERROR_NONE || out->lending == NULL)
        return code;
    size_t days = (size_t)out->lending->first_day[instance->unit_count];
    out->filled_mfte = arena_alloc(arena, (size_t)instance->surge_count, sizeof *out->filled_mfte);
    out->away = arena_alloc(arena, days, sizeof *out->away);
    out->away_mfte = arena_alloc(arena, days, sizeof *out->away_mfte);
    return out->filled_mfte && out->away && out->away_mfte
               ? ERROR_NONE
               : error_set(error, ERROR_MEMORY, NULL, "no memory for the surges");
}

void surge_tally_change(struct surge_tally *tally, const struct problem *problem, int32_t employee,
                        struct placed placed, int sign)
{
    const struct instance *instance = problem->instance;
    const struct lending *lending = tally->lending;
    if (lending == NULL || placed.surge == NONE || placed.unit == NONE)
        return;
    const struct surge *surge = &instance->surges[placed.surge];
    tally->filled_mfte[placed.surge] += sign * supply_mfte(instance, employee, surge->unit);
    for (int32_t d = lending->first_day[placed.unit]; d < lending->first_day[placed.unit + 1]; d++)
        if (surge_in_force(surge, lending->days[d])) {
            tally->away[d] += sign;
            tally->away_mfte[d] += sign * supply_mfte(instance, employee, placed.unit);
        }
}

/* The need of a unit that may have more than enough. */
enum error_code surge_upt(const struct problem *problem, int32_t surge, int64_t filled_mfte, int64_t *out,
                          struct error *error)
{
    const struct surge *of = &problem->instance->surges[surge];
    const struct demand demand = {.need = {.kind = NEED_FTE, .mfte = of->need_mfte},
                                  .supply_mfte = {INT64_MIN, INT64_MAX},
                                  .headcount = {INT64_MIN, INT64_MAX}};
    struct demand_terms terms;
    enum error_code code = demand_terms(problem->policy, &demand, of->id, &terms, error);
    terms.band_upper_mfte = INT64_MAX;
    return code != ERROR_NONE ? code : balance_upt(problem->policy, &terms, filled_mfte, of->id, out, error);
}
