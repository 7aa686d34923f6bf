/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/core.h"

#include "solver/engine/master.h"

#include <math.h>
#include <stdlib.h>

struct core_run {
    struct solve *solve;
    const struct store *store;
    const struct core *core;
    struct master master;
    int32_t *choice;     /* scratch: a placement to offer */
    double *start;       /* the incumbent as a point of the LP, or NULL */
    double rounding_upt; /* what rounding may take off the prices of rows, which the program does not know */
    double inaccuracy_upt; /* of the values of programs */
    enum core_status status;
};

static const double LEFT_ASIDE_UPT = 0.2, LEAST_TOLERANCE = 1e-15;
static const double SCALED_FROM_UPT = 1e9, SCALED_TOLERANCE = 1e-10;
static const double ARITHMETIC = 1e-12; /* of a sum of doubles: what it may be wrong by, and far more */

static double dearest_bend(const struct bend *bends, int32_t count, double dearest_upt, double scale)
{
    return count > 0 ? fmax(dearest_upt, bends[count - 1].slope * scale) : dearest_upt;
}

/* GLPK's simplex takes a column for optimal whose reduced cost is -1e-7, and where costs are beyond 1,000 so
 * much more as the greatest is beyond that. Up to there it is a tenth of a micro-point, which whole costs
 * hardly ever leave; beyond, everybody and every row may have such a column. */
static double inaccuracy_of(const struct store *store, const struct master *master)
{
    double dearest_upt = 0;
    for (int64_t q = 0; q < store->choices; q++)
        dearest_upt = fmax(dearest_upt, store->cost[q]);
    for (int32_t r = 0; r < store->rows; r++) {
        const struct shape *shape = &store->shapes[r];
        dearest_upt = dearest_bend(shape->under, shape->under_count, dearest_upt, shape->scale);
        dearest_upt = dearest_bend(shape->over, shape->over_count, dearest_upt, shape->scale);
    }
    return fmax(0, dearest_upt - SCALED_FROM_UPT) * SCALED_TOLERANCE * lp_row_count(master->lp);
}

static int64_t free_choices(const struct core_run *run, int32_t k)
{
    int64_t count = 0;
    for (int64_t q = run->store->first_choice[k]; q < run->store->first_choice[k + 1]; q++)
        count += run->core->free[q];
    return count;
}

static bool build(struct core_run *run)
{
    if (!master_init(&run->master, run->store, run->core->fixed, 0))
        return false;
    for (int32_t k = 0; k < run->store->people; k++) {
        int64_t count = free_choices(run, k);
        if (count < 2)
            continue;
        if (!master_add_person(&run->master, k))
            return false;
        for (int64_t q = run->store->first_choice[k]; q < run->store->first_choice[k + 1]; q++)
            if (run->core->free[q] && !master_add_choice(&run->master, k, q))
                return false;
    }
    master_update_bounds(&run->master);
    run->inaccuracy_upt = inaccuracy_of(run->store, &run->master);
    return true;
}

static void on_point(void *context, const double *x)
{
    struct core_run *run = context;
    const struct master *master = &run->master;
    for (int32_t k = 0; k < run->store->people; k++)
        if (master->fixed[k] >= 0)
            run->choice[k] = (int32_t)(master->fixed[k] - run->store->first_choice[k]);
    for (int32_t j = 0; j < master->choice_columns; j++)
        if (x[master->first_choice_column + j] > 0.5)
            run->choice[master->person_of[j]] =
                (int32_t)(master->choice_of[j] - run->store->first_choice[master->person_of[j]]);
    solve_offer_choice(run->solve, run->choice);
}

/* Micro-points. Before the root is solved GLPK says -DBL_MAX. */
static void offer_lowered(struct core_run *run, double upt, double doubt_upt)
{
    double lowered = ceil(upt - doubt_upt - run->inaccuracy_upt - run->rounding_upt);
    if (!run->core->is_whole || !(fabs(upt) < 0x1p62))
        return;
    if (run->solve->has_incumbent && lowered > (double)run->solve->incumbent_upt)
        lowered = (double)run->solve->incumbent_upt;
    solve_offer_bound(run->solve, (int64_t)lowered);
}

/* The least bound of the open nodes, in points: values of linear programs, within GLPK's tolerances. */
static void offer_bound(struct core_run *run, double points)
{
    double upt = points * (double)MICRO;
    offer_lowered(run, upt, 1 + 1e-7 * fabs(upt));
}

/* An exhausted tree leaves aside what costs less than its last point by so little. */
static void offer_last_point(struct core_run *run, double points)
{
    double upt = points * (double)MICRO;
    offer_lowered(run, upt, LEFT_ASIDE_UPT + ARITHMETIC * fabs(upt));
}

/* So that LEFT_ASIDE_UPT holds for every point: GLPK takes it relative to 1 + the value of the best. */
static double tolerance_of(const struct solve *solve)
{
    double dearest = solve->has_incumbent ? (double)solve->incumbent_upt : solve->worst_upt;
    return fmax(LEFT_ASIDE_UPT / ((double)MICRO + fabs(dearest)), LEAST_TOLERANCE);
}

static bool on_bound(void *context, double bound, int64_t nodes)
{
    struct core_run *run = context;
    (void)nodes;
    offer_bound(run, bound);
    return solve_look_around(run->solve);
}

static bool on_work(void *context, int64_t work)
{
    return solve_spend(((struct core_run *)context)->solve, work);
}

static bool must_stop(void *context)
{
    return solve_look_around(context);
}

/* A program without a solution says nothing where a plan is known: that is GLPK's tolerance. */
static void conclude(struct core_run *run, const struct mip_result *result)
{
    solve_look_around(run->solve);
    run->status = result->status == MIP_OPTIMAL      ? CORE_SOLVED
                  : result->status == MIP_INFEASIBLE ? CORE_EMPTY
                                                     : CORE_STOPPED;
    run->solve->core_is_exhausted |= run->core->is_whole && run->status != CORE_STOPPED;
    if (run->status == CORE_SOLVED)
        offer_last_point(run, result->bound);
    else if (run->status == CORE_STOPPED)
        offer_bound(run, result->bound);
}

/* The incumbent as a point of the LP; NULL without one. */
static double *start_point(const struct core_run *run)
{
    const struct solve *solve = run->solve;
    int64_t *choice = malloc(((size_t)run->store->people + 1) * sizeof *choice);
    double *x = malloc(((size_t)lp_column_count(run->master.lp) + 1) * sizeof *x);
    bool written = false;
    if (choice != NULL && x != NULL && solve->has_incumbent) {
        for (int32_t k = 0; k < run->store->people; k++)
            choice[k] = run->store->first_choice[k] + solve->incumbent[k];
        written = master_point(&run->master, choice, x);
    }
    free(choice);
    if (!written)
        free(x);
    return written ? x : NULL;
}

static void branch(void *context)
{
    struct core_run *run = context;
    run->status = CORE_FAILED;
    lp_watch(must_stop, run->solve);
    if (!build(run))
        return;
    enum lp_status relaxed = master_relax(&run->master, run->solve);
    if (relaxed == LP_INFEASIBLE)
        conclude(run, &(struct mip_result){.status = MIP_INFEASIBLE});
    if (run->solve->stopped)
        run->status = CORE_STOPPED;
    if (relaxed != LP_OPTIMAL || run->solve->stopped)
        return;
    run->start = start_point(run);
    struct mip_options options = {.time_s = solve_time_left(run->solve),
                                  .nodes = run->core->nodes,
                                  .cuts = run->core->cuts && solve_uses(run->solve, SWITCH_CUTS),
                                  .tolerance = tolerance_of(run->solve),
                                  .start = run->start,
                                  .on_point = on_point,
                                  .on_bound = on_bound,
                                  .on_work = on_work,
                                  .context = run};
    struct mip_result result;
    lp_branch_and_bound(run->master.lp, run->master.first_choice_column, &options, &result);
    conclude(run, &result);
}

bool core_is_open(const struct solve *solve)
{
    return solve_uses(solve, SWITCH_CORE) && !solve->core_is_exhausted;
}

enum core_status core_solve(struct solve *solve, const struct core *core)
{
    struct core_run run = {.solve = solve,
                           .store = &solve->store,
                           .core = core,
                           .rounding_upt = store_rounding_upt(&solve->store)};
    char reason[200];
    if (!solve_uses(solve, SWITCH_CORE) || (core->is_whole && !core_is_open(solve)))
        return CORE_STOPPED;
    run.choice = calloc((size_t)solve->store.people + 1, sizeof *run.choice);
    if (run.choice == NULL)
        return CORE_FAILED;
    enum engine_part outer = meter_enter(&solve->meter, ENGINE_BRANCH);
    bool survived = lp_guard(branch, &run, reason, sizeof reason);
    master_free(&run.master, !survived);
    meter_enter(&solve->meter, outer);
    free(run.choice);
    free(run.start);
    return survived ? run.status : solve->stopped ? CORE_STOPPED : CORE_FAILED;
}
