/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What PROTOCOL.md shows of sealing, byte by byte, is what the code does. */
#include "proto/instant.h"
#include "proto/seal.h"
#include "tests/support/protocol_page.h"

#include <criterion/criterion.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static struct arena *arena;
static struct page page;
static struct seal_key *key;

static void set_up(void)
{
    arena = arena_new();
    page = page_read(arena, SOURCE_DIR "/proto/PROTOCOL.md");
    const char *document = page_example(&page, "json", "key", 0);
    cr_assert_not_null(document);
    char *text = arena_text(arena, document, strlen(document));
    struct error error = {.code = ERROR_NONE};
    cr_assert_eq(seal_key_read(text, strlen(document), &key, &error), ERROR_NONE, "%s: %s", error.path,
                 error.text);
}

static void tear_down(void)
{
    seal_key_drop(key);
    arena_free(arena);
}

TestSuite(seal_page, .init = set_up, .fini = tear_down);

/* The bytes of a dump: pairs of digits at the beginning of each line, words for people behind two blanks. */
static unsigned char *dumped(const char *kind, size_t *length)
{
    const char *dump = page_example(&page, "hex", kind, 0);
    unsigned char *bytes = arena_alloc(arena, strlen(dump), 1);
    *length = 0;
    for (const char *line = dump; *line != '\0'; line += strcspn(line, "\n") + (*line != '\0')) {
        const char *at = line;
        while (isxdigit((unsigned char)at[0]) && isxdigit((unsigned char)at[1])) {
            bytes[(*length)++] = (unsigned char)strtol((char[]){at[0], at[1], '\0'}, NULL, 16);
            at += at[2] == ' ' ? 3 : 2;
        }
        line = at;
    }
    return bytes;
}

static void says(const unsigned char *plain, size_t length, const char *expected)
{
    const struct node *tree;
    const char *text;
    size_t text_length;
    cr_assert_eq(tree_read_msgpack(arena, plain, length, NULL, &tree, NULL), ERROR_NONE);
    cr_assert_eq(tree_write_json(arena, tree, JSON_CANONICAL, &text, &text_length, NULL), ERROR_NONE);
    cr_assert_str_eq(text, expected);
}

Test(seal_page, its_request_opens_with_its_key)
{
    struct seal_head head;
    size_t length, plain_length;
    unsigned char *bytes = dumped("sealed request", &length), *plain;
    int64_t sealed_ms;
    cr_assert(instant_parse("2026-07-01T08:15:30.250Z", &sealed_ms));
    cr_assert(seal_read_head(bytes, length, &head));
    cr_assert_eq(head.time_ms, sealed_ms);
    cr_assert_str_eq(head.id, key->id);
    cr_assert_eq(head.length, 45);
    cr_assert(seal_open_request(key->secret, &head, bytes, length, &plain, &plain_length));
    says(plain, plain_length, "{\"op\":\"ping\",\"v\":1}");
}

Test(seal_page, its_reply_opens_as_the_reply_to_its_request)
{
    struct seal_head head;
    size_t length, reply_length, plain_length;
    unsigned char *request = dumped("sealed request", &length),
                  *reply = dumped("sealed reply", &reply_length);
    unsigned char *plain;
    cr_assert(seal_read_head(request, length, &head));
    cr_assert(seal_open_reply(key, &head.nonce, reply, reply_length, &plain, &plain_length));
    says(plain, plain_length, "{\"ok\":true,\"v\":1}");
}

Test(seal_page, its_figures_are_those_of_the_code)
{
    cr_assert_not_null(strstr(page.text, "a sealed message is at most 117 bytes longer"));
    cr_assert_eq(SEAL_OVERHEAD_MAX, 117);
    cr_assert_eq(key->identity.role, ROLE_SUBMIT);
    cr_assert_float_eq(key->identity.limits.per_second, 20, 0);
}
