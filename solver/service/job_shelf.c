/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ended jobs in memory. */
#include "solver/service/jobs.h"

#include "solver/service/jobs_internal.h"

static size_t weight(const struct job *job)
{
    return sizeof *job + (job->result != NULL ? job->result->length : 0);
}

void job_unshelve(struct job_store *store, struct job *job)
{
    if (job->shelf == SHELF_ENDED) {
        store->ended_count--;
        store->ended_bytes -= weight(job);
    }
    job_free(store, job);
}

void job_shelf_trim(struct job_store *store, const struct job *spare)
{
    struct job *job, *next;
    for (job = TAILQ_FIRST(&store->ended); job != NULL && job != spare; job = next) {
        next = TAILQ_NEXT(job, link);
        if (store->ended_count <= store->bounds.kept && store->ended_bytes <= store->bounds.kept_bytes) {
            break;
        }
        if (job->settled) { /* else the journal does not have it yet */
            job_unshelve(store, job);
        }
    }
}

void job_shelve(struct job_store *store, struct job *job)
{
    TAILQ_REMOVE(&store->open, job, link);
    job->shelf = SHELF_ENDED;
    TAILQ_INSERT_TAIL(&store->ended, job, link);
    store->ended_count++;
    store->ended_bytes += weight(job);
    job_shelf_trim(store, job);
}

void job_store_dismiss(struct job_store *store)
{
    while (!TAILQ_EMPTY(&store->visitors)) {
        job_free(store, TAILQ_FIRST(&store->visitors));
    }
}

void job_forget(struct job_store *store, uint64_t id)
{
    struct job *job = job_here(store, id);
    if (job != NULL && job->shelf == SHELF_ENDED && job->settled) {
        job_unshelve(store, job);
    }
}
