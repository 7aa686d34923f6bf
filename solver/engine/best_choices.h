/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everybody's choice of least reduced cost while the row prices move, looking only at the people whose choice
 * may have changed.
 *
 * When a person was last looked at, the best choice q led the second best by a margin m. Since then the
 * reduced cost of a choice at place p changed by at most
 *
 *     D_p = sum over passes of  sum_r |price_r' - price_r| * (greatest |a_r| of a choice at p)
 *
 * so q is still the only best one while  D_p(q) + max_p D_p < m. Skipped people count through the sum of the
 * entries and costs of everybody's best choice, which are sums of integers: value and subgradient are those
 * of a pass over all people. Rows that few choices of a place enter (of the unit somebody leaves) count by
 * the greatest number of them in one choice. source: the bounds of Hamerly 2010, "Making k-means even
 * faster", carried over */
#ifndef MUTASI_SOLVER_ENGINE_BEST_CHOICES_H
#define MUTASI_SOLVER_ENGINE_BEST_CHOICES_H

#include "solver/engine/store.h"

/* A row as the choices of one place enter it. */
struct reach {
    int32_t row;
    double amount; /* greatest magnitude */
};

struct best_choices {
    const struct store *store;
    int64_t *choice;  /* per person, counted over the store; of several the first */
    int32_t *place;   /* per person: of that choice */
    double *limit;    /* per person: looked at again when drift[place] + fastest reaches it */
    double *activity; /* per row: entries of everybody's best choice */
    double cost;      /* of everybody's best choice */
    double *drift;    /* per place: D_p */
    double fastest;   /* sum over passes of the greatest drift of any place */
    int64_t *first_reach;
    struct reach *reach; /* per place: the rows that many of its choices enter */
    int32_t *rare;       /* per place: how many other rows one choice enters at most */
    double *prices;      /* where the drift was last counted */
};

/* Nobody's choice is known yet. False when out of memory; best_choices_free in any case. */
bool best_choices_init(struct best_choices *best, const struct store *store);
void best_choices_free(struct best_choices *best);

/* Finds everybody's best choice at the prices. Returns the entries visited, at least one per person. */
int64_t best_choices_update(struct best_choices *best, const double *prices);

#endif
