/* SPDX-License-Identifier: MIT */
/* What came of a job, told and written: a plan, as a whole case where its documents are at hand, or the
 * report of a check. */
#ifndef MUTASI_CLIENT_OUTCOME_H
#define MUTASI_CLIENT_OUTCOME_H

#include "client/inputs.h"
#include "client/mutasi.h"
#include "proto/plan.h"

struct outcome {
    const struct inputs *inputs; /* read; problem NULL: the documents are not at hand */
    const char *file;            /* NULL: not written */
    bool all, quiet;
};

/* result  exit code of the command, when nothing failed
 * errors  ERROR_CONTRADICTION when the plan was made for another instance */
enum error_code outcome_tell(struct arena *arena, const struct outcome *outcome,
                             const struct mutasi_reply *reply, int *result, struct error *error);

/* Instance, policy (the default one where none is given), scenario and plan as one document. */
enum error_code outcome_write_case(struct arena *arena, const struct inputs *inputs, const struct node *plan,
                                   const char *file, struct error *error);

int outcome_exit_code(enum plan_status status);

#endif
