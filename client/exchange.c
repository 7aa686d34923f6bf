/* SPDX-License-Identifier: MIT */
#include "client/exchange.h"

#include "proto/clock.h"

#include <math.h>
#include <stdio.h>

/* A service answers within wait_s; past the margin the answer is taken for lost and asked for again. */
#define MARGIN_S         10.0
#define BUSY_DEFAULT_S   1.0
#define LEAST_CYCLE_S    0.1             /* between two requests, should a service answer without waiting */
#define BYTES_PER_SECOND (4.0 * 1048576) /* of request that re-sending for progress may cost */

struct message {
    const void *bytes;
    size_t length;
    double wait_s;
};

/* How long the service may hold a request: short where somebody watches, but never so short that sending the
 * request again and again costs more than the solve. */
static double choose_wait_s(const struct exchange *exchange, size_t body_bytes)
{
    double wait_s = WAIT_MAX_S;
    if (exchange->on_progress != NULL)
        wait_s = fmin(wait_s, 1.0 + (double)body_bytes / BYTES_PER_SECOND);
    return fmax(0.1, fmin(wait_s, exchange->patience_s));
}

static enum error_code write_message(struct arena *arena, const struct exchange *exchange, size_t body_bytes,
                                     struct message *out, struct error *error)
{
    out->wait_s = choose_wait_s(exchange, body_bytes);
    struct node map = node_map(arena, 6);
    map_add(&map, "v", node_integer(PROTOCOL_VERSION));
    map_add(&map, "op", node_borrowed(op_word(exchange->op)));
    if (exchange->body != NULL)
        map_add(&map, "wait_s", node_real(floor(out->wait_s * 1000) / 1000));
    if (exchange->key != NULL)
        map_add(&map, "key", node_borrowed(exchange->key));
    if (exchange->limits != NULL) {
        struct node limits;
        enum error_code code = solve_limits_write(arena, exchange->limits, &limits);
        if (code != ERROR_NONE)
            return error_set(error, code, "limits", "the limits cannot be written");
        map_add(&map, "limits", limits);
    }
    if (exchange->body != NULL)
        map_add(&map, "body", *exchange->body);
    enum error_code code = tree_canonicalise(&map, error);
    return code != ERROR_NONE ? code : tree_write_msgpack(arena, &map, &out->bytes, &out->length, error);
}

static const char *text_of(const struct node *map, const char *key)
{
    const struct node *node = map == NULL ? NULL : map_get(map, key);
    return node != NULL && node->kind == NODE_STRING ? node->as.text : "";
}

static double number_of(const struct node *map, const char *key)
{
    const struct node *node = map == NULL ? NULL : map_get(map, key);
    if (node != NULL && node->kind == NODE_INTEGER)
        return (double)node->as.integer;
    return node != NULL && node->kind == NODE_REAL ? node->as.real : NAN;
}

/* What an ok:false reply says, and when to ask again. */
static enum error_code take_refusal(const struct node *reply, double *retry_after_s, struct error *error)
{
    const struct node *what = map_get(reply, "error");
    double after_s = number_of(what, "retry_after_s");
    *retry_after_s = after_s > 0 ? after_s : BUSY_DEFAULT_S;
    if (what == NULL)
        return error_set(error, ERROR_MALFORMED, "", "the reply says neither ok nor why not");
    return error_set(error, error_from_word(text_of(what, "code")), text_of(what, "path"), "%s",
                     text_of(what, "message"));
}

/* One request, one reply; *reply NULL when none came in time. */
static enum error_code ask_once(struct arena *arena, const struct exchange *exchange,
                                const struct message *message, double left_s, const struct node **reply,
                                double *retry_after_s, struct error *error)
{
    const struct transport_wait wait = {
        .seconds = fmin(message->wait_s + MARGIN_S, fmax(left_s, 1.0)),
        .is_cancelled = exchange->is_cancelled,
        .context = exchange->context,
    };
    void *bytes;
    size_t length;
    *reply = NULL;
    enum error_code code =
        transport_ask(exchange->transport, message->bytes, message->length, &wait, &bytes, &length, error);
    if (code != ERROR_NONE || bytes == NULL)
        return code;
    code = tree_read_msgpack(arena, bytes, length, NULL, reply, error);
    transport_free(bytes);
    if (code != ERROR_NONE)
        return code;
    const struct node *ok = map_get(*reply, "ok");
    if (ok != NULL && ok->kind == NODE_BOOLEAN && ok->as.boolean)
        return ERROR_NONE;
    return take_refusal(*reply, retry_after_s, error);
}

static void tell_progress(const struct exchange *exchange, const struct node *reply)
{
    const struct node *job = map_get(reply, "job");
    if (exchange->on_progress == NULL || job == NULL)
        return;
    const struct mutasi_progress progress = {
        .state = text_of(job, "state"),
        .incumbent = number_of(job, "incumbent"),
        .bound = number_of(job, "bound"),
        .gap = number_of(job, "gap"),
        .elapsed_s = number_of(job, "elapsed_s"),
    };
    exchange->on_progress(exchange->context, &progress);
}

static enum error_code out_of_patience(const struct exchange *exchange, struct error *error)
{
    return error_set(error, ERROR_IO, "", "no answer within %.0f s; ask again to go on waiting",
                     exchange->patience_s);
}

/* Asks until the answer is there; a lost reply and a full service are worth another try. */
static enum error_code ask_on(struct arena *arena, const struct exchange *exchange,
                              const struct message *message, const struct node **reply, struct error *error)
{
    double until_s = monotonic_s() + exchange->patience_s;
    for (;;) {
        double asked_s = monotonic_s(), pause_s = LEAST_CYCLE_S;
        enum error_code code = ask_once(arena, exchange, message, until_s - asked_s, reply, &pause_s, error);
        if (code == ERROR_NONE && *reply != NULL) {
            tell_progress(exchange, *reply);
            if (exchange->part == NULL || map_get(*reply, exchange->part) != NULL)
                return ERROR_NONE;
        }
        if (code != ERROR_NONE && code != ERROR_BUSY)
            return code;
        if (code == ERROR_NONE)
            pause_s -= monotonic_s() - asked_s;
        if (monotonic_s() + pause_s > until_s)
            return code != ERROR_NONE ? code : out_of_patience(exchange, error);
        const struct transport_wait wait = {pause_s, exchange->is_cancelled, exchange->context};
        if (!transport_pause(&wait))
            return error_set(error, ERROR_REFUSED, "", "cancelled");
    }
}

enum error_code exchange_run(struct arena *arena, const struct exchange *exchange, const struct node **reply,
                             struct error *error)
{
    struct message message;
    struct mutasi_document body = {0};
    enum error_code code = ERROR_NONE;
    if (exchange->body != NULL)
        code = tree_write_msgpack(arena, exchange->body, &body.bytes, &body.length, error);
    if (code == ERROR_NONE)
        code = write_message(arena, exchange, body.length, &message, error);
    return code != ERROR_NONE ? code : ask_on(arena, exchange, &message, reply, error);
}
