/* SPDX-License-Identifier: MIT */
/* Pairs: for each place (a unit, or a group) that either may end in, together means x_a - x_b = 0 there and
 * apart means x_a + x_b <= 1. */
#include "solver/model/choice_model_parts.h"
#include "solver/model/row_name.h"

#include <stdlib.h>

struct pair_rows {
    struct choice_model *model;
    struct patch *patches;
    int64_t patch_count;
    int32_t *row_of; /* per place, NONE: none yet */
};

/* Places are units, or with group scope: groups first, then the units that are in none. */
static int32_t place_of(const struct instance *instance, const struct pair *pair, int32_t unit)
{
    if (pair->scope == SCOPE_UNIT)
        return unit;
    int32_t group = instance->units[unit].group;
    return group != NONE ? group : instance->group_count + unit;
}

static const char *place_name(struct arena *arena, const struct instance *instance, int32_t number,
                              int32_t place)
{
    bool in_group = instance->pairs[number].scope == SCOPE_GROUP;
    if (in_group && place < instance->group_count)
        return row_name_pair(arena, number, "group", instance->groups[place].id);
    int32_t unit = in_group ? place - instance->group_count : place;
    return row_name_pair(arena, number, "unit", instance->units[unit].id);
}

static bool add_member(struct arena *arena, struct pair_rows *rows, int32_t number, int32_t person,
                       int64_t sign)
{
    const struct instance *instance = rows->model->problem->instance;
    const struct pair *pair = &instance->pairs[number];
    const struct destinations *to = &rows->model->destinations[person];
    for (int32_t i = 0; i < to->count; i++) {
        int32_t place = place_of(instance, pair, to->units[i]);
        if (rows->row_of[place] == NONE) {
            const char *name = place_name(arena, instance, number, place);
            if (name == NULL)
                return false;
            rows->row_of[place] = rows->model->row_count;
            struct row *row = choice_model_add_row(rows->model, name);
            row->lower = 0;
            row->upper = pair->kind == PAIR_TOGETHER ? 0 : 1;
        }
        rows->patches[rows->patch_count++] = (struct patch){person, to->units[i], rows->row_of[place], sign};
    }
    return true;
}

static int compare_patches(const void *left, const void *right)
{
    const struct patch *a = left, *b = right;
    if (a->person != b->person)
        return a->person < b->person ? -1 : 1;
    if (a->unit != b->unit)
        return a->unit < b->unit ? -1 : 1;
    return a->row < b->row ? -1 : a->row > b->row;
}

enum error_code formulate_pairs(struct arena *arena, struct choice_model *model, struct error *error)
{
    const struct instance *instance = model->problem->instance;
    int32_t places = instance->unit_count + instance->group_count;
    struct pair_rows rows = {.model = model};
    int64_t room = 0;
    for (int32_t p = 0; p < instance->pair_count; p++)
        room +=
            model->destinations[instance->pairs[p].a].count + model->destinations[instance->pairs[p].b].count;
    rows.patches = arena_alloc(arena, (size_t)room, sizeof *rows.patches);
    rows.row_of = arena_alloc(arena, (size_t)places, sizeof *rows.row_of);
    bool ok = rows.patches != NULL && rows.row_of != NULL;
    for (int32_t p = 0; ok && p < instance->pair_count; p++) {
        const struct pair *pair = &instance->pairs[p];
        for (int32_t i = 0; i < places; i++)
            rows.row_of[i] = NONE;
        ok = add_member(arena, &rows, p, pair->a, 1) &&
             add_member(arena, &rows, p, pair->b, pair->kind == PAIR_TOGETHER ? -1 : 1);
    }
    if (!ok)
        return error_set(error, ERROR_MEMORY, NULL, "no memory for the pairs");
    if (rows.patch_count > 1)
        qsort(rows.patches, (size_t)rows.patch_count, sizeof *rows.patches, compare_patches);
    model->patches = rows.patches;
    model->patch_count = rows.patch_count;
    return ERROR_NONE;
}
