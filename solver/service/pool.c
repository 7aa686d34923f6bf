/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/service/log.h"
#include "solver/service/pool_parts.h"
#include "solver/service/process.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const double START_TIME_S = 30.0;
static const double BACKOFF_FIRST_S = 0.1, BACKOFF_MAX_S = 5.0;
/* How long a worker whose job was cancelled may take to stop. */
static const double CANCEL_GRACE_S = 0.8;
enum { ANSWER_MAX_BYTES = 256 << 20 };

/* --- processes ---------------------------------------------------------------------------------------- */

/* An order holds body, instance and state; an answer that is too large to reply with is still to be told so.
 */
size_t pool_frame_max(const struct dispatcher *d)
{
    const size_t *most = d->options->message_bytes;
    size_t order = 3 * (most[0] > most[1] ? most[0] : most[1]) + FRAME_OVERHEAD_BYTES;
    return order > ANSWER_MAX_BYTES ? order : ANSWER_MAX_BYTES;
}

static enum error_code start_worker(struct dispatcher *d, struct worker *worker, struct error *error)
{
    char memory_mb[32];
    size_t most_mb = (size_t)d->options->memory_mb + (pool_frame_max(d) >> 20); /* a job and its order */
    snprintf(memory_mb, sizeof memory_mb, "%zu", most_mb);
    char *argv[] = {(char *)d->options->worker, "--memory-mb", memory_mb, NULL};
    enum error_code code = child_start(&worker->child, argv, pool_frame_max(d), error);
    if (code != ERROR_NONE) {
        return code;
    }
    worker->state = WORKER_STARTING;
    worker->job = NULL;
    worker->overran = false;
    worker->cancelled = false;
    return ERROR_NONE;
}

void worker_try_later(struct dispatcher *d, struct worker *worker)
{
    worker->state = WORKER_ABSENT;
    worker->failed_starts++;
    worker->start_at_s = d->now_s + fmin(BACKOFF_FIRST_S * pow(2, worker->failed_starts), BACKOFF_MAX_S);
}

/* An administrator sees at once what all workers together may take. */
static void log_pool(const struct dispatcher *d)
{
    long long page = sysconf(_SC_PAGESIZE), pages = sysconf(_SC_PHYS_PAGES);
    log_event("pool", "workers=%d memory_mb=%d together_mb=%lld machine_mb=%lld", d->options->workers,
              d->options->memory_mb, (long long)d->options->workers * d->options->memory_mb,
              pages * page >> 20);
}

enum error_code pool_start(struct dispatcher *d, struct error *error)
{
    d->workers = calloc((size_t)d->options->workers, sizeof *d->workers);
    if (d->workers == NULL) {
        return error_set(error, ERROR_MEMORY, "", "no memory for %d workers", d->options->workers);
    }
    for (int i = 0; i < d->options->workers; i++) {
        d->workers[i].child.channel.fd = -1;
    }
    log_pool(d);
    for (int i = 0; i < d->options->workers; i++) {
        enum error_code code = start_worker(d, &d->workers[i], error);
        if (code != ERROR_NONE) {
            return code;
        }
    }
    return ERROR_NONE;
}

void worker_dismiss(struct worker *worker)
{
    worker->state = WORKER_LEAVING;
    channel_fini(&worker->child.channel);
}

/* --- time --------------------------------------------------------------------------------------------- */

/* Puts the end off by what the worker had to wait for a processor since its deadline: on a machine that is
 * too busy it is late without being at fault. */
static void grant_starved(const struct dispatcher *d, struct worker *worker)
{
    if (worker->starved_s < 0 && d->now_s >= worker->deadline_s) {
        worker->starved_s = starved_s(worker->child.pid);
    } else if (worker->starved_s >= 0 && d->now_s >= worker->kill_at_s && !worker->cancelled) {
        double granted = fmin(starved_s(worker->child.pid) - worker->starved_s, worker->patience_s);
        worker->kill_at_s += granted - worker->granted_s;
        worker->granted_s = granted;
    }
}

static void end_overdue(struct dispatcher *d, struct worker *worker)
{
    if (worker->state == WORKER_BUSY) {
        grant_starved(d, worker);
    }
    if (d->now_s >= worker->kill_at_s && !worker->overran) {
        worker->overran = true;
        child_kill(&worker->child);
    }
}

void pool_tick(struct dispatcher *d)
{
    for (int i = 0; i < d->options->workers; i++) {
        struct worker *worker = &d->workers[i];
        struct error error;
        if (worker->state == WORKER_ABSENT && d->now_s >= worker->start_at_s && d->phase != PHASE_LEAVING &&
            start_worker(d, worker, &error) != ERROR_NONE) {
            char quoted[LOG_QUOTED_BYTES];
            log_event("worker_start_failed", "reason=%s", log_quoted(quoted, error.text));
            worker_try_later(d, worker);
        } else if (worker->state == WORKER_BUSY || worker->state == WORKER_STOPPING) {
            end_overdue(d, worker);
        } else if (worker->state == WORKER_STARTING && d->now_s >= worker->child.started_s + START_TIME_S) {
            child_kill(&worker->child);
        }
    }
}

static double worker_next_s(const struct dispatcher *d, const struct worker *worker)
{
    if (worker->state == WORKER_ABSENT && d->phase != PHASE_LEAVING) {
        return worker->start_at_s;
    }
    if (worker->overran || (worker->state != WORKER_BUSY && worker->state != WORKER_STOPPING)) {
        return INFINITY;
    }
    return worker->starved_s < 0 ? fmin(worker->deadline_s, worker->kill_at_s) : worker->kill_at_s;
}

double pool_next_s(const struct dispatcher *d)
{
    double next_s = INFINITY;
    for (int i = 0; i < d->options->workers; i++) {
        next_s = fmin(next_s, worker_next_s(d, &d->workers[i]));
    }
    return next_s;
}

/* --- stopping ----------------------------------------------------------------------------------------- */

static void tell_to_stop(struct dispatcher *d, struct worker *worker, double grace_s)
{
    struct frame_header header = {.type = FRAME_CANCEL, .id = worker->job_id};
    worker->cancelled = true;
    worker->kill_at_s = fmin(worker->kill_at_s, d->now_s + grace_s);
    if (!channel_send(&worker->child.channel, header, NULL, 0)) {
        worker->kill_at_s = d->now_s;
    }
}

void pool_cancel(struct dispatcher *d)
{
    for (int i = 0; i < d->options->workers; i++) {
        struct worker *worker = &d->workers[i];
        if (worker->state == WORKER_BUSY && !worker->job->finishing && worker->job->asked.op != OP_CHECK) {
            tell_to_stop(d, worker, OVERRUN_GRACE_S);
        }
    }
}

void pool_cancel_job(struct dispatcher *d, const struct job *job)
{
    for (int i = 0; i < d->options->workers; i++) {
        struct worker *worker = &d->workers[i];
        if (worker->state == WORKER_BUSY && worker->job == job) {
            worker->job = NULL;
            worker->state = WORKER_STOPPING;
            tell_to_stop(d, worker, CANCEL_GRACE_S);
        }
    }
}

void pool_leave(struct dispatcher *d)
{
    for (int i = 0; i < d->options->workers; i++) {
        if (d->workers[i].child.pid != 0) {
            worker_dismiss(&d->workers[i]);
        }
    }
}
