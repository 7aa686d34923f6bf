/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/decomposition.h"

#include "solver/engine/knapsack.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double MOMENTUM = 0.7;
static const double SQUARES = 0.9;
static const double MOST_STATES_PER_PERSON = 1e6;

/* One price that moves: of a person, or of a row. */
struct multiplier {
    double value, best;
    double box, floor, ceiling;
    double momentum, square, gradient;
};

struct decomposition {
    struct solve *solve;
    const struct store *store;
    int32_t *own_row;          /* per place: the row its knapsack is over; -1: none */
    int32_t *owner;            /* per row: the place whose knapsack it is; -1: priced */
    int64_t *first_item;       /* per place, and the end: its choices */
    int64_t *item_choice;      /* choices by place */
    int32_t *person_of;        /* per choice */
    struct multiplier *people; /* mu */
    struct multiplier
        *rows;          /* lambda; of an owned row: what its knapsack found, it does not change the bound */
    struct item *items; /* scratch of one place */
    struct knapsack knapsack;
    double *excess, *best_excess; /* per place: exact staff above the linear bound */
    double best_bound;
    int64_t counted; /* of the knapsacks' work */
    int32_t rounded_rows;
};

/* The only place whose choices enter the row, or -1. */
static void find_places(const struct store *store, int32_t *place)
{
    for (int32_t r = 0; r < store->rows; r++)
        place[r] = -2;
    for (int64_t q = 0; q < store->choices; q++)
        for (int64_t e = store->first_entry[q]; e < store->first_entry[q + 1]; e++) {
            int32_t *seen = &place[store->row[e]];
            if (*seen == -2)
                *seen = store->place[q];
            else if (*seen != store->place[q])
                *seen = -1;
            if (store->amount[e] < 0)
                *seen = -1;
        }
}

/* A row's claim to be its place's knapsack: a priced one before one that only limits, then wide entries,
 * which people do not fill evenly. Money in micro-points has more states than a knapsack can hold. */
static double claim(const struct shape *shape)
{
    if (shape->scale > MOST_STATES_PER_PERSON)
        return -1;
    return shape->scale +
           (shape->under_count + shape->over_count > 0 && shape->scale > 1 ? MOST_STATES_PER_PERSON : 0);
}

static void own_rows(struct decomposition *d)
{
    const struct shape *shapes = d->store->shapes;
    find_places(d->store, d->owner);
    for (int32_t p = 0; p < d->store->places; p++)
        d->own_row[p] = -1;
    for (int32_t r = 0; r < d->store->rows; r++) {
        int32_t p = d->owner[r];
        if (p >= 0 && claim(&shapes[r]) > (d->own_row[p] < 0 ? 0 : claim(&shapes[d->own_row[p]])))
            d->own_row[p] = r;
    }
    for (int32_t r = 0; r < d->store->rows; r++)
        if (d->owner[r] < 0 || d->own_row[d->owner[r]] != r)
            d->owner[r] = -1;
}

static int64_t sort_by_place(struct decomposition *d)
{
    const struct store *store = d->store;
    int64_t widest = 0;
    for (int64_t q = 0; q < store->choices; q++)
        d->first_item[store->place[q] + 1]++;
    for (int32_t p = 0; p < store->places; p++) {
        widest = d->first_item[p + 1] > widest ? d->first_item[p + 1] : widest;
        d->first_item[p + 1] += d->first_item[p];
    }
    for (int32_t k = store->people - 1; k >= 0; k--)
        for (int64_t q = store->first_choice[k + 1] - 1; q >= store->first_choice[k]; q--)
            d->person_of[q] = k;
    for (int64_t q = store->choices - 1; q >= 0; q--) /* the ends fall to the beginnings */
        d->item_choice[--d->first_item[store->place[q] + 1]] = q;
    memmove(d->first_item, d->first_item + 1, (size_t)store->places * sizeof *d->first_item);
    d->first_item[store->places] = store->choices;
    return widest;
}

static void start_at(struct decomposition *d, const double *prices)
{
    const struct store *store = d->store;
    for (int32_t r = 0; r < store->rows; r++) {
        const struct row *row = choice_model_row(store->model, r);
        const struct shape *shape = &store->shapes[r];
        double under = shape->under_count > 0 ? shape->under[shape->under_count - 1].slope : 0;
        double over = shape->over_count > 0 ? shape->over[shape->over_count - 1].slope : 0;
        d->rows[r] = (struct multiplier){.value = prices[r],
                                         .best = prices[r],
                                         .box = 1 / shape->scale,
                                         .floor = row->upper < row->reach_upper ? -INFINITY : -over,
                                         .ceiling = row->lower > row->reach_lower ? INFINITY : under};
        d->rounded_rows += row->rounded;
    }
    for (int32_t k = 0; k < store->people; k++) {
        double least = INFINITY;
        for (int64_t q = store->first_choice[k]; q < store->first_choice[k + 1]; q++) {
            double reduced = store->cost[q];
            for (int64_t e = store->first_entry[q]; e < store->first_entry[q + 1]; e++)
                reduced -= prices[store->row[e]] * store->amount[e];
            least = fmin(least, reduced);
        }
        d->people[k] = (struct multiplier){
            .value = least, .best = least, .box = 1, .floor = -INFINITY, .ceiling = INFINITY};
    }
}

struct decomposition *decomposition_new(struct solve *solve, const double *prices)
{
    struct decomposition *d = calloc(1, sizeof *d);
    if (d == NULL)
        return NULL;
    const struct store *store = d->store = &solve->store;
    size_t rows = (size_t)store->rows + 1, places = (size_t)store->places + 1,
           choices = (size_t)store->choices + 1;
    d->solve = solve;
    d->best_bound = -INFINITY;
    d->own_row = calloc(places, sizeof *d->own_row);
    d->excess = calloc(places, sizeof *d->excess);
    d->best_excess = calloc(places, sizeof *d->best_excess);
    d->owner = calloc(rows, sizeof *d->owner);
    d->first_item = calloc(places + 1, sizeof *d->first_item);
    d->item_choice = calloc(choices, sizeof *d->item_choice);
    d->person_of = calloc(choices, sizeof *d->person_of);
    d->people = calloc((size_t)store->people + 1, sizeof *d->people);
    d->rows = calloc(rows, sizeof *d->rows);
    bool ok = d->own_row && d->excess && d->best_excess && d->owner && d->first_item && d->item_choice &&
              d->person_of && d->people && d->rows;
    if (ok) {
        own_rows(d);
        int64_t widest = sort_by_place(d);
        d->items = calloc((size_t)widest + 1, sizeof *d->items);
        ok = d->items != NULL && knapsack_init(&d->knapsack, (int32_t)widest);
    }
    if (!ok) {
        decomposition_free(d);
        return NULL;
    }
    start_at(d, prices);
    return d;
}

void decomposition_free(struct decomposition *d)
{
    if (d == NULL)
        return;
    knapsack_free(&d->knapsack);
    free(d->own_row);
    free(d->excess);
    free(d->best_excess);
    free(d->owner);
    free(d->first_item);
    free(d->item_choice);
    free(d->person_of);
    free(d->people);
    free(d->rows);
    free(d->items);
    free(d);
}

/* c - lambda . a over the priced rows, less mu; the amount in the owned row apart. */
static struct item item_of(const struct decomposition *d, int64_t q, int32_t own)
{
    const struct store *store = d->store;
    struct item item = {.cost = store->cost[q] - d->people[d->person_of[q]].value};
    for (int64_t e = store->first_entry[q]; e < store->first_entry[q + 1]; e++) {
        if (store->row[e] == own)
            item.amount = store->amount[e];
        else
            item.cost -= d->rows[store->row[e]].value * store->amount[e];
    }
    return item;
}

static void enter_gradient(struct decomposition *d, int64_t q, int32_t own)
{
    const struct store *store = d->store;
    d->people[d->person_of[q]].gradient -= 1;
    for (int64_t e = store->first_entry[q]; e < store->first_entry[q + 1]; e++)
        if (store->row[e] != own)
            d->rows[store->row[e]].gradient -= store->amount[e];
}

static double place_term(struct decomposition *d, int32_t p)
{
    int32_t own = d->own_row[p], count = (int32_t)(d->first_item[p + 1] - d->first_item[p]);
    double value = 0;
    for (int32_t i = 0; i < count; i++) {
        d->items[i] = item_of(d, d->item_choice[d->first_item[p] + i], own);
        if (own < 0) {
            d->items[i].taken = d->items[i].cost < 0;
            value += fmin(0, d->items[i].cost);
        }
    }
    if (own >= 0) {
        value = knapsack_solve(&d->knapsack, d->items, count, &d->store->shapes[own]);
        d->rows[own].value = d->knapsack.price;
        d->excess[p] = d->knapsack.excess;
    }
    for (int32_t i = 0; i < count; i++)
        if (d->items[i].taken)
            enter_gradient(d, d->item_choice[d->first_item[p] + i], own);
    return value;
}

/* Of the knapsacks since it was asked last. */
static int64_t knapsack_work(struct decomposition *d)
{
    int64_t work = d->knapsack.work - d->counted;
    d->counted = d->knapsack.work;
    return work;
}

/* L at the present prices, and its subgradient; NAN when the solve must stop. */
static double value_and_gradient(struct decomposition *d)
{
    double value = 0;
    for (int32_t k = 0; k < d->store->people; k++) {
        d->people[k].gradient = 1;
        value += d->people[k].value;
    }
    for (int32_t r = 0; r < d->store->rows; r++)
        d->rows[r].gradient = 0;
    for (int32_t p = 0; p < d->store->places; p++) {
        value += place_term(d, p);
        if (solve_spend(d->solve, knapsack_work(d)))
            return NAN;
    }
    for (int32_t r = 0; r < d->store->rows; r++) {
        if (d->owner[r] >= 0)
            continue;
        double at, activity = -d->rows[r].gradient;
        value += shape_minimum(&d->store->shapes[r], d->rows[r].value, activity, &at);
        d->rows[r].gradient = at - activity;
    }
    return value;
}

static void move(struct multiplier *m, double step, double bias_m, double bias_v)
{
    m->momentum = MOMENTUM * m->momentum + (1 - MOMENTUM) * m->gradient;
    m->square = SQUARES * m->square + (1 - SQUARES) * m->gradient * m->gradient;
    if (m->square > 1e-12)
        m->value += step * m->box * (m->momentum / bias_m) / sqrt(m->square / bias_v);
    m->value = fmax(m->floor, fmin(m->ceiling, m->value));
}

static void keep_best(struct decomposition *d, double value)
{
    memcpy(d->best_excess, d->excess, (size_t)d->store->places * sizeof *d->excess);
    d->best_bound = value;
    for (int32_t k = 0; k < d->store->people; k++)
        d->people[k].best = d->people[k].value;
    for (int32_t r = 0; r < d->store->rows; r++)
        d->rows[r].best = d->rows[r].value;
}

static void return_to_best(struct decomposition *d)
{
    for (int32_t k = 0; k < d->store->people; k++) {
        d->people[k].value = d->people[k].best;
        d->people[k].momentum = d->people[k].square = 0;
    }
    for (int32_t r = 0; r < d->store->rows; r++) {
        d->rows[r].value = d->rows[r].best;
        d->rows[r].momentum = d->rows[r].square = 0;
    }
}

static void offer(const struct decomposition *d)
{
    double safe = d->best_bound - 1e-9 * fabs(d->best_bound) - 0.5 * d->rounded_rows - 1e-3;
    if (isfinite(safe))
        solve_offer_bound(d->solve, (int64_t)ceil(safe));
}

double decomposition_run(struct decomposition *d, int32_t passes, double width, double first, double last)
{
    double size = first * width, decay = pow(last / first, 1.0 / (passes > 1 ? passes - 1 : 1));
    return_to_best(d);
    for (int32_t pass = 0; pass < passes; pass++, size *= decay) {
        double value = value_and_gradient(d);
        if (isinf(value)) { /* some place has no staff within its hard interval */
            solve_offer_bound(d->solve, (int64_t)fmin(d->solve->worst_upt * 2 + 1, 0x1p62));
            return d->best_bound;
        }
        if (value > d->best_bound)
            keep_best(d, value);
        if (solve_spend(d->solve, d->store->entries * 2 + knapsack_work(d)))
            break;
        double bias_m = 1 - pow(MOMENTUM, pass + 1), bias_v = 1 - pow(SQUARES, pass + 1);
        for (int32_t k = 0; k < d->store->people; k++)
            move(&d->people[k], size, bias_m, bias_v);
        for (int32_t r = 0; r < d->store->rows; r++)
            if (d->owner[r] < 0)
                move(&d->rows[r], size, bias_m, bias_v);
    }
    offer(d);
    return d->best_bound;
}

double decomposition_bound(const struct decomposition *d)
{
    return d->best_bound;
}

void decomposition_reduced_costs(struct decomposition *d, double *reduced, double *least)
{
    const struct store *store = d->store;
    for (int32_t k = 0; k < store->people; k++) {
        least[k] = INFINITY;
        for (int64_t q = store->first_choice[k]; q < store->first_choice[k + 1]; q++) {
            reduced[q] = store->cost[q];
            for (int64_t e = store->first_entry[q]; e < store->first_entry[q + 1]; e++)
                reduced[q] -= d->rows[store->row[e]].best * store->amount[e];
            least[k] = fmin(least[k], reduced[q]);
        }
    }
}

int64_t decomposition_fix(struct decomposition *d, double slack, uint8_t *free_choice)
{
    const struct store *store = d->store;
    int64_t count = 0;
    for (int32_t k = 0; k < store->people; k++) {
        int64_t mine = 0, settled = -1;
        for (int64_t q = store->first_choice[k]; q < store->first_choice[k + 1]; q++) {
            double reduced = store->cost[q] - d->people[k].best;
            for (int64_t e = store->first_entry[q]; e < store->first_entry[q + 1]; e++)
                reduced -= d->rows[store->row[e]].best * store->amount[e];
            double room = slack + d->best_excess[store->place[q]];
            free_choice[q] = reduced <= room;
            if (-reduced > room)
                settled = q; /* every plan within the slack holds this choice */
        }
        for (int64_t q = store->first_choice[k]; q < store->first_choice[k + 1]; q++) {
            free_choice[q] = settled < 0 ? free_choice[q] : q == settled;
            mine += free_choice[q];
        }
        count += mine > 1 ? mine : 0;
    }
    return count;
}
