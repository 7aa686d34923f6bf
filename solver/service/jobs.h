/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The jobs of the service: what was asked, how far it is, what came out. Every change of state goes through
 * job_change, so that a journal has one place to sit.
 *
 *              job_add
 *                 |        +------- the worker was lost, or must be finished by another
 *                 v        v   |
 *   cancelled <- queued -> running -> done
 *                 |            +----> failed
 *                 +-----------------> failed
 *
 * A key names a job within its client. Finished jobs stay on the shelf, least recently asked first out. */
#ifndef MUTASI_SOLVER_SERVICE_JOBS_H
#define MUTASI_SOLVER_SERVICE_JOBS_H

#include "proto/blob.h"
#include "proto/message.h"
#include "proto/order.h"
#include "proto/plan.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>

enum { CONTENT_BYTES = 32 };

/* A request that waits for a job. */
struct waiter {
    STAILQ_ENTRY(waiter) link;
    uint64_t request;
    double received_s, until_s;
};
STAILQ_HEAD(waiter_list, waiter);

/* Who asks for what. */
struct submission {
    uint32_t client; /* the endpoint it came in by */
    enum op op;
    char key[KEY_MAX_BYTES + 1];
    unsigned char content[CONTENT_BYTES]; /* SHA-256 of op, limits and body */
    struct solve_limits limits;
    struct blob *message; /* holds the body */
    const void *body;
    size_t body_length;
};

/* Read anywhere; state, times, counts, result and error change in job_change only. */
struct job {
    uint64_t id;
    struct submission asked; /* message is dropped when the job ends */
    enum job_state state;
    int attempts;                             /* runs begun */
    int losses;                               /* workers that died on it */
    double accepted_s, started_s, finished_s; /* monotonic; started_s of the first run, 0 before */
    bool finishing;                           /* searched long enough: only to be evaluated and written */
    enum stop finish_as;
    struct blob *progress; /* struct progress_note, then the state so far; NULL before the first */
    struct blob *result;   /* done */
    struct error error;    /* failed, cancelled */
    bool told;             /* somebody was given the error */
    struct waiter_list waiters;
    TAILQ_ENTRY(job) link;
};
TAILQ_HEAD(job_list, job);

struct job_event {
    enum job_state state;
    double at_s;
    struct blob *result;       /* DONE; the store holds it too */
    const struct error *error; /* FAILED, CANCELLED; copied */
};

/* How much the store keeps. */
struct job_bounds {
    size_t queued;        /* jobs that wait */
    size_t pending_bytes; /* messages of jobs that wait or run */
    size_t kept;          /* finished jobs */
    size_t kept_bytes;    /* their results */
};

struct job_store {
    struct job_bounds bounds;
    struct job_list queued, running, shelf;
    size_t queued_count, running_count, shelf_count, waiter_count;
    size_t pending_bytes, shelf_bytes;
    uint64_t last_id;
    void *by_key; /* search tree */
};

struct job_store *job_store_new(struct job_bounds bounds); /* NULL when out of memory */
void job_store_free(struct job_store *store);              /* every job must have ended or is forgotten */

/* The job this client named by this key, or NULL. Counts as use. */
struct job *job_find(struct job_store *store, uint32_t client, const char *key);

/* A queued job. A finished one under the same key is forgotten; there must be no other.
 * errors  ERROR_BUSY when queue or pending bytes are full, ERROR_MEMORY */
enum error_code job_add(struct job_store *store, const struct submission *asked, double now_s,
                        struct job **out, struct error *error);

/* A lost or overrun job goes back to the head of the queue. The shelf may forget jobs, never this one. */
void job_change(struct job_store *store, struct job *job, const struct job_event *event);

bool job_ended(const struct job *job);

/* false: no memory. */
bool job_wait(struct job_store *store, struct job *job, uint64_t request, double received_s, double until_s);
/* The first waiter whose time is over at now_s, taken out; the caller frees it. NULL: none. */
struct waiter *job_waiter_due(struct job_store *store, struct job *job, double now_s);
/* Nobody waits any more: the front that knew the way back is gone. */
void job_store_drop_waiters(struct job_store *store);

#endif
