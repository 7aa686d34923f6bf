/* SPDX-License-Identifier: MIT */
/* What one unit's or group's demand asks under a policy, in whole numbers: its soft band, its hard interval
 * and the price of leaving the band. Used by evaluate and the explanations, not by formulate. */
#ifndef MUTASI_SOLVER_MODEL_DEMAND_TERMS_H
#define MUTASI_SOLVER_MODEL_DEMAND_TERMS_H

#include "solver/model/measure.h"

struct demand_terms {
    bool has_need;
    int64_t need_mfte;
    int64_t band_lower_mfte, band_upper_mfte; /* INT64_MIN / INT64_MAX without need or balance policy */
    struct interval supply_mfte;              /* supply_limits and balance.limit together */
};

/* errors: ERROR_OVERFLOW when a band edge leaves 64 bits; `id` names the demand in the error. */
enum error_code demand_terms(const struct policy *policy, const struct demand *demand, const char *id,
                             struct demand_terms *out, struct error *error);

/* Price of the supply: summed at 10^-12 points, rounded once. errors: ERROR_OVERFLOW. */
enum error_code balance_upt(const struct policy *policy, const struct demand_terms *terms,
                            int64_t supply_mfte, const char *id, int64_t *out, struct error *error);

/* Whether the policy or the minimum itself forbids falling short. */
bool minimum_is_hard(const struct policy *policy, const struct minimum *minimum);

/* Price of the missing people over the demand's soft minimums; at most 2^31 minimums x 2^31 people x 10^15
 * upt, so never beyond 128 bits. */
int128 shortage_upt(const struct policy *policy, const struct demand *demand, const struct tally *tally);

#endif
