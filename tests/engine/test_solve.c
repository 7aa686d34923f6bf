/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every part of the engine offers to, and when that is enough. */
#include "solver/engine/solve.h"

#include "tests/support/models.h"

#include <criterion/criterion.h>

struct bench {
    struct small_model model;
    struct engine_options options;
    struct solve solve;
    int reports;
};

static void count_report(void *context, const struct engine_progress *progress)
{
    (void)progress;
    ((struct bench *)context)->reports++;
}

/*   A takes two at most, has p, q, r: at least one moves, for 10 (A -> B). Worst: all three move, 30. That s
 *   could come for a micro-point keeps the costs from having a coarser grain, to which bounds would be
 * rounded. */
static void begin(struct bench *bench)
{
    struct error error = {0};
    bench->model = model_of(
        "'units': [{'id': 'A', 'headcount_limits': [null, 2]}, {'id': 'B'}],"
        "'employees': [{'id': 'p', 'unit': 'A'}, {'id': 'q', 'unit': 'A'}, {'id': 'r', 'unit': 'A'},"
        "{'id': 's', 'unit': 'B'}], 'relocation': [{'employee': 's', 'unit': 'A', 'cost': 0.000001}]",
        "'relocation': {'move': 10, 'per_km': 0, 'reluctance': 0, 'preference': 0}");
    bench->options = model_options(60);
    bench->options.on_progress = count_report;
    bench->options.context = bench;
    bench->reports = 0;
    cr_assert_eq(solve_init(&bench->solve, bench->model.model, &bench->options, &error), ERROR_NONE);
}

static void end(struct bench *bench)
{
    solve_free(&bench->solve);
    model_free(&bench->model);
}

static bool offer(struct bench *bench, const char *map)
{
    int32_t choice[4];
    model_choose(&bench->model, map, choice);
    return solve_offer_choice(&bench->solve, choice);
}

Test(solve, takes_only_feasible_and_better_placements)
{
    struct bench bench;
    begin(&bench);
    cr_assert_not(offer(&bench, "{}"), "three in A are too many");
    cr_assert_not(bench.solve.has_incumbent);
    cr_assert(offer(&bench, "{'p': 'B', 'q': 'B'}"));
    cr_assert_eq(bench.solve.incumbent_upt, 20 * MICRO);
    cr_assert_not(offer(&bench, "{'p': 'B', 'r': 'B'}"), "an equal one is no better");
    cr_assert_not(offer(&bench, "{'p': 'B', 'q': 'B', 'r': 'B'}"));
    cr_assert(offer(&bench, "{'q': 'B'}"));
    cr_assert_eq(bench.solve.incumbent_upt, 10 * MICRO);
    cr_assert_eq(bench.reports, 2, "one report per placement taken");
    end(&bench);
}

Test(solve, takes_only_higher_bounds)
{
    struct bench bench;
    begin(&bench);
    solve_offer_bound(&bench.solve, 5);
    solve_offer_bound(&bench.solve, 4);
    solve_offer_bound(&bench.solve, 5);
    cr_assert_eq(bench.solve.bound_upt, 5);
    solve_offer_bound(&bench.solve, 6);
    cr_assert_eq(bench.solve.bound_upt, 6);
    cr_assert_eq(bench.reports, 2);
    end(&bench);
}

/*   At price -l per head of A each stays for l or moves for 10; A's row gives -2 l: L = 3 min(l, 10) - 2 l.
 */
Test(solve, keeps_the_prices_of_the_best_bound)
{
    struct bench bench;
    double price = -4e6;
    begin(&bench);
    solve_offer_prices(&bench.solve, &price);
    cr_assert_eq(bench.solve.bound_upt, 4 * MICRO);
    price = -10e6;
    solve_offer_prices(&bench.solve, &price);
    cr_assert_eq(bench.solve.bound_upt, 10 * MICRO);
    price = -14e6; /* 30 - 28 */
    solve_offer_prices(&bench.solve, &price);
    cr_assert_eq(bench.solve.bound_upt, 10 * MICRO);
    cr_assert_eq(bench.solve.price_bound_upt, 10 * MICRO);
    cr_assert_eq(bench.solve.prices_ppt[0], -10 * MICRO * PPT_PER_UPT);
    end(&bench);
}

Test(solve, is_closed_when_the_gap_is_small_enough)
{
    struct bench bench;
    begin(&bench);
    bench.options.gap = 0.1;
    cr_assert_not(solve_is_closed(&bench.solve));
    cr_assert(offer(&bench, "{'q': 'B'}"));
    cr_assert_not(solve_is_closed(&bench.solve));
    solve_offer_bound(&bench.solve, 9 * MICRO - 1);
    cr_assert_not(solve_is_closed(&bench.solve));
    solve_offer_bound(&bench.solve, 9 * MICRO);
    cr_assert(solve_is_closed(&bench.solve));
    bench.options.gap = 0;
    cr_assert_not(solve_is_closed(&bench.solve));
    solve_offer_bound(&bench.solve, 10 * MICRO);
    cr_assert(solve_is_closed(&bench.solve));
    end(&bench);
}

Test(solve, proves_infeasible_only_above_the_dearest_plan)
{
    struct bench bench;
    begin(&bench);
    solve_offer_bound(&bench.solve, 30 * MICRO);
    cr_assert_not(solve_proves_infeasible(&bench.solve), "moving all three costs as much");
    solve_offer_bound(&bench.solve, 31 * MICRO);
    cr_assert(solve_proves_infeasible(&bench.solve));
    end(&bench);
}

Test(solve, stops_for_the_first_reason_that_comes)
{
    struct bench bench;
    begin(&bench);
    bench.options.effort = 100;
    cr_assert_not(solve_spend(&bench.solve, 99));
    cr_assert(solve_spend(&bench.solve, 1));
    cr_assert_eq(bench.solve.stop, ENGINE_STOP_EFFORT);
    bench.options.effort = 0;
    bench.options.deadline_s = 0;
    cr_assert(solve_spend(&bench.solve, 0));
    cr_assert_eq(bench.solve.stop, ENGINE_STOP_EFFORT, "what stopped it stays said");
    cr_assert_eq(solve_time_left(&bench.solve), 0);
    end(&bench);
}

/*   Without s every cost is a multiple of 10 points: a bound of 1 micro-point means 10 points. */
Test(solve, rounds_bounds_up_to_the_grain_of_all_costs)
{
    struct error error = {0};
    struct small_model model = model_of(
        "'units': [{'id': 'A', 'headcount_limits': [null, 2]}, {'id': 'B'}],"
        "'employees': [{'id': 'p', 'unit': 'A'}, {'id': 'q', 'unit': 'A'}, {'id': 'r', 'unit': 'A'}]",
        "'relocation': {'move': 10, 'per_km': 0, 'reluctance': 0, 'preference': 0}");
    struct engine_options options = model_options(60);
    struct solve solve;
    cr_assert_eq(solve_init(&solve, model.model, &options, &error), ERROR_NONE);
    solve_offer_bound(&solve, -1);
    cr_assert_eq(solve.bound_upt, 0);
    solve_offer_bound(&solve, 1);
    cr_assert_eq(solve.bound_upt, 10 * MICRO);
    solve_offer_bound(&solve, 10 * MICRO);
    cr_assert_eq(solve.bound_upt, 10 * MICRO);
    solve_offer_bound(&solve, 10 * MICRO + 1);
    cr_assert_eq(solve.bound_upt, 20 * MICRO);
    solve_free(&solve);
    model_free(&model);
}
