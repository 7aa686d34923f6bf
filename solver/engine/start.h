/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a search begins: with nobody moving and, when it is warm, with the prices and the placement that it
 * was given. */
#ifndef MUTASI_SOLVER_ENGINE_START_H
#define MUTASI_SOLVER_ENGINE_START_H

#include "solver/engine/decomposition.h"

/* Row prices of the start, zero where none are given; micro-points per row unit, of an idle row zero. NULL
 * when out of memory. */
double *start_prices(struct arena *arena, const struct solve *solve);

/* Everybody where the start says; who may not be there, or is not named, where it costs least at these
 * prices. May break hard rows. Returns how many these are. There must be a placement among the options. */
int32_t start_placement(const struct solve *solve, const double *prices, int32_t *choice);

/* Offers the plan where nobody moves, and who is nowhere takes the cheapest choice: a plan at once wherever
 * nothing hard speaks against it. choice: scratch, per person */
void start_status_quo(struct solve *solve, int32_t *choice);

/* Puts the start's prices of the unit side in place of what the decomposition has. Somebody without one keeps
 * the least reduced cost. false: there are none, or no memory. */
bool start_unit_side(const struct solve *solve, struct decomposition *root);

#endif
