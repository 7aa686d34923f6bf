/* SPDX-License-Identifier: MIT */
#include "solver/model/proof_parts.h"

#include <stdlib.h>
#include <string.h>

/* --- choices and entries -------------------------------------------------------------------------------- */

struct sizes {
    int64_t choices, entries;
    int32_t units;
};

static void measure(const struct choice_model *model, struct person_room *room, struct sizes *sizes)
{
    *sizes = (struct sizes){0};
    for (int32_t k = 0; k < choice_model_person_count(model); k++) {
        struct person_view view;
        choice_model_person(model, k, room, &view);
        sizes->choices += view.count;
        sizes->entries += view.first[view.count];
        for (int32_t q = 0; q < view.count; q++)
            sizes->units = view.unit[q] >= sizes->units ? view.unit[q] + 1 : sizes->units;
    }
}

static void write_person(struct proof_store *store, int32_t k, const struct person_view *view)
{
    int64_t base = store->first_choice[k], entry = store->first_entry[base];
    for (int32_t q = 0; q < view->count; q++) {
        store->person[base + q] = k;
        store->place[base + q] = view->unit[q] < 0 ? store->places - 1 : view->unit[q];
        store->cost_upt[base + q] = view->cost_upt[q];
        for (int32_t e = view->first[q]; e < view->first[q + 1]; e++)
            store->entries[entry++] = view->entries[e];
        store->first_entry[base + q + 1] = entry;
    }
    store->first_choice[k + 1] = base + view->count;
}

static bool allocate(struct proof_store *store, const struct sizes *sizes)
{
    size_t people = (size_t)store->people + 1, rows = (size_t)store->rows + 1,
           places = (size_t)store->places + 1, choices = (size_t)sizes->choices + 1;
    store->first_choice = calloc(people, sizeof *store->first_choice);
    store->person = calloc(choices, sizeof *store->person);
    store->place = calloc(choices, sizeof *store->place);
    store->cost_upt = calloc(choices, sizeof *store->cost_upt);
    store->first_entry = calloc(choices, sizeof *store->first_entry);
    store->entries = calloc((size_t)sizes->entries + 1, sizeof *store->entries);
    store->first_at = calloc(places + 1, sizeof *store->first_at);
    store->at = calloc(choices, sizeof *store->at);
    store->owner = calloc(rows, sizeof *store->owner);
    store->slot = calloc(rows, sizeof *store->slot);
    store->own = calloc(places, sizeof *store->own);
    return store->first_choice && store->person && store->place && store->cost_upt && store->first_entry &&
           store->entries && store->first_at && store->at && store->owner && store->slot && store->own;
}

static void list_by_place(struct proof_store *store)
{
    for (int64_t q = 0; q < store->choices; q++)
        store->first_at[store->place[q] + 1]++;
    for (int32_t p = 0; p < store->places; p++) {
        int64_t count = store->first_at[p + 1];
        store->widest = count > store->widest ? count : store->widest;
        store->first_at[p + 1] += store->first_at[p];
    }
    for (int64_t q = store->choices - 1; q >= 0; q--) /* the ends fall to the beginnings */
        store->at[--store->first_at[store->place[q] + 1]] = q;
    memmove(store->first_at, store->first_at + 1, (size_t)store->places * sizeof *store->first_at);
    store->first_at[store->places] = store->choices;
}

/* --- rows of one place ---------------------------------------------------------------------------------- */

enum { UNSEEN = -2, PRICED = -1 };

static void find_owners(struct proof_store *store)
{
    for (int32_t r = 0; r < store->rows; r++)
        store->owner[r] = UNSEEN;
    for (int64_t q = 0; q < store->choices; q++)
        for (int64_t e = store->first_entry[q]; e < store->first_entry[q + 1]; e++) {
            int32_t *owner = &store->owner[store->entries[e].row];
            bool is_other = *owner != UNSEEN && *owner != store->place[q];
            *owner = is_other || store->entries[e].amount < 0 ? PRICED : store->place[q];
        }
    for (int32_t r = 0; r < store->rows; r++) {
        struct own_rows *own = store->owner[r] < 0 ? NULL : &store->own[store->owner[r]];
        if (own == NULL || own->count == PROOF_OWN_ROWS_MOST) {
            store->owner[r] = PRICED;
            continue;
        }
        store->slot[r] = own->count;
        own->row[own->count++] = r;
    }
}

/* --- what divides every objective ----------------------------------------------------------------------- */

static int64_t with_slopes(int64_t grain, const struct slope *slopes, int32_t count)
{
    for (int32_t t = 0; t < count && grain != 1; t++) {
        int128 whole = slopes[t].slope_ppt / PPT_PER_UPT;
        bool fits = slopes[t].slope_ppt % PPT_PER_UPT == 0 && whole <= INT64_MAX && whole > INT64_MIN;
        grain = fits ? greatest_divisor(grain, (int64_t)whole) : 1;
    }
    return grain;
}

static void find_grain(struct proof_store *store)
{
    int64_t grain = 0;
    for (int64_t q = 0; q < store->choices && grain != 1; q++)
        grain = greatest_divisor(grain, store->cost_upt[q]);
    for (int32_t r = 0; r < store->rows; r++) {
        const struct row *row = choice_model_row(store->model, r);
        grain = with_slopes(grain, row->under, row->under_count);
        grain = with_slopes(grain, row->over, row->over_count);
        store->rounded_rows += row->rounded ? 1 : 0;
    }
    store->grain_upt = grain == 0 || store->rounded_rows > 0 ? 1 : grain;
}

enum error_code proof_store_init(struct proof_store *store, const struct choice_model *model,
                                 struct error *error)
{
    struct sizes sizes;
    struct person_room *room = person_room_new(model);
    *store = (struct proof_store){
        .model = model, .people = choice_model_person_count(model), .rows = choice_model_row_count(model)};
    if (room != NULL) {
        measure(model, room, &sizes);
        store->places = sizes.units + 1;
        store->choices = sizes.choices;
    }
    if (room == NULL || !allocate(store, &sizes)) {
        person_room_free(room);
        return error_set(error, ERROR_MEMORY, NULL, "no memory to check the proof");
    }
    for (int32_t k = 0; k < store->people; k++) {
        struct person_view view;
        choice_model_person(model, k, room, &view);
        write_person(store, k, &view);
    }
    person_room_free(room);
    list_by_place(store);
    find_owners(store);
    find_grain(store);
    return ERROR_NONE;
}

void proof_store_free(struct proof_store *store)
{
    free(store->first_choice);
    free(store->person);
    free(store->place);
    free(store->cost_upt);
    free(store->first_entry);
    free(store->entries);
    free(store->first_at);
    free(store->at);
    free(store->owner);
    free(store->slot);
    free(store->own);
}
