/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the service has promised, on disk: jobs, their bodies and results, stored instances. An SQLite file
 * that a planner can read with sqlite3 (view `overview`), tables in the folder schema.
 *
 * threads   Everything here is called by one thread, the loop's, and never waits for the disk but where it
 *           says "reads". Changes are collected into a batch and written by a thread of the journal's own, in
 *           which all signals are blocked: one transaction for all batches that wait, WAL, synchronous=FULL.
 * order     Changes reach the disk in the order of their calls, a batch whole or not at all. What the loop
 *           reads (read, find, list, load) is what is committed: it does not see a batch that still waits.
 * failure   A transaction that fails (disk full, I/O, another program holds the file) is kept and tried again
 *           every retry_s, together with what came since, until it succeeds; nothing is dropped. Meanwhile
 *           journal_failure says why. A reply that tells of a change leaves only when its batch is committed.
 * readers   Other programs may read the file (sqlite3 -readonly). Nothing here waits for them; one that reads
 * one state for long keeps the WAL growing, which is cut when it is above 64 MiB and nobody reads. blobs A
 * blob given to a change is held by the journal, not copied, and must not be written to any more. The writer
 * reads its bytes only; holders are counted in the loop's thread alone: the journal drops its own in
 * journal_committed and journal_close. A spooled blob (spool.h) stays in its file. texts     const char * and
 * pieces in arguments are borrowed for the call, texts are copied. memory    A change that finds no memory
 * returns ERROR_MEMORY and has queued nothing. cost      Queuing copies the record (1 KiB) and no blob.
 * Arrival to disk, by bench-journal on two processors under a load of 8 to 18 (RESULTS.md): one job per
 * commit 1 to 12 ms (p99 19 to 26), 200 jobs a second 14 to 21 ms (p99 42 to 101), 1,000 a second 22 to 39 ms
 * (p99 39 to 87). Batches of 100 add and end 1,200 to 2,100 jobs a second. A body of 64 MiB takes 0.6 to 1.2
 * s, and so does what is submitted with it.
 *
 *     journal_add_job(...); journal_change_job(...);      within one turn of the loop
 *     hold->batch = journal_submit(journal);              at its end
 *     poll journal_fd; if (journal_committed(journal) >= hold->batch) the reply leaves */
#ifndef MUTASI_SOLVER_SERVICE_JOURNAL_H
#define MUTASI_SOLVER_SERVICE_JOURNAL_H

#include "proto/frame.h"
#include "proto/order.h"
#include "solver/service/stats.h"

#include <sys/types.h>

struct journal;

enum { JOURNAL_CLIENT_MAX = 64, JOURNAL_HASH_BYTES = 32 };

/* A job as the journal keeps it, without body and result. Times are wall_ms (proto/instant.h), 0: not yet. */
struct journal_job {
    uint64_t id;
    char client[JOURNAL_CLIENT_MAX + 1];
    char key[KEY_MAX_BYTES + 1]; /* with the client unique in the file */
    enum op op;
    enum job_state state;
    int priority;
    unsigned char content[JOURNAL_HASH_BYTES]; /* SHA-256 of what was asked */
    struct solve_limits limits;
    bool has_instance; /* the body names a stored instance of this client, which is kept until the job ends */
    unsigned char instance[JOURNAL_HASH_BYTES];
    uint64_t follows; /* the job whose plan it starts from, which is kept until this one ends; 0: none */
    int64_t accepted_ms, started_ms, finished_ms;
    int attempts, losses;
    bool told; /* somebody was given the error */
    bool has_progress;
    struct progress_note progress;     /* the last; elapsed_s is not kept */
    struct error error;                /* failed, cancelled; else code ERROR_NONE */
    uint64_t body_bytes, result_bytes; /* filled by the journal; ignored in changes */
};

/* --- opening and closing ------------------------------------------------------------------------------ */

struct journal_settings {
    const char *path;  /* borrowed for journal_open */
    const char *spool; /* folder for large blobs that are read, as in spool.h; borrowed until closed */
    double retry_s;    /* 0: one second */
};

/* Opens the file, or makes it (mode 0600) when there is none or it is empty; migrates an older schema; starts
 * the thread. Before any other thread is started, and before SIGTERM and the like are expected.
 * errors  ERROR_REFUSED, each with what can be done about it: another mutasid has it open (lock on
 *         PATH-lock); no SQLite file, another program's, a newer schema; damaged (PRAGMA quick_check); a
 *         folder or file that cannot be written. ERROR_IO, ERROR_MEMORY
 * cost    PRAGMA quick_check reads the whole file: 1 s for 300 MB */
enum error_code journal_open(const struct journal_settings *settings, struct journal **out,
                             struct error *error);

/* Submits what is queued, waits for the writer, ends its thread. NULL allowed; the journal is gone in any
 * case. errors  ERROR_IO when the last batches could not be written even now (nobody was told of them) */
enum error_code journal_close(struct journal *journal, struct error *error);

/* --- changes: queued, in order ------------------------------------------------------------------------ */

/* A new job, id above journal_last_id and every one given since. An earlier job with the same client and key
 * is forgotten with it. body: holder NULL copies the bytes. */
enum error_code journal_add_job(struct journal *journal, const struct journal_job *job,
                                const struct piece *body, struct error *error);

/* state, priority, limits, times, attempts, losses, told, progress and error as in `job`; the rest stays. Of
 * a job that has ended only `told` changes: how it ended is never rewritten. A job that the file does not
 * know: nothing. */
enum error_code journal_change_job(struct journal *journal, const struct journal_job *job,
                                   struct error *error);

/* As journal_change_job, to an ended state: the body is dropped, the result (NULL: none) is kept. */
enum error_code journal_finish_job(struct journal *journal, const struct journal_job *job,
                                   const struct piece *result, struct error *error);

/* With its result. A job that the file does not know: nothing. */
enum error_code journal_forget_job(struct journal *journal, uint64_t id, struct error *error);

/* Stores an instance, or notes that it was stored again at at_ms (then the bytes are not written anew). */
enum error_code journal_put_instance(struct journal *journal, const char *client,
                                     const unsigned char sha256[JOURNAL_HASH_BYTES], int64_t at_ms,
                                     const struct piece *bytes, struct error *error);

/* Unless a job that has not ended names it by then. From now on journal_find_instance does not see it, so
 * that no new job can name what is about to go; journal_read_instance does, for the jobs that name it
 * already. */
enum error_code journal_forget_instance(struct journal *journal, const char *client,
                                        const unsigned char sha256[JOURNAL_HASH_BYTES], struct error *error);

/* --- batches ------------------------------------------------------------------------------------------ */

/* Hands what was queued since the last call to the writer. Returns the batch's number, counted from 1; the
 * last one's when nothing was queued; 0 before the first. */
uint64_t journal_submit(struct journal *journal);

/* Readable when journal_committed or journal_failure would say something new. Closed by journal_close. */
int journal_fd(const struct journal *journal);

/* The number up to which every batch is on disk. Drops the blobs of batches that are, and makes journal_fd
 * unreadable. */
uint64_t journal_committed(struct journal *journal);

/* Whether the writer fails at present; then *error (NULL allowed) says why. */
bool journal_failure(struct journal *journal, struct error *error);

/* --- reading what is committed ------------------------------------------------------------------------ */

uint64_t journal_last_id(const struct journal *journal); /* highest ever given, as of journal_open */

/* false ends the visit. The job is borrowed for the call, which may read, and queue changes. */
typedef bool journal_visitor(void *context, const struct journal_job *job);

/* What journal_visit shows; zeroed: every job. */
struct journal_filter {
    const char *client; /* NULL: everybody's */
    bool by_state;
    enum job_state state; /* with by_state */
    bool open_only;       /* queued and running */
    bool oldest_first;    /* else newest first, by id */
    uint64_t before;      /* ids below; 0: all */
    size_t limit;         /* 0: no limit */
};

/* Reads. At the start of the service: {.open_only = true, .oldest_first = true}.
 * errors  ERROR_IO; ERROR_REFUSED when a row says what no mutasid writes */
enum error_code journal_visit(struct journal *journal, const struct journal_filter *filter,
                              journal_visitor *visitor, void *context, struct error *error);

/* Reads. *found false: there is no such job. Cost: one index look-up. */
enum error_code journal_find_id(struct journal *journal, uint64_t id, struct journal_job *out, bool *found,
                                struct error *error);
enum error_code journal_find_key(struct journal *journal, const char *client, const char *key,
                                 struct journal_job *out, bool *found, struct error *error);

/* Read; 2 ms of processor for a MiB. The blob is the caller's, in the spool folder from SPOOL_LEAST_BYTES on;
 * NULL with ERROR_NONE: there is none. errors: ERROR_IO, ERROR_MEMORY (or no room in the spool folder) */
enum error_code journal_read_body(struct journal *journal, uint64_t id, struct blob **out,
                                  struct error *error);
enum error_code journal_read_result(struct journal *journal, uint64_t id, struct blob **out,
                                    struct error *error);
enum error_code journal_read_instance(struct journal *journal, const char *client,
                                      const unsigned char sha256[JOURNAL_HASH_BYTES], struct blob **out,
                                      struct error *error);

/* Reads. bytes 0 with ERROR_NONE: there is none (an instance is never empty). */
enum error_code journal_find_instance(struct journal *journal, const char *client,
                                      const unsigned char sha256[JOURNAL_HASH_BYTES], uint64_t *bytes,
                                      int64_t *stored_ms, struct error *error);

/* --- retention ---------------------------------------------------------------------------------------- */

/* What may stay, of all clients together. Zero: no bound. */
struct journal_keep {
    uint64_t count, bytes; /* bytes of results, of instances */
    int64_t since_ms; /* ended (jobs) or last stored or named by a job (instances) at this time or later */
};

/* Reads. Shows at most `limit` ended jobs that may not stay; the visitor queues journal_forget_job, and
 * returns false to end the visit. First those that are too old, the oldest end first. When there are none,
 * those that are too many or too large: whoever keeps the most gives up its own oldest, until all that give
 * are at one level; the newest of all stays within count and bytes. One of these rules at a time: look again
 * when its forgetting is committed (before, the same are shown again, and forgetting twice is harmless).
 * Cost: O(clients that give + shown). */
enum error_code journal_visit_excess(struct journal *journal, const struct journal_keep *keep, size_t limit,
                                     bool (*visitor)(void *context, uint64_t id), void *context,
                                     struct error *error);

/* Queues the forgetting of instances by the same rules, longest unused first, never of one that a job that
 * has not ended names; *shown of them. */
enum error_code journal_expire_instances(struct journal *journal, const struct journal_keep *keep,
                                         size_t limit, size_t *shown, struct error *error);

/* --- figures ------------------------------------------------------------------------------------------ */

struct journal_stats {
    uint64_t ended_jobs, result_bytes, instances, instance_bytes; /* committed, as last read by the writer */
    uint64_t file_bytes, wal_bytes;
    pid_t wal_reader; /* another process that reads, so that a large WAL cannot be cut; 0: none */
    uint64_t transactions, changes, failures; /* since the start */
    uint64_t waiting_changes, waiting_bytes;  /* submitted, not committed */
    struct histogram commit;                  /* seconds of a transaction, begin to synced */
};
void journal_stats(struct journal *journal, struct journal_stats *out);

#endif
