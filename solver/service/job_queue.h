/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which waiting job is next. Clients take turns, and priority counts among the jobs of one client only:
 *
 *   1. of the clients with waiting jobs the one with the fewest running, then the one served longest ago;
 *   2. of its jobs the one of the highest priority, then the oldest (by number).
 *
 * So whoever has nothing running waits at most for one job of every other such client, whatever numbers and
 * priorities the others send. Jobs that had their turn and only need to be written (`urgent`) go before
 * everybody. Jobs that wait for another's end (`parked`) wait as all do, and count as all do, but have no
 * turn before job_queue_unpark. Everything but job_queue_take and job_queue_place costs the same however many
 * jobs wait; these look at every client with waiting jobs, place also at jobs of the same client and
 * priority. */
#ifndef MUTASI_SOLVER_SERVICE_JOB_QUEUE_H
#define MUTASI_SOLVER_SERVICE_JOB_QUEUE_H

#include "proto/message.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

enum { PRIORITY_LEVELS = PRIORITY_MAX - PRIORITY_MIN + 1 };

struct client;
struct job;

/* A job's place in the queue, inside of the job. Fill it before job_queue_add and leave it alone then. */
struct queue_item {
    struct job *job;
    struct client *client;
    int priority;    /* PRIORITY_MIN..PRIORITY_MAX */
    uint64_t number; /* ascending in the order of acceptance: the job's id */
    bool urgent;     /* before everybody */
    bool parked;     /* has no turn yet; not urgent */
    enum queue_place { QUEUE_OUTSIDE, QUEUE_WAITING, QUEUE_RUNNING } place;
    TAILQ_ENTRY(queue_item) link; /* WAITING */
};
TAILQ_HEAD(queue_lane, queue_item);

/* A client's part of the queue, inside of the client. */
struct client_turn {
    size_t waiting, running; /* jobs */
    size_t urgent, parked;   /* of those waiting */
    struct queue_lane lanes[PRIORITY_LEVELS];
    size_t lane_counts[PRIORITY_LEVELS];
    uint64_t last_served;          /* ascending; 0: never */
    TAILQ_ENTRY(client_turn) link; /* while jobs wait that are neither */
};
void client_turn_init(struct client_turn *turn);

struct job_queue {
    TAILQ_HEAD(turn_list, client_turn) turns; /* served longest ago first */
    struct queue_lane urgent;
    size_t waiting, running;
    size_t clients; /* with jobs waiting or running */
    uint64_t served;
};
void job_queue_init(struct job_queue *queue);

/* OUTSIDE or RUNNING (it goes back) -> WAITING. A job that goes back keeps its number, so it is the first of
 * its priority, or takes it up as urgent. */
void job_queue_add(struct job_queue *queue, struct queue_item *item);

/* A parked item gets its place by its number; any other stays as it is. */
void job_queue_unpark(struct job_queue *queue, struct queue_item *item);

/* The next job, WAITING -> RUNNING. NULL: none waits. */
struct job *job_queue_take(struct job_queue *queue);

/* It ended or is forgotten: WAITING or RUNNING -> OUTSIDE; an item OUTSIDE stays so. */
void job_queue_remove(struct job_queue *queue, struct queue_item *item);

/* How many jobs start until this waiting one does, itself included, if none came or ended: 1 is next.
 * 0: it does not wait, or is parked. */
size_t job_queue_place(const struct job_queue *queue, const struct queue_item *item);

#endif
