/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Grows the tree of a proof (solver/model/proof.h) while a search goes on. Every node is a leaf until it is
 * branched on, so the tree is a proof at any moment; how much it proves depends on the leaves' points.
 * Numbers are counted as a plan holds them: when their limit is reached the tree stays as it is. */
#ifndef MUTASI_SOLVER_ENGINE_PROOF_RECORDER_H
#define MUTASI_SOLVER_ENGINE_PROOF_RECORDER_H

#include "solver/engine/decomposition.h"

enum { PROOF_ROOT = 0 /* the first node */ };
#define PROOF_NUMBERS_MOST INT64_C(500000)

struct proof_recorder;

/* Begins with the root as a leaf at the decomposition's best prices. The decomposition is borrowed for the
 * time it grows and has all choices of the store. NULL when out of memory, or when even the root has too
 * many numbers. */
struct proof_recorder *proof_recorder_new(const struct decomposition *decomposition, int64_t most_numbers);
void proof_recorder_free(struct proof_recorder *recorder);

/* Whether so many more points can be kept. */
bool proof_recorder_has_room(const struct proof_recorder *recorder, int32_t points);

/* Keeps prices (as decomposition_get_prices writes them), rounded to pico-points. Returns the point, or -1
 * when full. */
int32_t proof_recorder_point(struct proof_recorder *recorder, const double *prices);

/* The leaf `node` is proven at this point. */
void proof_recorder_leaf(struct proof_recorder *recorder, int32_t node, int32_t point);

/* Branches the leaf `node` on a choice of the decomposition; both sides are leaves at its point. in and out
 * become -1 when full. */
void proof_recorder_branch(struct proof_recorder *recorder, int32_t node, int32_t choice, int32_t *in,
                           int32_t *out);

/* The tree so far, in the arena; NULL when out of memory. */
const struct proof_tree *proof_recorder_tree(const struct proof_recorder *recorder, struct arena *arena);

#endif
