/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The thread that writes: everything that waits in one transaction, again and again until it is on disk. */
#include "solver/service/journal_parts.h"

#include "proto/clock.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* The WAL is copied into the file when it has so many pages of 4 KiB: in a pause, or at once. In a thread of
 * its own SQLite would do the same between the commits, with those who wait for one waiting for it too. */
enum { CHECKPOINT_PAGES = 1000, CHECKPOINT_AT_ONCE_PAGES = 32768 };
/* When more than half of the file, and so many pages, are free, some are given back in every pause. */
enum { FREE_LEAST_PAGES = 4096 };

/* --- a transaction ------------------------------------------------------------------------------------ */

static enum error_code apply_all(struct journal *journal, uint64_t *count, struct error *error)
{
    enum error_code code = ERROR_NONE;
    const struct change *change;
    STAILQ_FOREACH(change, &journal->writing, link)
    {
        code = change_apply(journal->sql, change, error);
        if (code != ERROR_NONE) {
            break;
        }
        ++*count;
    }
    return code;
}

static enum error_code write_all(struct journal *journal, uint64_t *count, struct error *error)
{
    enum error_code code = sql_transaction(journal->sql, error);
    if (code == ERROR_NONE) {
        code = apply_all(journal, count, error);
    }
    if (code == ERROR_NONE) {
        code = sql_commit(journal->sql, error);
    }
    if (code != ERROR_NONE) {
        sql_rollback(journal->sql);
    }
    return code;
}

/* --- figures ------------------------------------------------------------------------------------------ */

static int64_t number_or(struct sql *sql, const char *text, uint64_t otherwise)
{
    int64_t number;
    return sql_number(sql, text, &number, NULL) == ERROR_NONE ? number : (int64_t)otherwise;
}

void writer_measure(struct journal *journal)
{
    struct sql *sql = journal->sql;
    struct journal_stats seen = journal->stats; /* these fields are written by this thread alone */
    seen.ended_jobs =
        (uint64_t)number_or(sql, "SELECT count FROM totals WHERE name = 'ended'", seen.ended_jobs);
    seen.result_bytes =
        (uint64_t)number_or(sql, "SELECT bytes FROM totals WHERE name = 'ended'", seen.result_bytes);
    seen.instances =
        (uint64_t)number_or(sql, "SELECT count FROM totals WHERE name = 'instances'", seen.instances);
    seen.instance_bytes =
        (uint64_t)number_or(sql, "SELECT bytes FROM totals WHERE name = 'instances'", seen.instance_bytes);
    seen.file_bytes = (uint64_t)number_or(sql, "PRAGMA page_count", seen.file_bytes / 4096) * 4096;
    seen.wal_bytes = (uint64_t)sql_wal_pages(sql) * 4096;
    pthread_mutex_lock(&journal->mutex);
    journal->stats.ended_jobs = seen.ended_jobs;
    journal->stats.result_bytes = seen.result_bytes;
    journal->stats.instances = seen.instances;
    journal->stats.instance_bytes = seen.instance_bytes;
    journal->stats.file_bytes = seen.file_bytes;
    journal->stats.wal_bytes = seen.wal_bytes;
    pthread_mutex_unlock(&journal->mutex);
}

/* --- the loop ----------------------------------------------------------------------------------------- */

static void tell(struct journal *journal)
{
    uint64_t one = 1;
    while (write(journal->event_fd, &one, sizeof one) < 0 && errno == EINTR) {
    }
}

/* Under the mutex: what a written transaction means to the loop. */
static void settle(struct journal *journal, uint64_t count, double took_s)
{
    const struct change *change;
    STAILQ_FOREACH(change, &journal->writing, link)
    {
        journal->committed = change->batch;
        journal->stats.waiting_bytes -= change->bytes.length;
    }
    STAILQ_CONCAT(&journal->done, &journal->writing);
    journal->failing = false;
    journal->stats.transactions++;
    journal->stats.changes += count;
    journal->stats.waiting_changes -= count;
    histogram_add(&journal->stats.commit, took_s);
    tell(journal);
}

/* Under the mutex. The loop is told of the first failure, and of others by asking. */
static void note_failure(struct journal *journal, const struct error *error)
{
    journal->stats.failures++;
    journal->failure = *error;
    if (!journal->failing) {
        journal->failing = true;
        tell(journal);
    }
}

static void wait_retry(struct journal *journal)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    double nanoseconds = (double)until.tv_nsec + journal->retry_s * 1e9;
    until.tv_sec += (time_t)(nanoseconds / 1e9);
    until.tv_nsec = (long)(nanoseconds - (double)(time_t)(nanoseconds / 1e9) * 1e9);
    while (!journal->stop && pthread_cond_timedwait(&journal->wake, &journal->mutex, &until) == 0) {
    }
}

/* Without the mutex, between transactions. What fails here is tried again in the next pause; the WAL holds
 * everything. */
static void tidy(struct journal *journal, bool idle)
{
    struct sql *sql = journal->sql;
    int pages = sql_wal_pages(sql);
    if (pages >= CHECKPOINT_AT_ONCE_PAGES || (idle && pages >= CHECKPOINT_PAGES)) {
        sql_checkpoint(sql, NULL);
    }
    int64_t unused = number_or(sql, "PRAGMA freelist_count", 0);
    if (idle && unused >= FREE_LEAST_PAGES && unused > number_or(sql, "PRAGMA page_count", 0) / 2) {
        sql_run(sql, "PRAGMA incremental_vacuum(1000)", NULL, 0, NULL);
    }
    writer_measure(journal);
}

/* Under the mutex: waits until there is something to write. false: asked to stop, and there is nothing. */
static bool take(struct journal *journal)
{
    while (STAILQ_EMPTY(&journal->waiting) && STAILQ_EMPTY(&journal->writing) && !journal->stop) {
        pthread_cond_wait(&journal->wake, &journal->mutex);
    }
    STAILQ_CONCAT(&journal->writing, &journal->waiting);
    return !STAILQ_EMPTY(&journal->writing);
}

static void *write_on(void *context)
{
    struct journal *journal = context;
    bool given_up = false;
    pthread_mutex_lock(&journal->mutex);
    while (!given_up && take(journal)) {
        struct error error;
        uint64_t count = 0;
        bool last_try = journal->stop;
        pthread_mutex_unlock(&journal->mutex);
        double began_s = monotonic_s();
        enum error_code code = write_all(journal, &count, &error);
        pthread_mutex_lock(&journal->mutex);
        if (code != ERROR_NONE) {
            note_failure(journal, &error);
            given_up = last_try;
            if (!given_up) {
                wait_retry(journal);
            }
            continue;
        }
        settle(journal, count, monotonic_s() - began_s);
        bool idle = STAILQ_EMPTY(&journal->waiting);
        pthread_mutex_unlock(&journal->mutex);
        tidy(journal, idle);
        pthread_mutex_lock(&journal->mutex);
    }
    pthread_mutex_unlock(&journal->mutex);
    return NULL;
}

/* --- the thread --------------------------------------------------------------------------------------- */

enum error_code writer_start(struct journal *journal, struct error *error)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before); /* the thread inherits it: signals are the loop's */
    int failed = pthread_create(&journal->thread, NULL, write_on, journal);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (failed != 0) {
        return error_set(error, ERROR_IO, "", "cannot start the journal's thread: %s", strerror(failed));
    }
    journal->started = true;
    return ERROR_NONE;
}

void writer_stop(struct journal *journal)
{
    if (!journal->started) {
        return;
    }
    pthread_mutex_lock(&journal->mutex);
    journal->stop = true;
    pthread_cond_signal(&journal->wake);
    pthread_mutex_unlock(&journal->mutex);
    pthread_join(journal->thread, NULL);
    journal->started = false;
}
