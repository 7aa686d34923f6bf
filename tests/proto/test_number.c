/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/number.h"

#include <criterion/criterion.h>
#include <stdlib.h>

Test(number, becomes_millionths_half_away_from_zero)
{
    cr_assert_eq(micro_from_double(0.0), 0);
    cr_assert_eq(micro_from_double(0.95), 950000);
    cr_assert_eq(micro_from_double(-6.2), -6200000);
    cr_assert_eq(micro_from_double(0.0000005), 1); /* 5e-7 * 1e6 is 0.5 exactly */
    cr_assert_eq(micro_from_double(-0.0000005), -1);
    cr_assert_eq(micro_from_double(0.0000004), 0);
    cr_assert_eq(micro_from_double(1e9), INT64_C(1000000000000000));
}

Test(number, divides_half_away_from_zero)
{
    static const struct {
        int numerator, denominator, expected;
    } cases[] = {{0, 7, 0},   {7, 2, 4},  {-7, 2, -4}, {5, 2, 3},  {-5, 2, -3}, {1, 3, 0},
                 {-1, 3, 0},  {2, 3, 1},  {-2, 3, -1}, {9, 3, 3},  {-9, 3, -3}, {1, 2, 1},
                 {-1, 2, -1}, {4, 10, 0}, {-4, 10, 0}, {6, 10, 1}, {-6, 10, -1}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cr_assert_eq(divide_rounded(cases[i].numerator, cases[i].denominator), cases[i].expected, "%d / %d",
                     cases[i].numerator, cases[i].denominator);
    }
}

Test(number, divides_what_64_bits_do_not_hold)
{
    int128 large = (int128)INT64_MAX * 1000000;
    cr_assert_eq(divide_rounded(large, 1000000), INT64_MAX);
    cr_assert_eq(divide_rounded(-large, 1000000), -INT64_MAX);
    cr_assert_eq(divide_rounded(large + 499999, 1000000), INT64_MAX);
}

Test(number, says_when_a_quotient_leaves_64_bits)
{
    int128 large = (int128)INT64_MAX * 10, smallest = (int128)1 << 126;
    cr_assert(divide_fits(large, 10));
    cr_assert(divide_fits(large + 4, 10));
    cr_assert_not(divide_fits(large + 5, 10));
    cr_assert(divide_fits(-large - 4, 10));
    cr_assert_not(divide_fits(-large - 5, 10));
    smallest = -smallest - smallest; /* -2^127, whose magnitude no int128 holds */
    cr_assert_not(divide_fits(smallest, 1));
    cr_assert(divide_fits(smallest, smallest / 2 * -1));
    cr_assert_eq(divide_rounded(smallest, (int128)1 << 126), -2);
}

Test(number, becomes_thousandths_half_away_from_zero)
{
    cr_assert_eq(micro_to_milli(0), 0);
    cr_assert_eq(micro_to_milli(499), 0);
    cr_assert_eq(micro_to_milli(500), 1);
    cr_assert_eq(micro_to_milli(-499), 0);
    cr_assert_eq(micro_to_milli(-500), -1);
    cr_assert_eq(micro_to_milli(850000), 850);
    cr_assert_eq(micro_to_milli(1499), 1);
    cr_assert_eq(micro_to_milli(-1500), -2);
    cr_assert_eq(micro_to_milli(INT64_MAX), INT64_C(9223372036854776)); /* ...775.807 */
    cr_assert_eq(micro_to_milli(INT64_MIN), INT64_C(-9223372036854776));
}

/* A degree of a great circle is pi / 180 * 6,371,008.8 m = 111,195.08 m, half of one 20,015,114.4 m. */
Test(number, measures_great_circles)
{
    cr_assert_eq(great_circle_m(0, 0, 0, 0), 0);
    cr_assert_eq(great_circle_m(0, 0, 0, 1000000), 111195);
    cr_assert_eq(great_circle_m(0, 0, 1000000, 0), 111195);
    cr_assert_eq(great_circle_m(0, 0, 0, 180000000), 20015114);
    cr_assert_eq(great_circle_m(90000000, 0, -90000000, 77000000), 20015114);
    cr_assert_eq(great_circle_m(0, 179500000, 0, -179500000), 111195);
    /* along the 60th parallel: 2 asin(0.5 sin 0.5 degrees) = 0.00872657 */
    cr_assert_eq(great_circle_m(60000000, 0, 60000000, 1000000), 55597);
}

Test(number, measures_the_same_both_ways)
{
    int64_t there = great_circle_m(-6914744, 107609810, -6208763, 106845599); /* Bandung, Jakarta */
    cr_assert_eq(there, great_circle_m(-6208763, 106845599, -6914744, 107609810));
    cr_assert(llabs(there - 115300) < 1000, "about 115 km, seen %lld m", (long long)there);
}
