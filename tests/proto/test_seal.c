/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sealed messages. The known answers were worked out twice, by python3-nacl and by XChaCha20-Poly1305 written
 * out in plain Python after RFC 8439 and draft-irtf-cfrg-xchacha-03. */
#include "proto/message.h"
#include "proto/seal.h"
#include "tests/support/keys.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* key: bytes 00..1f, id bkd-2026, at 2026-07-01T08:15:30.250Z, nonce 40..57: {op:"ping", v:1} */
static const unsigned char ping[] = {0x82, 0xa2, 'o', 'p', 0xa4, 'p', 'i', 'n', 'g', 0xa1, 'v', 1};
static const unsigned char sealed_ping[] = {
    0x4d, 0x54, 0x53, 0x31, 0x08, 0x62, 0x6b, 0x64, 0x2d, 0x32, 0x30, 0x32, 0x36, 0x00, 0x00,
    0x01, 0x9f, 0x1c, 0xbf, 0x59, 0xca, 0x40, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48,
    0x49, 0x4a, 0x4b, 0x4c, 0x4d, 0x4e, 0x4f, 0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57,
    0x56, 0x9b, 0x6a, 0x00, 0x74, 0x90, 0x10, 0x78, 0xe8, 0x55, 0xf1, 0xbf, 0x73, 0xc0, 0x2c,
    0xe6, 0x7e, 0x86, 0xd4, 0x7b, 0xa7, 0xeb, 0x25, 0x62, 0xb1, 0x39, 0x33, 0xfa};
/* 12 ms later, nonce 60..77: {ok:true, v:1} */
static const unsigned char pong[] = {0x82, 0xa2, 'o', 'k', 0xc3, 0xa1, 'v', 1};
static const unsigned char sealed_pong[] = {
    0x4d, 0x54, 0x53, 0x31, 0x08, 0x62, 0x6b, 0x64, 0x2d, 0x32, 0x30, 0x32, 0x36, 0x00,
    0x00, 0x01, 0x9f, 0x1c, 0xbf, 0x59, 0xd6, 0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66,
    0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f, 0x70, 0x71, 0x72, 0x73, 0x74,
    0x75, 0x76, 0x77, 0x37, 0x7b, 0xde, 0x4d, 0x95, 0xa9, 0x22, 0x29, 0x4f, 0x67, 0x1d,
    0x67, 0x19, 0x87, 0xd7, 0xf4, 0x82, 0x1d, 0x25, 0xca, 0xa8, 0x25, 0x08, 0x4d};
static const int64_t ping_ms = INT64_C(1782893730250);
enum { HEAD_BYTES = 4 + 1 + 8 + 8 + 24 };

static struct seal_key *known;

static void set_up(void)
{
    known = key_named("bkd-2026", 0);
}

static void tear_down(void)
{
    seal_key_drop(known);
}

TestSuite(seal, .init = set_up, .fini = tear_down);

static struct seal_nonce ping_nonce(void)
{
    struct seal_nonce nonce;
    for (unsigned i = 0; i < SEAL_NONCE_BYTES; i++) {
        nonce.bytes[i] = (unsigned char)(0x40 + i);
    }
    return nonce;
}

/* Opens a copy, in memory of exactly its size. */
static bool opens(const struct seal_key *key, const unsigned char *bytes, size_t length)
{
    struct seal_head head;
    unsigned char *copy = malloc(length > 0 ? length : 1), *plain = NULL;
    size_t plain_length = 0;
    memcpy(copy, bytes, length);
    bool is_open = seal_read_head(copy, length, &head) &&
                   seal_open_request(key->secret, &head, copy, length, &plain, &plain_length);
    cr_assert_eq(plain != NULL, is_open);
    free(copy);
    return is_open;
}

static bool opens_as_reply(const struct seal_nonce *request, const unsigned char *bytes, size_t length)
{
    unsigned char *copy = malloc(length > 0 ? length : 1), *plain;
    size_t plain_length;
    memcpy(copy, bytes, length);
    bool is_open = seal_open_reply(known, request, copy, length, &plain, &plain_length);
    free(copy);
    return is_open;
}

Test(seal, opens_what_python_sealed)
{
    unsigned char message[sizeof sealed_ping], *plain;
    size_t length;
    struct seal_head head;
    struct seal_nonce nonce = ping_nonce();
    memcpy(message, sealed_ping, sizeof message);
    cr_assert(seal_read_head(message, sizeof message, &head));
    cr_assert_str_eq(head.id, "bkd-2026");
    cr_assert_eq(head.time_ms, ping_ms);
    cr_assert_eq(head.length, HEAD_BYTES);
    cr_assert_arr_eq(head.nonce.bytes, nonce.bytes, SEAL_NONCE_BYTES);
    cr_assert(seal_open_request(known->secret, &head, message, sizeof message, &plain, &length));
    cr_assert_eq(length, sizeof ping);
    cr_assert_eq(plain, message + HEAD_BYTES);
    cr_assert_arr_eq(plain, ping, sizeof ping);
}

Test(seal, opens_the_reply_that_python_sealed_to_its_request_only)
{
    unsigned char message[sizeof sealed_pong], *plain;
    size_t length;
    struct seal_nonce nonce = ping_nonce();
    memcpy(message, sealed_pong, sizeof message);
    cr_assert(seal_open_reply(known, &nonce, message, sizeof message, &plain, &length));
    cr_assert_eq(length, sizeof pong);
    cr_assert_arr_eq(plain, pong, sizeof pong);
    nonce.bytes[23] ^= 1;
    cr_assert_not(opens_as_reply(&nonce, sealed_pong, sizeof sealed_pong), "another request's reply");
}

Test(seal, a_request_is_no_reply_and_a_reply_is_no_request)
{
    struct seal_nonce nonce = ping_nonce();
    cr_assert(opens(known, sealed_ping, sizeof sealed_ping));
    cr_assert_not(opens_as_reply(&nonce, sealed_ping, sizeof sealed_ping));
    cr_assert(opens_as_reply(&nonce, sealed_pong, sizeof sealed_pong));
    cr_assert_not(opens(known, sealed_pong, sizeof sealed_pong));
}

Test(seal, whatever_is_sealed_opens_again)
{
    static const size_t lengths[] = {0, 1, 15, 16, 17, 63, 64, 65, 1000, 100000};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        size_t length = lengths[i], sealed_length = seal_length(known, length), opened_length;
        unsigned char *plain = malloc(length + 1), *sealed = malloc(sealed_length), *opened;
        struct seal_nonce nonce;
        struct seal_head head;
        for (size_t j = 0; j < length; j++) {
            plain[j] = (unsigned char)(j * 31 + length);
        }
        seal_request(known, ping_ms, plain, length, &nonce, sealed);
        cr_assert(seal_read_head(sealed, sealed_length, &head));
        cr_assert_eq(head.time_ms, ping_ms);
        cr_assert_arr_eq(head.nonce.bytes, nonce.bytes, SEAL_NONCE_BYTES);
        cr_assert(seal_open_request(known->secret, &head, sealed, sealed_length, &opened, &opened_length));
        cr_assert_eq(opened_length, length);
        cr_assert_eq(memcmp(opened, plain, length), 0);
        seal_reply(known, ping_ms, &nonce, plain, length, sealed);
        cr_assert(seal_open_reply(known, &nonce, sealed, sealed_length, &opened, &opened_length));
        cr_assert_eq(opened_length, length);
        cr_assert_eq(memcmp(opened, plain, length), 0);
        free(plain);
        free(sealed);
    }
}

Test(seal, no_two_messages_share_a_nonce)
{
    enum { COUNT = 200 };
    static struct seal_nonce nonces[COUNT];
    unsigned char sealed[256];
    for (size_t i = 0; i < COUNT; i++) {
        seal_request(known, ping_ms, ping, sizeof ping, &nonces[i], sealed);
        for (size_t j = 0; j < i; j++) {
            cr_assert_neq(memcmp(&nonces[i], &nonces[j], sizeof nonces[i]), 0);
        }
    }
}

Test(seal, every_flipped_bit_is_noticed)
{
    unsigned char bent[sizeof sealed_ping];
    struct seal_nonce nonce = ping_nonce();
    for (size_t bit = 0; bit < 8 * sizeof sealed_ping; bit++) {
        memcpy(bent, sealed_ping, sizeof bent);
        bent[bit / 8] ^= (unsigned char)(1 << bit % 8);
        cr_assert_not(opens(known, bent, sizeof bent), "bit %zu of a request", bit);
    }
    for (size_t bit = 0; bit < 8 * sizeof sealed_pong; bit++) {
        memcpy(bent, sealed_pong, sizeof sealed_pong);
        bent[bit / 8] ^= (unsigned char)(1 << bit % 8);
        cr_assert_not(opens_as_reply(&nonce, bent, sizeof sealed_pong), "bit %zu of a reply", bit);
    }
}

Test(seal, every_missing_or_added_byte_is_noticed)
{
    unsigned char longer[sizeof sealed_ping + 1] = {0};
    struct seal_nonce nonce = ping_nonce();
    for (size_t length = 0; length < sizeof sealed_ping; length++) {
        cr_assert_not(opens(known, sealed_ping, length), "the first %zu bytes", length);
        cr_assert_not(opens(known, sealed_ping + sizeof sealed_ping - length, length), "the last %zu",
                      length);
    }
    for (size_t length = 0; length < sizeof sealed_pong; length++) {
        cr_assert_not(opens_as_reply(&nonce, sealed_pong, length));
    }
    memcpy(longer, sealed_ping, sizeof sealed_ping);
    cr_assert_not(opens(known, longer, sizeof longer));
}

/* Three blocks of 64 bytes, each put in the others' place. */
Test(seal, exchanged_parts_are_noticed)
{
    unsigned char plain[192], sealed[512], bent[512];
    struct seal_nonce nonce;
    memset(plain, 7, sizeof plain);
    size_t length = seal_length(known, sizeof plain);
    seal_request(known, ping_ms, plain, sizeof plain, &nonce, sealed);
    for (size_t a = 0; a < 3; a++) {
        for (size_t b = 0; b < 3; b++) {
            memcpy(bent, sealed, length);
            memcpy(bent + HEAD_BYTES + 64 * a, sealed + HEAD_BYTES + 64 * b, 64);
            memcpy(bent + HEAD_BYTES + 64 * b, sealed + HEAD_BYTES + 64 * a, 64);
            cr_assert_eq(opens(known, bent, length), a == b, "blocks %zu and %zu", a, b);
        }
    }
}

Test(seal, the_head_of_one_message_does_not_fit_another)
{
    unsigned char one[128], other[128], bent[128];
    struct seal_nonce nonce;
    size_t length = seal_length(known, sizeof ping);
    seal_request(known, ping_ms, ping, sizeof ping, &nonce, one);
    seal_request(known, ping_ms + 1, ping, sizeof ping, &nonce, other);
    memcpy(bent, one, HEAD_BYTES);
    memcpy(bent + HEAD_BYTES, other + HEAD_BYTES, length - HEAD_BYTES);
    cr_assert(opens(known, one, length));
    cr_assert_not(opens(known, bent, length));
}

Test(seal, another_key_opens_nothing)
{
    struct seal_key *other = key_named("bkd-2026", 1);
    struct seal_nonce nonce = ping_nonce();
    unsigned char copy[sizeof sealed_pong], *plain;
    size_t length;
    memcpy(copy, sealed_pong, sizeof copy);
    cr_assert_not(opens(other, sealed_ping, sizeof sealed_ping));
    cr_assert_not(seal_open_reply(other, &nonce, copy, sizeof copy, &plain, &length));
    seal_key_drop(other);
}

/* The same secret under another id: what the reply says about itself counts as well. */
Test(seal, a_reply_under_another_id_is_none)
{
    struct seal_key *other = key_named("bkd-2027", 0);
    struct seal_nonce nonce = ping_nonce();
    unsigned char message[128], *plain;
    size_t length;
    seal_reply(other, ping_ms, &nonce, pong, sizeof pong, message);
    cr_assert_not(seal_open_reply(known, &nonce, message, seal_length(other, sizeof pong), &plain, &length));
    seal_key_drop(other);
}

/* bytes of a whole message with an id of this length and these bytes */
static bool head_is_read(const char *id, size_t id_length, const unsigned char time[8])
{
    unsigned char message[512] = {'M', 'T', 'S', '1', (unsigned char)id_length};
    struct seal_head head;
    memcpy(message + 5, id, id_length);
    memcpy(message + 5 + id_length, time, 8);
    return seal_read_head(message, 5 + id_length + 8 + SEAL_NONCE_BYTES + SEAL_TAG_BYTES, &head);
}

Test(seal, reads_heads_of_possible_keys_and_times_only)
{
    static const unsigned char early[8] = {0}, late[8] = {0x7f, 255, 255, 255, 255, 255, 255, 255},
                               beyond[8] = {0x80};
    char longest[CLIENT_NAME_MAX + 2];
    memset(longest, 'a', sizeof longest);
    cr_assert(head_is_read("a", 1, early));
    cr_assert(head_is_read("a", 1, late));
    cr_assert(head_is_read(longest, CLIENT_NAME_MAX, early));
    cr_assert_not(head_is_read("a", 1, beyond));
    cr_assert_not(head_is_read("", 0, early));
    cr_assert_not(head_is_read(longest, CLIENT_NAME_MAX + 1, early));
    cr_assert_not(head_is_read("A", 1, early));
    cr_assert_not(head_is_read("a\0b", 3, early), "an id ends where it says");
    cr_assert_not(head_is_read("../x", 4, early));
}

Test(seal, no_request_in_clear_looks_sealed)
{
    cr_assert(seal_begins(sealed_ping, sizeof sealed_ping));
    cr_assert(seal_begins("MTS1", 4));
    cr_assert_not(seal_begins("MTS", 3));
    cr_assert_not(seal_begins("MTS2....", 8));
    cr_assert_not(seal_begins(ping, sizeof ping));
}

Test(seal, the_refusal_is_an_error_reply_that_says_refused)
{
    struct arena *arena = arena_new();
    const struct node *reply;
    struct error error = {.code = ERROR_NONE};
    const void *bytes;
    size_t length;
    cr_assert_eq(tree_read_msgpack(arena, seal_refusal, seal_refusal_length, NULL, &reply, &error),
                 ERROR_NONE, "%s", error.text);
    cr_assert_str_eq(map_get(map_get(reply, "error"), "code")->as.text, "refused");
    error_set(&error, ERROR_REFUSED, "", "check the key and the clock");
    cr_assert_eq(reply_write_error(arena, 0, &error, 0, &bytes, &length), ERROR_NONE);
    cr_assert_eq(length, seal_refusal_length, "as the service would write it");
    cr_assert_arr_eq(bytes, seal_refusal, length);
    arena_free(arena);
}
