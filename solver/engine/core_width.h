/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The natural scale of reduced costs. At a vertex of the relaxation about as many people as rows are
 * undecided: the width that takes in the second choices of so many is how far decisions that matter lie
 * apart. Rows of pairs, one per unit, may be far more than the people who can be undecided, and a village has
 * few rows: both are limited. */
#ifndef MUTASI_SOLVER_ENGINE_CORE_WIDTH_H
#define MUTASI_SOLVER_ENGINE_CORE_WIDTH_H

#include "solver/engine/store.h"

/* reduced, least  per choice and per person, micro-points
 * choice          per person: the one of least reduced cost
 * scratch         room for one number per person
 * Returns micro-points. */
double core_width(const struct store *store, const double *reduced, const double *least,
                  const int32_t *choice, double *scratch);

#endif
