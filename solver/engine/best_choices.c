/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/best_choices.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { RARE_SHARE = 8 };          /* fewer than one choice of the place in so many */
static const double SLACK = 1e-6; /* of a margin: far more than rounding */
static const double SLACK_UPT = 1e-3;

/* --- what a place's choices enter --- */

enum { UNSEEN = -2, SEVERAL = -1 };

/* Per row: the only place whose choices enter it, and how many do. */
struct use {
    int32_t home;
    int64_t count;
};

static void find_uses(const struct store *store, struct use *uses, int64_t *choices_at)
{
    for (int32_t r = 0; r < store->rows; r++)
        uses[r] = (struct use){.home = UNSEEN};
    for (int64_t q = 0; q < store->choices; q++) {
        int32_t place = store->place[q];
        choices_at[place]++;
        for (int64_t e = store->first_entry[q]; e < store->first_entry[q + 1]; e++) {
            struct use *use = &uses[store->row[e]];
            use->home = use->home == UNSEEN || use->home == place ? place : SEVERAL;
            use->count++;
        }
    }
}

/* Marks the shared rows, and returns how many of them one choice enters at most. */
static int32_t find_shared(const struct store *store, const struct use *uses, const int64_t *choices_at,
                           bool *shared)
{
    int32_t most = 0;
    for (int32_t r = 0; r < store->rows; r++)
        shared[r] = uses[r].home < 0 || uses[r].count * RARE_SHARE < choices_at[uses[r].home];
    for (int64_t q = 0; q < store->choices; q++) {
        int32_t count = 0;
        for (int64_t e = store->first_entry[q]; e < store->first_entry[q + 1]; e++)
            count += shared[store->row[e]];
        most = count > most ? count : most;
    }
    return most;
}

static void list_own_rows(struct best_choices *best, const struct use *uses)
{
    const struct store *store = best->store;
    for (int32_t r = 0; r < store->rows; r++)
        if (!best->shared[r])
            best->first_own[uses[r].home + 1]++;
    for (int32_t p = 0; p < store->places; p++)
        best->first_own[p + 1] += best->first_own[p];
    for (int32_t r = store->rows - 1; r >= 0; r--)
        if (!best->shared[r])
            best->own[--best->first_own[uses[r].home + 1]] = r; /* the ends fall to the beginnings */
    memmove(best->first_own, best->first_own + 1, (size_t)store->places * sizeof *best->first_own);
}

static bool own_init(struct best_choices *best)
{
    const struct store *store = best->store;
    struct use *uses = malloc(((size_t)store->rows + 1) * sizeof *uses);
    int64_t *choices_at = calloc((size_t)store->places + 1, sizeof *choices_at);
    bool ok = uses != NULL && choices_at != NULL;
    if (ok) {
        int32_t count = 0;
        find_uses(store, uses, choices_at);
        best->most_shared = find_shared(store, uses, choices_at, best->shared);
        list_own_rows(best, uses);
        for (int32_t r = 0; r < store->rows; r++)
            count += !best->shared[r];
        best->first_own[store->places] = count;
    }
    free(uses);
    free(choices_at);
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
                                  .first_own = calloc(places, sizeof *best->first_own),
                                  .own = calloc(rows, sizeof *best->own),
                                  .shared = calloc(rows, sizeof *best->shared),
                                  .prices = calloc(rows, sizeof *best->prices)};
    if (!best->choice || !best->place || !best->limit || !best->activity || !best->drift ||
        !best->first_own || !best->own || !best->shared || !best->prices || !own_init(best))
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
    free(best->first_own);
    free(best->own);
    free(best->shared);
    free(best->prices);
}

/* --- passes --- */

static double moved(const struct best_choices *best, const double *prices, int32_t r)
{
    return fabs(prices[r] - best->prices[r]) * best->store->shapes[r].scale;
}

static void count_drift(struct best_choices *best, const double *prices)
{
    const struct store *store = best->store;
    double widest = 0, fastest = 0;
    for (int32_t r = 0; r < store->rows; r++)
        if (best->shared[r])
            widest = fmax(widest, moved(best, prices, r));
    for (int32_t p = 0; p < store->places; p++) {
        double drift = best->most_shared * widest;
        for (int32_t i = best->first_own[p]; i < best->first_own[p + 1]; i++)
            drift += moved(best, prices, best->own[i]);
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
