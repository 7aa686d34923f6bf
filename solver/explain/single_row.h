/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One side of one row that nobody can satisfy, whatever the others do: which of the things that keep people
 * from units are to blame. The commonest conflict, and a sum: no engine is needed. */
#ifndef MUTASI_SOLVER_EXPLAIN_SINGLE_ROW_H
#define MUTASI_SOLVER_EXPLAIN_SINGLE_ROW_H

#include "solver/explain/inquiry.h"

/* Of the people's demands in `set` drops as many, in their order, as leave the row's side impossible; none of
 * those left can then be spared. The side alone must be impossible with all of them.
 * set     in and out; what is no person's stays. It leaves the side impossible in any case
 * returns false when the limits ended it: some of those left may then be spared
 * cost  per demand of somebody whom the row may count, that person's choices */
bool single_row_reduce(struct inquiry *inquiry, int32_t row, bool is_most, uint64_t *set);

#endif
