/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/message.h"

#include "tests/support/documents.h"
#include "tests/support/random_tree.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
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

TestSuite(limits, .init = setup, .fini = teardown);
TestSuite(reply, .init = setup, .fini = teardown);

/* --- limits --- */

static enum error_code read_limits(const char *json, struct solve_limits *out)
{
    struct path at = {.key = "limits"};
    return solve_limits_read(document_of(arena, json), &at, out, &error);
}

Test(limits, default_where_nothing_is_said)
{
    struct solve_limits limits;
    cr_assert_eq(read_limits("{}", &limits), ERROR_NONE);
    cr_assert_eq(limits.time_s, solve_limits_default.time_s);
    cr_assert_eq(solve_limits_read(NULL, NULL, &limits, &error), ERROR_NONE);
    cr_assert_eq(limits.memory_mb, 4096);
    cr_assert_eq(read_limits("{'seed':5}", &limits), ERROR_NONE);
    cr_assert_eq(limits.seed, 5);
    cr_assert_eq(limits.threads, 1);
}

Test(limits, hold_at_both_ends_of_every_range)
{
    static const struct {
        const char *field, *below, *lowest, *highest, *above;
    } ranges[] = {{"time_s", "0.099999", "0.1", "86400", "86400.000001"},
                  {"gap", "-0.000001", "0", "1", "1.000001"},
                  {"effort", "-1", "0", "9007199254740992", "9007199254740994.0"},
                  {"seed", "-1", "0", "9007199254740992", "9007199254740994.0"},
                  {"threads", "0", "1", "64", "65"},
                  {"memory_mb", "63", "64", "1048576", "1048577"}};
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        const char *values[] = {ranges[i].below, ranges[i].lowest, ranges[i].highest, ranges[i].above};
        for (int k = 0; k < 4; k++) {
            struct solve_limits limits;
            const char *json = arena_format(arena, "{'%s':%s}", ranges[i].field, values[k]);
            bool inside = k == 1 || k == 2;
            enum error_code code = read_limits(json, &limits);
            bool real = strstr(values[k], "994.0") != NULL; /* a real is no integer, however large */
            cr_assert_eq(code,
                         inside ? ERROR_NONE
                         : real ? ERROR_WRONG_TYPE
                                : ERROR_OUT_OF_RANGE,
                         "%s", json);
            cr_assert_str_eq(inside ? "" : error.path,
                             inside ? "" : arena_format(arena, "limits.%s", ranges[i].field));
        }
    }
}

Test(limits, are_refused_with_code_and_place)
{
    struct solve_limits limits;
    cr_assert_eq(read_limits("{'threads':1.5}", &limits), ERROR_WRONG_TYPE);
    cr_assert_str_eq(error.path, "limits.threads");
    cr_assert_eq(read_limits("{'time_s':'60'}", &limits), ERROR_WRONG_TYPE);
    cr_assert_str_eq(error.path, "limits.time_s");
    cr_assert_eq(read_limits("{'gap':null}", &limits), ERROR_WRONG_TYPE);
    cr_assert_eq(read_limits("{'speed':1}", &limits), ERROR_UNKNOWN_FIELD);
    cr_assert_str_eq(error.path, "limits.speed");
    cr_assert_eq(read_limits("7", &limits), ERROR_WRONG_TYPE);
    cr_assert_str_eq(error.path, "limits");
}

Test(limits, are_written_as_they_are_read)
{
    struct solve_limits limits, again;
    struct node node;
    cr_assert_eq(
        read_limits("{'time_s':0.5,'gap':0.0001,'effort':9007199254740992,'seed':0,'threads':64}", &limits),
        ERROR_NONE);
    cr_assert_eq(solve_limits_write(arena, &limits, &node), ERROR_NONE);
    cr_assert_str_eq(document_text(arena, &node),
                     "{\"effort\":9007199254740992,\"gap\":0.0001,\"memory_mb\":4096,"
                     "\"seed\":0,\"threads\":64,\"time_s\":0.5}");
    cr_assert_eq(solve_limits_read(&node, NULL, &again, &error), ERROR_NONE);
    cr_assert_eq(again.time_s, 0.5);
    cr_assert_eq(again.gap, 1e-4);
    cr_assert_eq(again.effort, INT64_C(9007199254740992));
}

/* --- replies --- */

static const char *reply_text(const void *bytes, size_t length)
{
    const struct node *node;
    enum error_code code = tree_read_msgpack(arena, bytes, length, NULL, &node, &error);
    cr_assert_eq(code, ERROR_NONE, "%s", error.text);
    const void *again;
    size_t again_length;
    cr_assert_eq(tree_write_msgpack(arena, node, &again, &again_length, &error), ERROR_NONE);
    cr_assert_eq(again_length, length, "a reply is canonical");
    cr_assert_eq(memcmp(again, bytes, length), 0);
    return document_text(arena, node);
}

Test(reply, says_version_ok_and_elapsed)
{
    const void *bytes;
    size_t length;
    cr_assert_eq(reply_write(arena, 0.25, NULL, NULL, &bytes, &length, &error), ERROR_NONE);
    cr_assert_str_eq(reply_text(bytes, length), "{\"elapsed_s\":0.25,\"ok\":true,\"v\":1}");
    cr_assert_str_eq(hex_of(arena, bytes, length), "83a9656c61707365645f73cb3fd0000000000000a26f6bc3a17601");
}

Test(reply, carries_fields_and_an_encoded_part_in_bytewise_order)
{
    const void *bytes, *plan;
    size_t length, plan_length;
    cr_assert_eq(
        tree_write_msgpack(arena, document_of(arena, "{'moves':[1,{'a':0.5}]}"), &plan, &plan_length, &error),
        ERROR_NONE);
    struct encoded part = {.key = "plan", .bytes = plan, .length = plan_length};
    const struct node *fields = document_of(arena, "{'a':1,'job':{'id':'j1'},'z':null}");
    cr_assert_eq(reply_write(arena, 1.5, fields, &part, &bytes, &length, &error), ERROR_NONE);
    cr_assert_str_eq(reply_text(bytes, length),
                     "{\"a\":1,\"elapsed_s\":1.5,\"job\":{\"id\":\"j1\"},\"ok\":true,"
                     "\"plan\":{\"moves\":[1,{\"a\":0.5}]},\"v\":1,\"z\":null}");
}

Test(reply, never_names_a_key_twice)
{
    const void *bytes;
    size_t length;
    struct encoded part = {.key = "job", .bytes = "\xc0", .length = 1};
    cr_assert_eq(reply_write(arena, 1, document_of(arena, "{'job':1}"), &part, &bytes, &length, &error),
                 ERROR_DUPLICATE_KEY);
    cr_assert_null(bytes);
    cr_assert_eq(reply_write(arena, 1, document_of(arena, "{'ok':false}"), NULL, &bytes, &length, &error),
                 ERROR_DUPLICATE_KEY);
}

Test(reply, takes_complete_maps_only)
{
    const void *bytes;
    size_t length;
    struct node number = node_integer(1), unallocated = node_map(arena, SIZE_MAX / 2);
    cr_assert_eq(reply_write(arena, 1, &number, NULL, &bytes, &length, &error), ERROR_INTERNAL);
    cr_assert_eq(reply_write(arena, 1, &unallocated, NULL, &bytes, &length, &error), ERROR_INTERNAL);
    cr_assert_null(bytes);
}

Test(reply, reports_no_time_that_is_none)
{
    const void *bytes;
    size_t length;
    const double odd[] = {-1, (double)NAN, (double)INFINITY, 1e300};
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++) {
        cr_assert_eq(reply_write(arena, odd[i], NULL, NULL, &bytes, &length, &error), ERROR_NONE);
        cr_assert_str_eq(reply_text(bytes, length), "{\"elapsed_s\":0,\"ok\":true,\"v\":1}");
    }
}

Test(reply, carries_an_error)
{
    const void *bytes;
    size_t length;
    struct error what;
    error_set(&what, ERROR_UNKNOWN_ID, "employees[17].unit", "\"u9\" is no unit");
    cr_assert_eq(reply_write_error(arena, 0.125, &what, 0, &bytes, &length), ERROR_NONE);
    cr_assert_str_eq(
        reply_text(bytes, length),
        "{\"elapsed_s\":0.125,\"error\":{\"code\":\"unknown_id\",\"message\":\"\\\"u9\\\" is no unit\","
        "\"path\":\"employees[17].unit\"},\"ok\":false,\"v\":1}");
    error_set(&what, ERROR_BUSY, "", "full");
    cr_assert_eq(reply_write_error(arena, 0, &what, 2.5, &bytes, &length), ERROR_NONE);
    cr_assert_str_eq(reply_text(bytes, length),
                     "{\"elapsed_s\":0,\"error\":{\"code\":\"busy\",\"message\":\"full\","
                     "\"path\":\"\",\"retry_after_s\":2.5},\"ok\":false,\"v\":1}");
}

/* The longest error there is: it must reach the client when memory has run out. */
Test(reply, carries_any_error_within_the_first_block_of_an_arena)
{
    struct error what = {.code = ERROR_MEMORY};
    memset(what.path, 'p', sizeof what.path - 1);
    memset(what.text, 't', sizeof what.text - 1);
    size_t before = arena_bytes(arena), length;
    const void *bytes;
    cr_assert_eq(reply_write_error(arena, 1.0 / 3, &what, 1.0 / 3, &bytes, &length), ERROR_NONE);
    cr_assert_eq(arena_bytes(arena), before);
    cr_assert_gt(length, 598);
}
