/* SPDX-License-Identifier: MIT */
/* Who may not be lent, and units that lend too many people or keep too little of their workload covered. */
#include "solver/model/decimal_text.h"
#include "solver/model/evaluate_parts.h"
#include "solver/model/row_name.h"

/* NULL where the person may be lent as placed. */
static const char *why_not_lent(const struct evaluating *work, int32_t i)
{
    const struct placed placed = work->placement[i];
    int32_t to = work->problem->instance->surges[placed.surge].unit;
    if (!work->problem->policy->has_secondment) {
        return "the policy says nothing about secondment";
    }
    if (placed.unit == NONE || placed.unit == to) {
        return "only people placed in another unit are lent";
    }
    if (placed.offer != NONE) {
        return "nobody is lent who takes an offer";
    }
    struct eligibility found = eligibility_of(work->problem, i, to);
    if (found.barrier != BARRIER_NONE) {
        return found.rule != NULL ? found.rule->cite : barrier_sentence(found.barrier);
    }
    return work->surges.lending->lenders[placed.unit].may_lend
               ? NULL
               : "the unit has less than it would have to keep";
}

/* Somebody who may not be in the unit either is one breach, and has been told. */
static enum error_code check_lent(struct evaluating *work, int32_t i)
{
    const struct instance *instance = work->problem->instance;
    int32_t unit = work->placement[i].unit;
    if (work->placement[i].surge == NONE || eligibility_of(work->problem, i, unit).barrier != BARRIER_NONE) {
        return ERROR_NONE;
    }
    const char *id = instance->employees[i].id, *why = why_not_lent(work, i);
    if (why == NULL) {
        return ERROR_NONE;
    }
    return evaluate_breach(work, row_name(work->arena, "eligibility", id),
                           arena_format(work->arena, "employee %s may not be lent to surge %s: %s", id,
                                        instance->surges[work->placement[i].surge].id, why),
                           1, (struct interval){INT64_MIN, 0}, 0);
}

static enum error_code check_away(struct evaluating *work, int32_t u, day date, const char *when,
                                  int64_t away)
{
    const char *id = work->problem->instance->units[u].id;
    int64_t most = work->surges.lending->lenders[u].most_away;
    if (away <= most) {
        return ERROR_NONE;
    }
    return evaluate_breach(work, row_name_day(work->arena, "lend", id, date),
                           arena_format(work->arena,
                                        "unit %s lends %lld people on %s, at most %lld may be away", id,
                                        (long long)away, when, (long long)most),
                           away, (struct interval){INT64_MIN, most}, 0);
}

static enum error_code check_kept(struct evaluating *work, int32_t u, day date, const char *when,
                                  int64_t kept)
{
    const char *id = work->problem->instance->units[u].id;
    int64_t least = work->surges.lending->lenders[u].least_kept_mfte;
    if (kept >= least) {
        return ERROR_NONE;
    }
    return evaluate_breach(
        work, row_name_day(work->arena, "keep", id, date),
        arena_format(work->arena,
                     "unit %s keeps %s FTE on %s beside those it lends, at least %s are required", id,
                     decimal_text(kept, 3).text, when, decimal_text(least, 3).text),
        kept, (struct interval){least, INT64_MAX}, 3);
}

static enum error_code check_lender(struct evaluating *work, int32_t u)
{
    const struct lending *lending = work->surges.lending;
    enum error_code code = ERROR_NONE;
    for (int32_t d = lending->first_day[u]; d < lending->first_day[u + 1] && code == ERROR_NONE; d++) {
        char when[11];
        day_format(lending->days[d], when);
        code = check_away(work, u, lending->days[d], when, work->surges.away[d]);
        if (code == ERROR_NONE) {
            code = check_kept(work, u, lending->days[d], when,
                              work->after.units[u].supply_mfte - work->surges.away_mfte[d]);
        }
    }
    return code;
}

enum error_code evaluate_lending(struct evaluating *work)
{
    const struct instance *instance = work->problem->instance;
    enum error_code code = ERROR_NONE;
    for (int32_t i = 0; i < instance->employee_count && code == ERROR_NONE; i++) {
        code = check_lent(work, i);
    }
    for (int32_t u = 0; work->surges.lending != NULL && u < instance->unit_count && code == ERROR_NONE; u++) {
        code = check_lender(work, u);
    }
    return code;
}
