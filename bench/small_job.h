/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A job of a few milliseconds: four people in two units. */
#ifndef MUTASI_BENCH_SMALL_JOB_H
#define MUTASI_BENCH_SMALL_JOB_H

#include "proto/tree.h"

/* A whole solve request in the arena; every number makes another job. */
bool small_job_write(struct arena *arena, unsigned long number, const void **bytes, size_t *length);
bool small_job_ping(struct arena *arena, const void **bytes, size_t *length);

/* Whether the reply says ok and, for a solve, has a plan. */
bool small_job_answered(const void *bytes, size_t length, bool with_plan);

#endif
