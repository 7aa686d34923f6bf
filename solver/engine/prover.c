/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/prover.h"

#include "solver/engine/branch.h"
#include "solver/engine/decomposition.h"
#include "solver/engine/dive.h"
#include "solver/engine/neighbourhood.h"
#include "solver/engine/polish.h"
#include "solver/engine/start.h"

#include <math.h>
#include <stdlib.h>

enum { SMALL_CHOICES = 5000, SMALL_ROUNDS = 6 };
enum {
    ROUND_PASSES = 60,
    WARM_ROUND_PASSES = 8, /* of the first WARM_ROUNDS */
    WARM_ROUNDS = 8,
    LEAST_ROUNDS = 8,
    MOST_ROUNDS = 30,
    QUICK_ROUNDS = 5,
    ROUNDS_BEFORE_A_DIVE = 2,
    ROUNDS_TO_BE_READY = 3,
    FIRST_OPEN = 400,
    MOST_OPEN = 20000
};
static const double FIRST_STEP = 0.2, WARM_STEP = 0.15; /* of the width */
static const double SHRINKS = 0.7, SHRINKS_SLOWLY = 0.85,
                    SHRINKS_QUICKLY = 0.5; /* the step, from the beginning of a round to its end */
static const double QUICK_GAIN = 1e-4, LEAST_GAIN = 2e-5;          /* of a round, relative to the bound */
static const double FIRST_DELTA = 0.0001;                          /* of the bound */
static const double DIVE_SLACKS[] = {0.001, 0.002, 0.0005, 0.004}; /* of the bound */
enum { DIVE_SLACK_COUNT = sizeof DIVE_SLACKS / sizeof DIVE_SLACKS[0] };
static const struct dive_pace SLOW_PACE = {20, 0.05}, QUICK_PACE = {10, 0.15};
enum { DIVE_MOVES = 3000, QUICK_DIVE_MOVES = 200 /* of the polish, per person */ };
static const double NEAR_WIDTHS = 4;
static const double DELTA_GROWS = 1.6, LEAST_DELTA_UPT = 1000;

struct prover {
    struct solve *solve;
    struct decomposition *root;
    struct branch *branch;
    uint8_t *allowed; /* per choice of the store: scratch */
    double width, step, shrinks;
    bool is_warm;    /* see prover_new */
    bool is_settled; /* the rounds of ascent are over */
    double delta;    /* the next target is this much above the root's bound */
    int32_t round, most_open, dives;
    struct neighbourhood neighbourhood;
};

/* The tree is so cheap here that it need not wait for the best prices. */
static bool is_small(const struct solve *solve)
{
    return solve->store.choices <= SMALL_CHOICES;
}

struct prover *prover_new(struct solve *solve, const double *prices, bool is_warm, double width)
{
    struct prover *p = solve_uses(solve, SWITCH_UNITS) ? calloc(1, sizeof *p) : NULL;
    if (p == NULL)
        return NULL;
    *p = (struct prover){.solve = solve,
                         .root = is_warm ? decomposition_provable(solve, prices, NULL)
                                         : decomposition_new(solve, prices, NULL),
                         .is_warm = is_warm,
                         .allowed = calloc((size_t)solve->store.choices + 1, 1),
                         .width = width,
                         .step = is_small(solve) ? width : FIRST_STEP * width,
                         .shrinks = is_small(solve) ? SHRINKS_QUICKLY : SHRINKS,
                         .most_open = FIRST_OPEN};
    if (p->root == NULL || p->allowed == NULL) {
        prover_free(p);
        return NULL;
    }
    if (is_warm) {
        p->step = WARM_STEP * width;
        start_unit_side(solve, p->root);
    }
    return p;
}

void prover_free(struct prover *p)
{
    if (p == NULL)
        return;
    branch_free(p->branch);
    decomposition_free(p->root);
    free(p->allowed);
    free(p);
}

bool prover_root_is_proof(const struct prover *p)
{
    return p->is_warm;
}

const struct decomposition *prover_root(const struct prover *p)
{
    return p->root;
}

bool prover_can_advance(const struct prover *p)
{
    return !p->is_settled || solve_uses(p->solve, SWITCH_BRANCHING);
}

bool prover_is_ready(const struct prover *p)
{
    return p->round >= (p->is_warm ? 1 : ROUNDS_TO_BE_READY);
}

bool prover_is_to_dive(const struct prover *p)
{
    return !is_small(p->solve) && p->dives == 0 && p->round == ROUNDS_BEFORE_A_DIVE;
}

/* What closes the gap to the incumbent. */
static double enough(const struct solve *solve)
{
    double scale = fmax((double)solve->incumbent_upt, (double)MICRO);
    return solve->has_incumbent ? (double)solve->incumbent_upt - solve->options->gap * scale : INFINITY;
}

/* The steps shrink slowly while a round still gains much; the last round is one that gains almost nothing. */
static void raise_root(struct prover *p)
{
    struct solve *solve = p->solve;
    double before = decomposition_bound(p->root), last_step = p->step * p->shrinks;
    int32_t passes = p->is_warm && p->round < WARM_ROUNDS ? WARM_ROUND_PASSES : ROUND_PASSES;
    double bound = decomposition_run(p->root, passes, p->step, last_step, enough(solve));
    double gain = isfinite(before) ? (bound - before) / fmax(fabs(bound), 1) : INFINITY;
    p->step = last_step;
    p->round++;
    if (is_small(solve)) {
        p->is_settled = p->round >= SMALL_ROUNDS;
    } else {
        p->shrinks = p->round > QUICK_ROUNDS && gain > QUICK_GAIN ? SHRINKS_SLOWLY : SHRINKS;
        p->is_settled = p->round >= MOST_ROUNDS || (p->round >= LEAST_ROUNDS && gain < LEAST_GAIN);
    }
    if (isinf(bound) && bound > 0) /* some place has no staff within its hard intervals */
        solve_offer_bound(solve, (int64_t)fmin(solve->worst_upt * 2 + 1, 0x1p62));
    else if (isfinite(bound))
        solve_offer_bound(solve, (int64_t)ceil(bound));
    p->delta = fmax(FIRST_DELTA * fabs(bound), LEAST_DELTA_UPT);
}

/* How far what is known lies above the root's bound: a target below that asks for nothing new. */
static double known_delta(const struct prover *p)
{
    const struct solve *solve = p->solve;
    return solve->has_bound ? fmax(0, (double)solve->bound_upt - decomposition_bound(p->root)) : 0;
}

/* Targets grow until the part of the problem below them grows too wide; then what may stay open grows. */
static void next_question(struct prover *p)
{
    struct solve *solve = p->solve;
    double known = known_delta(p);
    p->delta = fmax(p->delta, known + LEAST_DELTA_UPT);
    double target = decomposition_bound(p->root) + p->delta;
    if (solve->has_incumbent)
        target = fmin(target, (double)solve->incumbent_upt);
    int32_t open = decomposition_within(p->root, target - decomposition_bound(p->root) + 1, p->allowed);
    if (open < 0) {
        solve_offer_bound(solve, (int64_t)ceil(target));
        p->delta *= DELTA_GROWS;
    } else if (open <= p->most_open) {
        p->branch = branch_new(solve, decomposition_part(p->root, p->allowed), target, p->width, true);
    } else {
        p->delta = known + fmax((p->delta - known) / 2, LEAST_DELTA_UPT);
        p->most_open *= p->most_open < MOST_OPEN ? 2 : 1;
    }
}

/* Among the choices that are allowed. */
static void dive(struct prover *p, const struct dive_pace *pace, int64_t moves)
{
    int32_t *choice = calloc((size_t)p->solve->store.people + 1, sizeof *choice);
    struct decomposition *d = choice != NULL ? decomposition_part(p->root, p->allowed) : NULL;
    struct polish *polish = d != NULL ? polish_new(p->solve, d, p->width) : NULL;
    if (polish != NULL && dive_run(p->solve, d, p->width, pace, choice))
        polish_run(polish, choice, moves);
    polish_free(polish);
    decomposition_free(d);
    free(choice);
}

void prover_dive(struct prover *p)
{
    double slack = DIVE_SLACKS[p->dives++ % DIVE_SLACK_COUNT] * fabs(decomposition_bound(p->root));
    enum engine_part outer = meter_enter(&p->solve->meter, ENGINE_UNITS);
    if (decomposition_within(p->root, slack, p->allowed) >= 0)
        dive(p, &SLOW_PACE, DIVE_MOVES);
    meter_enter(&p->solve->meter, outer);
}

void prover_dive_quickly(struct prover *p)
{
    enum engine_part outer = meter_enter(&p->solve->meter, ENGINE_UNITS);
    decomposition_near(p->root, NEAR_WIDTHS * p->width, p->allowed);
    dive(p, &QUICK_PACE, QUICK_DIVE_MOVES);
    meter_enter(&p->solve->meter, outer);
}

void prover_search_near(struct prover *p, int64_t effort)
{
    enum engine_part outer = meter_enter(&p->solve->meter, ENGINE_UNITS);
    if (p->solve->has_incumbent)
        neighbourhood_search(&p->neighbourhood, p->solve, p->root, p->allowed, p->width, effort);
    meter_enter(&p->solve->meter, outer);
}

void prover_advance(struct prover *p, int64_t effort)
{
    int64_t until = p->solve->effort + effort;
    enum engine_part outer = meter_enter(&p->solve->meter, ENGINE_UNITS);
    if (!p->is_settled) {
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
    double bound = decomposition_bound(p->root);
    int32_t open = INT32_MAX;
    if (p->solve->has_incumbent && isfinite(bound))
        open = decomposition_within(p->root, (double)p->solve->incumbent_upt - bound + 1, allowed);
    return open >= 0 && open < INT32_MAX ? open : INT64_MAX;
}
