/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the service counts. */
#ifndef MUTASI_SOLVER_SERVICE_STATS_H
#define MUTASI_SOLVER_SERVICE_STATS_H

#include "proto/message.h"

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

/* What is timed. X(NAME, wire word) */
#define LATENCY_LIST(X)                                                                                      \
    X(PING, "ping")     /* a ping read to its reply queued */                                                \
    X(ACCEPT, "accept") /* a submission read to its acceptance on disk */                                    \
    X(QUEUED, "queued") /* a job accepted to its first run */                                                \
    X(RUN, "run")       /* a job's first run to its end */                                                   \
    X(JOB, "job")       /* a job accepted to its end */                                                      \
    X(COMMIT, "commit") /* a transaction of the journal, begun to synced */

enum latency {
#define LATENCY_ENUM(name, word) LATENCY_##name,
    LATENCY_LIST(LATENCY_ENUM)
#undef LATENCY_ENUM
        LATENCY_COUNT
};

/* Seconds: up to 0.1 ms, 0.2 ms, 0.5 ms, 1 ms ... 100 s, and beyond. */
enum { BUCKET_COUNT = 20 };
struct histogram {
    uint64_t counts[BUCKET_COUNT], count;
    double sum_s;
};

struct stats {
    double since_s; /* monotonic */
    uint64_t counters[COUNTER_COUNT];
    uint64_t ops[OP_COUNT];       /* requests that could be read */
    uint64_t errors[ERROR_COUNT]; /* replies, by their error */
    struct histogram latency[LATENCY_COUNT];
    double job_mean_s; /* of the last jobs' running times, recent ones weighing more; 0 before the first */
};

void stats_count(struct stats *stats, enum counter counter);
void stats_job_ran(struct stats *stats, double seconds);
void histogram_add(struct histogram *histogram, double seconds);
void stats_latency(struct stats *stats, enum latency what, double seconds);

/* {requests: n, ...} */
struct node stats_counters_node(struct arena *arena, const struct stats *stats);
/* {ping: n, ...}: every op */
struct node stats_ops_node(struct arena *arena, const struct stats *stats);
/* {busy: n, ...}: those that occurred */
struct node stats_errors_node(struct arena *arena, const struct stats *stats);
/* {ping: {count, sum_s, buckets: [{up_to_s, count}...]}, ...}; the last bucket has no up_to_s */
struct node stats_latency_node(struct arena *arena, const struct stats *stats);

#endif
