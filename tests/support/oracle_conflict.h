/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the contract says about an infeasible small problem, by trying every placement with everybody let go
 * everywhere: whether a set of demands leaves a plan, which of them can be spared, and how cheaply all hard
 * demands of the problem can be loosened. The books are the oracle's; the measure is written here a second
 * time (solver/explain/relaxation.h). */
#ifndef MUTASI_TESTS_SUPPORT_ORACLE_CONFLICT_H
#define MUTASI_TESTS_SUPPORT_ORACLE_CONFLICT_H

#include "proto/infeasibility.h"

enum { ORACLE_CONFLICT_MOST = 256 };

struct oracle_conflict {
    int64_t tried;
    bool leaves_plan;                  /* some placement keeps the whole set */
    bool needed[ORACLE_CONFLICT_MOST]; /* some placement keeps all of the set but this one */
    int64_t cheapest_upt; /* to loosen all demands of the problem until some placement is a plan */
    int32_t foreign;      /* a demand of the set that the problem does not have, or NONE */
};

/* returns  false when the problem or the set is too large, or has more than `most` placements */
bool oracle_conflict(const struct problem *problem, const struct infeasibility *found, int64_t most,
                     struct oracle_conflict *out);

#endif
