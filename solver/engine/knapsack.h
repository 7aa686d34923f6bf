/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One place picks its staff: min over subsets S of items of sum_S cost + f(sum_S amount), f convex (a row's
 * price with its hard interval). Exact dynamic programming over what reduced costs leave open. */
#ifndef MUTASI_SOLVER_ENGINE_KNAPSACK_H
#define MUTASI_SOLVER_ENGINE_KNAPSACK_H

#include "solver/engine/store.h"

struct item {
    double cost;   /* micro-points */
    double amount; /* whole, >= 0 */
    bool taken;    /* out */
};

/* Scratch, reused. */
struct knapsack {
    double *value;   /* per state */
    uint8_t *took;   /* per open item and state */
    int32_t *open;   /* items left open */
    double *reduced; /* per item */
    int64_t value_room, took_room;
    int32_t item_room;
    int64_t work;  /* cells visited so far */
    double price;  /* of the row, that made the last linear bound best */
    double excess; /* by which the last result exceeds that linear bound */
};

bool knapsack_init(struct knapsack *knapsack, int32_t items);
void knapsack_free(struct knapsack *knapsack);

/* A lower bound on the minimum, exact unless the states would exceed their room: then the linear bound.
 * items' taken flags say an optimal staff (or the one of the linear bound). +INFINITY when no staff is
 * feasible. */
double knapsack_solve(struct knapsack *knapsack, struct item *items, int32_t count,
                      const struct shape *shape);

#endif
