/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan by diving: people whom the staffs of the unit side agree about are placed for good, the ascent goes
 * on for the rest, and so on until everybody is placed. source: Berthold 2006, "Primal heuristics for mixed
 * integer programs" (diving); Sadykov et al. 2019, "Primal heuristics for branch and price: the assets of
 * diving methods" */
#ifndef MUTASI_SOLVER_ENGINE_DIVE_H
#define MUTASI_SOLVER_ENGINE_DIVE_H

#include "solver/engine/decomposition.h"

struct dive_pace {
    int32_t passes; /* of the ascent, between two placings */
    double batch;   /* part of the people left that is placed at a time, at least */
};

/* decomposition  a part of the problem at good prices; its restriction and prices are changed
 * width          natural scale of reduced costs, micro-points
 * choice         out: the placement it ends at, per person of the store
 * Returns false when stopped or out of memory. Hard rows may be broken in it: those that no place owns, and
 * others where too many were placed before that showed (the rest then goes where the staffs wanted them). */
bool dive_run(struct solve *solve, struct decomposition *decomposition, double width,
              const struct dive_pace *pace, int32_t *choice);

#endif
