/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/service/dispatcher.h"

#include "proto/clock.h"
#include "solver/service/log.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Waits are cut into steps of this length, so that thousands of them cost one look over the jobs. */
static const double WAITER_STEP_S = 0.05;
enum { RETRY_MAX_S = 60 };

/* When a full queue may have room again. */
static double retry_after_s(const struct dispatcher *d)
{
    double waiting = (double)(d->jobs->queued_count + d->jobs->running_count);
    double seconds = ceil(waiting * d->stats.job_mean_s / d->options->workers / 4);
    return fmin(fmax(seconds, 1), RETRY_MAX_S);
}

void reply_error(struct dispatcher *d, const struct request *request, struct arena *arena,
                 const struct error *error)
{
    const void *bytes;
    size_t length;
    double retry_s = error->code == ERROR_BUSY ? retry_after_s(d) : 0;
    stats_count(&d->stats, COUNTER_ERROR_REPLIES);
    d->stats.errors[error->code]++;
    if (reply_write_error(arena, monotonic_s() - request->received_s, error, retry_s, &bytes, &length) ==
        ERROR_NONE) {
        front_reply(d, request->id, bytes, length);
    } else {
        log_event("reply_lost", "reason=memory");
    }
}

void reply_fields(struct dispatcher *d, const struct request *request, struct arena *arena,
                  struct node *fields, const struct encoded *part)
{
    const void *bytes = NULL;
    size_t length = 0, most = d->options->message_bytes[d->options->endpoints[request->endpoint].kind];
    struct error error = {.code = ERROR_NONE};
    if (fields == NULL || tree_canonicalise(fields, &error) == ERROR_NONE) {
        reply_write(arena, monotonic_s() - request->received_s, fields, part, &bytes, &length, &error);
    }
    if (error.code == ERROR_NONE && length > most) {
        error_set(&error, ERROR_TOO_LARGE, "",
                  "the reply has %zu bytes, at most %zu go through this endpoint", length, most);
    }
    if (error.code == ERROR_NONE) {
        front_reply(d, request->id, bytes, length);
    } else {
        reply_error(d, request, arena, &error);
    }
}

/* --- jobs --------------------------------------------------------------------------------------------- */

static void add_real(struct node *map, const char *key, double value)
{
    if (isfinite(value)) {
        map_add(map, key, node_real(value));
    }
}

static void add_progress(struct node *map, const struct job *job)
{
    struct progress_note note;
    memcpy(&note, job->progress->bytes, sizeof note);
    if (note.has_incumbent) {
        add_real(map, "incumbent", note.incumbent);
    }
    if (note.has_bound) {
        add_real(map, "bound", note.bound);
    }
    if (note.has_incumbent && note.has_bound) {
        add_real(map, "gap", note.gap);
    }
    if (note.effort >= 0 && note.effort <= INTEGER_MAX_2P53) {
        map_add(map, "effort", node_integer(note.effort));
    }
}

/* Running time so far, or altogether. */
static double job_elapsed_s(const struct dispatcher *d, const struct job *job)
{
    if (job->started_s == 0.0) {
        return 0;
    }
    return (job_ended(job) ? job->finished_s : d->now_s) - job->started_s;
}

static struct node job_node(struct arena *arena, const struct dispatcher *d, const struct job *job)
{
    struct node map = node_map(arena, 8);
    map_add(&map, "id", node_integer((int64_t)job->id));
    map_add(&map, "state", node_borrowed(job_state_word(job->state)));
    map_add(&map, "attempts", node_integer(job->attempts));
    map_add(&map, "elapsed_s", node_micro(micro_from_double(job_elapsed_s(d, job))));
    if (job->progress != NULL) {
        add_progress(&map, job);
    }
    return map;
}

static void reply_job_in(struct dispatcher *d, const struct request *request, struct arena *arena,
                         const struct job *job)
{
    if (job->state == JOB_FAILED || job->state == JOB_CANCELLED) {
        reply_error(d, request, arena, &job->error);
        return;
    }
    struct node fields = node_map(arena, 1);
    map_add(&fields, "job", job_node(arena, d, job));
    if (job->state != JOB_DONE) {
        reply_fields(d, request, arena, &fields, NULL);
        return;
    }
    struct encoded part = {.key = job->asked.op == OP_CHECK ? "check" : "plan",
                           .bytes = job->result->bytes,
                           .length = job->result->length};
    reply_fields(d, request, arena, &fields, &part);
}

void reply_job(struct dispatcher *d, const struct request *request, struct job *job)
{
    struct arena *arena = arena_new();
    if (arena == NULL) {
        log_event("reply_lost", "reason=memory");
        return;
    }
    reply_job_in(d, request, arena, job);
    job->told = job->told || job_ended(job);
    arena_free(arena);
}

static void answer_waiters(struct dispatcher *d, struct job *job, double due_s)
{
    struct waiter *waiter;
    while ((waiter = job_waiter_due(d->jobs, job, due_s)) != NULL) {
        struct request request = {waiter->request, job->asked.client, waiter->received_s};
        free(waiter);
        reply_job(d, &request, job);
    }
}

void answer_due_waiters(struct dispatcher *d)
{
    if (d->jobs->waiter_count == 0 || d->now_s < d->next_waiter_scan_s) {
        return;
    }
    struct job *job;
    TAILQ_FOREACH(job, &d->jobs->queued, link)
    answer_waiters(d, job, d->now_s);
    TAILQ_FOREACH(job, &d->jobs->running, link)
    answer_waiters(d, job, d->now_s);
    d->next_waiter_scan_s = d->now_s + WAITER_STEP_S;
}

void job_end(struct dispatcher *d, struct job *job, const struct job_event *event)
{
    job_change(d->jobs, job, event);
    double ran_s = job_elapsed_s(d, job);
    stats_count(&d->stats, event->state == JOB_DONE        ? COUNTER_DONE
                           : event->state == JOB_CANCELLED ? COUNTER_CANCELLED
                                                           : COUNTER_FAILED);
    stats_job_ran(&d->stats, ran_s);
    stats_latency(&d->stats, LATENCY_JOB, job->finished_s - job->accepted_s);
    if (job->started_s > 0) {
        stats_latency(&d->stats, LATENCY_QUEUED, job->started_s - job->accepted_s);
        stats_latency(&d->stats, LATENCY_RUN, ran_s);
    }
    log_event("job_ended", "job=%llu op=%s state=%s code=%s attempts=%d waited_s=%.3f ran_s=%.3f bytes=%zu",
              (unsigned long long)job->id, op_word(job->asked.op), job_state_word(job->state),
              error_word(job->error.code), job->attempts,
              job->started_s > 0 ? job->started_s - job->accepted_s : job->finished_s - job->accepted_s,
              ran_s, job->result != NULL ? job->result->length : 0);
    answer_waiters(d, job, INFINITY);
}

void reply_ping(struct dispatcher *d, const struct request *request, struct arena *arena)
{
    struct node fields = node_map(arena, 1);
    stats_count(&d->stats, COUNTER_PINGS);
    map_add(&fields, "engine", node_borrowed(ENGINE_VERSION));
    reply_fields(d, request, arena, &fields, NULL);
    stats_latency(&d->stats, LATENCY_PING, monotonic_s() - request->received_s);
}

/* --- stats -------------------------------------------------------------------------------------------- */

static struct node jobs_node(struct arena *arena, const struct job_store *jobs)
{
    struct node map = node_map(arena, 6);
    map_add(&map, "waiting", node_integer((int64_t)jobs->queued_count));
    map_add(&map, "running", node_integer((int64_t)jobs->running_count));
    map_add(&map, "pending_bytes", node_integer((int64_t)jobs->pending_bytes));
    map_add(&map, "kept", node_integer((int64_t)jobs->shelf_count));
    map_add(&map, "kept_bytes", node_integer((int64_t)jobs->shelf_bytes));
    map_add(&map, "requests_waiting", node_integer((int64_t)jobs->waiter_count));
    return map;
}

static struct node process_node(struct arena *arena, pid_t pid)
{
    struct node map = node_map(arena, 2);
    map_add(&map, "pid", node_integer(pid));
    map_add(&map, "resident_bytes", node_integer((int64_t)resident_bytes(pid)));
    return map;
}

static struct node workers_node(struct arena *arena, const struct dispatcher *d)
{
    static const char *const words[] = {
        [WORKER_ABSENT] = "absent", [WORKER_STARTING] = "starting", [WORKER_IDLE] = "idle",
        [WORKER_BUSY] = "busy",     [WORKER_STOPPING] = "stopping", [WORKER_LEAVING] = "leaving"};
    struct node list = node_array(arena, (size_t)d->options->workers);
    for (int i = 0; i < d->options->workers; i++) {
        const struct worker *worker = &d->workers[i];
        struct node map = node_map(arena, 3);
        map_add(&map, "state", node_borrowed(words[worker->state]));
        if (worker->child.pid != 0) {
            map_add(&map, "pid", node_integer(worker->child.pid));
            map_add(&map, "resident_bytes", node_integer((int64_t)resident_bytes(worker->child.pid)));
        }
        array_add(&list, map);
    }
    return list;
}

void reply_stats(struct dispatcher *d, const struct request *request, struct arena *arena)
{
    struct node stats = node_map(arena, 11);
    map_add(&stats, "version", node_borrowed(MUTASI_VERSION));
    map_add(&stats, "uptime_s", node_micro(micro_from_double(d->now_s - d->stats.since_s)));
    map_add(&stats, "draining", node_boolean(d->phase != PHASE_SERVING));
    map_add(&stats, "events", stats_counters_node(arena, &d->stats));
    map_add(&stats, "jobs", jobs_node(arena, d->jobs));
    map_add(&stats, "latency", stats_latency_node(arena, &d->stats));
    map_add(&stats, "ops", stats_ops_node(arena, &d->stats));
    map_add(&stats, "errors", stats_errors_node(arena, &d->stats));
    map_add(&stats, "dispatcher", process_node(arena, getpid()));
    map_add(&stats, "front", process_node(arena, d->front.child.pid));
    map_add(&stats, "workers", workers_node(arena, d));
    struct node fields = node_map(arena, 1);
    map_add(&fields, "stats", stats);
    reply_fields(d, request, arena, &fields, NULL);
}
