/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/service/jobs.h"

#include "proto/clock.h"
#include "proto/instant.h"
#include "solver/service/jobs_internal.h"

#include <math.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A clock that is further from where it should be was set. */
enum { CLOCK_SET_MS = 500 };

struct job_store *job_store_new(struct job_bounds bounds, struct journal *journal)
{
    struct job_store *store = calloc(1, sizeof *store);
    if (store == NULL) {
        return NULL;
    }
    store->bounds = bounds;
    store->journal = journal;
    job_queue_init(&store->queue);
    TAILQ_INIT(&store->open);
    TAILQ_INIT(&store->ended);
    TAILQ_INIT(&store->visitors);
    TAILQ_INIT(&store->unsettled);
    TAILQ_INIT(&store->touched);
    TAILQ_INIT(&store->waiters);
    return store;
}

/* --- finding ------------------------------------------------------------------------------------------ */

static int compare_keys(const void *left, const void *right)
{
    const struct job *a = left, *b = right;
    int clients = strcmp(a->client, b->client);
    return clients != 0 ? clients : strcmp(a->asked.key, b->asked.key);
}

static int compare_ids(const void *left, const void *right)
{
    const struct job *a = left, *b = right;
    return a->id < b->id ? -1 : a->id > b->id;
}

static bool enter(struct job_store *store, struct job *job)
{
    if (tsearch(job, &store->by_key, compare_keys) == NULL) {
        return false;
    }
    if (tsearch(job, &store->by_id, compare_ids) == NULL) {
        tdelete(job, &store->by_key, compare_keys);
        return false;
    }
    return true;
}

static struct job *found(struct job *const *node)
{
    return node != NULL ? *node : NULL;
}

struct job *job_here(struct job_store *store, uint64_t id)
{
    struct job sought = {.id = id};
    return found(tfind(&sought, &store->by_id, compare_ids));
}

enum error_code job_find_id(struct job_store *store, uint64_t id, struct job **out, struct error *error)
{
    *out = job_here(store, id);
    return *out != NULL ? ERROR_NONE : job_visit_id(store, id, out, error);
}

enum error_code job_find(struct job_store *store, const char *client, const char *key, struct job **out,
                         struct error *error)
{
    struct job sought;
    snprintf(sought.client, sizeof sought.client, "%s", client);
    snprintf(sought.asked.key, sizeof sought.asked.key, "%s", key);
    *out = found(tfind(&sought, &store->by_key, compare_keys));
    return *out != NULL ? ERROR_NONE : job_visit_key(store, client, key, out, error);
}

/* --- life --------------------------------------------------------------------------------------------- */

bool job_ended(const struct job *job)
{
    return job->state != JOB_QUEUED && job->state != JOB_RUNNING;
}

double job_ran_s(const struct job *job, double now_s)
{
    if (job->started.at_ms == 0) {
        return 0;
    }
    if (job_ended(job)) {
        return fmax(0, (double)(job->finished.at_ms - job->started.at_ms) / 1000);
    }
    return job->started.at_s > 0 ? now_s - job->started.at_s : 0;
}

/* One for all jobs until the clock is set, so that times of two jobs stand in the order in which things
 * happened, to the millisecond. */
static int64_t clock_now_ms(struct job_store *store)
{
    int64_t seen_ms = wall_ms() - llround(monotonic_s() * 1000);
    if (llabs(seen_ms - store->clock_ms) > CLOCK_SET_MS) {
        store->clock_ms = seen_ms;
    }
    return store->clock_ms;
}

/* So that a clock that is set back or forth makes no duration wrong. */
static struct moment moment_of(const struct job *job, double at_s)
{
    return (struct moment){.at_s = at_s, .at_ms = job->clock_ms + llround(at_s * 1000)};
}

/* --- who waits for whom ------------------------------------------------------------------------------- */

/* Before it is queued. Those that it may follow have lower numbers, so nobody waits for itself. */
static void follow(struct job_store *store, struct job *job)
{
    struct job *leader = job->asked.follows != 0 ? job_here(store, job->asked.follows) : NULL;
    if (leader != NULL && !job_ended(leader)) {
        job->leader = leader;
        TAILQ_INSERT_TAIL(&leader->followers, job, follow);
    }
}

static void follow_no_more(struct job *job)
{
    if (job->leader != NULL) {
        TAILQ_REMOVE(&job->leader->followers, job, follow);
        job->leader = NULL;
    }
}

static void let_followers_go(struct job_store *store, struct job *job)
{
    struct job *follower;
    while ((follower = TAILQ_FIRST(&job->followers)) != NULL) {
        follow_no_more(follower);
        job_queue_unpark(&store->queue, &follower->turn);
    }
}

/* --- life, continued ---------------------------------------------------------------------------------- */

/* Its message and its client's share of the queue. */
static void release(struct job_store *store, struct job *job)
{
    follow_no_more(job);
    let_followers_go(store, job);
    if (job->asked.client != NULL) {
        job_queue_remove(&store->queue, &job->turn);
        store->pending_bytes -= job->asked.body_length;
        client_give_bytes(job->asked.client, job->asked.body_length);
        client_drop(job->asked.client);
        job->asked.client = NULL;
    }
    blob_drop(job->asked.message);
    job->asked.message = NULL;
    job->asked.body = NULL;
    blob_drop(job->progress);
    job->progress = NULL;
}

static struct job_list *list_of(struct job_store *store, const struct job *job)
{
    return job->shelf == SHELF_OPEN    ? &store->open
           : job->shelf == SHELF_ENDED ? &store->ended
                                       : &store->visitors;
}

void job_free(struct job_store *store, struct job *job)
{
    release(store, job);
    job_drop_waiters(store, job);
    if (!job->settled) {
        TAILQ_REMOVE(&store->unsettled, job, unsettled);
    }
    if (job->touched) {
        TAILQ_REMOVE(&store->touched, job, touch);
    }
    TAILQ_REMOVE(list_of(store, job), job, link);
    if (job->shelf != SHELF_VISITOR) { /* another may have taken its key over */
        tdelete(job, &store->by_key, compare_keys);
        tdelete(job, &store->by_id, compare_ids);
    }
    blob_drop(job->result);
    free(job);
}

void job_store_free(struct job_store *store)
{
    if (store == NULL) {
        return;
    }
    struct job_list *lists[] = {&store->open, &store->ended, &store->visitors};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        while (!TAILQ_EMPTY(lists[i])) {
            job_free(store, TAILQ_FIRST(lists[i]));
        }
    }
    free(store);
}

/* --- changes ------------------------------------------------------------------------------------------ */

static enum error_code admit(const struct job_store *store, const struct submission *asked,
                             struct error *error)
{
    if (store->queue.waiting >= store->bounds.queued) {
        return error_set(error, ERROR_BUSY, "", "%zu jobs are waiting, the queue is full",
                         store->queue.waiting);
    }
    size_t room = store->pending_bytes < store->bounds.pending_bytes
                      ? store->bounds.pending_bytes - store->pending_bytes
                      : 0; /* more may have come out of the journal */
    if (asked->body_length > room) {
        return error_set(error, ERROR_BUSY, "", "%zu bytes of waiting jobs are held, no room for %zu more",
                         store->pending_bytes, asked->body_length);
    }
    return ERROR_NONE;
}

static void enqueue(struct job_store *store, struct job *job)
{
    struct client *client = job->asked.client;
    snprintf(job->client, sizeof job->client, "%s", client->name);
    client_hold(client);
    client_take_bytes(client, job->asked.body_length);
    store->pending_bytes += job->asked.body_length;
    if (job->asked.message != NULL) {
        blob_hold(job->asked.message);
    }
    job->state = JOB_QUEUED;
    job->shelf = SHELF_OPEN;
    job->settled = true;
    TAILQ_INIT(&job->waiters);
    TAILQ_INIT(&job->followers);
    TAILQ_INSERT_TAIL(&store->open, job, link);
    follow(store, job);
    job->turn = (struct queue_item){.job = job,
                                    .client = client,
                                    .priority = job->asked.priority,
                                    .number = job->id,
                                    .parked = job->leader != NULL};
    job_queue_add(&store->queue, &job->turn);
    store->last_id = job->id > store->last_id ? job->id : store->last_id;
}

static enum error_code no_memory(struct error *error)
{
    return error_set(error, ERROR_MEMORY, "", "no memory for a job");
}

/* The key is free for another job. */
static enum error_code forget_key(struct job_store *store, const struct submission *asked,
                                  struct error *error)
{
    struct job *earlier;
    enum error_code code = job_find(store, asked->client->name, asked->key, &earlier, error);
    if (code == ERROR_NONE && earlier != NULL) {
        job_unshelve(store, earlier);
    }
    return code;
}

static enum error_code admit_and_forget(struct job_store *store, const struct submission *asked,
                                        struct error *error)
{
    enum error_code code = admit(store, asked, error);
    return code == ERROR_NONE ? forget_key(store, asked, error) : code;
}

enum error_code job_add(struct job_store *store, const struct submission *asked, double now_s,
                        struct job **out, struct error *error)
{
    enum error_code code = admit_and_forget(store, asked, error);
    if (code != ERROR_NONE) {
        return code;
    }
    struct job *job = calloc(1, sizeof *job);
    if (job == NULL) {
        return no_memory(error);
    }
    job->asked = *asked;
    job->id = store->last_id + 1;
    job->clock_ms = clock_now_ms(store);
    job->accepted = moment_of(job, now_s);
    snprintf(job->client, sizeof job->client, "%s", asked->client->name);
    if (!enter(store, job)) {
        free(job);
        return no_memory(error);
    }
    enqueue(store, job);
    code = job_write_new(store, job, error);
    if (code != ERROR_NONE) {
        job_free(store, job);
        return code;
    }
    job_unsettle(store, job);
    *out = job;
    return ERROR_NONE;
}

bool job_restore(struct job_store *store, struct client *client, const struct journal_job *record)
{
    struct job *job = calloc(1, sizeof *job);
    if (job == NULL) {
        return false;
    }
    job_read_record(job, record);
    job->started.at_ms = 0;
    job->noted = true;
    job->clock_ms = clock_now_ms(store);
    job->asked.client = client;
    if (!enter(store, job)) {
        free(job);
        return false;
    }
    bool ran = job->state == JOB_RUNNING;
    enqueue(store, job);
    if (ran) {
        job_touch(store, job);
    }
    return true;
}

struct job *job_take(struct job_store *store)
{
    return job_queue_take(&store->queue);
}

struct job *job_take_again(struct job_store *store)
{
    return TAILQ_EMPTY(&store->queue.urgent) ? NULL : job_queue_take(&store->queue);
}

void job_put_back(struct job_store *store, struct job *job)
{
    job_queue_add(&store->queue, &job->turn);
}

static void begin(struct job *job, double at_s)
{
    job->attempts += job->finishing ? 0 : 1;
    if (job->started.at_s == 0.0) {
        job->started = moment_of(job, at_s);
    }
}

/* Its time runs, whoever waits before it. */
static void go_back(struct job_store *store, struct job *job)
{
    job->turn.urgent = true;
    job_queue_add(&store->queue, &job->turn);
}

/* An ended job needs its request no more, only what came out. */
static void end(struct job_store *store, struct job *job, const struct job_event *event)
{
    job->finished = moment_of(job, event->at_s);
    if (event->result != NULL) {
        job->result = blob_hold(event->result);
        job->result_bytes = event->result->length;
    }
    if (event->error != NULL) {
        job->error = *event->error;
    }
    release(store, job);
    job_unsettle(store, job);
    job_shelve(store, job);
}

void job_change(struct job_store *store, struct job *job, const struct job_event *event)
{
    job->state = event->state;
    job_touch(store, job);
    switch (event->state) {
    case JOB_QUEUED:
        go_back(store, job);
        break;
    case JOB_RUNNING:
        begin(job, event->at_s);
        break;
    case JOB_DONE:
    case JOB_FAILED:
    case JOB_CANCELLED:
        end(store, job, event);
        break;
    }
}
