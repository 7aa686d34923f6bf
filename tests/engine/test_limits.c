/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Limits inside GLPK, and what may not depend on the clock. */
#include "solver/engine/core.h"
#include "solver/engine/lp.h"
#include "tests/support/models.h"

#include <criterion/criterion.h>
#include <string.h>

/* --- inside branch-and-bound
 * -------------------------------------------------------------------------------- */

struct clockwork {
    double stop_s;
    bool cancels;
};

static bool is_cancelled(void *context)
{
    const struct clockwork *clockwork = context;
    return clockwork->cancels && model_clock_s() >= clockwork->stop_s;
}

/* Branch-and-bound with cuts on a whole city, which takes far longer. The relaxation is solved after about a
 * second, the rounds of cuts and the first probes after two. Returns how late the stop was noticed. */
static double stopped_late_by(double after_s, bool cancels)
{
    struct small_model model = model_city(2400, 40, FLAVOUR_TIGHT, 1);
    struct engine_options options = model_options(60);
    struct clockwork clockwork = {.cancels = cancels};
    struct solve solve;
    struct error error = {0};
    options.is_cancelled = is_cancelled;
    options.context = &clockwork;
    cr_assert_eq(solve_init(&solve, model.model, &options, &error), ERROR_NONE);
    uint8_t *free_choices = arena_alloc(model.arena, (size_t)solve.store.choices, 1);
    memset(free_choices, 1, (size_t)solve.store.choices);
    struct core core = {.fixed = solve.store.first_choice,
                        .free = free_choices,
                        .is_whole = true,
                        .cuts = true,
                        .nodes = 1000000};
    clockwork.stop_s = model_clock_s() + after_s;
    if (!cancels)
        options.deadline_s = clockwork.stop_s;
    cr_expect_eq(core_solve(&solve, &core), CORE_STOPPED);
    double late_s = model_clock_s() - clockwork.stop_s;
    cr_expect(solve.stopped);
    cr_expect_eq(solve.stop, cancels ? ENGINE_STOP_CANCEL : ENGINE_STOP_TIME);
    cr_expect_geq(late_s, 0, "the tree was not exhausted before");
    solve_free(&solve);
    model_free(&model);
    lp_free_thread();
    return late_s;
}

Test(limits, a_deadline_is_kept_inside_relaxation_cuts_and_probes)
{
    static const double moments[] = {0.3, 0.8, 1.2, 1.6, 2.2, 3};
    for (size_t i = 0; i < sizeof moments / sizeof *moments; i++) {
        double late_s = stopped_late_by(moments[i], false);
        cr_assert_leq(late_s, 1, "%.2f s late after %.1f s", late_s, moments[i]);
    }
}

Test(limits, a_cancel_is_noticed_inside_relaxation_cuts_and_probes)
{
    static const double moments[] = {0.3, 1, 1.6, 2.5};
    for (size_t i = 0; i < sizeof moments / sizeof *moments; i++) {
        double late_s = stopped_late_by(moments[i], true);
        cr_assert_leq(late_s, 1, "%.2f s late after %.1f s", late_s, moments[i]);
    }
}

/* --- without the clock
 * -------------------------------------------------------------------------------------- */

enum { MOST_STEPS = 20000 };

struct step {
    bool has_incumbent, has_bound;
    int64_t incumbent_upt, bound_upt, effort;
};

struct trace {
    struct step *steps;
    int32_t count;
    int64_t delays; /* burned so far; -1: burn none */
    uint32_t dice;
};

static void record(void *context, const struct engine_progress *progress)
{
    struct trace *trace = context;
    cr_assert_lt(trace->count, MOST_STEPS);
    struct step *step = &trace->steps[trace->count++];
    step->has_incumbent = progress->has_incumbent;
    step->has_bound = progress->has_bound;
    step->incumbent_upt = progress->has_incumbent ? progress->incumbent_upt : 0;
    step->bound_upt = progress->has_bound ? progress->bound_upt : 0;
    step->effort = progress->effort;
}

/* Up to 4 ms of work, now and then. */
static bool burn(void *context)
{
    struct trace *trace = context;
    if (trace->delays < 0)
        return false;
    trace->dice = trace->dice * 1664525u + 1013904223u;
    if (trace->dice >> 25 != 0)
        return false;
    double until_s = model_clock_s() + (trace->dice >> 9) % 4096 * 1e-6;
    while (model_clock_s() < until_s)
        trace->delays++;
    return false;
}

static struct engine_result traced(const struct small_model *model, int64_t effort, bool delayed,
                                   struct trace *trace)
{
    struct engine_options options = model_options(1e6);
    struct engine_result result;
    struct error error = {0};
    *trace = (struct trace){.delays = delayed ? 0 : -1, .dice = 99};
    trace->steps = arena_alloc(model->arena, MOST_STEPS, sizeof *trace->steps);
    memset(trace->steps, 0, MOST_STEPS * sizeof *trace->steps);
    options.effort = effort;
    options.on_progress = record;
    options.is_cancelled = burn;
    options.context = trace;
    cr_assert_eq(engine_solve(model->arena, model->model, &options, &result, &error), ERROR_NONE);
    return result;
}

/* With GLPK's branch-and-bound inside. */
static void expect_the_same_when_delayed(struct small_model model, int64_t effort)
{
    struct trace alone, delayed;
    struct engine_result a = traced(&model, effort, false, &alone);
    struct engine_result b = traced(&model, effort, true, &delayed);
    cr_assert_gt(a.work[ENGINE_BRANCH].effort, 0, "GLPK did not branch");
    cr_assert_gt(delayed.delays, 0);
    cr_assert_eq(alone.count, delayed.count);
    cr_assert_arr_eq(alone.steps, delayed.steps, (size_t)alone.count * sizeof *alone.steps);
    cr_assert_eq(a.effort, b.effort);
    cr_assert_eq(a.objective_upt, b.objective_upt);
    cr_assert_eq(a.bound_upt, b.bound_upt);
    cr_assert_not_null(a.choice);
    cr_assert_arr_eq(a.choice, b.choice, (size_t)choice_model_person_count(model.model) * sizeof *a.choice);
    cr_assert_arr_eq(a.prices_ppt, b.prices_ppt,
                     (size_t)choice_model_row_count(model.model) * sizeof *a.prices_ppt);
    for (int part = 0; part < ENGINE_PARTS; part++)
        cr_assert_eq(a.work[part].effort, b.work[part].effort);
    model_free(&model);
}

Test(limits, delays_change_nothing_of_a_mixed_city)
{
    expect_the_same_when_delayed(model_city(100, 8, FLAVOUR_MIXED, 1), 300000000);
}

Test(limits, delays_change_nothing_of_a_tight_city)
{
    expect_the_same_when_delayed(model_city(90, 6, FLAVOUR_TIGHT, 3), 300000000);
}

/* A slice is a run of annealing moves or one linear program of a node. */
Test(limits, effort_is_overshot_by_a_hundredth_and_a_slice_at_most)
{
    static const int64_t efforts[] = {1000,     100000,   1000000,   3000000,
                                      10000000, 60000000, 200000000, 400000000};
    struct small_model model = model_city(2000, 40, FLAVOUR_TIGHT, 2);
    for (size_t i = 0; i < sizeof efforts / sizeof *efforts; i++) {
        struct trace trace;
        struct engine_result result = traced(&model, efforts[i], false, &trace);
        cr_expect_eq(result.stop, ENGINE_STOP_EFFORT);
        cr_expect_geq(result.effort, efforts[i]);
        cr_expect_leq(result.effort, efforts[i] + efforts[i] / 100 + 1000000, "%lld of %lld",
                      (long long)result.effort, (long long)efforts[i]);
    }
    model_free(&model);
}

Test(limits, the_account_of_the_parts_is_the_effort)
{
    struct small_model model = model_city(100, 8, FLAVOUR_MIXED, 1);
    struct trace trace;
    struct engine_result result = traced(&model, 50000000, false, &trace);
    int64_t sum = 0;
    for (int part = 0; part < ENGINE_PARTS; part++)
        sum += result.work[part].effort;
    cr_assert_eq(sum, result.effort);
    model_free(&model);
}
