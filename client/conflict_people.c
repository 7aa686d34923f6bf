/* SPDX-License-Identifier: MIT */
/* Who could meet a demand, who may, and why the others may not. */
#include "client/conflict.h"
#include "client/text.h"
#include "solver/model/cost.h"
#include "solver/model/decimal_text.h"
#include "solver/model/eligibility.h"

#include <stdlib.h>

enum { NAMES_SHOWN = 8, DETAILS_MOST = 3 };

const char *people_words(struct arena *arena, const struct instance *instance, const int32_t *people,
                         int32_t count)
{
    const char *text = "";
    int32_t shown = count <= NAMES_SHOWN ? count : NAMES_SHOWN;
    for (int32_t i = 0; i < shown && text != NULL; i++) {
        const char *person = person_words(arena, instance, people[i]);
        text = person == NULL ? NULL : arena_format(arena, "%s%s%s", text, i == 0 ? "" : ", ", person);
    }
    return text == NULL || shown == count
               ? text
               : arena_format(arena, _("%s and %d more"), text, (int)(count - shown));
}

/* A reason, and how many it keeps. */
struct reason_count {
    enum barrier barrier;
    const struct rule *rule;
    int32_t people;
};

struct crowd {
    struct arena *arena;
    const struct problem *problem;
    const struct hard_demand *demand;
    int32_t *may, may_count;
    int64_t may_mfte;
    struct reason_count *reasons;
    int32_t reason_count, barred;
};

static bool counts(const struct crowd *crowd, int32_t employee)
{
    const struct hard_demand *demand = crowd->demand;
    const struct employee *person = &crowd->problem->instance->employees[employee];
    bool is_qualified = demand->kind != DEMAND_COMPETENCY;
    for (int32_t offer = NONE; !is_qualified && offer < person->offer_count; offer++)
        is_qualified = qualifies(crowd->problem, employee, offer, demand->competency, demand->level);
    return is_qualified;
}

static bool is_of_place(const struct crowd *crowd, int32_t unit)
{
    const struct unit *place = &crowd->problem->instance->units[unit];
    return place->open &&
           (crowd->demand->unit != NONE ? unit == crowd->demand->unit : place->group == crowd->demand->group);
}

/* At least: into the place; at most: anywhere else. NONE: allowed. */
static struct eligibility kept_by(const struct crowd *crowd, int32_t employee)
{
    const struct instance *instance = crowd->problem->instance;
    struct eligibility first = {.barrier = BARRIER_CLOSED};
    for (int32_t u = 0; u < instance->unit_count; u++) {
        bool is_wanted = instance->units[u].open && is_of_place(crowd, u) != crowd->demand->is_most;
        if (!is_wanted)
            continue;
        struct eligibility here = eligibility_of(crowd->problem, employee, u);
        if (here.barrier == BARRIER_NONE)
            return here;
        first = first.barrier == BARRIER_CLOSED ? here : first;
    }
    bool is_free =
        crowd->demand->is_most && eligibility_of(crowd->problem, employee, NONE).barrier == BARRIER_NONE;
    return is_free ? (struct eligibility){.barrier = BARRIER_NONE} : first;
}

static void note_reason(struct crowd *crowd, struct eligibility by)
{
    int32_t i = 0;
    while (i < crowd->reason_count &&
           (crowd->reasons[i].barrier != by.barrier || crowd->reasons[i].rule != by.rule))
        i++;
    if (i == crowd->reason_count)
        crowd->reasons[crowd->reason_count++] = (struct reason_count){by.barrier, by.rule, 0};
    crowd->reasons[i].people++;
    crowd->barred++;
}

static void gather(struct crowd *crowd)
{
    const struct instance *instance = crowd->problem->instance;
    for (int32_t k = 0; k < instance->employee_count; k++) {
        if (!counts(crowd, k))
            continue;
        struct eligibility by = kept_by(crowd, k);
        if (by.barrier == BARRIER_NONE) {
            crowd->may[crowd->may_count++] = k;
            crowd->may_mfte += instance->employees[k].fte_mfte;
        } else if (by.barrier != BARRIER_CLOSED) {
            note_reason(crowd, by);
        }
    }
}

static int compare_counts(const void *a, const void *b)
{
    const struct reason_count *left = a, *right = b;
    if (left->people != right->people)
        return left->people > right->people ? -1 : 1;
    if (left->barrier != right->barrier)
        return left->barrier < right->barrier ? -1 : 1;
    return left->rule < right->rule ? -1 : left->rule > right->rule;
}

static const char *reason_text(struct arena *arena, const struct reason_count *reason)
{
    switch (reason->barrier) {
    case BARRIER_PINNED:
        return arena_format(arena, _("pinned: %d"), (int)reason->people);
    case BARRIER_CONSENT:
        return arena_format(arena, _("without their consent: %d"), (int)reason->people);
    case BARRIER_RULE:
        return arena_format(arena, _("kept by a rule: %d (%s)"), (int)reason->people, reason->rule->cite);
    case BARRIER_FORCED:
        return arena_format(arena, _("placed by the scenario: %d"), (int)reason->people);
    default:
        return arena_format(arena, _("otherwise: %d"), (int)reason->people);
    }
}

static const char *reasons_text(const struct crowd *crowd)
{
    const char *text = "";
    qsort(crowd->reasons, (size_t)crowd->reason_count, sizeof *crowd->reasons, compare_counts);
    for (int32_t i = 0; i < crowd->reason_count && text != NULL; i++) {
        const char *reason = reason_text(crowd->arena, &crowd->reasons[i]);
        text = reason == NULL ? NULL : arena_format(crowd->arena, "%s%s%s", text, i == 0 ? "" : "; ", reason);
    }
    return text;
}

/* How many may, and who where they are few enough to be named. */
static const char *may_text(const struct crowd *crowd)
{
    const char *names = people_words(crowd->arena, crowd->problem->instance, crowd->may, crowd->may_count);
    const struct decimal_text fte = decimal_text(crowd->may_mfte, 3);
    if (names == NULL)
        return NULL;
    if (crowd->demand->is_most)
        return arena_format(crowd->arena, _("may be elsewhere: %d"), (int)crowd->may_count);
    if (crowd->demand->kind != DEMAND_COMPETENCY)
        return arena_format(crowd->arena, _("may be there: %d with %s FTE in all"), (int)crowd->may_count,
                            fte.text);
    return crowd->may_count == 0
               ? _("may be there: nobody")
               : arena_format(crowd->arena, _("may be there: %d (%s)"), (int)crowd->may_count, names);
}

static const char *barred_text(const struct crowd *crowd)
{
    const char *reasons = reasons_text(crowd);
    const char *form = crowd->demand->is_most                     ? _("may not leave: %d; %s")
                       : crowd->demand->kind == DEMAND_COMPETENCY ? _("have it and may not be there: %d; %s")
                                                                  : _("may not be there: %d; %s");
    return reasons == NULL ? NULL : arena_format(crowd->arena, form, (int)crowd->barred, reasons);
}

static bool has_people(const struct hard_demand *demand)
{
    return demand->kind == DEMAND_COMPETENCY || demand->kind == DEMAND_SUPPLY ||
           demand->kind == DEMAND_BALANCE || demand->kind == DEMAND_HEADCOUNT || demand->kind == DEMAND_KEEP;
}

enum error_code conflict_details(struct arena *arena, const struct problem *problem,
                                 const struct hard_demand *demand, const char *const **details,
                                 int32_t *count, struct error *error)
{
    size_t people = (size_t)problem->instance->employee_count;
    struct crowd crowd = {.arena = arena, .problem = problem, .demand = demand};
    const char **list = arena_alloc(arena, DETAILS_MOST, sizeof *list);
    *details = list;
    *count = 0;
    if (!has_people(demand))
        return ERROR_NONE;
    crowd.may = arena_alloc(arena, people, sizeof *crowd.may);
    crowd.reasons = arena_alloc(arena, (size_t)problem->policy->rule_count + 8, sizeof *crowd.reasons);
    if (list == NULL || crowd.may == NULL || crowd.reasons == NULL)
        return error_set(error, ERROR_MEMORY, "", "out of memory");
    gather(&crowd);
    list[(*count)++] = may_text(&crowd);
    if (crowd.barred > 0)
        list[(*count)++] = barred_text(&crowd);
    for (int32_t i = 0; i < *count; i++)
        if (list[i] == NULL)
            return error_set(error, ERROR_MEMORY, "", "out of memory");
    return ERROR_NONE;
}
