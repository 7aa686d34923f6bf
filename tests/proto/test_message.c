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

TestSuite(envelope, .init = setup, .fini = teardown);
TestSuite(limits, .init = setup, .fini = teardown);
TestSuite(reply, .init = setup, .fini = teardown);

/* --- requests --- */

static enum error_code read_bytes(const void *bytes, size_t length, struct envelope *out)
{
    enum error_code code = envelope_read(arena, bytes, length, NULL, out, &error);
    cr_assert_eq(error.code, code == ERROR_NONE ? error.code : code);
    return code;
}

/* The JSON's MessagePack bytes, read as a request. */
static enum error_code read_request(const char *json, struct envelope *out)
{
    const void *bytes;
    size_t length;
    const struct node *document = document_of(arena, json);
    cr_assert_not_null(document, "%s", json);
    cr_assert_eq(tree_write_msgpack(arena, document, &bytes, &length, &error), ERROR_NONE);
    return read_bytes(bytes, length, out);
}

static enum error_code read_hex(const char *hex, struct envelope *out)
{
    size_t length;
    const unsigned char *bytes = bytes_of(arena, hex, &length);
    return read_bytes(bytes, length, out);
}

Test(envelope, needs_a_version_and_an_operation_only)
{
    struct envelope envelope;
    cr_assert_eq(read_request("{'v':1,'op':'ping'}", &envelope), ERROR_NONE, "%s", error.text);
    cr_assert_eq(envelope.op, OP_PING);
    cr_assert_null(envelope.key);
    cr_assert_eq(envelope.wait_s, WAIT_MAX_S);
    cr_assert_not(envelope.fresh);
    cr_assert_null(envelope.body);
    cr_assert_eq(envelope.body_length, 0);
    cr_assert_eq(envelope.limits.time_s, 60);
    cr_assert_eq(envelope.limits.gap, 1e-4);
    cr_assert_eq(envelope.limits.effort, 0);
    cr_assert_eq(envelope.limits.seed, 1);
    cr_assert_eq(envelope.limits.threads, 1);
    cr_assert_eq(envelope.limits.memory_mb, 4096);
}

Test(envelope, knows_every_operation)
{
    for (int op = 0; op < OP_COUNT; op++) {
        struct envelope envelope;
        const char *body = op == OP_SOLVE || op == OP_CHECK ? ",'body':{}" : "";
        const char *request = arena_format(arena, "{'v':1,'op':'%s'%s}", op_word((enum op)op), body);
        cr_assert_eq(read_request(request, &envelope), ERROR_NONE);
        cr_assert_eq((int)envelope.op, op);
    }
    cr_assert_str_eq(op_word(OP_SOLVE), "solve");
    cr_assert_str_eq(op_word(OP_COUNT), "");
}

Test(envelope, carries_everything_a_request_can_say)
{
    struct envelope envelope;
    cr_assert_eq(
        read_request("{'v':1,'op':'solve','key':'plan 2026','wait_s':2.5,'fresh':true,"
                     "'limits':{'time_s':12.5,'gap':0,'effort':1000000,'seed':7,'threads':2,'memory_mb':512},"
                     "'body':{'instance':[1,2,3]}}",
                     &envelope),
        ERROR_NONE, "%s %s", error.path, error.text);
    cr_assert_eq(envelope.op, OP_SOLVE);
    cr_assert_str_eq(envelope.key, "plan 2026");
    cr_assert_eq(envelope.wait_s, 2.5);
    cr_assert(envelope.fresh);
    cr_assert_eq(envelope.limits.time_s, 12.5);
    cr_assert_eq(envelope.limits.gap, 0);
    cr_assert_eq(envelope.limits.effort, 1000000);
    cr_assert_eq(envelope.limits.seed, 7);
    cr_assert_eq(envelope.limits.threads, 2);
    cr_assert_eq(envelope.limits.memory_mb, 512);
    const struct node *body;
    cr_assert_eq(tree_read_msgpack(arena, envelope.body, envelope.body_length, NULL, &body, &error),
                 ERROR_NONE);
    cr_assert_str_eq(document_text(arena, body), "{\"instance\":[1,2,3]}");
}

/* {op: "check", body: {"a": 1}, v: 1}: out of order, with long heads; and the body last. */
Test(envelope, takes_keys_in_any_order_and_any_encoding)
{
    struct envelope envelope;
    cr_assert_eq(read_hex("de0003 d9026f70 da0005636865636b a4626f6479 de0001a16101 a176 d001", &envelope),
                 ERROR_NONE, "%s", error.text);
    cr_assert_eq(envelope.op, OP_CHECK);
    cr_assert_eq(envelope.body_length, 6);
    cr_assert_str_eq(hex_of(arena, envelope.body, envelope.body_length), "de0001a16101");
    cr_assert_eq(read_hex("83 a176 01 a26f70 a5636865636b a4626f6479 82 a161 01 a162 90", &envelope),
                 ERROR_NONE);
    cr_assert_str_eq(hex_of(arena, envelope.body, envelope.body_length), "82a16101a16290");
}

/* A body of 4 MB costs the envelope's arena nothing. */
Test(envelope, points_at_the_body_without_building_it)
{
    enum { COUNT = 4000000 };
    unsigned char *bytes = arena_alloc(arena, COUNT + 64, 1), *at = bytes;
    static const char head[] = "\x83\xa4"
                               "body\x81\xa1s\xdd\x00\x3d\x09\x00"; /* 4,000,000 zeros follow */
    static const char tail[] = "\xa2op\xa5solve\xa1v\x01";
    memcpy(at, head, sizeof head - 1);
    at += sizeof head - 1 + COUNT;
    memcpy(at, tail, sizeof tail - 1);
    at += sizeof tail - 1;
    size_t before = arena_bytes(arena);
    struct envelope envelope;
    cr_assert_eq(read_bytes(bytes, (size_t)(at - bytes), &envelope), ERROR_NONE, "%s", error.text);
    cr_assert_eq(envelope.body_length, COUNT + 8);
    cr_assert_eq((const unsigned char *)envelope.body - bytes, 6);
    cr_assert_eq(arena_bytes(arena), before);
}

static const struct {
    const char *json;
    enum error_code code;
    const char *path;
} refusals[] = {
    {"[1]", ERROR_WRONG_TYPE, ""},
    {"null", ERROR_WRONG_TYPE, ""},
    {"{}", ERROR_BAD_VERSION, "v"},
    {"{'op':'ping'}", ERROR_BAD_VERSION, "v"},
    {"{'v':2,'op':'ping'}", ERROR_BAD_VERSION, "v"},
    {"{'v':'1','op':'ping'}", ERROR_BAD_VERSION, "v"},
    {"{'v':1.5,'op':'ping'}", ERROR_BAD_VERSION, "v"},
    {"{'v':2,'verb':'ping'}", ERROR_BAD_VERSION, "v"}, /* another version may name other fields */
    {"{'v':1}", ERROR_MISSING_FIELD, "op"},
    {"{'v':1,'op':7}", ERROR_WRONG_TYPE, "op"},
    {"{'v':1,'op':'dance'}", ERROR_UNKNOWN_OP, "op"},
    {"{'v':1,'op':'PING'}", ERROR_UNKNOWN_OP, "op"},
    {"{'v':1,'op':''}", ERROR_UNKNOWN_OP, "op"},
    {"{'v':1,'op':'ping','extra':1}", ERROR_UNKNOWN_FIELD, "extra"},
    {"{'v':1,'op':'ping','a':1,'b':1,'c':1,'d':1,'e':1,'f':1,'g':1,'h':1,'i':1}", ERROR_UNKNOWN_FIELD, "a"},
    {"{'a':1,'b':1,'c':1,'d':1,'e':1,'f':1,'op':'ping','v':1,'z':1}", ERROR_UNKNOWN_FIELD, "a"},
    {"{'a':1,'b':1,'c':1,'d':1,'e':1,'f':1,'op':'ping','v':2,'z':1}", ERROR_BAD_VERSION, "v"},
    {"{'v':1,'op':'solve','key':1}", ERROR_WRONG_TYPE, "key"},
    {"{'v':1,'op':'solve','key':null}", ERROR_WRONG_TYPE, "key"},
    {"{'v':1,'op':'solve','key':''}", ERROR_OUT_OF_RANGE, "key"},
    {"{'v':1,'op':'solve','wait_s':'1'}", ERROR_WRONG_TYPE, "wait_s"},
    {"{'v':1,'op':'solve','wait_s':-1}", ERROR_OUT_OF_RANGE, "wait_s"},
    {"{'v':1,'op':'solve','wait_s':20.5}", ERROR_OUT_OF_RANGE, "wait_s"},
    {"{'v':1,'op':'solve','fresh':1}", ERROR_WRONG_TYPE, "fresh"},
    {"{'v':1,'op':'solve','limits':[]}", ERROR_WRONG_TYPE, "limits"},
    {"{'v':1,'op':'solve','limits':{'speed':1}}", ERROR_UNKNOWN_FIELD, "limits.speed"},
    {"{'v':1,'op':'solve','limits':{'seed':-1}}", ERROR_OUT_OF_RANGE, "limits.seed"},
    {"{'v':1,'op':'solve','limits':{'seed':{'a':{}}}}", ERROR_TOO_DEEP, "limits.seed.a"},
    {"{'v':1,'op':[[[1]]]}", ERROR_TOO_DEEP, "op[0][0]"},
    {"{'v':1,'op':'solve'}", ERROR_MISSING_FIELD, "body"},
    {"{'v':1,'op':'solve','body':[]}", ERROR_WRONG_TYPE, "body"},
    {"{'v':1,'op':'check','body':null}", ERROR_WRONG_TYPE, "body"},
    {"{'v':1,'op':'ping','body':{}}", ERROR_CONTRADICTION, "body"},
    {"{'v':1,'op':'ping','fresh':false}", ERROR_CONTRADICTION, "fresh"},
    {"{'v':1,'op':'ping','key':'k'}", ERROR_CONTRADICTION, "key"},
    {"{'v':1,'op':'stats','limits':{}}", ERROR_CONTRADICTION, "limits"},
    {"{'v':1,'op':'stats','wait_s':1}", ERROR_CONTRADICTION, "wait_s"},
};

Test(envelope, is_refused_with_code_and_place)
{
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        struct envelope envelope;
        enum error_code code = read_request(refusals[i].json, &envelope);
        cr_expect_eq(code, refusals[i].code, "%s: %s %s", refusals[i].json, error_word(code), error.text);
        cr_expect_str_eq(error.path, refusals[i].path, "%s: %s", refusals[i].json, error.path);
        cr_expect_gt(strlen(error.text), 0);
    }
}

Test(envelope, takes_keys_of_1_to_128_bytes)
{
    char key[130];
    struct envelope envelope;
    memset(key, 'k', sizeof key);
    key[128] = '\0';
    cr_assert_eq(
        read_request(arena_format(arena, "{'v':1,'op':'solve','body':{},'key':'%s'}", key), &envelope),
        ERROR_NONE);
    cr_assert_str_eq(envelope.key, key);
    cr_assert_eq(read_request(arena_format(arena, "{'v':1,'op':'solve','key':'%sx'}", key), &envelope),
                 ERROR_OUT_OF_RANGE);
    cr_assert_eq(read_request("{'v':1,'op':'solve','body':{},'key':'k','wait_s':0}", &envelope), ERROR_NONE);
    cr_assert_eq(envelope.wait_s, 0);
    cr_assert_eq(read_request("{'v':1,'op':'solve','body':{},'wait_s':20}", &envelope), ERROR_NONE);
}

Test(envelope, is_refused_when_its_bytes_are_wrong)
{
    struct envelope envelope;
    cr_assert_eq(read_hex("", &envelope), ERROR_MALFORMED);
    cr_assert_eq(read_hex("82 a176 01 a26f70", &envelope), ERROR_MALFORMED);
    cr_assert_eq(read_hex("81 a176 01 00", &envelope), ERROR_MALFORMED);
    cr_assert_eq(read_hex("83 a176 01 a26f70 a470696e67 a176 01", &envelope), ERROR_DUPLICATE_KEY);
    cr_assert_str_eq(error.path, "v");
    cr_assert_eq(read_hex("83 a176 01 a26f70 a470696e67 a4626f6479 91c1", &envelope), ERROR_MALFORMED);
    cr_assert_str_eq(error.path, "body[0]");
    cr_assert_eq(read_hex("82 a176 01 a26f70 a2c328", &envelope), ERROR_BAD_STRING);
    cr_assert_str_eq(error.path, "op");
    cr_assert_eq(read_hex("82 a176 01 a26f70 c400", &envelope), ERROR_NOT_CANONICAL_TYPE);
    cr_assert_str_eq(error.path, "op");
    cr_assert_eq(read_hex("83 a176 01 a26f70 a470696e67 a6776169745f73 cb7ff8000000000000", &envelope),
                 ERROR_BAD_NUMBER);
    cr_assert_str_eq(error.path, "wait_s");
    cr_assert_eq(
        read_hex("83 a176 01 a26f70 a470696e67 a66c696d697473 82 a473656564 01 a473656564 02", &envelope),
        ERROR_DUPLICATE_KEY);
    cr_assert_str_eq(error.path, "limits.seed");
}

/* Twenty times v: more pairs than the envelope looks at, all the same. */
Test(envelope, finds_a_duplicate_among_many_pairs)
{
    unsigned char bytes[63] = {0xde, 0, 20};
    for (size_t i = 0; i < 20; i++) {
        memcpy(bytes + 3 + 3 * i, "\xa1v\x01", 3);
    }
    struct envelope envelope;
    cr_assert_eq(read_bytes(bytes, sizeof bytes, &envelope), ERROR_DUPLICATE_KEY);
}

Test(envelope, does_not_build_small_parts_that_are_large)
{
    char *json = arena_alloc(arena, 10000, 1);
    memset(json, 'x', 9000);
    memcpy(json, "{'v':1,'op':'", 13);
    memcpy(json + 9000, "'}", 3);
    struct envelope envelope;
    cr_assert_eq(read_request(json, &envelope), ERROR_TOO_LARGE);
    cr_assert_str_eq(error.path, "op");
}

Test(envelope, obeys_the_limits_of_the_scan)
{
    size_t length;
    const unsigned char *bytes = bytes_of(arena, "82 a26f70 a470696e67 a176 01", &length);
    struct envelope envelope;
    struct scan_limits exact = {.bytes = length, .nodes = 5, .depth = 1};
    cr_assert_eq(envelope_read(arena, bytes, length, &exact, &envelope, &error), ERROR_NONE);
    exact.nodes = 4;
    cr_assert_eq(envelope_read(arena, bytes, length, &exact, &envelope, &error), ERROR_TOO_LARGE);
    exact = (struct scan_limits){.bytes = length - 1, .nodes = 5, .depth = 1};
    cr_assert_eq(envelope_read(arena, bytes, length, &exact, &envelope, &error), ERROR_TOO_LARGE);
}

Test(envelope, survives_every_truncation_and_corruption)
{
    static const char request[] =
        "\x85\xa4"
        "body\x81\xa1x\x93\x01\x02\xc0\xa3key\xa2k1\xa6limits\x81\xa4seed\x07\xa2op\xa5"
        "solve\xa1v\x01";
    struct envelope envelope;
    char copy[sizeof request];
    cr_assert_eq(read_bytes(request, sizeof request - 1, &envelope), ERROR_NONE, "%s", error.text);
    for (size_t cut = 0; cut < sizeof request - 1; cut++) {
        cr_assert_eq(read_bytes(request, cut, &envelope), ERROR_MALFORMED, "at %zu", cut);
    }
    for (size_t at = 0; at < sizeof request - 1; at++) {
        for (unsigned value = 0; value < 256; value++) {
            memcpy(copy, request, sizeof request);
            copy[at] = (char)(unsigned char)value;
            if (read_bytes(copy, sizeof request - 1, &envelope) == ERROR_NONE && envelope.body != NULL) {
                cr_assert_eq(msgpack_scan(envelope.body, envelope.body_length, NULL, &error), ERROR_NONE);
            }
        }
    }
}

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
