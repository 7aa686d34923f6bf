/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/start.h"

#include <math.h>
#include <stdlib.h>

static const double MOST_REPLACED = 0.1; /* of the people of a start that is near */
static const double INSIDE = 0.2;        /* of an interval, from its ends */

double *start_prices(struct arena *arena, const struct solve *solve)
{
    const int64_t *given = solve->options->start_prices_ppt;
    double *prices = arena_alloc(arena, (size_t)solve->store.rows + 1, sizeof *prices);
    for (int32_t r = 0; prices != NULL && given != NULL && r < solve->store.rows; r++)
        prices[r] = store_is_idle(&solve->store, r) ? 0 : (double)given[r] / (double)PPT_PER_UPT;
    return prices;
}

static int32_t cheapest(const struct store *store, const double *prices, int32_t k)
{
    int64_t first = store->first_choice[k];
    double least = INFINITY;
    int32_t best = 0;
    for (int64_t q = first; q < store->first_choice[k + 1]; q++) {
        double reduced = store->cost[q];
        for (int64_t e = store->first_entry[q]; e < store->first_entry[q + 1]; e++)
            reduced -= prices[store->row[e]] * store->amount[e];
        if (reduced < least) {
            least = reduced;
            best = (int32_t)(q - first);
        }
    }
    return best;
}

bool start_is_near(const struct solve *solve)
{
    const int32_t *given = solve->options->start_choice;
    int32_t replaced = 0;
    if (given == NULL || solve->options->start_prices_ppt == NULL)
        return false;
    for (int32_t k = 0; k < solve->store.people; k++)
        replaced += given[k] < 0 || store_find(&solve->store, k, given[k]) < 0;
    return replaced <= MOST_REPLACED * solve->store.people;
}

int32_t start_placement(const struct solve *solve, const double *prices, int32_t *choice)
{
    const int32_t *given = solve->options->start_choice;
    int32_t replaced = 0;
    for (int32_t k = 0; k < solve->store.people; k++) {
        choice[k] = given[k] < 0 ? -1 : store_find(&solve->store, k, given[k]);
        if (choice[k] < 0) {
            choice[k] = cheapest(&solve->store, prices, k);
            replaced++;
        }
    }
    return replaced;
}

struct least {
    double first, second; /* reduced costs */
};

static struct least least_of(const struct store *store, const double *rows, int32_t k)
{
    struct least least = {INFINITY, INFINITY};
    for (int64_t q = store->first_choice[k]; q < store->first_choice[k + 1]; q++) {
        double reduced = store->cost[q];
        for (int64_t e = store->first_entry[q]; e < store->first_entry[q + 1]; e++)
            reduced -= rows[store->row[e]] * store->amount[e];
        least.second = fmin(least.second, fmax(least.first, reduced));
        least.first = fmin(least.first, reduced);
    }
    return least;
}

/* From one interval into the other. */
static double moved(double price, struct least from, struct least to)
{
    double part = from.second > from.first ? (price - from.first) / (from.second - from.first) : 0.5;
    part = fmax(INSIDE, fmin(1 - INSIDE, part));
    return to.first + part * (to.second - to.first);
}

static void move_people(const struct solve *solve, const struct decomposition *root, const double *then,
                        const double *now, double *prices)
{
    const int64_t *people = solve->options->start_people_ppt;
    int32_t count = decomposition_price_count(root) - solve->store.rows;
    for (int32_t i = 0; i < count; i++) {
        int32_t k = decomposition_price_person(root, i);
        struct least from = least_of(&solve->store, then, k), to = least_of(&solve->store, now, k);
        if (people[k] != ENGINE_NO_PRICE && isfinite(from.second) && isfinite(to.second))
            prices[i] = moved((double)people[k] / (double)PPT_PER_UPT, from, to);
    }
}

void start_unit_side(const struct solve *solve, struct decomposition *root)
{
    const int64_t *rows = solve->options->start_unit_rows_ppt;
    int32_t count = decomposition_price_count(root), row_count = solve->store.rows;
    if (rows == NULL || solve->options->start_people_ppt == NULL)
        return;
    double *prices = malloc(((size_t)count + 1) * sizeof *prices);
    double *then = calloc((size_t)row_count + 1, sizeof *then);
    if (prices != NULL && then != NULL) {
        for (int32_t r = 0; r < row_count; r++)
            then[r] = store_is_idle(&solve->store, r) ? 0 : (double)rows[r] / (double)PPT_PER_UPT;
        decomposition_get_prices(root, prices);
        move_people(solve, root, then, prices + count - row_count, prices);
        decomposition_set_prices(root, prices);
    }
    free(prices);
    free(then);
}

void start_status_quo(struct solve *solve, int32_t *choice)
{
    const struct store *store = &solve->store;
    for (int32_t k = 0; k < store->people; k++) {
        int32_t staying = store_find(store, k, choice_model_staying(store->model, k));
        int64_t cheapest_one = store->first_choice[k];
        for (int64_t q = cheapest_one; q < store->first_choice[k + 1]; q++)
            if (store->cost[q] < store->cost[cheapest_one])
                cheapest_one = q;
        choice[k] = staying >= 0 ? staying : (int32_t)(cheapest_one - store->first_choice[k]);
    }
    solve_offer_choice(solve, choice);
}
