/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine_solve as its callers see it: what it promises about starts, limits, progress and repetition. */
#include "solver/engine/engine.h"

#include "solver/model/certificate.h"
#include "solver/model/evaluate.h"
#include "tests/support/models.h"

#include <criterion/criterion.h>
#include <glpk.h>
#include <pthread.h>
#include <stdio.h>

static struct engine_result solve(const struct small_model *model, const struct engine_options *options)
{
    struct engine_result result;
    struct error error = {0};
    cr_assert_eq(engine_solve(model->arena, model->model, options, &result, &error), ERROR_NONE, "%s",
                 error.text);
    return result;
}

/* The objective is what evaluate says, nothing is broken, and the prices prove no more than the objective. */
static void expect_valid(const struct small_model *model, const struct engine_result *result)
{
    struct error error = {0};
    const struct evaluation *seen = NULL;
    int64_t proven = 0;
    bool infeasible = false;
    cr_assert_not_null(result->choice);
    const struct placed *placement = model_placement(model, result->choice);
    cr_assert_eq(evaluate(model->arena, model->problem, placement, &seen, &error), ERROR_NONE);
    cr_expect_eq(seen->breach_count, 0);
    cr_expect_eq(seen->objective.total, result->objective_upt);
    cr_assert_eq(certificate_bound(model->model, result->prices_ppt, &proven, &infeasible, &error),
                 ERROR_NONE);
    cr_expect_not(infeasible);
    cr_expect_leq(proven, result->objective_upt);
    if (result->has_bound)
        cr_expect_leq(proven, result->bound_upt, "the bound is at least what the prices prove");
}

/*   A needs 2, has p, q, r;  B needs 1, has nobody;  a move costs 10, one is enough. The relaxation agrees.
 */
static struct small_model office(void)
{
    return model_of(
        "'units': [{'id': 'A', 'need': 2}, {'id': 'B', 'need': 1}],"
        "'employees': [{'id': 'p', 'unit': 'A'}, {'id': 'q', 'unit': 'A'}, {'id': 'r', 'unit': 'A'}]",
        "'balance': {'target': [1, 1], 'under': 100, 'over': 60},"
        "'relocation': {'move': 10, 'per_km': 0, 'reluctance': 0, 'preference': 0}");
}

/* --- small and empty
 * ---------------------------------------------------------------------------------------- */

static void expect_optimum(struct small_model model, int64_t points)
{
    struct engine_options options = model_options(20);
    struct engine_result result = solve(&model, &options);
    cr_assert_eq(result.status, ENGINE_OPTIMAL, "status %d", result.status);
    cr_assert_eq(result.stop, ENGINE_STOP_GAP);
    cr_assert_eq(result.objective_upt, points * MICRO, "%lld", (long long)result.objective_upt);
    cr_assert(result.has_bound);
    cr_assert_eq(result.bound_upt, points * MICRO, "%lld", (long long)result.bound_upt);
    expect_valid(&model, &result);
    model_free(&model);
}

Test(engine, solves_a_model_by_hand)
{
    expect_optimum(office(), 10);
}

Test(engine, solves_a_model_without_people)
{
    expect_optimum(model_of("'units': [{'id': 'A', 'need': 2}], 'employees': []",
                            "'balance': {'target': [1, 1], 'under': 100, 'over': 60}"),
                   200);
}

Test(engine, solves_a_model_without_people_and_units)
{
    expect_optimum(model_of("'units': [], 'employees': []", ""), 0);
}

/*   p has no unit: a first placement costs 7 and the preference for B takes 4 off. */
Test(engine, solves_a_model_without_rows)
{
    expect_optimum(model_of("'units': [{'id': 'A'}, {'id': 'B'}],"
                            "'employees': [{'id': 'p', 'unit': null, 'prefers': {'B': 1}},"
                            "{'id': 'q', 'unit': 'A'}]",
                            "'relocation': {'move': 9, 'per_km': 0, 'reluctance': 0, 'preference': 4,"
                            "'first': 7}"),
                   3);
}

Test(engine, solves_a_model_of_one_person_with_one_choice)
{
    expect_optimum(model_of("'units': [{'id': 'A', 'need': 2}],"
                            "'employees': [{'id': 'p', 'unit': 'A', 'pinned': true}]",
                            "'balance': {'target': [1, 1], 'under': 100, 'over': 60}"),
                   100);
}

/* --- infeasible
 * --------------------------------------------------------------------------------------------- */

static void expect_infeasible(const char *units, const char *more)
{
    char instance[600];
    snprintf(instance, sizeof instance,
             "'units': [%s], 'employees': [{'id': 'p', 'unit': 'A'}, {'id': 'q', 'unit': 'A'}]%s", units,
             more);
    struct small_model model =
        model_of(instance, "'relocation': {'move': 1, 'per_km': 0, 'reluctance': 0, 'preference': 0}");
    struct engine_options options = model_options(20);
    struct engine_result result = solve(&model, &options);
    cr_assert_eq(result.status, ENGINE_INFEASIBLE, "status %d", result.status);
    cr_assert_null(result.choice);
    cr_assert_not_null(result.prices_ppt);
    model_free(&model);
}

Test(engine, says_infeasible_where_one_row_cannot_be_met)
{
    expect_infeasible("{'id': 'A', 'headcount_limits': [3, null]}, {'id': 'B'}", "");
}

Test(engine, says_infeasible_where_rows_cannot_be_met_at_once)
{
    expect_infeasible(
        "{'id': 'A', 'headcount_limits': [2, null]}, {'id': 'B', 'headcount_limits': [1, null]}", "");
}

Test(engine, says_infeasible_where_only_halves_fit)
{
    expect_infeasible(
        "{'id': 'A', 'headcount_limits': [null, 1]}, {'id': 'B', 'headcount_limits': [null, 1]}",
        ", 'pairs': [{'kind': 'together', 'employees': ['p', 'q'], 'scope': 'unit'}]");
}

/* --- starts
 * ------------------------------------------------------------------------------------------------- */

Test(engine, returns_an_optimal_start_at_once)
{
    struct small_model model = office();
    struct engine_options options = model_options(20);
    int64_t half = 5 * MICRO * PPT_PER_UPT / 1000, prices[2];
    int32_t start[3];
    prices[model_row(&model, "supply/A")] = -half; /* proves 10: test_store.c */
    prices[model_row(&model, "supply/B")] = half;
    model_choose(&model, "{'q': 'B'}", start);
    options.start_choice = start;
    options.start_prices_ppt = prices;
    struct engine_result result = solve(&model, &options);
    cr_assert_eq(result.status, ENGINE_OPTIMAL);
    cr_assert_arr_eq(result.choice, start, sizeof start);
    cr_assert_eq(result.bound_upt, 10 * MICRO);
    cr_assert_arr_eq(result.prices_ppt, prices, sizeof prices);
    cr_assert_leq(result.effort, 50, "only the presolve reads the few entries; %lld was counted",
                  (long long)result.effort);
    model_free(&model);
}

Test(engine, starts_from_prices_it_is_given)
{
    struct small_model model = model_city(200, 10, FLAVOUR_MIXED, 4);
    struct engine_options options = model_options(60);
    struct error error = {0};
    int64_t proven = 0, blind = 0;
    bool infeasible;
    options.effort = 4000000;
    struct engine_result first = solve(&model, &options);
    cr_assert_eq(certificate_bound(model.model, first.prices_ppt, &proven, &infeasible, &error), ERROR_NONE);
    options.effort = 1;
    blind = solve(&model, &options).bound_upt;
    options.start_prices_ppt = first.prices_ppt;
    struct engine_result second = solve(&model, &options);
    cr_assert_lt(blind, proven, "one pass from nothing proves less");
    cr_assert_geq(second.bound_upt, proven);
    model_free(&model);
}

/* Whom it does not name goes where it costs least without prices: somebody who stays, to where they are. */
Test(engine, mends_a_start_that_does_not_name_everybody)
{
    struct small_model model = model_city(200, 10, FLAVOUR_MIXED, 4);
    struct engine_options options = model_options(60);
    int32_t start[200], person = 0;
    options.effort = 4000000;
    struct engine_result first = solve(&model, &options);
    memcpy(start, first.choice, sizeof start);
    while (start[person] != choice_model_staying(model.model, person))
        person++;
    start[person] = -1;
    options.effort = 1;
    options.start_choice = start;
    struct engine_result second = solve(&model, &options);
    cr_assert_arr_eq(second.choice, first.choice, sizeof start);
    cr_assert_eq(second.objective_upt, first.objective_upt);
    model_free(&model);
}

Test(engine, never_ends_above_a_feasible_start)
{
    struct small_model model = model_city(200, 10, FLAVOUR_MIXED, 4);
    struct engine_options options = model_options(60);
    options.effort = 4000000;
    struct engine_result first = solve(&model, &options);
    cr_assert_not_null(first.choice);
    options.effort = 1;
    options.start_choice = first.choice;
    struct engine_result second = solve(&model, &options);
    cr_assert_not_null(second.choice);
    cr_assert_leq(second.objective_upt, first.objective_upt);
    expect_valid(&model, &second);
    model_free(&model);
}

/*   Headcount of A at most 2: the start keeps three there. Its people are taken as they come. */
Test(engine, survives_a_start_that_is_infeasible_or_incomplete)
{
    struct small_model model = model_of(
        "'units': [{'id': 'A', 'headcount_limits': [null, 2]}, {'id': 'B'}],"
        "'employees': [{'id': 'p', 'unit': 'A'}, {'id': 'q', 'unit': 'A'}, {'id': 'r', 'unit': 'A'}]",
        "'relocation': {'move': 10, 'per_km': 0, 'reluctance': 0, 'preference': 0}");
    struct engine_options options = model_options(20);
    int32_t start[3], partial[] = {NONE, 1, NONE}, wild[] = {77, 0, 0};
    const int32_t *starts[] = {start, partial, wild};
    model_choose(&model, "{}", start);
    for (int i = 0; i < 3; i++) {
        options.start_choice = starts[i];
        struct engine_result result = solve(&model, &options);
        cr_assert_eq(result.status, ENGINE_OPTIMAL);
        cr_assert_eq(result.objective_upt, 10 * MICRO);
        expect_valid(&model, &result);
    }
    model_free(&model);
}

/* --- progress
 * ----------------------------------------------------------------------------------------------- */

struct seen {
    int64_t incumbent_upt, bound_upt, effort;
    double elapsed_s;
    bool has_incumbent, has_bound;
    int32_t calls, wrong;
};

static void watch(void *context, const struct engine_progress *progress)
{
    struct seen *seen = context;
    bool forward = progress->effort >= seen->effort && progress->elapsed_s >= seen->elapsed_s;
    forward = forward && progress->has_incumbent >= seen->has_incumbent;
    forward = forward && progress->has_bound >= seen->has_bound;
    forward = forward && (!seen->has_incumbent || progress->incumbent_upt <= seen->incumbent_upt);
    forward = forward && (!seen->has_bound || progress->bound_upt >= seen->bound_upt);
    forward = forward && (progress->choice != NULL) == progress->has_incumbent;
    seen->wrong += !forward;
    seen->calls++;
    seen->incumbent_upt = progress->incumbent_upt;
    seen->bound_upt = progress->bound_upt;
    seen->effort = progress->effort;
    seen->elapsed_s = progress->elapsed_s;
    seen->has_incumbent = progress->has_incumbent;
    seen->has_bound = progress->has_bound;
}

Test(engine, progress_never_goes_backwards_and_ends_at_the_result)
{
    for (int flavour = FLAVOUR_UNIT; flavour <= FLAVOUR_TIGHT; flavour++) {
        struct small_model model = model_city(100, 8, (enum flavour)flavour, 6);
        struct engine_options options = model_options(60);
        struct seen seen = {0};
        options.effort = 10000000;
        options.on_progress = watch;
        options.context = &seen;
        struct engine_result result = solve(&model, &options);
        cr_assert_gt(seen.calls, 2);
        cr_assert_eq(seen.wrong, 0, "%d of %d reports went backwards", seen.wrong, seen.calls);
        cr_assert_eq(seen.bound_upt, result.bound_upt);
        cr_assert_eq(seen.has_incumbent, result.choice != NULL);
        if (result.choice != NULL)
            cr_assert_eq(seen.incumbent_upt, result.objective_upt);
        model_free(&model);
    }
}

/* --- repetition
 * --------------------------------------------------------------------------------------------- */

struct job {
    const struct small_model *model;
    struct engine_options options;
    struct arena *arena;
    struct engine_result result;
    enum error_code code;
    bool left; /* GLPK still kept something for the thread */
};

static void *run(void *context)
{
    struct job *job = context;
    struct error error = {0};
    job->arena = arena_new();
    job->code = engine_solve(job->arena, job->model->model, &job->options, &job->result, &error);
    job->left = glp_free_env() == 0;
    return NULL;
}

static void expect_same(const struct small_model *model, const struct engine_result *a,
                        const struct engine_result *b)
{
    size_t people = (size_t)choice_model_person_count(model->model);
    size_t rows = (size_t)choice_model_row_count(model->model);
    cr_expect_eq(a->status, b->status);
    cr_expect_eq(a->stop, b->stop);
    cr_expect_eq(a->objective_upt, b->objective_upt, "%lld and %lld", (long long)a->objective_upt,
                 (long long)b->objective_upt);
    cr_expect_eq(a->bound_upt, b->bound_upt, "%lld and %lld", (long long)a->bound_upt,
                 (long long)b->bound_upt);
    cr_expect_eq(a->effort, b->effort, "%lld and %lld", (long long)a->effort, (long long)b->effort);
    cr_assert_eq(a->choice != NULL, b->choice != NULL);
    if (a->choice != NULL)
        cr_expect_arr_eq(a->choice, b->choice, people * sizeof *a->choice);
    cr_expect_arr_eq(a->prices_ppt, b->prices_ppt, rows * sizeof *a->prices_ppt);
}

/* Once alone, then two at once, on the same cores and in one process. */
static void expect_repeatable(struct small_model model, int64_t effort)
{
    struct job jobs[3];
    pthread_t threads[2];
    for (int i = 0; i < 3; i++) {
        jobs[i] = (struct job){.model = &model, .options = model_options(120)};
        jobs[i].options.effort = effort;
        jobs[i].options.seed = 42;
    }
    run(&jobs[0]);
    for (int i = 0; i < 2; i++)
        cr_assert_eq(pthread_create(&threads[i], NULL, run, &jobs[1 + i]), 0);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < 3; i++) {
        cr_assert_eq(jobs[i].code, ERROR_NONE);
        cr_assert_not(jobs[i].left, "a solve frees what GLPK kept for its thread");
    }
    for (int i = 1; i < 3; i++)
        expect_same(&model, &jobs[0].result, &jobs[i].result);
    for (int i = 0; i < 3; i++)
        arena_free(jobs[i].arena);
    model_free(&model);
}

Test(engine, equal_seed_and_effort_give_an_equal_answer_under_load)
{
    expect_repeatable(model_city(120, 8, FLAVOUR_MIXED, 1), 20000000);
}

Test(engine, equal_seed_and_effort_give_an_equal_answer_on_a_tight_city)
{
    expect_repeatable(model_city(120, 8, FLAVOUR_TIGHT, 2), 20000000);
}

Test(engine, equal_seeds_give_an_equal_answer_where_the_gap_ends_the_solve)
{
    uint64_t seed = 1;
    while (seed < 20)
        expect_repeatable(model_next_tiny(&seed, &tiny_size_property), 0);
}

/* --- limits
 * ------------------------------------------------------------------------------------------------- */

static struct small_model large_city(void)
{
    return model_city(5000, 60, FLAVOUR_MIXED, 1);
}

static void expect_in_time(double limit_s)
{
    struct small_model model = large_city();
    struct engine_options options = model_options(limit_s);
    double started_s = model_clock_s();
    struct engine_result result = solve(&model, &options);
    double took_s = model_clock_s() - started_s;
    cr_assert_leq(took_s, (limit_s > 0 ? limit_s : 0) + 1, "%.2f s for a limit of %.1f s", took_s, limit_s);
    cr_assert_eq(result.stop, ENGINE_STOP_TIME);
    cr_assert_neq(result.status, ENGINE_OPTIMAL);
    if (result.choice != NULL)
        expect_valid(&model, &result);
    model_free(&model);
}

Test(engine, keeps_a_limit_of_half_a_second)
{
    expect_in_time(0.5);
}

Test(engine, keeps_a_limit_of_two_seconds)
{
    expect_in_time(2);
}

Test(engine, keeps_a_limit_that_has_passed_already)
{
    expect_in_time(-1);
}

struct canceller {
    double at_s;
    double noticed_s;
};

static bool cancel_later(void *context)
{
    struct canceller *canceller = context;
    double now_s = model_clock_s();
    if (now_s < canceller->at_s)
        return false;
    canceller->noticed_s = canceller->noticed_s > 0 ? canceller->noticed_s : now_s;
    return true;
}

static void expect_cancelled(double after_s)
{
    struct small_model model = large_city();
    struct engine_options options = model_options(60);
    struct canceller canceller = {.at_s = model_clock_s() + after_s};
    options.is_cancelled = cancel_later;
    options.context = &canceller;
    struct engine_result result = solve(&model, &options);
    double took_s = model_clock_s() - canceller.at_s;
    cr_assert_eq(result.stop, ENGINE_STOP_CANCEL);
    cr_assert_leq(took_s, 1, "cancelled %.2f s after it was asked for", took_s);
    model_free(&model);
}

Test(engine, notices_a_cancel_during_the_ascent_and_the_first_plan)
{
    expect_cancelled(0.2);
}

Test(engine, notices_a_cancel_during_the_relaxation)
{
    expect_cancelled(2.5);
}

Test(engine, stops_at_its_effort)
{
    struct small_model model = model_city(300, 15, FLAVOUR_MIXED, 1);
    struct engine_options options = model_options(60);
    options.effort = 5000000;
    struct engine_result result = solve(&model, &options);
    cr_assert_eq(result.stop, ENGINE_STOP_EFFORT);
    cr_assert_geq(result.effort, options.effort);
    cr_assert_leq(result.effort, 2 * options.effort, "%lld of %lld", (long long)result.effort,
                  (long long)options.effort);
    model_free(&model);
}

Test(engine, stops_at_the_gap_it_is_given)
{
    struct small_model model = model_city(300, 15, FLAVOUR_UNIT, 1);
    struct engine_options options = model_options(20);
    options.gap = 0.2;
    struct engine_result result = solve(&model, &options);
    cr_assert_eq(result.status, ENGINE_OPTIMAL, "proven within the gap that was asked for");
    cr_assert_eq(result.stop, ENGINE_STOP_GAP);
    cr_assert_geq((double)result.bound_upt, 0.8 * (double)result.objective_upt);
    expect_valid(&model, &result);
    model_free(&model);
}
