/* SPDX-License-Identifier: MIT */
/* Arithmetic on a policy, and what shows only with an instance at hand. */
#include "proto/policy.h"

/* No need beyond what a document may state directly (10^9 FTE), so that products with it stay in 127 bits. */
#define NEED_MAX_MFTE (INT64_C(1000000000) * 1000)

int64_t share_of(int64_t share_ppm, int64_t whole)
{
    return divide_rounded((int128)share_ppm * whole, MICRO);
}

static bool need_fits(const struct need *need, const struct policy *policy)
{
    if (need->kind != NEED_WORK)
        return true;
    return divide_fits(need->micro_minutes, (int128)policy->effective_minutes_micro * 1000) &&
           divide_rounded(need->micro_minutes, (int128)policy->effective_minutes_micro * 1000) <=
               NEED_MAX_MFTE;
}

enum error_code policy_check(const struct policy *policy, const struct instance *instance,
                             struct error *error)
{
    const struct path root = {NULL, "instance", 0}, units = {&root, "units", 0};
    for (int32_t i = 0; i < instance->unit_count; i++) {
        const struct path unit = {&units, NULL, i}, here = {&unit, "work", 0};
        if (!need_fits(&instance->units[i].demand.need, policy))
            return error_at(
                error, ERROR_OVERFLOW, &here,
                "seen work for more than 10^9 FTE under the policy's effective_minutes, expected less");
    }
    return ERROR_NONE;
}
