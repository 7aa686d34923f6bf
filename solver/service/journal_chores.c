/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the writer does when nothing waits to be written, one small step at a time. A step that fails is taken
 * again after the next transaction: nothing depends on it. */
#include "solver/service/journal_parts.h"

#include <stdio.h>
#include <string.h>

enum { PAGE_BYTES = 4096 };
/* When more than half of the file, and so many pages, are free, some are given back. */
enum { FREE_LEAST_PAGES = 4096 };

/* --- figures ------------------------------------------------------------------------------------------ */

static int64_t number_or(struct sql *sql, const char *text, uint64_t otherwise)
{
    int64_t number;
    return sql_number(sql, text, &number, NULL) == ERROR_NONE ? number : (int64_t)otherwise;
}

void journal_measure(struct journal *journal)
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
    seen.file_bytes =
        (uint64_t)number_or(sql, "PRAGMA page_count", seen.file_bytes / PAGE_BYTES) * PAGE_BYTES;
    seen.wal_bytes = (uint64_t)sql_wal_pages(sql) * PAGE_BYTES;
    seen.wal_reader = wal_is_large(journal) ? wal_reader(journal) : 0;
    pthread_mutex_lock(&journal->mutex);
    journal->stats.ended_jobs = seen.ended_jobs;
    journal->stats.result_bytes = seen.result_bytes;
    journal->stats.instances = seen.instances;
    journal->stats.instance_bytes = seen.instance_bytes;
    journal->stats.file_bytes = seen.file_bytes;
    journal->stats.wal_bytes = seen.wal_bytes;
    journal->stats.wal_reader = seen.wal_reader;
    pthread_mutex_unlock(&journal->mutex);
}

/* --- chores ------------------------------------------------------------------------------------------- */

/* Some parts of what is gone; the note itself when there are none left. */
static enum error_code wipe_some(struct sql *sql, const char *table, const char *owner_column, int64_t note,
                                 int64_t owner, struct error *error)
{
    char text[160];
    struct sql_value owner_value = sql_integer(owner), note_value = sql_integer(note);
    snprintf(text, sizeof text, "DELETE FROM %s WHERE rowid IN (SELECT rowid FROM %s WHERE %s = ? LIMIT 4)",
             table, table, owner_column);
    enum error_code code = sql_run(sql, text, &owner_value, 1, error);
    if (code == ERROR_NONE && sql_changed(sql) == 0) {
        code = sql_run(sql, "DELETE FROM rubbish WHERE rowid = ?", &note_value, 1, error);
    }
    return code;
}

/* Within a transaction. *found false: there is nothing to wipe. */
static enum error_code wipe(struct sql *sql, bool *found, struct error *error)
{
    struct query *query;
    char kind[16] = "";
    int64_t note = 0, owner = 0;
    enum error_code code =
        sql_begin(sql, "SELECT rowid, kind, owner FROM rubbish LIMIT 1", NULL, 0, &query, error);
    *found = false;
    if (code == ERROR_NONE) {
        code = query_next(sql, query, found, error);
    }
    if (*found) {
        note = query_integer(query, 0);
        snprintf(kind, sizeof kind, "%s", query_text(query, 1));
        owner = query_integer(query, 2);
    }
    query_end(sql, query);
    if (code != ERROR_NONE || !*found) {
        return code;
    }
    if (strcmp(kind, "body") == 0) {
        return wipe_some(sql, "bodies", "job", note, owner, error);
    }
    return strcmp(kind, "result") == 0 ? wipe_some(sql, "results", "job", note, owner, error)
                                       : wipe_some(sql, "instance_parts", "instance", note, owner, error);
}

static bool wipe_step(struct sql *sql)
{
    bool found = false;
    if (number_or(sql, "SELECT count(*) FROM (SELECT 1 FROM rubbish LIMIT 1)", 0) == 0) {
        return false;
    }
    bool good = sql_transaction(sql, NULL) == ERROR_NONE && wipe(sql, &found, NULL) == ERROR_NONE &&
                sql_commit(sql, NULL) == ERROR_NONE;
    sql_rollback(sql); /* when it was not committed */
    return good && found;
}

static bool shrink_step(struct sql *sql)
{
    int64_t unused = number_or(sql, "PRAGMA freelist_count", 0);
    return unused >= FREE_LEAST_PAGES && unused > number_or(sql, "PRAGMA page_count", 0) / 2 &&
           sql_run(sql, "PRAGMA incremental_vacuum(1000)", NULL, 0, NULL) == ERROR_NONE;
}

void chore_urgent(struct journal *journal)
{
    wal_urgent(journal);
    journal_measure(journal);
}

bool chore_do(struct journal *journal)
{
    bool done = wal_step(journal) || wipe_step(journal->sql) || shrink_step(journal->sql);
    journal_measure(journal);
    return done;
}
