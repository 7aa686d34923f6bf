/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parent process: one event loop over the front, the workers, signals and time. Its parts, each a file:
 *
 *   requests.c     what a message asks for        replies.c      what is answered, and when
 *   submissions.c  solve, check, submit           job_reply.c    what is told of a job
 *   job_requests.c status, wait, result, cancel   stats_reply.c  what is told of the service
 *   entry.c        who asks                       job_list_reply.c  list
 *   batches.c      batch
 *   instances.c    put                            draining.c     how the service stops
 *   settling.c     the journal                    retention.c    how long it keeps
 *   front_link.c   keeps the front running        pool.c         keeps the workers running and busy
 *   jobs.h         what is to be done and was     dispatcher.c   the loop, and how it ends */
#ifndef MUTASI_SOLVER_SERVICE_DISPATCHER_H
#define MUTASI_SOLVER_SERVICE_DISPATCHER_H

#include "solver/service/child.h"
#include "solver/service/jobs.h"
#include "solver/service/options.h"
#include "solver/service/stats.h"
#include "solver/service/supervisor.h"

enum worker_state {
    WORKER_ABSENT,   /* to be started at start_at_s */
    WORKER_STARTING, /* has not said that it is ready */
    WORKER_IDLE,
    WORKER_BUSY,
    WORKER_STOPPING, /* its job was cancelled: until it answers or is killed */
    WORKER_LEAVING   /* its pipe is closed, it is about to be reaped */
};

struct worker {
    struct child child;
    enum worker_state state;
    struct job *job;     /* BUSY */
    uint64_t job_id;     /* BUSY, STOPPING */
    double given_at_s;   /* BUSY */
    double deadline_s;   /* BUSY: when the job should be over */
    double kill_at_s;    /* BUSY, STOPPING */
    double starved_s;    /* BUSY: what it had waited for a processor at the deadline; below 0 before */
    double granted_s;    /* BUSY: added to kill_at_s because it waited for a processor since, */
    double patience_s;   /* BUSY: at most this much */
    bool overran;        /* killed for it */
    bool cancelled;      /* BUSY: was told to stop */
    double weighed_at_s; /* its resident size */
    int failed_starts;   /* in a row */
    double start_at_s;   /* ABSENT */
};

struct front_link {
    struct child child; /* pid 0: to be started at start_at_s */
    bool bound;         /* this front is reachable */
    bool replaced;      /* we killed it for its size, or because it hung */
    double start_at_s, backoff_s;
    double next_watch_s; /* of its resident size */
    double taking_s;     /* when it last took a reply, or there was none to take */
    uint64_t taken_bytes;
};

enum phase {
    PHASE_STARTING, /* nobody can reach us yet */
    PHASE_SERVING,
    PHASE_DRAINING, /* nothing new; jobs go on until drain_until_s */
    PHASE_STOPPING, /* jobs were told to stop */
    PHASE_LEAVING,  /* everything is answered, children are leaving */
    PHASE_GONE
};

/* A put that waits for the disk. */
struct stored {
    struct request request;
    unsigned char sha256[32];
    size_t bytes, held; /* held: of the message, in memory until it is on disk */
    bool answered;      /* it took too long */
    int64_t at_ms;
    uint64_t batch; /* UINT64_MAX: not handed over yet */
    TAILQ_ENTRY(stored) link;
};
TAILQ_HEAD(stored_list, stored);

struct dispatcher {
    const struct options *options;
    enum phase phase;
    double now_s; /* monotonic, of this turn of the loop */
    double drain_until_s, leave_until_s;
    double next_waiter_scan_s;
    int signals; /* descriptor */
    struct front_link front;
    struct worker *workers; /* options->workers of them */
    double assign_at_s;     /* not before: the journal could not be read */
    bool confinement_known; /* a worker has said how it is shut in */
    uint32_t confinement;   /* as in struct ready_note */
    struct client_table clients;
    struct sealing *sealing; /* NULL: no keys */
    double refusal_log_s;    /* not before */
    uint64_t refusals_unlogged;
    struct job_store *jobs;
    struct journal *journal;
    uint64_t committed; /* batches of the journal on disk */
    bool journal_failing;
    uint64_t wal_noted_bytes;  /* when its size was last logged; 0: it is small */
    struct stored_list stored; /* by batch */
    double next_retention_s;
    struct stats stats;
    struct supervisor supervisor;
    enum phase supervised_phase; /* what it was told */
};

/* Serves until drained. `ready` is called once, when clients can connect.
 * errors  ERROR_REFUSED when an endpoint cannot be opened at the start, ERROR_IO, ERROR_MEMORY */
enum error_code dispatcher_run(const struct options *options, void (*ready)(const struct options *options),
                               struct error *error);

/* --- entry.c ------------------------------------------------------------------------------------------ */

/* What was asked, in a message that may have been sealed. */
struct content {
    unsigned char *bytes;
    size_t length;
};

/* Reads the keys, when there are any. errors: those of sealing_new */
enum error_code entry_open(struct dispatcher *d, struct error *error);
void entry_reload(struct dispatcher *d); /* reads them again; what is wrong leaves them as they were */

/* Opens a sealed message, and says whose it is and what its role. false: it was refused, or dropped. */
bool entry_admit(struct dispatcher *d, struct request *request, struct content *content);

/* --- requests.c, submissions.c, job_requests.c -------------------------------------------------------- */

void request_handle(struct dispatcher *d, const struct frame *frame);

/* Each answers the request, or moves it into a waiter; after an error it is still to be answered. */
enum error_code request_submit(struct dispatcher *d, struct request *request, const struct envelope *envelope,
                               struct blob *message, struct error *error);
/* The job that answers a submission, there already or new; message: the blob that the body lies in. Nothing
 * is answered. errors: ERROR_KEY_CONFLICT, and those of admission */
enum error_code submission_accept(struct dispatcher *d, struct request *request,
                                  const struct envelope *envelope, struct blob *message, struct job **out,
                                  struct error *error);
/* Whether its key stands for something else, and nothing more. errors: ERROR_KEY_CONFLICT */
enum error_code submission_check(struct dispatcher *d, struct request *request,
                                 const struct envelope *envelope, struct error *error);
/* The key of a batch: its own, or a hash of what is asked. errors: ERROR_OUT_OF_RANGE */
enum error_code submission_key(const struct envelope *envelope, char key[KEY_MAX_BYTES + 1],
                               struct error *error);
/* What there is for a client's next job or instance. */
struct room room_now(const struct dispatcher *d);
/* Times the acceptance of a job that is settled for the first time. */
void note_accepted(struct dispatcher *d, struct job *job);
enum error_code request_about_job(struct dispatcher *d, struct request *request,
                                  const struct envelope *envelope, struct error *error);

/* --- batches.c ---------------------------------------------------------------------------------------- */

/* Each as many jobs as there is room for, in their order. As above. */
enum error_code request_batch(struct dispatcher *d, struct request *request, const struct envelope *envelope,
                              struct error *error);
/* The tally of the request; `job` is one of the batch's. */
void reply_batch(struct dispatcher *d, const struct request *request, const struct job *job);

/* --- job_list_reply.c, instances.c -------------------------------------------------------------------- */

enum error_code request_list(struct dispatcher *d, const struct request *request, struct arena *arena,
                             const struct envelope *envelope, struct error *error);

/* Moves the request into d->stored. */
enum error_code request_put(struct dispatcher *d, struct request *request, const struct envelope *envelope,
                            struct blob *message, struct error *error);
void submit_stored(struct dispatcher *d, uint64_t batch);
void answer_stored(struct dispatcher *d); /* those on disk */
/* busy, to those that came before and are not. */
void refuse_late_stored(struct dispatcher *d, double before_s);
void drop_stored(struct dispatcher *d);

/* Whether the body names a stored instance, and that it is there. errors  ERROR_UNKNOWN_INSTANCE, and of its
 * name */
enum error_code instance_named(struct dispatcher *d, struct submission *asked, struct error *error);
/* What the job's body names; *out NULL: it names none. */
enum error_code instance_fetch(struct dispatcher *d, const struct job *job, struct blob **out,
                               struct error *error);

/* --- settling.c, retention.c -------------------------------------------------------------------------- */

/* Opens the journal, and takes its jobs up. errors: those of journal_open and job_store_load */
enum error_code settling_start(struct dispatcher *d, struct error *error);
enum error_code settling_end(struct dispatcher *d, enum error_code code, struct error *error);
/* Answers what is on disk. */
void settle(struct dispatcher *d);
/* The end of a turn: its changes go to the journal. */
void settling_submit(struct dispatcher *d);
/* Nothing is accepted while the journal fails. errors: ERROR_BUSY */
enum error_code settling_admit(struct dispatcher *d, struct request *request, struct error *error);
/* Forgets what is beyond what may stay, when it is time to look. */
void retain(struct dispatcher *d);
void retain_soon(struct dispatcher *d); /* something came that is kept */

/* --- draining.c --------------------------------------------------------------------------------------- */

void drain_begin(struct dispatcher *d, int signal);
void drain_tick(struct dispatcher *d);
double drain_next_s(const struct dispatcher *d);

/* --- replies.c ---------------------------------------------------------------------------------------- */

void reply_fields(struct dispatcher *d, const struct request *request, struct arena *arena,
                  struct node *fields, const struct encoded *part);
void reply_error(struct dispatcher *d, const struct request *request, struct arena *arena,
                 const struct error *error);
void reply_ping(struct dispatcher *d, const struct request *request, struct arena *arena);

/* What a request wants to know of a job. */
struct wish {
    double end_s; /* how long it may wait for the job's end; 0: as it stands */
    bool outcome; /* plan, report or error of an ended job; else its state alone */
};
/* Now, or when the job is there; never before what it tells is on disk. errors: ERROR_BUSY */
enum error_code answer_by_job(struct dispatcher *d, struct request *request, struct job *job,
                              struct wish wish, struct error *error);
/* Those of the job that have what they wait for. */
void answer_waiters(struct dispatcher *d, struct job *job);
/* Tells those whose wait is over how far their job is. */
void answer_due_waiters(struct dispatcher *d);
/* Tells everybody, before the service leaves. */
void answer_all_waiters(struct dispatcher *d);

/* Ends the job and answers everybody who waits for it. */
void job_end(struct dispatcher *d, struct job *job, const struct job_event *event);

/* --- job_reply.c, stats_reply.c ----------------------------------------------------------------------- */

/* As the job stands: its state and progress, or (outcome) what came out once it has ended. */
void reply_job(struct dispatcher *d, const struct request *request, struct job *job, bool outcome);
struct node job_node(struct arena *arena, const struct dispatcher *d, const struct request *request,
                     const struct job *job);
void reply_stats(struct dispatcher *d, const struct request *request, struct arena *arena);

/* --- front_link.c ------------------------------------------------------------------------------------- */

enum error_code front_start(struct dispatcher *d, struct error *error);
/* FRAME_REFUSED at the start is an error; later the front is tried again. */
enum error_code front_handle(struct dispatcher *d, const struct frame *frame, struct error *error);
void front_reaped(struct dispatcher *d, int status);
void front_tick(struct dispatcher *d);
double front_next_s(const struct dispatcher *d); /* when front_tick has something to do */
/* Whether a reply of this length may wait to be taken: small ones always, one large one, and more up to
 * --front-mb / 4. So replies that nobody reads are bounded, whatever clients ask for. */
bool front_has_room(const struct dispatcher *d, size_t length);
void front_reply(struct dispatcher *d, uint64_t request, const void *bytes, size_t length);

/* --- supervision.c ------------------------------------------------------------------------------------ */

void supervision_tick(struct dispatcher *d);
void supervision_reload(struct dispatcher *d); /* on SIGHUP: reads again what may change while we serve */

/* --- pool.c, pool_answers.c, pool_losses.c ------------------------------------------------------------- */

enum error_code pool_start(struct dispatcher *d, struct error *error);
void pool_handle(struct dispatcher *d, struct worker *worker, const struct frame *frame);
void pool_reaped(struct dispatcher *d, struct worker *worker, int status);
void pool_tick(struct dispatcher *d);           /* starts, kills */
void pool_assign(struct dispatcher *d);         /* gives waiting jobs to idle workers */
double pool_next_s(const struct dispatcher *d); /* when pool_tick has something to do */
void pool_cancel(struct dispatcher *d);         /* asks every running job to stop with its best plan */
void pool_leave(struct dispatcher *d);          /* closes the workers' pipes */

/* Takes a running job away from its worker, which is told to stop, killed when it has not within 0.8 s, and
 * not heard about this job any more. The caller ends the job at once; a queued job has no worker. */
void pool_cancel_job(struct dispatcher *d, const struct job *job);

#endif
