/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Branch-and-bound by GLPK on a core: some people are free among some of their choices, everybody else stays
 * where the incumbent, or a given placement, has them. */
#ifndef MUTASI_SOLVER_ENGINE_CORE_H
#define MUTASI_SOLVER_ENGINE_CORE_H

#include "solver/engine/solve.h"

struct core {
    const int64_t *fixed; /* per person: choice, counted over the store, of those who are not free */
    const uint8_t *free;  /* per choice: may be taken; a person with two free choices or more is free */
    bool is_whole;        /* every choice that a better plan could take is free: the result is a proof */
    bool cuts;
    int64_t nodes; /* at most */
};

enum core_status {
    CORE_SOLVED,  /* the best placement was offered; whole: proven, but for what rounding takes off prices */
    CORE_EMPTY,   /* no placement of the core; whole without an incumbent: infeasible */
    CORE_STOPPED, /* better placements, and for a whole core the bound, were offered */
    CORE_FAILED
};

/* A whole core may say something that is not known yet. */
bool core_is_open(const struct solve *solve);

enum core_status core_solve(struct solve *solve, const struct core *core);

#endif
