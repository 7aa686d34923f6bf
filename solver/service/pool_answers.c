/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What workers say. */
#include "proto/confinement.h"
#include "solver/service/log.h"
#include "solver/service/pool_parts.h"
#include "solver/service/process.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* An idle worker that has grown beyond this is replaced. */
enum { IDLE_RESIDENT_BYTES = 1 << 30 };
static const double WEIGH_EVERY_S = 1.0;
static const double STARVED_MOST_S = 3.0;

/* Whether the job is better off with this than with what it has: what an earlier worker found is not
 * forgotten for less. */
static bool is_news(const struct job *job, const struct progress_note *note)
{
    return !job_has_placement(job) || (note->has_incumbent && note->incumbent <= job->note.incumbent);
}

/* From now on another could finish the job. It would have to read and formulate first, which took this one so
 * long: to kill a starved worker sooner than that would only make the answer later. */
static void note_placement(const struct dispatcher *d, struct worker *worker)
{
    if (worker->patience_s == 0) {
        worker->patience_s = fmin(d->now_s - worker->given_at_s, STARVED_MOST_S);
    }
    worker->kill_at_s = fmin(worker->kill_at_s, worker->deadline_s + OVERRUN_GRACE_S + worker->granted_s);
}

static void note_progress(const struct dispatcher *d, struct worker *worker, const struct frame *frame)
{
    struct progress_note note;
    struct job *job = worker->job;
    if (frame->payload->length < sizeof note) {
        return;
    }
    memcpy(&note, frame->payload->bytes, sizeof note);
    if (note.has_incumbent) {
        note_placement(d, worker);
    }
    if (is_news(job, &note)) {
        blob_drop(job->progress);
        job->progress = blob_hold(frame->payload);
        job->has_note = true;
        job->note = note;
    }
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
    limits.bytes = pool_frame_max(d);
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

/* What a search may fail with after it has found something worth returning. */
static bool is_fault_of_search(enum error_code code)
{
    return code == ERROR_MEMORY || code == ERROR_ENGINE || code == ERROR_INTERNAL;
}

static void search_failed(struct dispatcher *d, struct worker *worker, const struct error *error)
{
    struct job *job = worker->job;
    log_event("attempt_failed", "job=%llu code=%s", (unsigned long long)job->id, error_word(error->code));
    job->losses++;
    worker->job = NULL;
    job_finish_by_another(d, job, STOPPED_BY_FAULT);
}

static struct error error_in(const struct frame *frame)
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
    return error;
}

static void take_error(struct dispatcher *d, struct worker *worker, const struct frame *frame)
{
    struct error error = error_in(frame);
    struct job_event event = {.state = JOB_FAILED, .at_s = d->now_s, .error = &error};
    if (is_fault_of_search(error.code) && !worker->job->finishing && job_has_placement(worker->job)) {
        search_failed(d, worker, &error);
    } else {
        job_over(d, worker, &event);
    }
    if (taints(error.code)) {
        worker_dismiss(worker);
    }
}

static void replace_when_grown(struct dispatcher *d, struct worker *worker)
{
    if (worker->state != WORKER_IDLE || d->now_s < worker->weighed_at_s + WEIGH_EVERY_S) {
        return;
    }
    size_t resident = resident_bytes(worker->child.pid);
    worker->weighed_at_s = d->now_s;
    if (resident > IDLE_RESIDENT_BYTES) {
        log_event("worker_replaced", "pid=%ld resident_bytes=%zu", (long)worker->child.pid, resident);
        worker_dismiss(worker);
    }
}

/* --- starting ----------------------------------------------------------------------------------------- */

static void list_confinement(uint32_t measures, char *text, size_t size)
{
    size_t length = 0;
    snprintf(text, size, "none");
    for (int i = 0; i < CONFINEMENT_COUNT && length < size; i++) {
        if ((measures & UINT32_C(1) << i) != 0) {
            int more = snprintf(text + length, size - length, "%s%s", length > 0 ? "," : "",
                                confinement_word((enum confinement)i));
            length += more > 0 ? (size_t)more : 0;
        }
    }
}

/* Told once, and again should it change. */
static void note_confinement(struct dispatcher *d, const struct frame *frame)
{
    struct ready_note note = {0};
    char in_force[256], missing[256];
    if (frame->payload->length == sizeof note) {
        memcpy(&note, frame->payload->bytes, sizeof note);
    }
    if (d->confinement_known && note.in_force == d->confinement) {
        return;
    }
    d->confinement_known = true;
    d->confinement = note.in_force;
    list_confinement(note.in_force, in_force, sizeof in_force);
    list_confinement(~note.in_force, missing, sizeof missing);
    log_event("confinement", "in_force=%s missing=%s", in_force, missing);
}

static void worker_ready(struct dispatcher *d, struct worker *worker, const struct frame *frame)
{
    worker->state = WORKER_IDLE;
    worker->failed_starts = 0;
    note_confinement(d, frame);
}

/* --- frames ------------------------------------------------------------------------------------------- */

/* Nobody waits for it any more; it only matters that the worker is free again. */
static void take_late_answer(struct worker *worker, const struct frame *frame)
{
    if (frame->header.type == FRAME_ERROR && taints(error_in(frame).code)) {
        worker_dismiss(worker);
    } else if (frame->header.type != FRAME_PROGRESS) {
        worker->state = WORKER_IDLE;
    }
}

static void take_answer(struct dispatcher *d, struct worker *worker, const struct frame *frame)
{
    if (worker->state == WORKER_STOPPING) {
        take_late_answer(worker, frame);
    } else if (frame->header.type == FRAME_PROGRESS) {
        note_progress(d, worker, frame);
    } else if (frame->header.type == FRAME_RESULT) {
        take_result(d, worker, frame);
    } else {
        take_error(d, worker, frame);
    }
}

void pool_handle(struct dispatcher *d, struct worker *worker, const struct frame *frame)
{
    int type = frame->header.type;
    bool has_job = worker->state == WORKER_BUSY || worker->state == WORKER_STOPPING;
    if (type == FRAME_READY && worker->state == WORKER_STARTING) {
        worker_ready(d, worker, frame);
    } else if (has_job && frame->header.id == worker->job_id &&
               (type == FRAME_PROGRESS || type == FRAME_RESULT || type == FRAME_ERROR)) {
        take_answer(d, worker, frame);
        replace_when_grown(d, worker);
    } else {
        log_event("worker_broken", "pid=%ld frame=%d", (long)worker->child.pid, type);
        child_kill(&worker->child);
    }
}
