/* SPDX-License-Identifier: MIT */
#include "solver/model/lending.h"

#include "solver/model/cost.h"

bool surge_is_planned(const struct problem *problem, int32_t surge)
{
    const struct instance *instance = problem->instance;
    return problem->policy->has_secondment && instance->units[instance->surges[surge].unit].open;
}

bool surge_in_force(const struct surge *surge, day date)
{
    return surge->from <= date && date <= surge->to;
}

/* --- lenders -------------------------------------------------------------------------------------------- */

/* A unit that is short today does not lend: it would be short in any case. */
static void judge_lender(const struct problem *problem, const struct unit *unit, int64_t staff,
                         struct lender *lender)
{
    const struct secondment_policy *price = &problem->policy->secondment;
    int64_t need, most = (int64_t)((int128)price->max_share_ppm * staff / MICRO);
    lender->most_away = most > 1 ? most : 1;
    if (need_mfte(&unit->demand.need, problem->policy->effective_minutes_micro, &need))
        lender->least_kept_mfte = share_of(price->donor_min_ppm, need);
    lender->may_lend = unit->open && lender->supply_mfte >= lender->least_kept_mfte;
}

static struct lender *lenders_of(struct arena *arena, const struct problem *problem)
{
    const struct instance *instance = problem->instance;
    struct lender *lenders = arena_alloc(arena, (size_t)instance->unit_count, sizeof *lenders);
    if (lenders == NULL)
        return NULL;
    for (int32_t k = 0; k < instance->employee_count; k++) {
        int32_t unit = instance->employees[k].unit;
        if (unit == NONE)
            continue;
        lenders[unit].most_away++; /* the staff, until judged */
        lenders[unit].supply_mfte += supply_mfte(instance, k, unit);
    }
    for (int32_t u = 0; u < instance->unit_count; u++)
        judge_lender(problem, &instance->units[u], lenders[u].most_away, &lenders[u]);
    return lenders;
}

/* --- days ----------------------------------------------------------------------------------------------- */

static bool counts_for(const struct problem *problem, int32_t unit, int32_t surge)
{
    return problem->instance->surges[surge].unit != unit && surge_is_planned(problem, surge);
}

/* Whether every surge in force on `date` still is on `next`. */
static bool goes_on(const struct problem *problem, int32_t unit, day date, day next)
{
    const struct instance *instance = problem->instance;
    for (int32_t s = 0; s < instance->surge_count; s++)
        if (counts_for(problem, unit, s) && surge_in_force(&instance->surges[s], date) &&
            instance->surges[s].to < next)
            return false;
    return true;
}

/* Insertion into a rising list; a day that is there already changes nothing. */
static int32_t insert_day(day *days, int32_t count, day date)
{
    int32_t at = count;
    while (at > 0 && days[at - 1] > date)
        at--;
    if (at > 0 && days[at - 1] == date)
        return count;
    for (int32_t i = count; i > at; i--)
        days[i] = days[i - 1];
    days[at] = date;
    return count + 1;
}

/* Appends the unit's days; returns their number. */
static int32_t add_days(const struct problem *problem, int32_t unit, day *begun, day *days)
{
    const struct instance *instance = problem->instance;
    int32_t begun_count = 0, count = 0;
    for (int32_t s = 0; s < instance->surge_count; s++)
        if (counts_for(problem, unit, s))
            begun_count = insert_day(begun, begun_count, instance->surges[s].from);
    for (int32_t d = 0; d < begun_count; d++)
        if (d + 1 == begun_count || !goes_on(problem, unit, begun[d], begun[d + 1]))
            days[count++] = begun[d];
    return count;
}

/* --- all ------------------------------------------------------------------------------------------------ */

static bool any_is_planned(const struct problem *problem)
{
    for (int32_t s = 0; s < problem->instance->surge_count; s++)
        if (surge_is_planned(problem, s))
            return true;
    return false;
}

enum error_code lending_new(struct arena *arena, const struct problem *problem, const struct lending **out,
                            struct error *error)
{
    size_t units = (size_t)problem->instance->unit_count, surges = (size_t)problem->instance->surge_count;
    *out = NULL;
    if (!any_is_planned(problem))
        return ERROR_NONE;
    struct lending *lending = arena_alloc(arena, 1, sizeof *lending);
    struct lender *lenders = lenders_of(arena, problem);
    int32_t *first = arena_alloc(arena, units + 1, sizeof *first);
    day *begun = arena_alloc(arena, surges, sizeof *begun);
    day *days = arena_alloc(arena, units * surges, sizeof *days);
    if (lending == NULL || lenders == NULL || first == NULL || begun == NULL || days == NULL)
        return error_set(error, ERROR_MEMORY, NULL, "no memory for the surges");
    for (size_t u = 0; u < units; u++)
        first[u + 1] =
            first[u] + (lenders[u].may_lend ? add_days(problem, (int32_t)u, begun, days + first[u]) : 0);
    *lending = (struct lending){lenders, first, days};
    *out = lending;
    return ERROR_NONE;
}
