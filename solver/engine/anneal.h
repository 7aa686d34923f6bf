/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Simulated annealing over the core: the people who have a second choice whose reduced cost is near their
 * best.
 *
 * Moves: one person to another choice; a chain of two or three (i takes a place in v, somebody of v goes on
 * to w, ...), which keeps loads and the number of moves as they are. A geometric cooling from `hot` to
 * `cold`. source: Kirkpatrick, Gelatt, Vecchi 1983; chains: Yagiura, Ibaraki, Glover 2004, "An ejection chain
 * approach for the generalized assignment problem" */
#ifndef MUTASI_SOLVER_ENGINE_ANNEAL_H
#define MUTASI_SOLVER_ENGINE_ANNEAL_H

#include "solver/engine/selection.h"
#include "solver/engine/solve.h"

struct anneal;

/* Choices within `margin` (micro-points) of the person's least reduced cost are candidates. NULL when out of
 * memory. reduced, least  as from ascent_reduced_costs; borrowed for the call */
struct anneal *anneal_new(struct solve *solve, const double *reduced, const double *least, double margin,
                          double penalty);
void anneal_free(struct anneal *anneal);

/* Where the next run starts: choices per person. */
void anneal_start(struct anneal *anneal, const int32_t *choice);

/* `moves` tries, cooling from hot to cold (micro-points); ends at a placement that no single change betters
 * by chance, offered to the solve when feasible. Returns the number of hard rows left broken. */
int32_t anneal_run(struct anneal *anneal, int64_t moves, double hot, double cold);

/* Makes the broken hard rows dearer. */
void anneal_raise_penalties(struct anneal *anneal, double factor);

int32_t anneal_mobile_people(const struct anneal *anneal);

#endif
