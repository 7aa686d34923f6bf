/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Latencies in buckets of 1 per cent from 10 us on: exact enough, and memory that does not grow. */
#ifndef MUTASI_BENCH_LATENCIES_H
#define MUTASI_BENCH_LATENCIES_H

enum { LATENCY_BUCKETS = 4000 };

struct latencies { /* zeroed: none */
    unsigned long counts[LATENCY_BUCKETS], count;
    double max_s, sum_s;
};

void latencies_add(struct latencies *latencies, double seconds);
double latencies_at(const struct latencies *latencies, double share); /* seconds; 0.5: the median */
double latencies_mean(const struct latencies *latencies);

#endif
