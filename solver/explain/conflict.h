/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why an infeasible problem has no plan: a minimal set of its hard demands that leave none together, and the
 * cheapest way to loosen demands until there is one (relaxation.h).
 *
 * The set is found by QuickXplain (Junker 2004, "Preferred explanations and relaxations for over-constrained
 * problems") over exact answers of the engine: first the rows and pairs, with all that keeps people in force,
 * then of what keeps people what these rows need. Which rows to look at first the prices of the relaxation
 * say (the sensitivity filter of Chinneck 2008, chapter 6). A row that is impossible by itself needs no
 * engine. What the engine does not decide within its limits stays in the set, and the set is then not said to
 * be minimal. */
#ifndef MUTASI_SOLVER_EXPLAIN_CONFLICT_H
#define MUTASI_SOLVER_EXPLAIN_CONFLICT_H

#include "proto/infeasibility.h"
#include "solver/explain/inquiry.h"

/* problem   proven infeasible
 * limits    equal effort gives an equal answer, unless time or a cancellation ends it
 * out       in the arena; NULL when nothing was found within the limits
 * errors    ERROR_MEMORY, ERROR_OVERFLOW */
enum error_code conflict_find(struct arena *arena, const struct problem *problem,
                              const struct inquiry_limits *limits, const struct infeasibility **out,
                              struct error *error);

#endif
