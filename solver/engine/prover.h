/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The unit-side bound from its root to the end: some rounds of ascent on the whole problem, then one question
 * after another by branch-and-bound, each asking for a plan a little dearer than the last (branch.h). */
#ifndef MUTASI_SOLVER_ENGINE_PROVER_H
#define MUTASI_SOLVER_ENGINE_PROVER_H

#include "solver/engine/decomposition.h"

struct prover;

/* prices  per row, micro-points
 * is_warm of a problem much like one whose prices of the unit side the start may have; presolve has left
 *         nothing out, and the rows of places are the checker's, so that the root's prices are a proof
 * width   natural scale of reduced costs, micro-points
 * NULL when out of memory, or left out */
struct prover *prover_new(struct solve *solve, const double *prices, bool is_warm, double width);
void prover_free(struct prover *prover);

/* One round of the ascent, or about so much effort in the tree. Offers bounds and plans. */
void prover_advance(struct prover *prover, int64_t effort);

/* Its rounds are not over, or it may branch. */
bool prover_can_advance(const struct prover *prover);

/* A plan by diving below the root's prices, each time within another slack; offers what it finds. */
void prover_dive(struct prover *prover);

/* Prices are rough yet, but a dive at them gives a better plan than annealing does. */
bool prover_is_to_dive(const struct prover *prover);

/* A quick one, among the choices near the root's prices. */
void prover_dive_quickly(struct prover *prover);

/* Searches near the incumbent (neighbourhood.h). */
void prover_search_near(struct prover *prover, int64_t effort);

/* The prices are good enough to dive and to search near the incumbent. */
bool prover_is_ready(const struct prover *prover);

/* The root's prices, as they are, are a proof for the checker; false: of something less. */
bool prover_root_is_proof(const struct prover *prover);

/* The whole problem at the best prices so far; borrowed. */
const struct decomposition *prover_root(const struct prover *prover);

/* Reduced cost of every choice of the store at the best prices, and per person the least. */
void prover_reduced_costs(struct prover *prover, double *reduced, double *least);

/* Marks in allowed[choice] what a plan better than the incumbent may hold. Returns the number of open choices
 * of people who have two or more, INT64_MAX when nothing is known. */
int64_t prover_fix(struct prover *prover, uint8_t *allowed);

#endif
