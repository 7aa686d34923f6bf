/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store against the code that shares nothing with it (evaluate, certificate), and the prices of a row
 * against arithmetic by hand. */
#include "solver/engine/store.h"

#include "solver/model/certificate.h"
#include "solver/model/evaluate.h"
#include "tests/support/models.h"

#include <criterion/criterion.h>
#include <math.h>

/* --- one row's price ------------------------------------------------------------------------------------ */

/*   price      under: 8 from 4 below on, 5 before      over: 3 up to 5 above, 7 beyond
 *
 *      68 \                                   / 120
 *          \                                 /
 *        20 `.                           ..'  15
 *             `.________________________.'
 *   s  0     6  10                    20   25          40                                               */
static const struct bend under[] = {{0, 5}, {4, 8}}, over[] = {{0, 3}, {5, 7}};

static struct shape tiers_within(double lower, double upper)
{
    return (struct shape){.lower = lower,
                          .upper = upper,
                          .soft_lower = 10,
                          .soft_upper = 20,
                          .under = under,
                          .over = over,
                          .under_count = 2,
                          .over_count = 2,
                          .scale = 1};
}

Test(shape, costs_nothing_within_the_band_and_its_edges)
{
    struct shape shape = tiers_within(0, 40);
    cr_assert_eq(shape_price(&shape, 10), 0);
    cr_assert_eq(shape_price(&shape, 15), 0);
    cr_assert_eq(shape_price(&shape, 20), 0);
}

Test(shape, costs_more_per_unit_from_a_tier_edge_on)
{
    struct shape shape = tiers_within(0, 40);
    cr_assert_eq(shape_price(&shape, 9), 5);
    cr_assert_eq(shape_price(&shape, 6), 20, "four missing at 5");
    cr_assert_eq(shape_price(&shape, 5), 28, "four at 5, one at 8");
    cr_assert_eq(shape_price(&shape, 0), 68, "four at 5, six at 8");
    cr_assert_eq(shape_price(&shape, 21), 3);
    cr_assert_eq(shape_price(&shape, 25), 15, "five at 3");
    cr_assert_eq(shape_price(&shape, 26), 22, "five at 3, one at 7");
    cr_assert_eq(shape_price(&shape, 40), 120, "five at 3, fifteen at 7");
}

static void expect_minimum(const struct shape *shape, double price, double near, double at, double value)
{
    double seen_at = NAN, seen = shape_minimum(shape, price, near, &seen_at);
    cr_expect_eq(seen, value, "price %g in [%g, %g]: value %g, expected %g", price, shape->lower,
                 shape->upper, seen, value);
    cr_expect_eq(seen_at, at, "price %g in [%g, %g]: at %g, expected %g", price, shape->lower, shape->upper,
                 seen_at, at);
}

Test(shape, is_least_where_the_slope_overtakes_the_price)
{
    struct shape shape = tiers_within(0, 40);
    expect_minimum(&shape, 4, 15, 10, 40);    /* less than any slope: the edge of the band */
    expect_minimum(&shape, 6, 15, 6, 56);     /* 20 + 6 x 6 */
    expect_minimum(&shape, 9, 15, 0, 68);     /* more than any: the hard limit */
    expect_minimum(&shape, -2, 15, 20, -40);  /* and upwards */
    expect_minimum(&shape, -4, 15, 25, -85);  /* 15 - 4 x 25 */
    expect_minimum(&shape, -8, 15, 40, -200); /* 120 - 8 x 40 */
}

Test(shape, stays_near_where_it_may_at_price_zero)
{
    struct shape shape = tiers_within(0, 40), narrow = tiers_within(12, 18);
    expect_minimum(&shape, 0, 3, 10, 0);
    expect_minimum(&shape, 0, 15, 15, 0);
    expect_minimum(&shape, 0, 50, 20, 0);
    expect_minimum(&narrow, 0, 3, 12, 0);
    expect_minimum(&narrow, 0, 13, 13, 0);
    expect_minimum(&narrow, 0, 50, 18, 0);
}

Test(shape, keeps_a_hard_interval_inside_the_band)
{
    struct shape shape = tiers_within(12, 18);
    expect_minimum(&shape, 1, 15, 12, 12);
    expect_minimum(&shape, 100, 15, 12, 1200);
    expect_minimum(&shape, -1, 15, 18, -18);
    expect_minimum(&shape, -100, 15, 18, -1800);
}

Test(shape, keeps_a_hard_interval_across_an_edge_of_the_band)
{
    struct shape low = tiers_within(5, 15), high = tiers_within(15, 25);
    expect_minimum(&low, 9, 12, 5, 73);    /* 28 + 45 */
    expect_minimum(&low, 6, 12, 6, 56);    /* the tier edge */
    expect_minimum(&low, -1, 12, 15, -15); /* before the band ends */
    expect_minimum(&low, 0, 0, 10, 0);
    expect_minimum(&high, 1, 18, 15, 15);
    expect_minimum(&high, -4, 18, 25, -85);
    expect_minimum(&high, 0, 99, 20, 0);
}

Test(shape, keeps_a_hard_interval_outside_the_band)
{
    struct shape below = tiers_within(2, 5), above = tiers_within(30, 35);
    expect_minimum(&below, 0, 15, 5, 28);
    expect_minimum(&below, 6, 15, 5, 58); /* 28 + 30; 8 a unit is more than 6 */
    expect_minimum(&below, 9, 15, 2, 70); /* 20 + 4 x 8 + 18 */
    expect_minimum(&below, -1, 15, 5, 23);
    expect_minimum(&above, 0, 15, 30, 50); /* 15 + 5 x 7 */
    expect_minimum(&above, 1, 15, 30, 80);
    expect_minimum(&above, -4, 15, 30, -70); /* 7 a unit is more than 4 */
    expect_minimum(&above, -8, 15, 35, -195);
}

Test(shape, runs_to_the_hard_limit_on_a_side_without_a_price)
{
    struct shape minimum = {
        .lower = 0, .upper = 9, .soft_lower = 3, .soft_upper = INFINITY, .under = under, .under_count = 1};
    struct shape free = {.lower = -4, .upper = 9, .soft_lower = -INFINITY, .soft_upper = INFINITY};
    expect_minimum(&minimum, -0.5, 4, 9, -4.5);
    expect_minimum(&minimum, 2, 4, 3, 6);
    expect_minimum(&minimum, 6, 4, 0, 15);
    expect_minimum(&free, 1, 0, -4, -4);
    expect_minimum(&free, -1, 0, 9, -9);
    expect_minimum(&free, 0, 7, 7, 0);
}

/* --- objective ------------------------------------------------------------------------------------------ */

static struct store store_of(const struct small_model *model)
{
    struct store store;
    struct error error = {0};
    cr_assert_eq(store_init(&store, model->model, &error), ERROR_NONE, "%s", error.text);
    return store;
}

/* What evaluate says of the same placement; whether it breaks nothing. */
static bool evaluated(const struct small_model *model, const int32_t *choice, int64_t *total)
{
    struct error error = {0};
    const struct evaluation *seen = NULL;
    const struct placed *placement = model_placement(model, choice);
    cr_assert_eq(evaluate(model->arena, model->problem, placement, &seen, &error), ERROR_NONE, "%s",
                 error.text);
    *total = seen->objective.total;
    return seen->breach_count == 0;
}

Test(store, objective_is_what_evaluate_says)
{
    int32_t feasible = 0, broken = 0;
    uint64_t seed = 1;
    while (seed <= 400) {
        struct small_model model = model_next_tiny(&seed, &tiny_size_property);
        struct store store = store_of(&model);
        struct tiny_random random = {seed};
        int32_t *choice = arena_alloc(model.arena, (size_t)store.people, sizeof *choice);
        for (int round = 0; round < 30; round++) {
            int64_t expected = 0, seen = 0;
            model_random_choice(&model, &random, choice);
            bool kept = evaluated(&model, choice, &expected), taken = store_objective(&store, choice, &seen);
            cr_assert_eq(taken, kept, "seed before %llu, round %d", (unsigned long long)seed, round);
            if (kept)
                cr_assert_eq(seen, expected, "seed before %llu, round %d: %lld, evaluate says %lld",
                             (unsigned long long)seed, round, (long long)seen, (long long)expected);
            feasible += kept;
            broken += !kept;
        }
        store_free(&store);
        model_free(&model);
    }
    cr_assert_gt(feasible, 500, "only %d feasible placements were seen", (int)feasible);
    cr_assert_gt(broken, 500, "only %d infeasible placements were seen", (int)broken);
}

/* --- bound ---------------------------------------------------------------------------------------------- */

static void compare_bounds(const struct small_model *model, const struct store *store, const int64_t *prices,
                           uint64_t seed)
{
    struct error error = {0};
    int64_t expected = 0, seen = 0;
    bool infeasible = false;
    enum error_code code = certificate_bound(model->model, prices, &expected, &infeasible, &error);
    cr_assert_eq(store->infeasible, infeasible, "seed before %llu", (unsigned long long)seed);
    if (infeasible)
        return;
    cr_assert_eq(store_bound(store, prices, &seen), code == ERROR_NONE, "seed before %llu",
                 (unsigned long long)seed);
    cr_assert_eq(seen, expected, "seed before %llu: %lld, the certificate says %lld",
                 (unsigned long long)seed, (long long)seen, (long long)expected);
}

Test(store, bound_is_what_the_certificate_says_whatever_the_prices)
{
    uint64_t seed = 1;
    while (seed <= 400) {
        struct small_model model = model_next_tiny(&seed, &tiny_size_property);
        struct store store = store_of(&model);
        struct tiny_random random = {seed};
        int64_t *prices = arena_alloc(model.arena, (size_t)store.rows + 1, sizeof *prices);
        for (int round = 0; round < 20; round++) {
            compare_bounds(&model, &store, prices, seed); /* the first round prices nothing */
            model_random_prices(&model, &random, prices);
        }
        store_free(&store);
        model_free(&model);
    }
}

Test(store, bound_is_refused_where_it_leaves_64_bits)
{
    /* 10^9 points spent are 10^15 micro-points; at 2^62 pico-points each they are worth 4.6 x 10^27. */
    struct small_model model = model_of("'units': [{'id': 'A', 'budget': 1000000000}, {'id': 'B'}],"
                                        "'employees': [{'id': 'p', 'unit': 'B'}],"
                                        "'relocation': [{'employee': 'p', 'unit': 'A', 'cost': 1000000000}]",
                                        "'relocation': {'move': 0, 'per_km': 0, 'reluctance': 0, "
                                        "'preference': 0}");
    struct store store = store_of(&model);
    int64_t bound = 0, prices[] = {INT64_C(1) << 62};
    cr_assert_eq(store.rows, 1);
    cr_assert_not(store_bound(&store, prices, &bound));
    prices[0] = 1;
    cr_assert(store_bound(&store, prices, &bound));
    store_free(&store);
    model_free(&model);
}

/*   A needs 2 (under 100, over 60 points) and has p, q, r;  B needs 1 and has nobody;  a move costs 10.
 *
 *   prices A, B (points per FTE)    each of p, q, r               A             B          L
 *        35,  35                    stays: -35                   35 x 2        35 x 1      0
 *       -60, 100                    moves: 10 - 100 = -90       -60 x 2       100 x 1   -290
 *        -5,   5                    5 either way                 -5 x 2         5 x 1     10, the optimum */
Test(store, bound_of_a_model_by_hand)
{
    struct small_model model = model_of(
        "'units': [{'id': 'A', 'need': 2}, {'id': 'B', 'need': 1}],"
        "'employees': [{'id': 'p', 'unit': 'A'}, {'id': 'q', 'unit': 'A'}, {'id': 'r', 'unit': 'A'}]",
        "'balance': {'target': [1, 1], 'under': 100, 'over': 60},"
        "'relocation': {'move': 10, 'per_km': 0, 'reluctance': 0, 'preference': 0}");
    struct store store = store_of(&model);
    int64_t bound = -1, prices[2], per_fte = MICRO * PPT_PER_UPT / 1000;
    int32_t a = model_row(&model, "supply/A"), b = model_row(&model, "supply/B"), choice[3];
    prices[a] = prices[b] = 35 * per_fte;
    cr_assert(store_bound(&store, prices, &bound));
    cr_assert_eq(bound, 0);
    prices[a] = -60 * per_fte;
    prices[b] = 100 * per_fte;
    cr_assert(store_bound(&store, prices, &bound));
    cr_assert_eq(bound, -290 * MICRO);
    prices[a] = -5 * per_fte;
    prices[b] = 5 * per_fte;
    cr_assert(store_bound(&store, prices, &bound));
    cr_assert_eq(bound, 10 * MICRO);
    model_choose(&model, "{'q': 'B'}", choice);
    cr_assert(store_objective(&store, choice, &bound));
    cr_assert_eq(bound, 10 * MICRO);
    model_choose(&model, "{}", choice);
    cr_assert(store_objective(&store, choice, &bound));
    cr_assert_eq(bound, 160 * MICRO, "one missing at 100, one too many at 60");
    store_free(&store);
    model_free(&model);
}
