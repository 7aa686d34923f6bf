/* SPDX-License-Identifier: MIT */
/* instance + policy -> choice model. */
#ifndef MUTASI_SOLVER_MODEL_FORMULATE_H
#define MUTASI_SOLVER_MODEL_FORMULATE_H

#include "proto/problem.h"
#include "solver/model/choice_model.h"
#include "solver/model/restrictions.h"

/* Builds the choice model in the arena. Person k is employee k. Choices of a person come in the order of
 * units, for each unit the plain choice and then its offers; then, where the policy allows it, "unplaced";
 * last the secondments, in the order of surges and then of the units that lend.
 *
 *   model   NULL when people are left without any choice: the instance is infeasible, and `stuck` holds their
 *           indices
 *   stuck   may not be NULL; arena memory
 *   errors  ERROR_OVERFLOW when a cost or activity leaves 64 bits, ERROR_MEMORY */
enum error_code formulate(struct arena *arena, const struct problem *problem,
                          const struct choice_model **model, const int32_t **stuck, int32_t *stuck_count,
                          struct error *error);

/* A question about the hard demands of a problem: its choice model with some restrictions of people lifted
 * and without any cost or price, but for the choices that restrictions speak against. */
struct question {
    struct restrictions *restrictions;
    const uint64_t *lifted;     /* per person: restrictions that do not hold */
    const int64_t *lifting_upt; /* per bit of a restriction: what a choice costs which it speaks against,
                                   lifted or not; NULL: nothing */
};

/* As formulate. The question is borrowed for the life of the model. */
enum error_code formulate_question(struct arena *arena, const struct question *question,
                                   const struct choice_model **model, const int32_t **stuck,
                                   int32_t *stuck_count, struct error *error);

/* The same model with other intervals and prices of its rows; names and number of rows are the model's. NULL
 * when out of memory. */
const struct choice_model *choice_model_with_rows(struct arena *arena, const struct choice_model *model,
                                                  const struct row *rows);

#endif
