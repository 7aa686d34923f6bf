/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Neighbourhood MILPs: most people stay where the incumbent has them, the rest is searched exactly by
 * branch-and-bound below the incumbent. Two kinds, in turn: everybody is free about whom incumbent and staffs
 * disagree; or the people of a few places that share candidates. The second kind's size follows from how
 * quickly the last one was closed.
 *
 * source: Danna, Rothberg, Le Pape 2005, "Exploring relaxation induced neighborhoods to improve MIP
 * solutions"; Shaw 1998, "Using constraint programming and local search methods to solve vehicle routing
 * problems" (large neighbourhood search) */
#ifndef MUTASI_SOLVER_ENGINE_NEIGHBOURHOOD_H
#define MUTASI_SOLVER_ENGINE_NEIGHBOURHOOD_H

#include "solver/engine/decomposition.h"

struct neighbourhood {
    int64_t turns;
    double people; /* how many of the second kind are to be free */
};

/* root     of the whole problem, at good prices
 * allowed  scratch, per choice of the store
 * There must be an incumbent. Offers what it finds, spends about `effort` at most. */
void neighbourhood_search(struct neighbourhood *neighbourhood, struct solve *solve,
                          struct decomposition *root, uint8_t *allowed, double width, int64_t effort);

#endif
