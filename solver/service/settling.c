/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The journal in the dispatcher's life: jobs come out of it at the start, changes go into it at the end of
 * every turn, and what is on disk is told. Nothing here waits for the disk. */
#include "solver/service/dispatcher.h"

#include "solver/service/journal.h"
#include "solver/service/log.h"

#include <string.h>

/* Ended jobs in memory, beside the journal: those that are asked for most. */
enum { SHELF_JOBS = 1000, SHELF_BYTES = 64 << 20 };
static const double JOURNAL_RETRY_S = 2.0;
/* Above this somebody is told who keeps the journal's log from being cut. */
enum { LARGE_WAL_BYTES = 128 << 20 };

/* --- the start ---------------------------------------------------------------------------------------- */

/* Whoever submitted it, and may be gone from the configuration since: the job was accepted. */
static struct client *client_of(void *context, const char *name)
{
    struct dispatcher *d = context;
    struct identity identity = {.role = ROLE_SUBMIT, .limits = d->options->limits};
    struct client *client = client_find(&d->clients, name);
    if (client != NULL) {
        return client;
    }
    memcpy(identity.name, name, strlen(name) + 1);
    return client_enter(&d->clients, &identity, d->now_s);
}

static struct job_bounds bounds_of(const struct options *options)
{
    return (struct job_bounds){.queued = options->queue,
                               .pending_bytes = options->pending_bytes,
                               .kept = options->result_keep < SHELF_JOBS ? options->result_keep : SHELF_JOBS,
                               .kept_bytes =
                                   options->result_bytes < SHELF_BYTES ? options->result_bytes : SHELF_BYTES};
}

enum error_code settling_start(struct dispatcher *d, struct error *error)
{
    struct journal_settings settings = {.path = d->options->journal, .spool = d->options->spool};
    enum error_code code = journal_open(&settings, &d->journal, error);
    if (code != ERROR_NONE) {
        return code;
    }
    d->jobs = job_store_new(bounds_of(d->options), d->journal);
    if (d->jobs == NULL) {
        return error_set(error, ERROR_MEMORY, "", "no memory for jobs");
    }
    code = job_store_load(d->jobs, client_of, d, error);
    if (code == ERROR_NONE) {
        log_event("journal_opened", "waiting=%zu last_job=%llu", d->jobs->queue.waiting,
                  (unsigned long long)d->jobs->last_id);
    }
    return code;
}

enum error_code settling_end(struct dispatcher *d, enum error_code code, struct error *error)
{
    struct error last = {.code = ERROR_NONE};
    drop_stored(d);
    job_store_free(d->jobs);
    if (journal_close(d->journal, &last) == ERROR_NONE || code != ERROR_NONE) {
        return code;
    }
    *error = last;
    return last.code;
}

/* --- every turn --------------------------------------------------------------------------------------- */

static void note_failure(struct dispatcher *d)
{
    struct error error = {.code = ERROR_NONE};
    bool failing = journal_failure(d->journal, &error);
    if (failing && !d->journal_failing) {
        char quoted[LOG_QUOTED_BYTES];
        log_event("journal_failing", "reason=%s", log_quoted(quoted, error.text));
    } else if (!failing && d->journal_failing) {
        log_event("journal_recovered", "batch=%llu", (unsigned long long)d->committed);
    }
    d->journal_failing = failing;
}

/* Once, and again whenever it has doubled. */
static void note_large_wal(struct dispatcher *d)
{
    struct journal_stats stats;
    journal_stats(d->journal, &stats);
    if (stats.wal_bytes < LARGE_WAL_BYTES) {
        d->wal_noted_bytes = 0;
    } else if (stats.wal_reader != 0 && stats.wal_bytes >= 2 * d->wal_noted_bytes) {
        log_event("journal_read_for_long", "wal_bytes=%llu reader_pid=%ld hint=\"it grows until that ends\"",
                  (unsigned long long)stats.wal_bytes, (long)stats.wal_reader);
        d->wal_noted_bytes = stats.wal_bytes;
    }
}

void settle(struct dispatcher *d)
{
    struct job *job;
    d->committed = journal_committed(d->journal);
    note_failure(d);
    note_large_wal(d);
    while ((job = job_settle_next(d->jobs, d->committed)) != NULL) {
        note_accepted(d, job);
        if (job_ended(job)) {
            retain_soon(d);
        }
        answer_waiters(d, job);
    }
    answer_stored(d);
}

void settling_submit(struct dispatcher *d)
{
    retain(d);
    submit_stored(d, job_store_submit(d->jobs));
    job_store_dismiss(d->jobs);
}

enum error_code settling_admit(struct dispatcher *d, struct request *request, struct error *error)
{
    struct error reason;
    if (!journal_failure(d->journal, &reason)) {
        return ERROR_NONE;
    }
    request->retry_after_s = JOURNAL_RETRY_S;
    return error_set(error, ERROR_BUSY, "", "the journal cannot be written at present: %s", reason.text);
}
