/* SPDX-License-Identifier: MIT */
/* What surges receive and lenders miss under a placement, and what the rest of a surge's need costs. */
#ifndef MUTASI_SOLVER_MODEL_SURGE_TALLY_H
#define MUTASI_SOLVER_MODEL_SURGE_TALLY_H

#include "solver/model/lending.h"

struct surge_tally {
    const struct lending *lending; /* NULL: no surge is planned, nothing is counted */
    int64_t *filled_mfte;          /* per surge */
    int64_t *away, *away_mfte;     /* per day of lending->days: people lent by its unit, their supply */
};

/* Of nobody, in the arena. */
enum error_code surge_tally_new(struct arena *arena, const struct problem *problem, struct surge_tally *out,
                                struct error *error);

/* Adds somebody who is lent (sign 1), or takes them away again (sign -1); others change nothing. */
void surge_tally_change(struct surge_tally *tally, const struct problem *problem, int32_t employee,
                        struct placed placed, int sign);

/* What a planned surge costs with so much of it filled. errors: ERROR_OVERFLOW. */
enum error_code surge_upt(const struct problem *problem, int32_t surge, int64_t filled_mfte, int64_t *out,
                          struct error *error);

#endif
