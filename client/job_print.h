/* SPDX-License-Identifier: MIT */
/* Jobs for people to read. */
#ifndef MUTASI_CLIENT_JOB_PRINT_H
#define MUTASI_CLIENT_JOB_PRINT_H

#include "client/mutasi.h"
#include "client/text.h"

/* All that is known of one job, a line each. */
void job_print(struct arena *arena, const struct mutasi_job *job, FILE *out);

/* A table of jobs, a row each; what no job has gets no column. */
struct table *job_table_new(struct arena *arena);
void job_table_add(struct arena *arena, struct table *table, const struct mutasi_job *job);

/* The state of a job, or of a struct mutasi_progress, in the language of messages; a word of a newer service
 * as it is. */
const char *job_state_name(const char *state);

#endif
