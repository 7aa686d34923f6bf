/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit-side decomposition: relax "one choice per person" instead of the rows that only one place enters, so
 * that each place picks its own staff by an exact knapsack over the activity of its widest row.
 *
 *     L(mu, lambda) = sum_k mu_k + sum_p min_S { sum_{q in S} (c_q - lambda . a_q - mu_k) + phi_p(sum_S a_q)
 * }
 *                     + sum_other rows min_s (phi_r(s) + lambda_r s)
 *
 * At the prices of the linear relaxation it is never below the relaxation's bound, and above it as soon as a
 * staff cannot be cut into fractions. Every choice at a place that could pay no matter what is fixed first:
 * with rc the reduced cost at any price of the place's row, an exact optimum differs from {rc < 0} only in
 * choices whose |rc| is at most the gap between a greedy staffing and sum_{rc < 0} rc + min phi. source:
 * Fisher, Jaikumar, Van Wassenhove 1986, "A multiplier adjustment method for the generalized assignment
 * problem"; Posta, Ferland, Michelon 2012 */
#ifndef MUTASI_SOLVER_ENGINE_DECOMPOSITION_H
#define MUTASI_SOLVER_ENGINE_DECOMPOSITION_H

#include "solver/engine/solve.h"

struct decomposition;

/* Starts from row prices (micro-points); people's prices are their least reduced costs there. NULL when out
 * of memory or when no place has a row of its own. */
struct decomposition *decomposition_new(struct solve *solve, const double *prices);
void decomposition_free(struct decomposition *decomposition);

/* Ascent from the best point so far; offers the bound. width: natural scale of reduced costs, micro-points;
 * the steps fall from `first` to `last` of it. Returns the best bound (micro-points). */
double decomposition_run(struct decomposition *decomposition, int32_t passes, double width, double first,
                         double last);

double decomposition_bound(const struct decomposition *decomposition); /* the best so far, micro-points */

/* Reduced cost of every choice at the best point, and per person the least. */
void decomposition_reduced_costs(struct decomposition *decomposition, double *reduced, double *least);

/* Marks in free[choice] what a plan that costs at most `slack` above the best bound may hold, from the linear
 * part of each place's bound. Returns the number of marked choices of people who still have two or more. */
int64_t decomposition_fix(struct decomposition *decomposition, double slack, uint8_t *free);

#endif
