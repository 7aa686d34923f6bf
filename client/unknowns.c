/* SPDX-License-Identifier: MIT */
/* The unknowns of a case, and what becomes of them. */
#include "client/unknowns.h"

#include "solver/model/cost.h"

#include <stdlib.h>

static enum error_code no_memory(struct error *error)
{
    return error_set(error, ERROR_MEMORY, "", "out of memory");
}

/* --- finding them --- */

static void ask(const struct demand *demand, int32_t *asked)
{
    for (int32_t m = 0; m < demand->minimum_count; m++) {
        const struct minimum *minimum = &demand->minimums[m];
        if (minimum->level > asked[minimum->competency])
            asked[minimum->competency] = minimum->level;
    }
}

/* Per competency the highest level that anybody asks for; 0: nobody does. */
static int32_t *asked_levels(struct arena *arena, const struct instance *instance)
{
    int32_t *asked = arena_alloc(arena, (size_t)instance->competency_count, sizeof *asked);
    for (int32_t u = 0; asked != NULL && u < instance->unit_count; u++)
        ask(&instance->units[u].demand, asked);
    for (int32_t g = 0; asked != NULL && g < instance->group_count; g++)
        ask(&instance->groups[g].demand, asked);
    return asked;
}

static int32_t count_unknowns(const struct instance *instance)
{
    int32_t count = 0;
    for (int32_t k = 0; k < instance->employee_count; k++)
        for (int32_t h = 0; h < instance->employees[k].holding_count; h++)
            count += instance->employees[k].holdings[h].level == LEVEL_UNKNOWN;
    return count;
}

static void list_unknowns(const struct instance *instance, const int32_t *asked, struct unknowns *out)
{
    for (int32_t k = 0; k < instance->employee_count; k++) {
        const struct employee *person = &instance->employees[k];
        int32_t before = out->count;
        for (int32_t h = 0; h < person->holding_count; h++) {
            const struct holding *holding = &person->holdings[h];
            int32_t level = asked[holding->competency];
            if (holding->level == LEVEL_UNKNOWN)
                out->list[out->count++] = (struct unknown){.employee = k,
                                                           .holding = h,
                                                           .competency = holding->competency,
                                                           .level = level == 0 ? LEVEL_MIN : level};
        }
        out->people += out->count > before;
    }
}

enum error_code unknowns_read(struct arena *arena, const char *case_file, struct unknowns *out,
                              struct error *error)
{
    struct explanation read = {.case_file = case_file};
    *out = (struct unknowns){0};
    enum error_code code = explain_read_case(arena, &read, error);
    if (code != ERROR_NONE)
        return code;
    out->base = read.base;
    if (!out->base.has_placement)
        return error_set(error, ERROR_CONTRADICTION, case_file, "the case has no plan to compare with");
    const struct instance *instance = out->base.problem->instance;
    int32_t *asked = asked_levels(arena, instance);
    out->list = arena_alloc(arena, (size_t)count_unknowns(instance), sizeof *out->list);
    if (asked == NULL || out->list == NULL)
        return no_memory(error);
    list_unknowns(instance, asked, out);
    code = plan_placement(arena, out->base.plan, out->base.problem, &out->placement, error);
    return code == ERROR_NONE ? confirmed_init(arena, out->base.problem, &out->confirmed, error) : code;
}

/* --- what the person fills --- */

struct fill_list {
    const struct unknowns *unknowns;
    const struct unknown *unknown;
    const struct placed *placement;
    struct filled *list;
    int32_t count;
};

static bool is_in(const struct instance *instance, int32_t unit, const struct filled *place)
{
    return unit != NONE &&
           (place->unit != NONE ? unit == place->unit : instance->units[unit].group == place->group);
}

/* How many count towards the minimum, the person included. */
static int32_t have(const struct fill_list *fills, const struct filled *place)
{
    const struct problem *problem = &fills->unknowns->confirmed.problem;
    int32_t count = 0;
    for (int32_t k = 0; k < problem->instance->employee_count; k++)
        count += is_in(problem->instance, fills->placement[k].unit, place) &&
                 qualifies(problem, k, fills->placement[k].offer, place->minimum->competency,
                           place->minimum->level);
    return count;
}

static void fill_demand(struct fill_list *fills, const struct demand *demand, int32_t unit, int32_t group)
{
    const struct unknown *unknown = fills->unknown;
    for (int32_t m = 0; m < demand->minimum_count; m++) {
        const struct filled place = {unit, group, &demand->minimums[m]};
        if (place.minimum->competency == unknown->competency && place.minimum->level <= unknown->level &&
            have(fills, &place) <= place.minimum->min)
            fills->list[fills->count++] = place;
    }
}

enum error_code unknown_fills(struct arena *arena, const struct unknowns *unknowns, struct unknown *unknown,
                              const struct placed *placement, struct error *error)
{
    const struct instance *instance = unknowns->base.problem->instance;
    int32_t unit = placement[unknown->employee].unit;
    struct fill_list fills = {.unknowns = unknowns, .unknown = unknown, .placement = placement};
    if (unit == NONE)
        return ERROR_NONE;
    int32_t group = instance->units[unit].group;
    const struct demand *own = &instance->units[unit].demand;
    const struct demand *over = group == NONE ? NULL : &instance->groups[group].demand;
    size_t most = (size_t)own->minimum_count + (over == NULL ? 0 : (size_t)over->minimum_count);
    fills.list = arena_alloc(arena, most, sizeof *fills.list);
    if (fills.list == NULL)
        return no_memory(error);
    fill_demand(&fills, own, unit, NONE);
    if (over != NULL)
        fill_demand(&fills, over, NONE, group);
    unknown->fills = fills.list;
    unknown->filled_count = fills.count;
    return ERROR_NONE;
}

/* --- what became of them --- */

static bool is_settled(const struct unknown *unknown)
{
    return unknown->state == UNKNOWN_NOT_ASKED || unknown->state == UNKNOWN_CERTIFICATE;
}

void unknowns_settle(struct unknowns *unknowns, double gap)
{
    const struct plan *plan = unknowns->base.plan;
    int64_t own = plan->has_bound ? plan->objective.total - plan->bound_upt : INT64_MAX;
    int64_t asked = (int64_t)(gap * (double)plan->objective.total);
    for (int32_t i = 0; i < unknowns->count; i++) {
        struct unknown *unknown = &unknowns->list[i];
        if (is_settled(unknown))
            continue;
        if (unknown->saves_upt > 0)
            unknown->state = UNKNOWN_GAINS;
        else if (unknown->has_most && unknown->most_upt <= 0)
            unknown->state = UNKNOWN_SOLVED;
        else if (unknown->state != UNKNOWN_WITHIN_GAP)
            unknown->state = unknown->is_solved && unknown->has_most && own != INT64_MAX &&
                                     unknown->most_upt <= (own > asked ? own : asked)
                                 ? UNKNOWN_WITHIN_GAP
                                 : UNKNOWN_OPEN;
    }
}

int32_t unknowns_left(const struct unknowns *unknowns)
{
    int32_t count = 0;
    for (int32_t i = 0; i < unknowns->count; i++)
        count += unknowns->list[i].state == UNKNOWN_OPEN;
    return count;
}

struct ranked {
    int32_t index;
    int64_t saves, most;
};

static int by_savings(const void *a, const void *b)
{
    const struct ranked *left = a, *right = b;
    if (left->saves != right->saves)
        return left->saves > right->saves ? -1 : 1;
    if (left->most != right->most)
        return left->most > right->most ? -1 : 1;
    return (left->index > right->index) - (left->index < right->index);
}

const int32_t *unknowns_order(struct arena *arena, const struct unknowns *unknowns, int32_t *count)
{
    struct ranked *ranked = arena_alloc(arena, (size_t)unknowns->count, sizeof *ranked);
    int32_t *order = arena_alloc(arena, (size_t)unknowns->count, sizeof *order);
    *count = 0;
    if (ranked == NULL || order == NULL)
        return NULL;
    for (int32_t i = 0; i < unknowns->count; i++) {
        const struct unknown *unknown = &unknowns->list[i];
        if (unknown->state == UNKNOWN_GAINS || unknown->state == UNKNOWN_OPEN)
            ranked[(*count)++] =
                (struct ranked){i, unknown->saves_upt, unknown->has_most ? unknown->most_upt : INT64_MAX};
    }
    qsort(ranked, (size_t)*count, sizeof *ranked, by_savings);
    for (int32_t i = 0; i < *count; i++)
        order[i] = ranked[i].index;
    return order;
}

const char *unknown_state_word(enum unknown_state state)
{
    static const char *const words[UNKNOWN_STATES] = {[UNKNOWN_NOT_ASKED] = "not_asked",
                                                      [UNKNOWN_CERTIFICATE] = "excluded_by_certificate",
                                                      [UNKNOWN_SOLVED] = "excluded_by_solve",
                                                      [UNKNOWN_WITHIN_GAP] = "within_gap",
                                                      [UNKNOWN_OPEN] = "open",
                                                      [UNKNOWN_GAINS] = "gains"};
    return words[state];
}
