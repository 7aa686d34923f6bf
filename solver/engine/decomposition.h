/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unit-side decomposition: relax "one choice per person" instead of the rows that only one place enters, so
 * that each place picks its own staff exactly (staffing.h).
 *
 *     L(mu, lambda) = sum_k mu_k
 *                   + sum_p min_S { sum_{q in S} (c_q - lambda . a_q - mu_k)
 *                                   + sum_{own r} phi_r(sum_S a_rq) }
 *                   + sum_{other r} min_s (phi_r(s) + lambda_r s)
 *
 * At the prices of the linear relaxation it is never below the relaxation's bound, and above it as soon as a
 * staff cannot be cut into fractions.
 *
 * It works on a part of the problem: the choices that `state` leaves open. People with one choice left stand
 * there. source: Fisher, Jaikumar, Van Wassenhove 1986, "A multiplier adjustment method for the generalized
 * assignment problem"; Posta, Ferland, Michelon 2012 */
#ifndef MUTASI_SOLVER_ENGINE_DECOMPOSITION_H
#define MUTASI_SOLVER_ENGINE_DECOMPOSITION_H

#include "solver/engine/solve.h"

struct decomposition;

/* What a plan may do with a choice. */
enum choice_state { CHOICE_OPEN, CHOICE_OUT, CHOICE_IN };

/* Over the choices with allowed[q] != 0 (NULL: all), which every person needs one of. Starts from row prices
 * (micro-points); people's prices are half way between their two least reduced costs there, so that one place
 * wants each of them: no worse a bound than at the least, where a place may take and leave people for
 * nothing. NULL when out of memory. */
struct decomposition *decomposition_new(struct solve *solve, const double *prices, const uint8_t *allowed);
void decomposition_free(struct decomposition *decomposition);

/* The problem's own choices, 0 .. count - 1, and who and what they are in the store. */
int32_t decomposition_choice_count(const struct decomposition *decomposition);
int32_t decomposition_person(const struct decomposition *decomposition, int32_t choice);
int64_t decomposition_store_choice(const struct decomposition *decomposition, int32_t choice);
const struct store *decomposition_store(const struct decomposition *decomposition);

/* Narrows to the choices that are open (in: their person takes them). */
void decomposition_restrict(struct decomposition *decomposition, const uint8_t *state);

/* All prices that move, to be kept and put back. */
int32_t decomposition_price_count(const struct decomposition *decomposition);
int32_t decomposition_price_person(const struct decomposition *decomposition,
                                   int32_t price); /* -1: a row's */
void decomposition_get_prices(const struct decomposition *decomposition, double *prices);
void decomposition_set_prices(struct decomposition *decomposition, const double *prices);

/* Ascent from the best point so far, until the bound reaches `enough`; the steps fall from `first` to `last`
 * micro-points. Returns the best bound of this restriction, safe against rounding; +INFINITY when it proves
 * that there is no plan. */
double decomposition_run(struct decomposition *decomposition, int32_t passes, double first, double last,
                         double enough);

/* Prices are to travel again: their steps are no longer those that the ascent here, or in the problem that
 * this one is a part of, came to at its end. */
void decomposition_quicken(struct decomposition *decomposition);

/* The best so far, micro-points, safe against rounding; -INFINITY before the first pass. */
double decomposition_bound(const struct decomposition *decomposition);

/* Reduced cost of every choice of the store at the best row prices, and per person the least. */
void decomposition_reduced_costs(struct decomposition *decomposition, double *reduced, double *least);

/* Sets to OUT or IN in state[] what no plan, or every plan, that costs at most `slack` above the best bound
 * holds: first by reduced costs, then by asking each place again with the choice the other way. Returns the
 * number of open choices, or -1 when somebody has none left. */
int32_t decomposition_fix(struct decomposition *decomposition, double slack, uint8_t *state);

/* The state that the last such call made before people were settled; borrowed. */
const uint8_t *decomposition_fixed(const struct decomposition *decomposition);

/* How often, lately, the places wanted the choice: about what a linear program would make of it. */
double decomposition_share(const struct decomposition *decomposition, int32_t choice);

/* allowed[q] of the store: what a plan that costs at most `slack` above the best bound may hold, by
 * decomposition_fix on the whole of this problem. Returns the number of open choices of people who have two
 * or more, -1 when there is no such plan, INT32_MAX when out of memory. */
int32_t decomposition_within(struct decomposition *decomposition, double slack, uint8_t *allowed);

/* A smaller problem at this one's best prices: the choices allowed here and there. NULL when out of memory.
 */
struct decomposition *decomposition_part(const struct decomposition *decomposition, const uint8_t *allowed);

/* All choices of a store, with the rows of places that the checker of a proof takes for their own
 * (solver/model/proof.h), so that it finds the same bounds. Starts from row prices and, where there are any,
 * the best prices of the people that `from` (of the same model, or NULL) has. NULL when out of memory. */
struct decomposition *decomposition_provable(struct solve *solve, const double *prices,
                                             const struct decomposition *from);

/* The best row prices. */
void decomposition_row_prices(const struct decomposition *decomposition, double *prices);

/* allowed[q] = 1 for the choices of this problem, 0 for all others. */
void decomposition_choices(const struct decomposition *decomposition, uint8_t *allowed);

/* allowed[q] of the store: the choices of this problem that some staff may hold which costs at most `margin`
 * (micro-points) above the linear bound of its place; a guess, since staffs are whole people. */
void decomposition_near(const struct decomposition *decomposition, double margin, uint8_t *allowed);

/* A choice per person of the store, from the last staffs: where several places want somebody, or none, the
 * cheapest. */
void decomposition_placement(const struct decomposition *decomposition, int32_t *choice);

#endif
