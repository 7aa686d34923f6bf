/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/ascent.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double MOMENTUM = 0.8;
static const double SQUARES = 0.95; /* memory of the mean square of a row's gradient */
static const double FIRST_STEP = 0.08;
static const double LAST_STEP = 0.0004;

struct ascent {
    const struct store *store;
    double *box;             /* per row: the scale of its price */
    double *floor, *ceiling; /* per row: where an optimal price can be found */
    double *momentum, *square;
    double *gradient;
    double *price, *best;
    double best_bound;
};

static double steepest(const struct bend *bends, int32_t count)
{
    return count > 0 ? bends[count - 1].slope : 0;
}

/* How far the costs of one person's choices lie apart, on average: what a hard row may have to charge per
 * head. */
static double cost_spread(const struct store *store)
{
    double sum = 0;
    for (int32_t k = 0; k < store->people; k++) {
        double least = INFINITY, greatest = -INFINITY;
        for (int64_t q = store->first_choice[k]; q < store->first_choice[k + 1]; q++) {
            least = fmin(least, store->cost[q]);
            greatest = fmax(greatest, store->cost[q]);
        }
        sum += greatest - least;
    }
    return store->people > 0 ? fmax(sum / store->people, 1) : 1;
}

static void bound_prices(struct ascent *ascent)
{
    double spread = cost_spread(ascent->store);
    for (int32_t r = 0; r < ascent->store->rows; r++) {
        const struct shape *shape = &ascent->store->shapes[r];
        const struct row *row = choice_model_row(ascent->store->model, r);
        double under = steepest(shape->under, shape->under_count),
               over = steepest(shape->over, shape->over_count);
        bool hard_lower = row->lower > row->reach_lower, hard_upper = row->upper < row->reach_upper;
        ascent->box[r] = fmax(under, over);
        if (hard_lower || hard_upper || ascent->box[r] <= 0)
            ascent->box[r] = fmax(ascent->box[r], spread / shape->scale);
        ascent->ceiling[r] = hard_lower ? INFINITY : under;
        ascent->floor[r] = hard_upper ? -INFINITY : -over;
    }
}

static bool ascent_init(struct ascent *ascent, const struct store *store, double *prices)
{
    size_t rows = (size_t)store->rows + 1;
    double *block = calloc(8 * rows, sizeof *block);
    *ascent = (struct ascent){.store = store, .price = prices, .box = block, .best_bound = -INFINITY};
    if (block == NULL)
        return false;
    ascent->floor = block + rows;
    ascent->ceiling = block + 2 * rows;
    ascent->momentum = block + 3 * rows;
    ascent->square = block + 4 * rows;
    ascent->gradient = block + 5 * rows;
    ascent->best = block + 6 * rows;
    bound_prices(ascent);
    return true;
}

/* min_q (c_q - lambda . a_q) over one person's choices; the choice into *at. */
static double person_minimum(const struct store *store, int32_t k, const double *prices, int64_t *at)
{
    double least = INFINITY;
    for (int64_t q = store->first_choice[k]; q < store->first_choice[k + 1]; q++) {
        double reduced = store->cost[q];
        for (int64_t e = store->first_entry[q]; e < store->first_entry[q + 1]; e++)
            reduced -= prices[store->row[e]] * store->amount[e];
        if (reduced < least) {
            least = reduced;
            *at = q;
        }
    }
    return least;
}

/* L at the current prices; gradient = s* - sum of the chosen entries. */
static double value_and_gradient(struct ascent *ascent)
{
    const struct store *store = ascent->store;
    double *gradient = ascent->gradient, value = 0;
    memset(gradient, 0, (size_t)store->rows * sizeof *gradient);
    for (int32_t k = 0; k < store->people; k++) {
        int64_t q = store->first_choice[k];
        value += person_minimum(store, k, ascent->price, &q);
        for (int64_t e = store->first_entry[q]; e < store->first_entry[q + 1]; e++)
            gradient[store->row[e]] += store->amount[e];
    }
    for (int32_t r = 0; r < store->rows; r++) {
        double activity = gradient[r], at;
        value += shape_minimum(&store->shapes[r], ascent->price[r], activity, &at);
        gradient[r] = at - activity;
    }
    return value;
}

static void step(struct ascent *ascent, double size, int32_t pass)
{
    for (int32_t r = 0; r < ascent->store->rows; r++) {
        double g = ascent->gradient[r];
        double *m = &ascent->momentum[r], *v = &ascent->square[r];
        *m = MOMENTUM * *m + (1 - MOMENTUM) * g;
        *v = SQUARES * *v + (1 - SQUARES) * g * g;
        double mean = *m / (1 - pow(MOMENTUM, pass + 1)), square = *v / (1 - pow(SQUARES, pass + 1));
        if (square <= 0)
            continue;
        double price = ascent->price[r] + size * ascent->box[r] * mean / sqrt(square);
        ascent->price[r] = fmax(ascent->floor[r], fmin(ascent->ceiling[r], price));
    }
}

double ascent_run(struct solve *solve, double *prices, int32_t passes)
{
    const struct store *store = &solve->store;
    struct ascent ascent;
    if (!ascent_init(&ascent, store, prices))
        return -INFINITY;
    double decay = pow(LAST_STEP / FIRST_STEP, 1.0 / (passes > 1 ? passes - 1 : 1)), size = FIRST_STEP;
    for (int32_t pass = 0; pass < passes; pass++, size *= decay) {
        double value = value_and_gradient(&ascent);
        if (value > ascent.best_bound) {
            ascent.best_bound = value;
            memcpy(ascent.best, prices, (size_t)store->rows * sizeof *prices);
        }
        if (solve_spend(solve, store->entries))
            break;
        step(&ascent, size, pass);
    }
    memcpy(prices, ascent.best, (size_t)store->rows * sizeof *prices);
    solve_offer_prices(solve, prices);
    double bound = ascent.best_bound;
    free(ascent.box);
    return bound;
}

double ascent_reduced_costs(const struct store *store, const double *prices, double *reduced, double *least)
{
    double value = 0, at;
    for (int32_t k = 0; k < store->people; k++) {
        double best = INFINITY;
        for (int64_t q = store->first_choice[k]; q < store->first_choice[k + 1]; q++) {
            reduced[q] = store->cost[q];
            for (int64_t e = store->first_entry[q]; e < store->first_entry[q + 1]; e++)
                reduced[q] -= prices[store->row[e]] * store->amount[e];
            best = fmin(best, reduced[q]);
        }
        if (least != NULL)
            least[k] = best;
        value += best;
    }
    for (int32_t r = 0; r < store->rows; r++)
        value += shape_minimum(&store->shapes[r], prices[r], 0, &at);
    return value;
}
