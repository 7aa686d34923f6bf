/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the job store share. */
#ifndef MUTASI_SOLVER_SERVICE_JOBS_INTERNAL_H
#define MUTASI_SOLVER_SERVICE_JOBS_INTERNAL_H

#include "solver/service/jobs.h"

/* --- jobs.c ------------------------------------------------------------------------------------------- */

struct journal_job;

void job_free(struct job_store *store, struct job *job); /* out of trees and lists, with its waiters */
/* A job of the journal that has not ended, into the queue. false: no memory. */
bool job_restore(struct job_store *store, struct client *client, const struct journal_job *record);

/* --- job_shelf.c -------------------------------------------------------------------------------------- */

/* Onto the shelf, which may forget others. */
void job_shelve(struct job_store *store, struct job *job);
void job_unshelve(struct job_store *store, struct job *job); /* and free it */
void job_shelf_trim(struct job_store *store, const struct job *spare);

/* --- job_record.c ------------------------------------------------------------------------------------- */

enum error_code job_write_new(struct job_store *store, const struct job *job, struct error *error);
void job_touch(struct job_store *store, struct job *job); /* written at the end of the turn */
/* *out is left alone when the journal knows no such job that has ended. */
enum error_code job_visit_key(struct job_store *store, const char *client, const char *key, struct job **out,
                              struct error *error);
enum error_code job_visit_id(struct job_store *store, uint64_t id, struct job **out, struct error *error);

/* --- job_waiters.c ------------------------------------------------------------------------------------ */

/* It changed in a way that must be on disk before it is told. */
void job_unsettle(struct job_store *store, struct job *job);
void job_drop_waiters(struct job_store *store, struct job *job);

#endif
