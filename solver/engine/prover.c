/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/prover.h"

#include "solver/engine/branch.h"
#include "solver/engine/decomposition.h"

#include <math.h>
#include <stdlib.h>

enum { ROUND_PASSES = 60, ROUNDS = 6, FIRST_OPEN = 400, MOST_OPEN = 20000 };
static const double STEP_SHRINKS = 0.5,
                    LAST_OF_FIRST = 0.5;  /* of the steps: from round to round, within a round */
static const double FIRST_DELTA = 0.0001; /* of the bound */
static const double DELTA_GROWS = 1.6, LEAST_DELTA_UPT = 1000;

struct prover {
    struct solve *solve;
    struct decomposition *root;
    struct branch *branch;
    double width, step;
    double delta; /* the next target is this much above the root's bound */
    int32_t round, most_open;
};

struct prover *prover_new(struct solve *solve, const double *prices, double width)
{
    struct prover *p = calloc(1, sizeof *p);
    if (p == NULL)
        return NULL;
    *p = (struct prover){.solve = solve,
                         .root = decomposition_new(solve, prices, NULL),
                         .width = width,
                         .step = width,
                         .most_open = FIRST_OPEN};
    if (p->root == NULL) {
        prover_free(p);
        return NULL;
    }
    return p;
}

void prover_free(struct prover *p)
{
    if (p == NULL)
        return;
    branch_free(p->branch);
    decomposition_free(p->root);
    free(p);
}

bool prover_is_settled(const struct prover *p)
{
    return p->round >= ROUNDS;
}

static void raise_root(struct prover *p)
{
    struct solve *solve = p->solve;
    double bound = decomposition_run(p->root, ROUND_PASSES, p->step, p->step * LAST_OF_FIRST, INFINITY);
    p->step *= STEP_SHRINKS;
    p->round++;
    if (isinf(bound) && bound > 0) /* some place has no staff within its hard intervals */
        solve_offer_bound(solve, (int64_t)fmin(solve->worst_upt * 2 + 1, 0x1p62));
    else if (isfinite(bound))
        solve_offer_bound(solve, (int64_t)ceil(bound));
    p->delta = fmax(FIRST_DELTA * fabs(bound), LEAST_DELTA_UPT);
}

/* Targets grow until the part of the problem below them grows too wide; then what may stay open grows. */
static void next_question(struct prover *p)
{
    double bound = decomposition_bound(p->root);
    p->branch = branch_new(p->solve, p->root, bound + p->delta, p->most_open, p->width);
    if (p->branch != NULL)
        return;
    p->delta = fmax(p->delta / 2, LEAST_DELTA_UPT);
    if (p->most_open < MOST_OPEN)
        p->most_open *= 2;
}

void prover_advance(struct prover *p, int64_t effort)
{
    int64_t until = p->solve->effort + effort;
    enum engine_part outer = meter_enter(&p->solve->meter, ENGINE_UNITS);
    if (!prover_is_settled(p)) {
        raise_root(p);
    } else {
        do {
            if (p->branch == NULL)
                next_question(p);
            if (p->branch == NULL)
                break;
            enum branch_outcome outcome = branch_go(p->branch, until - p->solve->effort);
            if (outcome == BRANCH_OPEN)
                break;
            branch_free(p->branch);
            p->branch = NULL;
            p->delta *= DELTA_GROWS;
        } while (p->solve->effort < until && !solve_spend(p->solve, 1));
    }
    meter_enter(&p->solve->meter, outer);
}

void prover_reduced_costs(struct prover *p, double *reduced, double *least)
{
    decomposition_reduced_costs(p->root, reduced, least);
}

int64_t prover_fix(struct prover *p, uint8_t *allowed)
{
    const struct solve *solve = p->solve;
    double bound = decomposition_bound(p->root);
    uint8_t *state = calloc((size_t)decomposition_choice_count(p->root) + 1, 1);
    int64_t open = INT64_MAX;
    if (state != NULL && solve->has_incumbent && isfinite(bound)) {
        int32_t left = decomposition_fix(p->root, (double)solve->incumbent_upt - bound + 1, state);
        open = left >= 0 ? left : INT64_MAX;
        if (left >= 0)
            decomposition_allow(p->root, state, allowed);
    }
    free(state);
    return open;
}
