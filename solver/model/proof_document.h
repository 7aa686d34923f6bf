/* SPDX-License-Identifier: MIT */
/* A proof tree as it stands in a plan (names of rows, employees and units) and as it is checked (indices of a
 * choice model), and back. */
#ifndef MUTASI_SOLVER_MODEL_PROOF_DOCUMENT_H
#define MUTASI_SOLVER_MODEL_PROOF_DOCUMENT_H

#include "proto/plan.h"
#include "solver/model/proof.h"

/* Prices of one tree, of rows and people at all points, that are taken to memory. */
#define PROOF_PRICES_MOST INT64_C(16000000)

/* For the model. Everything in the arena.
 * errors  ERROR_UNKNOWN_ID for a row or a choice that the model does not have, with the path in the plan;
 *         ERROR_TOO_LARGE, ERROR_MEMORY */
enum error_code proof_from_certificate(struct arena *arena, const struct choice_model *model,
                                       const struct certificate_tree *certificate,
                                       const struct proof_tree **out, struct error *error);

/* For a plan. Prices are cut to +-2^53, which every document holds: they prove less then, not something
 * wrong. Names are borrowed from the model.
 * errors  those of the tree's shape, as proof_bound says them; ERROR_MEMORY */
enum error_code proof_to_certificate(struct arena *arena, const struct choice_model *model,
                                     const struct proof_tree *tree, const struct certificate_tree **out,
                                     struct error *error);

#endif
