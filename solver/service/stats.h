/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the service counts. */
#ifndef MUTASI_SOLVER_SERVICE_STATS_H
#define MUTASI_SOLVER_SERVICE_STATS_H

#include "proto/tree.h"

#include <stdint.h>

/* X(NAME, wire word) */
#define COUNTER_LIST(X)                                                                                      \
    X(REQUESTS, "requests")                                                                                  \
    X(PINGS, "pings")                                                                                        \
    X(ERROR_REPLIES, "error_replies")                                                                        \
    X(BUSY, "busy")                                                                                          \
    X(ACCEPTED, "jobs_accepted")                                                                             \
    X(JOINED, "jobs_joined")                                                                                 \
    X(RETURNED, "results_returned_again")                                                                    \
    X(DONE, "jobs_done")                                                                                     \
    X(FAILED, "jobs_failed")                                                                                 \
    X(CANCELLED, "jobs_cancelled")                                                                           \
    X(WORKERS_LOST, "workers_lost")                                                                          \
    X(WORKERS_OVERRUN, "workers_overrun")                                                                    \
    X(FRONT_RESTARTS, "front_restarts")

enum counter {
#define COUNTER_ENUM(name, word) COUNTER_##name,
    COUNTER_LIST(COUNTER_ENUM)
#undef COUNTER_ENUM
        COUNTER_COUNT
};

/* Seconds: up to 0.1 ms, 0.2 ms, 0.5 ms, 1 ms ... 100 s, and beyond. */
enum { BUCKET_COUNT = 20 };
struct histogram {
    uint64_t counts[BUCKET_COUNT];
};

struct stats {
    double since_s; /* monotonic */
    uint64_t counters[COUNTER_COUNT];
    struct histogram ping; /* request read to reply queued */
    struct histogram job;  /* accepted to ended */
    double job_mean_s; /* of the last jobs' running times, recent ones weighing more; 0 before the first */
};

void stats_count(struct stats *stats, enum counter counter);
void stats_job_ran(struct stats *stats, double seconds);
void histogram_add(struct histogram *histogram, double seconds);

/* {requests: n, ...} */
struct node stats_counters_node(struct arena *arena, const struct stats *stats);
/* [{up_to_s, count}...]; the last has no up_to_s; empty buckets are left out */
struct node histogram_node(struct arena *arena, const struct histogram *histogram);

#endif
