/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loop's side: changes become batches, and batches are done. */
#include "solver/service/journal_parts.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void change_free(struct change *change)
{
    blob_drop(change->bytes.holder);
    free(change);
}

void changes_free(struct change_list *list)
{
    while (!STAILQ_EMPTY(list)) {
        struct change *change = STAILQ_FIRST(list);
        STAILQ_REMOVE_HEAD(list, link);
        change_free(change);
    }
}

/* The change's own hold on the bytes, a copy when nobody holds them. */
static bool hold_bytes(struct change *change, const struct piece *bytes)
{
    if (bytes == NULL || bytes->length == 0) {
        return true;
    }
    change->bytes = *bytes;
    if (bytes->holder != NULL) {
        blob_hold(bytes->holder);
        return true;
    }
    struct blob *copy = blob_new(bytes->length);
    if (copy == NULL) {
        return false;
    }
    memcpy(copy->bytes, bytes->bytes, bytes->length);
    change->bytes = (struct piece){copy->bytes, copy->length, copy};
    return true;
}

static enum error_code queue_change(struct journal *journal, enum change_kind kind,
                                    const struct journal_job *job, const struct piece *bytes,
                                    struct error *error)
{
    struct change *change = malloc(sizeof *change);
    if (change == NULL) {
        return error_set(error, ERROR_MEMORY, "", "no memory for the journal");
    }
    *change = (struct change){.kind = kind, .batch = journal->last_batch + 1, .job = *job};
    if (!hold_bytes(change, bytes)) {
        free(change);
        return error_set(error, ERROR_MEMORY, "", "no memory for the journal");
    }
    STAILQ_INSERT_TAIL(&journal->open, change, link);
    return ERROR_NONE;
}

/* --- jobs --------------------------------------------------------------------------------------------- */

enum error_code journal_add_job(struct journal *journal, const struct journal_job *job,
                                const struct piece *body, struct error *error)
{
    if (job->id <= journal->last_id || job_state_ended(job->state)) {
        return error_set(error, ERROR_INTERNAL, "", "job %llu is not new", (unsigned long long)job->id);
    }
    enum error_code code = queue_change(journal, CHANGE_ADD_JOB, job, body, error);
    if (code == ERROR_NONE) {
        journal->last_id = job->id;
    }
    return code;
}

enum error_code journal_change_job(struct journal *journal, const struct journal_job *job,
                                   struct error *error)
{
    return queue_change(journal, CHANGE_JOB, job, NULL, error);
}

enum error_code journal_finish_job(struct journal *journal, const struct journal_job *job,
                                   const struct piece *result, struct error *error)
{
    if (!job_state_ended(job->state) || job->finished_ms == 0) {
        return error_set(error, ERROR_INTERNAL, "", "job %llu has not ended", (unsigned long long)job->id);
    }
    return queue_change(journal, CHANGE_FINISH_JOB, job, result, error);
}

enum error_code journal_forget_job(struct journal *journal, uint64_t id, struct error *error)
{
    return queue_change(journal, CHANGE_FORGET_JOB, &(struct journal_job){.id = id}, NULL, error);
}

/* --- instances ---------------------------------------------------------------------------------------- */

static struct journal_job instance_name(const char *client, const unsigned char sha256[JOURNAL_HASH_BYTES])
{
    struct journal_job name = {.has_instance = true};
    strncpy(name.client, client, JOURNAL_CLIENT_MAX);
    memcpy(name.instance, sha256, JOURNAL_HASH_BYTES);
    return name;
}

static bool same_instance(const struct journal_job *a, const struct journal_job *b)
{
    return strcmp(a->client, b->client) == 0 && memcmp(a->instance, b->instance, JOURNAL_HASH_BYTES) == 0;
}

bool instance_is_doomed(const struct journal *journal, const char *client,
                        const unsigned char sha256[JOURNAL_HASH_BYTES])
{
    struct journal_job name = instance_name(client, sha256);
    const struct change *change;
    STAILQ_FOREACH(change, &journal->doomed, link)
    {
        if (same_instance(&change->job, &name)) {
            return true;
        }
    }
    return false;
}

/* Takes out those that are the instance, or whose batch is committed. */
static void spare(struct journal *journal, const struct journal_job *name, uint64_t committed)
{
    struct change *change, *next;
    for (change = STAILQ_FIRST(&journal->doomed); change != NULL; change = next) {
        next = STAILQ_NEXT(change, link);
        if (change->batch <= committed || (name != NULL && same_instance(&change->job, name))) {
            STAILQ_REMOVE(&journal->doomed, change, change, link);
            free(change);
        }
    }
}

enum error_code journal_put_instance(struct journal *journal, const char *client,
                                     const unsigned char sha256[JOURNAL_HASH_BYTES], int64_t at_ms,
                                     const struct piece *bytes, struct error *error)
{
    struct journal_job name = instance_name(client, sha256);
    name.accepted_ms = at_ms;
    enum error_code code = queue_change(journal, CHANGE_PUT_INSTANCE, &name, bytes, error);
    if (code == ERROR_NONE) {
        spare(journal, &name, 0);
    }
    return code;
}

enum error_code journal_forget_instance(struct journal *journal, const char *client,
                                        const unsigned char sha256[JOURNAL_HASH_BYTES], struct error *error)
{
    struct journal_job name = instance_name(client, sha256);
    struct change *doomed = malloc(sizeof *doomed);
    enum error_code code = doomed == NULL ? error_set(error, ERROR_MEMORY, "", "no memory for the journal")
                                          : queue_change(journal, CHANGE_FORGET_INSTANCE, &name, NULL, error);
    if (code != ERROR_NONE) {
        free(doomed);
        return code;
    }
    *doomed = (struct change){.batch = journal->last_batch + 1, .job = name};
    STAILQ_INSERT_TAIL(&journal->doomed, doomed, link);
    return ERROR_NONE;
}

/* --- batches ------------------------------------------------------------------------------------------ */

uint64_t journal_submit(struct journal *journal)
{
    struct change *change;
    uint64_t changes = 0, bytes = 0;
    if (STAILQ_EMPTY(&journal->open)) {
        return journal->last_batch;
    }
    STAILQ_FOREACH(change, &journal->open, link)
    {
        changes++;
        bytes += change->bytes.length;
    }
    pthread_mutex_lock(&journal->mutex);
    STAILQ_CONCAT(&journal->waiting, &journal->open);
    journal->stats.waiting_changes += changes;
    journal->stats.waiting_bytes += bytes;
    pthread_cond_signal(&journal->wake);
    pthread_mutex_unlock(&journal->mutex);
    return ++journal->last_batch;
}

int journal_fd(const struct journal *journal)
{
    return journal->event_fd;
}

uint64_t journal_committed(struct journal *journal)
{
    struct change_list done = STAILQ_HEAD_INITIALIZER(done);
    uint64_t news;
    if (read(journal->event_fd, &news, sizeof news) < 0) {
        news = 0; /* nothing new: the number below is still right */
    }
    pthread_mutex_lock(&journal->mutex);
    uint64_t committed = journal->committed;
    STAILQ_CONCAT(&done, &journal->done);
    pthread_mutex_unlock(&journal->mutex);
    changes_free(&done);
    spare(journal, NULL, committed);
    return committed;
}

bool journal_failure(struct journal *journal, struct error *error)
{
    pthread_mutex_lock(&journal->mutex);
    bool failing = journal->failing;
    if (failing && error != NULL) {
        *error = journal->failure;
    }
    pthread_mutex_unlock(&journal->mutex);
    return failing;
}

void journal_stats(struct journal *journal, struct journal_stats *out)
{
    pthread_mutex_lock(&journal->mutex);
    *out = journal->stats;
    pthread_mutex_unlock(&journal->mutex);
}

uint64_t journal_last_id(const struct journal *journal)
{
    return journal->last_id;
}
