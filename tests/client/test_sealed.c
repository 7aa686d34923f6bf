/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The client library with a key, against a service that answers as the test says. */
#include "client/mutasi.h"
#include "proto/instant.h"
#include "proto/seal.h"
#include "tests/support/keys.h"

#include <criterion/criterion.h>
#include <nanomsg/nn.h>
#include <nanomsg/reqrep.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* How to answer one request; the last of a script holds on. */
enum manner {
    ANSWER,
    REFUSE,
    IN_CLEAR,      /* an honest reply that anybody could have written */
    OTHER_REQUEST, /* a reply sealed for another request */
    OTHER_KEY,     /* a reply sealed with another secret */
    BENT,          /* a reply with a flipped bit */
    ECHO           /* the request itself */
};

enum { REQUESTS_MAX = 16 };

static struct {
    const enum manner *script;
    size_t steps;
    int socket;
    atomic_bool stop;
    atomic_size_t requests, opened;
    struct seal_nonce nonces[REQUESTS_MAX];
    pthread_t thread;
} service;

static char folder[] = "/tmp/mutasi-sealed-XXXXXX", url[64], key_path[64];

/* {elapsed_s: 0, engine: "e", ok: true, v: 1} */
static const char pong[] = "\x84\xa9"
                           "elapsed_s\x00\xa6"
                           "engine\xa1"
                           "e\xa2ok\xc3\xa1v\x01";

static void send_sealed(const struct seal_key *key, const struct seal_nonce *nonce, bool bent)
{
    unsigned char out[512];
    size_t length = seal_length(key, sizeof pong - 1);
    seal_reply(key, wall_ms(), nonce, pong, sizeof pong - 1, out);
    out[length - 1] ^= bent;
    nn_send(service.socket, out, length, 0);
}

static void reply_in(enum manner manner, struct seal_nonce nonce, const unsigned char *request, size_t length)
{
    struct seal_key *key = key_named("a", manner == OTHER_KEY);
    nonce.bytes[0] ^= manner == OTHER_REQUEST;
    switch (manner) {
    case REFUSE:
        nn_send(service.socket, seal_refusal, seal_refusal_length, 0);
        break;
    case IN_CLEAR:
        nn_send(service.socket, pong, sizeof pong - 1, 0);
        break;
    case ECHO:
        nn_send(service.socket, request, length, 0);
        break;
    default:
        send_sealed(key, &nonce, manner == BENT);
    }
    seal_key_drop(key);
}

static void *serve(void *unused)
{
    struct seal_key *key = key_named("a", 0);
    (void)unused;
    while (!service.stop) {
        struct seal_head head;
        unsigned char copy[4096], *bytes = NULL, *plain;
        size_t plain_length, number = service.requests;
        int length = nn_recv(service.socket, &bytes, NN_MSG, 0);
        if (length < 0) {
            continue;
        }
        memcpy(copy, bytes, (size_t)length);
        nn_freemsg(bytes);
        struct seal_nonce nonce = {{0}};
        if (seal_read_head(copy, (size_t)length, &head)) {
            unsigned char again[4096];
            nonce = head.nonce;
            memcpy(again, copy, (size_t)length);
            service.opened +=
                seal_open_request(key->secret, &head, again, (size_t)length, &plain, &plain_length);
        }
        service.nonces[number % REQUESTS_MAX] = nonce;
        service.requests = number + 1;
        reply_in(service.script[number < service.steps ? number : service.steps - 1], nonce, copy,
                 (size_t)length);
    }
    seal_key_drop(key);
    return NULL;
}

static void start(const enum manner *script, size_t steps)
{
    int slice_ms = 20;
    service.script = script;
    service.steps = steps;
    service.socket = nn_socket(AF_SP, NN_REP);
    nn_setsockopt(service.socket, NN_SOL_SOCKET, NN_RCVTIMEO, &slice_ms, sizeof slice_ms);
    cr_assert_geq(nn_bind(service.socket, url), 0);
    cr_assert_eq(pthread_create(&service.thread, NULL, serve, NULL), 0);
}

static void set_up(void)
{
    cr_assert_not_null(mkdtemp(folder));
    snprintf(url, sizeof url, "ipc://%s/socket", folder);
    snprintf(key_path, sizeof key_path, "%s/a.key", folder);
    struct seal_key *key = key_named("a", 0);
    cr_assert_eq(key_file_write(key_path, key, NULL), ERROR_NONE);
    seal_key_drop(key);
}

static void tear_down(void)
{
    service.stop = true;
    pthread_join(service.thread, NULL);
    nn_close(service.socket);
    unlink(key_path);
    unlink(url + 6);
    rmdir(folder);
}

TestSuite(sealed, .init = set_up, .fini = tear_down, .timeout = 60);

/* A ping with the key. Its error's code, "" for none. */
static const char *ping_code(void)
{
    static struct mutasi_error error;
    struct mutasi_client *client;
    struct mutasi_reply reply = {0};
    memset(&error, 0, sizeof error);
    cr_assert(mutasi_client_open(url, &client, &error), "%s", error.text);
    cr_assert(mutasi_client_use_key(client, key_path, &error), "%s", error.text);
    bool is_good = mutasi_ping(client, &reply, &error);
    cr_assert_eq(is_good, error.code[0] == '\0');
    mutasi_reply_fini(&reply);
    mutasi_client_close(client);
    return error.code;
}

#define START(...)                                                                                           \
    static const enum manner script[] = {__VA_ARGS__};                                                       \
    start(script, sizeof script / sizeof *script)

Test(sealed, a_request_is_sealed_and_its_reply_opened)
{
    START(ANSWER);
    cr_assert_str_eq(ping_code(), "");
    cr_assert_eq(service.requests, 1);
    cr_assert_eq(service.opened, 1);
}

Test(sealed, a_refused_request_is_sealed_anew_three_times)
{
    START(REFUSE, REFUSE, REFUSE, ANSWER);
    cr_assert_str_eq(ping_code(), "");
    cr_assert_eq(service.requests, 4);
    cr_assert_eq(service.opened, 4);
    for (size_t i = 0; i < 4; i++) {
        for (size_t j = 0; j < i; j++) {
            cr_assert_neq(memcmp(&service.nonces[i], &service.nonces[j], SEAL_NONCE_BYTES), 0);
        }
    }
}

Test(sealed, after_four_refusals_the_key_is_not_accepted)
{
    START(REFUSE);
    cr_assert_str_eq(ping_code(), "refused");
    cr_assert_eq(service.requests, 4);
}

Test(sealed, an_answer_in_clear_is_never_believed)
{
    START(IN_CLEAR);
    cr_assert_str_eq(ping_code(), "refused");
    cr_assert_eq(service.requests, 1, "asking again does not help");
}

Test(sealed, what_was_sealed_for_another_request_is_never_believed)
{
    START(OTHER_REQUEST);
    cr_assert_str_eq(ping_code(), "refused");
}

Test(sealed, what_was_sealed_with_another_key_is_never_believed)
{
    START(OTHER_KEY);
    cr_assert_str_eq(ping_code(), "refused");
}

Test(sealed, what_was_changed_or_sent_back_is_never_believed)
{
    START(BENT, ECHO, BENT, ECHO);
    cr_assert_str_eq(ping_code(), "refused");
    cr_assert_eq(service.requests, 4);
}

Test(sealed, a_forged_reply_costs_another_try_only)
{
    START(BENT, ANSWER);
    cr_assert_str_eq(ping_code(), "");
    cr_assert_eq(service.requests, 2);
}

Test(sealed, a_key_that_others_can_read_is_not_used)
{
    START(ANSWER);
    struct mutasi_client *client;
    struct mutasi_error error;
    key_spell(key_path, 0644, "");
    cr_assert(mutasi_client_open(url, &client, &error));
    cr_assert_not(mutasi_client_use_key(client, key_path, &error));
    cr_assert_str_eq(error.code, "bad_value");
    mutasi_client_close(client);
}

Test(sealed, the_environment_names_the_key_for_tcp_and_not_for_ipc)
{
    START(ANSWER);
    struct mutasi_client *client;
    struct mutasi_error error;
    setenv("MUTASI_KEY_FILE", "/nowhere/a.key", 1);
    cr_assert_not(mutasi_client_open("tcp://127.0.0.1:1", &client, &error));
    cr_assert_str_eq(error.code, "io");
    cr_assert_null(client);
    cr_assert(mutasi_client_open(url, &client, &error), "%s", error.text);
    mutasi_client_close(client);
    setenv("MUTASI_KEY_FILE", key_path, 1);
    cr_assert(mutasi_client_open("tcp://127.0.0.1:1", &client, &error), "%s", error.text);
    mutasi_client_close(client);
}
