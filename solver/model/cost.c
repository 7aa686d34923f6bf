/* SPDX-License-Identifier: MIT */
#include "solver/model/cost.h"

#include "solver/model/rule.h"

/* The largest term is per_km: 10^15 upt x 2^31 m x 1000 < 2^91, so a sum of four never leaves 128 bits. */
enum { PPT_PER_METRE_UPT = 1000 }; /* upt per km x metres x 1000 = ppt */

static int64_t reluctance_of(const struct employee *employee, int32_t offer)
{
    if (offer != NONE && employee->offers[offer].kind == OFFER_INCENTIVE) {
        return employee->offers[offer].reluctance_micro;
    }
    return employee->reluctance_micro;
}

/* move + per_km * km, in pico-points. */
static int128 move_ppt(const struct problem *problem, int32_t from, int32_t to)
{
    const struct instance *instance = problem->instance;
    const struct relocation_policy *price = &problem->policy->relocation;
    int32_t group = instance->units[from].group;
    bool within = group != NONE && group == instance->units[to].group;
    int128 move = (int128)(within ? price->move_within_group_upt : price->move_upt) * PPT_PER_UPT;
    return move + (int128)price->per_km_upt * instance_distance_m(instance, from, to) * PPT_PER_METRE_UPT;
}

/* Cost and budget of ending in another unit than the present one, without the offer's own cost. */
static void unrounded(const struct problem *problem, int32_t employee, struct placed placed,
                      int128 *relocation_ppt, int128 *budget_ppt)
{
    const struct employee *person = &problem->instance->employees[employee];
    const struct relocation_policy *price = &problem->policy->relocation;
    const struct override *entry = override_find(problem->instance->relocation,
                                                 problem->instance->relocation_count, employee, placed.unit);
    if (entry != NULL) {
        *relocation_ppt = *budget_ppt = (int128)entry->value * PPT_PER_UPT;
        return;
    }
    int128 liked = (int128)price->preference_upt * employee_preference_micro(person, placed.unit);
    if (person->unit == NONE) {
        *budget_ppt = 0;
        *relocation_ppt = (int128)price->first_upt * PPT_PER_UPT - liked;
    } else {
        *budget_ppt = move_ppt(problem, person->unit, placed.unit);
        *relocation_ppt =
            *budget_ppt + (int128)price->reluctance_upt * reluctance_of(person, placed.offer) - liked;
    }
    if (*relocation_ppt < 0) {
        *relocation_ppt = 0;
    }
}

enum error_code secondment_upt(const struct problem *problem, int32_t unit, int32_t surge, int64_t *out,
                               struct error *error)
{
    const struct instance *instance = problem->instance;
    const struct secondment_policy *price = &problem->policy->secondment;
    int64_t metres = instance_distance_m(instance, unit, instance->surges[surge].unit);
    int128 ppt =
        (int128)price->move_upt * PPT_PER_UPT + (int128)price->per_km_upt * metres * PPT_PER_METRE_UPT;
    if (!divide_fits(ppt, PPT_PER_UPT)) {
        return error_set(error, ERROR_OVERFLOW, NULL,
                         "the cost of lending from %s to surge %s leaves 64 bits", instance->units[unit].id,
                         instance->surges[surge].id);
    }
    *out = divide_rounded(ppt, PPT_PER_UPT);
    return ERROR_NONE;
}

enum error_code placement_cost(const struct problem *problem, int32_t employee, struct placed placed,
                               struct placement_cost *out, struct error *error)
{
    const struct employee *person = &problem->instance->employees[employee];
    *out = (struct placement_cost){0};
    if (person->previous != NONE && person->previous != placed.unit) {
        out->persistence_upt = problem->policy->persistence_upt;
    }
    if (placed.unit == NONE) {
        out->unplaced_upt = problem->policy->unplaced_upt;
        return ERROR_NONE;
    }
    int128 relocation_ppt = 0, budget_ppt = 0;
    enum error_code code = ERROR_NONE;
    if (placed.unit != person->unit) {
        unrounded(problem, employee, placed, &relocation_ppt, &budget_ppt);
    } else {
        code = rules_staying_upt(problem, employee, &out->tenure_upt, error);
    }
    if (placed.offer != NONE) {
        out->offer_upt = person->offers[placed.offer].cost_upt;
        budget_ppt += (int128)out->offer_upt * PPT_PER_UPT;
    }
    if (!divide_fits(relocation_ppt, PPT_PER_UPT) || !divide_fits(budget_ppt, PPT_PER_UPT)) {
        return error_set(error, ERROR_OVERFLOW, NULL, "the cost of %s ending in %s leaves 64 bits",
                         person->id, problem->instance->units[placed.unit].id);
    }
    out->relocation_upt = divide_rounded(relocation_ppt, PPT_PER_UPT);
    out->budget_upt = divide_rounded(budget_ppt, PPT_PER_UPT);
    return code != ERROR_NONE || placed.surge == NONE
               ? code
               : secondment_upt(problem, placed.unit, placed.surge, &out->secondment_upt, error);
}

int64_t supply_mfte(const struct instance *instance, int32_t employee, int32_t unit)
{
    const struct override *entry = override_find(instance->supplies, instance->supply_count, employee, unit);
    return entry != NULL ? entry->value : instance->employees[employee].fte_mfte;
}

bool qualifies(const struct problem *problem, int32_t employee, int32_t offer, int32_t competency,
               int32_t level)
{
    const struct employee *person = &problem->instance->employees[employee];
    int32_t held = employee_level(person, competency);
    if (held >= level || (held == LEVEL_UNKNOWN && problem->policy->competency.unknown_qualifies)) {
        return true;
    }
    return offer != NONE && person->offers[offer].kind == OFFER_TRAINING &&
           person->offers[offer].competency == competency && person->offers[offer].level >= level;
}
