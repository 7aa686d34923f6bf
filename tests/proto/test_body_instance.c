/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/body_instance.h"

#include "proto/message.h"
#include "tests/support/documents.h"
#include "tests/support/random_tree.h"

#include <criterion/criterion.h>
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

TestSuite(body_instance, .init = setup, .fini = teardown);

#define HASH "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" /* of "abc" */

static const void *body_of(const char *json, size_t *length)
{
    const void *bytes;
    const struct node *document = document_of(arena, json);
    cr_assert_not_null(document, "%s", json);
    cr_assert_eq(tree_write_msgpack(arena, document, &bytes, length, &error), ERROR_NONE);
    return bytes;
}

/* The hash that the body names, in hexadecimal; "none", or the word of the error. */
static const char *named_in_bytes(const void *body)
{
    bool named;
    unsigned char sha256[INSTANCE_HASH_BYTES];
    enum error_code code = body_names_instance(body, &named, sha256, &error);
    cr_assert(code == ERROR_NONE || !named);
    return code != ERROR_NONE ? error_word(code) : named ? hex_of(arena, sha256, sizeof sha256) : "none";
}

static const char *named_in(const char *json)
{
    size_t length;
    return named_in_bytes(body_of(json, &length));
}

Test(body_instance, has_the_hash_of_its_bytes)
{
    unsigned char sha256[INSTANCE_HASH_BYTES];
    instance_hash("abc", 3, sha256);
    cr_assert_str_eq(hex_of(arena, sha256, sizeof sha256), HASH);
}

Test(body_instance, of_a_canonical_document_has_the_name_that_plans_give_it)
{
    size_t length;
    const void *bytes = body_of("{'b':[1,2.5,'x'],'a':null}", &length);
    unsigned char sha256[INSTANCE_HASH_BYTES];
    char canonical[65];
    instance_hash(bytes, length, sha256);
    cr_assert_eq(tree_sha256(document_of(arena, "{'a':null,'b':[1,2.5,'x']}"), canonical, &error),
                 ERROR_NONE);
    cr_assert_str_eq(hex_of(arena, sha256, sizeof sha256), canonical);
}

Test(body_instance, is_found_by_its_name_wherever_it_stands)
{
    cr_expect_str_eq(named_in("{'instance':{'sha256':'" HASH "'}}"), HASH);
    cr_expect_str_eq(named_in("{'a':[1,[2,{'b':{}}],'text',0.5,{}],'b':{'c':[[],[]]},"
                              "'instance':{'sha256':'" HASH "'},'policy':{'x':[1]}}"),
                     HASH);
    cr_expect_str_eq(named_in("{'start':{'sha256':1},'instance':{'sha256':'" HASH "'}}"), HASH);
}

/* Encoded as nobody must: {"x": ext-free long forms, "instance": {"sha256": ...}} with 2-byte and 4-byte
 * heads, and every size of number in front. */
Test(body_instance, is_found_behind_values_of_every_encoding)
{
    static const char head[] =
        "df 00000002 d9 01 78 dd 0000000e"
        "c0 c2 c3 7f ff cc01 cd0100 ce00010000 cf0000000100000000 d0ff d1ff00 d2ffff0000"
        "ca3f000000 cb3fe0000000000000"
        "da 0008 696e7374616e6365 de 0001 db 00000006 736861323536 d9 40";
    size_t length;
    const unsigned char *front = bytes_of(arena, head, &length);
    unsigned char *body = arena_alloc(arena, length + 64, 1);
    memcpy(body, front, length);
    memcpy(body + length, HASH, 64);
    cr_assert_eq(msgpack_scan(body, length + 64, NULL, &error), ERROR_NONE, "%s", error.text);
    cr_assert_str_eq(named_in_bytes(body), HASH);
}

Test(body_instance, that_is_a_document_is_not_a_name)
{
    static const char *const bodies[] = {
        "{}",
        "{'policy':{'sha256':'" HASH "'}}",
        "{'instance':{}}",
        "{'instance':null}",
        "{'instance':'" HASH "'}",
        "{'instance':['sha256','" HASH "']}",
        "{'instance':{'format':'mutasi-instance/1','units':[]}}",
        "{'instance':{'sha256':'" HASH "','format':'x'}}", /* the reader refuses sha256 as an unknown field */
        "{'instance':{'sha25':'" HASH "'}}",
        "{'a':{'instance':{'sha256':'" HASH "'}}}",
        "[1,2]",
    };
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++)
        cr_expect_str_eq(named_in(bodies[i]), "none", "%s", bodies[i]);
}

Test(body_instance, is_refused_when_its_name_is_no_hash)
{
    cr_expect_str_eq(named_in("{'instance':{'sha256':7}}"), "wrong_type");
    cr_expect_str_eq(error.path, "instance.sha256");
    cr_expect_str_eq(named_in("{'instance':{'sha256':{}}}"), "wrong_type");
    cr_expect_str_eq(named_in("{'instance':{'sha256':''}}"), "bad_value");
    cr_expect_str_eq(error.path, "instance.sha256");
    cr_expect_str_eq(named_in("{'instance':{'sha256':'" HASH "0'}}"), "bad_value");
    cr_expect_str_eq(
        named_in(
            "{'instance':{'sha256':'BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD'}}"),
        "bad_value");
    cr_expect_str_eq(
        named_in(
            "{'instance':{'sha256':'ga7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'}}"),
        "bad_value");
}

/* --- put ---------------------------------------------------------------------------------------------- */

Test(body_instance, of_a_put_is_cut_out_to_the_byte)
{
    size_t length, cut_length, alone_length;
    const void *cut, *body = body_of("{'instance':{'format':'f','units':[{'id':'a'}]}}", &length);
    const void *alone = body_of("{'format':'f','units':[{'id':'a'}]}", &alone_length);
    cr_assert_eq(body_put_instance(body, length, &cut, &cut_length, &error), ERROR_NONE, "%s", error.text);
    cr_assert_eq(cut_length, alone_length);
    cr_assert_eq(memcmp(cut, alone, cut_length), 0);
    cr_assert_eq((const char *)cut + cut_length, (const char *)body + length);
}

Test(body_instance, of_a_put_is_refused_with_code_and_place)
{
    static const struct {
        const char *body;
        enum error_code code;
        const char *path;
    } refusals[] = {
        {"{}", ERROR_MISSING_FIELD, "instance"},
        {"{'policy':{}}", ERROR_MISSING_FIELD, "instance"},
        {"{'instance':{},'policy':{}}", ERROR_UNKNOWN_FIELD, "policy"},
        {"{'a':[1,2],'instance':{}}", ERROR_UNKNOWN_FIELD, "a"},
        {"{'instance':7}", ERROR_WRONG_TYPE, "instance"},
        {"{'instance':[]}", ERROR_WRONG_TYPE, "instance"},
        {"{'instance':{'sha256':'" HASH "'}}", ERROR_BAD_VALUE, "instance"},
    };
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        size_t length, cut_length;
        const void *cut, *body = body_of(refusals[i].body, &length);
        cr_expect_eq(body_put_instance(body, length, &cut, &cut_length, &error), refusals[i].code, "%s",
                     refusals[i].body);
        cr_expect_str_eq(error.path, refusals[i].path, "%s: %s", refusals[i].body, error.path);
        cr_expect_null(cut);
    }
}

/* {instance: {}, instance: {}} */
Test(body_instance, of_a_put_is_refused_when_named_twice)
{
    size_t length, cut_length;
    const void *cut, *body = bytes_of(arena, "82 a8696e7374616e6365 80 a8696e7374616e6365 80", &length);
    cr_assert_eq(body_put_instance(body, length, &cut, &cut_length, &error), ERROR_DUPLICATE_KEY);
}
