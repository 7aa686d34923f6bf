/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cheapest way to loosen hard demands until there is a plan.
 *
 * Every side of every row, every pair and everything that keeps a person from a unit may give way, at a
 * price, counted in people:
 *
 *   1 per person below a competency minimum, or beyond a limit of headcount, moves, lending, or a row of
 * another kind 1 per FTE beyond a supply or balance limit, or below what a lending unit keeps 1 per cost of
 * one ordinary move (relocation.move; 1 point where it is 0) above a budget 1 per pair, one half where one of
 * the two is then left unplaced 2 per pin, or place of a scenario, that is lifted for one person 3 per
 * missing consent that is passed over 5 per rule that is passed over for one person
 *
 * so that planners loosen first what they set themselves, then what a person wishes, and a rule last. It is
 * the elastic program of Chinneck 2008, "Feasibility and Infeasibility in Optimization", chapter 6, solved by
 * the engine. */
#ifndef MUTASI_SOLVER_EXPLAIN_RELAXATION_H
#define MUTASI_SOLVER_EXPLAIN_RELAXATION_H

#include "solver/explain/inquiry.h"

/* Prices per bit of a restriction, for inquiry_begin. */
void relaxation_lifting(int64_t lifting_upt[RESTRICTIONS]);

struct relaxation {
    bool is_found;
    const struct loosening *list;
    int32_t count;
    int64_t cost_upt, at_least_upt;
    const int32_t *choice; /* per person, of the whole model: a placement that needs no more */
    const int64_t
        *prices_ppt; /* per row of the whole model; a demand without one took no part in the bound */
};

/* Solves and shows the placement to the inquiry. effort   of the solve; 0: what is left
 * out      in and out: where one was found before, a better one, or a better bound, is looked for
 * errors   ERROR_MEMORY, ERROR_OVERFLOW */
enum error_code relaxation_find(struct inquiry *inquiry, int64_t effort, struct relaxation *out,
                                struct error *error);

#endif
