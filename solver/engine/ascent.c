/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/ascent.h"

#include "solver/engine/best_choices.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double MOMENTUM = 0.8;
static const double SQUARES = 0.95;                        /* memory of the mean square of a row's gradient */
static const double FIRST_STEP = 0.08, LAST_STEP = 0.0004; /* of a row's box */
static const double FIRST_FINE_STEP = 0.01, LAST_FINE_STEP = 0.0001;
enum { MAX_KINDS = 64 };

/* Rows that can charge the same: their prices also move together, by what they need in common. */
struct level {
    double momentum, square, gradient, move;
};

struct ascent {
    const struct store *store;
    double *box;             /* per row: the scale of its price */
    double *floor, *ceiling; /* per row: where an optimal price can be found */
    double *momentum, *square;
    double *gradient;
    double *price, *best;
    int32_t *kind; /* per row: index into kinds, or -1 */
    struct level *kinds;
    int32_t kind_count;
    double best_bound;
    struct best_choices choices;
    int64_t visited; /* entries, in the last pass */
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
        const struct row *row = store_row(ascent->store, r);
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

static int32_t kind_of(const struct ascent *ascent, const int32_t *sample, int32_t r)
{
    for (int32_t i = 0; i < ascent->kind_count; i++)
        if (ascent->box[sample[i]] == ascent->box[r] && ascent->floor[sample[i]] == ascent->floor[r] &&
            ascent->ceiling[sample[i]] == ascent->ceiling[r])
            return i;
    return -1;
}

/* The first MAX_KINDS kinds of rows; the others, and a row alone in its kind, move on their own. */
static bool find_kinds(struct ascent *ascent)
{
    int32_t sample[MAX_KINDS], members[MAX_KINDS] = {0};
    ascent->kind = malloc(((size_t)ascent->store->rows + 1) * sizeof *ascent->kind);
    ascent->kinds = calloc(MAX_KINDS, sizeof *ascent->kinds);
    for (int32_t r = 0; ascent->kind != NULL && ascent->kinds != NULL && r < ascent->store->rows; r++) {
        int32_t kind = kind_of(ascent, sample, r);
        if (kind < 0 && ascent->kind_count < MAX_KINDS) {
            kind = ascent->kind_count++;
            sample[kind] = r;
        }
        ascent->kind[r] = kind;
        if (kind >= 0)
            members[kind]++;
    }
    for (int32_t i = 0; i < ascent->kind_count; i++)
        if (members[i] == 1)
            ascent->kind[sample[i]] = -1;
    return ascent->kind != NULL && ascent->kinds != NULL;
}

static bool ascent_init(struct ascent *ascent, const struct store *store, double *prices)
{
    size_t rows = (size_t)store->rows + 1;
    double *block = calloc(8 * rows, sizeof *block);
    *ascent = (struct ascent){.store = store, .price = prices, .box = block, .best_bound = -INFINITY};
    if (block == NULL)
        return false; /* and the choices are all NULL */
    ascent->floor = block + rows;
    ascent->ceiling = block + 2 * rows;
    ascent->momentum = block + 3 * rows;
    ascent->square = block + 4 * rows;
    ascent->gradient = block + 5 * rows;
    ascent->best = block + 6 * rows;
    bound_prices(ascent);
    return best_choices_init(&ascent->choices, store) && find_kinds(ascent);
}

static void ascent_free(struct ascent *ascent)
{
    free(ascent->box);
    free(ascent->kind);
    free(ascent->kinds);
    best_choices_free(&ascent->choices);
}

/* L at the current prices; gradient = s* - sum of the chosen entries. */
static double value_and_gradient(struct ascent *ascent)
{
    const struct store *store = ascent->store;
    struct best_choices *best = &ascent->choices;
    double *gradient = ascent->gradient;
    ascent->visited = best_choices_update(best, ascent->price);
    double value = best->cost;
    for (int32_t r = 0; r < store->rows; r++) {
        double activity = best->activity[r], at;
        value +=
            shape_minimum(&store->shapes[r], ascent->price[r], activity, &at) - ascent->price[r] * activity;
        gradient[r] = at - activity;
    }
    return value;
}

/* What corrects the two averages for having begun at zero. */
struct bias {
    double mean, square;
};

/* The normalised step that a gradient asks for, in boxes. */
static double stride(double *m, double *v, double g, struct bias bias)
{
    *m = MOMENTUM * *m + (1 - MOMENTUM) * g;
    *v = SQUARES * *v + (1 - SQUARES) * g * g;
    return *v > 0 ? *m / bias.mean / sqrt(*v / bias.square) : 0;
}

/* A price at the end of its interval does not push the others along. */
static bool can_follow(const struct ascent *ascent, int32_t r)
{
    return ascent->gradient[r] > 0 ? ascent->price[r] < ascent->ceiling[r]
                                   : ascent->price[r] > ascent->floor[r];
}

static void step_levels(struct ascent *ascent, struct bias bias)
{
    for (int32_t i = 0; i < ascent->kind_count; i++)
        ascent->kinds[i].gradient = 0;
    for (int32_t r = 0; r < ascent->store->rows; r++)
        if (ascent->kind[r] >= 0 && can_follow(ascent, r))
            ascent->kinds[ascent->kind[r]].gradient += ascent->gradient[r];
    for (int32_t i = 0; i < ascent->kind_count; i++) {
        struct level *level = &ascent->kinds[i];
        level->move = stride(&level->momentum, &level->square, level->gradient, bias);
    }
}

static void step(struct ascent *ascent, double size, int32_t pass)
{
    struct bias bias = {1 - pow(MOMENTUM, pass + 1), 1 - pow(SQUARES, pass + 1)};
    step_levels(ascent, bias);
    for (int32_t r = 0; r < ascent->store->rows; r++) {
        double move = stride(&ascent->momentum[r], &ascent->square[r], ascent->gradient[r], bias);
        if (ascent->kind[r] >= 0)
            move += ascent->kinds[ascent->kind[r]].move;
        double price = ascent->price[r] + size * ascent->box[r] * move;
        ascent->price[r] = fmax(ascent->floor[r], fmin(ascent->ceiling[r], price));
    }
}

static double climb(struct solve *solve, double *prices, int32_t passes, double first, double last)
{
    const struct store *store = &solve->store;
    struct ascent ascent;
    double decay = pow(last / first, 1.0 / (passes > 1 ? passes - 1 : 1)), size = first;
    bool ok = ascent_init(&ascent, store, prices);
    if (!solve_uses(solve, SWITCH_ASCENT))
        passes = 1; /* the value of the prices as they are */
    enum engine_part outer = meter_enter(&solve->meter, ENGINE_ASCENT);
    for (int32_t pass = 0; ok && pass < passes; pass++, size *= decay) {
        double value = value_and_gradient(&ascent);
        if (value > ascent.best_bound) {
            ascent.best_bound = value;
            memcpy(ascent.best, prices, (size_t)store->rows * sizeof *prices);
        }
        if (solve_spend(solve, ascent.visited + store->rows))
            break;
        step(&ascent, size, pass);
    }
    double bound = ascent.best_bound;
    if (isfinite(bound)) {
        memcpy(prices, ascent.best, (size_t)store->rows * sizeof *prices);
        solve_offer_prices(solve, prices);
    }
    ascent_free(&ascent);
    meter_enter(&solve->meter, outer);
    return bound;
}

double ascent_run(struct solve *solve, double *prices, int32_t passes)
{
    return climb(solve, prices, passes, FIRST_STEP, LAST_STEP);
}

double ascent_refine(struct solve *solve, double *prices, int32_t passes)
{
    return climb(solve, prices, passes, FIRST_FINE_STEP, LAST_FINE_STEP);
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
