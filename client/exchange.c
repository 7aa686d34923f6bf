/* SPDX-License-Identifier: MIT */
#include "client/exchange.h"

#include "client/job_read.h"
#include "client/sealed.h"
#include "proto/clock.h"

#include <math.h>
#include <string.h>

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
    uint32_t field_count = exchange->fields == NULL ? 0 : exchange->fields->count;
    struct node map = node_map(arena, 6u + field_count);
    for (uint32_t i = 0; i < field_count; i++)
        map_add(&map, exchange->fields->as.items[2 * i].as.text, exchange->fields->as.items[2 * i + 1]);
    map_add(&map, "v", node_integer(PROTOCOL_VERSION));
    map_add(&map, "op", node_borrowed(op_word(exchange->op)));
    if (exchange->is_held)
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

/* What an ok:false reply says, and when to ask again. */
static enum error_code take_refusal(const struct node *reply, double *retry_after_s, struct error *error)
{
    const struct node *what = map_get(reply, "error");
    double after_s = job_number(what, "retry_after_s");
    *retry_after_s = after_s > 0 ? after_s : BUSY_DEFAULT_S;
    if (what == NULL)
        return error_set(error, ERROR_MALFORMED, "", "the reply says neither ok nor why not");
    return error_set(error, error_from_word(job_text(what, "code")), job_text(what, "path"), "%s",
                     job_text(what, "message"));
}

/* A reply as it came, its message freed by transport_free, and what it says. */
struct answer {
    struct opened_reply opened;
    const struct node *reply; /* NULL: none, or not readable */
};

/* One request, one reply, read into the arena. */
static enum error_code ask_once(struct arena *arena, const struct exchange *exchange,
                                const struct message *message, double left_s, struct answer *answer,
                                double *retry_after_s, struct error *error)
{
    const struct transport_wait wait = {
        .seconds = fmin(message->wait_s + MARGIN_S, fmax(left_s, 1.0)),
        .is_cancelled = exchange->is_cancelled,
        .context = exchange->context,
    };
    enum error_code code = transport_ask_sealed(exchange->transport, message->bytes, message->length, &wait,
                                                &answer->opened, error);
    if (code != ERROR_NONE || answer->opened.message == NULL)
        return code;
    code = tree_read_msgpack(arena, answer->opened.bytes, answer->opened.length, NULL, &answer->reply, error);
    if (code != ERROR_NONE)
        return code;
    const struct node *ok = map_get(answer->reply, "ok");
    if (ok != NULL && ok->kind == NODE_BOOLEAN && ok->as.boolean)
        return ERROR_NONE;
    return take_refusal(answer->reply, retry_after_s, error);
}

static void tell_progress(const struct exchange *exchange, const struct node *reply)
{
    const struct node *map = map_get(reply, "job");
    if (exchange->on_progress == NULL || map == NULL)
        return;
    const struct mutasi_job job = job_read(map);
    const struct mutasi_progress progress = {
        .state = job.state,
        .incumbent = job.incumbent,
        .bound = job.bound,
        .gap = job.gap,
        .elapsed_s = job.elapsed_s,
        .effort = job.effort,
        .place = job.place,
    };
    exchange->on_progress(exchange->context, &progress);
}

/* That nothing is known for now, and why. */
static void tell_trouble(const struct exchange *exchange, enum error_code code)
{
    const struct mutasi_progress progress = {
        .state = error_word(code), .incumbent = NAN, .bound = NAN, .gap = NAN, .elapsed_s = NAN};
    if (exchange->on_progress != NULL)
        exchange->on_progress(exchange->context, &progress);
}

/* Whether the exchange has what it wants: any reply will do, or that of a job that has ended. */
static bool is_answered(const struct exchange *exchange, const struct node *reply)
{
    const char *state = job_text(map_get(reply, "job"), "state");
    return !exchange->is_held || (strcmp(state, "queued") != 0 && strcmp(state, "running") != 0);
}

static enum error_code out_of_patience(const struct exchange *exchange, struct error *error)
{
    if (exchange->op == OP_WAIT)
        return error_set(error, ERROR_NOT_DONE, "", "the job has not ended after %g s of waiting",
                         exchange->patience_s);
    return error_set(error, ERROR_IO, "", "no answer within %.0f s; ask again to go on waiting",
                     exchange->patience_s);
}

/* A full service is worth another try, and so is one that has answered before and is being restarted. */
static bool is_passing(const struct exchange *exchange, enum error_code code, double heard_s)
{
    if (code == ERROR_UNREACHABLE || code == ERROR_DRAINING)
        return heard_s > 0 && monotonic_s() - heard_s < exchange->outage_s;
    return code == ERROR_NONE || code == ERROR_BUSY;
}

/* One turn: asks, tells of progress, and leaves *reply in the arena once it is what the exchange wants. What
 * only tells of progress is gone after the turn: a day of waiting must not fill the memory. */
static enum error_code take_turn(struct arena *arena, const struct exchange *exchange,
                                 const struct message *message, double left_s, const struct node **reply,
                                 double *heard_s, double *pause_s, struct error *error)
{
    struct arena *turn = arena_new();
    struct answer answer = {.reply = NULL};
    bool is_there = false;
    enum error_code code = turn == NULL ? error_set(error, ERROR_MEMORY, "", "out of memory")
                                        : ask_once(turn, exchange, message, left_s, &answer, pause_s, error);
    if (code == ERROR_NONE && answer.reply != NULL) {
        *heard_s = monotonic_s();
        tell_progress(exchange, answer.reply);
        is_there = is_answered(exchange, answer.reply);
    }
    arena_free(turn); /* before a large answer is read once more */
    if (is_there)
        code = tree_read_msgpack(arena, answer.opened.bytes, answer.opened.length, NULL, reply, error);
    transport_free(answer.opened.message);
    return code;
}

/* Asks until the answer is there; a lost reply is worth another try too. */
static enum error_code ask_on(struct arena *arena, const struct exchange *exchange,
                              const struct message *message, const struct node **reply, struct error *error)
{
    double until_s = monotonic_s() + exchange->patience_s, heard_s = 0;
    *reply = NULL;
    for (;;) {
        double asked_s = monotonic_s(), pause_s = LEAST_CYCLE_S;
        enum error_code code =
            take_turn(arena, exchange, message, until_s - asked_s, reply, &heard_s, &pause_s, error);
        if (*reply != NULL || !is_passing(exchange, code, heard_s))
            return code;
        if (code == ERROR_NONE)
            pause_s -= monotonic_s() - asked_s;
        if (monotonic_s() + pause_s > until_s)
            return code != ERROR_NONE ? code : out_of_patience(exchange, error);
        if (code != ERROR_NONE)
            tell_trouble(exchange, code);
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
