/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Oracle against evaluate and against the engine's whole path, on one seed. Each returns NULL when they
 * agree, else one sentence that names the seed and both values (arena memory). */
#ifndef MUTASI_TESTS_SUPPORT_ORACLE_AGREE_H
#define MUTASI_TESTS_SUPPORT_ORACLE_AGREE_H

#include "tests/support/oracle.h"
#include "tests/support/tiny.h"

enum { ORACLE_PLACEMENTS_MOST = 4000000 };

/* Random placements, most of them eligible: same objective parts, same breaches by kind of row. */
const char *disagreement_on_placements(struct arena *arena, uint64_t seed);

/* The exact solve: infeasible exactly when no placement is feasible; else the same optimum, bounds that do
 * not exceed it, and a placement that costs what the plan says. */
const char *disagreement_on_optimum(struct arena *arena, uint64_t seed);

/* The same on a problem of up to 400,000 placements. */
const char *disagreement_on_larger_optimum(struct arena *arena, uint64_t seed);

#endif
