/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Betters placements within a part of the problem: annealing from a low temperature among the choices of a
 * decomposition. */
#ifndef MUTASI_SOLVER_ENGINE_POLISH_H
#define MUTASI_SOLVER_ENGINE_POLISH_H

#include "solver/engine/decomposition.h"

struct polish;

/* decomposition  at good prices; not kept
 * width          natural scale of reduced costs, micro-points
 * NULL when out of memory */
struct polish *polish_new(struct solve *solve, const struct decomposition *decomposition, double width);
void polish_free(struct polish *polish);

/* From these choices (per person of the store); offers what is better than the incumbent. */
void polish_run(struct polish *polish, const int32_t *choice, int64_t moves_per_person);

#endif
