/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan out of the relaxation. Where it is integral, as in cities where everybody counts as one, that is the
 * optimum. Where it cuts few people into fractions and costs almost as much as a plan, the optimum is close:
 * branch-and-bound over these people and the second choices of least reduced cost finds it, or one so good
 * that reduced costs settle the rest.
 */
#ifndef MUTASI_SOLVER_ENGINE_ROUNDING_H
#define MUTASI_SOLVER_ENGINE_ROUNDING_H

#include "solver/engine/solve.h"

/* prices  optimal for the relaxation, per row, micro-points
 * x       its solution, per choice
 * Offers what it finds; out of memory, nothing. */
void rounding_offer(struct solve *solve, const double *prices, const double *x);

#endif
