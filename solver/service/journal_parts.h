/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the journal share.
 *
 *   journal_open.c    opening, closing            journal_schema.c  tables, migrations
 *   journal_queue.c   changes, batches (loop)     journal_apply.c   what a change does to the tables
 *   journal_writer.c  the thread                  journal_chores.c  what it does in pauses
 *   journal_read.c    jobs, instances (loop)      journal_wal.c     the log, brought home in pauses
 *   journal_keep.c    retention (loop)            journal_bytes.c   bodies, results and instances in parts
 *                                                 journal_sql.c     SQLite */
#ifndef MUTASI_SOLVER_SERVICE_JOURNAL_PARTS_H
#define MUTASI_SOLVER_SERVICE_JOURNAL_PARTS_H

#include "solver/service/journal.h"
#include "solver/service/journal_sql.h"

#include <pthread.h>
#include <sys/queue.h>

enum { PART_BYTES = 1 << 20 };
enum { HEX_BYTES = 2 * JOURNAL_HASH_BYTES + 1 };

enum change_kind {
    CHANGE_ADD_JOB,
    CHANGE_JOB,
    CHANGE_FINISH_JOB,
    CHANGE_FORGET_JOB, /* job.id */
    CHANGE_PUT_INSTANCE,
    CHANGE_FORGET_INSTANCE
};

/* Instances are named by job.client and job.instance; job.accepted_ms is when one was stored. */
struct change {
    STAILQ_ENTRY(change) link;
    enum change_kind kind;
    uint64_t batch;
    struct journal_job job;
    struct piece bytes; /* holder held, or all zero */
};
STAILQ_HEAD(change_list, change);

static inline bool job_state_ended(enum job_state state)
{
    return state != JOB_QUEUED && state != JOB_RUNNING;
}

struct journal {
    /* set by journal_open */
    char *spool; /* NULL: blobs in memory */
    double retry_s;
    int lock_fd, event_fd;
    int shm_fd; /* of PATH-shm, for wal_reader. Closing it drops SQLite's locks in it: after SQLite's own */
    uint64_t last_id; /* of the file, then of every job added; the loop's */

    /* the loop's */
    struct sql *reader;
    struct change_list open;   /* the batch that is being collected */
    struct change_list doomed; /* copies: instances whose forgetting is queued and not committed */
    uint64_t last_batch;

    /* the writer's */
    struct sql *sql;
    struct change_list writing;

    /* both, under the mutex */
    pthread_mutex_t mutex;
    pthread_cond_t wake; /* the writer: something waits, or stop */
    bool started, stop;
    struct change_list waiting, done;
    uint64_t committed;
    bool failing;
    struct error failure;
    struct journal_stats stats;

    pthread_t thread;
};

/* --- journal_queue.c ---------------------------------------------------------------------------------- */

void changes_free(struct change_list *list);
/* Whether its forgetting is queued and not known to be committed. */
bool instance_is_doomed(const struct journal *journal, const char *client,
                        const unsigned char sha256[JOURNAL_HASH_BYTES]);

/* --- journal_writer.c --------------------------------------------------------------------------------- */

enum error_code writer_start(struct journal *journal, struct error *error);
void writer_stop(struct journal *journal); /* after it wrote what it can */

/* --- journal_chores.c: in the writer's thread ---------------------------------------------------------- */

bool chore_do(struct journal *journal);     /* a step; false: there is nothing to do, or it failed */
void chore_urgent(struct journal *journal); /* what must not wait for a pause */
void journal_measure(
    struct journal *journal); /* fills the figures of the file; before the thread starts, too */

/* --- journal_wal.c: in the writer's thread ------------------------------------------------------------- */

void wal_open(struct journal *journal, const char *path); /* when SQLite has it open */
bool wal_step(struct journal *journal);                   /* as chore_do */
void wal_urgent(struct journal *journal);                 /* as chore_urgent */
bool wal_is_large(const struct journal *journal);         /* though it was tried to cut it: somebody reads */
pid_t wal_reader(const struct journal *journal);          /* another process that reads; 0: none */

/* --- journal_apply.c: in the writer's thread, within a transaction ------------------------------------ */

enum error_code change_apply(struct sql *sql, const struct change *change, struct error *error);

/* --- journal_bytes.c ---------------------------------------------------------------------------------- */

enum parts_table { PARTS_BODY, PARTS_RESULT, PARTS_INSTANCE };

enum error_code parts_write(struct sql *sql, enum parts_table table, int64_t owner, const struct piece *bytes,
                            struct error *error);
/* *out NULL with ERROR_NONE: there are none. Blobs of SPOOL_LEAST_BYTES and more lie in the folder. */
enum error_code parts_read(struct sql *sql, enum parts_table table, int64_t owner, const char *spool,
                           struct blob **out, struct error *error);

void hex_write(const unsigned char bytes[JOURNAL_HASH_BYTES], char out[HEX_BYTES]);
bool hex_read(const char *text, unsigned char out[JOURNAL_HASH_BYTES]);

#endif
