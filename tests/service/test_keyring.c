/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A folder of keys, and what the service opens with it. */
#include "proto/instant.h"
#include "solver/service/keyring.h"
#include "solver/service/sealing.h"
#include "tests/support/keys.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SKEW = 120000 };
static const int64_t start_ms = INT64_C(1782893730000); /* 2026-07-01T08:15:30Z */

static char folder[] = "/tmp/mutasi-ring-XXXXXX";

static const char *file(const char *name)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

/* A key in a file of its own; more: further fields, each with its comma. */
static void put_key(const char *name, const char *id, const char *client, const char *more)
{
    char text[1024];
    snprintf(text, sizeof text,
             "{'format': 'mutasi-key/1', 'id': '%s', 'client': '%s', 'role': 'submit', %s'secret': '%s'}", id,
             client, more, COUNTED_SECRET);
    key_spell(file(name), 0600, text);
}

static void set_up(void)
{
    cr_assert_not_null(mkdtemp(folder));
}

static void tear_down(void)
{
    char command[128];
    snprintf(command, sizeof command, "rm -r %s", folder);
    cr_assert_eq(system(command), 0);
}

TestSuite(keyring, .init = set_up, .fini = tear_down);
TestSuite(sealing, .init = set_up, .fini = tear_down);

static enum error_code load_code(struct error *error)
{
    struct keyring *ring;
    enum error_code code = keyring_load(folder, &ring, error);
    cr_assert_eq(ring != NULL, code == ERROR_NONE);
    keyring_free(ring);
    return code;
}

Test(keyring, finds_every_key_of_the_folder_by_its_id)
{
    struct keyring *ring;
    put_key("z.key", "c-2", "c", "");
    put_key("y.key", "a-1", "a", "");
    put_key("x.key", "b-3", "b", "");
    put_key("w.key", "b-4", "b", "");
    cr_assert_eq(keyring_load(folder, &ring, NULL), ERROR_NONE);
    cr_assert_eq(keyring_count(ring), 4);
    cr_assert_str_eq(keyring_at(ring, 0)->id, "a-1");
    cr_assert_str_eq(keyring_at(ring, 3)->id, "c-2");
    cr_assert_str_eq(keyring_find(ring, "b-3")->identity.name, "b");
    cr_assert_str_eq(keyring_find(ring, "b-4")->identity.name, "b");
    cr_assert_null(keyring_find(ring, "b-5"));
    cr_assert_null(keyring_find(ring, ""));
    cr_assert_null(keyring_find(ring, "zz"));
    keyring_free(ring);
}

static const struct client_limits *limits_of(const struct keyring *ring, const char *id)
{
    return &keyring_find(ring, id)->identity.limits;
}

/* b-old expired in June. */
Test(keyring, limits_are_the_most_generous_of_a_clients_keys)
{
    struct client_limits initial = {.jobs = 20, .bytes = 0, .per_second = 5};
    struct keyring *ring;
    put_key("1.key", "a-2026", "a", "'limits': {'jobs': 10, 'mb': 4, 'rate': 7}, ");
    put_key("2.key", "a-2027", "a", "'limits': {'jobs': 30, 'mb': 2}, ");
    put_key("3.key", "b-old", "b", "'not_after': '2026-06-01T00:00:00Z', 'limits': {'jobs': 900}, ");
    put_key("4.key", "b-new", "b", "'limits': {'jobs': 1}, ");
    put_key("5.key", "c-1", "c", "'limits': {'jobs': 1}, ");
    put_key("6.key", "c-2", "c", "");
    cr_assert_eq(keyring_load(folder, &ring, NULL), ERROR_NONE);
    keyring_level_limits(ring, &initial, start_ms);
    const char *const of_a[] = {"a-2026", "a-2027"};
    for (size_t i = 0; i < 2; i++) {
        cr_assert_eq(limits_of(ring, of_a[i])->jobs, 30);
        cr_assert_eq(limits_of(ring, of_a[i])->bytes, 4u << 20);
        cr_assert_eq(limits_of(ring, of_a[i])->per_second, 7);
    }
    cr_assert_eq(limits_of(ring, "b-new")->jobs, 1, "what has expired says nothing any more");
    cr_assert_eq(limits_of(ring, "c-1")->jobs, 20, "c-2 says as the service does");
    cr_assert_eq(limits_of(ring, "c-1")->bytes, 0);
    cr_assert_str_eq(keyring_at(ring, 0)->id, "a-2026", "still in order of ids");
    cr_assert_str_eq(keyring_at(ring, 5)->id, "c-2");
    keyring_free(ring);
}

Test(keyring, passes_over_files_that_are_not_named_as_keys)
{
    struct keyring *ring;
    put_key("a.key", "a", "a", "");
    put_key("a.key~", "a", "a", "");
    put_key(".b.key", "b", "b", "");
    put_key("c.json", "c", "c", "");
    key_spell(file("README"), 0644, "keys");
    cr_assert_eq(keyring_load(folder, &ring, NULL), ERROR_NONE);
    cr_assert_eq(keyring_count(ring), 1);
    keyring_free(ring);
}

Test(keyring, may_be_empty_but_must_be_there)
{
    struct error error;
    cr_assert_eq(load_code(&error), ERROR_NONE);
    rmdir(folder);
    cr_assert_eq(load_code(&error), ERROR_IO);
    mkdir(folder, 0700);
}

Test(keyring, one_bad_file_spoils_the_ring)
{
    struct error error;
    put_key("a.key", "a", "a", "");
    put_key("b.key", "b", "b", "");
    chmod(file("b.key"), 0640);
    cr_assert_eq(load_code(&error), ERROR_BAD_VALUE);
    cr_assert_not_null(strstr(error.path, "b.key"), "%s", error.path);
    key_spell(file("b.key"), 0600, "{}");
    cr_assert_neq(load_code(&error), ERROR_NONE);
    put_key("b.key", "a", "b", "");
    cr_assert_eq(load_code(&error), ERROR_DUPLICATE_ID);
    put_key("b.key", "b", "b", "");
    cr_assert_eq(load_code(&error), ERROR_NONE);
}

Test(keyring, others_must_not_be_able_to_put_keys_there)
{
    struct error error;
    chmod(folder, 0770);
    cr_assert_eq(load_code(&error), ERROR_REFUSED);
    chmod(folder, 0702);
    cr_assert_eq(load_code(&error), ERROR_REFUSED);
    chmod(folder, 0755);
    cr_assert_eq(load_code(&error), ERROR_NONE);
}

/* --- opening -------------------------------------------------------------------------------------------- */

static const char hello[] = "hello";

/* Sealed by the key at a time, opened at another. */
static enum seal_reason exchange_at(struct sealing *sealing, const struct seal_key *key, int64_t sealed_ms,
                                    int64_t now_ms)
{
    unsigned char message[256];
    struct seal_nonce nonce;
    struct sealed_request opened;
    seal_request(key, sealed_ms, hello, sizeof hello, &nonce, message);
    enum seal_reason reason = sealing_open(sealing, message, seal_length(key, sizeof hello), now_ms, &opened);
    cr_assert_eq(opened.plain != NULL, reason == SEAL_OPENED);
    cr_assert_eq(opened.ticket.key != NULL, reason == SEAL_OPENED);
    if (reason == SEAL_OPENED) {
        cr_assert_eq(opened.length, sizeof hello);
        cr_assert_arr_eq(opened.plain, hello, sizeof hello);
    }
    seal_ticket_fini(&opened.ticket);
    return reason;
}

static struct sealing *sealing_of_folder(void)
{
    struct sealing *sealing;
    struct error error = {.code = ERROR_NONE};
    cr_assert_eq(sealing_new(&(struct sealing_settings){folder, SKEW, start_ms, {0}}, &sealing, &error),
                 ERROR_NONE, "%s", error.text);
    return sealing;
}

static int64_t instant(const char *text)
{
    int64_t ms = -1;
    cr_assert(instant_parse(text, &ms));
    return ms;
}

Test(sealing, answers_an_opened_request_so_that_only_its_sender_understands)
{
    put_key("a.key", "a", "bkd", "");
    struct sealing *sealing = sealing_of_folder();
    struct seal_key *key = key_named("a", 0);
    unsigned char message[256], *plain;
    size_t length;
    struct seal_nonce nonce;
    struct sealed_request opened;
    seal_request(key, start_ms, hello, sizeof hello, &nonce, message);
    cr_assert_eq(sealing_open(sealing, message, seal_length(key, sizeof hello), start_ms, &opened),
                 SEAL_OPENED);
    cr_assert_str_eq(opened.ticket.key->identity.name, "bkd");
    cr_assert_eq(opened.ticket.key->identity.role, ROLE_SUBMIT);
    unsigned char reply[256];
    cr_assert_eq(sealed_reply_length(&opened.ticket, 3), seal_length(key, 3));
    sealed_reply(&opened.ticket, start_ms + 5, "yes", 3, reply);
    cr_assert(seal_open_reply(key, &nonce, reply, seal_length(key, 3), &plain, &length));
    cr_assert_eq(length, 3);
    cr_assert_arr_eq(plain, "yes", 3);
    seal_ticket_fini(&opened.ticket);
    seal_key_drop(key);
    sealing_free(sealing);
}

Test(sealing, refuses_with_a_reason_for_the_log)
{
    put_key("a.key", "a", "a", "");
    struct sealing *sealing = sealing_of_folder();
    struct seal_key *key = key_named("a", 0), *wrong = key_named("a", 1), *unknown = key_named("b", 0);
    struct sealed_request opened;
    unsigned char clear[] = {0x80}, cut[] = "MTS1", none[1];
    cr_assert_eq(sealing_open(sealing, clear, sizeof clear, start_ms, &opened), SEAL_UNSEALED);
    cr_assert_eq(sealing_open(sealing, none, 0, start_ms, &opened), SEAL_UNSEALED);
    cr_assert_eq(sealing_open(sealing, cut, 4, start_ms, &opened), SEAL_MALFORMED);
    cr_assert_eq(exchange_at(sealing, wrong, start_ms, start_ms), SEAL_WRONG);
    cr_assert_eq(exchange_at(sealing, unknown, start_ms, start_ms), SEAL_UNKNOWN_KEY);
    cr_assert_eq(exchange_at(sealing, key, start_ms - 1, start_ms), SEAL_BEFORE_START);
    cr_assert_eq(exchange_at(sealing, key, start_ms, start_ms + SKEW + 1), SEAL_TIME);
    cr_assert_eq(exchange_at(sealing, key, start_ms + SKEW + 1, start_ms), SEAL_TIME);
    cr_assert_eq(exchange_at(sealing, key, start_ms, start_ms + SKEW), SEAL_OPENED);
    for (int i = 0; i < SEAL_REASON_COUNT; i++) {
        cr_assert_gt(strlen(seal_reason_word((enum seal_reason)i)), 0);
    }
    seal_key_drop(key);
    seal_key_drop(wrong);
    seal_key_drop(unknown);
    sealing_free(sealing);
}

/* What could not be opened was tried, and its bytes are gone: also where there is no such key. */
Test(sealing, an_unknown_key_is_tried_like_a_wrong_one)
{
    put_key("a.key", "a", "a", "'not_after': '2026-07-02', ");
    struct sealing *sealing = sealing_of_folder();
    struct seal_key *keys[] = {key_named("a", 1), key_named("b", 0), key_named("a", 0)};
    static const enum seal_reason reasons[] = {SEAL_WRONG, SEAL_UNKNOWN_KEY, SEAL_KEY_EXPIRED};
    const int64_t expired_ms = instant("2026-07-03");
    for (size_t i = 0; i < 3; i++) {
        unsigned char message[256];
        struct seal_nonce nonce;
        struct sealed_request opened;
        int64_t now_ms = reasons[i] == SEAL_KEY_EXPIRED ? expired_ms : start_ms;
        size_t length = seal_length(keys[i], sizeof hello), end = length - SEAL_TAG_BYTES;
        seal_request(keys[i], now_ms, hello, sizeof hello, &nonce, message);
        cr_assert_eq(sealing_open(sealing, message, length, now_ms, &opened), reasons[i]);
        for (size_t at = end - sizeof hello; at < end; at++) {
            cr_assert_eq(message[at], 0, "key %zu", i);
        }
        seal_key_drop(keys[i]);
    }
    sealing_free(sealing);
}

Test(sealing, the_same_message_is_opened_once)
{
    put_key("a.key", "a", "a", "");
    struct sealing *sealing = sealing_of_folder();
    struct seal_key *key = key_named("a", 0);
    unsigned char message[256], copy[256];
    struct seal_nonce nonce;
    struct sealed_request opened;
    size_t length = seal_length(key, sizeof hello);
    seal_request(key, start_ms, hello, sizeof hello, &nonce, message);
    message[length - 1] ^= 1;
    memcpy(copy, message, length);
    cr_assert_eq(sealing_open(sealing, copy, length, start_ms, &opened), SEAL_WRONG);
    message[length - 1] ^= 1;
    memcpy(copy, message, length);
    cr_assert_eq(sealing_open(sealing, copy, length, start_ms, &opened), SEAL_OPENED,
                 "a forgery uses up nothing");
    seal_ticket_fini(&opened.ticket);
    memcpy(copy, message, length);
    cr_assert_eq(sealing_open(sealing, copy, length, start_ms + 1, &opened), SEAL_REPLAYED);
    cr_assert_eq(sealing_reload(sealing, NULL), ERROR_NONE);
    memcpy(copy, message, length);
    cr_assert_eq(sealing_open(sealing, copy, length, start_ms + 2, &opened), SEAL_REPLAYED,
                 "reading the keys again forgets nothing");
    seal_key_drop(key);
    sealing_free(sealing);
}

Test(sealing, a_key_is_good_from_its_first_moment_to_before_its_last)
{
    put_key("a.key", "a", "a", "'not_before': '2026-07-01T09:00:00Z', 'not_after': '2026-07-01T10:00:00Z', ");
    struct sealing *sealing = sealing_of_folder();
    struct seal_key *key = key_named("a", 0);
    int64_t from = instant("2026-07-01T09:00:00Z"), to = instant("2026-07-01T10:00:00Z");
    cr_assert_eq(exchange_at(sealing, key, from - 1, from - 1), SEAL_KEY_EARLY);
    cr_assert_eq(exchange_at(sealing, key, from, from), SEAL_OPENED);
    cr_assert_eq(exchange_at(sealing, key, from, from - 1), SEAL_KEY_EARLY, "by our clock");
    cr_assert_eq(exchange_at(sealing, key, from - 1, from), SEAL_KEY_EARLY, "by its own");
    cr_assert_eq(exchange_at(sealing, key, to - 1, to - 1), SEAL_OPENED);
    cr_assert_eq(exchange_at(sealing, key, to, to), SEAL_KEY_EXPIRED);
    cr_assert_eq(exchange_at(sealing, key, to - 1, to), SEAL_KEY_EXPIRED, "by our clock");
    seal_key_drop(key);
    sealing_free(sealing);
}

/* old: until noon, new: from eleven. */
Test(sealing, two_keys_of_one_client_overlap_while_it_changes_over)
{
    put_key("old.key", "bkd-old", "bkd", "'not_after': '2026-07-01T12:00:00Z', ");
    put_key("new.key", "bkd-new", "bkd", "'not_before': '2026-07-01T11:00:00Z', ");
    struct sealing *sealing = sealing_of_folder();
    struct seal_key *old = key_named("bkd-old", 0), *new = key_named("bkd-new", 0);
    int64_t ten = instant("2026-07-01T10:00:00Z"), hour = 3600000;
    cr_assert_eq(exchange_at(sealing, old, ten, ten), SEAL_OPENED);
    cr_assert_eq(exchange_at(sealing, new, ten, ten), SEAL_KEY_EARLY);
    cr_assert_eq(exchange_at(sealing, old, ten + hour, ten + hour), SEAL_OPENED);
    cr_assert_eq(exchange_at(sealing, new, ten + hour, ten + hour), SEAL_OPENED);
    cr_assert_eq(exchange_at(sealing, old, ten + 2 * hour, ten + 2 * hour), SEAL_KEY_EXPIRED);
    cr_assert_eq(exchange_at(sealing, new, ten + 2 * hour, ten + 2 * hour), SEAL_OPENED);
    seal_key_drop(old);
    seal_key_drop(new);
    sealing_free(sealing);
}

Test(sealing, reads_its_keys_again_or_keeps_the_old_ones)
{
    put_key("a.key", "a", "a", "");
    struct sealing *sealing = sealing_of_folder();
    struct seal_key *a = key_named("a", 0), *b = key_named("b", 0);
    struct error error;
    put_key("b.key", "b", "b", "");
    cr_assert_eq(exchange_at(sealing, b, start_ms, start_ms), SEAL_UNKNOWN_KEY);
    cr_assert_eq(sealing_reload(sealing, &error), ERROR_NONE);
    cr_assert_eq(exchange_at(sealing, b, start_ms, start_ms), SEAL_OPENED);
    unlink(file("a.key"));
    chmod(file("b.key"), 0644);
    cr_assert_eq(sealing_reload(sealing, &error), ERROR_BAD_VALUE);
    cr_assert_eq(sealing_key_count(sealing), 2);
    cr_assert_eq(exchange_at(sealing, a, start_ms, start_ms), SEAL_OPENED);
    chmod(file("b.key"), 0600);
    cr_assert_eq(sealing_reload(sealing, &error), ERROR_NONE);
    cr_assert_eq(exchange_at(sealing, a, start_ms, start_ms), SEAL_UNKNOWN_KEY);
    seal_key_drop(a);
    seal_key_drop(b);
    sealing_free(sealing);
}

Test(sealing, a_request_in_hand_is_answered_under_a_key_that_is_gone)
{
    put_key("a.key", "a", "a", "");
    struct sealing *sealing = sealing_of_folder();
    struct seal_key *key = key_named("a", 0);
    unsigned char message[256], reply[256], *plain;
    size_t length;
    struct seal_nonce nonce;
    struct sealed_request opened;
    seal_request(key, start_ms, hello, sizeof hello, &nonce, message);
    cr_assert_eq(sealing_open(sealing, message, seal_length(key, sizeof hello), start_ms, &opened),
                 SEAL_OPENED);
    unlink(file("a.key"));
    cr_assert_eq(sealing_reload(sealing, NULL), ERROR_NONE);
    cr_assert_eq(exchange_at(sealing, key, start_ms, start_ms), SEAL_UNKNOWN_KEY);
    sealed_reply(&opened.ticket, start_ms, "yes", 3, reply);
    cr_assert(seal_open_reply(key, &nonce, reply, seal_length(key, 3), &plain, &length));
    seal_ticket_fini(&opened.ticket);
    seal_key_drop(key);
    sealing_free(sealing);
}

Test(sealing, opens_nothing_without_its_folder)
{
    struct sealing *sealing;
    struct error error;
    chmod(folder, 0777);
    cr_assert_eq(sealing_new(&(struct sealing_settings){folder, SKEW, start_ms, {0}}, &sealing, &error),
                 ERROR_REFUSED);
    cr_assert_null(sealing);
    chmod(folder, 0700);
}
