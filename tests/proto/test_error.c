/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/error.h"

#include "proto/utf8.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

Test(error, has_a_word_and_a_meaning_for_every_code)
{
    for (int i = 0; i < ERROR_COUNT; i++) {
        enum error_code code = (enum error_code)i;
        cr_assert_gt(strlen(error_word(code)), 0);
        cr_assert_gt(strlen(error_meaning(code)), 0);
        cr_assert_eq(error_from_word(error_word(code)), code);
    }
    cr_assert_str_eq(error_word(ERROR_DUPLICATE_KEY), "duplicate_key");
    cr_assert_str_eq(error_word(ERROR_NOT_CANONICAL_TYPE), "bad_type");
}

Test(error, takes_an_unknown_word_or_code_for_a_defect)
{
    cr_assert_eq(error_from_word("no_such_word"), ERROR_INTERNAL);
    cr_assert_eq(error_from_word(NULL), ERROR_INTERNAL);
    cr_assert_str_eq(error_word(ERROR_COUNT), "internal");
}

Test(error, fills_code_path_and_text)
{
    struct error error;
    cr_assert_eq(error_set(&error, ERROR_BUSY, "queue", "%d of %d", 3, 4), ERROR_BUSY);
    cr_assert_eq(error.code, ERROR_BUSY);
    cr_assert_str_eq(error.path, "queue");
    cr_assert_str_eq(error.text, "3 of 4");
}

Test(error, may_be_null_and_may_lack_a_path)
{
    struct error error;
    cr_assert_eq(error_set(NULL, ERROR_IO, "x", "y"), ERROR_IO);
    cr_assert_eq(error_at(NULL, ERROR_IO, NULL, "y"), ERROR_IO);
    cr_assert_eq(error_set(&error, ERROR_IO, NULL, "y"), ERROR_IO);
    cr_assert_str_eq(error.path, "");
}

/* employees[17].competencies.c01 */
Test(error, renders_a_path_from_the_root_down)
{
    struct path employees = {.key = "employees"};
    struct path one = {.up = &employees, .index = 17};
    struct path competencies = {.up = &one, .key = "competencies"};
    struct path level = {.up = &competencies, .key = "c01"};
    struct error error;
    error_at(&error, ERROR_OUT_OF_RANGE, &level, "6, expected 1 to 5");
    cr_assert_str_eq(error.path, "employees[17].competencies.c01");
    error_at(&error, ERROR_OUT_OF_RANGE, &one, "x");
    cr_assert_str_eq(error.path, "employees[17]");
    error_at(&error, ERROR_OUT_OF_RANGE, NULL, "x");
    cr_assert_str_eq(error.path, "");
}

Test(error, renders_a_root_that_is_an_array)
{
    struct path row = {.index = 2}, cell = {.up = &row, .index = 0};
    struct error error;
    error_at(&error, ERROR_WRONG_TYPE, &cell, "x");
    cr_assert_str_eq(error.path, "[2][0]");
}

Test(error, may_be_made_out_of_its_own_texts)
{
    struct error error;
    error_set(&error, ERROR_IO, "a", "inner");
    error_set(&error, ERROR_ENGINE, error.path, "outer: %s", error.text);
    cr_assert_str_eq(error.path, "a");
    cr_assert_str_eq(error.text, "outer: inner");
}

/* 199 bytes fit; the 100th two-byte character would end at byte 200 and is dropped whole. */
Test(error, cuts_long_texts_between_characters)
{
    char path[401] = "";
    for (int i = 0; i < 200; i++) {
        memcpy(path + 2 * (size_t)i, "\xc3\xa9", 2);
    }
    struct error error;
    error_set(&error, ERROR_IO, path, "%s%s%s", path, path, path);
    cr_assert_eq(strlen(error.path), 198);
    cr_assert_eq(strlen(error.text), 398);
    cr_assert(utf8_valid(error.path, strlen(error.path)));
    cr_assert(utf8_valid(error.text, strlen(error.text)));
}

Test(error, cuts_a_path_that_is_deeper_than_its_room)
{
    struct path steps[40];
    for (int i = 0; i < 40; i++) {
        steps[i] = (struct path){.up = i > 0 ? &steps[i - 1] : NULL, .key = "abcdefghi"};
    }
    struct error error;
    error_at(&error, ERROR_IO, &steps[39], "x");
    cr_assert_eq(strlen(error.path), 199);
    cr_assert_eq(strncmp(error.path, "abcdefghi.abcdefghi.", 20), 0);
}

Test(error, shows_bytes_that_are_no_text_as_question_marks)
{
    struct error error;
    error_set(&error, ERROR_BAD_STRING, "a\xff.b", "saw \x01\xc3) and \xe2\x82\xac");
    cr_assert_str_eq(error.path, "a?.b");
    cr_assert_str_eq(error.text, "saw ?\?) and \xe2\x82\xac");
}

/* The well-formed sequences of the Unicode standard's table 3-7 end where these begin. */
Test(utf8, knows_what_is_no_character)
{
    static const char *const bad[] = {
        "\x80",          "\xc0\x80",         "\xc1\xbf",         "\xe0\x9f\xbf",
        "\xed\xa0\x80",  "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80",
        "\xc3",          "\xe2\x82",         "\xf0\x90\x80",     "abcdefgh\xff",
        "1234567\x80 90"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        cr_assert_not(utf8_valid(bad[i], strlen(bad[i])), "case %zu", i);
    }
    cr_assert_not(utf8_valid("abc\0defgh", 9));
    cr_assert_not(utf8_valid("abcdefgh\0", 9));
}

Test(utf8, knows_the_ends_of_every_length)
{
    static const char *const good[] = {"",
                                       "\x01\x7f",
                                       "\xc2\x80\xdf\xbf",
                                       "\xe0\xa0\x80\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf",
                                       "\xf0\x90\x80\x80\xf4\x8f\xbf\xbf",
                                       "12345678\xc3\xa9"
                                       "12345678"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        cr_assert(utf8_valid(good[i], strlen(good[i])), "case %zu", i);
    }
}

Test(error, of_a_part_read_on_its_own_moves_below_the_part)
{
    struct error error;
    error_set(&error, ERROR_BAD_NUMBER, "units[3].need", "NaN");
    cr_assert_eq(error_within(&error, "instance"), ERROR_BAD_NUMBER);
    cr_assert_str_eq(error.path, "instance.units[3].need");
    cr_assert_str_eq(error.text, "NaN");
    error_set(&error, ERROR_WRONG_TYPE, "", "x");
    error_within(&error, "op");
    cr_assert_str_eq(error.path, "op");
    error_set(&error, ERROR_TOO_DEEP, "[0][1]", "x");
    error_within(&error, "op");
    cr_assert_str_eq(error.path, "op[0][1]");
    memset(error.path, 'p', sizeof error.path - 1);
    error_within(&error, "op");
    cr_assert_eq(strlen(error.path), sizeof error.path - 1);
    cr_assert_eq(strncmp(error.path, "op.ppp", 6), 0);
}
