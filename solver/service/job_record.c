/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Jobs into the journal and out of it. */
#include "solver/service/jobs.h"

#include "solver/service/jobs_internal.h"
#include "solver/service/journal.h"
#include "solver/service/log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Static_assert((int)JOURNAL_CLIENT_MAX == (int)CLIENT_NAME_MAX, "a client's name fits the journal");

static void write_record(const struct job *job, struct journal_job *record)
{
    memset(record, 0, sizeof *record);
    record->id = job->id;
    memcpy(record->client, job->client, sizeof record->client);
    memcpy(record->key, job->asked.key, sizeof record->key);
    record->op = job->asked.op;
    record->state = job->state;
    record->priority = job->asked.priority;
    memcpy(record->content, job->asked.content, sizeof record->content);
    record->limits = job->asked.limits;
    record->has_instance = job->asked.has_instance;
    memcpy(record->instance, job->asked.instance, sizeof record->instance);
    record->follows = job->asked.follows;
    record->accepted_ms = job->accepted.at_ms;
    record->started_ms = job->started.at_ms;
    record->finished_ms = job->finished.at_ms;
    record->attempts = job->attempts;
    record->losses = job->losses;
    record->told = job->told;
    record->has_progress = job->has_note;
    record->progress = job->note;
    record->error = job->error;
}

void job_read_record(struct job *job, const struct journal_job *record)
{
    job->id = record->id;
    memcpy(job->client, record->client, sizeof job->client);
    memcpy(job->asked.key, record->key, sizeof job->asked.key);
    job->asked.op = record->op;
    job->state = record->state;
    job->asked.priority = record->priority;
    memcpy(job->asked.content, record->content, sizeof job->asked.content);
    job->asked.limits = record->limits;
    job->asked.has_instance = record->has_instance;
    memcpy(job->asked.instance, record->instance, sizeof job->asked.instance);
    job->asked.follows = record->follows;
    job->asked.body_length = (size_t)record->body_bytes;
    job->accepted.at_ms = record->accepted_ms;
    job->started.at_ms = record->started_ms;
    job->finished.at_ms = record->finished_ms;
    job->attempts = record->attempts;
    job->losses = record->losses;
    job->told = record->told;
    job->has_note = record->has_progress;
    job->note = record->progress;
    job->result_bytes = (size_t)record->result_bytes;
    job->error = record->error;
    job->settled = true;
}

/* --- writing ------------------------------------------------------------------------------------------ */

enum error_code job_write_new(struct job_store *store, const struct job *job, struct error *error)
{
    struct journal_job record;
    struct piece body = {job->asked.body, job->asked.body_length, job->asked.message};
    if (store->journal == NULL) {
        return ERROR_NONE;
    }
    write_record(job, &record);
    return journal_add_job(store->journal, &record, &body, error);
}

static bool write_change(struct job_store *store, const struct job *job)
{
    struct journal_job record;
    struct error error;
    enum error_code code;
    write_record(job, &record);
    if (!job_ended(job)) {
        code = journal_change_job(store->journal, &record, &error);
    } else if (job->result != NULL) {
        struct piece result = {job->result->bytes, job->result->length, job->result};
        code = journal_finish_job(store->journal, &record, &result, &error);
    } else {
        code = journal_finish_job(store->journal, &record, NULL, &error);
    }
    if (code != ERROR_NONE) {
        char quoted[LOG_QUOTED_BYTES];
        log_event("journal_change_put_off", "job=%llu reason=%s", (unsigned long long)job->id,
                  log_quoted(quoted, error.text));
    }
    return code == ERROR_NONE;
}

void job_touch(struct job_store *store, struct job *job)
{
    if (store->journal != NULL && !job->touched) {
        job->touched = true;
        TAILQ_INSERT_TAIL(&store->touched, job, touch);
    }
}

void job_tell(struct job_store *store, struct job *job)
{
    struct journal_job record;
    struct error error;
    if (job->told) {
        return;
    }
    job->told = true;
    if (store->journal != NULL) {
        write_record(job, &record);
        journal_change_job(store->journal, &record, &error); /* at worst it is told again */
    }
}

uint64_t job_store_submit(struct job_store *store)
{
    struct job *job, *next;
    if (store->journal == NULL) {
        return 0;
    }
    for (job = TAILQ_FIRST(&store->touched); job != NULL; job = next) {
        next = TAILQ_NEXT(job, touch);
        if (write_change(store, job)) {
            job->touched = false;
            TAILQ_REMOVE(&store->touched, job, touch);
        }
    }
    uint64_t batch = journal_submit(store->journal);
    TAILQ_FOREACH_REVERSE(job, &store->unsettled, job_list, unsettled)
    {
        if (job->batch != UINT64_MAX) {
            break;
        }
        job->batch = job->touched ? UINT64_MAX : batch;
    }
    return batch;
}

/* --- reading ------------------------------------------------------------------------------------------ */

struct restorer {
    struct job_store *store;
    struct client *(*client_of)(void *, const char *);
    void *context;
    bool failed;
};

static bool restore_one(void *context, const struct journal_job *record)
{
    struct restorer *restorer = context;
    struct client *client = restorer->client_of(restorer->context, record->client);
    restorer->failed = client == NULL || !job_restore(restorer->store, client, record);
    return !restorer->failed;
}

enum error_code job_store_load(struct job_store *store, struct client *(*client_of)(void *, const char *),
                               void *context, struct error *error)
{
    struct restorer restorer = {.store = store, .client_of = client_of, .context = context};
    const struct journal_filter filter = {.open_only = true, .oldest_first = true};
    enum error_code code = journal_visit(store->journal, &filter, restore_one, &restorer, error);
    if (code == ERROR_NONE && restorer.failed) {
        code = error_set(error, ERROR_MEMORY, "", "no memory for the jobs of the journal");
    }
    store->last_id = journal_last_id(store->journal);
    return code;
}

/* Of ended jobs only: those that have not are in memory, and know better. */
static enum error_code visit(struct job_store *store, const struct journal_job *record, struct job **out,
                             struct error *error)
{
    if (record->state == JOB_QUEUED || record->state == JOB_RUNNING) {
        return ERROR_NONE;
    }
    struct job *job = calloc(1, sizeof *job);
    if (job == NULL) {
        return error_set(error, ERROR_MEMORY, "", "no memory for a job");
    }
    job_read_record(job, record);
    job->shelf = SHELF_VISITOR;
    TAILQ_INIT(&job->waiters);
    TAILQ_INIT(&job->followers);
    TAILQ_INSERT_TAIL(&store->visitors, job, link);
    *out = job;
    return ERROR_NONE;
}

enum error_code job_visit_key(struct job_store *store, const char *client, const char *key, struct job **out,
                              struct error *error)
{
    struct journal_job record;
    bool found = false;
    enum error_code code = ERROR_NONE;
    if (store->journal != NULL) {
        code = journal_find_key(store->journal, client, key, &record, &found, error);
    }
    return code == ERROR_NONE && found ? visit(store, &record, out, error) : code;
}

enum error_code job_visit_id(struct job_store *store, uint64_t id, struct job **out, struct error *error)
{
    struct journal_job record;
    bool found = false;
    enum error_code code = ERROR_NONE;
    if (store->journal != NULL) {
        code = journal_find_id(store->journal, id, &record, &found, error);
    }
    return code == ERROR_NONE && found ? visit(store, &record, out, error) : code;
}

static enum error_code missing(enum error_code code, const struct blob *blob, const char *what,
                               struct error *error)
{
    return code == ERROR_NONE && blob == NULL
               ? error_set(error, ERROR_IO, "", "the journal does not hold the job's %s", what)
               : code;
}

enum error_code job_fetch_body(struct job_store *store, struct job *job, struct error *error)
{
    struct blob *body = NULL;
    if (job->asked.message != NULL) {
        return ERROR_NONE;
    }
    enum error_code code = journal_read_body(store->journal, job->id, &body, error);
    code = missing(code, body, "request", error);
    if (code == ERROR_NONE && body->length != job->asked.body_length) {
        blob_drop(body);
        code = error_set(error, ERROR_IO, "", "the journal holds another length of the job's request");
    }
    if (code == ERROR_NONE) {
        job->asked.message = body;
        job->asked.body = body->bytes;
    }
    return code;
}

enum error_code job_fetch_result(struct job_store *store, struct job *job, struct error *error)
{
    if (job->result != NULL) {
        return ERROR_NONE;
    }
    enum error_code code = journal_read_result(store->journal, job->id, &job->result, error);
    return missing(code, job->result, "result", error);
}
