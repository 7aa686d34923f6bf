/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/presolve_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What the written store needs beside its own arrays, allocated before anything is touched. */
struct outfit {
    int64_t *model_first;
    int32_t *instead, *model_choice;
    struct shape *shapes; /* of idle rows: bends stay the old ones' */
    struct spare spare;
};

static int64_t entries_left_out(const struct presolve *p)
{
    const struct store *store = p->store;
    int64_t entries = 0;
    for (int32_t k = 0; k < store->people; k++)
        for (int64_t q = store->first_choice[k]; q < store->first_choice[k + 1]; q++)
            if (!presolve_is_left(p, k, q))
                entries += store->first_entry[q + 1] - store->first_entry[q];
    return entries;
}

static bool spare_init(struct spare *spare, const struct presolve *p)
{
    size_t removed = (size_t)p->removed + 1, entries = (size_t)entries_left_out(p) + 1;
    *spare = (struct spare){.first_choice = calloc((size_t)p->store->people + 1, sizeof *spare->first_choice),
                            .cost = calloc(removed, sizeof *spare->cost),
                            .first_entry = calloc(removed, sizeof *spare->first_entry),
                            .row = calloc(entries, sizeof *spare->row),
                            .amount = calloc(entries, sizeof *spare->amount)};
    return spare->first_choice && spare->cost && spare->first_entry && spare->row && spare->amount;
}

static void outfit_free(struct outfit *outfit)
{
    free(outfit->model_first);
    free(outfit->instead);
    free(outfit->model_choice);
    free(outfit->spare.first_choice);
    free(outfit->spare.cost);
    free(outfit->spare.first_entry);
    free(outfit->spare.row);
    free(outfit->spare.amount);
}

static bool outfit_init(struct outfit *outfit, const struct presolve *p)
{
    size_t people = (size_t)p->store->people + 1, choices = (size_t)p->store->choices + 1;
    *outfit = (struct outfit){.model_first = malloc(people * sizeof *outfit->model_first),
                              .instead = malloc(choices * sizeof *outfit->instead),
                              .model_choice = malloc(choices * sizeof *outfit->model_choice)};
    return outfit->model_first && outfit->instead && outfit->model_choice && spare_init(&outfit->spare, p);
}

/* Copies a choice, without its entries in idle rows, to the next place of a list; the list may be the one it
 * is copied from, where it lies no further on. */
static void copy_choice(const struct presolve *p, int64_t q, const struct spare *to, int64_t *choice,
                        int64_t *entry)
{
    const struct store *from = p->store;
    int64_t first = from->first_entry[q], end = from->first_entry[q + 1];
    to->cost[*choice] = from->cost[q];
    to->first_entry[(*choice)++] = *entry;
    for (int64_t e = first; e < end; e++) {
        if (p->idle[from->row[e]])
            continue;
        to->row[*entry] = from->row[e];
        to->amount[(*entry)++] = from->amount[e];
    }
}

/* The choice that stands for this one in the end, within the person; -1: none. */
static int32_t stand_in(const struct presolve *p, int64_t first, int32_t choice)
{
    while (choice >= 0 && p->instead[first + choice] != choice)
        choice = p->instead[first + choice];
    return choice;
}

static void name_stand_ins(const struct presolve *p, struct outfit *outfit)
{
    const struct store *store = p->store;
    for (int32_t k = 0; k < store->people; k++) {
        int64_t first = store->first_choice[k], end = store->first_choice[k + 1];
        int32_t written = 0;
        for (int64_t q = first; q < end; q++) /* its number among those that stay */
            outfit->instead[q] = presolve_is_left(p, k, q) ? written++ : -1;
        for (int64_t q = first; q < end; q++) {
            int32_t other = stand_in(p, first, (int32_t)(q - first));
            if (!presolve_is_left(p, k, q) && other >= 0)
                outfit->instead[q] = outfit->instead[first + other];
        }
    }
    memcpy(outfit->model_first, store->first_choice, ((size_t)store->people + 1) * sizeof(int64_t));
}

/* Those that are left out first: the arrays are then packed in place. */
static void set_aside(const struct presolve *p, struct spare *spare)
{
    const struct store *store = p->store;
    int64_t choice = 0, entry = 0;
    for (int32_t k = 0; k < store->people; k++) {
        spare->first_choice[k] = choice;
        for (int64_t q = store->first_choice[k]; q < store->first_choice[k + 1]; q++)
            if (!presolve_is_left(p, k, q))
                copy_choice(p, q, spare, &choice, &entry);
    }
    spare->first_choice[store->people] = choice;
    spare->first_entry[choice] = entry;
}

static void pack(struct presolve *p, int32_t *model_choice)
{
    struct store *store = p->store;
    const struct spare own = {
        .cost = store->cost, .first_entry = store->first_entry, .row = store->row, .amount = store->amount};
    int64_t choice = 0, entry = 0, first = 0;
    for (int32_t k = 0; k < store->people; k++) {
        int64_t end = store->first_choice[k + 1], start = choice;
        for (int64_t q = first; q < end; q++) {
            if (p->instead[q] != (int32_t)(q - first))
                continue;
            model_choice[choice] = (int32_t)(q - first);
            store->place[choice] = store->place[q];
            copy_choice(p, q, &own, &choice, &entry);
        }
        store->first_choice[k] = start;
        first = end;
    }
    store->first_choice[store->people] = store->choices = choice;
    store->first_entry[choice] = store->entries = entry;
}

/* No limit and no price: its activity is 0 here. */
static void open_idle_rows(struct store *store)
{
    for (int32_t r = 0; r < store->rows; r++)
        if (store->idle[r]) {
            struct shape *shape = &store->shapes[r];
            shape->lower = shape->upper = 0;
            shape->soft_lower = -INFINITY;
            shape->soft_upper = INFINITY;
            shape->under_count = shape->over_count = 0;
            shape->scale = 1;
        }
}

void presolve_write(struct presolve *p)
{
    struct store *store = p->store;
    struct outfit outfit;
    if (!outfit_init(&outfit, p)) {
        outfit_free(&outfit);
        return;
    }
    name_stand_ins(p, &outfit);
    set_aside(p, &outfit.spare);
    pack(p, outfit.model_choice);
    store->model_first = outfit.model_first;
    store->instead = outfit.instead;
    store->model_choice = outfit.model_choice;
    store->spare = outfit.spare;
    store->idle = p->idle;
    p->idle = NULL;
    open_idle_rows(store);
}
