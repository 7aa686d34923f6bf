/* SPDX-License-Identifier: MIT */
#include "solver/model/formulate.h"

#include "solver/model/choice_model_parts.h"
#include "solver/model/cost.h"

#include <string.h>

enum { MOST_RELUCTANCE = 1000 }; /* what an instance may say */

/* The dearest move there could be leaves no 64 bits, with room for the other terms. */
static bool every_cost_fits(const struct problem *problem)
{
    const struct relocation_policy *price = &problem->policy->relocation;
    int64_t move =
        price->move_upt > price->move_within_group_upt ? price->move_upt : price->move_within_group_upt;
    int128 distance = (int128)price->per_km_upt * INT32_MAX / 1000;
    int128 reluctance = (int128)price->reluctance_upt * MOST_RELUCTANCE, staying = 0;
    const struct secondment_policy *lent = &problem->policy->secondment;
    int128 loan = lent->move_upt + (int128)lent->per_km_upt * INT32_MAX / 1000;
    for (int32_t i = 0; i < problem->policy->rule_count; i++)
        staying += problem->policy->rules[i].price_upt;
    return move + distance + reluctance + staying + loan < INT64_MAX / 4;
}

/* Where the policy's prices are extreme, a first pass over every choice: costs that do not fit are found
 * here.
 */
static enum error_code check_costs(struct choice_model *model, struct error *error)
{
    const struct instance *instance = model->problem->instance;
    if (every_cost_fits(model->problem))
        return ERROR_NONE;
    for (int32_t k = 0; k < instance->employee_count; k++)
        for (int32_t q = 0; q < choice_model_choice_count(model, k); q++) {
            struct placement_cost cost;
            struct placed at;
            choice_model_choice_end(model, k, q, &at.unit, &at.offer, &at.surge);
            enum error_code code = placement_cost(model->problem, k, at, &cost, error);
            if (code != ERROR_NONE)
                return code;
        }
    return ERROR_NONE;
}

/* Sizes of the largest person, so that one room serves all. */
static void measure_rooms(struct choice_model *model)
{
    const struct instance *instance = model->problem->instance;
    for (int32_t k = 0, p = 0; k < instance->employee_count; k++) {
        const struct destinations *to = &model->destinations[k];
        int64_t entries = 0, patches = 0;
        for (int32_t i = 0; i < to->count; i++) {
            int32_t unit = to->units[i];
            entries += model->first_membership[unit + 1] - model->first_membership[unit] + 3;
            if (model->lending != NULL)
                entries += model->lending->first_day[unit + 1] - model->lending->first_day[unit] + 1;
        }
        for (; p < model->patch_count && model->patches[p].person == k; p++)
            patches++;
        int32_t surges = to->loans == NULL ? 0 : to->loans->block_count;
        entries = (entries + patches) * (1 + instance->employees[k].offer_count + surges);
        int32_t choices = choice_model_choice_count(model, k);
        model->total_choices += choices;
        model->max_choices = choices > model->max_choices ? choices : model->max_choices;
        model->max_entries = entries > model->max_entries ? entries : model->max_entries;
    }
}

/* A question asks for hard intervals only. */
static void drop_prices(struct choice_model *model)
{
    for (int32_t r = 0; model->question != NULL && r < model->row_count; r++) {
        const struct row *row = &model->rows[r];
        model->rows[r] = (struct row){.name = row->name,
                                      .lower = row->lower,
                                      .upper = row->upper,
                                      .soft_lower = INT64_MIN,
                                      .soft_upper = INT64_MAX};
    }
}

static enum error_code build(struct arena *arena, struct choice_model *model, const struct choice_model **out,
                             const int32_t **stuck, int32_t *stuck_count, struct error *error)
{
    enum error_code code = formulate_destinations(arena, model, stuck, stuck_count, error);
    if (code != ERROR_NONE || *stuck_count > 0)
        return code;
    if ((code = formulate_rows(arena, model, error)) != ERROR_NONE ||
        (code = formulate_surges(arena, model, error)) != ERROR_NONE ||
        (code = formulate_pairs(arena, model, error)) != ERROR_NONE)
        return code;
    drop_prices(model);
    measure_rooms(model);
    if ((code = check_costs(model, error)) != ERROR_NONE ||
        (code = formulate_reach(arena, model, error)) != ERROR_NONE)
        return code;
    *out = model;
    return ERROR_NONE;
}

enum error_code formulate(struct arena *arena, const struct problem *problem, const struct choice_model **out,
                          const int32_t **stuck, int32_t *stuck_count, struct error *error)
{
    struct choice_model *model = arena_alloc(arena, 1, sizeof *model);
    *out = NULL;
    if (model == NULL)
        return error_set(error, ERROR_MEMORY, NULL, "no memory for the model");
    model->problem = problem;
    return build(arena, model, out, stuck, stuck_count, error);
}

enum error_code formulate_question(struct arena *arena, const struct question *question,
                                   const struct choice_model **out, const int32_t **stuck,
                                   int32_t *stuck_count, struct error *error)
{
    struct choice_model *model = arena_alloc(arena, 1, sizeof *model);
    *out = NULL;
    if (model == NULL)
        return error_set(error, ERROR_MEMORY, NULL, "no memory for the model");
    model->problem = question->restrictions->problem;
    model->question = question;
    return build(arena, model, out, stuck, stuck_count, error);
}

const struct choice_model *choice_model_with_rows(struct arena *arena, const struct choice_model *model,
                                                  const struct row *rows)
{
    struct choice_model *copy = arena_alloc(arena, 1, sizeof *copy);
    size_t count = (size_t)model->row_count;
    if (copy == NULL)
        return NULL;
    *copy = *model;
    copy->rows = arena_alloc(arena, count, sizeof *copy->rows);
    if (copy->rows == NULL)
        return NULL;
    memcpy(copy->rows, rows, count * sizeof *rows);
    return copy;
}
