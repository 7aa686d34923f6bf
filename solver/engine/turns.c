/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/turns.h"

#include "solver/engine/core.h"
#include "solver/engine/ties.h"

#include <math.h>

enum { UNHURRIED_PEOPLE = 8000 /* the first annealing has less time for each of more */ };
static const double POOR_GAP = 0.1, POOR_GAP_OF_TIED = 0.005;

static const double usual_share[TURNS] = {
    [TURN_PROOF] = 6, [TURN_DIVE] = 2, [TURN_NEAR] = 3, [TURN_PLAN] = 1, [TURN_CORE] = 0.02};
/* All plans but those that rounding tells apart have been compared: the rest is trying them. */
static const double share_of_the_last[TURNS] = {
    [TURN_PROOF] = 6, [TURN_DIVE] = 2, [TURN_NEAR] = 3, [TURN_PLAN] = 1, [TURN_CORE] = 100};
static const double share_of_large[TURNS] = {[TURN_PLAN] = 4, [TURN_PROOF] = 2};
static const double share_for_a_plan[TURNS] = {
    [TURN_PROOF] = 2, [TURN_DIVE] = 1, [TURN_NEAR] = 0, [TURN_PLAN] = 4, [TURN_CORE] = 0.5};
/* People who move as one are few decisions behind many choices, which the linear relaxation cuts apart and
 * prices alone do not bring together: branching over all of them does. */
static const double share_of_tied[TURNS] = {
    [TURN_PROOF] = 1, [TURN_DIVE] = 0.5, [TURN_NEAR] = 1, [TURN_PLAN] = 3, [TURN_CORE] = 4};

/* What there is to do in a turn has not been left out. */
static bool is_open(const struct turns *turns, enum turn turn)
{
    const struct solve *solve = turns->solve;
    const struct prover *prover = turns->prover;
    switch (turn) {
    case TURN_PROOF:
        return prover != NULL && prover_can_advance(prover);
    case TURN_DIVE:
        return prover != NULL && solve_uses(solve, SWITCH_DIVES);
    case TURN_NEAR:
        return prover != NULL && solve_uses(solve, SWITCH_NEIGHBOURHOODS);
    case TURN_PLAN:
        return solve_uses(solve, SWITCH_ANNEALING);
    default:
        return store_is_complete(&solve->store) &&
               (solve_uses(solve, SWITCH_ENUMERATION) || core_is_open(solve));
    }
}

static bool is_farther(const struct solve *solve, double gap)
{
    return !solve->has_incumbent || (solve->has_bound && (double)(solve->incumbent_upt - solve->bound_upt) >
                                                             gap * fabs((double)solve->bound_upt));
}

bool turns_want_a_plan(const struct solve *solve)
{
    return is_farther(solve, ties_are_many(solve->store.ties) ? POOR_GAP_OF_TIED : POOR_GAP);
}

/* While the unit side's prices are still rough: proof; a plan where the first one was made in haste; and one
 * dive.
 */
static enum turn turn_at_rough_prices(const struct turns *turns, const int64_t *spent)
{
    bool in_haste = !turns->is_warm && turns->solve->store.people > UNHURRIED_PEOPLE;
    if (in_haste && spent[TURN_PLAN] == 0 && is_open(turns, TURN_PLAN))
        return TURN_PLAN;
    return is_open(turns, TURN_DIVE) && prover_is_to_dive(turns->prover) ? TURN_DIVE : TURN_PROOF;
}

enum turn turns_next(const struct turns *turns, const int64_t *spent)
{
    const struct solve *solve = turns->solve;
    bool poor = turns_want_a_plan(solve);
    bool large = solve->store.choices > TURNS_QUICKLY_SETTLED_CHOICES;
    const double *share = large                                      ? share_of_large
                          : poor && ties_are_many(solve->store.ties) ? share_of_tied
                          : poor                                     ? share_for_a_plan
                          : solve->core_is_exhausted                 ? share_of_the_last
                                                                     : usual_share;
    if (!poor && !large && turns->prover != NULL && !prover_is_ready(turns->prover))
        return turn_at_rough_prices(turns, spent);
    enum turn next = TURNS;
    for (int t = 0; t < TURNS; t++)
        if (is_open(turns, (enum turn)t) && share[t] > 0 &&
            (next == TURNS || (double)spent[t] * share[next] < (double)spent[next] * share[t]))
            next = (enum turn)t;
    return next;
}
