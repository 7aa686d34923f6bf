/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Choices that are priced, not stored: the bound of the whole model against the certificate, the pool by
 * hand, and solves of models that do not fit their store. */
#include "solver/engine/pricing.h"

#include "solver/model/certificate.h"
#include "tests/support/models.h"

#include <criterion/criterion.h>
#include <math.h>

static const double NEVER = INFINITY;
static const struct pricing_wish nothing = {0};

static int64_t priced_bound(const struct small_model *model, const int64_t *prices, int32_t threads,
                            struct pricing_wish wish)
{
    struct store store;
    struct error error = {0};
    int128 people;
    bool late;
    int64_t bound = 0;
    struct pricing *pricing = pricing_new(model->model, threads, NEVER);
    cr_assert_not_null(pricing);
    cr_assert(pricing_first_pool(pricing, NULL));
    cr_assert_eq(store_init_pool(&store, model->model, pricing_pool(pricing), NEVER, &late, &error),
                 ERROR_NONE);
    cr_assert(pricing_pass(pricing, prices, wish, &people));
    cr_assert(store_bound_with(&store, prices, people, &bound));
    store_free(&store);
    pricing_free(pricing);
    return bound;
}

static void expect_certified(const struct small_model *model, uint64_t seed)
{
    struct tiny_random random = {seed};
    int32_t rows = choice_model_row_count(model->model);
    int64_t *prices = arena_alloc(model->arena, (size_t)rows + 1, sizeof *prices), expected = 0;
    struct error error = {0};
    bool infeasible = false;
    for (int round = 0; round < 3; round++) {
        model_random_prices(model, &random, prices);
        cr_assert_eq(certificate_bound(model->model, prices, &expected, &infeasible, &error), ERROR_NONE);
        for (int32_t threads = 1; !infeasible && threads <= 3; threads++)
            cr_assert_eq(priced_bound(model, prices, threads, nothing), expected, "seed %llu, %d threads",
                         (unsigned long long)seed, threads);
    }
}

Test(pricing, proves_what_the_certificate_says_to_the_last_unit)
{
    uint64_t seed = 2000;
    while (seed < 2100) {
        struct small_model model = model_next_tiny(&seed, &tiny_size_property);
        expect_certified(&model, seed);
        model_free(&model);
    }
    for (seed = 1; seed <= 3; seed++) {
        struct small_model model = model_city(300, 40, seed == 1 ? FLAVOUR_MIXED : FLAVOUR_TIGHT, seed);
        expect_certified(&model, seed);
        model_free(&model);
    }
}

/*   p stands in unit 00 and may go to any of 20 others; a move costs 10 points and 1 more per km, and unit n
 *   lies n km away: the nearest eight make the first pool, with staying. A head in unit 15 worth 40 points
 *   makes it 10 + 15 - 40 = -15; then come staying at 0 and unit 01 at 11. */
static struct small_model street(void)
{
    return model_of(
        "'units': [{'id': '00'}, {'id': '01'}, {'id': '02'}, {'id': '03'}, {'id': '04'}, {'id': '05'},"
        "{'id': '06'}, {'id': '07'}, {'id': '08'}, {'id': '09'}, {'id': '10'}, {'id': '11'}, {'id': '12'},"
        "{'id': '13'}, {'id': '14'}, {'id': '15', 'headcount_limits': [1, null]}, {'id': '16'}],"
        "'distances': {'units': ['00', '01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', "
        "'12',"
        " '13', '14', '15', '16'], 'km': ["
        "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],"
        "[1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],"
        "[2, 1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14],"
        "[3, 2, 1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13],"
        "[4, 3, 2, 1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],"
        "[5, 4, 3, 2, 1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],"
        "[6, 5, 4, 3, 2, 1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10],"
        "[7, 6, 5, 4, 3, 2, 1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9],"
        "[8, 7, 6, 5, 4, 3, 2, 1, 0, 1, 2, 3, 4, 5, 6, 7, 8],"
        "[9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 1, 2, 3, 4, 5, 6, 7],"
        "[10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 1, 2, 3, 4, 5, 6],"
        "[11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 1, 2, 3, 4, 5],"
        "[12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 1, 2, 3, 4],"
        "[13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 1, 2, 3],"
        "[14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 1, 2],"
        "[15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 1],"
        "[16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0]]},"
        "'employees': [{'id': 'p', 'unit': '00'}]",
        "'relocation': {'move': 10, 'per_km': 1, 'reluctance': 0, 'preference': 0}");
}

static bool holds(const struct pool *pool, int32_t choice)
{
    for (int32_t i = 0; i < pool->count[0]; i++)
        if (pool->choice[i] == choice)
            return true;
    return false;
}

Test(pricing, pool_begins_with_staying_and_the_cheapest)
{
    struct small_model model = street();
    struct pricing *pricing = pricing_new(model.model, 1, NEVER);
    const int32_t start = 13;
    cr_assert(pricing_first_pool(pricing, &start));
    cr_assert_eq(pricing_pool(pricing)->count[0], 10, "staying, the start and eight more");
    for (int32_t unit = 0; unit <= 8; unit++)
        cr_assert(holds(pricing_pool(pricing), unit), "unit %d", unit);
    cr_assert(holds(pricing_pool(pricing), start));
    for (int32_t i = 1; i < pricing_pool(pricing)->count[0]; i++)
        cr_assert_lt(pricing_pool(pricing)->choice[i - 1], pricing_pool(pricing)->choice[i], "rising");
    pricing_free(pricing);
    model_free(&model);
}

Test(pricing, pool_takes_what_reduced_costs_ask_for_and_no_more)
{
    struct small_model model = street();
    struct pricing *pricing = pricing_new(model.model, 1, NEVER);
    int64_t price = 40 * MICRO * PPT_PER_UPT;
    int128 people;
    cr_assert(pricing_first_pool(pricing, NULL));
    cr_assert_not(holds(pricing_pool(pricing), 15));
    cr_assert(pricing_pass(pricing, &price, (struct pricing_wish){3, 33e6}, &people));
    cr_assert(people == (int128)-15 * MICRO * PPT_PER_UPT, "15 km and a move less 40 points");
    cr_assert(holds(pricing_pool(pricing), 15));
    cr_assert_eq(pricing_pool(pricing)->count[0], 10, "unit 09 at 19 points is 34 above the least");
    cr_assert(pricing_pass(pricing, &price, (struct pricing_wish){3, 34e6}, &people));
    cr_assert(holds(pricing_pool(pricing), 9));
    cr_assert_eq(pricing_pool(pricing)->count[0], 11);
    pricing_free(pricing);
    model_free(&model);
}

static struct engine_result solve_unstored(const struct small_model *model, int64_t effort, int32_t threads)
{
    struct engine_options options = model_options(60);
    struct engine_result result;
    struct error error = {0};
    options.stored_choices = 1;
    options.effort = effort;
    options.threads = threads;
    cr_assert_eq(engine_solve(model->arena, model->model, &options, &result, &error), ERROR_NONE, "%s",
                 error.text);
    return result;
}

/* Two people who must end together, in a street of so many units that their pools need not meet. */
Test(pricing, pool_holds_everything_for_people_tied_to_others)
{
    struct small_model model = model_of(
        "'units': [{'id': '00'}, {'id': '01'}, {'id': '02'}, {'id': '03'}, {'id': '04'}, {'id': '05'},"
        "{'id': '06'}, {'id': '07'}, {'id': '08'}, {'id': '09'}, {'id': '10'}, {'id': '11'}],"
        "'employees': [{'id': 'p', 'unit': '00'}, {'id': 'q', 'unit': '11'}, {'id': 'r', 'unit': '05'}],"
        "'pairs': [{'kind': 'together', 'employees': ['p', 'q'], 'scope': 'unit'}]",
        "'relocation': {'move': 10, 'per_km': 0, 'reluctance': 0, 'preference': 0}");
    struct pricing *pricing = pricing_new(model.model, 1, NEVER);
    cr_assert(pricing_first_pool(pricing, NULL));
    cr_assert_eq(pricing_pool(pricing)->count[0], 12);
    cr_assert_eq(pricing_pool(pricing)->count[1], 12);
    cr_assert_eq(pricing_pool(pricing)->count[2], 9, "staying and eight more");
    struct engine_result result = solve_unstored(&model, 1000000, 1);
    cr_assert_not_null(result.choice);
    cr_assert_eq(result.objective_upt, 10 * MICRO, "one of them moves");
    pricing_free(pricing);
    model_free(&model);
}

Test(pricing, gives_up_at_the_deadline_with_a_choice_for_everybody)
{
    struct small_model model = model_city(2000, 40, FLAVOUR_MIXED, 1);
    struct pricing *pricing = pricing_new(model.model, 2, 0);
    cr_assert_not(pricing_first_pool(pricing, NULL));
    for (int32_t k = 0; k < pricing_pool(pricing)->people; k++)
        cr_assert_geq(pricing_pool(pricing)->count[k], 1, "person %d", k);
    pricing_free(pricing);
    model_free(&model);
}

Test(pricing, takes_over_when_there_is_no_time_to_write_choices_out)
{
    struct small_model model = model_city(2000, 40, FLAVOUR_MIXED, 1);
    struct engine_options options = model_options(-1);
    struct engine_result result;
    struct error error = {0};
    cr_assert_eq(engine_solve(model.arena, model.model, &options, &result, &error), ERROR_NONE);
    cr_assert_eq(result.stop, ENGINE_STOP_TIME);
    cr_assert_neq(result.status, ENGINE_INFEASIBLE);
    model_free(&model);
}

/* --- solves of models that are not stored --- */

Test(pricing, of_models_not_stored_finds_what_the_oracle_knows)
{
    int32_t feasible = 0, found = 0;
    for (uint64_t seed = 1; seed <= 150; seed++) {
        struct small_model model = model_tiny(seed, &tiny_size_oracle);
        struct oracle_answer answer;
        cr_assert(oracle_solve(model.problem, 1000000, &answer));
        if (model.model != NULL) {
            struct engine_result result = solve_unstored(&model, 3000000, 1);
            feasible += answer.feasible;
            found += answer.feasible && result.choice != NULL && result.objective_upt == answer.best.total;
            if (result.choice != NULL)
                cr_assert(answer.feasible && result.objective_upt >= answer.best.total, "seed %llu",
                          (unsigned long long)seed);
            if (answer.feasible && result.has_bound)
                cr_assert_leq(result.bound_upt, answer.best.total, "seed %llu", (unsigned long long)seed);
            cr_assert(!answer.feasible || result.status != ENGINE_INFEASIBLE, "seed %llu",
                      (unsigned long long)seed);
        }
        model_free(&model);
    }
    cr_assert_gt(feasible, 75);
    cr_assert_geq(found * 20, feasible * 19, "%d of %d", found, feasible);
}

/* 200 people x 40 units, about 10 choices each: a pool of the nearest does not hold the best plan. */
Test(pricing, of_a_city_not_stored_comes_as_close_as_of_one_that_is)
{
    struct small_model model = model_city(200, 40, FLAVOUR_MIXED, 2);
    struct engine_options options = model_options(60);
    struct engine_result stored, unstored = solve_unstored(&model, 120000000, 1);
    struct error error = {0};
    int64_t certified = 0;
    bool infeasible = false;
    options.effort = 120000000;
    cr_assert_eq(engine_solve(model.arena, model.model, &options, &stored, &error), ERROR_NONE);
    cr_assert_not_null(unstored.choice);
    cr_assert_leq(unstored.bound_upt, stored.objective_upt);
    cr_assert_geq((double)unstored.objective_upt, (double)stored.bound_upt);
    cr_assert_leq((double)unstored.objective_upt, 1.03 * (double)stored.objective_upt, "%lld against %lld",
                  (long long)unstored.objective_upt, (long long)stored.objective_upt);
    cr_assert_eq(certificate_bound(model.model, unstored.prices_ppt, &certified, &infeasible, &error),
                 ERROR_NONE);
    cr_assert_eq(certified, unstored.bound_upt, "no other bound than that of the prices is claimed");
    int64_t by_stored = 0;
    cr_assert_eq(certificate_bound(model.model, stored.prices_ppt, &by_stored, &infeasible, &error),
                 ERROR_NONE);
    cr_assert_geq((double)certified, 0.98 * (double)by_stored, "%lld of %lld", (long long)certified,
                  (long long)by_stored);
    model_free(&model);
}

Test(pricing, gives_the_same_answer_with_any_number_of_threads)
{
    struct small_model model = model_city(200, 40, FLAVOUR_TIGHT, 3);
    struct engine_result one = solve_unstored(&model, 10000000, 1), two = solve_unstored(&model, 10000000, 2);
    cr_assert_eq(one.has_bound, two.has_bound);
    cr_assert_eq(one.bound_upt, two.bound_upt);
    cr_assert_eq(one.effort, two.effort);
    cr_assert_eq(one.choice == NULL, two.choice == NULL);
    if (one.choice != NULL)
        cr_assert_arr_eq(one.choice, two.choice, 200 * sizeof *one.choice);
    model_free(&model);
}
