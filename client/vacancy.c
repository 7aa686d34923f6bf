/* SPDX-License-Identifier: MIT */
#include "client/vacancy.h"

#include "solver/model/demand_terms.h"

enum { MFTE_PER_PERSON = 1000 };

/* A unit or group, and the lines so far. */
struct listing {
    const struct problem *problem;
    struct vacancy *list;
    int32_t count;
    struct error *error;
};

static size_t most_lines(const struct instance *instance)
{
    size_t lines = (size_t)instance->unit_count + (size_t)instance->group_count;
    for (int32_t u = 0; u < instance->unit_count; u++)
        lines += (size_t)instance->units[u].demand.minimum_count;
    for (int32_t g = 0; g < instance->group_count; g++)
        lines += (size_t)instance->groups[g].demand.minimum_count;
    return lines;
}

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* The supply that the place ought to have; what it has where nothing is asked. */
static int64_t wanted_mfte(const struct policy *policy, const struct demand_terms *terms, int64_t supply_mfte)
{
    int64_t wanted = supply_mfte;
    int64_t edge = policy->has_balance ? terms->band_lower_mfte : terms->need_mfte;
    if (terms->has_need && supply_mfte < edge)
        wanted = larger(wanted, terms->need_mfte);
    if (terms->supply_mfte.lower != INT64_MIN)
        wanted = larger(wanted, terms->supply_mfte.lower);
    return smaller(wanted, larger(terms->supply_mfte.upper, supply_mfte));
}

/* Neither limit is negative, and what is missing fits where what is there does. */
static int64_t people_open(const struct demand *demand, const struct tally *tally, int64_t fte_mfte)
{
    int64_t people = fte_mfte / MFTE_PER_PERSON + (fte_mfte % MFTE_PER_PERSON >= MFTE_PER_PERSON / 2);
    if (fte_mfte > 0)
        people = larger(people, 1);
    if (demand->headcount.lower != INT64_MIN)
        people = larger(people, demand->headcount.lower - tally->headcount);
    if (demand->headcount.upper != INT64_MAX)
        people = smaller(people, demand->headcount.upper - tally->headcount);
    return larger(people, 0);
}

static enum error_code list_place(struct listing *listing, struct vacancy place, const struct demand *demand,
                                  const struct tally *tally)
{
    struct demand_terms terms;
    const struct policy *policy = listing->problem->policy;
    enum error_code code = demand_terms(policy, demand, place.id, &terms, listing->error);
    if (code != ERROR_NONE)
        return code;
    place.fte_mfte = wanted_mfte(policy, &terms, tally->supply_mfte) - tally->supply_mfte;
    place.people = people_open(demand, tally, place.fte_mfte);
    if (place.people > 0)
        listing->list[listing->count++] = place;
    place.fte_mfte = 0;
    for (int32_t m = 0; m < demand->minimum_count; m++) {
        const struct minimum *minimum = &demand->minimums[m];
        place.competency = listing->problem->instance->competencies[minimum->competency];
        place.level = minimum->level;
        place.people = (int64_t)minimum->min - tally->qualified[m];
        if (place.people > 0)
            listing->list[listing->count++] = place;
    }
    return ERROR_NONE;
}

enum error_code vacancies_of(struct arena *arena, const struct problem *problem, const struct measures *holds,
                             const struct vacancy **out, int32_t *count, struct error *error)
{
    const struct instance *instance = problem->instance;
    struct listing listing = {.problem = problem, .error = error};
    enum error_code code = ERROR_NONE;
    listing.list = arena_alloc(arena, most_lines(instance), sizeof *listing.list);
    if (listing.list == NULL)
        return error_set(error, ERROR_MEMORY, "", "out of memory for the vacancies");
    for (int32_t u = 0; u < instance->unit_count && code == ERROR_NONE; u++) {
        const struct unit *unit = &instance->units[u];
        const struct vacancy place = {.id = unit->id,
                                      .name = unit->name,
                                      .group = unit->group == NONE ? NULL : instance->groups[unit->group].id};
        if (unit->open)
            code = list_place(&listing, place, &unit->demand, &holds->units[u]);
    }
    for (int32_t g = 0; g < instance->group_count && code == ERROR_NONE; g++) {
        const struct group *group = &instance->groups[g];
        const struct vacancy place = {.is_group = true, .id = group->id, .name = group->name};
        code = list_place(&listing, place, &group->demand, &holds->groups[g]);
    }
    *out = listing.list;
    *count = listing.count;
    return code;
}
