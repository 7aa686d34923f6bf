/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions below, at and above the optimum of the oracle. */
#include "solver/engine/branch.h"

#include "tests/support/models.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static const double WIDTH = 10e6;
static const int64_t ALL_EFFORT = INT64_C(1) << 40;
enum { GOES = 200000 };

struct bench {
    struct small_model model;
    struct engine_options options;
    struct solve solve;
    struct oracle_answer answer;
    struct decomposition *root;
    double bound; /* of the root */
};

static void start(struct bench *bench)
{
    struct error error = {0};
    bench->options = model_options(60);
    bench->options.seed = 1;
    cr_assert_eq(solve_init(&bench->solve, bench->model.model, &bench->options, &error), ERROR_NONE);
    double *prices = arena_alloc(bench->model.arena, (size_t)bench->solve.store.rows + 1, sizeof *prices);
    for (int32_t r = 0; r < bench->solve.store.rows; r++)
        prices[r] = 0;
    bench->root = decomposition_new(&bench->solve, prices, NULL);
    cr_assert_not_null(bench->root);
    bench->bound = decomposition_run(bench->root, 15, WIDTH, WIDTH / 100, INFINITY);
}

/* false: somebody has no choice, or one place alone shows that there is no plan */
static bool begin(struct bench *bench, uint64_t seed, const struct tiny_size *size)
{
    *bench = (struct bench){.model = model_tiny(seed, size)};
    cr_assert(oracle_solve(bench->model.problem, 4000000, &bench->answer));
    if (bench->model.model == NULL)
        return false;
    start(bench);
    return isfinite(bench->bound);
}

static void end(struct bench *bench)
{
    decomposition_free(bench->root);
    if (bench->model.model != NULL)
        solve_free(&bench->solve);
    model_free(&bench->model);
}

/* The same problem once more, from the beginning. */
static void again(struct bench *bench)
{
    decomposition_free(bench->root);
    solve_free(&bench->solve);
    start(bench);
}

/* The part of the problem that a plan below the target may use; NULL when no such plan is left. */
static struct branch *question(struct bench *bench, double target)
{
    const struct solve *solve = &bench->solve;
    uint8_t *allowed = calloc((size_t)solve->store.choices + 1, 1);
    if (solve->has_incumbent)
        target = fmin(target, (double)solve->incumbent_upt);
    int32_t open = decomposition_within(bench->root, target - decomposition_bound(bench->root) + 1, allowed);
    struct branch *branch = NULL;
    if (open >= 0) {
        branch = branch_new(&bench->solve, decomposition_part(bench->root, allowed), target, WIDTH, true);
        cr_assert_not_null(branch);
    }
    free(allowed);
    return branch;
}

static enum branch_outcome ask(struct bench *bench, double target, int64_t effort)
{
    struct branch *branch = question(bench, target);
    enum branch_outcome outcome = BRANCH_OPEN;
    if (branch == NULL) {
        double proven =
            bench->solve.has_incumbent ? fmin(target, (double)bench->solve.incumbent_upt) : target;
        solve_offer_bound(&bench->solve, (int64_t)ceil(proven));
        return BRANCH_CLOSED;
    }
    for (int go = 0; go < GOES && outcome == BRANCH_OPEN; go++)
        outcome = branch_go(branch, effort);
    cr_assert_leq(branch_target(branch), target);
    branch_free(branch);
    return outcome;
}

/* --- below the optimum ---------------------------------------------------------------------------------- */

Test(branch, proves_a_target_up_to_the_optimum_as_a_bound)
{
    int32_t asked = 0, beyond = 0;
    for (uint64_t seed = 1; seed <= 400; seed++) {
        struct bench bench;
        if (begin(&bench, seed, &tiny_size_oracle) && bench.answer.feasible) {
            double optimum = (double)bench.answer.best.total, below = bench.bound - 1000;
            for (int part = 0; part <= 4; part++) {
                double target = part == 4 ? optimum : below + (optimum - below) * part / 4;
                cr_assert_eq(ask(&bench, target, ALL_EFFORT), BRANCH_CLOSED);
                cr_assert(bench.solve.has_bound);
                cr_assert_geq((double)bench.solve.bound_upt, target, "seed %llu: asked %.3f, proved %lld",
                              (unsigned long long)seed, target, (long long)bench.solve.bound_upt);
                cr_assert_leq(bench.solve.bound_upt, bench.answer.best.total,
                              "seed %llu: asked %.3f, proved %lld, the optimum is %lld",
                              (unsigned long long)seed, target, (long long)bench.solve.bound_upt,
                              (long long)bench.answer.best.total);
                cr_assert(!bench.solve.has_incumbent || bench.solve.incumbent_upt >= bench.answer.best.total);
                asked++;
                beyond += target > bench.bound;
                again(&bench);
            }
        }
        end(&bench);
    }
    cr_assert_gt(asked, 1000);
    cr_assert_gt(beyond, asked / 3, "the root's bound already says %d of %d", asked - beyond, asked);
}

/* --- above it ------------------------------------------------------------------------------------------- */

static void expect_optimal(const struct bench *bench, uint64_t seed)
{
    cr_assert(bench->solve.has_incumbent, "seed %llu: no plan", (unsigned long long)seed);
    cr_assert_eq(bench->solve.incumbent_upt, bench->answer.best.total, "seed %llu: %lld, the optimum is %lld",
                 (unsigned long long)seed, (long long)bench->solve.incumbent_upt,
                 (long long)bench->answer.best.total);
    cr_assert(bench->solve.has_bound);
    cr_assert_eq(bench->solve.bound_upt, bench->answer.best.total, "seed %llu: bound %lld of %lld",
                 (unsigned long long)seed, (long long)bench->solve.bound_upt,
                 (long long)bench->answer.best.total);
}

static void expect_found(const struct tiny_size *size, uint64_t first, uint64_t last, double above)
{
    int32_t found = 0, infeasible = 0;
    for (uint64_t seed = first; seed <= last; seed++) {
        struct bench bench;
        if (begin(&bench, seed, size)) {
            double optimum = bench.answer.feasible ? (double)bench.answer.best.total : 1e9;
            enum branch_outcome outcome = ask(&bench, optimum + above, ALL_EFFORT);
            cr_assert(outcome == BRANCH_CLOSED || bench.solve.stopped, "seed %llu", (unsigned long long)seed);
            if (bench.answer.feasible)
                expect_optimal(&bench, seed);
            else
                cr_assert(!bench.solve.has_incumbent && (double)bench.solve.bound_upt >= optimum + above);
            found += bench.answer.feasible;
            infeasible += !bench.answer.feasible;
        }
        end(&bench);
    }
    cr_assert_gt(found, (int32_t)(last - first) / 3);
    if (last - first > 300)
        cr_assert_gt(infeasible, 5);
}

Test(branch, finds_the_optimum_just_below_the_target)
{
    expect_found(&tiny_size_oracle, 1, 500, 1);
}

Test(branch, finds_the_optimum_far_below_the_target)
{
    expect_found(&tiny_size_oracle, 501, 1000, 200e6);
}

Test(branch, finds_the_optimum_of_larger_problems)
{
    expect_found(&tiny_size_larger, 30001, 30025, 20e6);
}

Test(branch, stops_within_the_gap)
{
    int32_t found = 0;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        struct bench bench;
        if (begin(&bench, seed, &tiny_size_oracle) && bench.answer.feasible) {
            bench.options.gap = 0.05;
            ask(&bench, (double)bench.answer.best.total + 100e6, ALL_EFFORT);
            cr_assert(bench.solve.has_incumbent);
            cr_assert_leq(bench.solve.bound_upt, bench.answer.best.total);
            cr_assert_geq(bench.solve.incumbent_upt, bench.answer.best.total);
            cr_assert(solve_is_closed(&bench.solve), "seed %llu: %lld to %lld", (unsigned long long)seed,
                      (long long)bench.solve.bound_upt, (long long)bench.solve.incumbent_upt);
            found++;
        }
        end(&bench);
    }
    cr_assert_gt(found, 100);
}

/* --- in pieces ------------------------------------------------------------------------------------------ */

/* However often it is interrupted, the answer is right; interrupted equally, it is the same, bit for bit. */
Test(branch, says_the_same_in_small_pieces)
{
    int32_t asked = 0;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        struct bench bench;
        if (begin(&bench, seed, &tiny_size_oracle) && bench.answer.feasible) {
            double target = (double)bench.answer.best.total + 30e6;
            int64_t effort[2];
            int32_t people = bench.solve.store.people;
            int32_t *choice = arena_alloc(bench.model.arena, (size_t)people + 1, sizeof *choice);
            for (int round = 0; round < 2; round++) {
                if (round > 0)
                    again(&bench);
                ask(&bench, target, 1 + (int64_t)(seed % 7) * 300);
                expect_optimal(&bench, seed);
                effort[round] = bench.solve.effort;
                if (round == 0)
                    memcpy(choice, bench.solve.incumbent, (size_t)people * sizeof *choice);
            }
            cr_assert_eq(effort[0], effort[1], "seed %llu: %lld and %lld", (unsigned long long)seed,
                         (long long)effort[0], (long long)effort[1]);
            cr_assert_arr_eq(choice, bench.solve.incumbent, (size_t)people * sizeof *choice);
            asked++;
        }
        end(&bench);
    }
    cr_assert_gt(asked, 150);
}

/* A bound that is offered while nodes are open holds too. */
Test(branch, offers_no_bound_that_is_too_high_on_the_way)
{
    for (uint64_t seed = 1; seed <= 300; seed++) {
        struct bench bench;
        if (begin(&bench, seed, &tiny_size_oracle) && bench.answer.feasible) {
            double target = (double)bench.answer.best.total + 30e6;
            struct branch *branch = question(&bench, target);
            enum branch_outcome outcome = branch != NULL ? BRANCH_OPEN : BRANCH_CLOSED;
            for (int go = 0; go < 300 && outcome == BRANCH_OPEN; go++) {
                outcome = branch_go(branch, 50);
                cr_assert(!bench.solve.has_bound || bench.solve.bound_upt <= bench.answer.best.total);
            }
            branch_free(branch);
        }
        end(&bench);
    }
}

/* --- rounding ------------------------------------------------------------------------------------------- */

/*   Twelve units each miss a thousandth of an FTE, which costs 0.499 micro-points and is rounded away: the
 *   optimum is 0, although the slopes say 6 micro-points. */
Test(branch, proves_nothing_that_rounding_forgives)
{
    char instance[4000], units[1500] = "", employees[2000] = "", line[80];
    for (int u = 0; u < 12; u++) {
        snprintf(line, sizeof line, "{'id': 'A%d', 'need': 1.001},", u);
        strcat(units, line);
        snprintf(line, sizeof line, "{'id': 'p%d', 'unit': 'A%d'},", u, u);
        strcat(employees, line);
    }
    snprintf(instance, sizeof instance,
             "'units': [%s {'id': 'B'}], 'employees': [%s {'id': 'q', 'unit': 'B'}]", units, employees);
    for (int target = -2; target <= 8; target++) {
        struct bench bench = {
            .model = model_of(instance, "'balance': {'target': [1, 1], 'under': 0.000499, 'over': 0},"
                                        "'relocation': {'move': 0.00001, 'per_km': 0, 'reluctance': 0,"
                                        "'preference': 0}")};
        start(&bench);
        ask(&bench, target, ALL_EFFORT);
        cr_assert_leq(bench.solve.bound_upt, 0, "asked %d, proved %lld, staying costs nothing", target,
                      (long long)bench.solve.bound_upt);
        if (target > 0)
            cr_assert(bench.solve.has_incumbent && bench.solve.incumbent_upt == 0);
        end(&bench);
    }
}
