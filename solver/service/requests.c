/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a message asks for, who may ask for it, and who answers. */
#include "solver/service/dispatcher.h"

#include "solver/service/log.h"

static enum error_code answer(struct dispatcher *d, struct request *request, struct arena *arena,
                              const struct envelope *envelope, struct blob *message, struct error *error)
{
    switch (envelope->op) {
    case OP_PING:
        reply_ping(d, request, arena);
        return ERROR_NONE;
    case OP_STATS:
        reply_stats(d, request, arena);
        return ERROR_NONE;
    case OP_SOLVE:
    case OP_CHECK:
    case OP_SUBMIT:
        return request_submit(d, request, envelope, message, error);
    case OP_STATUS:
    case OP_WAIT:
    case OP_RESULT:
    case OP_CANCEL:
        return request_about_job(d, request, envelope, error);
    case OP_LIST:
    case OP_PUT:
    case OP_COUNT:
        break;
    }
    return error_set(error, ERROR_UNKNOWN_OP, "op", "\"%s\" is no operation of this service",
                     op_word(envelope->op));
}

static enum error_code take(struct dispatcher *d, struct request *request, struct arena *arena,
                            struct blob *message, struct error *error)
{
    struct scan_limits limits = scan_limits_default;
    struct envelope envelope;
    limits.bytes = d->options->message_bytes[d->options->endpoints[request->endpoint].kind];
    enum error_code code = envelope_read(arena, message->bytes, message->length, &limits, &envelope, error);
    if (code != ERROR_NONE) {
        return code;
    }
    d->stats.ops[envelope.op]++;
    if (!role_may(request->role, envelope.op)) {
        return error_set(error, ERROR_REFUSED, "op", "a client with the role %s may not ask for %s",
                         role_word(request->role), op_word(envelope.op));
    }
    return answer(d, request, arena, &envelope, message, error);
}

/* Whoever can reach an endpoint is its client. */
static bool identify(struct dispatcher *d, struct request *request)
{
    const struct identity *identity = &d->options->endpoints[request->endpoint].identity;
    struct client *client = client_enter(&d->clients, identity, d->now_s);
    if (client == NULL) {
        return false;
    }
    request->client = client_hold(client);
    request->role = identity->role;
    return true;
}

static void handle(struct dispatcher *d, struct request *request, struct blob *message)
{
    struct error error = {.code = ERROR_NONE};
    struct arena *arena = arena_new();
    if (arena == NULL || !identify(d, request)) {
        log_event("request_dropped", "reason=memory");
        arena_free(arena);
        return;
    }
    enum error_code code = client_admit_request(request->client, d->now_s, &request->retry_after_s, &error);
    if (code != ERROR_NONE) {
        stats_count(&d->stats, COUNTER_BUSY);
    } else {
        code = take(d, request, arena, message, &error);
    }
    if (code != ERROR_NONE) {
        reply_error(d, request, arena, &error);
    }
    request_end(request);
    arena_free(arena);
}

void request_handle(struct dispatcher *d, const struct frame *frame)
{
    struct request request = {
        .id = frame->header.id, .endpoint = frame->header.flags, .received_s = d->now_s};
    if (request.endpoint >= d->options->endpoint_count || d->options->endpoints[request.endpoint].sealed) {
        log_event("request_dropped", "reason=endpoint");
        return;
    }
    stats_count(&d->stats, COUNTER_REQUESTS);
    handle(d, &request, frame->payload);
}
