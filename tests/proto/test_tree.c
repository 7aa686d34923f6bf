/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/tree.h"

#include "proto/number.h"
#include "tests/support/documents.h"

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

TestSuite(arena, .init = setup, .fini = teardown);
TestSuite(tree, .init = setup, .fini = teardown);

/* --- arena --- */

Test(arena, gives_zeroed_aligned_memory)
{
    for (size_t size = 1; size < 300000; size = size * 3 + 1) {
        unsigned char *memory = arena_alloc(arena, size, 1);
        cr_assert_not_null(memory);
        cr_assert_eq((uintptr_t)memory % 16, 0);
        for (size_t i = 0; i < size; i++) {
            cr_assert_eq(memory[i], 0);
        }
        memset(memory, 0xff, size);
    }
}

Test(arena, keeps_every_piece_apart)
{
    unsigned char *pieces[2000];
    for (size_t i = 0; i < 2000; i++) {
        pieces[i] = arena_alloc(arena, i % 97 + 1, 1);
        memset(pieces[i], (int)(i & 0xff), i % 97 + 1);
    }
    for (size_t i = 0; i < 2000; i++) {
        cr_assert_eq(pieces[i][0], i & 0xff);
        cr_assert_eq(pieces[i][i % 97], i & 0xff);
    }
}

Test(arena, refuses_sizes_that_overflow)
{
    cr_assert_null(arena_alloc(arena, SIZE_MAX / 2, 4));
    cr_assert_null(arena_alloc(arena, SIZE_MAX, 1));
    cr_assert_null(arena_text(arena, "", SIZE_MAX));
    cr_assert_not_null(arena_alloc(arena, 0, 8));
}

Test(arena, copies_and_formats_texts)
{
    cr_assert_str_eq(arena_text(arena, "abcdef", 3), "abc");
    cr_assert_str_eq(arena_text(arena, NULL, 0), "");
    cr_assert_str_eq(arena_format(arena, "%s-%d", "u", 17), "u-17");
}

Test(arena, counts_what_it_took_from_the_system)
{
    size_t before = arena_bytes(arena);
    arena_alloc(arena, 10, 16);
    cr_assert_eq(arena_bytes(arena), before, "the first block has room");
    arena_alloc(arena, 1000000, 16);
    size_t taken = arena_bytes(arena) - before;
    cr_assert(taken >= 16000000 && taken < 16000100, "%zu", taken);
}

Test(arena, may_be_null_when_freed)
{
    arena_free(NULL);
}

/* --- building --- */

Test(tree, joins_integral_reals_to_integers)
{
    cr_assert_eq(node_real(1.0).kind, NODE_INTEGER);
    cr_assert_eq(node_real(-0.0).kind, NODE_INTEGER);
    cr_assert_eq(node_real(-0.0).as.integer, 0);
    cr_assert_eq(node_real(9007199254740992.0).kind, NODE_INTEGER);
    cr_assert_eq(node_real(9007199254740994.0).kind, NODE_REAL);
    cr_assert_eq(node_real(-9007199254740992.0).as.integer, -INTEGER_MAX_2P53);
    cr_assert_eq(node_real(1e300).kind, NODE_REAL);
    cr_assert_eq(node_real(0.5).kind, NODE_REAL);
}

Test(tree, holds_millionths_as_the_nearest_decimal)
{
    cr_assert_eq(node_micro(950000).as.real, 0.95);
    cr_assert_eq(node_micro(-1).as.real, -0.000001);
    cr_assert_eq(node_micro(3000000).as.integer, 3);
    cr_assert_eq(node_micro(0).kind, NODE_INTEGER);
    cr_assert_eq(node_micro(INT64_C(8999999999999999)).as.real, 8999999999.999999);
    cr_assert_eq(node_micro(INT64_C(1234567890123456789)).as.real, 1234567890123.456789);
    cr_assert_eq(node_micro(INT64_C(9223372036854000000)).as.integer, INT64_C(9223372036854));
}

Test(tree, copies_or_borrows_texts)
{
    char text[] = "Dinas";
    struct node copy = node_string(arena, text), borrowed = node_borrowed(text);
    text[0] = 'X';
    cr_assert_str_eq(copy.as.text, "Dinas");
    cr_assert_str_eq(borrowed.as.text, "Xinas");
    cr_assert_eq(node_string(arena, NULL).kind, NODE_NULL);
    cr_assert_eq(node_borrowed(NULL).kind, NODE_NULL);
}

Test(tree, sorts_keys_bytewise)
{
    struct node map = node_map(arena, 6);
    map_add(&map, "b", node_integer(1));
    map_add(&map, "a", node_integer(2));
    map_add(&map, "\xc3\xa9", node_integer(3)); /* above every ASCII byte */
    map_add(&map, "B", node_integer(4));
    map_add(&map, "", node_integer(5));
    map_add(&map, "ab", node_integer(6));
    cr_assert_eq(tree_canonicalise(&map, &error), ERROR_NONE);
    cr_assert_str_eq(document_text(arena, &map), "{\"\":5,\"B\":4,\"a\":2,\"ab\":6,\"b\":1,\"\xc3\xa9\":3}");
}

Test(tree, sorts_large_maps)
{
    enum { COUNT = 5000 };
    struct node map = node_map(arena, COUNT);
    for (int i = 0; i < COUNT; i++) {
        map_add(&map, arena_format(arena, "k%04d", (i * 2711) % COUNT), node_integer((i * 2711) % COUNT));
    }
    cr_assert_eq(tree_canonicalise(&map, &error), ERROR_NONE);
    for (int i = 0; i < COUNT; i++) {
        cr_assert_eq(map.as.items[2 * i + 1].as.integer, i);
    }
    cr_assert_eq(map_get(&map, "k4999")->as.integer, 4999);
    cr_assert_null(map_get(&map, "k5000"));
}

Test(tree, canonicalises_hand_made_numbers)
{
    struct node array = node_array(arena, 2);
    array_add(&array, (struct node){.kind = NODE_REAL, .as.real = 2.0});
    array_add(&array, (struct node){.kind = NODE_REAL, .as.real = -0.0});
    cr_assert_eq(tree_canonicalise(&array, &error), ERROR_NONE);
    cr_assert_str_eq(document_text(arena, &array), "[2,0]");
}

/* --- what canonicalising refuses --- */

static struct node wrapped(struct node value)
{
    struct node list = node_array(arena, 2), map = node_map(arena, 1);
    array_add(&list, node_null());
    array_add(&list, value);
    map_add(&map, "a", list);
    return map;
}

static void refuses(struct node value, enum error_code code, const char *path)
{
    struct node root = wrapped(value);
    enum error_code seen = tree_canonicalise(&root, &error);
    cr_assert_eq(seen, code, "%s, expected %s", error_word(seen), error_word(code));
    cr_assert_eq(error.code, code);
    cr_assert_str_eq(error.path, path);
    cr_assert_gt(strlen(error.text), 0);
}

Test(tree, refuses_a_key_named_twice)
{
    struct node map = node_map(arena, 3);
    map_add(&map, "x", node_null());
    map_add(&map, "b", node_null());
    map_add(&map, "x", node_null());
    refuses(map, ERROR_DUPLICATE_KEY, "a[1].x");
}

Test(tree, refuses_numbers_that_are_none)
{
    refuses(node_real((double)NAN), ERROR_BAD_NUMBER, "a[1]");
    refuses(node_real((double)-INFINITY), ERROR_BAD_NUMBER, "a[1]");
    refuses(node_integer(INTEGER_MAX_2P53 + 1), ERROR_BAD_NUMBER, "a[1]");
    refuses(node_integer(INT64_MIN), ERROR_BAD_NUMBER, "a[1]");
}

Test(tree, refuses_texts_that_are_no_utf8)
{
    refuses(node_borrowed("caf\xe9"), ERROR_BAD_STRING, "a[1]");
    struct node map = node_map(arena, 1);
    map_add(&map, "\xff", node_null());
    refuses(map, ERROR_BAD_STRING, "a[1]");
}

Test(tree, refuses_a_key_that_is_no_string)
{
    struct node map = node_map(arena, 1);
    map_add(&map, NULL, node_null());
    refuses(map, ERROR_NOT_CANONICAL_TYPE, "a[1]");
}

Test(tree, refuses_containers_filled_beyond_their_capacity)
{
    struct node array = node_array(arena, 1), map = node_map(arena, 1), empty = node_array(arena, 0);
    for (int i = 0; i < 3; i++) {
        array_add(&array, node_null());
        map_add(&map, "x", node_null());
        array_add(&empty, node_null());
    }
    refuses(array, ERROR_INTERNAL, "a[1]");
    refuses(map, ERROR_INTERNAL, "a[1]");
    refuses(empty, ERROR_INTERNAL, "a[1]");
}

Test(tree, refuses_adding_to_what_is_no_container)
{
    struct node number = node_integer(1);
    array_add(&number, node_null());
    refuses(number, ERROR_INTERNAL, "a[1]");
}

Test(tree, refuses_what_could_not_be_allocated)
{
    struct node array = node_array(arena, SIZE_MAX / 2);
    array_add(&array, node_null());
    refuses(array, ERROR_MEMORY, "a[1]");
    refuses((struct node){.kind = NODE_STRING, .count = 3}, ERROR_MEMORY, "a[1]");
}

static struct node nested(unsigned depth)
{
    struct node inner = node_null();
    for (unsigned i = 0; i < depth; i++) {
        struct node outer = node_array(arena, 1);
        array_add(&outer, inner);
        inner = outer;
    }
    return inner;
}

Test(tree, is_sixteen_containers_deep_at_most)
{
    struct node deep = nested(16), too_deep = nested(17);
    cr_assert_eq(tree_canonicalise(&deep, &error), ERROR_NONE);
    cr_assert_eq(tree_canonicalise(&too_deep, &error), ERROR_TOO_DEEP);
    cr_assert_str_eq(error.path, "[0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0]");
}

/* --- writers take canonical trees only --- */

static void writers_refuse(const struct node *root)
{
    const void *bytes;
    const char *text;
    size_t length;
    char hex[65];
    cr_assert_eq(tree_write_msgpack(arena, root, &bytes, &length, &error), ERROR_INTERNAL);
    cr_assert_null(bytes);
    cr_assert_eq(tree_write_json(arena, root, JSON_CANONICAL, &text, &length, &error), ERROR_INTERNAL);
    cr_assert_null(text);
    cr_assert_eq(tree_sha256(root, hex, &error), ERROR_INTERNAL);
    cr_assert_str_eq(hex, "");
}

Test(tree, is_not_written_before_it_is_canonical)
{
    struct node map = node_map(arena, 2), nan = {.kind = NODE_REAL, .as.real = (double)NAN};
    map_add(&map, "b", node_null());
    map_add(&map, "a", node_null());
    struct node integral = {.kind = NODE_REAL, .as.real = 1.0}, too_deep = nested(17);
    struct node overfull = node_array(arena, 0);
    array_add(&overfull, node_null());
    writers_refuse(&map);
    writers_refuse(&nan);
    writers_refuse(&integral);
    writers_refuse(&too_deep);
    writers_refuse(&overfull);
}

/* --- looking --- */

Test(tree, finds_every_key_and_no_other)
{
    const struct node *map = document_of(arena, "{'a':1,'ab':2,'b':3,'c':4,'d':null}");
    cr_assert_eq(map_get(map, "a")->as.integer, 1);
    cr_assert_eq(map_get(map, "ab")->as.integer, 2);
    cr_assert_eq(map_get(map, "b")->as.integer, 3);
    cr_assert_eq(map_get(map, "c")->as.integer, 4);
    cr_assert_eq(map_get(map, "d")->kind, NODE_NULL);
    cr_assert_null(map_get(map, ""));
    cr_assert_null(map_get(map, "aa"));
    cr_assert_null(map_get(map, "e"));
    cr_assert_null(map_get(document_of(arena, "{}"), "a"));
    cr_assert_null(map_get(document_of(arena, "[1]"), "a"));
    cr_assert_null(map_get(NULL, "a"));
}

Test(tree, is_equal_only_to_the_same_document)
{
    static const char *const different[] = {"null",
                                            "false",
                                            "true",
                                            "0",
                                            "1",
                                            "0.5",
                                            "''",
                                            "'a'",
                                            "'b'",
                                            "[]",
                                            "[1]",
                                            "[1,2]",
                                            "[[1]]",
                                            "{}",
                                            "{'a':1}",
                                            "{'a':2}",
                                            "{'b':1}",
                                            "{'a':1,'b':1}",
                                            "{'a':[1]}",
                                            "{'a':{'b':[0.25]}}",
                                            "{'a':{'b':[0.75]}}"};
    size_t count = sizeof different / sizeof different[0];
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < count; j++) {
            const struct node *a = document_of(arena, different[i]), *b = document_of(arena, different[j]);
            cr_assert_eq(node_equal(a, b), i == j, "%s and %s", different[i], different[j]);
        }
    }
}

Test(tree, has_a_name_for_every_kind)
{
    cr_assert_str_eq(node_kind_name(document_of(arena, "null")), "null");
    cr_assert_str_eq(node_kind_name(document_of(arena, "true")), "a boolean");
    cr_assert_str_eq(node_kind_name(document_of(arena, "1")), "an integer");
    cr_assert_str_eq(node_kind_name(document_of(arena, "1.5")), "a number");
    cr_assert_str_eq(node_kind_name(document_of(arena, "'x'")), "a string");
    cr_assert_str_eq(node_kind_name(document_of(arena, "[]")), "an array");
    cr_assert_str_eq(node_kind_name(document_of(arena, "{}")), "a map");
    cr_assert_str_eq(node_kind_name(NULL), "nothing");
}

/* SHA-256 of the one byte 0x80 (an empty map) and of 81 a1 61 01; from sha256sum. */
Test(tree, is_named_by_the_hash_of_its_canonical_bytes)
{
    char hex[65];
    cr_assert_eq(tree_sha256(document_of(arena, "{}"), hex, &error), ERROR_NONE);
    cr_assert_str_eq(hex, "76be8b528d0075f7aae98d6fa57a6d3c83ae480a8469e668d7b0af968995ac71");
    cr_assert_eq(tree_sha256(document_of(arena, "{'a':1.0}"), hex, &error), ERROR_NONE);
    cr_assert_str_eq(hex, "ac22adafdfd6421b711ba440b6910ae1e4516fdc7d6210629d885caeb92ce11e");
}

/* 3,000 times "a" * 5 and one text longer than the hash's buffer: 0xdc 0x0b 0xb9, 0xa5 "aaaaa" ..., 0xda 0x17
 * 0x70 "b" * 6000. */
Test(tree, is_hashed_alike_in_small_and_large_pieces)
{
    struct node array = node_array(arena, 3001);
    for (int i = 0; i < 3000; i++) {
        array_add(&array, node_borrowed("aaaaa"));
    }
    char large[6001];
    memset(large, 'b', 6000);
    large[6000] = '\0';
    array_add(&array, node_borrowed(large));
    char hex[65];
    cr_assert_eq(tree_sha256(&array, hex, &error), ERROR_NONE);
    cr_assert_str_eq(hex, "2d866594ba973ca4a5b8a5b443ffabf2d212da0774de12c2a727dbf509f545f9");
}
