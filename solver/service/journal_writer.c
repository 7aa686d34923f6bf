/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The thread that writes: everything that waits in one transaction, again and again until it is on disk. */
#include "solver/service/journal_parts.h"

#include "proto/clock.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const double LARGE_WAL_S = 1.0;

/* --- a transaction ------------------------------------------------------------------------------------ */

enum { TELL_TRIES = 100 };

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

/* --- the loop ----------------------------------------------------------------------------------------- */

static void tell(struct journal *journal)
{
    uint64_t one = 1;
    /* EAGAIN: it is readable already */
    for (int tries = 0; tries < TELL_TRIES && write(journal->event_fd, &one, sizeof one) < 0; tries++) {
        if (errno == EAGAIN) {
            return;
        }
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

static struct timespec time_after(double seconds)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    double nanoseconds = (double)time.tv_nsec + seconds * 1e9;
    time.tv_sec += (time_t)(nanoseconds / 1e9);
    time.tv_nsec = (long)(nanoseconds - (double)(time_t)(nanoseconds / 1e9) * 1e9);
    return time;
}

static void wait_retry(struct journal *journal)
{
    struct timespec until = time_after(journal->retry_s);
    while (!journal->stop && pthread_cond_timedwait(&journal->wake, &journal->mutex, &until) == 0) {
    }
}

/* Under the mutex: until woken. false: for nothing, but a reader who kept the WAL large may have left. */
static bool wait_wake(struct journal *journal)
{
    if (!wal_is_large(journal)) {
        return pthread_cond_wait(&journal->wake, &journal->mutex) == 0;
    }
    struct timespec until = time_after(LARGE_WAL_S);
    return pthread_cond_timedwait(&journal->wake, &journal->mutex, &until) == 0;
}

/* Under the mutex: waits until there is something to write, and tidies up meanwhile. false: asked to stop,
 * and there is nothing. */
static bool take(struct journal *journal, bool *tidy)
{
    while (STAILQ_EMPTY(&journal->waiting) && STAILQ_EMPTY(&journal->writing) && !journal->stop) {
        if (*tidy) {
            *tidy = wait_wake(journal);
            continue;
        }
        pthread_mutex_unlock(&journal->mutex);
        *tidy = !chore_do(journal);
        pthread_mutex_lock(&journal->mutex);
    }
    STAILQ_CONCAT(&journal->writing, &journal->waiting);
    return !STAILQ_EMPTY(&journal->writing);
}

static void *write_on(void *context)
{
    struct journal *journal = context;
    bool given_up = false, tidy = false;
    pthread_mutex_lock(&journal->mutex);
    while (!given_up && take(journal, &tidy)) {
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
        tidy = false;
        pthread_mutex_unlock(&journal->mutex);
        chore_urgent(journal);
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
