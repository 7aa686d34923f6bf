/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Expected bytes are worked out by hand from the MessagePack specification. */
#include "proto/tree.h"

#include "tests/support/documents.h"
#include "tests/support/random_tree.h"

#include <criterion/criterion.h>
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

TestSuite(msgpack, .init = setup, .fini = teardown);

static const struct node *read_hex(const char *hex)
{
    size_t length;
    const unsigned char *bytes = bytes_of(arena, hex, &length);
    const struct node *node;
    enum error_code code = tree_read_msgpack(arena, bytes, length, NULL, &node, &error);
    cr_assert_eq(code, ERROR_NONE, "%s: %s %s %s", hex, error_word(code), error.path, error.text);
    return node;
}

static const char *write_hex(const struct node *node)
{
    const void *bytes;
    size_t length;
    cr_assert_eq(tree_write_msgpack(arena, node, &bytes, &length, &error), ERROR_NONE, "%s", error.text);
    return hex_of(arena, bytes, length);
}

/* --- both directions --- */

static const struct {
    const char *json, *hex;
} pairs[] = {
    {"null", "c0"},
    {"false", "c2"},
    {"true", "c3"},
    {"0", "00"},
    {"127", "7f"},
    {"128", "cc80"},
    {"255", "ccff"},
    {"256", "cd0100"},
    {"65535", "cdffff"},
    {"65536", "ce00010000"},
    {"4294967295", "ceffffffff"},
    {"4294967296", "cf0000000100000000"},
    {"9007199254740992", "cf0020000000000000"},
    {"-1", "ff"},
    {"-32", "e0"},
    {"-33", "d0df"},
    {"-128", "d080"},
    {"-129", "d1ff7f"},
    {"-32768", "d18000"},
    {"-32769", "d2ffff7fff"},
    {"-2147483648", "d280000000"},
    {"-2147483649", "d3ffffffff7fffffff"},
    {"-9007199254740992", "d3ffe0000000000000"},
    {"0.5", "cb3fe0000000000000"},
    {"-1.75", "cbbffc000000000000"},
    {"''", "a0"},
    {"'a'", "a161"},
    {"'\xc3\xa9'", "a2c3a9"},
    {"'1234567890123456789012345678901'", "bf31323334353637383930313233343536373839303132333435363738393031"},
    {"'12345678901234567890123456789012'",
     "d9203132333435363738393031323334353637383930313233343536373839303132"},
    {"[]", "90"},
    {"[1,[2]]", "92019102"},
    {"[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14]", "9f000102030405060708090a0b0c0d0e"},
    {"[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15]", "dc0010000102030405060708090a0b0c0d0e0f"},
    {"{}", "80"},
    {"{'a':1,'b':{'c':[]}}", "82a16101a16281a16390"},
};

Test(msgpack, writes_the_shortest_encoding)
{
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        cr_assert_str_eq(write_hex(document_of(arena, pairs[i].json)), pairs[i].hex, "%s", pairs[i].json);
    }
}

Test(msgpack, reads_what_it_writes)
{
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        cr_assert(node_equal(read_hex(pairs[i].hex), document_of(arena, pairs[i].json)), "%s", pairs[i].json);
    }
}

Test(msgpack, writes_long_texts_and_containers_with_wider_heads)
{
    static const struct {
        size_t count;
        const char *text_head, *array_head, *map_head;
    } cases[] = {{255, "d9ff", "dc00ff", "de00ff"},
                 {256, "da0100", "dc0100", "de0100"},
                 {65535, "daffff", "dcffff", "deffff"},
                 {65536, "db00010000", "dd00010000", "df00010000"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t count = cases[i].count;
        char *text = arena_alloc(arena, count + 1, 1);
        memset(text, 'x', count);
        struct node string = node_borrowed(text), array = node_array(arena, count),
                    map = node_map(arena, count);
        for (size_t k = 0; k < count; k++) {
            array_add(&array, node_integer(7));
            map_add(&map, arena_format(arena, "%05zu", k), node_null());
        }
        struct node *all[] = {&string, &array, &map};
        const char *heads[] = {cases[i].text_head, cases[i].array_head, cases[i].map_head};
        for (int k = 0; k < 3; k++) {
            const char *hex = write_hex(all[k]);
            cr_assert_eq(strncmp(hex, heads[k], strlen(heads[k])), 0, "%.10s, expected %s", hex, heads[k]);
            cr_assert(node_equal(read_hex(hex), all[k]));
        }
    }
}

Test(msgpack, reads_longer_encodings_as_the_same_document)
{
    static const struct {
        const char *hex, *canonical;
    } cases[] = {
        {"cc 01", "01"},
        {"cd 0001", "01"},
        {"ce 00000001", "01"},
        {"cf 0000000000000001", "01"},
        {"d0 ff", "ff"},
        {"d1 ffff", "ff"},
        {"d2 ffffffff", "ff"},
        {"d3 ffffffffffffffff", "ff"},
        {"d3 0000000000000005", "05"},
        {"cb 3ff0000000000000", "01"},                 /* 1.0 */
        {"cb 8000000000000000", "00"},                 /* -0.0 */
        {"cb 4340000000000000", "cf0020000000000000"}, /* 2^53 */
        {"ca 3f800000", "01"},                         /* float32 1 */
        {"ca 80000000", "00"},                         /* float32 -0 */
        {"ca 3f000000", "cb3fe0000000000000"},         /* float32 0.5 */
        {"ca 41440000", "cb4028800000000000"},         /* float32 12.25 */
        {"d9 01 61", "a161"},
        {"da 0001 61", "a161"},
        {"db 00000001 61", "a161"},
        {"db 00000000", "a0"},
        {"dc 0001 07", "9107"},
        {"dd 00000001 07", "9107"},
        {"dd 00000000", "90"},
        {"de 0001 a161 07", "81a16107"},
        {"df 00000001 a161 07", "81a16107"},
        {"df 00000000", "80"},
        {"82 a162 01 a161 02", "82a16102a16201"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cr_assert_str_eq(write_hex(read_hex(cases[i].hex)), cases[i].canonical, "%s", cases[i].hex);
    }
}

Test(msgpack, keeps_random_documents_through_bytes)
{
    struct random_source source = {.state = 2026};
    for (int i = 0; i < 400; i++) {
        struct arena *once = arena_new();
        struct node root = random_tree(once, &source, 5);
        const struct node *again;
        const void *first, *second;
        size_t first_length, second_length;
        cr_assert_eq(tree_canonicalise(&root, &error), ERROR_NONE, "%s", error.text);
        cr_assert_eq(tree_write_msgpack(once, &root, &first, &first_length, &error), ERROR_NONE);
        cr_assert_eq(tree_read_msgpack(once, first, first_length, NULL, &again, &error), ERROR_NONE, "%s %s",
                     error.path, error.text);
        cr_assert(node_equal(&root, again), "document %d", i);
        cr_assert_eq(tree_write_msgpack(once, again, &second, &second_length, &error), ERROR_NONE);
        cr_assert_eq(first_length, second_length);
        cr_assert_eq(memcmp(first, second, first_length), 0);
        arena_free(once);
    }
}

/* --- refusals, each with its code and its place --- */

static const struct {
    const char *hex;
    enum error_code code;
    const char *path, *says;
} refusals[] = {
    {"", ERROR_MALFORMED, "", "byte 0"},
    {"c1", ERROR_MALFORMED, "", "0xc1"},
    {"92 01 c1", ERROR_MALFORMED, "[1]", "byte 2"},
    {"cd 01", ERROR_MALFORMED, "", "ends inside"},
    {"92 01 cb 00", ERROR_MALFORMED, "[1]", "byte 2"},
    {"a3 6161", ERROR_MALFORMED, "", "string of 3 bytes"},
    {"d9", ERROR_MALFORMED, "", "ends inside"},
    {"92 01", ERROR_MALFORMED, "", "2 values in the last 1 bytes"},
    {"92 91 01", ERROR_MALFORMED, "[1]", "ends where a value"},
    {"82 a161 01", ERROR_MALFORMED, "", "4 values in the last 3 bytes"},
    {"82 a161 01 a162", ERROR_MALFORMED, "b", "ends where a value"},
    {"01 02", ERROR_MALFORMED, "", "1 bytes behind the end"},
    {"80 c0 c0", ERROR_MALFORMED, "", "2 bytes behind the end"},
    {"c4 00", ERROR_NOT_CANONICAL_TYPE, "", "bin and ext"},
    {"c5 0000", ERROR_NOT_CANONICAL_TYPE, "", "bin and ext"},
    {"c6 00000000", ERROR_NOT_CANONICAL_TYPE, "", "bin and ext"},
    {"c7 00 01", ERROR_NOT_CANONICAL_TYPE, "", "bin and ext"},
    {"c8 0000 01", ERROR_NOT_CANONICAL_TYPE, "", "bin and ext"},
    {"c9 00000000 01", ERROR_NOT_CANONICAL_TYPE, "", "bin and ext"},
    {"d4 01 00", ERROR_NOT_CANONICAL_TYPE, "", "bin and ext"},
    {"d6 ff 00000000", ERROR_NOT_CANONICAL_TYPE, "", "bin and ext"}, /* a timestamp */
    {"d8 01 00000000000000000000000000000000", ERROR_NOT_CANONICAL_TYPE, "", "bin and ext"},
    {"81 a161 92 00 c4 00", ERROR_NOT_CANONICAL_TYPE, "a[1]", "byte 5"},
    {"81 01 02", ERROR_NOT_CANONICAL_TYPE, "", "expected a string"},
    {"81 a161 81 c0 02", ERROR_NOT_CANONICAL_TYPE, "a", "expected a string"},
    {"81 90 02", ERROR_NOT_CANONICAL_TYPE, "", "expected a string"},
    {"a1 ff", ERROR_BAD_STRING, "", "UTF-8"},
    {"a3 61 00 62", ERROR_BAD_STRING, "", "NUL"},
    {"81 a161 92 a0 a2 c3 28", ERROR_BAD_STRING, "a[1]", "UTF-8"},
    {"81 a161 81 a1 ff 01", ERROR_BAD_STRING, "a", "UTF-8"},
    {"cb 7ff8000000000000", ERROR_BAD_NUMBER, "", "nan"},
    {"81 a161 cb 7ff0000000000000", ERROR_BAD_NUMBER, "a", "inf"},
    {"cb fff0000000000000", ERROR_BAD_NUMBER, "", "inf"},
    {"ca 7fc00000", ERROR_BAD_NUMBER, "", "nan"},
    {"92 00 ca 3dcccccd", ERROR_BAD_NUMBER, "[1]", "float64"}, /* float32 0.1 */
    {"cf 0020000000000001", ERROR_BAD_NUMBER, "", "2^53"},
    {"cf ffffffffffffffff", ERROR_BAD_NUMBER, "", "2^53"},
    {"d3 ffdfffffffffffff", ERROR_BAD_NUMBER, "", "2^53"},
    {"d3 8000000000000000", ERROR_BAD_NUMBER, "", "2^53"},
    {"82 a161 01 a161 02", ERROR_DUPLICATE_KEY, "a", "\"a\""},
    {"81 a165 92 80 81 a163 82 a3633031 01 a3633031 02", ERROR_DUPLICATE_KEY, "e[1].c.c01", "\"c01\""},
    {"83 a162 01 a161 02 a162 03", ERROR_DUPLICATE_KEY, "b", "\"b\""},
    {"83 a161 82 a178 01 a178 02 a162 c0 a163 c0", ERROR_DUPLICATE_KEY, "a.x", "\"x\""},
};

Test(msgpack, refuses_with_code_and_place)
{
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        size_t length;
        const unsigned char *bytes = bytes_of(arena, refusals[i].hex, &length);
        const struct node *node = &(struct node){.kind = NODE_NULL};
        enum error_code code = tree_read_msgpack(arena, bytes, length, NULL, &node, &error);
        cr_assert_eq(code, refusals[i].code, "%s: %s", refusals[i].hex, error_word(code));
        cr_assert_eq(error.code, code);
        cr_assert_null(node);
        cr_assert_str_eq(error.path, refusals[i].path, "%s: %s", refusals[i].hex, error.path);
        cr_assert_not_null(strstr(error.text, refusals[i].says), "%s: %s", refusals[i].hex, error.text);
    }
}

/* --- limits --- */

static enum error_code scan_within(const char *hex, struct scan_limits limits)
{
    size_t length;
    const unsigned char *bytes = bytes_of(arena, hex, &length);
    return msgpack_scan(bytes, length, &limits, &error);
}

/* {a: [1, 2]} is 6 bytes, 5 nodes (map, key, array, two numbers), 2 deep. */
Test(msgpack, is_scanned_within_limits_to_the_last_one)
{
    const char *hex = "81 a161 92 01 02";
    struct scan_limits exact = {.bytes = 6, .nodes = 5, .depth = 2};
    cr_assert_eq(scan_within(hex, exact), ERROR_NONE, "%s", error.text);
    cr_assert_eq(scan_within(hex, (struct scan_limits){5, 5, 2}), ERROR_TOO_LARGE);
    cr_assert_str_eq(error.path, "");
    cr_assert_eq(scan_within(hex, (struct scan_limits){6, 4, 2}), ERROR_TOO_LARGE);
    cr_assert_str_eq(error.path, "a");
    cr_assert_eq(scan_within(hex, (struct scan_limits){6, 5, 1}), ERROR_TOO_DEEP);
    cr_assert_str_eq(error.path, "a");
    cr_assert_eq(scan_within("01", (struct scan_limits){1, 0, 0}), ERROR_TOO_LARGE);
    cr_assert_eq(scan_within("01", (struct scan_limits){1, 1, 0}), ERROR_NONE);
    cr_assert_eq(scan_within("90", (struct scan_limits){1, 1, 0}), ERROR_TOO_DEEP);
}

Test(msgpack, is_sixteen_containers_deep_whatever_the_limits_say)
{
    struct scan_limits generous = {.bytes = 1000, .nodes = 1000, .depth = 1000};
    const char *deep = "91919191 91919191 91919191 91919191 00";
    const char *too_deep = "91919191 91919191 91919191 91919191 91 00";
    const char *four = "81a178 81a178 81a178 81a178 ";
    const char *maps = arena_format(arena, "%s%s%s%s80", four, four, four, four);
    cr_assert_eq(scan_within(deep, generous), ERROR_NONE, "%s", error.text);
    cr_assert_eq(scan_within(too_deep, generous), ERROR_TOO_DEEP);
    cr_assert_eq(scan_within(maps, generous), ERROR_TOO_DEEP);
    cr_assert_str_eq(error.path, "x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x");
    cr_assert(node_equal(read_hex(deep), read_hex(deep)));
}

/* Heads that claim up to 2^32 elements in a few bytes. */
Test(msgpack, costs_nothing_when_a_header_lies)
{
    static const char *const lies[] = {"dd ffffffff",
                                       "df ffffffff",
                                       "df 80000000",
                                       "db ffffffff",
                                       "dd 00ffffff 01",
                                       "92 dd 7fffffff 00",
                                       "81 a161 df ffffffff a0 c0",
                                       "dcffff dcffff dcffff dcffff dcffff dcffff dcffff dcffff",
                                       "c6 ffffffff",
                                       "c9 ffffffff 01"};
    size_t before = arena_bytes(arena);
    for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
        size_t length;
        const unsigned char *bytes = bytes_of(arena, lies[i], &length);
        const struct node *node;
        cr_assert_neq(tree_read_msgpack(arena, bytes, length, NULL, &node, &error), ERROR_NONE, "%s",
                      lies[i]);
        cr_assert_null(node);
    }
    cr_assert_eq(arena_bytes(arena), before);
}

/* 1,000 rows of 1,000 zeros: 1,001,001 nodes of 16 bytes and nothing more. */
Test(msgpack, takes_sixteen_bytes_per_value)
{
    enum { ROWS = 1000 };
    unsigned char *bytes = arena_alloc(arena, 3 + ROWS * (3 + ROWS), 1), *at = bytes;
    memcpy(at, "\xdc\x03\xe8", 3);
    at += 3;
    for (int i = 0; i < ROWS; i++) {
        memcpy(at, "\xdc\x03\xe8", 3);
        at += 3 + ROWS;
    }
    const struct node *node;
    size_t before = arena_bytes(arena);
    cr_assert_eq(tree_read_msgpack(arena, bytes, (size_t)(at - bytes), NULL, &node, &error), ERROR_NONE);
    size_t taken = arena_bytes(arena) - before;
    cr_assert(taken >= 16 * 1001001 && taken < 16 * 1001001 + 256, "%zu", taken);
    cr_assert_eq(node->as.items[999].as.items[999].as.integer, 0);
}

/* A field name that comes 10,000 times is kept once: 20,001 nodes, and next to nothing for the texts. */
Test(msgpack, keeps_a_repeated_text_once)
{
    enum { COUNT = 10000, NAME = 12 };
    struct node array = node_array(arena, COUNT);
    for (int i = 0; i < COUNT; i++) {
        struct node map = node_map(arena, 1);
        map_add(&map, "competencies", node_integer(i));
        array_add(&array, map);
    }
    const void *bytes;
    size_t length;
    const struct node *node;
    cr_assert_eq(tree_write_msgpack(arena, &array, &bytes, &length, &error), ERROR_NONE);
    struct arena *fresh = arena_new();
    size_t before = arena_bytes(fresh);
    cr_assert_eq(tree_read_msgpack(fresh, bytes, length, NULL, &node, &error), ERROR_NONE);
    size_t taken = arena_bytes(fresh) - before;
    cr_assert(taken < 16 * (3 * COUNT + 1) + COUNT * NAME / 2 + 65536, "%zu", taken);
    cr_assert(node_equal(node, &array));
    arena_free(fresh);
}

/* --- hostile bytes --- */

static const char *const sample =
    "{'employees':[{'competencies':{'c01':3,'c02':null},'consent':'any','fte':0.85,'id':'e1','pinned':false},"
    "{'id':'\xc3\xa9-with-a-name-of-more-than-thirty-two-bytes','since':'2019-03-01','x':[-1,-40,300,70000]}]"
    ","
    "'format':'mutasi-instance/1','units':[]}";

/* A read that fails leaves a clean error; one that succeeds gives a document that round-trips. */
static void reads_or_fails_cleanly(const unsigned char *bytes, size_t length)
{
    struct arena *once = arena_new();
    const struct node *node, *again;
    const void *written;
    size_t written_length;
    struct error seen = {.code = ERROR_NONE};
    enum error_code code = tree_read_msgpack(once, bytes, length, NULL, &node, &seen);
    cr_assert_eq(seen.code, code);
    if (code != ERROR_NONE) {
        cr_assert_gt(strlen(seen.text), 0);
        cr_assert_neq(code, ERROR_INTERNAL, "%s", seen.text);
        cr_assert_null(node);
    } else {
        cr_assert_eq(tree_write_msgpack(once, node, &written, &written_length, &seen), ERROR_NONE);
        cr_assert_eq(tree_read_msgpack(once, written, written_length, NULL, &again, &seen), ERROR_NONE);
        cr_assert(node_equal(node, again));
    }
    arena_free(once);
}

Test(msgpack, refuses_every_truncation)
{
    const void *bytes;
    size_t length;
    cr_assert_eq(tree_write_msgpack(arena, document_of(arena, sample), &bytes, &length, &error), ERROR_NONE);
    for (size_t cut = 0; cut < length; cut++) {
        unsigned char *copy = malloc(cut + 1); /* a block of its own, so that asan sees a read beyond it */
        const struct node *node;
        memcpy(copy, bytes, cut);
        cr_assert_eq(tree_read_msgpack(arena, copy, cut, NULL, &node, &error), ERROR_MALFORMED, "at %zu",
                     cut);
        cr_assert_not_null(strstr(error.text, "byte "));
        free(copy);
    }
}

Test(msgpack, survives_every_single_byte_corruption)
{
    const void *bytes;
    size_t length;
    cr_assert_eq(tree_write_msgpack(arena, document_of(arena, sample), &bytes, &length, &error), ERROR_NONE);
    unsigned char *copy = arena_alloc(arena, length, 1);
    for (size_t at = 0; at < length; at++) {
        for (unsigned value = 0; value < 256; value++) {
            memcpy(copy, bytes, length);
            copy[at] = (unsigned char)value;
            reads_or_fails_cleanly(copy, length);
        }
    }
}

Test(msgpack, survives_random_bytes)
{
    struct random_source source = {.state = 7};
    for (int i = 0; i < 20000; i++) {
        unsigned char bytes[24];
        size_t length = random_below(&source, sizeof bytes + 1);
        for (size_t k = 0; k < length;
             k++) { /* heads of containers and texts more often than chance has them */
            bytes[k] = (unsigned char)(random_below(&source, 2) == 0 ? 0x80 + random_below(&source, 64)
                                                                     : random_below(&source, 256));
        }
        reads_or_fails_cleanly(bytes, length);
    }
}
