/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/decomposition_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_allowed(const uint8_t *allowed, int64_t q)
{
    return allowed == NULL || allowed[q] != 0;
}

/* --- people and choices --------------------------------------------------------------------------------- */

static void settle_person(struct decomposition *d, int32_t k, int64_t q)
{
    const struct store *store = d->store;
    d->settled_choice[k] = (int32_t)(q - store->first_choice[k]);
    d->settled_cost += store->cost[q];
    for (int64_t e = store->first_entry[q]; e < store->first_entry[q + 1]; e++)
        d->settled[store->row[e]] += store->amount[e];
}

static void number_choices(struct decomposition *d, const uint8_t *allowed)
{
    const struct store *store = d->store;
    for (int32_t k = 0; k < store->people; k++) {
        int32_t before = d->choice_count;
        d->settled_choice[k] = -1;
        for (int64_t q = store->first_choice[k]; q < store->first_choice[k + 1]; q++) {
            if (!is_allowed(allowed, q))
                continue;
            d->choice_store[d->choice_count] = q;
            d->choice_person[d->choice_count++] = d->person_count;
        }
        if (d->choice_count - before == 1) {
            settle_person(d, k, d->choice_store[--d->choice_count]);
            continue;
        }
        d->person_store[d->person_count] = k;
        d->first_choice[d->person_count++] = before;
    }
    d->first_choice[d->person_count] = d->choice_count;
}

static int32_t sort_by_place(struct decomposition *d)
{
    const struct store *store = d->store;
    int32_t widest = 0;
    for (int32_t c = 0; c < d->choice_count; c++)
        d->first_of_place[store->place[d->choice_store[c]] + 1]++;
    for (int32_t p = 0; p < store->places; p++) {
        widest = d->first_of_place[p + 1] > widest ? d->first_of_place[p + 1] : widest;
        d->first_of_place[p + 1] += d->first_of_place[p];
    }
    for (int32_t c = d->choice_count - 1; c >= 0; c--) /* the ends fall to the beginnings */
        d->by_place[--d->first_of_place[store->place[d->choice_store[c]] + 1]] = c;
    memmove(d->first_of_place, d->first_of_place + 1, (size_t)store->places * sizeof *d->first_of_place);
    d->first_of_place[store->places] = d->choice_count;
    return widest;
}

/* --- rows ----------------------------------------------------------------------------------------------- */

static void claim_rows(struct decomposition *d, int64_t q)
{
    const struct store *store = d->store;
    for (int64_t e = store->first_entry[q]; e < store->first_entry[q + 1]; e++) {
        int32_t *owner = &d->owner[store->row[e]];
        *owner = store->amount[e] < 0 || (*owner != ROW_CLOSED && *owner != store->place[q])
                     ? ROW_PRICED
                     : store->place[q];
    }
}

/* For the checker, also who has no other choice has a share in the row. */
static void claim_settled(struct decomposition *d)
{
    for (int32_t k = 0; d->is_provable && k < d->store->people; k++)
        if (d->settled_choice[k] >= 0)
            claim_rows(d, d->store->first_choice[k] + d->settled_choice[k]);
}

/* Rows that one place alone enters, and never by negative amounts, are its own, as far as its staffing has
 * room. */
static void find_owners(struct decomposition *d, int32_t *row_count)
{
    const struct store *store = d->store;
    int32_t most = d->is_provable ? PROOF_OWN_ROWS_MOST : STAFFING_MOST_ROWS;
    for (int32_t r = 0; r < store->rows; r++)
        d->owner[r] = ROW_CLOSED;
    claim_settled(d);
    for (int32_t c = 0; c < d->choice_count; c++) {
        int64_t q = d->choice_store[c];
        d->entry_count += store->first_entry[q + 1] - store->first_entry[q] + 1;
        claim_rows(d, q);
    }
    for (int32_t r = 0; r < store->rows; r++) {
        if (d->owner[r] >= 0 && row_count[d->owner[r]]++ >= most) {
            row_count[d->owner[r]]--;
            d->owner[r] = ROW_PRICED;
        }
        const struct shape *shape = &store->shapes[r];
        if (d->owner[r] == ROW_CLOSED)
            d->settled_cost += d->settled[r] < shape->lower || d->settled[r] > shape->upper
                                   ? INFINITY
                                   : shape_price(shape, d->settled[r]);
        d->rounded_rows += store_row(store, r)->rounded;
    }
}

static void start_rows(struct decomposition *d, const double *prices)
{
    const struct store *store = d->store;
    for (int32_t r = 0; r < store->rows; r++) {
        const struct row *row = store_row(store, r);
        const struct shape *shape = &store->shapes[r];
        double under = shape->under_count > 0 ? shape->under[shape->under_count - 1].slope : 0;
        double over = shape->over_count > 0 ? shape->over[shape->over_count - 1].slope : 0;
        d->rows[r] = (struct multiplier){.best = prices[r],
                                         .box = 1 / shape->scale,
                                         .pace = 1,
                                         .floor = row->upper < row->reach_upper ? -INFINITY : -over,
                                         .ceiling = row->lower > row->reach_lower ? INFINITY : under};
    }
}

static void start_people(struct decomposition *d)
{
    for (int32_t k = 0; k < d->person_count; k++) {
        int32_t best = d->first_choice[k];
        d->people[k] = (struct multiplier){.best = decomposition_settled_price(d, k, &best),
                                           .box = 1,
                                           .pace = 1,
                                           .floor = -INFINITY,
                                           .ceiling = INFINITY};
        d->level_of[k] = d->store->place[d->choice_store[best]];
    }
}

/* Each place's own rows, side by side in one array. */
static void place_rows(struct decomposition *d, const int32_t *row_count)
{
    struct staff_row *rows = d->staff_rows;
    for (int32_t p = 0; p < d->store->places; p++) {
        d->staffings[p].rows = rows;
        rows += row_count[p];
    }
    for (int32_t r = 0; r < d->store->rows; r++) {
        if (d->owner[r] < 0)
            continue;
        struct staffing *staffing = &d->staffings[d->owner[r]];
        d->own_index[r] = staffing->row_count;
        staffing->rows[staffing->row_count++] = (struct staff_row){
            .shape = &d->store->shapes[r], .floor = d->rows[r].floor, .ceiling = d->rows[r].ceiling};
    }
}

/* --- restriction ---------------------------------------------------------------------------------------- */

static void place_person(struct decomposition *d, int32_t c)
{
    const struct store *store = d->store;
    int64_t q = d->choice_store[c];
    d->placed[d->choice_person[c]] = true;
    d->base_cost += store->cost[q];
    for (int64_t e = store->first_entry[q]; e < store->first_entry[q + 1]; e++)
        d->base[store->row[e]] += store->amount[e];
}

static void write_items(struct decomposition *d, int32_t p, int64_t *entry, int64_t *priced)
{
    const struct store *store = d->store;
    struct staffing *staffing = &d->staffings[p];
    int32_t *item_choice = d->item_choice + d->first_of_place[p];
    int64_t *first_priced = d->first_priced + d->first_of_place[p] + p;
    int32_t own = 0, count = 0;
    staffing->items = d->staff_items + d->first_of_place[p] + p;
    staffing->entries = d->staff_entries + *entry;
    for (int32_t i = d->first_of_place[p]; i < d->first_of_place[p + 1]; i++) {
        int32_t c = d->by_place[i];
        if (d->state[c] != CHOICE_OPEN || d->placed[d->choice_person[c]])
            continue;
        int64_t q = d->choice_store[c];
        item_choice[count] = c;
        first_priced[count] = *priced;
        staffing->items[count].same_person =
            count > 0 && d->choice_person[item_choice[count - 1]] == d->choice_person[c];
        staffing->items[count++].first = own;
        for (int64_t e = store->first_entry[q]; e < store->first_entry[q + 1]; e++) {
            if (d->owner[store->row[e]] == p)
                staffing->entries[own++] =
                    (struct staff_entry){d->own_index[store->row[e]], store->amount[e]};
            else
                d->priced[(*priced)++] = (struct priced_entry){store->row[e], store->amount[e]};
        }
    }
    staffing->items[count].first = own;
    staffing->item_count = count;
    first_priced[count] = *priced;
    d->has_priced[p] = *priced > first_priced[0];
    *entry += own;
}

void decomposition_restrict(struct decomposition *d, const uint8_t *state)
{
    const struct store *store = d->store;
    int64_t entry = 0, priced = 0;
    memcpy(d->state, state, (size_t)d->choice_count);
    memcpy(d->base, d->settled, (size_t)store->rows * sizeof *d->base);
    memset(d->placed, 0, (size_t)d->person_count * sizeof *d->placed);
    d->base_cost = d->settled_cost;
    for (int32_t c = 0; c < d->choice_count; c++)
        if (state[c] == CHOICE_IN)
            place_person(d, c);
    for (int32_t p = 0; p < store->places; p++)
        write_items(d, p, &entry, &priced);
    for (int32_t r = 0; r < store->rows; r++)
        if (d->owner[r] >= 0)
            d->staffings[d->owner[r]].rows[d->own_index[r]].base = d->base[r];
    d->best_bound = -INFINITY;
}

/* --- life ----------------------------------------------------------------------------------------------- */

static bool allocate(struct decomposition *d)
{
    const struct store *store = d->store;
    size_t rows = (size_t)store->rows + 1, places = (size_t)store->places + 2,
           people = (size_t)store->people + 1, choices = (size_t)store->choices + 1,
           entries = (size_t)store->entries + 1;
    return (d->person_store = calloc(people, sizeof *d->person_store)) != NULL &&
           (d->first_choice = calloc(people + 1, sizeof *d->first_choice)) != NULL &&
           (d->choice_person = calloc(choices, sizeof *d->choice_person)) != NULL &&
           (d->choice_store = calloc(choices, sizeof *d->choice_store)) != NULL &&
           (d->first_of_place = calloc(places, sizeof *d->first_of_place)) != NULL &&
           (d->by_place = calloc(choices, sizeof *d->by_place)) != NULL &&
           (d->settled_choice = calloc(people, sizeof *d->settled_choice)) != NULL &&
           (d->owner = calloc(rows, sizeof *d->owner)) != NULL &&
           (d->own_index = calloc(rows, sizeof *d->own_index)) != NULL &&
           (d->settled = calloc(rows, sizeof *d->settled)) != NULL &&
           (d->state = calloc(choices, sizeof *d->state)) != NULL &&
           (d->fixed = calloc(choices, sizeof *d->fixed)) != NULL &&
           (d->placed = calloc(people, sizeof *d->placed)) != NULL &&
           (d->base = calloc(rows, sizeof *d->base)) != NULL &&
           (d->staffings = calloc(places, sizeof *d->staffings)) != NULL &&
           (d->staff_rows = calloc(rows, sizeof *d->staff_rows)) != NULL &&
           (d->staff_items = calloc(choices + places, sizeof *d->staff_items)) != NULL &&
           (d->staff_entries = calloc(entries, sizeof *d->staff_entries)) != NULL &&
           (d->item_choice = calloc(choices, sizeof *d->item_choice)) != NULL &&
           (d->first_priced = calloc(choices + places, sizeof *d->first_priced)) != NULL &&
           (d->priced = calloc(entries, sizeof *d->priced)) != NULL &&
           (d->people = calloc(people, sizeof *d->people)) != NULL &&
           (d->rows = calloc(rows, sizeof *d->rows)) != NULL &&
           (d->levels = calloc(places, sizeof *d->levels)) != NULL &&
           (d->level_of = calloc(people, sizeof *d->level_of)) != NULL &&
           (d->is_stale = calloc(places, sizeof *d->is_stale)) != NULL &&
           (d->has_priced = calloc(places, sizeof *d->has_priced)) != NULL &&
           (d->place_value = calloc(places, sizeof *d->place_value)) != NULL &&
           (d->place_best = calloc(places, sizeof *d->place_best)) != NULL &&
           (d->share = calloc(choices, sizeof *d->share)) != NULL;
}

static bool build(struct decomposition *d, const double *prices, const uint8_t *allowed)
{
    int32_t *row_count = calloc((size_t)d->store->places + 1, sizeof *row_count);
    if (row_count == NULL)
        return false;
    number_choices(d, allowed);
    int32_t widest = sort_by_place(d);
    find_owners(d, row_count);
    start_rows(d, prices);
    start_people(d);
    place_rows(d, row_count);
    free(row_count);
    d->search = staff_search_new(widest);
    if (d->search == NULL)
        return false;
    decomposition_restrict(d, d->state);
    return true;
}

struct decomposition *decomposition_new(struct solve *solve, const double *prices, const uint8_t *allowed)
{
    return decomposition_make(solve, prices, allowed, false);
}

struct decomposition *decomposition_make(struct solve *solve, const double *prices, const uint8_t *allowed,
                                         bool is_provable)
{
    struct decomposition *d = calloc(1, sizeof *d);
    if (d == NULL)
        return NULL;
    d->solve = solve;
    d->store = &solve->store;
    d->is_provable = is_provable;
    if (!allocate(d) || !build(d, prices, allowed)) {
        decomposition_free(d);
        return NULL;
    }
    return d;
}

void decomposition_free(struct decomposition *d)
{
    if (d == NULL)
        return;
    staff_search_free(d->search);
    free(d->person_store);
    free(d->first_choice);
    free(d->choice_person);
    free(d->choice_store);
    free(d->first_of_place);
    free(d->by_place);
    free(d->settled_choice);
    free(d->owner);
    free(d->own_index);
    free(d->settled);
    free(d->state);
    free(d->fixed);
    free(d->placed);
    free(d->base);
    free(d->staffings);
    free(d->staff_rows);
    free(d->staff_items);
    free(d->staff_entries);
    free(d->item_choice);
    free(d->first_priced);
    free(d->priced);
    free(d->people);
    free(d->rows);
    free(d->levels);
    free(d->level_of);
    free(d->is_stale);
    free(d->has_priced);
    free(d->place_value);
    free(d->place_best);
    free(d->share);
    free(d);
}
