/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The choice model written out for speed: choices of all people in one array, entries in another, rows as
 * convex piecewise-linear functions in floating point. A model too large for that is written out in part: a
 * pool of choices per person. What such a store proves (a bound, that nothing is feasible, that a choice can
 * be left out) is not proven for the model; its placements are placements of the model all the same.
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

/* Some choices of every person: of person k the model's choices choice[k * room .. ] + count[k], rising; or
 * all of them. */
struct pool {
    int32_t people, room;
    int32_t *count, *choice;
    bool *whole; /* per person: all, and count says how many they are */
};

/* The choices a presolve left out, listed as the store lists its own: a bound claimed for the model counts
 * them. */
struct spare {
    int64_t *first_choice; /* per person, and the end; NULL: nothing was left out */
    double *cost;
    int64_t *first_entry;
    int32_t *row;
    double *amount;
};

struct store {
    const struct choice_model *model;
    bool in_part;                 /* a pool's choices only */
    int32_t people, rows, places; /* places: units, and one more for "no unit" */
    int64_t choices, entries;
    int64_t *first_choice; /* per person, and the end */
    double *cost;          /* per choice */
    int32_t *place;        /* per choice; rising within a person */
    int32_t *model_choice; /* per choice: its index among the person's in the model; NULL: the same */
    int64_t *first_entry;  /* per choice, and the end */
    int32_t *row;          /* per entry */
    double *amount;        /* per entry */
    struct shape *shapes;
    double *scratch; /* per row, for store_objective: it must not fail for want of memory */
    bool infeasible; /* some row's interval does not meet its reach */

    /* what presolve.h found; NULL: nothing */
    bool *idle;           /* per row: it cannot bind, and no choice enters it here */
    int64_t *model_first; /* per person, and the end: where the model's choices would lie */
    int32_t *instead;     /* per choice of the model: the stored one that serves as well, or -1: in no plan */
    int32_t *class_of;    /* per person: the first who has the same choices */
    struct spare spare;

    struct ties *ties; /* people who move as one, see ties.h; NULL: nobody */
};

/* errors: ERROR_MEMORY. The store lives on the heap; store_free takes what store_init left, also after an
 * error. */
enum error_code store_init(struct store *store, const struct choice_model *model, struct error *error);

/* Only the pool's choices (every person has one or more), unless pool is NULL. When the deadline (on the
 * monotonic clock) comes first, *late is set and the store is only good to be freed. */
enum error_code store_init_pool(struct store *store, const struct choice_model *model,
                                const struct pool *pool, double deadline_s, bool *late, struct error *error);
bool store_is_complete(const struct store *store);

bool store_is_idle(const struct store *store, int32_t row);

/* The model's row; one without limit or price where it is idle. */
const struct row *store_row(const struct store *store, int32_t row);

/* Between a choice within a person in the model and in the store; store_find: -1 when it is not there. Of a
 * choice that presolve left out it gives one that is never worse in its place. */
int32_t store_find(const struct store *store, int32_t person, int32_t model_choice);
int32_t store_model_choice(const struct store *store, int32_t person, int32_t choice);
void store_free(struct store *store);

/* phi(s), without the hard interval. */
double shape_price(const struct shape *shape, double activity);

/* min over s in [lower, upper] of phi(s) + price * s, and where; of several places (price 0) the one next to
 * `near`. */
double shape_minimum(const struct shape *shape, double price, double near, double *at);

/* Objective of a selection (per person an index within its choices) in exact micro-points; false when a hard
 * row is broken or a sum leaves 64 bits. */
bool store_objective(const struct store *store, const int32_t *choice, int64_t *objective_upt);

/* How far the prices of all rows, rounded, can lie below what their slopes say. */
double store_rounding_upt(const struct store *store);

/* The Lagrangian bound of integer prices (0 for idle rows), exact, rounded up to a micro-point; false on
 * overflow. Of the choices that are stored, and those that presolve left out: the certificate's. */
bool store_bound(const struct store *store, const int64_t *prices_ppt, int64_t *bound_upt);

/* The same with the people's part, sum_k min_q (c_q - lambda . a_q) in pico-points, found elsewhere. */
bool store_bound_with(const struct store *store, const int64_t *prices_ppt, int128 people_ppt,
                      int64_t *bound_upt);

#endif
