/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/pseudocost.h"

#include <criterion/criterion.h>

/*   column 1 rose by 3 over 1/2 and by 1 over 1/4: 6 and 4 a unit, 5 on average; column 2 never moved */
static void two_columns(struct pseudocost columns[3])
{
    pseudocost_note(columns, 1, DIRECTION_DOWN, 3, 0.5);
    pseudocost_note(columns, 1, DIRECTION_DOWN, 1, 0.25);
}

Test(pseudocost, is_the_average_rise_per_unit)
{
    struct pseudocost columns[3] = {0};
    two_columns(columns);
    cr_assert(pseudocost_is_known(&columns[1], DIRECTION_DOWN));
    cr_assert_float_eq(pseudocost_estimate(columns, 1, DIRECTION_DOWN, 0.4), 2, 1e-12);
}

Test(pseudocost, of_a_column_never_moved_is_that_of_the_others)
{
    struct pseudocost columns[3] = {0};
    two_columns(columns);
    pseudocost_note(columns, 2, DIRECTION_UP, 1, 1);
    cr_assert_not(pseudocost_is_known(&columns[2], DIRECTION_DOWN));
    cr_assert_float_eq(pseudocost_estimate(columns, 2, DIRECTION_DOWN, 0.4), 2, 1e-12);
    cr_assert_float_eq(pseudocost_estimate(columns, 1, DIRECTION_UP, 0.25), 0.25, 1e-12);
}

Test(pseudocost, of_nobody_is_the_distance)
{
    struct pseudocost columns[3] = {0};
    cr_assert_float_eq(pseudocost_estimate(columns, 2, DIRECTION_UP, 0.3), 0.3, 1e-12);
}

Test(pseudocost, never_falls_and_ignores_columns_that_stood_still)
{
    struct pseudocost columns[3] = {0};
    pseudocost_note(columns, 1, DIRECTION_UP, -2, 0.5);
    cr_assert_float_eq(pseudocost_estimate(columns, 1, DIRECTION_UP, 0.5), 0, 1e-12);
    pseudocost_note(columns, 2, DIRECTION_UP, 2, 0);
    cr_assert_not(pseudocost_is_known(&columns[2], DIRECTION_UP));
}

/*   3 and 3 are better than 8 and 1, and those better than 100 and nothing */
Test(pseudocost, prefers_rises_on_both_sides)
{
    cr_assert_gt(pseudocost_score(3, 3), pseudocost_score(8, 1));
    cr_assert_gt(pseudocost_score(8, 1), pseudocost_score(0, 100));
    cr_assert_gt(pseudocost_score(0, 100), pseudocost_score(0, 99));
}

Test(pseudocost, sorts_by_score_and_then_by_column)
{
    struct branch_candidate candidates[] = {{.column = 4, .score = 1},
                                            {.column = 3, .score = 2},
                                            {.column = 2, .score = 1},
                                            {.column = 1, .score = 0}};
    branch_candidates_sort(candidates, 4);
    static const int32_t order[] = {3, 2, 4, 1};
    for (int i = 0; i < 4; i++)
        cr_assert_eq(candidates[i].column, order[i]);
}
