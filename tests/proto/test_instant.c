/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/instant.h"

#include <criterion/criterion.h>
#include <time.h>

static int64_t ms_of(const char *text)
{
    int64_t ms = -1;
    cr_assert(instant_parse(text, &ms), "%s is a time", text);
    return ms;
}

/* counted by Python's datetime */
Test(instant, is_read_as_others_count)
{
    cr_assert_eq(ms_of("1970-01-01"), 0);
    cr_assert_eq(ms_of("2026-07-01T08:15:30.250Z"), INT64_C(1782893730250));
    cr_assert_eq(ms_of("2026-07-01T08:15:30Z"), INT64_C(1782893730000));
    cr_assert_eq(ms_of("2026-07-01"), INT64_C(1782864000000));
    cr_assert_eq(ms_of("2200-12-31T23:59:59.999Z"), INT64_C(7289654399999));
}

Test(instant, reads_back_what_it_writes)
{
    static const int64_t times[] = {0, 1, 999, 1000, 59999, 86399999, 86400000, 1782893730250, 7289654399999};
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        char text[INSTANT_BYTES];
        instant_format(times[i], text);
        cr_assert_eq(ms_of(text), times[i], "%s", text);
    }
}

Test(instant, outside_the_calendar_is_written_as_its_edge)
{
    char text[INSTANT_BYTES];
    instant_format(INT64_MAX, text);
    cr_assert_str_eq(text, "2200-12-31T23:59:59.999Z");
    instant_format(INT64_MIN, text);
    cr_assert_str_eq(text, "1970-01-01T00:00:00.000Z");
}

Test(instant, is_nothing_else)
{
    static const char *const texts[] = {
        "",
        "2026-7-1",
        "2026-02-29",
        "1969-12-31",
        "2026-07-01T08:15:30",
        "2026-07-01T08:15Z",
        "2026-07-01T24:00:00Z",
        "2026-07-01T23:60:00Z",
        "2026-07-01T23:59:60Z",
        "2026-07-01 08:15:30Z",
        "2026-07-01T08:15:30+07:00",
        "2026-07-01T08:15:30.25Z",
        "2026-07-01T08:15:30Z ",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        int64_t ms = 0;
        cr_assert_not(instant_parse(texts[i], &ms), "%s", texts[i]);
    }
}

Test(instant, now_is_what_the_clock_says)
{
    int64_t before = (int64_t)time(NULL) * 1000, now = wall_ms();
    cr_assert(now >= before && now < before + 60000, "%lld", (long long)now);
}

Test(instant, is_written_and_read_to_the_millisecond)
{
    char text[INSTANT_BYTES];
    int64_t ms;
    instant_format(1772357400123, text);
    cr_assert_str_eq(text, "2026-03-01T09:30:00.123Z");
    cr_assert(instant_parse(text, &ms));
    cr_assert_eq(ms, 1772357400123);
    instant_format(-5, text);
    cr_assert_str_eq(text, "1970-01-01T00:00:00.000Z");
    instant_format(INT64_MAX, text);
    cr_assert_str_eq(text, "2200-12-31T23:59:59.999Z");
    cr_assert_not(instant_parse("2026-02-30T00:00:00.000Z", &ms));
    cr_assert_not(instant_parse("2026-03-01T24:00:00.000Z", &ms));
    cr_assert_not(instant_parse("2026-03-01 09:30:00.123Z", &ms));
    cr_assert_not(instant_parse("", &ms));
    cr_assert(wall_ms() > 1772357400123);
}
