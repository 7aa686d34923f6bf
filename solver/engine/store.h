/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The choice model written out for speed: choices of all people in one array, entries in another, rows as
 * convex piecewise-linear functions in floating point.
 *
 * Unit of every cost and price here: micro-points, in doubles. Amounts and activities are integers held in
 * doubles (exact below 2^53). Offered incumbents and bounds are recomputed in integers (store_objective,
 * store_bound). */
#ifndef MUTASI_SOLVER_ENGINE_STORE_H
#define MUTASI_SOLVER_ENGINE_STORE_H

#include "solver/model/choice_model.h"

struct bend {
    double at, slope; /* beyond `at` units from the edge, each unit costs slope (not cumulative) */
};

/* A row: hard interval cut to its reach, soft band, slopes on either side. */
struct shape {
    double lower, upper;
    double soft_lower, soft_upper; /* -inf / +inf where free */
    const struct bend *under, *over;
    int32_t under_count, over_count;
    double scale; /* greatest magnitude of an entry: an activity's natural unit */
};

struct store {
    const struct choice_model *model;
    int32_t people, rows, places; /* places: units, and one more for "no unit" */
    int64_t choices, entries;
    int64_t *first_choice; /* per person, and the end */
    double *cost;          /* per choice */
    int32_t *place;        /* per choice; rising within a person */
    int64_t *first_entry;  /* per choice, and the end */
    int32_t *row;          /* per entry */
    double *amount;        /* per entry */
    struct shape *shapes;
    double *scratch; /* per row, for store_objective: it must not fail for want of memory */
    bool infeasible; /* some row's interval does not meet its reach */
};

/* errors: ERROR_MEMORY. The store lives on the heap; store_free takes what store_init left, also after an
 * error. */
enum error_code store_init(struct store *store, const struct choice_model *model, struct error *error);
void store_free(struct store *store);

/* phi(s), without the hard interval. */
double shape_price(const struct shape *shape, double activity);

/* min over s in [lower, upper] of phi(s) + price * s, and where; of several places (price 0) the one next to
 * `near`. */
double shape_minimum(const struct shape *shape, double price, double near, double *at);

/* Objective of a selection (per person an index within its choices) in exact micro-points; false when a hard
 * row is broken or a sum leaves 64 bits. */
bool store_objective(const struct store *store, const int32_t *choice, int64_t *objective_upt);

/* The Lagrangian bound of integer prices, exact, rounded up to a micro-point; false on overflow. */
bool store_bound(const struct store *store, const int64_t *prices_ppt, int64_t *bound_upt);

#endif
