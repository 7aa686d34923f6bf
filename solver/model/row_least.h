/* SPDX-License-Identifier: MIT */
/* min over s of phi(s) + lambda s, for one row: the term of a row in every bound. */
#ifndef MUTASI_SOLVER_MODEL_ROW_LEAST_H
#define MUTASI_SOLVER_MODEL_ROW_LEAST_H

#include "solver/model/choice_model.h"

/* By how much the exact phi of a `rounded` row may exceed its true price. */
#define HALF_UPT_IN_PPT (PPT_PER_UPT / 2)

struct row_least {
    int128 value_ppt;
    int64_t at; /* an activity that attains it */
};

/* s over the integers of [lower, upper], which must not be empty; phi is taken without the rounding.
 * Returns false when a term leaves 127 bits. O(slopes). */
bool row_least_ppt(const struct row *row, int64_t price_ppt, int64_t lower, int64_t upper,
                   struct row_least *out);

#endif
