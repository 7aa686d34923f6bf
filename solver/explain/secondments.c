/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/explain/secondments.h"

#include "solver/model/cost.h"
#include "solver/model/measure.h"
#include "solver/model/surge_tally.h"

enum { REASONS = 3 };

struct lending_reasons {
    struct arena *arena;
    const struct problem *problem;
    struct measures measures;
    struct surge_tally surges;
    struct error *error;
};

static enum error_code tally(struct lending_reasons *work, const struct placed *placement)
{
    enum error_code code = measures_new(work->arena, work->problem, false, &work->measures, work->error);
    if (code == ERROR_NONE) {
        code = surge_tally_new(work->arena, work->problem, &work->surges, work->error);
    }
    for (int32_t i = 0; i < work->problem->instance->employee_count && code == ERROR_NONE; i++) {
        code = measures_change(&work->measures, i, placement[i], 1, work->error);
        surge_tally_change(&work->surges, work->problem, i, placement[i], 1);
    }
    return code;
}

/* What the unit has beside everybody it lends, on the worst day of the surge. */
static int64_t least_kept(const struct lending_reasons *work, int32_t unit, int32_t surge)
{
    const struct lending *lending = work->surges.lending;
    int64_t supply = work->measures.units[unit].supply_mfte, least = supply;
    for (int32_t d = lending->first_day[unit]; d < lending->first_day[unit + 1]; d++) {
        bool during = surge_in_force(&work->problem->instance->surges[surge], lending->days[d]);
        int64_t kept = supply - work->surges.away_mfte[d];
        least = during && kept < least ? kept : least;
    }
    return least;
}

static struct reason supply_reason(const char *word, int32_t unit, int64_t before, int64_t after)
{
    return (struct reason){.word = word,
                           .unit = unit,
                           .competency = NONE,
                           .has_supply = true,
                           .before_mfte = before,
                           .after_mfte = after};
}

static struct reason points_reason(int64_t saving_upt)
{
    return (struct reason){.word = saving_upt < 0 ? "costs" : "saves",
                           .unit = NONE,
                           .competency = NONE,
                           .has_points = true,
                           .points_upt = saving_upt < 0 ? -saving_upt : saving_upt};
}

static enum error_code explain(const struct lending_reasons *work, struct secondment *lent)
{
    const struct problem *problem = work->problem;
    if (!surge_is_planned(problem, lent->surge)) {
        return secondment_upt(problem, lent->unit, lent->surge, &lent->cost_upt, work->error);
    }
    struct reason *reasons = arena_alloc(work->arena, REASONS, sizeof *reasons);
    int64_t with = work->surges.filled_mfte[lent->surge];
    int64_t without = with - supply_mfte(problem->instance, lent->employee, lent->to);
    int64_t price_with, price_without;
    enum error_code code;
    if (reasons == NULL) {
        return error_set(work->error, ERROR_MEMORY, NULL, "no memory for the reasons");
    }
    if ((code = surge_upt(problem, lent->surge, with, &price_with, work->error)) != ERROR_NONE ||
        (code = surge_upt(problem, lent->surge, without, &price_without, work->error)) != ERROR_NONE ||
        (code = secondment_upt(problem, lent->unit, lent->surge, &lent->cost_upt, work->error)) !=
            ERROR_NONE) {
        return code;
    }
    reasons[0] = supply_reason("fills_surge", lent->to, without, with);
    reasons[1] = supply_reason("keeps_covered", lent->unit, work->measures.units[lent->unit].supply_mfte,
                               least_kept(work, lent->unit, lent->surge));
    reasons[2] = points_reason(price_without - price_with - lent->cost_upt);
    lent->reasons = reasons;
    lent->reason_count = REASONS;
    return ERROR_NONE;
}

enum error_code reasons_of_secondments(struct arena *arena, const struct problem *problem,
                                       const struct placed *placement, const struct secondment **secondments,
                                       int32_t *count, struct error *error)
{
    const struct instance *instance = problem->instance;
    struct lending_reasons work = {.arena = arena, .problem = problem, .error = error};
    int32_t found = 0;
    *secondments = NULL;
    *count = 0;
    for (int32_t i = 0; i < instance->employee_count; i++) {
        found += placement[i].surge != NONE;
    }
    if (found == 0) {
        return ERROR_NONE;
    }
    struct secondment *list = arena_alloc(arena, (size_t)found, sizeof *list);
    enum error_code code = list == NULL ? error_set(error, ERROR_MEMORY, NULL, "no memory for the reasons")
                                        : tally(&work, placement);
    for (int32_t i = 0, k = 0; i < instance->employee_count && code == ERROR_NONE; i++) {
        const struct placed at = placement[i];
        if (at.surge == NONE) {
            continue;
        }
        list[k] = (struct secondment){
            .employee = i, .surge = at.surge, .unit = at.unit, .to = instance->surges[at.surge].unit};
        code = explain(&work, &list[k++]);
    }
    *secondments = list;
    *count = code == ERROR_NONE ? found : 0;
    return code;
}
