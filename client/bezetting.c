/* SPDX-License-Identifier: MIT */
#include "client/bezetting.h"

#include "solver/model/demand_terms.h"

static enum load_class load_of(const struct policy *policy, const struct demand_terms *terms,
                               int64_t present_mfte)
{
    if (!terms->has_need || !policy->has_balance)
        return LOAD_UNSTATED;
    if (present_mfte < terms->band_lower_mfte)
        return LOAD_HEAVY;
    return present_mfte > terms->band_upper_mfte ? LOAD_LIGHT : LOAD_IN_BAND;
}

static enum error_code fill(const struct problem *problem, const struct tally *tally,
                            struct bezetting_row *row, struct error *error)
{
    struct demand_terms terms;
    enum error_code code = demand_terms(problem->policy, row->demand, row->id, &terms, error);
    if (code != ERROR_NONE)
        return code;
    row->qualified = tally->qualified;
    row->people = tally->headcount;
    row->present_mfte = tally->supply_mfte;
    row->has_need = terms.has_need;
    row->need_mfte = terms.need_mfte;
    row->load = row->is_open ? load_of(problem->policy, &terms, row->present_mfte) : LOAD_UNSTATED;
    return ERROR_NONE;
}

static enum error_code count_people(const struct problem *problem, struct measures *measures,
                                    struct bezetting *out, struct error *error)
{
    const struct instance *instance = problem->instance;
    enum error_code code = ERROR_NONE;
    out->people = instance->employee_count;
    for (int32_t e = 0; e < instance->employee_count && code == ERROR_NONE; e++) {
        const struct placed here = {.unit = instance->employees[e].unit, .offer = NONE, .surge = NONE};
        out->without_unit += here.unit == NONE;
        code = measures_change(measures, e, here, 1, error);
    }
    return code;
}

static enum error_code add_units(const struct measures *measures, struct bezetting *out, struct error *error)
{
    const struct instance *instance = out->problem->instance;
    enum error_code code = ERROR_NONE;
    for (int32_t u = 0; u < instance->unit_count && code == ERROR_NONE; u++) {
        const struct unit *unit = &instance->units[u];
        struct bezetting_row *row = &out->rows[out->count++];
        *row = (struct bezetting_row){
            .id = unit->id, .name = unit->name, .demand = &unit->demand, .is_open = unit->open};
        row->group = unit->group == NONE ? NULL : instance->groups[unit->group].id;
        code = fill(out->problem, &measures->units[u], row, error);
        if (row->has_need && row->is_open) {
            out->need_mfte += row->need_mfte;
            out->present_mfte += row->present_mfte;
        }
    }
    return code;
}

static enum error_code add_groups(const struct measures *measures, struct bezetting *out, struct error *error)
{
    const struct instance *instance = out->problem->instance;
    enum error_code code = ERROR_NONE;
    for (int32_t g = 0; g < instance->group_count && code == ERROR_NONE; g++) {
        const struct group *group = &instance->groups[g];
        if (group->demand.need.kind == NEED_NONE && group->demand.minimum_count == 0)
            continue;
        struct bezetting_row *row = &out->rows[out->count++];
        *row = (struct bezetting_row){
            .id = group->id, .name = group->name, .demand = &group->demand, .is_open = true};
        code = fill(out->problem, &measures->groups[g], row, error);
    }
    return code;
}

enum error_code bezetting_new(struct arena *arena, const struct problem *problem, struct bezetting *out,
                              struct error *error)
{
    const struct instance *instance = problem->instance;
    struct measures measures;
    size_t most = (size_t)instance->unit_count + (size_t)instance->group_count;
    *out = (struct bezetting){.problem = problem, .rows = arena_alloc(arena, most, sizeof *out->rows)};
    if (out->rows == NULL)
        return error_set(error, ERROR_MEMORY, "", "out of memory for the table of needs");
    enum error_code code = measures_new(arena, problem, true, &measures, error);
    if (code == ERROR_NONE)
        code = count_people(problem, &measures, out, error);
    if (code == ERROR_NONE)
        code = add_units(&measures, out, error);
    return code == ERROR_NONE ? add_groups(&measures, out, error) : code;
}
