/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/service/jobs.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

struct job_store *job_store_new(struct job_bounds bounds)
{
    struct job_store *store = calloc(1, sizeof *store);
    if (store == NULL) {
        return NULL;
    }
    store->bounds = bounds;
    TAILQ_INIT(&store->queued);
    TAILQ_INIT(&store->running);
    TAILQ_INIT(&store->shelf);
    return store;
}

/* --- keys --------------------------------------------------------------------------------------------- */

static int compare_keys(const void *left, const void *right)
{
    const struct job *a = left, *b = right;
    if (a->asked.client != b->asked.client) {
        return a->asked.client < b->asked.client ? -1 : 1;
    }
    return strcmp(a->asked.key, b->asked.key);
}

struct job *job_find(struct job_store *store, uint32_t client, const char *key)
{
    struct job sought = {.asked.client = client};
    strncpy(sought.asked.key, key, KEY_MAX_BYTES);
    struct job **found = tfind(&sought, &store->by_key, compare_keys);
    if (found == NULL) {
        return NULL;
    }
    struct job *job = *found;
    if (job_ended(job)) {
        TAILQ_REMOVE(&store->shelf, job, link);
        TAILQ_INSERT_TAIL(&store->shelf, job, link);
    }
    return job;
}

/* --- waiting ------------------------------------------------------------------------------------------ */

bool job_wait(struct job_store *store, struct job *job, uint64_t request, double received_s, double until_s)
{
    struct waiter *waiter = malloc(sizeof *waiter);
    if (waiter == NULL) {
        return false;
    }
    *waiter = (struct waiter){.request = request, .received_s = received_s, .until_s = until_s};
    STAILQ_INSERT_TAIL(&job->waiters, waiter, link);
    store->waiter_count++;
    return true;
}

struct waiter *job_waiter_due(struct job_store *store, struct job *job, double now_s)
{
    struct waiter *waiter;
    STAILQ_FOREACH(waiter, &job->waiters, link)
    {
        if (waiter->until_s > now_s) {
            continue;
        }
        STAILQ_REMOVE(&job->waiters, waiter, waiter, link);
        store->waiter_count--;
        return waiter;
    }
    return NULL;
}

static void drop_waiters(struct job_store *store, struct job *job)
{
    while (!STAILQ_EMPTY(&job->waiters)) {
        struct waiter *waiter = STAILQ_FIRST(&job->waiters);
        STAILQ_REMOVE_HEAD(&job->waiters, link);
        store->waiter_count--;
        free(waiter);
    }
}

void job_store_drop_waiters(struct job_store *store)
{
    struct job *job;
    TAILQ_FOREACH(job, &store->queued, link)
    drop_waiters(store, job);
    TAILQ_FOREACH(job, &store->running, link)
    drop_waiters(store, job);
}

/* --- life --------------------------------------------------------------------------------------------- */

bool job_ended(const struct job *job)
{
    return job->state != JOB_QUEUED && job->state != JOB_RUNNING;
}

static size_t shelf_weight(const struct job *job)
{
    return sizeof *job + (job->result != NULL ? job->result->length : 0);
}

static void job_free(struct job_store *store, struct job *job)
{
    drop_waiters(store, job);
    blob_drop(job->asked.message);
    blob_drop(job->progress);
    blob_drop(job->result);
    free(job);
}

static void forget(struct job_store *store, struct job *job)
{
    TAILQ_REMOVE(&store->shelf, job, link);
    store->shelf_count--;
    store->shelf_bytes -= shelf_weight(job);
    tdelete(job, &store->by_key, compare_keys);
    job_free(store, job);
}

static void free_list(struct job_store *store, struct job_list *list)
{
    while (!TAILQ_EMPTY(list)) {
        struct job *job = TAILQ_FIRST(list);
        TAILQ_REMOVE(list, job, link);
        tdelete(job, &store->by_key, compare_keys);
        job_free(store, job);
    }
}

void job_store_free(struct job_store *store)
{
    if (store == NULL) {
        return;
    }
    free_list(store, &store->queued);
    free_list(store, &store->running);
    free_list(store, &store->shelf);
    free(store);
}

static enum error_code admit(const struct job_store *store, const struct submission *asked,
                             struct error *error)
{
    if (store->queued_count >= store->bounds.queued) {
        return error_set(error, ERROR_BUSY, "", "%zu jobs are waiting, the queue is full",
                         store->queued_count);
    }
    if (asked->message->length > store->bounds.pending_bytes - store->pending_bytes) {
        return error_set(error, ERROR_BUSY, "", "%zu bytes of waiting jobs are held, no room for %zu more",
                         store->pending_bytes, asked->message->length);
    }
    return ERROR_NONE;
}

enum error_code job_add(struct job_store *store, const struct submission *asked, double now_s,
                        struct job **out, struct error *error)
{
    enum error_code code = admit(store, asked, error);
    if (code != ERROR_NONE) {
        return code;
    }
    struct job *earlier = job_find(store, asked->client, asked->key);
    if (earlier != NULL) {
        forget(store, earlier);
    }
    struct job *job = calloc(1, sizeof *job);
    if (job == NULL) {
        return error_set(error, ERROR_MEMORY, "", "no memory for a job");
    }
    job->asked = *asked;
    if (tsearch(job, &store->by_key, compare_keys) == NULL) {
        free(job);
        return error_set(error, ERROR_MEMORY, "", "no memory for a job");
    }
    blob_hold(asked->message);
    job->id = ++store->last_id;
    job->accepted_s = now_s;
    STAILQ_INIT(&job->waiters);
    TAILQ_INSERT_TAIL(&store->queued, job, link);
    store->queued_count++;
    store->pending_bytes += asked->message->length;
    *out = job;
    return ERROR_NONE;
}

static void leave_list(struct job_store *store, struct job *job)
{
    if (job->state == JOB_QUEUED) {
        TAILQ_REMOVE(&store->queued, job, link);
        store->queued_count--;
    } else {
        TAILQ_REMOVE(&store->running, job, link);
        store->running_count--;
    }
}

/* A finished job needs its request no more, only what came out. */
static void shelve(struct job_store *store, struct job *job, const struct job_event *event)
{
    store->pending_bytes -= job->asked.message->length;
    blob_drop(job->asked.message);
    job->asked.message = NULL;
    job->asked.body = NULL;
    blob_drop(job->progress);
    job->progress = NULL;
    job->finished_s = event->at_s;
    if (event->result != NULL) {
        job->result = blob_hold(event->result);
    }
    if (event->error != NULL) {
        job->error = *event->error;
    }
    TAILQ_INSERT_TAIL(&store->shelf, job, link);
    store->shelf_count++;
    store->shelf_bytes += shelf_weight(job);
    while (TAILQ_FIRST(&store->shelf) != job &&
           (store->shelf_count > store->bounds.kept || store->shelf_bytes > store->bounds.kept_bytes)) {
        forget(store, TAILQ_FIRST(&store->shelf));
    }
}

void job_change(struct job_store *store, struct job *job, const struct job_event *event)
{
    leave_list(store, job);
    job->state = event->state;
    switch (event->state) {
    case JOB_QUEUED:
        TAILQ_INSERT_HEAD(&store->queued, job, link);
        store->queued_count++;
        break;
    case JOB_RUNNING:
        TAILQ_INSERT_TAIL(&store->running, job, link);
        store->running_count++;
        job->attempts += job->finishing ? 0 : 1;
        if (job->started_s == 0.0) {
            job->started_s = event->at_s;
        }
        break;
    case JOB_DONE:
    case JOB_FAILED:
    case JOB_CANCELLED:
        shelve(store, job, event);
        break;
    }
}
