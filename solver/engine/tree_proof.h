/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A proof for an optimal plan, written down after the search: the branch-and-bound over the unit-side bound
 * runs once more, over the model as the checker sees it (nothing left out by presolve), with the best plan
 * and the claimed bound at hand (where that is too far, a bound that closes the gap), and every closed side
 * of a branching, fixings among them, becomes a leaf at the prices that closed it. What is still open when
 * the effort ends is a leaf at the prices it has. The tree is not checked here. */
#ifndef MUTASI_SOLVER_ENGINE_TREE_PROOF_H
#define MUTASI_SOLVER_ENGINE_TREE_PROOF_H

#include "solver/engine/prover.h"

/* Sets out->proof, in the arena, when the solve is closed and its row prices prove less than it claims. Where
 * they do as soon as their bound is rounded up to what every objective is a multiple of, they are the tree.
 * Where they close the gap as they stand, or memory runs out, there is none. The work is counted, in
 * out->effort too: at most as much as the search took and some more, within the solve's limits.
 * prover  for its prices; NULL: the row prices will do */
void tree_proof_add(struct arena *arena, struct solve *solve, const struct prover *prover,
                    struct engine_result *out);

#endif
