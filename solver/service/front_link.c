/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/service/dispatcher.h"

#include "solver/service/log.h"
#include "solver/service/process.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

/* Between two looks at its size; the second when it has grown to half of what it may. Local clients can fill
 * gigabytes a second. */
static const double WATCH_STEP_S = 0.25, WATCH_CLOSELY_S = 0.02;
static const double BACKOFF_FIRST_S = 0.1, BACKOFF_MAX_S = 5.0;
/* Whoever can kill a front that serves may do so again and again: others still find one within a second. */
static const double SERVED_BACKOFF_MAX_S = 0.5;
/* A front that lived this long did not fail because of how it started. */
static const double STABLE_S = 5.0;
/* A front that takes no reply for so long hangs. */
static const double STUCK_S = 10.0;
/* Replies of this length are always queued: there is one for every request that the front holds. */
enum { SMALL_REPLY_BYTES = 1 << 14 };

enum error_code front_start(struct dispatcher *d, struct error *error)
{
    const struct options *options = d->options;
    char ipc[24], tcp[24], mode[8];
    char *argv[4 + ENDPOINT_MAX + 1] = {(char *)options->front, ipc, tcp, mode};
    size_t ipc_bytes = options->message_bytes[LISTEN_IPC], tcp_bytes = options->message_bytes[LISTEN_TCP];
    snprintf(ipc, sizeof ipc, "%zu", ipc_bytes);
    snprintf(tcp, sizeof tcp, "%zu", tcp_bytes);
    snprintf(mode, sizeof mode, "%o", options->socket_mode & 0666);
    for (size_t i = 0; i < options->endpoint_count; i++) {
        argv[4 + i] = (char *)options->endpoints[i].url;
    }
    size_t largest = ipc_bytes > tcp_bytes ? ipc_bytes : tcp_bytes;
    d->front.bound = false;
    d->front.next_watch_s = d->now_s + WATCH_STEP_S;
    d->front.taking_s = d->now_s;
    enum error_code code = child_start(&d->front.child, argv, largest + FRAME_OVERHEAD_BYTES, error);
    d->front.child.channel.spool = options->spool;
    return code;
}

static void front_bound(struct dispatcher *d)
{
    d->front.bound = true;
    log_event("front_bound", "pid=%ld", (long)d->front.child.pid);
    if (d->phase == PHASE_STARTING) {
        d->phase = PHASE_SERVING;
    }
}

static enum error_code front_refused(struct dispatcher *d, const struct frame *frame, struct error *error)
{
    char reason[300], quoted[LOG_QUOTED_BYTES];
    size_t length = frame->payload->length;
    snprintf(reason, sizeof reason, "%.*s", (int)(length < sizeof reason ? length : sizeof reason),
             (const char *)frame->payload->bytes);
    if (d->phase == PHASE_STARTING) {
        return error_set(error, ERROR_REFUSED, "", "%s", reason);
    }
    log_event("front_refused", "reason=%s", log_quoted(quoted, reason));
    return ERROR_NONE;
}

enum error_code front_handle(struct dispatcher *d, const struct frame *frame, struct error *error)
{
    switch (frame->header.type) {
    case FRAME_REQUEST:
        request_handle(d, frame);
        break;
    case FRAME_BOUND:
        front_bound(d);
        break;
    case FRAME_REFUSED:
        return front_refused(d, frame, error);
    default:
        log_event("front_broken", "frame=%d", frame->header.type);
        child_kill(&d->front.child);
        break;
    }
    return ERROR_NONE;
}

void front_reaped(struct dispatcher *d, int status)
{
    struct front_link *front = &d->front;
    double lived_s = d->now_s - front->child.started_s;
    child_gone(&front->child);
    job_store_drop_waiters(d->jobs); /* nobody knows the way back to those clients; they ask again */
    drop_stored(d);
    if (d->phase == PHASE_LEAVING) {
        return;
    }
    front->backoff_s = lived_s > STABLE_S || front->backoff_s == 0.0
                           ? BACKOFF_FIRST_S
                           : fmin(2 * front->backoff_s, front->bound ? SERVED_BACKOFF_MAX_S : BACKOFF_MAX_S);
    bool at_once = lived_s > STABLE_S || front->replaced; /* it is not that it cannot start */
    front->start_at_s = at_once ? d->now_s : d->now_s + front->backoff_s;
    front->replaced = false;
    stats_count(&d->stats, COUNTER_FRONT_RESTARTS);
    log_event("front_lost", "signal=%d status=%d lived_s=%.3f again_in_s=%.3f",
              WIFSIGNALED(status) ? WTERMSIG(status) : 0, WIFEXITED(status) ? WEXITSTATUS(status) : 0,
              lived_s, front->start_at_s - d->now_s);
    front->bound = false;
}

static void restart(struct dispatcher *d)
{
    struct error error;
    char quoted[LOG_QUOTED_BYTES];
    if (front_start(d, &error) == ERROR_NONE) {
        return;
    }
    log_event("front_start_failed", "reason=%s", log_quoted(quoted, error.text));
    d->front.start_at_s = d->now_s + BACKOFF_MAX_S;
}

static bool is_stuck(struct dispatcher *d)
{
    struct front_link *front = &d->front;
    const struct channel *channel = &front->child.channel;
    if (channel->queued_bytes == 0 || channel->written_bytes != front->taken_bytes) {
        front->taking_s = d->now_s;
    }
    front->taken_bytes = channel->written_bytes;
    return d->now_s - front->taking_s > STUCK_S;
}

/* nanomsg allocates what a peer's header claims, so that many connections can swell the front; its own limits
 * do not cover the sum. */
static void watch_size(struct dispatcher *d)
{
    size_t resident = resident_bytes(d->front.child.pid), queued = d->front.child.channel.queued_bytes;
    bool grown = resident > d->options->front_bytes / 2;
    d->front.next_watch_s = d->now_s + (grown ? WATCH_CLOSELY_S : WATCH_STEP_S);
    if (resident <= d->options->front_bytes && !is_stuck(d)) {
        return;
    }
    log_event("front_replaced", "resident_bytes=%zu queued_bytes=%zu", resident, queued);
    d->front.replaced = true;
    child_kill(&d->front.child);
}

void front_tick(struct dispatcher *d)
{
    if (d->phase == PHASE_LEAVING) {
        return;
    }
    if (d->front.child.pid == 0 && d->now_s >= d->front.start_at_s) {
        restart(d);
    } else if (d->front.child.pid != 0 && d->now_s >= d->front.next_watch_s) {
        watch_size(d);
    }
}

double front_next_s(const struct dispatcher *d)
{
    return d->front.child.pid == 0 ? d->front.start_at_s : d->front.next_watch_s;
}

bool front_has_room(const struct dispatcher *d, size_t length)
{
    size_t queued = d->front.child.channel.queued_bytes;
    return length <= SMALL_REPLY_BYTES || queued == 0 || queued + length <= d->options->front_bytes / 4;
}

void front_reply(struct dispatcher *d, uint64_t request, const void *bytes, size_t length)
{
    struct frame_header header = {.type = FRAME_REPLY, .id = request};
    struct piece piece = {.bytes = bytes, .length = length};
    if (!channel_send(&d->front.child.channel, header, &piece, 1)) {
        log_event("reply_lost", "bytes=%zu", length);
    }
}
