/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Between the files of the pool. What a failing worker costs its job:
 *
 *   its worker           and has told a placement            or none
 *   is late              another finishes it: "time"         killed 1 s late: no_plan_yet
 *   crashes              another finishes it: "fault"        a second attempt
 *   reports memory ...   another finishes it: "fault"        failed
 *   is killed            a second attempt goes on from it    a second attempt
 *   is a second one      failed: worker_lost                 failed: worker_lost
 *
 * So the best placement so far is returned unless two workers died of one job, and no job takes a third.
 * Where an effort bounds the search the second attempt begins anew, to come out the same; where there is no
 * time for it, the first one's placement is finished at once. */
#ifndef MUTASI_SOLVER_SERVICE_POOL_PARTS_H
#define MUTASI_SOLVER_SERVICE_POOL_PARTS_H

#include "solver/service/dispatcher.h"

/* A worker keeps its time itself. When it is this late it is killed, and another has the rest of the second
 * that the contract allows to finish its job. */
#define OVERRUN_GRACE_S 0.5

/* --- pool.c ------------------------------------------------------------------------------------------- */

size_t pool_frame_max(const struct dispatcher *d);
double job_deadline_s(const struct job *job);
/* Closes its pipe: it leaves, and is replaced. */
void worker_dismiss(struct worker *worker);

/* After a start that failed: each time twice as long. */
void worker_try_later(struct dispatcher *d, struct worker *worker);

/* --- pool_losses.c ------------------------------------------------------------------------------------ */

/* A placement was told, by this or an earlier worker. */
bool job_has_placement(const struct job *job);
/* Back to the queue: no search any more, the best placement so far is evaluated and written. */
void job_finish_by_another(struct dispatcher *d, struct job *job, enum stop stopped_by);

#endif
