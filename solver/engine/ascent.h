/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dual ascent on the Lagrangian bound L(lambda): each pass over the choices gives its value and a
 * subgradient.
 *
 *     L(lambda) = sum_k min_q (c_q - lambda . a_q) + sum_r min_s (phi_r(s) + lambda_r s)        (concave)
 *     dL/dlambda_r = s_r* - sum_k a_r,q*(k)
 *
 * Normalised first-order steps: each row moves by its own scale (from the slopes it can charge, or from the
 * costs of the choices that enter it), with momentum and steps that decay. Rows of the same scale and limits
 * also move together, by the sum of their subgradients: where a whole city is short of staff, all its prices
 * have the same long way to go, and the noise of each alone hides it (a coarse grid of one cell per kind).
 * source: Fisher 1981, section 3; Barahona, Anbil 2000, "The volume algorithm", for the averaged primal
 * point. */
#ifndef MUTASI_SOLVER_ENGINE_ASCENT_H
#define MUTASI_SOLVER_ENGINE_ASCENT_H

#include "solver/engine/solve.h"

/* From anywhere, with wide steps that end small.
 * prices   in: where to start; out: the prices of the best bound seen
 * passes   at most; fewer when the solve must stop
 * returns  the best bound in micro-points (floating point), also offered to the solve in exact integers;
 *          -INFINITY when out of memory
 * cost     a pass looks only at people whose choice may have changed, see best_choices.h */
double ascent_run(struct solve *solve, double *prices, int32_t passes);

/* The same from good prices, with small steps. */
double ascent_refine(struct solve *solve, double *prices, int32_t passes);

/* Reduced cost of every choice under the prices, into an array of store.choices; per person the least one
 * into least[person] (NULL allowed). Returns L(prices) up to rounding. */
double ascent_reduced_costs(const struct store *store, const double *prices, double *reduced, double *least);

#endif
