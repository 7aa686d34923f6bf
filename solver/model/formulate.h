/* SPDX-License-Identifier: MIT */
/* instance + policy -> choice model. */
#ifndef MUTASI_SOLVER_MODEL_FORMULATE_H
#define MUTASI_SOLVER_MODEL_FORMULATE_H

#include "proto/problem.h"
#include "solver/model/choice_model.h"

/* Builds the choice model in the arena. Person k is employee k. Choices of a person come in the order of
 * units, for each unit the plain choice and then its offers; last, where the policy allows it, "unplaced".
 *
 *   model   NULL when people are left without any choice: the instance is infeasible, and `stuck` holds their
 *           indices
 *   stuck   may not be NULL; arena memory
 *   errors  ERROR_OVERFLOW when a cost or activity leaves 64 bits, ERROR_MEMORY */
enum error_code formulate(struct arena *arena, const struct problem *problem,
                          const struct choice_model **model, const int32_t **stuck, int32_t *stuck_count,
                          struct error *error);

#endif
