/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clients that are about: what each has waiting and running, and whether it may have more. A client is
 * known while a job holds it, and for a while after its last request; then it is forgotten, so that the table
 * holds who is active and never grows without bound. One thread.
 *
 * The functions that admit say no with ERROR_BUSY, which limit it was, and when to ask again. */
#ifndef MUTASI_SOLVER_SERVICE_CLIENTS_H
#define MUTASI_SOLVER_SERVICE_CLIENTS_H

#include "solver/service/identity.h"
#include "solver/service/job_queue.h"

#include <stdint.h>

enum { CLIENTS_MAX = 1024 };
enum { CLIENT_IDLE_S = 60 };

/* Counts are read anywhere; each is changed by the functions named beside it. */
struct client {
    char name[CLIENT_NAME_MAX + 1];
    struct client_limits limits;
    struct client_turn turn; /* what waits and runs; job_queue.h */
    size_t bytes;            /* of jobs that wait or run, and of instances not on disk yet: client_take_bytes,
                              * client_give_bytes */
    size_t holds;            /* client_hold, client_drop */
    size_t waiters;          /* requests that wait for jobs: job_waiters.c */
    double tokens;           /* requests it may make at once: client_admit_request */
    double tokens_at_s, seen_s;
    uint64_t requests, refused; /* since it is known; refused: busy by a limit of its own */
    TAILQ_ENTRY(client) link;   /* longest unseen first */
};
TAILQ_HEAD(client_list, client);

struct client_table {
    struct client_list all;
    size_t count;
    void *by_name; /* search tree */
};

void client_table_init(struct client_table *table);
void client_table_fini(struct client_table *table);

/* The client of this name, with these limits from now on; a new one when it is not known. Idle ones go when
 * the table is full. NULL: out of memory, or full of clients that are not idle. */
struct client *client_enter(struct client_table *table, const struct identity *identity, double now_s);
struct client *client_find(const struct client_table *table, const char *name); /* NULL: not known */

/* A job, a waiter... that keeps the client known. */
struct client *client_hold(struct client *client); /* returns it */
void client_drop(struct client *client);           /* NULL is fine; it may be forgotten from now on */
/* Forgets who is idle. Whenever a client comes new, too. */
void client_table_tidy(struct client_table *table, double now_s);

/* One request, by the client's rate: a bucket that fills with per_second and holds twice that (at least 1).
 */
enum error_code client_admit_request(struct client *client, double now_s, double *retry_after_s,
                                     struct error *error);

/* What there is for all, and how fast it comes free. */
struct room {
    size_t jobs, jobs_max;   /* waiting */
    size_t bytes, bytes_max; /* of messages of jobs that wait or run */
    bool shared;             /* with other clients: nobody may fill it alone */
    size_t active;           /* clients with jobs that wait or run */
    double job_mean_s;       /* running time of one; 0 when none ended yet */
    size_t workers;
};

/* One more job of so many bytes; nothing is counted yet. Beside its own limits a client may have, of what is
 * shared, 8 times what is free and no more: 8 parts of 9 when it is alone, an even part when n want
 * everything (8 of 8n + 1). So there is room for whoever comes, and where it got tight, room that comes free
 * goes to who has little. errors  ERROR_BUSY; ERROR_TOO_LARGE when there would never be room */
enum error_code client_admit_job(struct client *client, size_t bytes, const struct room *room,
                                 double *retry_after_s, struct error *error);

/* So many bytes more, for as long as it takes to write them: an instance on its way to the disk. */
enum error_code client_admit_bytes(struct client *client, size_t bytes, const struct room *room,
                                   double *retry_after_s, struct error *error);

/* Whether one more of its requests may wait, of the `free` that may: shared as jobs are. */
bool client_may_wait(const struct client *client, size_t free, bool shared);

void client_take_bytes(struct client *client, size_t bytes);
void client_give_bytes(struct client *client, size_t bytes);

#endif
