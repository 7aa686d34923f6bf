/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests that wait for a job, and jobs that wait for the disk. */
#include "solver/service/jobs.h"

#include "solver/service/jobs_internal.h"

#include <stdlib.h>

static const uint64_t NOT_SUBMITTED = UINT64_MAX;
/* Smaller bodies are not worth reading again. */
enum { RESTS_FROM_BYTES = 4096 };

/* --- requests ----------------------------------------------------------------------------------------- */

bool job_wait(struct job_store *store, struct job *job, struct request *request, bool for_end, bool outcome,
              double until_s)
{
    struct waiter *waiter = malloc(sizeof *waiter);
    if (waiter == NULL) {
        return false;
    }
    *waiter = (struct waiter){.job = job, .for_end = for_end, .outcome = outcome, .until_s = until_s};
    request_move(&waiter->request, request);
    waiter->request.client->waiters++;
    TAILQ_INSERT_TAIL(&job->waiters, waiter, of_job);
    TAILQ_INSERT_TAIL(&store->waiters, waiter, of_store);
    store->waiter_count++;
    return true;
}

struct waiter *job_waiter_take(struct job_store *store, struct waiter *waiter)
{
    TAILQ_REMOVE(&waiter->job->waiters, waiter, of_job);
    TAILQ_REMOVE(&store->waiters, waiter, of_store);
    store->waiter_count--;
    waiter->request.client->waiters--;
    return waiter;
}

struct waiter *job_waiter_ready(struct job_store *store, struct job *job)
{
    struct waiter *waiter;
    TAILQ_FOREACH(waiter, &job->waiters, of_job)
    {
        if (job->settled && (job_ended(job) || !waiter->for_end)) {
            return job_waiter_take(store, waiter);
        }
    }
    return NULL;
}

static void drop(struct job_store *store, struct waiter *waiter)
{
    request_end(&job_waiter_take(store, waiter)->request);
    free(waiter);
}

void job_drop_waiters(struct job_store *store, struct job *job)
{
    while (!TAILQ_EMPTY(&job->waiters)) {
        drop(store, TAILQ_FIRST(&job->waiters));
    }
}

void job_store_drop_waiters(struct job_store *store)
{
    while (!TAILQ_EMPTY(&store->waiters)) {
        drop(store, TAILQ_FIRST(&store->waiters));
    }
}

/* --- the disk ----------------------------------------------------------------------------------------- */

void job_unsettle(struct job_store *store, struct job *job)
{
    if (store->journal == NULL) {
        return;
    }
    if (!job->settled) {
        TAILQ_REMOVE(&store->unsettled, job, unsettled);
    }
    job->settled = false;
    job->batch = NOT_SUBMITTED;
    TAILQ_INSERT_TAIL(&store->unsettled, job, unsettled);
}

/* What waits lies in the journal: the queue costs no memory but for what comes in. */
static void rest(struct job *job)
{
    if (job->state == JOB_QUEUED && job->asked.body_length >= RESTS_FROM_BYTES) {
        blob_drop(job->asked.message);
        job->asked.message = NULL;
        job->asked.body = NULL;
    }
}

struct job *job_settle_next(struct job_store *store, uint64_t committed)
{
    struct job *job = TAILQ_FIRST(&store->unsettled);
    if (job == NULL || job->batch > committed) {
        return NULL;
    }
    TAILQ_REMOVE(&store->unsettled, job, unsettled);
    job->settled = true;
    rest(job);
    return job;
}
