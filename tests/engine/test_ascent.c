/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/ascent.h"

#include "tests/support/models.h"

#include <criterion/criterion.h>
#include <math.h>

enum { PASSES = 400 };

static void start(struct solve *solve, const struct small_model *model, const struct engine_options *options)
{
    struct error error = {0};
    cr_assert_eq(solve_init(solve, model->model, options, &error), ERROR_NONE, "%s", error.text);
}

/* Both what ascent_run returns and what it offered to the solve. */
static void expect_below(const struct solve *solve, double bound, int64_t optimum, uint64_t seed)
{
    cr_expect_leq(bound, (double)optimum + 1 + 1e-9 * fabs((double)optimum),
                  "seed %llu: returns %.3f, the optimum is %lld", (unsigned long long)seed, bound,
                  (long long)optimum);
    if (solve->has_bound)
        cr_expect_leq(solve->bound_upt, optimum, "seed %llu: bound %lld, the optimum is %lld",
                      (unsigned long long)seed, (long long)solve->bound_upt, (long long)optimum);
}

Test(ascent, never_exceeds_the_optimum_of_the_oracle)
{
    int32_t feasible = 0, tight = 0;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        struct small_model model = model_tiny(seed, &tiny_size_oracle);
        struct oracle_answer answer;
        cr_assert(oracle_solve(model.problem, 1000000, &answer));
        if (model.model != NULL && answer.feasible) {
            struct engine_options options = model_options(60);
            struct solve solve;
            start(&solve, &model, &options);
            double *prices = arena_alloc(model.arena, (size_t)solve.store.rows + 1, sizeof *prices);
            double bound = ascent_run(&solve, prices, PASSES);
            expect_below(&solve, bound, answer.best.total, seed);
            feasible++;
            tight += bound > 0.5 * (double)answer.best.total;
            solve_free(&solve);
        }
        model_free(&model);
    }
    cr_assert_gt(feasible, 150);
    cr_assert_gt(tight, feasible / 2, "a bound that says nothing passes too: only %d of %d say half", tight,
                 feasible);
}

/*   A needs 1 FTE (under 100, over 60 points); p and q have 0.6 FTE each, stay in B, which needs nothing;
 *   a move costs 10.
 *
 *   x = how many move:  10 x + 100 (1 - 0.6 x) for 0.6 x <= 1, so it pays to move 5/3 of them:
 *   16 2/3 points is what the relaxation costs. Whole people: 0 -> 100, 1 -> 50, 2 -> 20 + 0.2 x 60 = 32. */
static struct small_model two_for_one(void)
{
    return model_of(
        "'units': [{'id': 'A', 'need': 1}, {'id': 'B'}],"
        "'employees': [{'id': 'p', 'unit': 'B', 'fte': 0.6}, {'id': 'q', 'unit': 'B', 'fte': 0.6}]",
        "'balance': {'target': [1, 1], 'under': 100, 'over': 60},"
        "'relocation': {'move': 10, 'per_km': 0, 'reluctance': 0, 'preference': 0}");
}

Test(ascent, comes_within_a_thousandth_of_a_dual_value_by_hand)
{
    struct small_model model = two_for_one();
    struct engine_options options = model_options(60);
    struct solve solve;
    double price = 0, optimum = 50e6 / 3;
    start(&solve, &model, &options);
    double bound = ascent_run(&solve, &price, 1000);
    cr_assert_leq(bound, optimum + 1);
    cr_assert_geq(bound, 0.999 * optimum, "%.0f of %.0f micro-points", bound, optimum);
    cr_assert(solve.has_bound);
    cr_assert_geq((double)solve.bound_upt, 0.999 * optimum);
    cr_assert_leq(solve.bound_upt, 20 * MICRO, "the relaxation, rounded up to a multiple of all costs");
    cr_assert_float_eq(price, 1e7 / 600, 1e7 / 600 * 0.01, "10 points per 600 milli-FTE, seen %.3f", price);
    solve_free(&solve);
    model_free(&model);
}

Test(ascent, leaves_the_prices_of_the_bound_it_returns)
{
    uint64_t seed = 500;
    while (seed < 540) {
        struct small_model model = model_next_tiny(&seed, &tiny_size_property);
        struct engine_options options = model_options(60);
        struct solve solve;
        start(&solve, &model, &options);
        double *prices = arena_alloc(model.arena, (size_t)solve.store.rows + 1, sizeof *prices);
        double *reduced = arena_alloc(model.arena, (size_t)solve.store.choices + 1, sizeof *reduced);
        double bound = ascent_run(&solve, prices, 100);
        double again = ascent_reduced_costs(&solve.store, prices, reduced, NULL);
        if (!solve.store.infeasible)
            cr_expect_float_eq(again, bound, 1 + 1e-9 * fabs(bound), "seed before %llu: %.3f, then %.3f",
                               (unsigned long long)seed, bound, again);
        solve_free(&solve);
        model_free(&model);
    }
}

/*   At price 100 points per FTE of A, in two_for_one: staying costs 0, moving 10 - 0.6 x 100 = -50.
 *   L = 2 x -50 + min_s(phi + 100 s) = -100 + 100 = 0. */
Test(ascent, prices_choices_by_their_entries)
{
    struct small_model model = two_for_one();
    struct engine_options options = model_options(60);
    struct solve solve;
    double price = 100e6 / 1000, reduced[4], least[2];
    int32_t moves[2];
    start(&solve, &model, &options);
    model_choose(&model, "{'p': 'A', 'q': 'A'}", moves);
    cr_assert_float_eq(ascent_reduced_costs(&solve.store, &price, reduced, least), 0, 1e-3);
    for (int32_t k = 0; k < 2; k++) {
        cr_assert_float_eq(reduced[2 * k + moves[k]], -50e6, 1e-3);
        cr_assert_float_eq(reduced[2 * k + 1 - moves[k]], 0, 1e-3);
        cr_assert_float_eq(least[k], -50e6, 1e-3);
    }
    solve_free(&solve);
    model_free(&model);
}

Test(ascent, refines_good_prices_without_losing_them)
{
    uint64_t seed = 600;
    while (seed < 640) {
        struct small_model model = model_next_tiny(&seed, &tiny_size_property);
        struct engine_options options = model_options(60);
        struct solve solve;
        start(&solve, &model, &options);
        double *prices = arena_alloc(model.arena, (size_t)solve.store.rows + 1, sizeof *prices);
        double first = ascent_run(&solve, prices, 50);
        double second = ascent_refine(&solve, prices, 50);
        cr_expect_geq(second, first - 1e-9 * fabs(first), "seed before %llu", (unsigned long long)seed);
        solve_free(&solve);
        model_free(&model);
    }
}

Test(ascent, stops_when_the_effort_is_spent)
{
    struct small_model model = two_for_one();
    struct engine_options options = model_options(60);
    struct solve solve;
    double price = 0;
    options.effort = 10;
    start(&solve, &model, &options);
    ascent_run(&solve, &price, 1000000);
    cr_assert(solve.stopped);
    cr_assert_eq(solve.stop, ENGINE_STOP_EFFORT);
    cr_assert_lt(solve.effort, 1000);
    cr_assert(solve.has_bound, "what the few passes proved is kept");
    solve_free(&solve);
    model_free(&model);
}
