/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/instance.h"

#include <criterion/criterion.h>
#include <stdio.h>

static day day_of(const char *text)
{
    day value = DAY_NONE;
    cr_assert(day_parse(text, &value), "%s is a date", text);
    return value;
}

Test(day, counts_from_the_first_of_january_1970)
{
    cr_assert_eq(day_of("1970-01-01"), 0);
    cr_assert_eq(day_of("1969-12-31"), -1);
    cr_assert_eq(day_of("1971-01-01"), 365);
    cr_assert_eq(day_of("1973-01-01"), 3 * 365 + 1, "1972 is a leap year");
    cr_assert_eq(day_of("2000-03-01"), 11017, "30 years, 7 leap days, 31 + 29 days");
}

Test(day, every_day_from_1900_to_2200_follows_the_one_before_and_reads_back)
{
    static const int length[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    day expected = day_of("1900-01-01");
    for (int year = 1900; year <= 2200; year++) {
        for (int month = 1; month <= 12; month++) {
            int leap = month == 2 && ((year % 4 == 0 && year % 100 != 0) || year % 400 == 0);
            for (int date = 1; date <= length[month - 1] + leap; date++) {
                char text[48], shown[11];
                snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, date);
                cr_assert_eq(day_of(text), expected, "%s", text);
                day_format(expected, shown);
                cr_assert_str_eq(shown, text);
                expected++;
            }
        }
    }
}

Test(day, refuses_what_is_no_date)
{
    static const char *const wrong[] = {
        "",           "2025",       "2025-1-1",    "2025-01-1",  "2025-13-01", "2025-00-10", "2025-01-00",
        "2025-01-32", "2025-04-31", "2025-02-29",  "1900-02-29", "2100-02-29", "1899-12-31", "2201-01-01",
        "31-12-2025", "2025/01/01", "2025-01-01T", "2025-01-0a", "+025-01-01", "2025-01-01 "};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        day value = 7;
        cr_assert_not(day_parse(wrong[i], &value), "\"%s\"", wrong[i]);
        cr_assert_eq(value, 7, "a refusal leaves the value alone");
    }
}

Test(day, months_end_on_the_last_day_where_the_day_does_not_exist)
{
    cr_assert_eq(day_add_months(day_of("2025-01-15"), 24), day_of("2027-01-15"));
    cr_assert_eq(day_add_months(day_of("2025-11-30"), 3), day_of("2026-02-28"));
    cr_assert_eq(day_add_months(day_of("2023-12-31"), 2), day_of("2024-02-29"));
    cr_assert_eq(day_add_months(day_of("2024-02-29"), 12), day_of("2025-02-28"));
    cr_assert_eq(day_add_months(day_of("2025-03-31"), -1), day_of("2025-02-28"));
    cr_assert_eq(day_add_months(day_of("2025-01-31"), -1), day_of("2024-12-31"));
    cr_assert_eq(day_add_months(day_of("2025-06-10"), 0), day_of("2025-06-10"));
}
