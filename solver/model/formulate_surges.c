/* SPDX-License-Identifier: MIT */
/* Rows of surges: what each lacks, and per lending unit and day how many people are away and how much of the
 * workload stays covered. */
#include "solver/model/choice_model_parts.h"
#include "solver/model/row_name.h"

/* Below the target each missing FTE costs what it costs in the year's balance; more than enough is free. */
static bool add_surge(struct arena *arena, struct choice_model *model, int32_t s)
{
    const struct surge *surge = &model->problem->instance->surges[s];
    const struct balance_policy *balance = &model->problem->policy->balance;
    const char *name = row_name(arena, "surge", surge->id);
    model->surge_row[s] = model->row_count;
    struct row *row = choice_model_add_row(model, name);
    row->soft_lower = share_of(balance->target_lower_ppm, surge->need_mfte);
    row->under_count = balance->under.count;
    row->under = slopes_of(arena, &balance->under, surge->need_mfte, &row->rounded);
    return name != NULL && row->under != NULL;
}

static bool add_day(struct arena *arena, struct choice_model *model, int32_t unit, day date,
                    struct lending_rows *out)
{
    const char *id = model->problem->instance->units[unit].id;
    const struct lender *lender = &model->lending->lenders[unit];
    *out = (struct lending_rows){.lend = model->row_count, .keep = NONE};
    struct row *row = choice_model_add_row(model, row_name_day(arena, "lend", id, date));
    row->upper = lender->most_away;
    if (row->name == NULL || lender->least_kept_mfte <= 0)
        return row->name != NULL;
    out->keep = model->row_count;
    row = choice_model_add_row(model, row_name_day(arena, "keep", id, date));
    row->lower = lender->least_kept_mfte;
    return row->name != NULL;
}

int64_t surge_row_room(const struct choice_model *model)
{
    const struct instance *instance = model->problem->instance;
    return model->lending == NULL
               ? 0
               : instance->surge_count + INT64_C(2) * model->lending->first_day[instance->unit_count];
}

enum error_code formulate_surges(struct arena *arena, struct choice_model *model, struct error *error)
{
    const struct instance *instance = model->problem->instance;
    const struct lending *lending = model->lending;
    if (lending == NULL)
        return ERROR_NONE;
    size_t days = (size_t)lending->first_day[instance->unit_count];
    struct lending_rows *rows = arena_alloc(arena, days, sizeof *rows);
    int32_t *surge_row = arena_alloc(arena, (size_t)instance->surge_count, sizeof *surge_row);
    bool complete = rows != NULL && surge_row != NULL;
    model->surge_row = surge_row;
    model->lending_rows = rows;
    for (int32_t s = 0; complete && s < instance->surge_count; s++) {
        surge_row[s] = NONE;
        if (surge_is_planned(model->problem, s) && model->problem->policy->has_balance)
            complete = add_surge(arena, model, s);
    }
    for (int32_t u = 0; u < instance->unit_count; u++)
        for (int32_t d = lending->first_day[u]; complete && d < lending->first_day[u + 1]; d++)
            complete = add_day(arena, model, u, lending->days[d], &rows[d]);
    return complete ? ERROR_NONE : error_set(error, ERROR_MEMORY, NULL, "no memory for the rows of surges");
}
