/* SPDX-License-Identifier: MIT */
#include "solver/model/formulate.h"

#include "solver/model/choice_model_parts.h"
#include "solver/model/cost.h"

/* A first pass over every choice: costs that do not fit are found here, and the reach of every row. */
static enum error_code check_costs(struct choice_model *model, struct error *error)
{
    const struct instance *instance = model->problem->instance;
    for (int32_t k = 0; k < instance->employee_count; k++) {
        const struct destinations *to = &model->destinations[k];
        for (int32_t i = 0; i < to->count; i++)
            for (int32_t offer = NONE; offer < instance->employees[k].offer_count; offer++) {
                struct placement_cost cost;
                enum error_code code =
                    placement_cost(model->problem, k, (struct placed){to->units[i], offer}, &cost, error);
                if (code != ERROR_NONE)
                    return code;
            }
    }
    return ERROR_NONE;
}

/* Least and greatest entry of one person in every row; a row that a choice does not enter has entry 0 there.
 */
struct extent {
    int64_t least, greatest;
    int32_t choices; /* that enter the row; 0: not seen yet */
};

static void note_entries(const struct person_view *view, struct extent *extents, int32_t *seen,
                         int32_t *seen_count)
{
    for (int32_t e = 0; e < view->first[view->count]; e++) {
        const struct entry *entry = &view->entries[e];
        struct extent *extent = &extents[entry->row];
        if (extent->choices == 0) {
            *extent = (struct extent){.least = entry->amount, .greatest = entry->amount};
            seen[(*seen_count)++] = entry->row;
        }
        extent->choices++;
        extent->least = entry->amount < extent->least ? entry->amount : extent->least;
        extent->greatest = entry->amount > extent->greatest ? entry->amount : extent->greatest;
    }
}

static bool add_extent(struct row *row, struct extent *extent, int32_t choice_count)
{
    int64_t least = extent->least, greatest = extent->greatest;
    if (extent->choices < choice_count) {
        least = least < 0 ? least : 0;
        greatest = greatest > 0 ? greatest : 0;
    }
    extent->choices = 0;
    return !__builtin_add_overflow(row->reach_lower, least, &row->reach_lower) &&
           !__builtin_add_overflow(row->reach_upper, greatest, &row->reach_upper);
}

static enum error_code reach_of_rows(struct arena *arena, struct choice_model *model, struct error *error)
{
    struct extent *extents = arena_alloc(arena, (size_t)model->row_count, sizeof *extents);
    int32_t *seen = arena_alloc(arena, (size_t)model->row_count, sizeof *seen);
    struct person_room *room = person_room_new(model);
    enum error_code code = ERROR_NONE;
    if (extents == NULL || seen == NULL || room == NULL) {
        code = error_set(error, ERROR_MEMORY, NULL, "no memory for the rows of the model");
        goto out;
    }
    for (int32_t k = 0; k < choice_model_person_count(model) && code == ERROR_NONE; k++) {
        struct person_view view;
        int32_t seen_count = 0;
        choice_model_person(model, k, room, &view);
        note_entries(&view, extents, seen, &seen_count);
        for (int32_t i = 0; i < seen_count && code == ERROR_NONE; i++)
            if (!add_extent(&model->rows[seen[i]], &extents[seen[i]], view.count))
                code = error_set(error, ERROR_OVERFLOW, NULL,
                                 "row %s: its sum over all people leaves 64 bits", model->rows[seen[i]].name);
    }
out:
    person_room_free(room);
    return code;
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
        }
        for (; p < model->patch_count && model->patches[p].person == k; p++)
            patches++;
        entries = (entries + patches) * (1 + instance->employees[k].offer_count);
        int32_t choices = choice_model_choice_count(model, k);
        model->total_choices += choices;
        model->max_choices = choices > model->max_choices ? choices : model->max_choices;
        model->max_entries = entries > model->max_entries ? entries : model->max_entries;
    }
}

enum error_code formulate(struct arena *arena, const struct problem *problem, const struct choice_model **out,
                          const int32_t **stuck, int32_t *stuck_count, struct error *error)
{
    *out = NULL;
    struct choice_model *model = arena_alloc(arena, 1, sizeof *model);
    if (model == NULL)
        return error_set(error, ERROR_MEMORY, NULL, "no memory for the model");
    model->problem = problem;
    enum error_code code = formulate_destinations(arena, model, stuck, stuck_count, error);
    if (code != ERROR_NONE || *stuck_count > 0)
        return code;
    if ((code = formulate_rows(arena, model, error)) != ERROR_NONE ||
        (code = formulate_pairs(arena, model, error)) != ERROR_NONE)
        return code;
    measure_rooms(model);
    if ((code = check_costs(model, error)) != ERROR_NONE ||
        (code = reach_of_rows(arena, model, error)) != ERROR_NONE)
        return code;
    *out = model;
    return ERROR_NONE;
}
