/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who has the next turn once the relaxation is done: shares of the effort, not of the clock; others while
 * there is no good plan yet, and where one round of the unit side takes as long as all the rest. */
#ifndef MUTASI_SOLVER_ENGINE_TURNS_H
#define MUTASI_SOLVER_ENGINE_TURNS_H

#include "solver/engine/prover.h"

/* Of equals the first goes first. */
enum turn { TURN_PLAN, TURN_PROOF, TURN_DIVE, TURN_NEAR, TURN_CORE, TURNS };

enum { TURNS_QUICKLY_SETTLED_CHOICES = 500000 }; /* beyond, a round of the unit side is too long */

struct turns {
    const struct solve *solve;
    const struct prover *prover; /* NULL: left out */
    bool is_warm;                /* the solve started from a plan of a problem much like this one */
};

/* The first plan is none, or a poor one. */
bool turns_want_a_plan(const struct solve *solve);

/* spent  effort per turn so far
 * Who has had the least of their share; TURNS: nobody. */
enum turn turns_next(const struct turns *turns, const int64_t *spent);

#endif
