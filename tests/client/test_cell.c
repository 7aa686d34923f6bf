/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the text of a spreadsheet's cell means. */
#include "client/cell.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

/* --- numbers --- */

static void expect_number(const char *text, enum decimal_mark mark, int64_t micro)
{
    int64_t seen = 0;
    enum cell_result result = cell_number(text, mark, &seen);
    cr_expect_eq(result, CELL_GOOD, "%s: result %d", text, result);
    cr_expect_eq(seen, micro, "%s: seen %lld", text, (long long)seen);
}

static void expect_no_number(const char *text, enum decimal_mark mark, enum cell_result expected)
{
    int64_t micro;
    enum cell_result result = cell_number(text, mark, &micro);
    cr_expect_eq(result, expected, "%s: result %d", text, result);
}

Test(cell_number, takes_either_decimal_mark)
{
    expect_number("12", DECIMAL_COMMA, 12000000);
    expect_number("0,5", DECIMAL_COMMA, 500000);
    expect_number("0.5", DECIMAL_COMMA, 500000);
    expect_number("0,5", DECIMAL_POINT, 500000);
    expect_number("-7.4012", DECIMAL_UNKNOWN, -7401200);
    expect_number("+3", DECIMAL_UNKNOWN, 3000000);
    expect_number("12,345", DECIMAL_COMMA, 12345000);
    expect_number("12.345", DECIMAL_POINT, 12345000);
    expect_number(",5", DECIMAL_COMMA, 500000);
}

Test(cell_number, drops_marks_of_thousands)
{
    expect_number("1.234,5", DECIMAL_COMMA, 1234500000);
    expect_number("1,234.5", DECIMAL_COMMA, 1234500000);
    expect_number("1.234.567", DECIMAL_COMMA, INT64_C(1234567000000));
    expect_number("1,234,567", DECIMAL_POINT, INT64_C(1234567000000));
}

Test(cell_number, never_guesses_between_thousands_and_a_fraction)
{
    expect_no_number("52.000", DECIMAL_COMMA, CELL_AMBIGUOUS);
    expect_no_number("52,000", DECIMAL_POINT, CELL_AMBIGUOUS);
    expect_no_number("52.000", DECIMAL_UNKNOWN, CELL_AMBIGUOUS);
    expect_no_number("52,000", DECIMAL_UNKNOWN, CELL_AMBIGUOUS);
    expect_number("0.125", DECIMAL_COMMA, 125000); /* no number of thousands begins with 0 */
}

Test(cell_number, rounds_to_millionths_half_away_from_zero)
{
    expect_number("0,0000005", DECIMAL_COMMA, 1);
    expect_number("-0,0000005", DECIMAL_COMMA, -1);
    expect_number("0,00000049", DECIMAL_COMMA, 0);
    expect_number("0,9999999", DECIMAL_COMMA, 1000000);
}

Test(cell_number, refuses_what_is_none)
{
    const char *const texts[] = {"",   "-",         "x",   "1x",  "1,2,3", "1.2.3",
                                 "1,", "12.34.567", "1e5", "--1", "1 2",   "0x1"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        expect_no_number(texts[i], DECIMAL_COMMA, CELL_BAD);
    expect_no_number("1000000001", DECIMAL_COMMA, CELL_TOO_LARGE);
    expect_no_number("1000000000,1", DECIMAL_COMMA, CELL_TOO_LARGE);
    expect_number("1000000000", DECIMAL_COMMA, INT64_C(1000000000000000));
}

/* --- dates --- */

static void expect_date(const char *text, const char *iso)
{
    char seen[11] = "";
    day value = DAY_NONE;
    enum cell_result result = cell_date(text, &value);
    if (result == CELL_GOOD || result == CELL_SERIAL)
        day_format(value, seen);
    cr_expect_str_eq(seen, iso, "%s: seen '%s'", text, seen);
}

Test(cell_date, takes_the_forms_of_offices)
{
    const char *const texts[] = {"2024-01-31", "31/01/2024", "31-01-2024",         "31.01.2024",
                                 "31/1/2024",  "2024/1/31",  "2024-01-31 00:00:00"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        expect_date(texts[i], "2024-01-31");
    expect_date("29/02/2024", "2024-02-29");
}

Test(cell_date, refuses_what_is_no_day)
{
    const char *const texts[] = {"31/02/2024", "29/02/2023", "2024-13-01", "31/01/24",    "2024-01",
                                 "31/01-2024", "1/2/3",      "tomorrow",   "12345678901", "2024-01-31 08:30"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        expect_date(texts[i], "");
}

Test(cell_date, recognises_exchanged_months_and_day_numbers)
{
    day value = DAY_NONE;
    cr_expect_eq(cell_date("01/31/2024", &value), CELL_MONTH);
    cr_expect_eq(cell_date("45322", &value), CELL_SERIAL); /* 19,753 days after 1970-01-01 */
    expect_date("45322", "2024-01-31");
}

/* --- ids --- */

static void expect_id(const char *text, enum cell_result expected, const char *id)
{
    char room[64];
    snprintf(room, sizeof room, "%s", text);
    enum cell_result result = cell_id(room);
    cr_expect_eq(result, expected, "%s: result %d", text, result);
    if (result != CELL_ROUNDED)
        cr_expect_str_eq(room, id, "%s: seen '%s'", text, room);
}

Test(cell_id, drops_what_spreadsheets_put_around_it)
{
    expect_id("000000000000000001", CELL_GOOD, "000000000000000001");
    expect_id("'000000000000000001", CELL_GOOD, "000000000000000001");
    expect_id("=\"000000000000000001\"", CELL_GOOD, "000000000000000001");
    expect_id("00000000 000000 0 001", CELL_GOOD, "000000000000000001");
    expect_id("1002.0", CELL_MENDED, "1002");
    expect_id("1002,00", CELL_MENDED, "1002");
    expect_id("1.01.02", CELL_GOOD, "1.01.02");
    expect_id("E12", CELL_GOOD, "E12");
    expect_id("12E4", CELL_GOOD, "12E4");
}

Test(cell_id, knows_when_digits_are_lost)
{
    expect_id("1.98501E+17", CELL_ROUNDED, "");
    expect_id("1,98501E+17", CELL_ROUNDED, "");
    expect_id("1.98501012010011E17", CELL_ROUNDED, "");
    expect_id("198501012010011008.0", CELL_ROUNDED, "");
    cr_expect(cell_is_rounded_nip("198501012010011000"));
    cr_expect(!cell_is_rounded_nip("198501012010011001"));
    cr_expect(!cell_is_rounded_nip("1000"));
    cr_expect(cell_is_binary_nip("198501012010011008")); /* 16 x 12406313250625688 */
    cr_expect(!cell_is_binary_nip("198501012010011001"));
}

/* --- words --- */

Test(cell_words, forgive_case_and_spacing)
{
    bool yes;
    char folded[32];
    cell_fold(" TMT-Jabatan ", folded, sizeof folded);
    cr_expect_str_eq(folded, "tmtjabatan");
    cr_expect(cell_is_one_of(folded, "since/tmt jabatan"));
    cr_expect(!cell_is_one_of("tmt", "since/tmt jabatan"));
    cr_expect(cell_yes("Ya", &yes) && yes);
    cr_expect(cell_yes("TIDAK", &yes) && !yes);
    cr_expect(!cell_yes("maybe", &yes));
}
