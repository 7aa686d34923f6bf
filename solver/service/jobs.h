/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The jobs of the service: what was asked, how far it is, what came out. Every change goes through job_add,
 * job_change and job_tell, which write it into the journal (job_record.c).
 *
 *              job_add
 *                 |        +------- the worker was lost, or the job must be finished by another
 *                 v        v   |
 *   cancelled <- queued -> running -> done
 *       ^         |          | +----> failed
 *       |         +----------|------> failed
 *       +--------------------+
 *
 * A job may start from the plan of another (`follows`), and then waits until that has ended: parked in the
 * queue (job_queue.h), and among the other's followers. However that ends, its followers get their turn.
 *
 * A key names a job within its client: the last one that came with it. Jobs that wait or run are all here. Of
 * ended ones those that ended last are kept here too (the shelf); others are read from the journal when asked
 * for, and stay until the end of the turn (visitors).
 *
 * Nobody is told that a job was accepted or has ended before that is on disk: until then the job is
 * unsettled, and requests wait for it (job_waiters.c). */
#ifndef MUTASI_SOLVER_SERVICE_JOBS_H
#define MUTASI_SOLVER_SERVICE_JOBS_H

#include "proto/blob.h"
#include "proto/message.h"
#include "proto/order.h"
#include "proto/plan.h"
#include "solver/service/job_queue.h"
#include "solver/service/request.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>

enum { CONTENT_BYTES = 32 };

struct journal;

/* A request that waits for a job, and with what it is answered. */
struct waiter {
    struct request request;
    struct job *job;
    bool for_end;   /* until the job has ended; else only until it is settled */
    bool outcome;   /* with plan, report or error of an ended job; else with the job's state alone */
    double until_s; /* then it is answered as the job stands */
    TAILQ_ENTRY(waiter) of_job, of_store;
};
TAILQ_HEAD(waiter_list, waiter);

/* Who asks for what. */
struct submission {
    struct client *client; /* held while the job waits or runs; NULL afterwards */
    enum op op;            /* OP_SOLVE or OP_CHECK */
    int priority;
    char key[KEY_MAX_BYTES + 1];
    unsigned char content[CONTENT_BYTES]; /* SHA-256 of op, limits and body */
    struct solve_limits limits;
    bool has_instance;                     /* the body names a stored instance */
    unsigned char instance[CONTENT_BYTES]; /* its SHA-256 */
    uint64_t follows;                      /* the job whose plan it starts from; 0: none */
    struct blob *message;                  /* holds the body; NULL: it lies in the journal only */
    const void *body;
    size_t body_length;
};

/* A moment on both clocks: durations by the first, what people are told by the second. */
struct moment {
    double at_s;   /* monotonic; 0: not yet, or in an earlier life of the service */
    int64_t at_ms; /* since 1970, UTC; 0: not yet */
};

enum job_shelf {
    SHELF_OPEN,   /* waits or runs */
    SHELF_ENDED,  /* in memory while there is room */
    SHELF_VISITOR /* until the end of the turn */
};

/* Read anywhere; changed by the functions here, but for what pool.c notes: losses, finishing, progress. */
struct job {
    uint64_t id;
    char client[CLIENT_NAME_MAX + 1];
    struct submission asked; /* message is dropped when the job ends */
    enum job_state state;
    int attempts;     /* runs begun */
    int losses;       /* workers that died on it */
    int misses;       /* times it could not be read from the journal */
    int64_t clock_ms; /* what the clock showed at monotonic 0 when it came: its times are told by it */
    struct moment accepted;
    struct moment started; /* of the first run since the service started */
    struct moment finished;
    bool finishing; /* searched long enough: only to be evaluated and written */
    enum stop finish_as;
    struct blob *progress; /* struct progress_note, then the state so far; NULL: nothing to go on from */
    bool has_note;
    struct progress_note note; /* the last told, of any run */
    struct blob *result;       /* done; NULL: it lies in the journal only */
    size_t result_bytes;
    struct error error; /* failed, cancelled */
    bool told;          /* somebody was given the error */
    bool touched;       /* changed in this turn, or could not be handed to the journal yet */
    bool settled;       /* accepted, and ended if it has, on disk */
    bool noted;         /* how long its acceptance took */
    uint64_t batch;     /* of the journal, that settles it; UINT64_MAX: not handed over yet */
    struct waiter_list waiters;
    struct queue_item turn;
    struct job *leader; /* that it waits for; NULL: none */
    TAILQ_HEAD(follower_list, job) followers;
    enum job_shelf shelf;
    TAILQ_ENTRY(job) link, unsettled, touch, follow;
};
TAILQ_HEAD(job_list, job);

struct job_event {
    enum job_state state;
    double at_s;
    struct blob *result;       /* DONE; the store holds it too */
    const struct error *error; /* FAILED, CANCELLED; copied */
};

/* How much the store takes, and keeps in memory. */
struct job_bounds {
    size_t queued;        /* jobs that wait */
    size_t pending_bytes; /* messages of jobs that wait or run */
    size_t kept;          /* finished jobs on the shelf */
    size_t kept_bytes;    /* their results */
};

struct job_store {
    struct job_bounds bounds;
    struct journal *journal; /* NULL: nothing outlives the process, and everything is settled at once */
    struct job_queue queue;
    struct job_list open, ended, visitors; /* ended: the first to end first */
    struct job_list unsettled, touched;    /* unsettled: by batch */
    struct waiter_list waiters;
    size_t ended_count, ended_bytes, waiter_count, pending_bytes;
    int64_t clock_ms; /* what the clock shows at monotonic 0 */
    uint64_t last_id;
    void *by_key, *by_id; /* search trees over all lists */
};

/* NULL when out of memory. The journal is borrowed. */
struct job_store *job_store_new(struct job_bounds bounds, struct journal *journal);
void job_store_free(struct job_store *store);

/* The client's last job of this key, and the job of a number, whosever it is; *out NULL: there is none. Ended
 * ones may come out of the journal. errors  ERROR_IO, ERROR_MEMORY: it may be there or not */
enum error_code job_find(struct job_store *store, const char *client, const char *key, struct job **out,
                         struct error *error);
enum error_code job_find_id(struct job_store *store, uint64_t id, struct job **out, struct error *error);
/* In memory only; NULL: not there. */
struct job *job_here(struct job_store *store, uint64_t id);

/* A queued job. An ended one under the same key is forgotten; there must be no other.
 * errors  ERROR_BUSY when the queue or its bytes are full, ERROR_MEMORY */
enum error_code job_add(struct job_store *store, const struct submission *asked, double now_s,
                        struct job **out, struct error *error);

/* The job whose turn it is, taken out of the queue; job_change to RUNNING follows. NULL: none waits. */
struct job *job_take(struct job_store *store);
/* The same of those only that had a worker before. */
struct job *job_take_again(struct job_store *store);

/* It was taken and could not begin: where it was. */
void job_put_back(struct job_store *store, struct job *job);

/* A job that goes back to QUEUED keeps its place, and goes first when it is only to be finished. The shelf
 * may forget jobs, never this one. */
void job_change(struct job_store *store, struct job *job, const struct job_event *event);

/* Its error was given to somebody. */
void job_tell(struct job_store *store, struct job *job);

bool job_ended(const struct job *job);
double job_ran_s(const struct job *job, double now_s); /* running time so far, or altogether */

/* --- job_shelf.c, job_record.c ------------------------------------------------------------------------ */

/* At the start: the journal's jobs that have not ended wait again. client_of gives the client of a name.
 * errors  ERROR_MEMORY, and those of journal_visit */
enum error_code job_store_load(struct job_store *store, struct client *(*client_of)(void *, const char *),
                               void *context, struct error *error);

/* The changes of this turn are handed to the journal as one batch: its number. */
uint64_t job_store_submit(struct job_store *store);
struct journal_job;
/* Into a job that is told of and thrown away. */
void job_read_record(struct job *job, const struct journal_job *record);

/* The journal forgets it: a finished one goes off the shelf, too. */
void job_forget(struct job_store *store, uint64_t id);
/* At the end of a turn: who was read from the journal goes. */
void job_store_dismiss(struct job_store *store);

/* The body, or the result of a job that is done, into memory. errors  ERROR_IO, ERROR_MEMORY */
enum error_code job_fetch_body(struct job_store *store, struct job *job, struct error *error);
enum error_code job_fetch_result(struct job_store *store, struct job *job, struct error *error);

/* --- job_waiters.c ------------------------------------------------------------------------------------ */

/* Moves the request into a waiter of the job. false: no memory, it stays with the caller. */
bool job_wait(struct job_store *store, struct job *job, struct request *request, bool for_end, bool outcome,
              double until_s);
/* A waiter of the job that has what it waits for, taken out. NULL: none. */
struct waiter *job_waiter_ready(struct job_store *store, struct job *job);
/* Takes it out of its lists; the caller ends its request and frees it. */
struct waiter *job_waiter_take(struct job_store *store, struct waiter *waiter);
/* Nobody waits any more: the front that knew the way back is gone. */
void job_store_drop_waiters(struct job_store *store);

/* A job that a batch up to this one settles; NULL: no more. Its waiters may be ready. */
struct job *job_settle_next(struct job_store *store, uint64_t committed);

#endif
