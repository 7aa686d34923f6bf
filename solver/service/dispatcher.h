/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parent process: one event loop over the front, the workers, signals and time. Its parts, each a file:
 *
 *   requests.c   what a message asks for        replies.c     what is answered
 *   front_link.c keeps the front running        pool.c        keeps the workers running and busy
 *   jobs.c       what is to be done and was     dispatcher.c  the loop, and how it ends */
#ifndef MUTASI_SOLVER_SERVICE_DISPATCHER_H
#define MUTASI_SOLVER_SERVICE_DISPATCHER_H

#include "solver/service/child.h"
#include "solver/service/jobs.h"
#include "solver/service/options.h"
#include "solver/service/stats.h"

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
    struct job *job;   /* BUSY */
    double kill_at_s;  /* BUSY */
    bool overran;      /* BUSY: killed for it */
    bool cancelled;    /* BUSY: was told to stop */
    int failed_starts; /* in a row */
    double start_at_s; /* ABSENT */
};

struct front_link {
    struct child child; /* pid 0: to be started at start_at_s */
    bool bound;         /* this front is reachable */
    double start_at_s, backoff_s;
    double next_watch_s; /* of its resident size */
};

enum phase {
    PHASE_STARTING, /* nobody can reach us yet */
    PHASE_SERVING,
    PHASE_DRAINING, /* nothing new; jobs go on until drain_until_s */
    PHASE_STOPPING, /* jobs were told to stop */
    PHASE_LEAVING,  /* everything is answered, children are leaving */
    PHASE_GONE
};

struct dispatcher {
    const struct options *options;
    enum phase phase;
    double now_s; /* monotonic, of this turn of the loop */
    double drain_until_s, leave_until_s;
    double next_waiter_scan_s;
    int signals; /* descriptor */
    struct front_link front;
    struct worker *workers; /* options->workers of them */
    struct job_store *jobs;
    struct stats stats;
};

/* Serves until drained. `ready` is called once, when clients can connect.
 * errors  ERROR_REFUSED when an endpoint cannot be opened at the start, ERROR_IO, ERROR_MEMORY */
enum error_code dispatcher_run(const struct options *options, void (*ready)(const struct options *options),
                               struct error *error);

/* --- requests.c --------------------------------------------------------------------------------------- */

void request_handle(struct dispatcher *d, const struct frame *frame);

/* --- replies.c ---------------------------------------------------------------------------------------- */

/* Where a reply goes, and since when it is waited for. */
struct request {
    uint64_t id;
    uint32_t endpoint;
    double received_s;
};

void reply_fields(struct dispatcher *d, const struct request *request, struct arena *arena,
                  struct node *fields, const struct encoded *part);
void reply_error(struct dispatcher *d, const struct request *request, struct arena *arena,
                 const struct error *error);
/* As the job stands: its result, its error, or its progress. */
void reply_job(struct dispatcher *d, const struct request *request, struct job *job);
void reply_ping(struct dispatcher *d, const struct request *request, struct arena *arena);
void reply_stats(struct dispatcher *d, const struct request *request, struct arena *arena);

/* Ends the job and answers everybody who waits for it. */
void job_end(struct dispatcher *d, struct job *job, const struct job_event *event);
/* Tells those whose wait is over how far their job is. */
void answer_due_waiters(struct dispatcher *d);

/* --- front_link.c ------------------------------------------------------------------------------------- */

enum error_code front_start(struct dispatcher *d, struct error *error);
/* FRAME_REFUSED at the start is an error; later the front is tried again. */
enum error_code front_handle(struct dispatcher *d, const struct frame *frame, struct error *error);
void front_reaped(struct dispatcher *d, int status);
void front_tick(struct dispatcher *d);
double front_next_s(const struct dispatcher *d); /* when front_tick has something to do */
void front_reply(struct dispatcher *d, uint64_t request, const void *bytes, size_t length);

/* --- pool.c ------------------------------------------------------------------------------------------- */

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
