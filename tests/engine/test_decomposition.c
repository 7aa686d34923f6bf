/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The unit-side bound: the knapsack of one place against trying all staffs, the whole against the oracle. */
#include "solver/engine/decomposition.h"

#include "solver/engine/knapsack.h"
#include "tests/support/models.h"

#include <criterion/criterion.h>
#include <math.h>

/* --- one place ------------------------------------------------------------------------------------------ */

static double priced(const struct shape *shape, double activity)
{
    return activity < shape->lower || activity > shape->upper ? INFINITY : shape_price(shape, activity);
}

static double value_of(const struct item *items, int32_t count, const struct shape *shape, uint32_t staff)
{
    double cost = 0, activity = 0;
    for (int32_t i = 0; i < count; i++)
        if ((staff >> i & 1) != 0) {
            cost += items[i].cost;
            activity += items[i].amount;
        }
    return cost + priced(shape, activity);
}

static double best_of_all(const struct item *items, int32_t count, const struct shape *shape)
{
    double best = INFINITY;
    for (uint32_t staff = 0; staff < UINT32_C(1) << count; staff++)
        best = fmin(best, value_of(items, count, shape, staff));
    return best;
}

struct place {
    struct bend under[2], over[2];
    struct shape shape;
    struct item items[10];
    int32_t count;
};

static void random_place(struct place *place, struct tiny_random *random)
{
    double total = 0;
    *place = (struct place){.count = tiny_below(random, 11)};
    for (int32_t i = 0; i < place->count; i++) {
        place->items[i].amount = tiny_chance(random, 10) ? 0 : (double)tiny_between(random, 1, 12) * 100;
        place->items[i].cost = (double)tiny_between(random, -1000, 1000);
        total += place->items[i].amount;
    }
    double slope = (double)tiny_between(random, 0, 3), more = (double)tiny_between(random, 0, 3);
    double edge = (double)tiny_between(random, 0, 4000), width = (double)tiny_between(random, 0, 500);
    place->under[0] = place->over[0] = (struct bend){0, slope};
    place->under[1] = place->over[1] = (struct bend){300, slope + more};
    place->shape = (struct shape){.lower = 0,
                                  .upper = total,
                                  .soft_lower = edge,
                                  .soft_upper = edge + width,
                                  .under = place->under,
                                  .over = place->over,
                                  .under_count = 1 + tiny_below(random, 2),
                                  .over_count = 1 + tiny_below(random, 2),
                                  .scale = 1000};
    if (tiny_chance(random, 40)) {
        place->shape.lower = (double)tiny_between(random, 0, (int64_t)total);
        place->shape.upper = (double)tiny_between(random, (int64_t)place->shape.lower, (int64_t)total);
    }
}

Test(knapsack, finds_the_best_of_all_staffs)
{
    struct tiny_random random = {11};
    int32_t infeasible = 0;
    for (int round = 0; round < 20000; round++) {
        struct place place;
        struct knapsack knapsack;
        uint32_t staff = 0;
        random_place(&place, &random);
        double expected = best_of_all(place.items, place.count, &place.shape);
        cr_assert(knapsack_init(&knapsack, place.count));
        double seen = knapsack_solve(&knapsack, place.items, place.count, &place.shape);
        knapsack_free(&knapsack);
        infeasible += isinf(expected);
        for (int32_t i = 0; i < place.count; i++)
            staff |= (uint32_t)place.items[i].taken << i;
        if (isinf(expected)) {
            cr_assert(isinf(seen), "round %d: %.3f, no staff fits", round, seen);
            continue;
        }
        cr_assert_float_eq(seen, expected, 1e-6, "round %d: %.3f, the best of all is %.3f", round, seen,
                           expected);
        double taken = value_of(place.items, place.count, &place.shape, staff);
        cr_assert_float_eq(taken, expected, 1e-6, "round %d: the staff it names costs %.3f, not %.3f", round,
                           taken, expected);
    }
    cr_assert_gt(infeasible, 50);
}

/* --- all places ----------------------------------------------------------------------------------------- */

Test(decomposition, never_exceeds_the_optimum_of_the_oracle)
{
    int32_t compared = 0;
    for (uint64_t seed = 1; seed <= 100; seed++) {
        struct small_model model = model_tiny(seed, &tiny_size_oracle);
        struct oracle_answer answer;
        struct error error = {0};
        cr_assert(oracle_solve(model.problem, 1000000, &answer));
        if (model.model != NULL && answer.feasible) {
            struct engine_options options = model_options(60);
            struct solve solve;
            cr_assert_eq(solve_init(&solve, model.model, &options, &error), ERROR_NONE);
            double *prices = arena_alloc(model.arena, (size_t)solve.store.rows + 1, sizeof *prices);
            struct decomposition *decomposition = decomposition_new(&solve, prices);
            if (decomposition != NULL) {
                double bound = decomposition_run(decomposition, 40, 10e6, 1, 0.05);
                cr_expect_leq(bound, (double)answer.best.total + 10, "seed %llu: %.1f above %lld",
                              (unsigned long long)seed, bound, (long long)answer.best.total);
                if (solve.has_bound)
                    cr_expect_leq(solve.bound_upt, answer.best.total, "seed %llu: offered %lld above %lld",
                                  (unsigned long long)seed, (long long)solve.bound_upt,
                                  (long long)answer.best.total);
                compared++;
                decomposition_free(decomposition);
            }
            solve_free(&solve);
        }
        model_free(&model);
    }
    cr_assert_gt(compared, 30, "only %d problems have a place with a row of its own", compared);
}

/*   A needs 1 FTE (under 100, over 60); p and q of 0.6 FTE may come for 10 each. The relaxation cuts q into a
 *   third and says 16 2/3; whole staffs cost 100, 50, 32: this bound has to see 32. */
Test(decomposition, sees_that_people_are_whole)
{
    struct small_model model =
        model_of("'units': [{'id': 'A', 'need': 1}, {'id': 'B'}],"
                 "'employees': [{'id': 'p', 'unit': 'B', 'fte': 0.6}, {'id': 'q', 'unit': 'B', 'fte': 0.6}]",
                 "'balance': {'target': [1, 1], 'under': 100, 'over': 60},"
                 "'relocation': {'move': 10, 'per_km': 0, 'reluctance': 0, 'preference': 0}");
    struct engine_options options = model_options(60);
    struct error error = {0};
    struct solve solve;
    double price = 50e6 / 3 / 1000;
    cr_assert_eq(solve_init(&solve, model.model, &options, &error), ERROR_NONE);
    struct decomposition *decomposition = decomposition_new(&solve, &price);
    cr_assert_not_null(decomposition);
    double bound = decomposition_run(decomposition, 400, 10e6, 1, 0.01);
    cr_assert_leq(bound, 32e6 + 10);
    cr_assert_geq(bound, 31.5e6, "%.0f of 32000000 micro-points", bound);
    cr_assert_geq(solve.bound_upt, 31 * MICRO);
    decomposition_free(decomposition);
    solve_free(&solve);
    model_free(&model);
}
