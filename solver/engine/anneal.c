/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/anneal.h"

#include "solver/engine/chain.h"
#include "solver/engine/company.h"
#include "solver/engine/ties.h"

#include <math.h>
#include <stdlib.h>

enum { SPEND_EVERY = 1024, WORK_PER_TRY = 16, WORK_PER_LINK = 40 };
enum { TRIES_BETWEEN_BALANCES = 20 /* per mobile person */ };
enum {
    MEND_ROUNDS = 6,
    MEND_PART = 20 /* of the moves, each round */,
    LEAST_MENDED_MOVES = 20 * SPEND_EVERY
};
static const double MEND_HEAT = 2;                    /* of the cold end */
static const double FIRST_PRESS = 2, PRESS_GROWS = 2; /* of a broken row's penalty */

struct anneal {
    struct solve *solve;
    struct candidates candidates;
    struct selection selection;
    double offered;  /* total of the last placement offered */
    int32_t *choice; /* scratch for offers */
};

int32_t anneal_mobile_people(const struct anneal *anneal)
{
    return anneal->candidates.mobile_count;
}

struct anneal *anneal_new(struct solve *solve, const struct anneal_core *core)
{
    struct anneal *a = calloc(1, sizeof *a);
    if (a == NULL)
        return NULL;
    a->solve = solve;
    a->choice = calloc((size_t)solve->store.people + 1, sizeof *a->choice);
    bool ok = a->choice != NULL &&
              candidates_init(&a->candidates, &solve->store, core->reduced, core->least,
                              core->margin * core->width, solve->has_incumbent ? solve->incumbent : NULL) &&
              selection_init(&a->selection, &a->candidates, core->prices, core->width);
    if (!ok) {
        anneal_free(a);
        return NULL;
    }
    return a;
}

void anneal_free(struct anneal *a)
{
    if (a == NULL)
        return;
    selection_free(&a->selection);
    candidates_free(&a->candidates);
    free(a->choice);
    free(a);
}

void anneal_start(struct anneal *a, const int32_t *choice)
{
    selection_set(&a->selection, choice);
    a->offered = INFINITY;
    if (a->candidates.store->ties != NULL && a->selection.broken > 0)
        solve_spend(a->solve, company_gather(&a->selection) * WORK_PER_LINK);
}

static void offer_best(struct anneal *a)
{
    const struct solve *solve = a->solve;
    double best = a->selection.best_total;
    if (best >= a->offered || (solve->has_incumbent && best >= (double)solve->incumbent_upt))
        return;
    a->offered = best;
    selection_get_best(&a->selection, a->choice);
    solve_offer_choice(a->solve, a->choice);
}

/* Penalties follow what is broken; what has been found so far is offered. */
static void take_stock(struct anneal *a)
{
    selection_balance_penalties(&a->selection);
    offer_best(a);
    solve_spend(a->solve, a->candidates.store->people + a->candidates.store->rows);
}

/* Geometric cooling. */
static void cool(struct anneal *a, int64_t moves, double hot, double cold)
{
    int64_t pieces = moves / SPEND_EVERY + (moves > 0);
    int64_t tries_left = (int64_t)TRIES_BETWEEN_BALANCES * a->candidates.mobile_count;
    double temperature = hot, decay = pow(cold / hot, 1 / fmax(1, (double)pieces));
    for (int64_t piece = 0; piece < pieces; piece++) {
        int64_t links = 0;
        for (int32_t try = 0; try < SPEND_EVERY; try++)
            if (chain_draw(&a->selection, &a->solve->random, temperature, &links))
                selection_commit(&a->selection);
        temperature *= decay;
        tries_left -= SPEND_EVERY;
        if (tries_left <= 0) {
            take_stock(a);
            tries_left = (int64_t)TRIES_BETWEEN_BALANCES * a->candidates.mobile_count;
        }
        if (solve_spend(a->solve, SPEND_EVERY * WORK_PER_TRY + links * WORK_PER_LINK))
            break;
    }
}

/* Rows that are still broken when all is cold grow dearer, until some more cold moves mend them: the
 * placement is then as good as a cold one, where one met on the way, feasible by chance, was still warm. */
static void mend(struct anneal *a, int64_t moves, double cold)
{
    double factor = FIRST_PRESS;
    for (int round = 0; round < MEND_ROUNDS && a->selection.broken > 0 && !a->solve->stopped; round++) {
        selection_press(&a->selection, factor);
        cool(a, moves / MEND_PART, MEND_HEAT * cold, cold);
        factor *= PRESS_GROWS;
    }
}

/* Where companies move, a try is as much work as all of them. */
static int64_t tries_of(const struct anneal *a, int64_t moves)
{
    const struct ties *ties = a->candidates.store->ties;
    return ties == NULL ? moves : (int64_t)((double)moves * 2 / (1 + ties->company));
}

bool anneal_run(struct anneal *a, int64_t moves, double hot, double cold)
{
    moves = tries_of(a, moves);
    if (a->candidates.mobile_count == 0)
        moves = 0;
    cool(a, moves, hot, cold);
    if (moves >= LEAST_MENDED_MOVES)
        mend(a, moves, cold);
    offer_best(a);
    return isfinite(a->selection.best_total);
}

void anneal_raise_penalties(struct anneal *a, double factor)
{
    selection_raise_penalties(&a->selection, factor);
}
