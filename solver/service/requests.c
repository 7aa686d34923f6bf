/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/service/dispatcher.h"

#include "proto/clock.h"
#include "solver/service/log.h"
#include "solver/service/spool.h"

#include <sodium.h>
#include <string.h>

/* Requests that may wait for jobs at a time; beyond, they are answered at once. */
enum { WAITERS_MAX = 10000 };
/* Waits end this much early, so that the answer is there in time. */
static const double WAIT_MARGIN_S = 0.05;

/* What makes two submissions the same: op, limits and body. Two texts of one document differ; the client
 * library hashes canonical documents into its key instead. */
static void hash_content(const struct envelope *envelope, unsigned char content[CONTENT_BYTES])
{
    _Static_assert(CONTENT_BYTES == crypto_hash_sha256_BYTES, "content is a SHA-256");
    const struct solve_limits *limits = &envelope->limits;
    double reals[2] = {limits->time_s, limits->gap};
    int64_t integers[5] = {envelope->op, limits->effort, limits->seed, limits->threads, limits->memory_mb};
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, (const unsigned char *)reals, sizeof reals);
    crypto_hash_sha256_update(&state, (const unsigned char *)integers, sizeof integers);
    crypto_hash_sha256_update(&state, envelope->body, envelope->body_length);
    crypto_hash_sha256_final(&state, content);
}

static struct submission submission_of(const struct dispatcher *d, const struct envelope *envelope,
                                       const struct frame *frame)
{
    struct submission asked = {.client = frame->header.flags,
                               .op = envelope->op,
                               .limits = envelope->limits,
                               .message = frame->payload,
                               .body = envelope->body,
                               .body_length = envelope->body_length};
    hash_content(envelope, asked.content);
    if (envelope->key != NULL) {
        memcpy(asked.key, envelope->key, strlen(envelope->key));
    } else {
        sodium_bin2hex(asked.key, sizeof asked.key, asked.content, sizeof asked.content);
    }
    if (asked.limits.time_s > d->options->max_time_s) {
        asked.limits.time_s = d->options->max_time_s;
    }
    if (asked.limits.memory_mb > d->options->memory_mb) {
        asked.limits.memory_mb = d->options->memory_mb;
    }
    return asked;
}

/* Whether a job that is there already answers the submission. A failure is told once, to those who asked
 * before; then asking again is a new attempt. */
static bool answers(const struct job *job, const struct envelope *envelope)
{
    if (!job_ended(job)) {
        return true;
    }
    if (envelope->fresh) {
        return false;
    }
    return job->state == JOB_DONE || !job->told;
}

/* The job that answers the submission: there already, or new. */
static enum error_code job_for(struct dispatcher *d, const struct envelope *envelope,
                               const struct submission *asked, struct job **out, struct error *error)
{
    struct job *job = job_find(d->jobs, asked->client, asked->key);
    bool occupied = job != NULL && (job->state != JOB_FAILED && job->state != JOB_CANCELLED);
    if (job != NULL && memcmp(job->asked.content, asked->content, CONTENT_BYTES) != 0) {
        if (occupied) {
            return error_set(error, ERROR_KEY_CONFLICT, "key", "the key was used before with other content");
        }
        job = NULL;
    }
    if (job != NULL && answers(job, envelope)) {
        stats_count(&d->stats, job_ended(job) ? COUNTER_RETURNED : COUNTER_JOINED);
        *out = job;
        return ERROR_NONE;
    }
    if (d->phase != PHASE_SERVING) {
        return error_set(error, ERROR_DRAINING, "", "the service is stopping and accepts nothing new");
    }
    enum error_code code = job_add(d->jobs, asked, d->now_s, out, error);
    if (code == ERROR_NONE) {
        stats_count(&d->stats, COUNTER_ACCEPTED);
        stats_latency(&d->stats, LATENCY_ACCEPT, monotonic_s() - d->now_s);
        spool_rest(asked->message);
    }
    return code;
}

static enum error_code submit(struct dispatcher *d, const struct request *request,
                              const struct envelope *envelope, const struct frame *frame, struct error *error)
{
    struct submission asked = submission_of(d, envelope, frame);
    struct job *job;
    enum error_code code = job_for(d, envelope, &asked, &job, error);
    if (code != ERROR_NONE) {
        if (code == ERROR_BUSY) {
            stats_count(&d->stats, COUNTER_BUSY);
        }
        return code;
    }
    double until_s = request->received_s + envelope->wait_s - WAIT_MARGIN_S;
    bool wait = !job_ended(job) && envelope->wait_s > WAIT_MARGIN_S && d->jobs->waiter_count < WAITERS_MAX &&
                job_wait(d->jobs, job, request->id, request->received_s, until_s);
    if (!wait) {
        reply_job(d, request, job);
    }
    return ERROR_NONE;
}

static enum error_code answer(struct dispatcher *d, const struct request *request, struct arena *arena,
                              const struct frame *frame, struct error *error)
{
    struct scan_limits limits = scan_limits_default;
    struct envelope envelope;
    limits.bytes = d->options->message_bytes[d->options->endpoints[request->endpoint].kind];
    enum error_code code =
        envelope_read(arena, frame->payload->bytes, frame->payload->length, &limits, &envelope, error);
    if (code != ERROR_NONE) {
        return code;
    }
    d->stats.ops[envelope.op]++;
    switch (envelope.op) {
    case OP_PING:
        reply_ping(d, request, arena);
        return ERROR_NONE;
    case OP_STATS:
        reply_stats(d, request, arena);
        return ERROR_NONE;
    case OP_SOLVE:
    case OP_CHECK:
        return submit(d, request, &envelope, frame, error);
    case OP_SUBMIT:
    case OP_STATUS:
    case OP_WAIT:
    case OP_RESULT:
    case OP_CANCEL:
    case OP_LIST:
    case OP_PUT:
    case OP_COUNT:
        break;
    }
    return error_set(error, ERROR_UNKNOWN_OP, "op", "\"%s\" is no operation of this service",
                     op_word(envelope.op));
}

void request_handle(struct dispatcher *d, const struct frame *frame)
{
    struct error error = {.code = ERROR_NONE};
    struct request request = {frame->header.id, frame->header.flags, d->now_s};
    if (frame->header.flags >= d->options->endpoint_count ||
        d->options->endpoints[frame->header.flags].sealed) {
        log_event("request_dropped", "reason=endpoint");
        return;
    }
    struct arena *arena = arena_new();
    if (arena == NULL) {
        log_event("request_dropped", "reason=memory");
        return;
    }
    stats_count(&d->stats, COUNTER_REQUESTS);
    if (answer(d, &request, arena, frame, &error) != ERROR_NONE) {
        reply_error(d, &request, arena, &error);
    }
    arena_free(arena);
}
