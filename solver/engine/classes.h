/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Classes of identical people: the same list of (place, cost, entries) in the store, so that they can change
 * places without a trace. */
#ifndef MUTASI_SOLVER_ENGINE_CLASSES_H
#define MUTASI_SOLVER_ENGINE_CLASSES_H

#include "solver/engine/store.h"

/* Per person the first person of the class. NULL when nobody has a double, or out of memory.
 * cost  one pass over the entries, two for who has doubles */
int32_t *classes_new(const struct store *store);

#endif
