/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/enumeration.h"

#include "tests/support/models.h"

#include <criterion/criterion.h>

struct searched {
    struct engine_options options;
    struct solve solve;
    bool finished;
};

static void begin(struct searched *out, const struct small_model *model)
{
    struct error error = {0};
    out->options = model_options(60);
    cr_assert_eq(solve_init(&out->solve, model->model, &out->options, &error), ERROR_NONE, "%s", error.text);
}

static void compare(const struct small_model *model, const struct searched *seen, uint64_t seed)
{
    struct oracle_answer answer;
    cr_assert(oracle_solve(model->problem, 4000000, &answer));
    cr_assert(seen->finished, "seed %llu", (unsigned long long)seed);
    cr_assert_eq(seen->solve.has_incumbent, answer.feasible, "seed %llu: a plan %d, the oracle %d",
                 (unsigned long long)seed, seen->solve.has_incumbent, answer.feasible);
    if (!answer.feasible)
        return;
    cr_assert_eq(seen->solve.incumbent_upt, answer.best.total, "seed %llu: %lld, the oracle %lld",
                 (unsigned long long)seed, (long long)seen->solve.incumbent_upt,
                 (long long)answer.best.total);
    cr_assert(seen->solve.has_bound);
    cr_assert_eq(seen->solve.bound_upt, answer.best.total, "seed %llu: bound %lld of %lld",
                 (unsigned long long)seed, (long long)seen->solve.bound_upt, (long long)answer.best.total);
}

static void agree(uint64_t first, uint64_t last, bool priced)
{
    for (uint64_t seed = first; seed <= last; seed++) {
        struct small_model model = model_tiny(seed, &tiny_size_oracle);
        if (model.model != NULL) {
            struct searched seen;
            begin(&seen, &model);
            if (priced) {
                struct tiny_random random = {seed};
                int64_t *prices = arena_alloc(model.arena, (size_t)seen.solve.store.rows + 1, sizeof *prices);
                double *rounded =
                    arena_alloc(model.arena, (size_t)seen.solve.store.rows + 1, sizeof *rounded);
                model_random_prices(&model, &random, prices);
                for (int32_t r = 0; r < seen.solve.store.rows; r++)
                    rounded[r] = (double)prices[r] / (double)PPT_PER_UPT;
                solve_offer_prices(&seen.solve, rounded);
            }
            seen.finished = enumeration_run(&seen.solve, INT64_MAX);
            if (!solve_proves_infeasible(&seen.solve))
                compare(&model, &seen, seed);
            solve_free(&seen.solve);
        }
        model_free(&model);
    }
}

Test(enumeration, finds_the_optimum_of_the_oracle_from_prices_of_zero)
{
    agree(1, 500, false);
}

/* Any prices are right, good or bad: they only order and prune. */
Test(enumeration, finds_the_optimum_of_the_oracle_from_any_prices)
{
    agree(501, 800, true);
}

Test(enumeration, says_so_when_it_ran_out_of_nodes)
{
    struct small_model model = model_city(60, 6, FLAVOUR_MIXED, 1);
    struct searched seen;
    begin(&seen, &model);
    seen.finished = enumeration_run(&seen.solve, 1000);
    cr_assert_not(seen.finished);
    cr_assert_not(seen.solve.has_incumbent && seen.solve.has_bound &&
                      seen.solve.bound_upt >= seen.solve.incumbent_upt,
                  "1,000 nodes prove nothing about 60 people");
    solve_free(&seen.solve);
    model_free(&model);
}

/*   Together, in units that take one head each: every row can be met alone, half a person in each even meets
 *   all of them; whole people cannot. */
Test(enumeration, finishes_without_a_plan_where_there_is_none)
{
    struct small_model model = model_of(
        "'units': [{'id': 'A', 'headcount_limits': [null, 1]}, {'id': 'B', 'headcount_limits': [null, 1]}],"
        "'employees': [{'id': 'p', 'unit': 'A'}, {'id': 'q', 'unit': 'B'}],"
        "'pairs': [{'kind': 'together', 'employees': ['p', 'q'], 'scope': 'unit'}]",
        "'relocation': {'move': 1, 'per_km': 0, 'reluctance': 0, 'preference': 0}");
    struct searched seen;
    begin(&seen, &model);
    seen.finished = enumeration_run(&seen.solve, INT64_MAX);
    cr_assert(seen.finished);
    cr_assert_not(seen.solve.has_incumbent);
    solve_free(&seen.solve);
    model_free(&model);
}

/*   A needs 2, has p, q, r; B needs 1, has nobody: one move of 10, and three ways to make it. */
Test(enumeration, proves_a_plan_it_was_given)
{
    struct small_model model = model_of(
        "'units': [{'id': 'A', 'need': 2}, {'id': 'B', 'need': 1}],"
        "'employees': [{'id': 'p', 'unit': 'A'}, {'id': 'q', 'unit': 'A'}, {'id': 'r', 'unit': 'A'}]",
        "'balance': {'target': [1, 1], 'under': 100, 'over': 60},"
        "'relocation': {'move': 10, 'per_km': 0, 'reluctance': 0, 'preference': 0}");
    struct searched seen;
    int32_t choice[3];
    begin(&seen, &model);
    model_choose(&model, "{'r': 'B'}", choice);
    cr_assert(solve_offer_choice(&seen.solve, choice));
    cr_assert(enumeration_run(&seen.solve, INT64_MAX));
    cr_assert_eq(seen.solve.incumbent_upt, 10 * MICRO);
    cr_assert_eq(seen.solve.bound_upt, 10 * MICRO);
    cr_assert_arr_eq(seen.solve.incumbent, choice, sizeof choice, "an equal plan does not replace it");
    solve_free(&seen.solve);
    model_free(&model);
}
