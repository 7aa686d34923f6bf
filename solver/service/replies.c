/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is answered, and when: at once, or as soon as a job is where the request wants it. */
#include "solver/service/dispatcher.h"

#include "proto/clock.h"
#include "proto/instant.h"
#include "solver/service/log.h"

#include <math.h>
#include <stdlib.h>

/* Requests that may wait for jobs at a time; beyond, they are answered at once. */
enum { WAITERS_MAX = 10000 };
/* Waits end this much early, so that the answer is there in time. */
static const double WAIT_MARGIN_S = 0.05;
/* Waits are cut into steps of this length, so that thousands of them cost one look over all. */
static const double WAITER_STEP_S = 0.05;
enum { RETRY_MAX_S = 60 };
/* To ask again after what passes by itself. */
static const double SOON_S = 1.0;

/* --- replies ------------------------------------------------------------------------------------------ */

/* When a full queue may have room again. */
static double retry_after_s(const struct dispatcher *d)
{
    double waiting = (double)(d->jobs->queue.waiting + d->jobs->queue.running);
    double seconds = ceil(waiting * d->stats.job_mean_s / d->options->workers / 4);
    return fmin(fmax(seconds, 1), RETRY_MAX_S);
}

static void send_sealed(struct dispatcher *d, const struct request *request, const void *bytes, size_t length)
{
    size_t sealed_length = sealed_reply_length(&request->ticket, length);
    unsigned char *sealed = malloc(sealed_length);
    if (sealed == NULL) {
        log_event("reply_lost", "reason=memory");
        return;
    }
    sealed_reply(&request->ticket, wall_ms(), bytes, length, sealed);
    front_reply(d, request->id, sealed, sealed_length);
    free(sealed);
}

static void send(struct dispatcher *d, const struct request *request, const void *bytes, size_t length)
{
    if (request->ticket.key != NULL) {
        send_sealed(d, request, bytes, length);
    } else {
        front_reply(d, request->id, bytes, length);
    }
}

/* The largest reply that goes through the endpoint it came in by. */
static size_t most_bytes(const struct dispatcher *d, const struct request *request)
{
    size_t most = d->options->message_bytes[d->options->endpoints[request->endpoint].kind];
    return request->ticket.key != NULL ? most - SEAL_OVERHEAD_MAX : most;
}

void reply_error(struct dispatcher *d, const struct request *request, struct arena *arena,
                 const struct error *error)
{
    const void *bytes;
    size_t length;
    double retry_s = error->code == ERROR_BUSY ? retry_after_s(d) : 0;
    if (retry_s > 0 && request->retry_after_s > 0) {
        retry_s = request->retry_after_s;
    }
    stats_count(&d->stats, COUNTER_ERROR_REPLIES);
    d->stats.errors[error->code]++;
    if (reply_write_error(arena, monotonic_s() - request->received_s, error, retry_s, &bytes, &length) ==
        ERROR_NONE) {
        send(d, request, bytes, length);
    } else {
        log_event("reply_lost", "reason=memory");
    }
}

void reply_fields(struct dispatcher *d, const struct request *request, struct arena *arena,
                  struct node *fields, const struct encoded *part)
{
    const void *bytes = NULL;
    size_t length = 0, most = most_bytes(d, request);
    struct error error = {.code = ERROR_NONE};
    if (fields == NULL || tree_canonicalise(fields, &error) == ERROR_NONE) {
        reply_write(arena, monotonic_s() - request->received_s, fields, part, &bytes, &length, &error);
    }
    if (error.code == ERROR_NONE && length > most) {
        error_set(&error, ERROR_TOO_LARGE, "",
                  "the reply has %zu bytes, at most %zu go through this endpoint", length, most);
    }
    if (error.code == ERROR_NONE && !front_has_room(d, length)) {
        error_set(&error, ERROR_BUSY, "", "other replies are still to be read, %zu bytes more are too many",
                  length);
    }
    if (error.code == ERROR_NONE) {
        send(d, request, bytes, length);
    } else {
        struct request soon = *request; /* what is unread is read in a moment, whatever the queue is like */
        soon.retry_after_s = SOON_S;
        reply_error(d, &soon, arena, &error);
    }
}

void reply_ping(struct dispatcher *d, const struct request *request, struct arena *arena)
{
    struct node fields = node_map(arena, 1);
    stats_count(&d->stats, COUNTER_PINGS);
    map_add(&fields, "engine", node_borrowed(ENGINE_VERSION));
    reply_fields(d, request, arena, &fields, NULL);
    stats_latency(&d->stats, LATENCY_PING, monotonic_s() - request->received_s);
}

/* --- requests that wait ------------------------------------------------------------------------------- */

static double last_moment_s(const struct request *request)
{
    return request->received_s + WAIT_MAX_S - WAIT_MARGIN_S;
}

enum error_code answer_by_job(struct dispatcher *d, struct request *request, struct job *job,
                              struct wish wish, struct error *error)
{
    size_t room = d->jobs->waiter_count < WAITERS_MAX ? WAITERS_MAX - d->jobs->waiter_count : 0;
    bool shared = endpoints_shared(d->options->endpoints, d->options->endpoint_count);
    bool for_end = wish.end_s > WAIT_MARGIN_S && client_may_wait(request->client, room, shared);
    double until_s = for_end ? request->received_s + wish.end_s - WAIT_MARGIN_S : last_moment_s(request);
    if (job->settled && (job_ended(job) || !for_end)) {
        reply_job(d, request, job, wish.outcome);
        return ERROR_NONE;
    }
    request->retry_after_s = SOON_S;
    if (room == 0 || !job_wait(d->jobs, job, request, for_end, wish.outcome, until_s)) {
        return error_set(error, ERROR_BUSY, "", "%zu requests wait for jobs, no more can",
                         d->jobs->waiter_count);
    }
    return ERROR_NONE;
}

static void release(struct dispatcher *d, struct waiter *waiter)
{
    reply_job(d, &waiter->request, waiter->job, waiter->outcome);
    request_end(&waiter->request);
    free(waiter);
}

void answer_waiters(struct dispatcher *d, struct job *job)
{
    struct waiter *waiter;
    while ((waiter = job_waiter_ready(d->jobs, job)) != NULL) {
        release(d, waiter);
    }
}

/* Its time is over, and what it would be told is not on disk: it gets what is left of the time that every
 * request may take. */
static bool put_off(const struct dispatcher *d, struct waiter *waiter)
{
    double last_s = last_moment_s(&waiter->request);
    if (waiter->job->settled || d->journal_failing || d->now_s >= last_s) {
        return false;
    }
    waiter->for_end = false;
    waiter->until_s = last_s;
    return true;
}

static void refuse_waiter(struct dispatcher *d, struct waiter *waiter)
{
    struct arena *arena = arena_new();
    struct error error;
    error_set(&error, ERROR_BUSY, "",
              "the journal cannot be written at present; ask again under the same key");
    if (arena != NULL) {
        reply_error(d, &waiter->request, arena, &error);
    }
    arena_free(arena);
    request_end(&waiter->request);
    free(waiter);
}

/* A new job is not accepted while the journal fails; who asked is told so and asks again. */
static bool due(const struct dispatcher *d, const struct waiter *waiter)
{
    return waiter->until_s <= d->now_s || (d->journal_failing && !waiter->for_end && !waiter->job->settled);
}

void answer_due_waiters(struct dispatcher *d)
{
    if (d->now_s < d->next_waiter_scan_s) {
        return;
    }
    refuse_late_stored(d, d->journal_failing ? d->now_s : d->now_s - WAIT_MAX_S + WAIT_MARGIN_S);
    struct waiter *waiter, *next;
    for (waiter = TAILQ_FIRST(&d->jobs->waiters); waiter != NULL; waiter = next) {
        next = TAILQ_NEXT(waiter, of_store);
        if (!due(d, waiter) || put_off(d, waiter)) {
            continue;
        }
        job_waiter_take(d->jobs, waiter);
        if (waiter->job->settled) {
            release(d, waiter);
        } else {
            refuse_waiter(d, waiter);
        }
    }
    d->next_waiter_scan_s = d->now_s + WAITER_STEP_S;
}

void answer_all_waiters(struct dispatcher *d)
{
    while (!TAILQ_EMPTY(&d->jobs->waiters)) {
        struct waiter *waiter = job_waiter_take(d->jobs, TAILQ_FIRST(&d->jobs->waiters));
        if (waiter->job->settled) {
            release(d, waiter);
        } else {
            refuse_waiter(d, waiter);
        }
    }
}

/* --- jobs that end ------------------------------------------------------------------------------------ */

/* By the time of day where a job was accepted before the service was started again. */
static double between_s(const struct moment *from, const struct moment *to)
{
    if (from->at_s > 0) {
        return to->at_s - from->at_s;
    }
    return fmax(0, (double)(to->at_ms - from->at_ms) / 1000);
}

static void count_end(struct dispatcher *d, const struct job *job)
{
    double ran_s = job_ran_s(job, d->now_s), in_all_s = between_s(&job->accepted, &job->finished);
    stats_count(&d->stats, job->state == JOB_DONE        ? COUNTER_DONE
                           : job->state == JOB_CANCELLED ? COUNTER_CANCELLED
                                                         : COUNTER_FAILED);
    stats_latency(&d->stats, LATENCY_JOB, in_all_s);
    double waited_s = in_all_s;
    if (job->started.at_s > 0) {
        waited_s = between_s(&job->accepted, &job->started);
        stats_job_ran(&d->stats, ran_s);
        stats_latency(&d->stats, LATENCY_QUEUED, waited_s);
        stats_latency(&d->stats, LATENCY_RUN, ran_s);
    }
    log_event("job_ended", "job=%llu op=%s state=%s code=%s attempts=%d waited_s=%.3f ran_s=%.3f bytes=%zu",
              (unsigned long long)job->id, op_word(job->asked.op), job_state_word(job->state),
              error_word(job->error.code), job->attempts, waited_s, ran_s, job->result_bytes);
}

void job_end(struct dispatcher *d, struct job *job, const struct job_event *event)
{
    job_change(d->jobs, job, event);
    count_end(d, job);
    answer_waiters(d, job);
}
