/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dual ascent on the Lagrangian bound L(lambda): each pass over the choices gives its value and a
 * subgradient.
 *
 *     L(lambda) = sum_k min_q (c_q - lambda . a_q) + sum_r min_s (phi_r(s) + lambda_r s)        (concave)
 *     dL/dlambda_r = s_r* - sum_k a_r,q*(k)
 *
 * Normalised first-order steps: each row moves by its own scale (from the slopes it can charge, or from the
 * costs of the choices that enter it), with momentum and steps that decay when the bound no longer rises.
 * source: Fisher 1981, section 3; Barahona, Anbil 2000, "The volume algorithm", for the averaged primal
 * point. */
#ifndef MUTASI_SOLVER_ENGINE_ASCENT_H
#define MUTASI_SOLVER_ENGINE_ASCENT_H

#include "solver/engine/solve.h"

/* prices   in: where to start; out: the prices of the best bound seen
 * passes   at most; fewer when the bound stalls or the solve must stop
 * returns  the best bound in micro-points (floating point), also offered to the solve in exact integers */
double ascent_run(struct solve *solve, double *prices, int32_t passes);

/* Reduced cost of every choice under the prices, into an array of store.choices; per person the least one
 * into least[person] (NULL allowed). Returns L(prices) up to rounding. */
double ascent_reduced_costs(const struct store *store, const double *prices, double *reduced, double *least);

#endif
