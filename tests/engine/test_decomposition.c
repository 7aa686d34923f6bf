/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The unit-side bound and what it fixes, against all plans of tiny problems. */
#include "solver/engine/decomposition.h"

#include "tests/support/models.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST_PLANS = 4000, PASSES = 40 };

/* A tiny problem, every plan that breaks nothing, and the decomposition of a part of it. */
struct bench {
    struct small_model model;
    struct engine_options options;
    struct solve solve;
    struct tiny_random random;
    uint64_t seed;
    int32_t people, plans;
    int32_t *choice;    /* per plan and person */
    int64_t *objective; /* per plan */
    uint8_t *allowed;   /* per choice of the store */
    uint8_t *state;     /* per choice of the decomposition */
    double *prices;     /* per row */
    struct decomposition *d;
};

/* --- all plans ------------------------------------------------------------------------------------------ */

static void *memory(struct bench *bench, int64_t count, size_t size)
{
    void *memory = arena_alloc(bench->model.arena, (size_t)count + 1, size);
    cr_assert_not_null(memory);
    return memory;
}

static bool next_choice(const struct store *store, int32_t *choice)
{
    for (int32_t k = 0; k < store->people; k++) {
        if (++choice[k] < store->first_choice[k + 1] - store->first_choice[k])
            return true;
        choice[k] = 0;
    }
    return false;
}

static void list_plans(struct bench *bench)
{
    const struct store *store = &bench->solve.store;
    int32_t *choice = memory(bench, store->people, sizeof *choice);
    size_t row = (size_t)store->people;
    memset(choice, 0, row * sizeof *choice);
    do {
        if (!store_objective(store, choice, &bench->objective[bench->plans]))
            continue;
        memcpy(bench->choice + (size_t)bench->plans * row, choice, row * sizeof *choice);
        bench->plans++;
    } while (next_choice(store, choice));
}

/* false: nothing to compare */
static bool begin(struct bench *bench, uint64_t seed)
{
    struct error error = {0};
    *bench = (struct bench){.model = model_tiny(seed, &tiny_size_oracle), .random = {seed}, .seed = seed};
    if (bench->model.model == NULL)
        return false;
    bench->options = model_options(60);
    cr_assert_eq(solve_init(&bench->solve, bench->model.model, &bench->options, &error), ERROR_NONE);
    const struct store *store = &bench->solve.store;
    double combinations = 1;
    for (int32_t k = 0; k < store->people; k++)
        combinations *= (double)(store->first_choice[k + 1] - store->first_choice[k]);
    bench->people = store->people;
    bench->allowed = memory(bench, store->choices, 1);
    bench->state = memory(bench, store->choices, 1);
    bench->prices = memory(bench, store->rows, sizeof *bench->prices);
    memset(bench->prices, 0, (size_t)store->rows * sizeof *bench->prices);
    memset(bench->state, CHOICE_OPEN, (size_t)store->choices);
    if (combinations > MOST_PLANS)
        return false;
    bench->choice = memory(bench, MOST_PLANS * (int64_t)store->people, sizeof *bench->choice);
    bench->objective = memory(bench, MOST_PLANS, sizeof *bench->objective);
    list_plans(bench);
    return true;
}

static void end(struct bench *bench)
{
    decomposition_free(bench->d);
    if (bench->model.model != NULL)
        solve_free(&bench->solve);
    model_free(&bench->model);
}

/* --- parts ---------------------------------------------------------------------------------------------- */

static void start(struct bench *bench, const uint8_t *allowed)
{
    bench->d = decomposition_new(&bench->solve, bench->prices, allowed);
    cr_assert_not_null(bench->d);
}

static void random_prices(struct bench *bench)
{
    int64_t *ppt = memory(bench, bench->solve.store.rows, sizeof *ppt);
    model_random_prices(&bench->model, &bench->random, ppt);
    for (int32_t r = 0; r < bench->solve.store.rows; r++)
        bench->prices[r] = (double)ppt[r] / PPT_PER_UPT;
}

/* Each choice with the chance, but at least one per person. */
static void random_allowed(struct bench *bench, int32_t percent)
{
    const struct store *store = &bench->solve.store;
    for (int64_t q = 0; q < store->choices; q++)
        bench->allowed[q] = tiny_chance(&bench->random, percent);
    for (int32_t k = 0; k < store->people; k++) {
        int32_t count = (int32_t)(store->first_choice[k + 1] - store->first_choice[k]);
        bench->allowed[store->first_choice[k] + tiny_below(&bench->random, count)] = 1;
    }
}

/* Some out, at most one in per person, beside others that are still open; somebody may be left with nothing.
 */
static void random_state(struct bench *bench, int32_t out, int32_t in)
{
    for (int32_t c = 0; c < decomposition_choice_count(bench->d); c++) {
        bool first = c == 0 || decomposition_person(bench->d, c) != decomposition_person(bench->d, c - 1);
        bool taken = false;
        for (int32_t b = c - 1; !first && b >= 0; b--) {
            if (decomposition_person(bench->d, b) != decomposition_person(bench->d, c))
                break;
            taken = taken || bench->state[b] == CHOICE_IN;
        }
        bench->state[c] = tiny_chance(&bench->random, out)            ? CHOICE_OUT
                          : !taken && tiny_chance(&bench->random, in) ? CHOICE_IN
                                                                      : CHOICE_OPEN;
    }
}

static bool is_allowed(const struct bench *bench, const uint8_t *allowed, int32_t plan)
{
    const struct store *store = &bench->solve.store;
    for (int32_t k = 0; k < bench->people; k++)
        if (allowed[store->first_choice[k] + bench->choice[plan * bench->people + k]] == 0)
            return false;
    return true;
}

static bool respects(const struct bench *bench, const uint8_t *state, int32_t plan)
{
    const struct store *store = &bench->solve.store;
    for (int32_t c = 0; c < decomposition_choice_count(bench->d); c++) {
        int32_t k = decomposition_person(bench->d, c);
        bool holds = store->first_choice[k] + bench->choice[plan * bench->people + k] ==
                     decomposition_store_choice(bench->d, c);
        if ((state[c] == CHOICE_OUT && holds) || (state[c] == CHOICE_IN && !holds))
            return false;
    }
    return true;
}

/* The least objective of the plans that respect both; INT64_MAX: there is none. */
static int64_t least_of(const struct bench *bench, const uint8_t *allowed, const uint8_t *state)
{
    int64_t least = INT64_MAX;
    for (int32_t i = 0; i < bench->plans; i++)
        if (bench->objective[i] < least && (allowed == NULL || is_allowed(bench, allowed, i)) &&
            respects(bench, state, i))
            least = bench->objective[i];
    return least;
}

static double run(struct bench *bench)
{
    return decomposition_run(bench->d, PASSES, 10e6, 1e4, INFINITY);
}

static void expect_bound(const struct bench *bench, double bound, int64_t least, const char *what)
{
    if (least != INT64_MAX)
        cr_assert_leq(bound, (double)least, "seed %llu, %s: bound %.3f above %lld",
                      (unsigned long long)bench->seed, what, bound, (long long)least);
}

/* --- the bound ------------------------------------------------------------------------------------------ */

Test(decomposition, never_exceeds_the_optimum_of_the_oracle)
{
    int32_t compared = 0, close = 0;
    for (uint64_t seed = 1; seed <= 500; seed++) {
        struct bench bench;
        struct oracle_answer answer;
        if (begin(&bench, seed)) {
            cr_assert(oracle_solve(bench.model.problem, 1000000, &answer));
            start(&bench, NULL);
            double bound = run(&bench);
            expect_bound(&bench, bound, answer.feasible ? answer.best.total : INT64_MAX, "whole");
            compared += answer.feasible;
            close += answer.feasible && bound > 0.9 * (double)answer.best.total;
            cr_assert(!answer.feasible || decomposition_bound(bench.d) <= (double)answer.best.total + 0.5);
        }
        end(&bench);
    }
    cr_assert_gt(compared, 300);
    cr_assert_gt(close, compared / 2, "only %d of %d bounds say nine tenths", close, compared);
}

Test(decomposition, of_a_part_never_exceeds_the_best_plan_of_that_part)
{
    int32_t compared = 0, empty = 0;
    for (uint64_t seed = 1; seed <= 500; seed++) {
        struct bench bench;
        if (begin(&bench, seed)) {
            bool part = tiny_chance(&bench.random, 60);
            random_allowed(&bench, 60);
            random_prices(&bench);
            start(&bench, part ? bench.allowed : NULL);
            for (int round = 0; round < 6; round++) {
                random_state(&bench, 5 * round, 4 * round);
                decomposition_restrict(bench.d, bench.state);
                int64_t least = least_of(&bench, part ? bench.allowed : NULL, bench.state);
                expect_bound(&bench, run(&bench), least, "part");
                expect_bound(&bench, run(&bench), least, "the same part again");
                compared += least != INT64_MAX;
                empty += least == INT64_MAX;
            }
        }
        end(&bench);
    }
    cr_assert_gt(compared, 500);
    cr_assert_gt(empty, 100);
}

/* --- fixing --------------------------------------------------------------------------------------------- */

/* Every plan that costs at most slack above the bound survives; the count is what the state says. */
static int32_t expect_fixed(struct bench *bench, const uint8_t *allowed, double slack)
{
    int32_t choices = decomposition_choice_count(bench->d), marked = 0, fixed = 0;
    uint8_t *before = memory(bench, choices, 1), *after = memory(bench, choices, 1);
    double bound = decomposition_bound(bench->d);
    memcpy(before, bench->state, (size_t)choices);
    memcpy(after, bench->state, (size_t)choices);
    int32_t open = decomposition_fix(bench->d, slack, after);
    for (int32_t i = 0; i < bench->plans; i++) {
        if ((double)bench->objective[i] > bound + slack || !respects(bench, before, i) ||
            (allowed != NULL && !is_allowed(bench, allowed, i)))
            continue;
        cr_assert_geq(open, 0, "seed %llu: says that there is none, but one costs %lld",
                      (unsigned long long)bench->seed, (long long)bench->objective[i]);
        cr_assert(respects(bench, after, i), "seed %llu: bound %.3f, slack %.3f, a plan of %lld is lost",
                  (unsigned long long)bench->seed, bound, slack, (long long)bench->objective[i]);
    }
    for (int32_t c = 0; open >= 0 && c < choices; c++) {
        cr_assert(before[c] == CHOICE_OPEN || after[c] == before[c] ||
                  (before[c] == CHOICE_OUT && after[c] == CHOICE_OUT));
        marked += after[c] == CHOICE_OPEN;
        fixed += after[c] != before[c];
    }
    cr_assert(open < 0 || marked == open, "%d open choices, said %d", marked, open);
    return fixed;
}

/* The sharpest slacks: those that end exactly at a plan. */
static int32_t expect_fixed_at_plans(struct bench *bench, const uint8_t *allowed)
{
    int32_t fixed = expect_fixed(bench, allowed, 20e6);
    double bound = decomposition_bound(bench->d);
    for (int round = 0; round < 8 && bench->plans > 0; round++) {
        double slack = (double)bench->objective[tiny_below(&bench->random, bench->plans)] - bound;
        fixed += expect_fixed(bench, allowed, slack + (round % 2));
    }
    return fixed;
}

Test(decomposition, fixes_no_plan_away_that_is_cheap_enough)
{
    int32_t fixed = 0;
    for (uint64_t seed = 1; seed <= 500; seed++) {
        struct bench bench;
        if (begin(&bench, seed)) {
            bool part = tiny_chance(&bench.random, 50);
            random_allowed(&bench, 70);
            start(&bench, part ? bench.allowed : NULL);
            for (int round = 0; round < 3; round++) {
                random_state(&bench, 10 * round, 5 * round);
                decomposition_restrict(bench.d, bench.state);
                if (isfinite(run(&bench)) && isfinite(decomposition_bound(bench.d)))
                    fixed += expect_fixed_at_plans(&bench, part ? bench.allowed : NULL);
            }
        }
        end(&bench);
    }
    cr_assert_gt(fixed, 5000, "only %d choices were fixed at all", fixed);
}

/* Places too large to be solved to the end every time. The plan is the best that some effort finds. */
static void expect_a_city_keeps_its_plan(enum flavour flavour, uint64_t seed)
{
    struct small_model model = model_city(400, 5, flavour, seed);
    struct engine_options options = model_options(100);
    struct engine_result result;
    struct error error = {0};
    struct solve solve;
    options.effort = 4000000;
    cr_assert_eq(engine_solve(model.arena, model.model, &options, &result, &error), ERROR_NONE);
    options.effort = 0;
    cr_assert_eq(solve_init(&solve, model.model, &options, &error), ERROR_NONE);
    double *prices = arena_alloc(model.arena, (size_t)solve.store.rows + 1, sizeof *prices);
    uint8_t *state = arena_alloc(model.arena, (size_t)solve.store.choices + 1, 1);
    for (int32_t r = 0; r < solve.store.rows; r++)
        prices[r] = (double)result.prices_ppt[r] / PPT_PER_UPT;
    struct decomposition *d = decomposition_new(&solve, prices, NULL);
    cr_assert_not_null(d);
    for (int round = 0; round < 4 && result.choice != NULL; round++) {
        double bound = decomposition_run(d, PASSES, 5e6 / (1 + round), 1e5, INFINITY);
        cr_assert_leq(bound, (double)result.objective_upt, "seed %llu", (unsigned long long)seed);
        memset(state, CHOICE_OPEN, (size_t)solve.store.choices);
        cr_assert_geq(decomposition_fix(d, (double)result.objective_upt - bound, state), 0);
        for (int32_t c = 0; c < decomposition_choice_count(d); c++) {
            int32_t k = decomposition_person(d, c);
            bool holds = decomposition_store_choice(d, c) == solve.store.first_choice[k] + result.choice[k];
            cr_assert_neq(state[c], holds ? CHOICE_OUT : CHOICE_IN, "seed %llu: person %d",
                          (unsigned long long)seed, k);
        }
    }
    decomposition_free(d);
    solve_free(&solve);
    model_free(&model);
}

Test(decomposition, fixes_no_good_plan_of_a_city_away)
{
    for (uint64_t seed = 1; seed <= 3; seed++) {
        expect_a_city_keeps_its_plan(FLAVOUR_UNIT, seed);
        expect_a_city_keeps_its_plan(FLAVOUR_MIXED, seed);
        expect_a_city_keeps_its_plan(FLAVOUR_TIGHT, seed);
    }
}

/* --- prices --------------------------------------------------------------------------------------------- */

Test(decomposition, has_the_same_bound_at_prices_put_back)
{
    for (uint64_t seed = 1; seed <= 200; seed++) {
        struct bench bench;
        if (begin(&bench, seed)) {
            start(&bench, NULL);
            double best = run(&bench);
            double *kept = memory(&bench, decomposition_price_count(bench.d), sizeof *kept);
            if (isfinite(best)) {
                decomposition_get_prices(bench.d, kept);
                random_state(&bench, 20, 10);
                decomposition_restrict(bench.d, bench.state);
                run(&bench);
                memset(bench.state, CHOICE_OPEN, (size_t)decomposition_choice_count(bench.d));
                decomposition_restrict(bench.d, bench.state);
                decomposition_set_prices(bench.d, kept);
                double again = decomposition_run(bench.d, 1, 1, 1, INFINITY);
                cr_assert_float_eq(again, best, 1e-3 + 1e-12 * fabs(best), "seed %llu: %.6f, put back %.6f",
                                   (unsigned long long)seed, best, again);
            }
        }
        end(&bench);
    }
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
    struct decomposition *decomposition = decomposition_new(&solve, &price, NULL);
    cr_assert_not_null(decomposition);
    double bound = decomposition_run(decomposition, 400, 10e6, 1, INFINITY);
    cr_assert_leq(bound, 32e6);
    cr_assert_geq(bound, 31.5e6, "%.0f of 32000000 micro-points", bound);
    decomposition_free(decomposition);
    solve_free(&solve);
    model_free(&model);
}

/*   Ten people sit where six are needed (over 10); elsewhere costs 8 each: four go, 32. At prices of 4, half
 * way, A keeps six and the bound is 40 - 24 = 16; at 8 it is 80 - 48 = 32. All ten have to rise by 4, while
 *   only four of them are pulled up at a time. In steps of 0.05 to 0.005 points, 1.2 in all, nobody gets
 * there alone. */
Test(decomposition, raises_everybodys_price_together)
{
    char instance[1000] = "'units': [{'id': 'A', 'need': 6}, {'id': 'B'}], 'employees': [", line[80];
    for (int k = 0; k < 10; k++) {
        snprintf(line, sizeof line, "%s{'id': 'p%d', 'unit': 'A'}", k > 0 ? "," : "", k);
        strcat(instance, line);
    }
    strcat(instance, "]");
    struct small_model model =
        model_of(instance, "'balance': {'target': [1, 1], 'under': 100, 'over': 10},"
                           "'relocation': {'move': 8, 'per_km': 0, 'reluctance': 0, 'preference': 0}");
    struct engine_options options = model_options(60);
    struct error error = {0};
    struct solve solve;
    double price = 0;
    cr_assert_eq(solve_init(&solve, model.model, &options, &error), ERROR_NONE);
    struct decomposition *decomposition = decomposition_new(&solve, &price, NULL);
    cr_assert_not_null(decomposition);
    cr_assert_float_eq(decomposition_run(decomposition, 1, 1, 1, INFINITY), 16e6, 1e4);
    double bound = decomposition_run(decomposition, 60, 0.05e6, 0.005e6, INFINITY);
    cr_assert_leq(bound, 32e6);
    cr_assert_geq(bound, 31e6, "%.0f of 32000000 micro-points", bound);
    decomposition_free(decomposition);
    solve_free(&solve);
    model_free(&model);
}

/*   Twelve units each miss a thousandth of an FTE, which costs 0.499 micro-points and is rounded away: the
 *   only plan costs nothing, although the slopes say 6. */
Test(decomposition, fixes_no_plan_away_for_what_rounding_forgives)
{
    static const char *const units = "{'id': 'A%d', 'need': 1.001},", *const employees =
                                                                          "{'id': 'p%d', 'unit': 'A%d'},";
    char instance[4000], all_units[1500] = "", all_employees[2000] = "", line[80];
    for (int u = 0; u < 12; u++) {
        snprintf(line, sizeof line, units, u);
        strcat(all_units, line);
        snprintf(line, sizeof line, employees, u, u);
        strcat(all_employees, line);
    }
    snprintf(instance, sizeof instance,
             "'units': [%s {'id': 'B'}], 'employees': [%s {'id': 'q', 'unit': 'B'}]", all_units,
             all_employees);
    struct small_model model =
        model_of(instance, "'balance': {'target': [1, 1], 'under': 0.000499, 'over': 0},"
                           "'relocation': {'move': 0.00001, 'per_km': 0,"
                           "'reluctance': 0, 'preference': 0}");
    struct engine_options options = model_options(60);
    struct error error = {0};
    struct solve solve;
    cr_assert_eq(model_rounded_rows(&model), 12);
    cr_assert_eq(solve_init(&solve, model.model, &options, &error), ERROR_NONE);
    double prices[12] = {0};
    uint8_t *state = arena_alloc(model.arena, (size_t)solve.store.choices + 1, 1);
    memset(state, CHOICE_OPEN, (size_t)solve.store.choices);
    struct decomposition *decomposition = decomposition_new(&solve, prices, NULL);
    cr_assert_not_null(decomposition);
    cr_assert_leq(decomposition_run(decomposition, 50, 10, 0.1, INFINITY), 0);
    double bound = decomposition_bound(decomposition);
    cr_assert_leq(bound, 0, "everybody stays for nothing, the bound is %.3f", bound);
    cr_assert_geq(decomposition_fix(decomposition, -bound, state), 0);
    for (int32_t c = 0; c < decomposition_choice_count(decomposition); c++) {
        int32_t k = decomposition_person(decomposition, c);
        int32_t stay = choice_model_staying(model.model, k);
        if (decomposition_store_choice(decomposition, c) == solve.store.first_choice[k] + stay)
            cr_assert_neq(state[c], CHOICE_OUT, "person %d", k);
    }
    decomposition_free(decomposition);
    solve_free(&solve);
    model_free(&model);
}
