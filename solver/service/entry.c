/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who a request comes from: whoever can reach an endpoint in clear is its client; at a sealed one the key
 * says it. What cannot be opened is answered with one and the same refusal, whyever. */
#include "solver/service/dispatcher.h"

#include "proto/instant.h"
#include "solver/service/log.h"

/* Refusals are logged at most so often: anybody on the network can cause them. */
static const double REFUSAL_LOG_STEP_S = 1.0;

enum error_code entry_open(struct dispatcher *d, struct error *error)
{
    if (d->options->keys == NULL) {
        return ERROR_NONE;
    }
    struct sealing_settings settings = {.directory = d->options->keys,
                                        .skew_ms = (int64_t)(d->options->clock_skew_s * 1000),
                                        .start_ms = wall_ms(),
                                        .limits = d->options->limits};
    enum error_code code = sealing_new(&settings, &d->sealing, error);
    if (code == ERROR_NONE) {
        log_event("keys_read", "keys=%zu", sealing_key_count(d->sealing));
    }
    return code;
}

void entry_reload(struct dispatcher *d)
{
    struct error error;
    if (d->sealing == NULL) {
        log_event("keys_read", "keys=none");
    } else if (sealing_reload(d->sealing, &error) == ERROR_NONE) {
        log_event("keys_read", "keys=%zu", sealing_key_count(d->sealing));
    } else {
        char path[LOG_QUOTED_BYTES], quoted[LOG_QUOTED_BYTES];
        log_event("keys_kept", "keys=%zu path=%s reason=%s", sealing_key_count(d->sealing),
                  log_quoted(path, error.path), log_quoted(quoted, error.text));
    }
}

static void refuse(struct dispatcher *d, const struct request *request, const char *reason)
{
    stats_count(&d->stats, COUNTER_ERROR_REPLIES);
    d->stats.errors[ERROR_REFUSED]++;
    front_reply(d, request->id, seal_refusal, seal_refusal_length);
    if (d->now_s < d->refusal_log_s) {
        d->refusals_unlogged++;
        return;
    }
    log_event("request_refused", "endpoint=%u reason=%s unlogged=%llu", (unsigned)request->endpoint, reason,
              (unsigned long long)d->refusals_unlogged);
    d->refusal_log_s = d->now_s + REFUSAL_LOG_STEP_S;
    d->refusals_unlogged = 0;
}

static bool open_sealed(struct dispatcher *d, struct request *request, struct content *content,
                        struct identity *identity)
{
    struct sealed_request opened;
    enum seal_reason reason = sealing_open(d->sealing, content->bytes, content->length, wall_ms(), &opened);
    if (reason != SEAL_OPENED) {
        refuse(d, request, seal_reason_word(reason));
        return false;
    }
    request->ticket = opened.ticket;
    content->bytes = opened.plain;
    content->length = opened.length;
    *identity = opened.ticket.key->identity;
    return true;
}

bool entry_admit(struct dispatcher *d, struct request *request, struct content *content)
{
    const struct endpoint *endpoint = &d->options->endpoints[request->endpoint];
    struct identity identity = endpoint->identity;
    if (endpoint->sealed && !open_sealed(d, request, content, &identity)) {
        return false;
    }
    struct client *client = client_enter(&d->clients, &identity, d->now_s);
    if (client == NULL) {
        log_event("request_dropped", "reason=clients");
        request_end(request);
        return false;
    }
    request->client = client_hold(client);
    request->role = identity.role;
    return true;
}
