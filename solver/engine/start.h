/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a search begins: with nobody moving and, when it is warm, with the prices and the placement that it
 * was given. Row prices of a problem much like this one are good after a short ascent. The unit side's prices
 * of people are not: with the level of the row prices theirs all move too. What stays is where a person's
 * price lies between the two least reduced costs, that is how much the best place has to give for somebody
 * and the next may not. */
#ifndef MUTASI_SOLVER_ENGINE_START_H
#define MUTASI_SOLVER_ENGINE_START_H

#include "solver/engine/decomposition.h"

/* Row prices of the start, zero where none are given; micro-points per row unit, of an idle row zero. NULL
 * when out of memory. */
double *start_prices(struct arena *arena, const struct solve *solve);

/* A placement and prices were given, and nearly everybody can be where the placement says. */
bool start_is_near(const struct solve *solve);

/* Everybody where the start says; who may not be there, or is not named, where it costs least at these
 * prices. May break hard rows. Returns how many these are. There must be a placement among the options. */
int32_t start_placement(const struct solve *solve, const double *prices, int32_t *choice);

/* Offers the plan where nobody moves, and who is nowhere takes the cheapest choice: a plan at once wherever
 * nothing hard speaks against it. choice: scratch, per person */
void start_status_quo(struct solve *solve, int32_t *choice);

/* Moves people's prices to where, between the two least reduced costs at the decomposition's row prices, they
 * were at the start's prices of the unit side; a little inside, since ends make long searches for staffs.
 * Nobody moves without such prices, or memory. */
void start_unit_side(const struct solve *solve, struct decomposition *root);

#endif
