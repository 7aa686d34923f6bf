/* SPDX-License-Identifier: MIT */
/* Jobs out of replies. */
#ifndef MUTASI_CLIENT_JOB_READ_H
#define MUTASI_CLIENT_JOB_READ_H

#include "client/mutasi.h"
#include "proto/tree.h"

extern const struct mutasi_job job_none;

/* The job of a reply's map, borrowing its texts; NULL: job_none. What another version of the service leaves
 * out is absent here. */
struct mutasi_job job_read(const struct node *map);

/* Fields of a map that may be absent (or the map NULL): "", NAN, 0. */
const char *job_text(const struct node *map, const char *key);
double job_number(const struct node *map, const char *key);
int64_t job_integer(const struct node *map, const char *key);

#endif
