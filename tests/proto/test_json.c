/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/tree.h"

#include "tests/support/random_tree.h"

#include <criterion/criterion.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct arena *arena;
static struct error error;

static void setup(void)
{
    arena = arena_new();
    error = (struct error){.code = ERROR_NONE};
}

static void teardown(void)
{
    arena_free(arena);
}

TestSuite(json, .init = setup, .fini = teardown);

static const struct node *read_text(const char *text)
{
    const struct node *node;
    enum error_code code = tree_read_json(arena, text, strlen(text), NULL, &node, &error);
    cr_assert_eq(code, ERROR_NONE, "%s: %s %s %s", text, error_word(code), error.path, error.text);
    return node;
}

static const char *write_text(const struct node *node, enum json_style style)
{
    const char *text;
    size_t length;
    cr_assert_eq(tree_write_json(arena, node, style, &text, &length, &error), ERROR_NONE, "%s", error.text);
    cr_assert_eq(strlen(text), length);
    return text;
}

static const char *number_text(double value)
{
    struct node node = node_real(value);
    return write_text(&node, JSON_CANONICAL);
}

/* --- the canonical text --- */

Test(json, has_one_canonical_text_for_every_spelling)
{
    static const struct {
        const char *spelling, *canonical;
    } cases[] = {
        {" null ", "null"},
        {"[ true , false ]", "[true,false]"},
        {"1.0", "1"},
        {"-0", "0"},
        {"-0.0", "0"},
        {"1e3", "1000"},
        {"0.950", "0.95"},
        {"95e-2", "0.95"},
        {"1E-7", "1e-07"},
        {"1e20", "1e+20"},
        {"9007199254740992.0", "9007199254740992"},
        {"-9007199254740992", "-9007199254740992"},
        {"{\"b\":1,\"a\":{\"d\":[],\"c\":{}}}", "{\"a\":{\"c\":{},\"d\":[]},\"b\":1}"},
        {"\"\\u0041\\/\\u00e9\\ud834\\udd1e\"", "\"A/\xc3\xa9\xf0\x9d\x84\x9e\""},
        {"\"\\u0008\\u000c\\u000A\\u000d\\u0009\\u0022\\u005c\"", "\"\\b\\f\\n\\r\\t\\\"\\\\\""},
        {"\"\\u0001\\u001F\\u007f\"", "\"\\u0001\\u001f\x7f\""},
        {"\"\"", "\"\""},
        {"{\"\":0}", "{\"\":0}"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cr_assert_str_eq(write_text(read_text(cases[i].spelling), JSON_CANONICAL), cases[i].canonical);
    }
}

Test(json, writes_the_fewest_digits_that_read_back)
{
    cr_assert_str_eq(number_text(0.1), "0.1");
    cr_assert_str_eq(number_text(0.95), "0.95");
    cr_assert_str_eq(number_text(-6.208763), "-6.208763");
    cr_assert_str_eq(number_text(0.0001), "0.0001");
    cr_assert_str_eq(number_text(0.00001), "1e-05");
    cr_assert_str_eq(number_text(0.000123), "0.000123");
    cr_assert_str_eq(number_text(123456789.5), "123456789.5");
    cr_assert_str_eq(number_text(1.0 / 3.0), "0.3333333333333333");                   /* 16 digits */
    cr_assert_str_eq(number_text(0.1 + 0.2), "0.30000000000000004");                  /* 17 digits */
    cr_assert_str_eq(number_text(5e-324), "4.94065645841247e-324");                   /* the smallest */
    cr_assert_str_eq(number_text(1.7976931348623157e308), "1.7976931348623157e+308"); /* the largest */
}

/* A real beyond 2^53 keeps its point: without it, it would read as an integer and be refused. */
Test(json, writes_large_reals_as_reals)
{
    cr_assert_str_eq(number_text(9007199254740994.0), "9007199254740994.0");
    cr_assert_str_eq(number_text(12345678901234568.0), "12345678901234568.0");
    cr_assert_str_eq(number_text(1e22), "1e+22");
    cr_assert(node_equal(read_text("9007199254740994.0"),
                         &(struct node){NODE_REAL, 0, {.real = 9007199254740994.0}}));
}

/* What %.15g, else %.16g, else %.17g print, for numbers of every size and number of decimals. */
Test(json, writes_numbers_as_printf_would)
{
    struct random_source source = {.state = 99};
    for (int i = 0; i < 200000; i++) {
        double value = (double)(random_next(&source) >> (11 + random_below(&source, 50)));
        value /= pow(10, (double)random_below(&source, 12));
        if (random_below(&source, 4) == 0) {
            value = nextafter(value, random_below(&source, 2) == 0 ? 0 : 1e300);
        }
        struct node node = node_real(i % 2 == 0 ? value : -value);
        if (node.kind != NODE_REAL || fabs(value) > 9e15) {
            continue;
        }
        char expected[40];
        for (int digits = 15; digits <= 17; digits++) {
            snprintf(expected, sizeof expected, "%.*g", digits, node.as.real);
            if (strtod(expected, NULL) == node.as.real) {
                break;
            }
        }
        cr_assert_str_eq(write_text(&node, JSON_CANONICAL), expected);
    }
}

Test(json, is_indented_for_people)
{
    cr_assert_str_eq(
        write_text(read_text("{\"units\":[{\"id\":\"u1\",\"at\":[1.5,2]},{}],\"km\":[[0,1],[1,0]],\"n\":[]}"),
                   JSON_INDENTED),
        "{\n"
        "  \"km\": [\n"
        "    [0, 1],\n"
        "    [1, 0]\n"
        "  ],\n"
        "  \"n\": [],\n"
        "  \"units\": [\n"
        "    {\n"
        "      \"at\": [1.5, 2],\n"
        "      \"id\": \"u1\"\n"
        "    },\n"
        "    {}\n"
        "  ]\n"
        "}\n");
    cr_assert_str_eq(write_text(read_text("3"), JSON_INDENTED), "3\n");
}

/* --- both faces --- */

Test(json, and_messagepack_carry_the_same_documents)
{
    struct random_source source = {.state = 4711};
    for (int i = 0; i < 300; i++) {
        struct arena *once = arena_new();
        struct node root = random_tree(once, &source, 5);
        const struct node *from_json, *from_bytes;
        const char *text, *text_again;
        const void *bytes, *bytes_again;
        size_t text_length, bytes_length, length_again;
        enum json_style style = i % 2 == 0 ? JSON_CANONICAL : JSON_INDENTED;
        cr_assert_eq(tree_canonicalise(&root, &error), ERROR_NONE);
        cr_assert_eq(tree_write_json(once, &root, style, &text, &text_length, &error), ERROR_NONE);
        cr_assert_eq(tree_read_json(once, text, text_length, NULL, &from_json, &error), ERROR_NONE,
                     "%s %s\n%s", error.path, error.text, text);
        cr_assert(node_equal(&root, from_json));
        cr_assert_eq(tree_write_msgpack(once, from_json, &bytes, &bytes_length, &error), ERROR_NONE);
        cr_assert_eq(tree_read_msgpack(once, bytes, bytes_length, NULL, &from_bytes, &error), ERROR_NONE);
        cr_assert_eq(tree_write_json(once, from_bytes, style, &text_again, &length_again, &error),
                     ERROR_NONE);
        cr_assert_str_eq(text, text_again);
        cr_assert_eq(tree_write_msgpack(once, &root, &bytes_again, &length_again, &error), ERROR_NONE);
        cr_assert_eq(bytes_length, length_again);
        cr_assert_eq(memcmp(bytes, bytes_again, bytes_length), 0);
        arena_free(once);
    }
}

/* --- refusals --- */

static const struct {
    const char *text;
    enum error_code code;
    const char *path, *says;
} refusals[] = {
    {"", ERROR_MALFORMED, "", "line 1"},
    {"   ", ERROR_MALFORMED, "", "line 1"},
    {"{", ERROR_MALFORMED, "", "line 1"},
    {"[1,]", ERROR_MALFORMED, "[1]", "column 4"},
    {"[1", ERROR_MALFORMED, "[0]", "line 1"},
    {"{\"a\" 1}", ERROR_MALFORMED, "a", "line 1"},
    {"{\"a\":[1,\n tru]}", ERROR_MALFORMED, "a[1]", "line 2, column 4"},
    {"[01]", ERROR_MALFORMED, "[0]", "line 1"},
    {"[.5]", ERROR_MALFORMED, "[0]", "line 1"},
    {"[1.]", ERROR_MALFORMED, "[0]", "line 1"},
    {"[+1]", ERROR_MALFORMED, "[0]", "line 1"},
    {"[0,NaN]", ERROR_MALFORMED, "[1]", "line 1"},
    {"[Infinity]", ERROR_MALFORMED, "[0]", "line 1"},
    {"['a']", ERROR_MALFORMED, "[0]", "line 1"},
    {"[1] []", ERROR_MALFORMED, "", "end of file expected"},
    {"{1:2}", ERROR_MALFORMED, "", "line 1"},
    {"[1] // x", ERROR_MALFORMED, "", "line 1"},
    {"\xef\xbb\xbf[]", ERROR_MALFORMED, "", "line 1"},
    {"\"a\nb\"", ERROR_MALFORMED, "", "line 1"},
    {"\"\\x41\"", ERROR_MALFORMED, "", "line 1"},
    {"\"abc", ERROR_MALFORMED, "", "line 1"},
    {"]", ERROR_MALFORMED, "", "line 1"},
    {"{\"a\":1,\"b\":2,\"a\":3}", ERROR_DUPLICATE_KEY, "a", "column 16"},
    {"{\"e\":[{},\n{\"c\":{\"c01\":1,\"c01\":2}}]}", ERROR_DUPLICATE_KEY, "e[1].c.c01", "line 2"},
    {"{\"a\":1,\"\\u0061\":2}", ERROR_DUPLICATE_KEY, "\\u0061", "line 1"},
    {"[1e999]", ERROR_BAD_NUMBER, "[0]", "line 1"},
    {"{\"a\":[0,-1e400]}", ERROR_BAD_NUMBER, "a[1]", "line 1"},
    {"{\"a\":[0,9007199254740993]}", ERROR_BAD_NUMBER, "a[1]", "2^53"},
    {"{\"a\":-9007199254740993}", ERROR_BAD_NUMBER, "a", "2^53"},
    {"[100000000000000000000]", ERROR_BAD_NUMBER, "[0]", "line 1"},
    {"[\"\\u0000\"]", ERROR_BAD_STRING, "[0]", "line 1"},
    {"{\"a\\u0000\":1}", ERROR_BAD_STRING, "a\\u0000", "line 1"},
    {"{\"a\":[\"x\",\"caf\xe9\"]}", ERROR_BAD_STRING, "a[1]", "line 1"},
    {"[\"\xed\xa0\x80\"]", ERROR_BAD_STRING, "[0]", "line 1"},
    {"[\"\xc0\x80\"]", ERROR_BAD_STRING, "[0]", "line 1"},
};

Test(json, refuses_with_code_and_place)
{
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        const char *text = refusals[i].text;
        const struct node *node = &(struct node){.kind = NODE_NULL};
        enum error_code code = tree_read_json(arena, text, strlen(text), NULL, &node, &error);
        cr_expect_eq(code, refusals[i].code, "%s: %s %s", text, error_word(code), error.text);
        cr_expect_eq(error.code, code);
        cr_expect_null(node);
        cr_expect_str_eq(error.path, refusals[i].path, "%s: %s", text, error.path);
        cr_expect_not_null(strstr(error.text, refusals[i].says), "%s: %s", text, error.text);
    }
}

Test(json, refuses_lone_surrogates_and_raw_nul_bytes)
{
    const struct node *node;
    cr_assert_eq(tree_read_json(arena, "[\"\\ud800\"]", 10, NULL, &node, &error), ERROR_MALFORMED);
    cr_assert_eq(tree_read_json(arena, "[\"a\0b\"]", 7, NULL, &node, &error), ERROR_MALFORMED);
    cr_assert_eq(tree_read_json(arena, "[1]\0", 4, NULL, &node, &error), ERROR_MALFORMED);
}

/* --- limits --- */

static enum error_code read_within(const char *text, struct scan_limits limits)
{
    const struct node *node;
    return tree_read_json(arena, text, strlen(text), &limits, &node, &error);
}

/* {"a":[1,2]} is 11 bytes, 5 nodes (map, key, array, two numbers), 2 deep. */
Test(json, is_read_within_limits_to_the_last_one)
{
    const char *text = "{\"a\":[1,2]}";
    cr_assert_eq(read_within(text, (struct scan_limits){11, 5, 2}), ERROR_NONE, "%s", error.text);
    cr_assert_eq(read_within(text, (struct scan_limits){10, 5, 2}), ERROR_TOO_LARGE);
    cr_assert_eq(read_within(text, (struct scan_limits){11, 4, 2}), ERROR_TOO_LARGE);
    cr_assert_str_eq(error.path, "a[1]");
    cr_assert_eq(read_within(text, (struct scan_limits){11, 5, 1}), ERROR_TOO_DEEP);
    cr_assert_str_eq(error.path, "a");
    cr_assert_eq(read_within("[ ]", (struct scan_limits){3, 1, 1}), ERROR_NONE);
    cr_assert_eq(read_within("{\n}", (struct scan_limits){3, 1, 1}), ERROR_NONE);
    cr_assert_eq(read_within("[[],{}]", (struct scan_limits){7, 3, 2}), ERROR_NONE);
    cr_assert_eq(read_within("[[],{}]", (struct scan_limits){7, 2, 2}), ERROR_TOO_LARGE);
    cr_assert_eq(read_within("\"[[[{{{,,,:::\"", (struct scan_limits){20, 1, 0}), ERROR_NONE);
    cr_assert_eq(read_within("\"\\\"[[[,,,\\\\\"", (struct scan_limits){20, 1, 0}), ERROR_NONE);
}

Test(json, is_sixteen_containers_deep_whatever_the_limits_say)
{
    struct scan_limits generous = {.bytes = 100000, .nodes = 100000, .depth = 100000};
    char *text = arena_alloc(arena, 100001, 1);
    cr_assert_eq(read_within("[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]", generous), ERROR_NONE, "%s", error.text);
    cr_assert_eq(read_within("[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]", generous), ERROR_TOO_DEEP);
    memset(text, '[', 100000); /* deep enough to break a recursive parser */
    cr_assert_eq(read_within(text, generous), ERROR_TOO_DEEP);
    cr_assert_eq(tree_read_json(arena, text, 50000, NULL, &(const struct node *){NULL}, &error),
                 ERROR_TOO_DEEP);
}

/* --- hostile texts --- */

Test(json, survives_every_truncation_and_corruption)
{
    static const char sample[] =
        "{\"e\":[{\"c\":{\"c01\":3,\"d\":null},\"f\":0.85,\"x\":[-1,1e-7]},\"\\u00e9\xc3\xa9\"]}";
    static const unsigned char values[] = {0,   1,   '"', '\\', '{', '}', '[', ']',  ',',  ':',
                                           '0', '9', '-', 'e',  '.', ' ', 'n', 0x80, 0xc3, 0xff};
    char copy[sizeof sample];
    const struct node *node;
    for (size_t cut = 0; cut < sizeof sample - 1; cut++) {
        char *exact = malloc(cut + 1);
        memcpy(exact, sample, cut);
        cr_assert_neq(tree_read_json(arena, exact, cut, NULL, &node, &error), ERROR_NONE, "at %zu", cut);
        free(exact);
    }
    for (size_t at = 0; at < sizeof sample - 1; at++) {
        for (size_t i = 0; i < sizeof values; i++) {
            memcpy(copy, sample, sizeof sample);
            copy[at] = (char)values[i];
            struct error seen = {.code = ERROR_NONE};
            enum error_code code = tree_read_json(arena, copy, sizeof sample - 1, NULL, &node, &seen);
            cr_assert_eq(seen.code, code);
            cr_assert_neq(code, ERROR_INTERNAL, "%s", seen.text);
            cr_assert_eq(node == NULL, code != ERROR_NONE);
        }
    }
}

/* --- locales with a decimal comma --- */

/* A locale with a comma: an installed one, else one compiled for this test; NULL when neither can be had. */
static const char *comma_locale(void)
{
    static const char *const names[] = {"id_ID.UTF-8", "id_ID.utf8", "de_DE.UTF-8", "de_DE.utf8",
                                        "fr_FR.UTF-8"};
    for (int attempt = 0; attempt < 2; attempt++) {
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
            if (setlocale(LC_ALL, names[i]) != NULL && strcmp(localeconv()->decimal_point, ",") == 0) {
                return names[i];
            }
        }
        if (attempt == 0 && system("mkdir -p " BIN_DIR "/locale && localedef -i id_ID -f UTF-8 " BIN_DIR
                                   "/locale/id_ID.UTF-8 >" BIN_DIR "/locale/log 2>&1") == 0) {
            setenv("LOCPATH", BIN_DIR "/locale", 1);
        }
    }
    return NULL;
}

Test(json, never_carries_a_decimal_comma)
{
    if (comma_locale() == NULL) {
        cr_skip_test("no locale with a decimal comma is installed, and localedef makes none");
    }
    char comma[8];
    snprintf(comma, sizeof comma, "%.1f", 0.5);
    cr_assert_str_eq(comma, "0,5", "the locale is in force");
    cr_assert_str_eq(
        write_text(read_text("[0.95,1e-7,0.30000000000000004,1.5e300,-6.208763,9007199254740994.0]"),
                   JSON_CANONICAL),
        "[0.95,1e-07,0.30000000000000004,1.5e+300,-6.208763,9007199254740994.0]");
    cr_assert_eq(read_text("0.25")->as.real, 0.25);
}
