/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who matters to some rows: most people's restrictions keep them from nothing that these rows count. */
#ifndef MUTASI_SOLVER_EXPLAIN_RELEVANCE_H
#define MUTASI_SOLVER_EXPLAIN_RELEVANCE_H

#include "solver/explain/inquiry.h"

/* Drops from the set what keeps people from choices that are nothing new to the rows and pairs of the set:
 * with or without it the same activities are possible.
 * returns  false when out of memory
 * cost     the choices of all who are kept from anything */
bool relevance_reduce(struct inquiry *inquiry, uint64_t *set);

#endif
