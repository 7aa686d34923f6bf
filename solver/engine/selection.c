/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/selection.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct lane lane_of(const struct shape *shape, double penalty)
{
    return (struct lane){
        .soft_lower = shape->soft_lower,
        .soft_upper = shape->soft_upper,
        .under_slope = shape->under_count > 0 ? shape->under[0].slope : 0,
        .over_slope = shape->over_count > 0 ? shape->over[0].slope : 0,
        .lower = shape->lower,
        .upper = shape->upper,
        .penalty = penalty / shape->scale,
        .tiers = shape->under_count > 1 || shape->over_count > 1 ? shape : NULL,
    };
}

bool selection_init(struct selection *s, const struct store *store, double penalty)
{
    size_t rows = (size_t)store->rows + 1;
    *s = (struct selection){
        .store = store,
        .lanes = calloc(rows, sizeof *s->lanes),
        .at = calloc((size_t)store->people + 1, sizeof *s->at),
        .activity = calloc(rows, sizeof *s->activity),
        .price = calloc(rows, sizeof *s->price),
        .shift = calloc(rows, sizeof *s->shift),
        .touched = calloc(rows, sizeof *s->touched),
        .mark = calloc(rows, sizeof *s->mark),
    };
    if (!s->lanes || !s->at || !s->activity || !s->price || !s->shift || !s->touched || !s->mark) {
        selection_free(s);
        return false;
    }
    for (int32_t r = 0; r < store->rows; r++)
        s->lanes[r] = lane_of(&store->shapes[r], penalty);
    return true;
}

void selection_free(struct selection *s)
{
    free(s->lanes);
    free(s->at);
    free(s->activity);
    free(s->price);
    free(s->shift);
    free(s->touched);
    free(s->mark);
    *s = (struct selection){0};
}

static void recount(struct selection *s)
{
    const struct store *store = s->store;
    memset(s->activity, 0, (size_t)store->rows * sizeof *s->activity);
    s->total = 0;
    for (int32_t k = 0; k < store->people; k++) {
        int64_t q = s->at[k];
        s->total += store->cost[q];
        for (int64_t e = store->first_entry[q]; e < store->first_entry[q + 1]; e++)
            s->activity[store->row[e]] += store->amount[e];
    }
    for (int32_t r = 0; r < store->rows; r++) {
        s->price[r] = lane_price(&s->lanes[r], s->activity[r]);
        s->total += s->price[r];
    }
}

void selection_set(struct selection *s, const int32_t *choice)
{
    for (int32_t k = 0; k < s->store->people; k++)
        s->at[k] = s->store->first_choice[k] + choice[k];
    recount(s);
}

void selection_get(const struct selection *s, int32_t *choice)
{
    for (int32_t k = 0; k < s->store->people; k++)
        choice[k] = (int32_t)(s->at[k] - s->store->first_choice[k]);
}

double selection_violation(const struct selection *s, int32_t row)
{
    return fmax(0, fmax(s->lanes[row].lower - s->activity[row], s->activity[row] - s->lanes[row].upper));
}

int32_t selection_raise_penalties(struct selection *s, double factor)
{
    int32_t broken = 0;
    for (int32_t r = 0; r < s->store->rows; r++)
        if (selection_violation(s, r) > 0) {
            s->lanes[r].penalty *= factor;
            broken++;
        }
    if (broken > 0)
        recount(s);
    return broken;
}
