/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everybody's choice of least reduced cost while the row prices move, looking only at the people whose choice
 * may have changed.
 *
 * When a person was last looked at, the best choice q led the second best by a margin m. Since then the
 * reduced cost of a choice at place p changed by at most
 *
 *     D_p = sum over passes of  sum_r |price_r' - price_r| * (greatest |a_r|)
 *
 * so q is still the only best one while  D_p(q) + max_p D_p < m. Skipped people count through the sum of the
 * entries and costs of everybody's best choice, which are sums of integers: value and subgradient are those
 * of a pass over all people. The sum runs over the place's own rows; those that several places share, or
 * that few choices enter (of a pair), count by the greatest number of them in one choice.
 * source: the bounds of Hamerly 2010, "Making k-means even
 * faster", carried over */
#ifndef MUTASI_SOLVER_ENGINE_BEST_CHOICES_H
#define MUTASI_SOLVER_ENGINE_BEST_CHOICES_H

#include "solver/engine/store.h"

struct best_choices {
    const struct store *store;
    int64_t *choice;          /* per person, counted over the store; of several the first */
    int32_t *place;           /* per person: of that choice */
    double *limit;            /* per person: looked at again when drift[place] + fastest reaches it */
    double *activity;         /* per row: entries of everybody's best choice */
    double cost;              /* of everybody's best choice */
    double *drift;            /* per place: D_p */
    double fastest;           /* sum over passes of the greatest drift of any place */
    int32_t *first_own, *own; /* per place: rows that only its choices enter, and not few of them */
    bool *shared;             /* per row: all others */
    int32_t most_shared;      /* that one choice enters */
    double *prices;           /* where the drift was last counted */
};

/* Nobody's choice is known yet. False when out of memory; best_choices_free in any case. */
bool best_choices_init(struct best_choices *best, const struct store *store);
void best_choices_free(struct best_choices *best);

/* Finds everybody's best choice at the prices. Returns the entries visited, at least one per person. */
int64_t best_choices_update(struct best_choices *best, const double *prices);

#endif
