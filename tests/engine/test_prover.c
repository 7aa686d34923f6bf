/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/prover.h"

#include "tests/support/models.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static const double WIDTH = 10e6;
enum { ADVANCES = 3000, EFFORT = 20000 };

struct bench {
    struct small_model model;
    struct engine_options options;
    struct solve solve;
    struct oracle_answer answer;
    struct prover *prover;
};

static void start(struct bench *bench)
{
    struct error error = {0};
    bench->options = model_options(60);
    cr_assert_eq(solve_init(&bench->solve, bench->model.model, &bench->options, &error), ERROR_NONE);
    double *prices = arena_alloc(bench->model.arena, (size_t)bench->solve.store.rows + 1, sizeof *prices);
    for (int32_t r = 0; r < bench->solve.store.rows; r++)
        prices[r] = 0;
    bench->prover = prover_new(&bench->solve, prices, false, WIDTH);
    cr_assert_not_null(bench->prover);
}

static bool begin(struct bench *bench, uint64_t seed, const struct tiny_size *size)
{
    *bench = (struct bench){.model = model_tiny(seed, size)};
    cr_assert(oracle_solve(bench->model.problem, 4000000, &bench->answer));
    if (bench->model.model == NULL)
        return false;
    start(bench);
    return true;
}

static void end(struct bench *bench)
{
    prover_free(bench->prover);
    if (bench->model.model != NULL)
        solve_free(&bench->solve);
    model_free(&bench->model);
}

static bool is_over(struct solve *solve)
{
    return solve_is_closed(solve) || solve_proves_infeasible(solve);
}

static void advance_to_the_end(struct bench *bench, uint64_t seed)
{
    struct solve *solve = &bench->solve;
    for (int i = 0; i < ADVANCES && !is_over(solve); i++) {
        prover_advance(bench->prover, EFFORT);
        cr_assert(!solve->has_bound || !bench->answer.feasible ||
                      solve->bound_upt <= bench->answer.best.total,
                  "seed %llu: bound %lld, the optimum is %lld", (unsigned long long)seed,
                  (long long)solve->bound_upt, (long long)bench->answer.best.total);
    }
    cr_assert(is_over(solve), "seed %llu: %s, incumbent %lld, bound %lld, optimum %lld",
              (unsigned long long)seed, bench->answer.feasible ? "feasible" : "infeasible",
              (long long)(solve->has_incumbent ? solve->incumbent_upt : -1),
              (long long)(solve->has_bound ? solve->bound_upt : -1), (long long)bench->answer.best.total);
}

static void expect_solved(const struct tiny_size *size, uint64_t first, uint64_t last)
{
    for (uint64_t seed = first; seed <= last; seed++) {
        struct bench bench;
        if (begin(&bench, seed, size)) {
            advance_to_the_end(&bench, seed);
            if (bench.answer.feasible) {
                cr_assert(bench.solve.has_incumbent);
                cr_assert_eq(bench.solve.incumbent_upt, bench.answer.best.total, "seed %llu: %lld of %lld",
                             (unsigned long long)seed, (long long)bench.solve.incumbent_upt,
                             (long long)bench.answer.best.total);
                cr_assert_eq(bench.solve.bound_upt, bench.answer.best.total);
            } else {
                cr_assert_not(bench.solve.has_incumbent);
                cr_assert(solve_proves_infeasible(&bench.solve));
            }
        }
        end(&bench);
    }
}

Test(prover, solves_tiny_problems_to_the_end)
{
    expect_solved(&tiny_size_oracle, 1, 400);
}

Test(prover, solves_other_tiny_problems_to_the_end)
{
    expect_solved(&tiny_size_oracle, 5001, 5400);
}

Test(prover, solves_larger_problems_to_the_end)
{
    expect_solved(&tiny_size_larger, 30001, 30025);
}

Test(prover, keeps_every_better_plan_among_what_it_leaves)
{
    int32_t known = 0;
    for (uint64_t seed = 1; seed <= 300; seed++) {
        struct bench bench;
        if (begin(&bench, seed, &tiny_size_oracle) && bench.answer.feasible) {
            const struct store *store = &bench.solve.store;
            int32_t people = store->people;
            uint8_t *allowed = arena_alloc(bench.model.arena, (size_t)store->choices + 1, 1);
            int32_t *best = arena_alloc(bench.model.arena, (size_t)people + 1, sizeof *best);
            int32_t *choice = arena_alloc(bench.model.arena, (size_t)people + 1, sizeof *choice);
            struct tiny_random random = {seed};
            memset(allowed, 0, (size_t)store->choices);
            model_choice_of_placement(&bench.model, bench.answer.placement, best);
            for (int i = 0; i < 500; i++) {
                model_random_choice(&bench.model, &random, choice);
                solve_offer_choice(&bench.solve, choice);
            }
            for (int i = 0; i < 100 && !prover_is_ready(bench.prover) && !is_over(&bench.solve); i++)
                prover_advance(bench.prover, EFFORT);
            if (bench.solve.has_incumbent && bench.solve.incumbent_upt > bench.answer.best.total) {
                int64_t open = prover_fix(bench.prover, allowed);
                cr_assert_geq(open, 0);
                known += open != INT64_MAX;
                for (int32_t k = 0; open != INT64_MAX && k < people; k++)
                    cr_assert(allowed[store->first_choice[k] + best[k]], "seed %llu: person %d",
                              (unsigned long long)seed, k);
            }
        }
        end(&bench);
    }
    cr_assert_gt(known, 10);
}

/* Equal effort in equal pieces gives the same, bit for bit. */
Test(prover, repeats_itself)
{
    for (uint64_t seed = 1; seed <= 100; seed++) {
        struct bench first, second;
        bool is_model = begin(&first, seed, &tiny_size_oracle);
        if (begin(&second, seed, &tiny_size_oracle) && is_model) {
            advance_to_the_end(&first, seed);
            advance_to_the_end(&second, seed);
            cr_assert_eq(first.solve.effort, second.solve.effort, "seed %llu", (unsigned long long)seed);
            cr_assert_eq(first.solve.bound_upt, second.solve.bound_upt);
            cr_assert_arr_eq(first.solve.incumbent, second.solve.incumbent,
                             (size_t)first.solve.store.people * sizeof *first.solve.incumbent);
        }
        end(&first);
        end(&second);
    }
}
