/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hard rows that give way at a price: what a relaxation is, and how a question is put to the engine, which
 * then always has a placement and proves with prices that none costs nothing. */
#ifndef MUTASI_SOLVER_EXPLAIN_ELASTIC_H
#define MUTASI_SOLVER_EXPLAIN_ELASTIC_H

#include "solver/explain/demands.h"

/* One person, in the measure of relaxation.h. */
#define PERSON_UPT MICRO

/* What one unit beyond the demand's limit costs; of a pair, beyond one of its rows. */
int64_t elastic_slope_ppt(const struct problem *problem, const struct hard_demand *demand);

/* Makes the hard interval of row r (of the whole model, or one of its kind) a soft one.
 * slope   room for one, as long as the row lives
 * returns what the row costs wherever its activity lies: more than 0 where its sides exclude each other */
int128 elastic_stretch(const struct demands *demands, int32_t r, struct row *row, struct slope *slope);

#endif
