/* SPDX-License-Identifier: MIT */
/* A service's stats for a monitor: the Prometheus text exposition format, version 0.0.4. */
#ifndef MUTASI_CLIENT_PROMETHEUS_H
#define MUTASI_CLIENT_PROMETHEUS_H

#include "proto/tree.h"

#include <stdio.h>

/* Counts since the start become counters (mutasi_jobs_done_total), histograms keep their buckets
 * (mutasi_latency_seconds with the label stage), everything else that is a number is a gauge. Words that this
 * version does not know come out by the same rules.
 * stats   the map of that name in a reply */
void prometheus_print(const struct node *stats, FILE *out);

#endif
