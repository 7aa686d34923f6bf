/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sealed endpoints of a real service: who has a key is served under its name, and whoever has none learns
 * nothing but that. */
#include "proto/instant.h"
#include "tests/support/documents.h"
#include "tests/support/sealed.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

TestSuite(service_sealed, .timeout = 120);

static struct service service;
static const char *keys, *gate, *sealed_url;
static struct seal_key *bkd, *payroll;
static int client;

static const char *const ping = "{'v':1,'op':'ping'}";

static const char *key_path(const struct seal_key *key)
{
    return arena_format(service.arena, "%s/%s.key", keys, key->id);
}

/* A key in the service's directory. */
static struct seal_key *key_add(const char *name, enum role role, const char *id)
{
    struct seal_key *key;
    struct error error;
    cr_assert_eq(seal_key_new(name, role, id, &key, &error), ERROR_NONE);
    cr_assert_eq(key_file_write(key_path(key), key, &error), ERROR_NONE, "%s", error.text);
    return key;
}

/* An ipc endpoint of the admin, and a sealed tcp one for two clients. */
static void start(const char *option, const char *value)
{
    cr_assert_geq(sodium_init(), 0);
    service_prepare(&service);
    keys = service_file(&service, "keys");
    gate = service_file(&service, "gate");
    cr_assert_eq(mkdir(keys, 0700), 0);
    bkd = key_add("bkd", ROLE_SUBMIT, "bkd-1");
    payroll = key_add("payroll", ROLE_SUBMIT, "payroll-1");
    sealed_url = service_loopback_v4(&service);
    const char *const arguments[] = {"--listen", service.url, "--listen",  sealed_url,  "--keys",
                                     keys,       "--worker",  FAKE_WORKER, "--workers", "1",
                                     option,     value,       NULL};
    service_launch(&service, BIN_DIR, arguments);
    client = client_open(sealed_url);
}

static void stop(void)
{
    file_touch(gate);
    client_close(client);
    unlink(key_path(bkd));
    unlink(key_path(payroll));
    seal_key_drop(bkd);
    seal_key_drop(payroll);
    rmdir(keys);
    cr_assert_eq(service_stop(&service), 0);
}

static bool is_ok(const struct node *reply)
{
    return reply != NULL && document_at(reply, "ok")->as.boolean;
}

Test(service_sealed, a_sealed_request_gets_a_sealed_reply)
{
    start(NULL, NULL);
    cr_assert(is_ok(sealed_ask(&service, client, bkd, "%s", ping)));
    const struct node *reply =
        sealed_ask(&service, client, bkd, "{'v':1,'op':'solve','body':{'do':'answer'}}");
    cr_assert(is_ok(reply));
    cr_assert_str_eq(text_at(reply, "plan.answer"), "ok");
    reply = sealed_ask(&service, client, bkd, "{'v':1,'op':'nonsense'}");
    cr_assert_str_eq(text_at(reply, "error.code"), "unknown_op", "errors are sealed, too");
    stop();
}

static void assert_refused(struct sealed request, const char *what)
{
    cr_assert_null(sealed_exchange(&service, client, bkd, &request), "%s", what);
}

Test(service_sealed, what_is_not_sealed_is_refused)
{
    start(NULL, NULL);
    static unsigned char plain[] = "\x82\xa1v\x01\xa2op\xa4ping", letters[] = "MTS1";
    assert_refused((struct sealed){.bytes = plain, .length = sizeof plain - 1}, "a ping in clear");
    assert_refused((struct sealed){.bytes = letters, .length = 4}, "a beginning");
    assert_refused((struct sealed){.bytes = letters, .length = 0}, "nothing");
    cr_assert_eq(stats_number(&service, "stats.errors.refused"), 3);
    stop();
}

Test(service_sealed, whatever_is_changed_or_cut_is_refused)
{
    start(NULL, NULL);
    struct sealed request = sealed_request(&service, bkd, wall_ms(), "%s", ping);
    for (size_t i = 0; i < request.length; i++) {
        struct sealed changed = request;
        changed.bytes = arena_alloc(service.arena, request.length, 1);
        memcpy(changed.bytes, request.bytes, request.length);
        changed.bytes[i] ^= (unsigned char)(1 << i % 8);
        assert_refused(changed, "one bit");
        changed = request;
        changed.length = i;
        assert_refused(changed, "its end cut off");
    }
    cr_assert(is_ok(sealed_exchange(&service, client, bkd, &request)), "as it was it is let in");
    stop();
}

Test(service_sealed, a_message_is_let_in_once)
{
    start(NULL, NULL);
    struct sealed request = sealed_request(&service, bkd, wall_ms(), "%s", ping);
    cr_assert(is_ok(sealed_exchange(&service, client, bkd, &request)));
    assert_refused(request, "again");
    int other = client_open(sealed_url);
    cr_assert_null(sealed_exchange(&service, other, bkd, &request), "over another connection");
    client_close(other);
    stop();
}

Test(service_sealed, a_message_of_another_time_is_refused)
{
    start("--clock-skew", "30");
    assert_refused(sealed_request(&service, bkd, wall_ms() + 40000, "%s", ping), "from the future");
    assert_refused(sealed_request(&service, bkd, wall_ms() - 40000, "%s", ping), "from before the start");
    cr_assert(is_ok(sealed_ask(&service, client, bkd, "%s", ping)));
    struct sealed ahead = sealed_request(&service, bkd, wall_ms() + 20000, "%s", ping);
    cr_assert(is_ok(sealed_exchange(&service, client, bkd, &ahead)),
              "a clock may be off by less than the skew");
    stop();
}

Test(service_sealed, unknown_and_wrong_keys_are_refused)
{
    struct seal_key *unknown, *wrong;
    start(NULL, NULL);
    cr_assert_eq(seal_key_new("bkd", ROLE_SUBMIT, "bkd-2", &unknown, NULL), ERROR_NONE);
    cr_assert_eq(seal_key_new("bkd", ROLE_SUBMIT, "bkd-1", &wrong, NULL), ERROR_NONE);
    assert_refused(sealed_request(&service, unknown, wall_ms(), "%s", ping), "a key nobody knows");
    assert_refused(sealed_request(&service, wrong, wall_ms(), "%s", ping), "another secret");
    cr_assert(is_ok(sealed_ask(&service, client, bkd, "%s", ping)));
    seal_key_drop(unknown);
    seal_key_drop(wrong);
    stop();
}

Test(service_sealed, a_key_says_whose_jobs_one_sees)
{
    start(NULL, NULL);
    const struct node *reply = sealed_ask(
        &service, client, bkd, "{'v':1,'op':'submit','key':'k','body':{'do':'gate','file':'%s'}}", gate);
    long id = (long)number_at(reply, "job.id");
    reply = sealed_ask(&service, client, payroll, "{'v':1,'op':'status','job':%ld}", id);
    cr_assert_str_eq(text_at(reply, "error.code"), "unknown_job");
    reply = sealed_ask(&service, client, bkd, "{'v':1,'op':'status','job':%ld}", id);
    cr_assert_str_eq(text_at(reply, "job.key"), "k");
    reply = sealed_ask(&service, client, bkd, "{'v':1,'op':'stats'}");
    cr_assert_str_eq(text_at(reply, "error.code"), "refused", "its role is submit");
    stop();
}

/* Sends SIGHUP and waits until the keys are as many as that. */
static void reload(double count)
{
    kill(service.pid, SIGHUP);
    while (stats_number(&service, "stats.keys") != count) {
    }
}

Test(service_sealed, keys_change_while_it_serves)
{
    start(NULL, NULL);
    struct seal_key *next = key_add("bkd", ROLE_READ, "bkd-2");
    cr_assert_null(sealed_ask(&service, client, next, "%s", ping), "not read yet");
    sealed_ask(&service, client, bkd, "{'v':1,'op':'submit','key':'k','body':{'do':'gate','file':'%s'}}",
               gate);
    reload(3);
    cr_assert(is_ok(sealed_ask(&service, client, bkd, "%s", ping)), "both keys hold");
    const struct node *reply = sealed_ask(&service, client, next, "{'v':1,'op':'status','key':'k'}");
    cr_assert_str_eq(text_at(reply, "job.key"), "k", "it is the same client");
    unlink(key_path(bkd));
    reload(2);
    cr_assert_null(sealed_ask(&service, client, bkd, "%s", ping), "taken away");
    cr_assert(is_ok(sealed_ask(&service, client, next, "%s", ping)));
    unlink(key_path(next));
    seal_key_drop(next);
    stop();
}

Test(service_sealed, a_broken_directory_leaves_the_keys_as_they_were)
{
    start(NULL, NULL);
    const char *broken = arena_format(service.arena, "%s/broken.key", keys);
    file_touch(broken);
    kill(service.pid, SIGHUP);
    size_t length;
    while (strstr(file_text(service.arena, service.log, &length), "event=keys_kept keys=2 path=") == NULL) {
    }
    cr_assert(is_ok(sealed_ask(&service, client, bkd, "%s", ping)));
    cr_assert_eq(stats_number(&service, "stats.keys"), 2);
    unlink(broken);
    stop();
}

Test(service_sealed, a_request_that_waits_is_answered_though_its_key_was_taken_away)
{
    start(NULL, NULL);
    struct sealed wait = sealed_request(&service, bkd, wall_ms(),
                                        "{'v':1,'op':'solve','body':{'do':'gate','file':'%s'}}", gate);
    client_send_bytes(client, wait.bytes, wait.length);
    stats_wait(&service, "stats.jobs.requests_waiting", 1);
    unlink(key_path(bkd));
    reload(1);
    file_touch(gate);
    size_t length, plain_length;
    unsigned char *plain, *bytes = client_receive_bytes(&service, client, 30, &length);
    cr_assert_not_null(bytes);
    cr_assert(seal_open_reply(bkd, &wait.nonce, bytes, length, &plain, &plain_length));
    stop();
}

/* The socket asks again by itself, with bytes that were let in before. */
Test(service_sealed, after_a_lost_front_a_client_seals_anew_and_finds_its_job)
{
    static const char *const solve = "{'v':1,'op':'solve','key':'k','body':{'do':'gate','file':'%s'}}";
    start(NULL, NULL);
    size_t length;
    struct sealed request = sealed_request(&service, bkd, wall_ms(), solve, gate);
    client_send_bytes(client, request.bytes, request.length);
    stats_wait(&service, "stats.jobs.requests_waiting", 1);
    kill((pid_t)stats_number(&service, "stats.front.pid"), SIGKILL);
    const unsigned char *bytes = client_receive_bytes(&service, client, 60, &length);
    cr_assert_not_null(bytes);
    cr_assert(length == seal_refusal_length && memcmp(bytes, seal_refusal, length) == 0, "a repetition");
    file_touch(gate);
    const struct node *reply = sealed_ask(&service, client, bkd, solve, gate);
    cr_assert_str_eq(text_at(reply, "plan.answer"), "through");
    cr_assert_eq(stats_number(&service, "stats.events.jobs_accepted"), 1);
    stop();
}

Test(service_sealed, a_key_has_limits_of_its_own)
{
    start("--client-jobs", "5");
    struct seal_key *small;
    struct error error;
    cr_assert_eq(seal_key_new("small", ROLE_SUBMIT, "small-1", &small, &error), ERROR_NONE);
    small->identity.limits.jobs = 1;
    cr_assert_eq(key_file_write(key_path(small), small, &error), ERROR_NONE);
    reload(3);
    const char *submit = "{'v':1,'op':'submit','key':'%d','body':{'do':'gate','file':'%s'}}";
    cr_assert(is_ok(sealed_ask(&service, client, small, submit, 1, gate)));
    const struct node *reply = sealed_ask(&service, client, small, submit, 2, gate);
    cr_assert_str_eq(text_at(reply, "error.code"), "busy");
    for (int i = 0; i < 5; i++)
        cr_assert(is_ok(sealed_ask(&service, client, bkd, submit, i, gate)));
    reply = sealed_ask(&service, client, bkd, submit, 5, gate);
    cr_assert_str_eq(text_at(reply, "error.code"), "busy", "who has none has those of the service");
    unlink(key_path(small));
    seal_key_drop(small);
    stop();
}

Test(service_sealed, the_log_says_why_and_nothing_else)
{
    size_t length;
    start(NULL, NULL);
    struct sealed request = sealed_request(&service, bkd, wall_ms(), "%s", ping);
    cr_assert(is_ok(sealed_exchange(&service, client, bkd, &request)));
    assert_refused(request, "again");
    const char *log = file_text(service.arena, service.log, &length);
    cr_assert_not_null(strstr(log, "event=request_refused endpoint=1 reason=replayed"), "%s", log);
    char secret[2 * SEAL_SECRET_BYTES + 1], text[64];
    sodium_bin2hex(secret, sizeof secret, bkd->secret, SEAL_SECRET_BYTES);
    sodium_bin2base64(text, sizeof text, bkd->secret, SEAL_SECRET_BYTES, sodium_base64_VARIANT_ORIGINAL);
    cr_assert_null(strstr(log, secret));
    cr_assert_null(strstr(log, text));
    stop();
}
