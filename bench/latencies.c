/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/latencies.h"

#include <math.h>

static const double FIRST_S = 1e-5, STEP = 1.01;

void latencies_add(struct latencies *latencies, double seconds)
{
    double bucket = log(fmax(seconds, FIRST_S) / FIRST_S) / log(STEP);
    latencies->counts[bucket < LATENCY_BUCKETS - 1 ? (int)bucket : LATENCY_BUCKETS - 1]++;
    latencies->count++;
    latencies->sum_s += seconds;
    latencies->max_s = fmax(latencies->max_s, seconds);
}

double latencies_at(const struct latencies *latencies, double share)
{
    double wanted = share * (double)latencies->count, seen = 0;
    for (int i = 0; i < LATENCY_BUCKETS; i++) {
        seen += (double)latencies->counts[i];
        if (seen >= wanted && seen > 0) {
            return fmin(FIRST_S * pow(STEP, i + 1), latencies->max_s);
        }
    }
    return 0;
}

double latencies_mean(const struct latencies *latencies)
{
    return latencies->count > 0 ? latencies->sum_s / (double)latencies->count : 0;
}
