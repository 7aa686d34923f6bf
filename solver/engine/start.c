/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/start.h"

#include <math.h>
#include <stdlib.h>

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

bool start_unit_side(const struct solve *solve, struct decomposition *root)
{
    const int64_t *rows = solve->options->start_unit_rows_ppt, *people = solve->options->start_people_ppt;
    int32_t count = decomposition_price_count(root), first_row = count - solve->store.rows;
    double *prices = rows != NULL && people != NULL ? malloc(((size_t)count + 1) * sizeof *prices) : NULL;
    if (prices == NULL)
        return false;
    decomposition_get_prices(root, prices);
    for (int32_t i = 0; i < first_row; i++) {
        int64_t price = people[decomposition_price_person(root, i)];
        prices[i] = price == ENGINE_NO_PRICE ? prices[i] : (double)price / (double)PPT_PER_UPT;
    }
    for (int32_t r = 0; r < solve->store.rows; r++)
        if (!store_is_idle(&solve->store, r))
            prices[first_row + r] = (double)rows[r] / (double)PPT_PER_UPT;
    decomposition_set_prices(root, prices);
    free(prices);
    return true;
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
