/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Branch-and-bound over the unit-side bound.
 *
 * It answers one question at a time: is there a plan below `target`? Every choice that no such plan holds is
 * fixed first (decomposition_fix), which leaves a small part of the problem; the tree then branches on a
 * choice that the staffs disagree about (branch_choice.c: what branching on it gained before, or a probe,
 * says which), raises the bound of each node by some passes of the ascent and fixes again. Either a plan
 * below the target is found, and takes its place, or the target is proven as a bound: no good plan is needed
 * to begin with. source: Posta, Ferland, Michelon 2012, "An exact method with variable fixing for solving the
 * generalized assignment problem" */
#ifndef MUTASI_SOLVER_ENGINE_BRANCH_H
#define MUTASI_SOLVER_ENGINE_BRANCH_H

#include "solver/engine/decomposition.h"

struct branch;
struct proof_recorder;

enum branch_outcome {
    BRANCH_CLOSED, /* the target, or the incumbent below it, is proven as bound and was offered */
    BRANCH_OPEN,   /* out of effort: go on later */
    BRANCH_FAILED  /* out of memory */
};

/* NULL when out of memory.
 *
 *   part      the choices to search, at good prices; taken over. When is_whole, every choice that a plan
 *             below the target might hold is among them
 *   target    micro-points; the incumbent's value takes its place when it is lower
 *   width     natural scale of reduced costs, for the steps
 *   is_whole  whether the bounds hold for the whole problem and are to be offered */
struct branch *branch_new(struct solve *solve, struct decomposition *part, double target, double width,
                          bool is_whole);
void branch_free(struct branch *branch);

/* Searches until closed, or until so much effort is spent or the solve must stop; offers plans and bounds on
 * the way. */
enum branch_outcome branch_go(struct branch *branch, int64_t effort);

double branch_target(const struct branch *branch);

/* Before the first branch_go: writes down from then on why nodes are closed, and at the end of every
 * branch_go what the open ones prove. The part must be the whole problem, and the recorder (borrowed) new and
 * of this part. Plans are no longer looked for. Where its
 * numbers end, branch_go ends too. */
void branch_record(struct branch *branch, struct proof_recorder *recorder);

#endif
