/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the job store share. */
#ifndef MUTASI_SOLVER_SERVICE_JOBS_INTERNAL_H
#define MUTASI_SOLVER_SERVICE_JOBS_INTERNAL_H

#include "solver/service/jobs.h"

/* --- jobs.c ------------------------------------------------------------------------------------------- */

/* Into both trees. false: no memory, in none. */
bool job_index(struct job_store *store, struct job *job);
void job_free(struct job_store *store, struct job *job); /* out of trees and lists, with its waiters */
void job_set_client(struct job *job, const char *name);

/* --- job_shelf.c -------------------------------------------------------------------------------------- */

/* Onto the shelf, which may forget others. */
void job_shelve(struct job_store *store, struct job *job);
void job_unshelve(struct job_store *store, struct job *job); /* and free it */
void job_shelf_trim(struct job_store *store, const struct job *spare);

/* --- job_waiters.c ------------------------------------------------------------------------------------ */

/* It changed in a way that must be on disk before it is told. */
void job_unsettle(struct job_store *store, struct job *job);
void job_drop_waiters(struct job_store *store, struct job *job);

#endif
