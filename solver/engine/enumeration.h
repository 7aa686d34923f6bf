/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exact search of a small core, in integers throughout: depth first over the people who still have a rival
 * choice, pruned by the Lagrangian bound (the prices' bound plus the excess of what was chosen so far) and by
 * hard rows that can no longer be met. What it finishes is proven to the micro-point. source: Land, Doig
 * 1960; reduced-cost bounds as in Posta, Ferland, Michelon 2012, "An exact method with variable fixing for
 * solving the generalized assignment problem" */
#ifndef MUTASI_SOLVER_ENGINE_ENUMERATION_H
#define MUTASI_SOLVER_ENGINE_ENUMERATION_H

#include "solver/engine/solve.h"

/* Searches under the solve's best integer prices, at most `nodes` nodes. Offers what it finds; when it
 * finishes, the incumbent is offered as bound. Returns whether it finished: then without an incumbent there
 * is no plan. */
bool enumeration_run(struct solve *solve, int64_t nodes);

#endif
