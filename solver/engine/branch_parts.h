/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of branch-and-bound share. */
#ifndef MUTASI_SOLVER_ENGINE_BRANCH_PARTS_H
#define MUTASI_SOLVER_ENGINE_BRANCH_PARTS_H

#include "solver/engine/branch.h"
#include "solver/engine/polish.h"
#include "solver/engine/proof_recorder.h"
#include "solver/engine/pseudocost.h"

static const double BRANCH_FIRST_STEP = 0.01, BRANCH_LAST_STEP = 0.001; /* of the width */

struct node {
    double bound;
    int32_t depth;
    int32_t split_choice; /* that made it, until its effect has been learned; or -1 */
    double parent_bound;
    int64_t number; /* in order of making, to break ties */
    int32_t leaf;   /* of the proof that is recorded; or -1 */
    int32_t point;  /* of the proof: the prices below; -1: not kept yet */
    double *prices;
    uint8_t *state;
};

struct branch {
    struct solve *solve;
    struct decomposition *d;
    double target, width;
    double closed; /* least bound at which a node was closed */
    struct node *heap;
    int32_t heap_count, heap_room;
    int64_t made;
    struct polish *polish;
    int32_t *choice;
    struct pseudocost *pseudocosts; /* [0]: all; choice c at [c + 1] */
    struct branch_candidate *candidates;
    struct proof_recorder *recorder; /* borrowed; or NULL */
    uint8_t *before;                 /* per choice, scratch: the state that fixing began with */
    double *probed;                  /* scratch: prices */
    bool is_whole;
    bool failed; /* out of memory */
};

/* The choice to branch on: the one whose two sides raise the bound most, by what earlier branchings did and
 * by probes. -1 when a probe closed a side: the node's state and bound have changed instead. The node is the
 * present restriction. */
int32_t branch_choose(struct branch *branch, struct node *node);

/* The node's first bound tells what its branching did. */
void branch_learn(struct branch *branch, struct node *node);

/* Recording a proof; without a recorder nothing happens (branch_record.c). The node is closed by its prices;
 * so are all open nodes, as far as their prices go. */
void branch_record_leaf(struct branch *branch, struct node *node);
void branch_record_open(struct branch *branch);

/* The point of the decomposition's best prices; or -1. */
int32_t branch_record_point(struct branch *branch);

/* The sides with a point (>= 0) are closed there and the node goes on as the other one. */
void branch_record_sides(struct branch *branch, struct node *node, int32_t choice, int32_t in_point,
                         int32_t out_point);

/* What decomposition_fix just did to the state in `before`, at the node's prices. */
void branch_record_fixings(struct branch *branch, struct node *node);

#endif
