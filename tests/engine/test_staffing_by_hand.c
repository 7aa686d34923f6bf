/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One place's staff, worked out by hand. */
#include "solver/engine/staffing.h"

#include <criterion/criterion.h>
#include <math.h>

/* Two people of 1.0 FTE, a band of exactly 1.5 FTE, 100 points per FTE either way: one misses 0.5, two exceed
 * by 0.5, and each costs 10 points, so one person: 10 + 50 = 60 points. Cut into fractions it would be 15. */
Test(staffing_by_hand, does_not_cut_a_person_in_half)
{
    struct bend slope = {0, 1e5};
    struct shape shape = {.upper = 2000,
                          .soft_lower = 1500,
                          .soft_upper = 1500,
                          .under = &slope,
                          .over = &slope,
                          .under_count = 1,
                          .over_count = 1,
                          .scale = 1000};
    struct staff_row row = {.shape = &shape, .floor = -1e5, .ceiling = 1e5};
    struct staff_item items[3] = {{.cost = 10e6, .first = 0}, {.cost = 10e6, .first = 1}, {.first = 2}};
    struct staff_entry entries[2] = {{0, 1000}, {0, 1000}};
    struct staffing staffing = {
        .rows = &row, .items = items, .entries = entries, .row_count = 1, .item_count = 2};
    struct staff_search *search = staff_search_new(2);
    cr_assert_not_null(search);
    cr_assert_float_eq(staffing_solve(search, &staffing), 60e6, 1);
    cr_assert_float_eq(staffing.excess, 45e6, 1e3, "the price is about the best");
    cr_assert_float_eq(row.price, 1e4, 1, "10 points per FTE");
    cr_assert_eq(items[0].taken + items[1].taken, 1);
    staff_search_free(search);
}

/*   The minimum inside: 1.0 FTE wanted at 100 points per FTE either way, and one holder at 80 points.
 *     p 1.0 FTE, 1 point;  q 1.0 FTE, holds it, 30 points.
 *   nobody 100 + 80; p 1 + 80; q 30; both 31 + 100: q alone, although p is the cheaper hand. */
Test(staffing_by_hand, weighs_a_minimum_against_the_work)
{
    struct bend slope = {0, 1e5}, shortage = {0, 80e6};
    struct shape shapes[2] = {{.upper = 2000,
                               .soft_lower = 1000,
                               .soft_upper = 1000,
                               .under = &slope,
                               .over = &slope,
                               .under_count = 1,
                               .over_count = 1,
                               .scale = 1000},
                              {.upper = 1,
                               .soft_lower = 1,
                               .soft_upper = INFINITY,
                               .under = &shortage,
                               .under_count = 1,
                               .scale = 1}};
    struct staff_row rows[2] = {{.shape = &shapes[0], .floor = -1e5, .ceiling = 1e5},
                                {.shape = &shapes[1], .floor = 0, .ceiling = 80e6}};
    struct staff_item items[3] = {{.cost = 1e6, .first = 0}, {.cost = 30e6, .first = 1}, {.first = 3}};
    struct staff_entry entries[3] = {{0, 1000}, {0, 1000}, {1, 1}};
    struct staffing staffing = {
        .rows = rows, .items = items, .entries = entries, .row_count = 2, .item_count = 2};
    struct staff_search *search = staff_search_new(2);
    cr_assert_not_null(search);
    cr_assert_float_eq(staffing_solve(search, &staffing), 30e6, 1);
    cr_assert_not(items[0].taken);
    cr_assert(items[1].taken);
    double h = 30e6 - staffing.excess, p_alone = 81e6, q_alone = 30e6;
    double other[2] = {staff_search_in_base(search, 0) ? q_alone : p_alone,
                       staff_search_in_base(search, 1) ? p_alone : q_alone};
    for (int side = -1; side <= 1; side += 2)
        for (int32_t i = 0; i < 2; i++)
            if (side > 0 || other[i] > 31e6)
                cr_assert_eq(staffing_could_differ(search, i, other[i] - h + 10 * side, true), side > 0,
                             "item %d, side %d", i, side);
    staff_search_free(search);
}

/* Both must come, one may. */
Test(staffing_by_hand, says_so_when_no_staff_keeps_the_hard_interval)
{
    struct shape shapes[2] = {
        {.lower = 2, .upper = 2, .soft_lower = -INFINITY, .soft_upper = INFINITY, .scale = 1},
        {.lower = 0, .upper = 1, .soft_lower = -INFINITY, .soft_upper = INFINITY, .scale = 1}};
    struct staff_row rows[2] = {{.shape = &shapes[0], .floor = 0, .ceiling = INFINITY},
                                {.shape = &shapes[1], .floor = -INFINITY, .ceiling = 0}};
    struct staff_item items[3] = {{.cost = 5, .first = 0}, {.cost = -5, .first = 2}, {.first = 4}};
    struct staff_entry entries[4] = {{0, 1}, {1, 1}, {0, 1}, {1, 1}};
    struct staffing staffing = {
        .rows = rows, .items = items, .entries = entries, .row_count = 2, .item_count = 2};
    struct staff_search *search = staff_search_new(2);
    cr_assert_not_null(search);
    double seen = staffing_solve(search, &staffing);
    cr_assert(isinf(seen) && seen > 0, "%f", seen);
    shapes[1].upper = 2;
    cr_assert_float_eq(staffing_solve(search, &staffing), 0, 1e-9);
    staff_search_free(search);
}

/* One person of 1.0 FTE who may come plain for nothing or trained for 5 points, to a place that pays 60
 * points for each of 2.0 FTE missing and 20 for a missing holder. Taken once: trained, 5 + 60 = 65 points.
 * Taken twice, as nobody can be, it would be 5. */
Test(staffing_by_hand, does_not_take_a_person_twice)
{
    struct bend slope = {0, 6e4}, shortage = {0, 20e6};
    struct shape shapes[2] = {{.upper = 2000,
                               .soft_lower = 2000,
                               .soft_upper = INFINITY,
                               .under = &slope,
                               .under_count = 1,
                               .scale = 1000},
                              {.upper = 1,
                               .soft_lower = 1,
                               .soft_upper = INFINITY,
                               .under = &shortage,
                               .under_count = 1,
                               .scale = 1}};
    struct staff_row rows[2] = {{.shape = &shapes[0], .floor = 0, .ceiling = 6e4},
                                {.shape = &shapes[1], .floor = 0, .ceiling = 20e6}};
    struct staff_item items[3] = {
        {.cost = 0, .first = 0}, {.cost = 5e6, .first = 1, .same_person = true}, {.first = 3}};
    struct staff_entry entries[3] = {{0, 1000}, {0, 1000}, {1, 1}};
    struct staffing staffing = {
        .rows = rows, .items = items, .entries = entries, .row_count = 2, .item_count = 2};
    struct staff_search *search = staff_search_new(2);
    cr_assert_not_null(search);
    cr_assert_float_eq(staffing_solve(search, &staffing), 65e6, 1);
    cr_assert_not(items[0].taken);
    cr_assert(items[1].taken);
    staff_search_free(search);
}
