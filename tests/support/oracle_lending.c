/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The oracle's reading of surges: who may be lent, what that costs, and what the lending units keep. */
#include "tests/support/oracle_parts.h"

/* A surge of a closed unit is not planned, and no surge is without a word in the policy. */
static bool is_planned(const struct problem *problem, int32_t surge)
{
    return problem->policy->has_secondment &&
           problem->instance->units[problem->instance->surges[surge].unit].open;
}

/* What of a unit's need has to stay; 0 for a unit that has none. */
int64_t oracle_least_kept(const struct problem *problem, int32_t unit)
{
    const struct need *need = &problem->instance->units[unit].demand.need;
    return need->kind == NEED_NONE
               ? 0
               : oracle_rounded_share(problem->policy->secondment.donor_min_ppm,
                                      oracle_need_mfte(need, problem->policy->effective_minutes_micro));
}

/* A unit that has less than that today does not lend. */
static bool may_lend(const struct problem *problem, int32_t unit)
{
    int64_t today = 0;
    for (int32_t i = 0; i < problem->instance->employee_count; i++) {
        if (problem->instance->employees[i].unit == unit) {
            today += oracle_supply_mfte(problem->instance, i, unit);
        }
    }
    return problem->instance->units[unit].open && today >= oracle_least_kept(problem, unit);
}

bool oracle_may_be_lent(const struct problem *problem, int32_t employee, struct placed placed)
{
    int32_t to = problem->instance->surges[placed.surge].unit;
    return is_planned(problem, placed.surge) && placed.unit != NONE && placed.unit != to &&
           placed.offer == NONE && oracle_eligible(problem, employee, to) && may_lend(problem, placed.unit);
}

int64_t oracle_secondment_upt(const struct problem *problem, struct placed placed)
{
    const struct secondment_policy *price = &problem->policy->secondment;
    if (placed.surge == NONE) {
        return 0;
    }
    int64_t metres =
        oracle_distance_m(problem->instance, placed.unit, problem->instance->surges[placed.surge].unit);
    return oracle_to_upt((int128)price->move_upt * 1000000 +
                         (placed.unit == problem->instance->surges[placed.surge].unit
                              ? 0
                              : (int128)price->per_km_upt * metres * 1000));
}

/* --- the books ------------------------------------------------------------------------------------------ */

/* Every missing FTE below the target costs; what is beyond costs nothing. */
static void judge_surge(const struct problem *problem, int32_t surge, struct oracle_books *books,
                        const struct placed *placement)
{
    const struct balance_policy *balance = &problem->policy->balance;
    const struct surge *of = &problem->instance->surges[surge];
    int64_t filled = 0, asked = oracle_rounded_share(balance->target_lower_ppm, of->need_mfte);
    for (int32_t i = 0; i < problem->instance->employee_count; i++) {
        filled += placement[i].surge == surge ? oracle_supply_mfte(problem->instance, i, of->unit) : 0;
    }
    if (problem->policy->has_balance && filled < asked) {
        int64_t price = oracle_tiers_price_upt(&balance->under, of->need_mfte, asked - filled);
        books->objective.secondment += price;
        books->objective.total += price;
    }
}

static bool on_that_day(const struct surge *surge, day date)
{
    return date >= surge->from && date <= surge->to;
}

int64_t oracle_most_lent(const struct problem *problem, int32_t unit)
{
    int64_t staff = 0;
    for (int32_t i = 0; i < problem->instance->employee_count; i++) {
        staff += problem->instance->employees[i].unit == unit ? 1 : 0;
    }
    int64_t most = problem->policy->secondment.max_share_ppm * staff / 1000000;
    return most > 1 ? most : 1;
}

static void judge_lender(const struct problem *problem, int32_t unit, day date, struct oracle_books *books,
                         const struct placed *placement)
{
    const struct instance *instance = problem->instance;
    int64_t away = 0, kept = 0;
    for (int32_t i = 0; i < instance->employee_count; i++) {
        bool here = placement[i].unit == unit;
        bool lent = placement[i].surge != NONE && on_that_day(&instance->surges[placement[i].surge], date);
        away += here && lent ? 1 : 0;
        kept += here && !lent ? oracle_supply_mfte(instance, i, unit) : 0;
    }
    books->broken |= away > oracle_most_lent(problem, unit) ? UINT32_C(1) << ORACLE_LENT_AT_ONCE : 0;
    books->broken |= kept < oracle_least_kept(problem, unit) ? UINT32_C(1) << ORACLE_DONOR_MIN : 0;
}

/* Whether anybody of the unit could be lent that day. */
static bool counts(const struct problem *problem, int32_t unit, day date)
{
    bool any = false;
    for (int32_t s = 0; s < problem->instance->surge_count; s++) {
        const struct surge *surge = &problem->instance->surges[s];
        any |= surge->unit != unit && is_planned(problem, s) && on_that_day(surge, date);
    }
    return any && may_lend(problem, unit);
}

/* Every first day of a surge is looked at: between them nobody is away who is not on one of these. */
void oracle_judge_lending(const struct problem *problem, struct oracle_books *books,
                          const struct placed *placement)
{
    const struct instance *instance = problem->instance;
    for (int32_t s = 0; s < instance->surge_count; s++) {
        if (!is_planned(problem, s)) {
            continue;
        }
        judge_surge(problem, s, books, placement);
        for (int32_t u = 0; u < instance->unit_count; u++) {
            if (counts(problem, u, instance->surges[s].from)) {
                judge_lender(problem, u, instance->surges[s].from, books, placement);
            }
        }
    }
}

/* --- the days ------------------------------------------------------------------------------------------- */

static bool is_of_others(const struct problem *problem, int32_t surge, int32_t unit)
{
    return is_planned(problem, surge) && problem->instance->surges[surge].unit != unit;
}

/* The first day after `date` on which a surge of another unit begins; `date` where none does. */
static day next_first_day(const struct problem *problem, int32_t unit, day date)
{
    day next = date;
    for (int32_t s = 0; s < problem->instance->surge_count; s++) {
        day from = problem->instance->surges[s].from;
        if (is_of_others(problem, s, unit) && from > date && (next == date || from < next)) {
            next = from;
        }
    }
    return next;
}

/* Everybody who is away on `date` is still away on `next`. */
static bool all_last(const struct problem *problem, int32_t unit, day date, day next)
{
    for (int32_t s = 0; s < problem->instance->surge_count; s++) {
        const struct surge *surge = &problem->instance->surges[s];
        if (is_of_others(problem, s, unit) && on_that_day(surge, date) && !on_that_day(surge, next)) {
            return false;
        }
    }
    return true;
}

int32_t oracle_lending_days(const struct problem *problem, int32_t unit, day days[ORACLE_SURGES_MAX])
{
    int32_t count = 0;
    day before = INT32_MIN, date = next_first_day(problem, unit, before);
    while (may_lend(problem, unit) && date != before) {
        day next = next_first_day(problem, unit, date);
        if (next == date || !all_last(problem, unit, date, next)) {
            days[count++] = date;
        }
        before = date;
        date = next;
    }
    return count;
}
