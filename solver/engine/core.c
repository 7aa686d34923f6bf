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
    int32_t *choice; /* scratch: a placement to offer */
    double *start;   /* the incumbent as a point of the LP, or NULL */
    enum core_status status;
};

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

/* A bound in points, kept on the safe side of GLPK's tolerances. */
static void offer_bound(struct core_run *run, double points)
{
    double upt = points * (double)MICRO;
    if (!run->core->is_whole || !(fabs(upt) < 0x1p62)) /* before the root is solved GLPK says -DBL_MAX */
        return;
    upt = floor(upt - 1e-7 * fmax(fabs(upt), (double)MICRO));
    if (run->solve->has_incumbent && upt > (double)run->solve->incumbent_upt)
        upt = (double)run->solve->incumbent_upt;
    solve_offer_bound(run->solve, (int64_t)upt);
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

/* An exhausted tree proves the incumbent, unless GLPK says it knows a better point that was not one after
 * all. */
static bool is_proof(const struct core_run *run, const struct mip_result *result)
{
    if (!run->solve->has_incumbent)
        return false;
    double incumbent = (double)run->solve->incumbent_upt, found = result->bound * (double)MICRO;
    return run->status == CORE_EMPTY || found >= incumbent - 1e-7 * fmax(fabs(incumbent), (double)MICRO);
}

static void conclude(struct core_run *run, const struct mip_result *result)
{
    solve_look_around(run->solve);
    run->status = result->status == MIP_OPTIMAL      ? CORE_SOLVED
                  : result->status == MIP_INFEASIBLE ? CORE_EMPTY
                                                     : CORE_STOPPED;
    if (!run->core->is_whole)
        return;
    if (run->status != CORE_STOPPED && is_proof(run, result))
        solve_offer_bound(run->solve, run->solve->incumbent_upt);
    else
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
                                  .start = run->start,
                                  .on_point = on_point,
                                  .on_bound = on_bound,
                                  .on_work = on_work,
                                  .context = run};
    struct mip_result result;
    lp_branch_and_bound(run->master.lp, run->master.first_choice_column, &options, &result);
    conclude(run, &result);
}

enum core_status core_solve(struct solve *solve, const struct core *core)
{
    struct core_run run = {.solve = solve, .store = &solve->store, .core = core};
    char reason[200];
    if (!solve_uses(solve, SWITCH_CORE))
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
