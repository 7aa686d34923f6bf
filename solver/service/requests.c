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
        return request_list(d, request, arena, envelope, error);
    case OP_PUT:
        return request_put(d, request, envelope, message, error);
    case OP_BATCH:
        return request_batch(d, request, envelope, error);
    case OP_COUNT:
        break;
    }
    return error_set(error, ERROR_UNKNOWN_OP, "op", "\"%s\" is no operation of this service",
                     op_word(envelope->op));
}

static enum error_code take(struct dispatcher *d, struct request *request, struct arena *arena,
                            const struct content *content, struct blob *message, struct error *error)
{
    struct scan_limits limits = scan_limits_default;
    struct envelope envelope;
    limits.bytes = d->options->message_bytes[d->options->endpoints[request->endpoint].kind];
    enum error_code code = envelope_read(arena, content->bytes, content->length, &limits, &envelope, error);
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

static void handle(struct dispatcher *d, struct request *request, const struct content *content,
                   struct blob *message)
{
    struct error error = {.code = ERROR_NONE};
    struct arena *arena = arena_new();
    if (arena == NULL) {
        log_event("request_dropped", "reason=memory");
        return;
    }
    enum error_code code = client_admit_request(request->client, d->now_s, &request->retry_after_s, &error);
    if (code != ERROR_NONE) {
        stats_count(&d->stats, COUNTER_BUSY);
    } else {
        code = take(d, request, arena, content, message, &error);
    }
    if (code != ERROR_NONE) {
        reply_error(d, request, arena, &error);
    }
    arena_free(arena);
}

void request_handle(struct dispatcher *d, const struct frame *frame)
{
    struct request request = {
        .id = frame->header.id, .endpoint = frame->header.flags, .received_s = d->now_s};
    struct content content = {frame->payload->bytes, frame->payload->length};
    if (request.endpoint >= d->options->endpoint_count) {
        log_event("request_dropped", "reason=endpoint");
        return;
    }
    stats_count(&d->stats, COUNTER_REQUESTS);
    if (entry_admit(d, &request, &content)) {
        handle(d, &request, &content, frame->payload);
        request_end(&request);
    }
}
