/* SPDX-License-Identifier: MIT */
/* What planners read first: every unit before and after, and the measures of the whole plan. */
#include "solver/model/evaluate_parts.h"

enum { BEFORE, AFTER };

/* Shortages of an open unit after the plan; a closed unit demands nothing. */
static bool list_shortages(struct evaluating *work, int32_t u, struct unit_outcome *out)
{
    const struct unit *unit = &work->problem->instance->units[u];
    const int32_t *qualified = work->after.units[u].qualified;
    struct shortage *list = arena_alloc(work->arena, (size_t)unit->demand.minimum_count, sizeof *list);
    out->shortages = list;
    for (int32_t m = 0; list != NULL && unit->open && m < unit->demand.minimum_count; m++) {
        const struct minimum *minimum = &unit->demand.minimums[m];
        if (qualified[m] < minimum->min) {
            list[out->shortage_count++] =
                (struct shortage){minimum->competency, minimum->level, minimum->min, qualified[m]};
        }
    }
    return list != NULL;
}

static enum error_code list_units(struct evaluating *work, struct evaluation *out)
{
    const struct instance *instance = work->problem->instance;
    struct unit_outcome *units = arena_alloc(work->arena, (size_t)instance->unit_count, sizeof *units);
    bool complete = units != NULL;
    for (int32_t u = 0; complete && u < instance->unit_count; u++) {
        const struct tally *before = &work->before.units[u], *after = &work->after.units[u];
        units[u] =
            (struct unit_outcome){.has_need = work->unit_terms[u].has_need,
                                  .need_mfte = work->unit_terms[u].need_mfte,
                                  .supply_mfte = {before->supply_mfte, after->supply_mfte},
                                  .headcount = {(int32_t)before->headcount, (int32_t)after->headcount}};
        complete = list_shortages(work, u, &units[u]);
    }
    out->units = units;
    return complete ? ERROR_NONE
                    : error_set(work->error, ERROR_MEMORY, NULL, "no memory for the units' outcome");
}

static int64_t missing_people(const struct demand *demand, const struct tally *tally)
{
    int64_t missing = 0;
    for (int32_t m = 0; m < demand->minimum_count; m++) {
        int64_t gap = (int64_t)demand->minimums[m].min - tally->qualified[m];
        missing += gap > 0 ? gap : 0;
    }
    return missing;
}

static int64_t all_missing(const struct measures *measures)
{
    const struct instance *instance = measures->problem->instance;
    int64_t missing = 0;
    for (int32_t u = 0; u < instance->unit_count; u++) {
        if (measures->closed_too || instance->units[u].open) {
            missing += missing_people(&instance->units[u].demand, &measures->units[u]);
        }
    }
    for (int32_t g = 0; g < instance->group_count; g++) {
        missing += missing_people(&instance->groups[g].demand, &measures->groups[g]);
    }
    return missing;
}

static bool widen_coverage(struct kpis *kpis, int when, int64_t supply, int64_t need, bool first)
{
    if (!divide_fits((int128)supply * MICRO, need)) {
        return false;
    }
    int64_t coverage = divide_rounded((int128)supply * MICRO, need);
    if (first || coverage < kpis->coverage_min_ppm[when]) {
        kpis->coverage_min_ppm[when] = coverage;
    }
    if (first || coverage > kpis->coverage_max_ppm[when]) {
        kpis->coverage_max_ppm[when] = coverage;
    }
    kpis->spread_ppm[when] = kpis->coverage_max_ppm[when] - kpis->coverage_min_ppm[when];
    return true;
}

static enum error_code measure_coverage(struct evaluating *work, const struct measures *measures, int when,
                                        struct kpis *kpis)
{
    const struct instance *instance = work->problem->instance;
    bool first = true;
    for (int32_t u = 0; u < instance->unit_count; u++) {
        int64_t need = work->unit_terms[u].need_mfte;
        if (!work->unit_terms[u].has_need || need <= 0 ||
            !(measures->closed_too || instance->units[u].open)) {
            continue;
        }
        if (!widen_coverage(kpis, when, measures->units[u].supply_mfte, need, first)) {
            return error_set(work->error, ERROR_OVERFLOW, NULL, "the coverage of %s leaves 64 bits",
                             instance->units[u].id);
        }
        first = false;
    }
    return ERROR_NONE;
}

static void count_people(const struct evaluating *work, struct kpis *kpis)
{
    const struct instance *instance = work->problem->instance;
    for (int32_t i = 0; i < instance->employee_count; i++) {
        const struct employee *person = &instance->employees[i];
        int32_t to = work->placement[i].unit;
        if (to == NONE) {
            continue;
        }
        kpis->preference_hits += employee_preference_micro(person, to) > 0;
        kpis->first_placements += person->unit == NONE;
        if (person->unit != NONE && person->unit != to) {
            kpis->moves++;
            kpis->km_m += instance_distance_m(instance, person->unit, to);
        }
    }
}

enum error_code evaluate_outcome(struct evaluating *work, struct evaluation *out)
{
    struct kpis *kpis = &out->kpis;
    int64_t before = all_missing(&work->before), after = all_missing(&work->after);
    enum error_code code;
    if ((code = list_units(work, out)) != ERROR_NONE ||
        (code = measure_coverage(work, &work->before, BEFORE, kpis)) != ERROR_NONE ||
        (code = measure_coverage(work, &work->after, AFTER, kpis)) != ERROR_NONE) {
        return code;
    }
    if (before > INT32_MAX || after > INT32_MAX) {
        return error_set(work->error, ERROR_OVERFLOW, NULL, "more than 2^31 people are missing");
    }
    kpis->shortages[BEFORE] = (int32_t)before;
    kpis->shortages[AFTER] = (int32_t)after;
    kpis->budget_spent_upt = (int64_t)work->flows.spent_all_upt;
    count_people(work, kpis);
    return ERROR_NONE;
}
