/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prices for a model that is stored in part: ascent over the pool and pricing of the whole model in turn,
 * until hardly a choice is missing. The pool's bound falls and the model's rises; at equal prices they differ
 * by what is missing. source: as in pricing.h; the ascent takes the place of the restricted master's LP */
#ifndef MUTASI_SOLVER_ENGINE_COLUMNS_H
#define MUTASI_SOLVER_ENGINE_COLUMNS_H

#include "solver/engine/solve.h"

/* Fills the pool and writes the store anew; offers bounds. The best prices are the solve's.
 * prices   in: where to start; out: the best for the model
 * errors   ERROR_MEMORY */
enum error_code columns_run(struct solve *solve, double *prices, struct error *error);

#endif
