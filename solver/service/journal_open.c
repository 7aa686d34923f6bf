/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _DEFAULT_SOURCE /* flock, realpath */
#include "solver/service/journal_parts.h"
#include "solver/service/journal_schema.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* --- the file ----------------------------------------------------------------------------------------- */

/* Makes the file when there is none, for this user alone; SQLite gives its other files the same mode. A file
 * must not be opened and closed by us once SQLite has it open: its locks would be lost. */
static enum error_code make_file(const char *path, struct error *error)
{
    struct stat status;
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0600);
    if (fd < 0 || fstat(fd, &status) != 0) {
        int cause = errno;
        if (fd >= 0) {
            close(fd);
        }
        return error_set(error, ERROR_REFUSED, "", "the journal %s cannot be opened for writing: %s", path,
                         strerror(cause));
    }
    close(fd);
    if (!S_ISREG(status.st_mode)) {
        return error_set(error, ERROR_REFUSED, "", "the journal %s is not a file", path);
    }
    return ERROR_NONE;
}

static enum error_code refuse_second(int fd, const char *path, struct error *error)
{
    char pid[32];
    ssize_t length = pread(fd, pid, sizeof pid - 1, 0);
    pid[length > 0 ? length : 0] = '\0';
    pid[strcspn(pid, "\n")] = '\0';
    return error_set(
        error, ERROR_REFUSED, "",
        "the journal %s is in use by another mutasid%s%s: one journal serves one mutasid. Stop that "
        "one, or name another file with --journal",
        path, pid[0] != '\0' ? ", process " : "", pid);
}

/* One mutasid at a time. The lock goes with its holder, whatever ends it; the file stays. */
static enum error_code lock_file(struct journal *journal, const char *path, struct error *error)
{
    char name[PATH_MAX + sizeof "-lock"], pid[32];
    snprintf(name, sizeof name, "%s-lock", path);
    int fd = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) {
        return error_set(error, ERROR_REFUSED, "", "%s cannot be opened for writing: %s", name,
                         strerror(errno));
    }
    journal->lock_fd = fd;
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        return errno == EWOULDBLOCK
                   ? refuse_second(fd, path, error)
                   : error_set(error, ERROR_IO, "", "%s cannot be locked: %s", name, strerror(errno));
    }
    int length = snprintf(pid, sizeof pid, "%ld\n", (long)getpid());
    if (ftruncate(fd, 0) != 0 || pwrite(fd, pid, (size_t)length, 0) != length) {
        return ERROR_NONE; /* it only helps people */
    }
    return ERROR_NONE;
}

/* --- what is inside ----------------------------------------------------------------------------------- */

static enum error_code refuse_damaged(const char *path, const char *what, struct error *error)
{
    return error_set(
        error, ERROR_REFUSED, "",
        "the journal %s is damaged (%.80s); it was left as it is. Restore a copy, or move it, its "
        "-wal and its -shm away and save what can be read: sqlite3 MOVED .recover | sqlite3 %.80s",
        path, what, path);
}

static bool begins_as_sqlite(const char *path)
{
    char head[16];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t length = fd >= 0 ? read(fd, head, sizeof head) : -1;
    if (fd >= 0) {
        close(fd);
    }
    return length == 0 || (length == (ssize_t)sizeof head && memcmp(head, "SQLite format 3", 16) == 0);
}

/* Before SQLite has the file open. */
static enum error_code check_head(const char *path, struct error *error)
{
    if (begins_as_sqlite(path)) {
        return ERROR_NONE;
    }
    return error_set(
        error, ERROR_REFUSED, "",
        "%s is not a journal of mutasid: it is no SQLite file. It was left as it is; name another "
        "file with --journal",
        path);
}

static enum error_code check_whole(struct sql *sql, const char *path, struct error *error)
{
    struct query *query;
    bool row = false;
    enum error_code code = sql_begin(sql, "PRAGMA quick_check(1)", NULL, 0, &query, error);
    if (code == ERROR_NONE) {
        code = query_next(sql, query, &row, error);
    }
    if (code == ERROR_NONE && row && strcmp(query_text(query, 0), "ok") != 0) {
        code = refuse_damaged(path, query_text(query, 0), error);
    }
    query_end(sql, query);
    return code;
}

/* Settings are per connection but for the first two, which are for a file that is about to be made.
 * secure_delete: what is forgotten is overwritten, it is about people. */
static const char writer_settings[] = "PRAGMA page_size = 4096; PRAGMA auto_vacuum = INCREMENTAL;"
                                      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                                      "PRAGMA secure_delete = ON; PRAGMA journal_size_limit = 67108864;"
                                      "PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY";
static const char reader_settings[] = "PRAGMA query_only = ON; PRAGMA temp_store = MEMORY";

static enum error_code check_wal(struct sql *sql, const char *path, struct error *error)
{
    struct query *query;
    bool row = false, wal = false;
    enum error_code code = sql_begin(sql, "PRAGMA journal_mode", NULL, 0, &query, error);
    if (code == ERROR_NONE) {
        code = query_next(sql, query, &row, error);
    }
    wal = row && strcmp(query_text(query, 0), "wal") == 0;
    query_end(sql, query);
    if (code == ERROR_NONE && !wal) {
        return error_set(
            error, ERROR_REFUSED, "",
            "the journal %s cannot be kept in WAL mode on this file system; name a file on a local "
            "disk with --journal",
            path);
    }
    return code;
}

static enum error_code open_writer(struct journal *journal, const char *path, struct error *error)
{
    int version = 0;
    enum error_code code = sql_open(path, &journal->sql, error);
    if (code == ERROR_NONE) {
        code = journal_recognise(journal->sql, path, &journal_schema, &version, error);
    }
    if (code == ERROR_NONE && version > 0) {
        code = check_whole(journal->sql, path, error);
    }
    if (code == ERROR_NONE) {
        code = sql_script(journal->sql, writer_settings, error);
    }
    if (code == ERROR_NONE) {
        code = check_wal(journal->sql, path, error);
    }
    if (code == ERROR_NONE) {
        code = journal_migrate(journal->sql, &journal_schema, version, error);
    }
    return code;
}

static enum error_code open_reader(struct journal *journal, const char *path, struct error *error)
{
    int64_t last = 0;
    enum error_code code = sql_open(path, &journal->reader, error);
    if (code == ERROR_NONE) {
        code = sql_script(journal->reader, reader_settings, error);
    }
    if (code == ERROR_NONE) {
        code =
            sql_number(journal->reader, "SELECT seq FROM sqlite_sequence WHERE name = 'jobs'", &last, error);
    }
    journal->last_id = (uint64_t)last;
    return code;
}

/* The file and what is in it. Errors of SQLite become sentences about this file. */
static enum error_code open_file(struct journal *journal, const char *given, struct error *error)
{
    char path[PATH_MAX];
    enum error_code code = make_file(given, error);
    if (code != ERROR_NONE) {
        return code;
    }
    if (realpath(given, path) == NULL) { /* two names of one file have one lock */
        return error_set(error, ERROR_IO, "", "the journal %s: %s", given, strerror(errno));
    }
    code = lock_file(journal, path, error);
    if (code == ERROR_NONE) {
        code = check_head(path, error);
    }
    if (code == ERROR_NONE) {
        code = open_writer(journal, path, error);
    }
    if (code == ERROR_NONE) {
        code = open_reader(journal, path, error);
    }
    if (code == ERROR_NONE) {
        wal_open(journal, path);
    }
    if (code == ERROR_MALFORMED) {
        struct error cause = *error;
        return refuse_damaged(path, cause.text, error);
    }
    if (code == ERROR_IO || code == ERROR_MEMORY) {
        struct error cause = *error;
        return error_set(error, code, "", "the journal %s cannot be opened: %s", path, cause.text);
    }
    return code;
}

/* --- opening and closing ------------------------------------------------------------------------------ */

static enum error_code init(struct journal *journal, const struct journal_settings *settings,
                            struct error *error)
{
    pthread_condattr_t attributes;
    journal->lock_fd = journal->shm_fd = -1;
    STAILQ_INIT(&journal->open);
    STAILQ_INIT(&journal->doomed);
    STAILQ_INIT(&journal->writing);
    STAILQ_INIT(&journal->waiting);
    STAILQ_INIT(&journal->done);
    journal->retry_s = settings->retry_s > 0 ? settings->retry_s : 1.0;
    pthread_mutex_init(&journal->mutex, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&journal->wake, &attributes);
    pthread_condattr_destroy(&attributes);
    journal->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (journal->event_fd < 0) {
        return error_set(error, ERROR_IO, "", "the journal cannot wake the service: %s", strerror(errno));
    }
    journal->spool = settings->spool != NULL ? strdup(settings->spool) : NULL;
    if (settings->spool != NULL && journal->spool == NULL) {
        return error_set(error, ERROR_MEMORY, "", "no memory for the journal");
    }
    return ERROR_NONE;
}

static void dispose(struct journal *journal)
{
    changes_free(&journal->open);
    changes_free(&journal->doomed);
    changes_free(&journal->writing);
    changes_free(&journal->waiting);
    changes_free(&journal->done);
    sql_close(journal->reader);
    sql_close(journal->sql);
    if (journal->shm_fd >= 0) {
        close(journal->shm_fd);
    }
    if (journal->event_fd >= 0) {
        close(journal->event_fd);
    }
    if (journal->lock_fd >= 0) {
        close(journal->lock_fd); /* after SQLite: the next mutasid finds the file closed */
    }
    pthread_cond_destroy(&journal->wake);
    pthread_mutex_destroy(&journal->mutex);
    free(journal->spool);
    free(journal);
}

enum error_code journal_open(const struct journal_settings *settings, struct journal **out,
                             struct error *error)
{
    *out = NULL;
    struct journal *journal = calloc(1, sizeof *journal);
    if (journal == NULL) {
        return error_set(error, ERROR_MEMORY, "", "no memory for the journal");
    }
    enum error_code code = init(journal, settings, error);
    if (code == ERROR_NONE) {
        code = open_file(journal, settings->path, error);
    }
    if (code == ERROR_NONE) {
        journal_measure(journal);
        code = writer_start(journal, error);
    }
    if (code != ERROR_NONE) {
        dispose(journal);
        return code;
    }
    *out = journal;
    return ERROR_NONE;
}

enum error_code journal_close(struct journal *journal, struct error *error)
{
    enum error_code code = ERROR_NONE;
    if (journal == NULL) {
        return ERROR_NONE;
    }
    uint64_t last = journal_submit(journal);
    writer_stop(journal);
    if (journal->committed != last) {
        code = error_set(error, ERROR_IO, "", "the last changes could not be written: %s",
                         journal->failure.text);
    }
    dispose(journal);
    return code;
}
