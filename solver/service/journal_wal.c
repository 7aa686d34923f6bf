/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The write-ahead log: brought home into the file by us, never by SQLite within a commit (those who wait for
 * the commit would wait for it too), and cut when it has grown. Somebody who reads one state of the file for
 * long, in a transaction or with a pager behind sqlite3, keeps all that is written since in the log: nothing
 * waits for that reader, but the log grows until it ends. See https://sqlite.org/wal.html, section 6. */
#include "solver/service/journal_parts.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

/* Copied home when so many pages wait for it: in a pause, or at once. */
enum { CHECKPOINT_PAGES = 1000, CHECKPOINT_AT_ONCE_PAGES = 32768 };
/* A log of more is cut in the next pause (of a busy journal: by SQLite, journal_size_limit). */
enum { KEPT_PAGES = 16384 };
/* In PATH-shm a reader holds one of these bytes: https://sqlite.org/walformat.html, section 2.2. */
enum { FIRST_READ_LOCK = 123, READ_LOCKS = 5 };

static bool checkpoint_from(struct sql *sql, int least)
{
    int due = sql_wal_due(sql);
    return due >= least && sql_checkpoint(sql, NULL) == ERROR_NONE && sql_wal_due(sql) < due;
}

void wal_urgent(struct journal *journal)
{
    checkpoint_from(journal->sql, CHECKPOINT_AT_ONCE_PAGES);
}

bool wal_is_large(const struct journal *journal)
{
    return sql_wal_pages(journal->sql) >= KEPT_PAGES;
}

bool wal_step(struct journal *journal)
{
    return checkpoint_from(journal->sql, CHECKPOINT_PAGES) ||
           (wal_is_large(journal) && sql_cut_wal(journal->sql, NULL) == ERROR_NONE);
}

/* --- who reads ---------------------------------------------------------------------------------------- */

void wal_open(struct journal *journal, const char *path)
{
    char name[PATH_MAX + sizeof "-shm"];
    snprintf(name, sizeof name, "%s-shm", path);
    journal->shm_fd = open(name, O_RDONLY | O_CLOEXEC);
}

pid_t wal_reader(const struct journal *journal)
{
    struct flock lock = {
        .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = FIRST_READ_LOCK, .l_len = READ_LOCKS};
    bool is_held = journal->shm_fd >= 0 && fcntl(journal->shm_fd, F_GETLK, &lock) == 0 &&
                   lock.l_type != F_UNLCK; /* our own locks do not count */
    return is_held ? lock.l_pid : 0;
}
