/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be left out of a problem before it is solved, and who is interchangeable. All of it is decided in
 * integers, so that the optimum of what is left is the optimum of the model.
 *
 * Over the choices that are left, row r's activity lies in its reach [l_r, g_r], the sums over people of the
 * least and the greatest entry (0 where a choice does not enter the row).
 *
 *   Direction. More activity can hurt in r only if upper_r < g_r, or g_r lies above the soft band and there
 * is a price; less activity only if lower_r > l_r, or l_r lies below the soft band. phi is convex and 0
 *       within the band, so in a direction that cannot hurt the row's price never rises and no limit breaks.
 *   Idle rows. Neither direction can hurt: phi is 0 and the limits hold whatever is chosen. No choice enters
 *       the row any more, its price is 0, and in a certificate its term is then 0 too.
 *   Choices in no plan. With everybody else at their least entry, choice q of person k takes row r to
 *       l_r - least_rk + a_rq; above upper_r no plan holds q. Likewise below lower_r.
 *   Dominated choices. q' dominates q of the same person when c_q' <= c_q and in every row a_q' - a_q is 0 or
 *       goes where it cannot hurt; of equals the earlier one stays. A plan that holds q is never made worse
 * by q' in its place, for any number of people at once; so some optimal plan holds none of them. Each removal
 * narrows the reaches, which decides more: in rounds, until nothing changes. Identical people: people with
 * the same list of (place, cost, entries) form a class. Whatever permutes the choices of a class's members
 * leaves every activity and the objective as they are, so of the plans that differ in this only, one will do.
 *
 * Bounds. The prices' bound is claimed for the model, where a certificate counts every choice: the store
 * keeps those that were left out aside and counts them as well (store_bound). For prices whose sign a row's
 * directions allow, a dominated choice never has the least reduced cost and this changes nothing; a choice
 * that is in no plan can, and then the claim is lower than what the rest of the engine may prove.
 *
 * source: Andersen, Andersen 1995, "Presolving in linear programming", sections 3.1 to 3.3 (forcing rows,
 * dominated columns); Achterberg, Bixby, Gu, Rothberg, Weninger 2020, "Presolve reductions in mixed integer
 * programming", sections 4 and 7 */
#ifndef MUTASI_SOLVER_ENGINE_PRESOLVE_H
#define MUTASI_SOLVER_ENGINE_PRESOLVE_H

#include "solver/engine/store.h"

/* Rewrites a complete store. store->infeasible is set when somebody has no choice that a plan could hold, or
 * a row cannot be met. Where the deadline (monotonic clock) comes first, or memory runs out, the store stays
 * as it is.
 *
 *   returns  counted work: entries visited
 *   cost     a few passes over the entries */
int64_t presolve_run(struct store *store, double deadline_s);

#endif
