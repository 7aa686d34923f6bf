/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What becomes of the jobs of workers that died or were killed: see pool_parts.h. */
#define _DEFAULT_SOURCE /* strsignal */
#include "solver/service/log.h"
#include "solver/service/pool_parts.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

enum { LOSSES_MAX = 2, REASON_BYTES = 128 };
/* With less time left, a second attempt would find nothing. */
static const double RETRY_LEAST_S = 0.2;

bool job_has_placement(const struct job *job)
{
    return job->progress != NULL && job->note.has_incumbent;
}

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

void job_finish_by_another(struct dispatcher *d, struct job *job, enum stop stopped_by)
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
        give_up(d, job, "the check was not over after its time_s");
    } else {
        job_finish_by_another(d, job, cancelled ? STOPPED_BY_CANCEL : STOPPED_BY_TIME);
    }
}

/* Whether the process ended by what it did; else somebody, or a machine without memory, has killed it, and
 * the job may well go on. */
static bool fell_by_itself(int status)
{
    if (!WIFSIGNALED(status)) {
        return true;
    }
    switch (WTERMSIG(status)) {
    case SIGABRT:
    case SIGBUS:
    case SIGFPE:
    case SIGILL:
    case SIGSEGV:
    case SIGSYS:
    case SIGTRAP:
    case SIGXCPU:
        return true;
    default:
        return false;
    }
}

static void describe(int status, char *text)
{
    if (WIFSIGNALED(status)) {
        snprintf(text, REASON_BYTES, "by signal %d, %s", WTERMSIG(status), strsignal(WTERMSIG(status)));
    } else {
        snprintf(text, REASON_BYTES, "by itself with status %d", WEXITSTATUS(status));
    }
}

static void job_lost(struct dispatcher *d, struct job *job, int status)
{
    char how[REASON_BYTES], sentence[2 * REASON_BYTES];
    bool solves = job->asked.op == OP_SOLVE && !job->finishing;
    job->losses++;
    if (job->losses >= LOSSES_MAX) {
        describe(status, how);
        snprintf(sentence, sizeof sentence, "two worker processes died on this job, the second one ended %s",
                 how);
        give_up(d, job, sentence);
    } else if (solves && d->phase >= PHASE_STOPPING) {
        job_finish_by_another(d, job, STOPPED_BY_CANCEL);
    } else if (solves && job_has_placement(job) && fell_by_itself(status)) {
        job_finish_by_another(d, job, STOPPED_BY_FAULT);
    } else if (solves && d->now_s + RETRY_LEAST_S > job_deadline_s(job)) {
        job_finish_by_another(d, job, STOPPED_BY_TIME);
    } else {
        requeue(d, job);
    }
}

static void count_loss(struct dispatcher *d, const struct worker *worker, enum worker_state state, pid_t pid,
                       int status)
{
    bool stopped = state == WORKER_STOPPING && worker->overran;
    log_event(stopped ? "worker_stopped" : "worker_lost", "pid=%ld signal=%d status=%d job=%llu overran=%d",
              (long)pid, WIFSIGNALED(status) ? WTERMSIG(status) : 0,
              WIFEXITED(status) ? WEXITSTATUS(status) : 0,
              state == WORKER_BUSY || state == WORKER_STOPPING ? (unsigned long long)worker->job_id : 0,
              worker->overran);
    if (!stopped) {
        stats_count(&d->stats, worker->overran ? COUNTER_WORKERS_OVERRUN : COUNTER_WORKERS_LOST);
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
    count_loss(d, worker, state, pid, status);
    if (state == WORKER_STARTING) {
        worker_try_later(d, worker);
    }
    if (job == NULL) {
        return;
    }
    if (worker->overran) {
        job_overran(d, job, worker->cancelled);
    } else {
        job_lost(d, job, status);
    }
}
