/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/best_choices.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { RARE_SHARE = 8 }; /* a row is rare at a place when fewer than one choice in so many enters it */
static const double SLACK = 1e-6; /* of a margin: far more than rounding */
static const double SLACK_UPT = 1e-3;

/* --- what a place's choices enter --- */

/* Choices by place, counted: first[p + 1] = choices at p so far summed. */
static void order_by_place(const struct store *store, int64_t *first, int64_t *order)
{
    for (int64_t q = 0; q < store->choices; q++)
        first[store->place[q] + 1]++;
    for (int32_t p = 0; p < store->places; p++)
        first[p + 1] += first[p];
    for (int64_t q = store->choices - 1; q >= 0; q--)
        order[--first[store->place[q] + 1]] = q;
    memmove(first, first + 1, (size_t)store->places * sizeof *first);
    first[store->places] = store->choices;
}

struct tally {
    int64_t *count;   /* per row: choices of the place that enter it */
    double *amount;   /* per row */
    int32_t *touched; /* rows */
    int32_t touched_count;
};

static void tally_choice(struct tally *tally, const struct store *store, int64_t q)
{
    for (int64_t e = store->first_entry[q]; e < store->first_entry[q + 1]; e++) {
        int32_t r = store->row[e];
        if (tally->count[r]++ == 0)
            tally->touched[tally->touched_count++] = r;
        tally->amount[r] = fmax(tally->amount[r], fabs(store->amount[e]));
    }
}

static bool is_rare(const struct tally *tally, int32_t row, int64_t choices)
{
    return tally->count[row] * RARE_SHARE < choices;
}

static int32_t rare_rows(const struct tally *tally, const struct store *store, const int64_t *order,
                         int64_t count)
{
    int32_t most = 0;
    for (int64_t i = 0; i < count; i++) {
        int32_t rare = 0;
        for (int64_t e = store->first_entry[order[i]]; e < store->first_entry[order[i] + 1]; e++)
            rare += is_rare(tally, store->row[e], count);
        most = rare > most ? rare : most;
    }
    return most;
}

static void reach_of_place(struct best_choices *best, struct tally *tally, int32_t p, const int64_t *order,
                           int64_t count)
{
    struct reach *reach = best->reach + best->first_reach[p];
    int64_t common = 0;
    for (int64_t i = 0; i < count; i++)
        tally_choice(tally, best->store, order[i]);
    best->rare[p] = rare_rows(tally, best->store, order, count);
    for (int32_t i = 0; i < tally->touched_count; i++) {
        int32_t r = tally->touched[i];
        if (!is_rare(tally, r, count))
            reach[common++] = (struct reach){r, tally->amount[r]};
        tally->count[r] = 0;
        tally->amount[r] = 0;
    }
    tally->touched_count = 0;
    best->first_reach[p + 1] = best->first_reach[p] + common;
}

/* A choice has at most as many common rows as entries, so a place at most RARE_SHARE times its average. */
static bool reach_init(struct best_choices *best)
{
    const struct store *store = best->store;
    size_t rows = (size_t)store->rows + 1, room = (size_t)store->entries + 1;
    int64_t *first = calloc((size_t)store->places + 2, sizeof *first);
    int64_t *order = malloc(((size_t)store->choices + 1) * sizeof *order);
    struct tally tally = {.count = calloc(rows, sizeof *tally.count),
                          .amount = calloc(rows, sizeof *tally.amount),
                          .touched = calloc(rows, sizeof *tally.touched)};
    best->reach = malloc(room * sizeof *best->reach);
    bool ok = first && order && tally.count && tally.amount && tally.touched && best->reach;
    if (ok) {
        order_by_place(store, first, order);
        for (int32_t p = 0; p < store->places; p++)
            reach_of_place(best, &tally, p, order + first[p], first[p + 1] - first[p]);
    }
    free(first);
    free(order);
    free(tally.count);
    free(tally.amount);
    free(tally.touched);
    return ok;
}

/* --- life --- */

bool best_choices_init(struct best_choices *best, const struct store *store)
{
    size_t people = (size_t)store->people + 1, rows = (size_t)store->rows + 1,
           places = (size_t)store->places + 2;
    *best = (struct best_choices){.store = store,
                                  .choice = malloc(people * sizeof *best->choice),
                                  .place = calloc(people, sizeof *best->place),
                                  .limit = malloc(people * sizeof *best->limit),
                                  .activity = calloc(rows, sizeof *best->activity),
                                  .drift = calloc(places, sizeof *best->drift),
                                  .first_reach = calloc(places, sizeof *best->first_reach),
                                  .rare = calloc(places, sizeof *best->rare),
                                  .prices = calloc(rows, sizeof *best->prices)};
    if (!best->choice || !best->place || !best->limit || !best->activity || !best->drift ||
        !best->first_reach || !best->rare || !best->prices || !reach_init(best))
        return false;
    for (int32_t k = 0; k < store->people; k++) {
        best->choice[k] = -1;
        best->limit[k] = -INFINITY;
    }
    return true;
}

void best_choices_free(struct best_choices *best)
{
    free(best->choice);
    free(best->place);
    free(best->limit);
    free(best->activity);
    free(best->drift);
    free(best->first_reach);
    free(best->reach);
    free(best->rare);
    free(best->prices);
}

/* --- passes --- */

static void count_drift(struct best_choices *best, const double *prices)
{
    const struct store *store = best->store;
    double widest = 0, fastest = 0;
    for (int32_t r = 0; r < store->rows; r++)
        widest = fmax(widest, fabs(prices[r] - best->prices[r]) * store->shapes[r].scale);
    for (int32_t p = 0; p < store->places; p++) {
        double drift = best->rare[p] * widest;
        for (int64_t i = best->first_reach[p]; i < best->first_reach[p + 1]; i++) {
            int32_t r = best->reach[i].row;
            drift += fabs(prices[r] - best->prices[r]) * best->reach[i].amount;
        }
        best->drift[p] += drift;
        fastest = fmax(fastest, drift);
    }
    best->fastest += fastest;
    memcpy(best->prices, prices, (size_t)store->rows * sizeof *prices);
}

static void enter(struct best_choices *best, int64_t q, double sign)
{
    const struct store *store = best->store;
    best->cost += sign * store->cost[q];
    for (int64_t e = store->first_entry[q]; e < store->first_entry[q + 1]; e++)
        best->activity[store->row[e]] += sign * store->amount[e];
}

/* Looks at all choices of a person. */
static void look_at(struct best_choices *best, int32_t k, const double *prices)
{
    const struct store *store = best->store;
    double least = INFINITY, second = INFINITY;
    int64_t at = store->first_choice[k];
    for (int64_t q = at; q < store->first_choice[k + 1]; q++) {
        double reduced = store->cost[q];
        for (int64_t e = store->first_entry[q]; e < store->first_entry[q + 1]; e++)
            reduced -= prices[store->row[e]] * store->amount[e];
        if (reduced < least) {
            second = least;
            least = reduced;
            at = q;
        } else if (reduced < second)
            second = reduced;
    }
    if (at != best->choice[k]) {
        if (best->choice[k] >= 0)
            enter(best, best->choice[k], -1);
        enter(best, at, 1);
        best->choice[k] = at;
        best->place[k] = store->place[at];
    }
    double margin = second - least - SLACK * (fabs(least) + fabs(second)) - SLACK_UPT;
    best->limit[k] = isfinite(second) ? best->drift[store->place[at]] + best->fastest + margin : INFINITY;
}

int64_t best_choices_update(struct best_choices *best, const double *prices)
{
    const struct store *store = best->store;
    int64_t visited = store->people;
    count_drift(best, prices);
    for (int32_t k = 0; k < store->people; k++)
        if (!(best->drift[best->place[k]] + best->fastest < best->limit[k])) {
            look_at(best, k, prices);
            visited +=
                store->first_entry[store->first_choice[k + 1]] - store->first_entry[store->first_choice[k]];
        }
    return visited;
}
