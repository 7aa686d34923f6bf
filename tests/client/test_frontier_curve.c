/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The arithmetic of a frontier on points drawn up by hand. Points are whole points of cost. */
#include "client/frontier_curve.h"

#include <criterion/criterion.h>

enum { NO_PLAN = -1, NO_BOUND = -1 };

static struct frontier_point point(int64_t cap, int64_t total, int64_t bound)
{
    bool placed = total != NO_PLAN;
    return (struct frontier_point){
        .cap = cap,
        .found_at = placed ? cap : NONE,
        .status = placed ? PLAN_FEASIBLE : PLAN_NO_PLAN_YET,
        .objective.total = placed ? total * MICRO : 0,
        .has_bound = bound != NO_BOUND,
        .bound_upt = bound * MICRO,
    };
}

static struct frontier_point infeasible(int64_t cap)
{
    struct frontier_point none = point(cap, NO_PLAN, NO_BOUND);
    none.status = PLAN_INFEASIBLE;
    return none;
}

/* --- caps --- */

static void has_caps(int64_t most, int32_t wanted, const int64_t *expected, int32_t count)
{
    int64_t caps[12];
    cr_assert_eq(frontier_grid(most, wanted, caps), count, "%lld in %d", (long long)most, (int)wanted);
    for (int32_t i = 0; i < count; i++)
        cr_expect_eq(caps[i], expected[i], "cap %d of %lld: %lld", (int)i, (long long)most,
                     (long long)caps[i]);
}

Test(frontier_grid, has_every_cap_where_there_are_few)
{
    has_caps(0, 12, (const int64_t[]){0}, 1);
    has_caps(1, 12, (const int64_t[]){0, 1}, 2);
    has_caps(4, 5, (const int64_t[]){0, 1, 2, 3, 4}, 5);
}

/* 100 (i / 4)^2 is 6.25, 25, 56.25, 100; 5 (i / 4)^2 is 0.3, 1.25, 2.8, 5, and caps grow by one at least. */
Test(frontier_grid, grows_with_the_square_and_ends_at_the_most)
{
    has_caps(100, 5, (const int64_t[]){0, 6, 25, 56, 100}, 5);
    has_caps(5, 5, (const int64_t[]){0, 1, 2, 3, 5}, 5);
    has_caps(1000000000, 3, (const int64_t[]){0, 250000000, 1000000000}, 3);
}

/* --- what points say about each other --- */

/* cap     0    2    5
 * found  90   70   75    the plan of 2 moves is one of at most 5
 * bound  40   60   50    at least 60 for 2 moves holds for none too */
Test(frontier_tighten, carries_plans_to_larger_caps_and_bounds_to_smaller_ones)
{
    struct frontier_point points[] = {point(0, 90, 40), point(2, 70, 60), point(5, 75, 50)};
    frontier_tighten(points, 3, 0);
    cr_assert_eq(points[0].bound_upt, 60 * MICRO);
    cr_assert_eq(points[1].bound_upt, 60 * MICRO);
    cr_assert_eq(points[2].bound_upt, 50 * MICRO);
    cr_assert_eq(points[2].objective.total, 70 * MICRO);
    cr_assert_eq(points[2].found_at, 2);
    cr_assert_eq(points[1].found_at, 2);
}

Test(frontier_tighten, keeps_the_plan_with_fewer_moves_where_more_bring_nothing)
{
    struct frontier_point points[] = {point(1, 30, 30), point(2, 30, 30)};
    frontier_tighten(points, 2, 0);
    cr_assert_eq(points[1].found_at, 1);
}

Test(frontier_tighten, gives_a_plan_to_a_cap_that_had_none_in_time)
{
    struct frontier_point points[] = {point(1, 30, 30), point(2, NO_PLAN, 20)};
    frontier_tighten(points, 2, 0);
    cr_assert_eq(points[1].status, PLAN_FEASIBLE);
    cr_assert_eq(points[1].objective.total, 30 * MICRO);
}

/* Without a plan at 3, because none exists, there is none at 1 either. */
Test(frontier_tighten, knows_infeasible_caps_below_an_infeasible_one)
{
    struct frontier_point points[] = {point(1, NO_PLAN, 5), infeasible(3), point(4, 10, 8)};
    frontier_tighten(points, 3, 0);
    cr_assert_eq(points[0].status, PLAN_INFEASIBLE);
    cr_assert(!points[0].has_bound);
    cr_assert(!points[1].has_bound);
    cr_assert_eq(points[2].value.moves, 0, "nothing to compare the first plan with");
}

/* A gap of 1 in 100 is a hundredth. */
Test(frontier_tighten, calls_optimal_what_is_within_the_gap)
{
    struct frontier_point points[] = {point(0, 200, 100), point(3, 100, 99)};
    frontier_tighten(points, 2, 0.01);
    cr_assert_eq(points[0].status, PLAN_FEASIBLE);
    cr_assert_eq(points[1].status, PLAN_OPTIMAL);
    points[1].status = PLAN_FEASIBLE;
    frontier_tighten(points, 2, 0.009);
    cr_assert_eq(points[1].status, PLAN_FEASIBLE);
}

/* From cap 2 to 5 the found costs fall from 100 to 70: 10 per move. The least costs lie in [95, 100] and
 * [63, 70], so they differ by 25 to 37: 8.333333 to 12.333334 per move, rounded outwards. */
Test(frontier_tighten, values_moves_between_what_is_proven_about_both_ends)
{
    struct frontier_point points[] = {point(2, 100, 95), point(5, 70, 63)};
    frontier_tighten(points, 2, 0);
    cr_assert_eq(points[0].value.moves, 0);
    cr_assert_eq(points[1].value.moves, 3);
    cr_assert_eq(points[1].value.per_move_upt, 10 * MICRO);
    cr_assert_eq(points[1].value.least_upt, 8333333);
    cr_assert(points[1].value.has_most);
    cr_assert_eq(points[1].value.most_upt, 12333334);
}

/* Bounds of 60 and 50, of which certificates prove 45 and 50: what they prove for 5 moves holds for 2, and
 * for none, of which nothing was known. */
Test(frontier_tighten, carries_verified_bounds_beside_the_others)
{
    struct frontier_point points[] = {point(0, 90, NO_BOUND), point(2, 70, 60), point(5, 65, 50)};
    points[1].has_verified = points[2].has_verified = true;
    points[1].bound_verified_upt = 45 * MICRO;
    points[2].bound_verified_upt = 50 * MICRO;
    frontier_tighten(points, 3, 0);
    for (int32_t i = 0; i < 3; i++)
        cr_expect_eq(points[i].bound_verified_upt, 50 * MICRO, "point %d", (int)i);
    cr_expect_eq(points[0].bound_upt, 60 * MICRO);
    cr_expect(points[0].has_verified);
    cr_expect(!frontier_is_verified(&points[0]));
    cr_expect(!frontier_is_verified(&points[1]));
    cr_expect(frontier_is_verified(&points[2]));
}

/* The bound of the smaller cap lies below the cost of the larger: nothing is proven but that costs do not
 * rise. */
Test(frontier_tighten, proves_no_value_from_bounds_that_overlap)
{
    struct frontier_point points[] = {point(0, 100, 60), point(1, 70, NO_BOUND)};
    frontier_tighten(points, 2, 0);
    cr_assert_eq(points[1].value.least_upt, 0);
    cr_assert(!points[1].value.has_most);
}

/* --- the knee --- */

/* From (0, 300) to (4, 40) the chord falls by 65 per move: 235, 170, 105. The costs lie 25, 50 and 25 below
 * it, and 2 moves save 180 of 260. */
Test(frontier_knee, is_farthest_below_the_chord)
{
    const struct frontier_point points[] = {point(0, 300, 0), point(1, 210, 0), point(2, 120, 0),
                                            point(3, 80, 0), point(4, 40, 0)};
    int64_t share_ppm;
    cr_assert_eq(frontier_knee(points, 5, &share_ppm), 2);
    cr_assert_eq(share_ppm, 692308);
}

/* Caps of uneven distance: (0, 100), (1, 55), (2, 40), (10, 0): 45 - 10, 60 - 20 below the chord. */
Test(frontier_knee, counts_moves_not_points)
{
    const struct frontier_point points[] = {point(0, 100, 0), point(1, 55, 0), point(2, 40, 0),
                                            point(10, 0, 0)};
    int64_t share_ppm;
    cr_assert_eq(frontier_knee(points, 4, &share_ppm), 2);
    cr_assert_eq(share_ppm, 600000);
}

Test(frontier_knee, begins_at_the_first_plan)
{
    const struct frontier_point points[] = {infeasible(0), point(1, 300, 0), point(2, 150, 0),
                                            point(3, 100, 0)};
    int64_t share_ppm;
    cr_assert_eq(frontier_knee(points, 4, &share_ppm), 2);
    cr_assert_eq(share_ppm, 750000);
}

Test(frontier_knee, is_the_first_of_several)
{
    const struct frontier_point points[] = {point(0, 60, 0), point(1, 30, 0), point(2, 10, 0),
                                            point(3, 0, 0)};
    int64_t share_ppm;
    cr_assert_eq(frontier_knee(points, 4, &share_ppm), 1, "10 below the chord, as the next one");
}

Test(frontier_knee, is_none_on_a_straight_line_above_it_or_without_plans)
{
    const struct frontier_point line[] = {point(0, 20, 0), point(1, 10, 0), point(2, 0, 0)};
    const struct frontier_point above[] = {point(0, 20, 0), point(1, 19, 0), point(2, 0, 0)};
    const struct frontier_point flat[] = {point(0, 20, 0), point(1, 20, 0), point(2, 20, 0)};
    const struct frontier_point none[] = {infeasible(0), infeasible(7)};
    int64_t share_ppm;
    cr_expect_eq(frontier_knee(line, 3, &share_ppm), NONE);
    cr_expect_eq(frontier_knee(above, 3, &share_ppm), NONE);
    cr_expect_eq(frontier_knee(flat, 3, &share_ppm), NONE);
    cr_expect_eq(frontier_knee(none, 2, &share_ppm), NONE);
    cr_expect_eq(frontier_knee(line, 1, &share_ppm), NONE);
}
