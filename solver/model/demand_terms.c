/* SPDX-License-Identifier: MIT */
#include "solver/model/demand_terms.h"

enum { PPT_PER_MFTE_UPT = 1000 }; /* upt per FTE x milli-FTE x 1000 = ppt */

static bool edge(int64_t share_ppm, int64_t need, int64_t *out)
{
    if (!divide_fits((int128)share_ppm * need, MICRO)) {
        return false;
    }
    *out = share_of(share_ppm, need);
    return true;
}

enum error_code demand_terms(const struct policy *policy, const struct demand *demand, const char *id,
                             struct demand_terms *out, struct error *error)
{
    const struct balance_policy *balance = &policy->balance;
    bool fits = true;
    *out = (struct demand_terms){
        .band_lower_mfte = INT64_MIN, .band_upper_mfte = INT64_MAX, .supply_mfte = demand->supply_mfte};
    out->has_need = need_mfte(&demand->need, policy->effective_minutes_micro, &out->need_mfte);
    if (!out->has_need || !policy->has_balance) {
        return ERROR_NONE;
    }
    fits = edge(balance->target_lower_ppm, out->need_mfte, &out->band_lower_mfte) &&
           edge(balance->target_upper_ppm, out->need_mfte, &out->band_upper_mfte);
    if (fits && balance->has_limit) {
        struct interval limit = {0, 0}, *hard = &out->supply_mfte;
        fits = edge(balance->limit_lower_ppm, out->need_mfte, &limit.lower) &&
               edge(balance->limit_upper_ppm, out->need_mfte, &limit.upper);
        hard->lower = hard->lower > limit.lower ? hard->lower : limit.lower;
        hard->upper = hard->upper < limit.upper ? hard->upper : limit.upper;
    }
    return fits ? ERROR_NONE : error_set(error, ERROR_OVERFLOW, NULL, "the band of %s leaves 64 bits", id);
}

/* Integral of the tiers' slopes over the first `distance` milli-FTE beyond an edge. Slopes are at most 10^15
 * and distances below 2^63, so the sum stays below 10^37. False when a breakpoint leaves 64 bits. */
static bool tiers_ppt(const struct tiers *tiers, int64_t need, int64_t distance, int128 *out)
{
    int128 sum = 0;
    for (int32_t i = 0; i < tiers->count; i++) {
        int64_t start = 0, end = distance;
        if (!edge(tiers->tier[i].share_ppm, need, &start)) {
            break; /* this tier begins beyond any distance */
        }
        if (i + 1 < tiers->count && !edge(tiers->tier[i + 1].share_ppm, need, &end)) {
            end = distance;
        }
        end = end < distance ? end : distance;
        if (end > start) {
            sum += (int128)tiers->tier[i].slope_upt * (end - start) * PPT_PER_MFTE_UPT;
        }
    }
    *out = sum;
    return divide_fits(sum, PPT_PER_UPT);
}

enum error_code balance_upt(const struct policy *policy, const struct demand_terms *terms,
                            int64_t supply_mfte, const char *id, int64_t *out, struct error *error)
{
    const struct tiers *tiers = NULL;
    int64_t distance = 0;
    int128 price = 0;
    bool fits = true;
    if (terms->band_lower_mfte != INT64_MIN && supply_mfte < terms->band_lower_mfte) {
        tiers = &policy->balance.under;
        fits = !__builtin_sub_overflow(terms->band_lower_mfte, supply_mfte, &distance);
    } else if (terms->band_upper_mfte != INT64_MAX && supply_mfte > terms->band_upper_mfte) {
        tiers = &policy->balance.over;
        fits = !__builtin_sub_overflow(supply_mfte, terms->band_upper_mfte, &distance);
    }
    if (tiers != NULL) {
        fits = fits && tiers_ppt(tiers, terms->need_mfte, distance, &price);
    }
    *out = 0;
    if (!fits) {
        return error_set(error, ERROR_OVERFLOW, NULL, "the balance price of %s leaves 64 bits", id);
    }
    *out = divide_rounded(price, PPT_PER_UPT);
    return ERROR_NONE;
}

bool minimum_is_hard(const struct policy *policy, const struct minimum *minimum)
{
    return minimum->hard || policy->competency.hard;
}

int128 shortage_upt(const struct policy *policy, const struct demand *demand, const struct tally *tally)
{
    int128 sum = 0;
    for (int32_t i = 0; i < demand->minimum_count; i++) {
        const struct minimum *minimum = &demand->minimums[i];
        int64_t missing = (int64_t)minimum->min - tally->qualified[i];
        if (missing > 0 && !minimum_is_hard(policy, minimum)) {
            sum += (int128)policy->competency.shortage_upt * missing;
        }
    }
    return sum;
}
