/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What presolve.h leaves out: each rule by hand, then all of them against the oracle. */
#include "solver/engine/presolve.h"

#include "solver/engine/enumeration.h"
#include "solver/model/certificate.h"
#include "tests/support/models.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const char MOVE_COSTS_10[] =
    "'relocation': {'move': 10, 'per_km': 0, 'reluctance': 0, 'preference': 0, 'first': 1}";

static const char BALANCED[] =
    "'balance': {'target': [1, 1], 'under': 100, 'over': 60},"
    "'relocation': {'move': 10, 'per_km': 0, 'reluctance': 0, 'preference': 0, 'first': 1}";

struct bench {
    struct small_model model;
    struct store store;
};

static struct bench bench_of(const char *instance, const char *policy)
{
    struct bench bench = {.model = model_of(instance, policy)};
    struct error error = {0};
    cr_assert_eq(store_init(&bench.store, bench.model.model, &error), ERROR_NONE, "%s", error.text);
    presolve_run(&bench.store, INFINITY);
    return bench;
}

static void bench_free(struct bench *bench)
{
    store_free(&bench->store);
    model_free(&bench->model);
}

static int32_t choices_of(const struct bench *bench, int32_t person)
{
    return (int32_t)(bench->store.first_choice[person + 1] - bench->store.first_choice[person]);
}

/* --- idle rows ------------------------------------------------------------------------------------------ */

/*   p and q go to A for 5 or to B for 1: 0 to 2 heads in each. At most 2 binds nobody, at least 0 neither; at
 *   most 1 does. */
Test(presolve, a_limit_nobody_can_reach_is_idle)
{
    struct bench bench = bench_of(
        "'units': [{'id': 'A', 'headcount_limits': [0, 2]}, {'id': 'B', 'headcount_limits': [null, 1]}],"
        "'employees': [{'id': 'p', 'unit': null}, {'id': 'q', 'unit': null}],"
        "'relocation': [{'employee': 'p', 'unit': 'A', 'cost': 5}, {'employee': 'q', 'unit': 'A', 'cost': "
        "5}]",
        MOVE_COSTS_10);
    cr_assert_eq(bench.store.rows, 2);
    cr_assert(store_is_idle(&bench.store, model_row(&bench.model, "headcount/A")));
    cr_assert_not(store_is_idle(&bench.store, model_row(&bench.model, "headcount/B")));
    cr_assert_eq(bench.store.choices, 4);
    cr_assert_eq(bench.store.entries, 2, "in B's row only");
    bench_free(&bench);
}

/*   A needs 1 to 3 FTE by its band and has three pinned: within the band whatever q does. */
Test(presolve, a_band_that_is_always_kept_is_idle)
{
    struct bench bench =
        bench_of("'units': [{'id': 'A', 'need': 2}, {'id': 'B'}],"
                 "'employees': [{'id': 'p', 'unit': 'A', 'pinned': true}, {'id': 'q', 'unit': 'A'}]",
                 "'balance': {'target': [0.5, 1.5], 'under': 100, 'over': 60},"
                 "'relocation': {'move': 10, 'per_km': 0, 'reluctance': 0, 'preference': 0}");
    cr_assert(store_is_idle(&bench.store, model_row(&bench.model, "supply/A")));
    cr_assert_eq(bench.store.entries, 0);
    bench_free(&bench);
}

/* The same with a band that ends at 1.5 FTE: q's staying costs. */
Test(presolve, a_band_that_can_be_left_is_not)
{
    struct bench bench =
        bench_of("'units': [{'id': 'A', 'need': 1}, {'id': 'B'}],"
                 "'employees': [{'id': 'p', 'unit': 'A', 'pinned': true}, {'id': 'q', 'unit': 'A'}]",
                 "'balance': {'target': [0.5, 1.5], 'under': 100, 'over': 60},"
                 "'relocation': {'move': 10, 'per_km': 0, 'reluctance': 0, 'preference': 0}");
    cr_assert_null(bench.store.idle);
    bench_free(&bench);
}

/* --- dominated choices ---------------------------------------------------------------------------------- */

/*   A keeps one head at most. r moves to B for 5 + 5 x 1, or with an incentive that costs 3 for 5 + 5 x 0.8 +
 * 3: the same for more. */
Test(presolve, an_offer_that_changes_nothing_for_more_is_dominated)
{
    struct bench bench =
        bench_of("'units': [{'id': 'A', 'headcount_limits': [null, 1]}, {'id': 'B'}],"
                 "'employees': [{'id': 'p', 'unit': 'A'}, {'id': 'r', 'unit': 'A', 'reluctance': 1,"
                 "'offers': [{'kind': 'incentive', 'cost': 3, 'reluctance': 0.8}]}]",
                 "'relocation': {'move': 5, 'per_km': 0, 'reluctance': 5, 'preference': 0}");
    int32_t plain = choice_model_choice_of(bench.model.model, 1, 1, NONE, NONE);
    int32_t offered = choice_model_choice_of(bench.model.model, 1, 1, 0, NONE);
    cr_assert_neq(offered, NONE);
    cr_assert_eq(choices_of(&bench, 1), 2, "to stay, and to move without it");
    cr_assert_eq(store_find(&bench.store, 1, offered), store_find(&bench.store, 1, plain));
    cr_assert_eq(store_model_choice(&bench.store, 1, store_find(&bench.store, 1, offered)), plain);
    bench_free(&bench);
}

/* The same with an incentive that pays: 10 against 5 + 5 x 0.2 + 3. */
Test(presolve, the_plain_choice_is_dominated_where_the_offer_pays)
{
    struct bench bench =
        bench_of("'units': [{'id': 'A', 'headcount_limits': [null, 1]}, {'id': 'B'}],"
                 "'employees': [{'id': 'p', 'unit': 'A'}, {'id': 'r', 'unit': 'A', 'reluctance': 1,"
                 "'offers': [{'kind': 'incentive', 'cost': 3, 'reluctance': 0.2}]}]",
                 "'relocation': {'move': 5, 'per_km': 0, 'reluctance': 5, 'preference': 0}");
    int32_t plain = choice_model_choice_of(bench.model.model, 1, 1, NONE, NONE);
    int32_t offered = choice_model_choice_of(bench.model.model, 1, 1, 0, NONE);
    cr_assert_eq(store_model_choice(&bench.store, 1, store_find(&bench.store, 1, plain)), offered);
    bench_free(&bench);
}

/*   A may keep one head; B and C take any number. Both can leave A; p's move to B costs 10, to C too; p's
 * place in A uses a row that only less can help, so moving is no worse there, but it costs more than staying.
 *   B and C are alike: of them the earlier stays. */
Test(presolve, of_equal_choices_the_earlier_stays)
{
    struct bench bench =
        bench_of("'units': [{'id': 'A', 'headcount_limits': [null, 1]}, {'id': 'B'}, {'id': 'C'}],"
                 "'employees': [{'id': 'p', 'unit': 'A'}, {'id': 'q', 'unit': 'A'}]",
                 MOVE_COSTS_10);
    cr_assert_eq(choices_of(&bench, 0), 2);
    cr_assert_eq(store_find(&bench.store, 0, choice_model_choice_of(bench.model.model, 0, 0, NONE, NONE)), 0);
    cr_assert_eq(store_find(&bench.store, 0, choice_model_choice_of(bench.model.model, 0, 1, NONE, NONE)), 1);
    cr_assert_eq(store_find(&bench.store, 0, choice_model_choice_of(bench.model.model, 0, 2, NONE, NONE)), 1);
    bench_free(&bench);
}

/*   A needs two heads by a hard limit: leaving for B costs nothing less than staying and gives A less. */
Test(presolve, a_choice_that_gives_less_where_more_is_wanted_is_dominated)
{
    struct bench bench = bench_of("'units': [{'id': 'A', 'headcount_limits': [2, null]}, {'id': 'B'}],"
                                  "'employees': [{'id': 'p', 'unit': 'A'}, {'id': 'q', 'unit': 'A'},"
                                  "{'id': 'r', 'unit': 'A'}]",
                                  MOVE_COSTS_10);
    for (int32_t k = 0; k < 3; k++)
        cr_assert_eq(choices_of(&bench, k), 1);
    cr_assert_eq(bench.store.entries, 0, "three stay: the limit is idle");
    bench_free(&bench);
}

/*   Staying costs nothing but counts against A's limit of one head; moving costs 10: neither dominates. */
Test(presolve, a_cheaper_choice_that_uses_more_dominates_nothing)
{
    struct bench bench = bench_of("'units': [{'id': 'A', 'headcount_limits': [null, 1]}, {'id': 'B'}],"
                                  "'employees': [{'id': 'p', 'unit': 'A'}, {'id': 'q', 'unit': 'A'}]",
                                  MOVE_COSTS_10);
    cr_assert_eq(choices_of(&bench, 0), 2);
    cr_assert_null(bench.store.instead);
    bench_free(&bench);
}

/* --- choices in no plan --------------------------------------------------------------------------------- */

/*   B takes 0.5 FTE and one head. p (1 FTE) never fits; q (0.5) does; then one head is q's at most: idle. */
Test(presolve, a_choice_that_breaks_a_limit_alone_is_in_no_plan)
{
    struct bench bench =
        bench_of("'units': [{'id': 'A', 'headcount_limits': [null, 1]},"
                 "{'id': 'B', 'supply_limits': [null, 0.5], 'headcount_limits': [null, 1]}],"
                 "'employees': [{'id': 'p', 'unit': 'A'}, {'id': 'q', 'unit': 'A', 'fte': 0.5}]",
                 MOVE_COSTS_10);
    cr_assert_eq(store_find(&bench.store, 0, choice_model_choice_of(bench.model.model, 0, 1, NONE, NONE)),
                 -1);
    cr_assert_eq(choices_of(&bench, 0), 1, "p stays");
    cr_assert_eq(store_find(&bench.store, 1, choice_model_choice_of(bench.model.model, 1, 0, NONE, NONE)), -1,
                 "and so A is full");
    cr_assert_eq(choices_of(&bench, 1), 1);
    cr_assert_eq(bench.store.entries, 0, "no row is left to bind");
    cr_assert_not(bench.store.infeasible);
    bench_free(&bench);
}

/*   A must keep two heads and has two: nobody can leave. */
Test(presolve, leaving_is_in_no_plan_where_everybody_is_needed)
{
    struct bench bench = bench_of("'units': [{'id': 'A', 'headcount_limits': [2, null]}, {'id': 'B'}],"
                                  "'employees': [{'id': 'p', 'unit': 'A', 'consent': ['B']},"
                                  "{'id': 'q', 'unit': 'A', 'consent': ['B']}]",
                                  MOVE_COSTS_10);
    cr_assert_eq(store_find(&bench.store, 0, choice_model_choice_of(bench.model.model, 0, 1, NONE, NONE)),
                 -1);
    cr_assert_eq(bench.store.choices, 2);
    bench_free(&bench);
}

/*   A keeps two heads, B at least one, and there are two people. */
Test(presolve, rows_that_leave_somebody_no_choice_are_infeasible)
{
    struct bench bench = bench_of(
        "'units': [{'id': 'A', 'headcount_limits': [2, null]}, {'id': 'B', 'headcount_limits': [1, null]}],"
        "'employees': [{'id': 'p', 'unit': 'A'}, {'id': 'q', 'unit': 'A'}]",
        MOVE_COSTS_10);
    cr_assert(bench.store.infeasible);
    bench_free(&bench);
}

/* --- identical people ----------------------------------------------------------------------------------- */

Test(presolve, people_with_the_same_choices_are_one_class)
{
    struct bench bench =
        bench_of("'units': [{'id': 'A', 'need': 2}, {'id': 'B', 'need': 1}],"
                 "'employees': [{'id': 'p', 'unit': 'A'}, {'id': 'q', 'unit': 'B'}, {'id': 'r', 'unit': 'A'},"
                 "{'id': 's', 'unit': 'A', 'fte': 0.8}, {'id': 't', 'unit': 'A'}, {'id': 'u', 'unit': 'B'}]",
                 BALANCED);
    const int32_t expected[] = {0, 1, 0, 3, 0, 1};
    cr_assert_not_null(bench.store.class_of);
    cr_assert_arr_eq(bench.store.class_of, expected, sizeof expected);
    bench_free(&bench);
}

Test(presolve, people_of_whom_no_two_are_alike_have_no_classes)
{
    struct bench bench = bench_of("'units': [{'id': 'A', 'need': 2}, {'id': 'B', 'need': 1}],"
                                  "'employees': [{'id': 'p', 'unit': 'A'}, {'id': 'q', 'unit': 'B'}]",
                                  MOVE_COSTS_10);
    cr_assert_null(bench.store.class_of);
    bench_free(&bench);
}

/*   Eleven new people, three units, each wants 3.5 (under 100, over 60 points a head): the best is 4, 4, 3 at
 *   0.5 x (60 + 60 + 100) = 110, and 11 first placements. Without classes there are 3^11 = 177,147 plans;
 * with them 78. */
Test(presolve, a_class_is_searched_once)
{
    struct small_model model = model_of(
        "'units': [{'id': 'A', 'need': 3.5}, {'id': 'B', 'need': 3.5}, {'id': 'C', 'need': 3.5}],"
        "'employees': [{'id': 'a', 'unit': null}, {'id': 'b', 'unit': null}, {'id': 'c', 'unit': null},"
        "{'id': 'd', 'unit': null}, {'id': 'e', 'unit': null}, {'id': 'f', 'unit': null},"
        "{'id': 'g', 'unit': null}, {'id': 'h', 'unit': null}, {'id': 'i', 'unit': null},"
        "{'id': 'j', 'unit': null}, {'id': 'k', 'unit': null}]",
        BALANCED);
    struct engine_options options = model_options(60);
    for (int with = 0; with < 2; with++) {
        struct solve solve;
        struct error error = {0};
        cr_assert_eq(solve_init(&solve, model.model, &options, &error), ERROR_NONE);
        if (with)
            solve_presolve(&solve);
        bool finished = enumeration_run(&solve, 1000);
        cr_assert_eq(finished, with == 1);
        cr_assert(!with || solve.incumbent_upt == 121 * MICRO);
        solve_free(&solve);
    }
    model_free(&model);
}

/* --- against the oracle --------------------------------------------------------------------------------- */

struct census {
    int32_t models, feasible, removed, impossible, idle, doubles;
};

static void count(const struct store *store, struct census *census)
{
    for (int32_t r = 0; r < store->rows; r++)
        census->idle += store_is_idle(store, r);
    for (int32_t k = 0; k < store->people && store->class_of != NULL; k++)
        census->doubles += store->class_of[k] != k;
    if (store->instead == NULL)
        return;
    int64_t all = store->model_first[store->people];
    census->removed += (int32_t)(all - store->choices);
    for (int64_t q = 0; q < all; q++)
        census->impossible += store->instead[q] < 0;
}

/* The oracle's plan, every choice replaced by the one that stands for it, is as good; and what the store says
 * of a plan is what the model says. */
static void expect_kept(const struct small_model *model, const struct solve *solve,
                        const struct oracle_answer *answer, uint64_t seed)
{
    const struct store *store = &solve->store;
    int32_t *choice = arena_alloc(model->arena, (size_t)store->people + 1, sizeof *choice);
    struct oracle_verdict verdict;
    int64_t objective = 0;
    model_choice_of_placement(model, answer->placement, choice);
    for (int32_t k = 0; k < store->people; k++) {
        choice[k] = store_find(store, k, choice[k]);
        cr_assert_geq(choice[k], 0, "seed %llu: person %d's choice was thought to be in no plan",
                      (unsigned long long)seed, k);
    }
    cr_assert(store_objective(store, choice, &objective), "seed %llu", (unsigned long long)seed);
    cr_assert_eq(objective, answer->best.total, "seed %llu", (unsigned long long)seed);
    for (int32_t k = 0; k < store->people; k++)
        choice[k] = store_model_choice(store, k, choice[k]);
    cr_assert(oracle_evaluate(model->problem, model_placement(model, choice), &verdict));
    cr_assert_eq(verdict.objective.total, answer->best.total, "seed %llu", (unsigned long long)seed);
    cr_assert_eq(verdict.broken, 0, "seed %llu", (unsigned long long)seed);
}

/* Whatever the prices: what is claimed is what the certificate finds, idle rows at 0. */
static void expect_certified(const struct small_model *model, struct solve *solve, uint64_t seed)
{
    struct tiny_random random = {seed};
    const struct store *store = &solve->store;
    int64_t *prices = arena_alloc(model->arena, (size_t)store->rows + 1, sizeof *prices), claimed, proven;
    for (int round = 0; round < 5; round++) {
        struct error error = {0};
        bool infeasible = false;
        model_random_prices(model, &random, prices);
        for (int32_t r = 0; r < store->rows; r++)
            prices[r] = store_is_idle(store, r) ? 0 : prices[r];
        cr_assert(store_bound(store, prices, &claimed));
        cr_assert_eq(certificate_bound(model->model, prices, &proven, &infeasible, &error), ERROR_NONE);
        cr_assert_eq(claimed, proven, "seed %llu: %lld, the certificate says %lld", (unsigned long long)seed,
                     (long long)claimed, (long long)proven);
    }
}

static void check(const struct small_model *model, uint64_t seed, struct census *census)
{
    struct engine_options options = model_options(60);
    struct oracle_answer answer;
    struct solve solve;
    struct error error = {0};
    cr_assert(oracle_solve(model->problem, 4000000, &answer));
    cr_assert_eq(solve_init(&solve, model->model, &options, &error), ERROR_NONE);
    bool was_infeasible = solve.store.infeasible;
    solve_presolve(&solve);
    count(&solve.store, census);
    cr_assert_not(solve.store.infeasible && answer.feasible, "seed %llu", (unsigned long long)seed);
    if (answer.feasible)
        expect_kept(model, &solve, &answer, seed);
    if (!was_infeasible)
        expect_certified(model, &solve, seed);
    if (!solve.store.infeasible) {
        cr_assert(enumeration_run(&solve, INT64_MAX), "seed %llu", (unsigned long long)seed);
        cr_assert_eq(solve.has_incumbent, answer.feasible, "seed %llu", (unsigned long long)seed);
        cr_assert(!answer.feasible || solve.incumbent_upt == answer.best.total, "seed %llu",
                  (unsigned long long)seed);
        cr_assert(!answer.feasible || solve.bound_upt == answer.best.total, "seed %llu",
                  (unsigned long long)seed);
    }
    census->feasible += answer.feasible;
    census->models++;
    solve_free(&solve);
}

Test(presolve, keeps_an_optimal_plan_and_every_claim_of_the_oracles_models)
{
    struct census census = {0};
    for (uint64_t seed = 1; seed <= 1200; seed++) {
        struct small_model model = model_tiny(seed, &tiny_size_oracle);
        if (model.model != NULL)
            check(&model, seed, &census);
        model_free(&model);
    }
    cr_assert_gt(census.feasible, 300);
    cr_assert_gt(census.removed, 1000, "%d choices were left out", census.removed);
    cr_assert_gt(census.impossible, 200, "%d of them in no plan", census.impossible);
    cr_assert_gt(census.idle, 500, "%d rows were idle", census.idle);
    cr_assert_gt(census.doubles, 100, "%d people had a double", census.doubles);
}

/* --- time ----------------------------------------------------------------------------------------------- */

enum { WIDE_UNITS = 8000, FEW_PEOPLE = 250 };

/* 250 people with 8,000 choices each: one pass over their six million entries takes longer than there is
 * time. */
Test(presolve, stops_in_time_where_few_people_have_thousands_of_choices)
{
    size_t room = (size_t)WIDE_UNITS * 60 + (size_t)FEW_PEOPLE * 40, at = 0;
    char *text = malloc(room);
    for (int u = 0; u < WIDE_UNITS; u++)
        at += (size_t)snprintf(text + at, room - at,
                               "%s{'id': 'u%d', 'headcount_limits': [0, 1], 'budget': 20}",
                               u > 0 ? "," : "'units': [", u);
    for (int k = 0; k < FEW_PEOPLE; k++)
        at += (size_t)snprintf(text + at, room - at, "%s{'id': 'e%d', 'unit': 'u%d'}",
                               k > 0 ? "," : "], 'employees': [", k, k);
    snprintf(text + at, room - at, "]");
    struct small_model model = model_of(text, MOVE_COSTS_10);
    struct store store;
    struct error error = {0};
    cr_assert_eq(store_init(&store, model.model, &error), ERROR_NONE, "%s", error.text);
    int64_t work = presolve_run(&store, model_clock_s() + 0.008);
    cr_assert_lt(work, 2 * store.entries, "it went over all entries once, and counts them once more");
    cr_assert_null(store.model_choice, "the store stays as it was");
    store_free(&store);
    model_free(&model);
    free(text);
}
