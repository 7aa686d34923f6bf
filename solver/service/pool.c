/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/service/dispatcher.h"

#include "solver/service/log.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

/* A worker keeps its time itself. When it is this late it is killed, and another has the rest of the second
 * that the contract allows to finish its job. */
static const double OVERRUN_GRACE_S = 0.5;
/* Without a placement there is nothing that another could finish: it would read the problem once more only to
 * say so. */
static const double NOTHING_YET_GRACE_S = 1.0;
/* For evaluating and writing a placement: no search, but the instance may be large. */
static const double FINISH_TIME_S = 60.0;
/* A check searches nothing; it may take this long whatever its limits say. */
static const double CHECK_TIME_S = 60.0;
/* With less time left, a second attempt would find nothing. */
static const double RETRY_LEAST_S = 0.2;
static const double START_TIME_S = 30.0;
static const double BACKOFF_FIRST_S = 0.1, BACKOFF_MAX_S = 5.0;
/* A worker whose job was cancelled has this long to answer. */
static const double CANCEL_GRACE_S = 0.8;
enum { LOSSES_MAX = 2 };
enum { ANSWER_MAX_BYTES = 256 << 20 };
/* An idle worker that has grown beyond this is replaced. */
enum { IDLE_RESIDENT_BYTES = 1 << 30 };

/* --- processes ---------------------------------------------------------------------------------------- */

/* An order holds body and state; an answer that is too large to reply with is still to be told so. */
static size_t frame_max(const struct dispatcher *d)
{
    const size_t *most = d->options->message_bytes;
    size_t order = 2 * (most[0] > most[1] ? most[0] : most[1]) + FRAME_OVERHEAD_BYTES;
    return order > ANSWER_MAX_BYTES ? order : ANSWER_MAX_BYTES;
}

static enum error_code start_worker(struct dispatcher *d, struct worker *worker, struct error *error)
{
    char *argv[] = {(char *)d->options->worker, NULL};
    enum error_code code = child_start(&worker->child, argv, frame_max(d), error);
    if (code != ERROR_NONE) {
        return code;
    }
    worker->state = WORKER_STARTING;
    worker->job = NULL;
    worker->overran = false;
    worker->cancelled = false;
    return ERROR_NONE;
}

static void try_later(struct dispatcher *d, struct worker *worker)
{
    worker->state = WORKER_ABSENT;
    worker->failed_starts++;
    worker->start_at_s = d->now_s + fmin(BACKOFF_FIRST_S * pow(2, worker->failed_starts), BACKOFF_MAX_S);
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
    for (int i = 0; i < d->options->workers; i++) {
        enum error_code code = start_worker(d, &d->workers[i], error);
        if (code != ERROR_NONE) {
            return code;
        }
    }
    return ERROR_NONE;
}

static void dismiss(struct worker *worker)
{
    worker->state = WORKER_LEAVING;
    channel_fini(&worker->child.channel);
}

/* --- giving work -------------------------------------------------------------------------------------- */

static double deadline_s(const struct job *job)
{
    double time_s = job->asked.limits.time_s;
    return job->started.at_s + (job->asked.op == OP_CHECK ? fmax(time_s, CHECK_TIME_S) : time_s);
}

static bool send_order(struct dispatcher *d, struct worker *worker, const struct job *job)
{
    struct order order;
    memset(&order, 0, sizeof order);
    order.limits = job->asked.limits;
    order.elapsed_s = d->now_s - job->started.at_s;
    order.body_length = job->asked.body_length;
    order.op = job->asked.op;
    order.stopped_by = job->finish_as;
    struct frame_header header = {.type = job->finishing ? FRAME_FINISH : FRAME_JOB, .id = job->id};
    struct piece pieces[3] = {{.bytes = &order, .length = sizeof order},
                              {job->asked.body, job->asked.body_length, job->asked.message}};
    size_t count = 2;
    if (job->finishing && job->progress != NULL) {
        pieces[count++] = (struct piece){job->progress->bytes + sizeof(struct progress_note),
                                         job->progress->length - sizeof(struct progress_note), job->progress};
    }
    return channel_send(&worker->child.channel, header, pieces, count);
}

static void give(struct dispatcher *d, struct worker *worker, struct job *job)
{
    struct job_event event = {.state = JOB_RUNNING, .at_s = d->now_s};
    job_change(d->jobs, job, &event);
    worker->state = WORKER_BUSY;
    worker->job = job;
    worker->overran = false;
    worker->cancelled = false;
    worker->kill_at_s = job->finishing ? d->now_s + FINISH_TIME_S : deadline_s(job) + NOTHING_YET_GRACE_S;
    if (!send_order(d, worker, job)) {
        log_event("worker_order_failed", "job=%llu", (unsigned long long)job->id);
        child_kill(&worker->child);
    }
}

static struct worker *idle_worker(struct dispatcher *d)
{
    for (int i = 0; i < d->options->workers; i++) {
        if (d->workers[i].state == WORKER_IDLE) {
            return &d->workers[i];
        }
    }
    return NULL;
}

/* A service that stops begins nothing; what waits is in the journal. */
static struct job *next_job(struct dispatcher *d)
{
    return d->phase == PHASE_SERVING ? job_take(d->jobs) : job_take_again(d->jobs);
}

void pool_assign(struct dispatcher *d)
{
    struct worker *worker;
    struct job *job;
    while ((worker = idle_worker(d)) != NULL && (job = next_job(d)) != NULL) {
        give(d, worker, job);
    }
}

/* --- taking answers ----------------------------------------------------------------------------------- */

static void note_progress(struct worker *worker, const struct frame *frame)
{
    struct progress_note note;
    if (frame->payload->length < sizeof note) {
        return;
    }
    memcpy(&note, frame->payload->bytes, sizeof note);
    if (note.has_incumbent) {
        worker->kill_at_s = fmin(worker->kill_at_s, deadline_s(worker->job) + OVERRUN_GRACE_S);
    }
    blob_drop(worker->job->progress);
    worker->job->progress = blob_hold(frame->payload);
    worker->job->has_note = true;
    worker->job->note = note;
}

static void job_over(struct dispatcher *d, struct worker *worker, const struct job_event *event)
{
    struct job *job = worker->job;
    worker->job = NULL;
    worker->state = WORKER_IDLE;
    job_end(d, job, event);
}

static void take_result(struct dispatcher *d, struct worker *worker, const struct frame *frame)
{
    struct job_event event = {.state = JOB_DONE, .at_s = d->now_s, .result = frame->payload};
    struct scan_limits limits = scan_limits_default;
    struct error error;
    limits.bytes = frame_max(d);
    if (msgpack_scan(frame->payload->bytes, frame->payload->length, &limits, &error) != ERROR_NONE) {
        error_set(&error, ERROR_INTERNAL, "", "the worker's answer is no document");
        event = (struct job_event){.state = JOB_FAILED, .at_s = d->now_s, .error = &error};
    }
    job_over(d, worker, &event);
}

/* After these a process may not be what it was. */
static bool taints(enum error_code code)
{
    return code == ERROR_MEMORY || code == ERROR_ENGINE || code == ERROR_INTERNAL || code == ERROR_UNVERIFIED;
}

static void take_error(struct dispatcher *d, struct worker *worker, const struct frame *frame)
{
    struct error error;
    if (frame->payload->length == sizeof error) {
        memcpy(&error, frame->payload->bytes, sizeof error);
    }
    if (frame->payload->length != sizeof error || error.code <= ERROR_NONE || error.code >= ERROR_COUNT) {
        error_set(&error, ERROR_INTERNAL, "", "the worker's error cannot be read");
    }
    error.path[sizeof error.path - 1] = '\0';
    error.text[sizeof error.text - 1] = '\0';
    struct job_event event = {.state = JOB_FAILED, .at_s = d->now_s, .error = &error};
    job_over(d, worker, &event);
    if (taints(error.code)) {
        dismiss(worker);
    }
}

static void replace_when_grown(struct worker *worker)
{
    if (worker->state != WORKER_IDLE) {
        return;
    }
    size_t resident = resident_bytes(worker->child.pid);
    if (resident <= IDLE_RESIDENT_BYTES) {
        return;
    }
    log_event("worker_replaced", "pid=%ld resident_bytes=%zu", (long)worker->child.pid, resident);
    dismiss(worker);
}

/* Nobody wants to know what became of a cancelled job. */
static void handle_stopping(struct worker *worker, const struct frame *frame)
{
    if (frame->header.type == FRAME_RESULT || frame->header.type == FRAME_ERROR) {
        worker->state = WORKER_IDLE;
        replace_when_grown(worker);
    }
}

void pool_handle(struct dispatcher *d, struct worker *worker, const struct frame *frame)
{
    if (worker->state == WORKER_STOPPING) {
        handle_stopping(worker, frame);
        return;
    }
    if (frame->header.type == FRAME_READY && worker->state == WORKER_STARTING) {
        worker->state = WORKER_IDLE;
        worker->failed_starts = 0;
        return;
    }
    if (worker->state != WORKER_BUSY || frame->header.id != worker->job->id) {
        log_event("worker_broken", "pid=%ld frame=%d", (long)worker->child.pid, frame->header.type);
        child_kill(&worker->child);
        return;
    }
    switch (frame->header.type) {
    case FRAME_PROGRESS:
        note_progress(worker, frame);
        break;
    case FRAME_RESULT:
        take_result(d, worker, frame);
        replace_when_grown(worker);
        break;
    case FRAME_ERROR:
        take_error(d, worker, frame);
        replace_when_grown(worker);
        break;
    default:
        child_kill(&worker->child);
        break;
    }
}

/* --- losing workers ----------------------------------------------------------------------------------- */

static void give_up(struct dispatcher *d, struct job *job, const char *sentence)
{
    struct error error;
    error_set(&error, ERROR_WORKER_LOST, "", "%s", sentence);
    struct job_event event = {.state = JOB_FAILED, .at_s = d->now_s, .error = &error};
    job_end(d, job, &event);
}

static void requeue(struct dispatcher *d, struct job *job)
{
    struct job_event event = {.state = JOB_QUEUED, .at_s = d->now_s};
    job_change(d->jobs, job, &event);
}

static void finish_by_another(struct dispatcher *d, struct job *job, enum stop stopped_by)
{
    job->finishing = true;
    job->finish_as = stopped_by;
    requeue(d, job);
}

/* Killed because it did not stop in time: that is no fault of the job's, its best placement is written. */
static void job_overran(struct dispatcher *d, struct job *job, bool cancelled)
{
    if (job->finishing) {
        give_up(d, job, "the plan so far could not be written in time");
    } else if (job->asked.op == OP_CHECK) {
        give_up(d, job, "the check took too long");
    } else {
        finish_by_another(d, job, cancelled ? STOPPED_BY_CANCEL : STOPPED_BY_TIME);
    }
}

static void job_lost(struct dispatcher *d, struct job *job)
{
    job->losses++;
    if (job->losses >= LOSSES_MAX) {
        give_up(d, job, "the worker process died on this job twice");
    } else if (d->phase >= PHASE_STOPPING && job->asked.op == OP_SOLVE) {
        finish_by_another(d, job, STOPPED_BY_CANCEL);
    } else if (job->asked.op == OP_SOLVE && d->now_s + RETRY_LEAST_S > deadline_s(job)) {
        finish_by_another(d, job, STOPPED_BY_TIME);
    } else {
        requeue(d, job);
    }
}

void pool_reaped(struct dispatcher *d, struct worker *worker, int status)
{
    pid_t pid = worker->child.pid;
    struct job *job = worker->job;
    enum worker_state state = worker->state;
    child_gone(&worker->child);
    worker->job = NULL;
    worker->state = WORKER_ABSENT;
    worker->start_at_s = d->now_s;
    if (d->phase == PHASE_LEAVING || state == WORKER_LEAVING) {
        return;
    }
    log_event("worker_lost", "pid=%ld signal=%d status=%d job=%llu overran=%d", (long)pid,
              WIFSIGNALED(status) ? WTERMSIG(status) : 0, WIFEXITED(status) ? WEXITSTATUS(status) : 0,
              job != NULL ? (unsigned long long)job->id : 0, worker->overran);
    stats_count(&d->stats, worker->overran ? COUNTER_WORKERS_OVERRUN : COUNTER_WORKERS_LOST);
    if (state == WORKER_STARTING) {
        try_later(d, worker);
    }
    if (job == NULL) {
        return;
    }
    if (worker->overran) {
        job_overran(d, job, worker->cancelled);
    } else {
        job_lost(d, job);
    }
}

/* --- time --------------------------------------------------------------------------------------------- */

static bool has_work(const struct worker *worker)
{
    return worker->state == WORKER_BUSY || worker->state == WORKER_STOPPING;
}

void pool_tick(struct dispatcher *d)
{
    for (int i = 0; i < d->options->workers; i++) {
        struct worker *worker = &d->workers[i];
        struct error error;
        if (worker->state == WORKER_ABSENT && d->now_s >= worker->start_at_s && d->phase != PHASE_LEAVING &&
            start_worker(d, worker, &error) != ERROR_NONE) {
            log_event("worker_start_failed", "reason=\"%s\"", error.text);
            try_later(d, worker);
        } else if (has_work(worker) && d->now_s >= worker->kill_at_s && !worker->overran) {
            worker->overran = true;
            child_kill(&worker->child);
        } else if (worker->state == WORKER_STARTING && d->now_s >= worker->child.started_s + START_TIME_S) {
            child_kill(&worker->child);
        }
    }
}

double pool_next_s(const struct dispatcher *d)
{
    double next_s = INFINITY;
    for (int i = 0; i < d->options->workers; i++) {
        const struct worker *worker = &d->workers[i];
        if (worker->state == WORKER_ABSENT && d->phase != PHASE_LEAVING) {
            next_s = fmin(next_s, worker->start_at_s);
        } else if (has_work(worker) && !worker->overran) {
            next_s = fmin(next_s, worker->kill_at_s);
        }
    }
    return next_s;
}

void pool_cancel(struct dispatcher *d)
{
    for (int i = 0; i < d->options->workers; i++) {
        struct worker *worker = &d->workers[i];
        if (worker->state != WORKER_BUSY || worker->job->finishing || worker->job->asked.op == OP_CHECK) {
            continue;
        }
        struct frame_header header = {.type = FRAME_CANCEL, .id = worker->job->id};
        worker->cancelled = true;
        worker->kill_at_s = fmin(worker->kill_at_s, d->now_s + OVERRUN_GRACE_S);
        channel_send(&worker->child.channel, header, NULL, 0);
    }
}

void pool_cancel_job(struct dispatcher *d, const struct job *job)
{
    for (int i = 0; i < d->options->workers; i++) {
        struct worker *worker = &d->workers[i];
        if (worker->state != WORKER_BUSY || worker->job != job) {
            continue;
        }
        struct frame_header header = {.type = FRAME_CANCEL, .id = job->id};
        worker->job = NULL;
        worker->state = WORKER_STOPPING;
        worker->kill_at_s = d->now_s + CANCEL_GRACE_S;
        channel_send(&worker->child.channel, header, NULL, 0);
    }
}

void pool_leave(struct dispatcher *d)
{
    for (int i = 0; i < d->options->workers; i++) {
        if (d->workers[i].child.pid != 0) {
            dismiss(&d->workers[i]);
        }
    }
}
