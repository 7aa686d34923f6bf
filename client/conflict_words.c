/* SPDX-License-Identifier: MIT */
#include "client/case_file.h"
#include "client/conflict.h"
#include "client/text.h"
#include "solver/model/decimal_text.h"

const char *person_words(struct arena *arena, const struct instance *instance, int32_t employee)
{
    const struct employee *person = &instance->employees[employee];
    return person->name == NULL ? person->id : arena_format(arena, "%s (%s)", person->name, person->id);
}

static const char *place_title(const struct instance *instance, const struct hard_demand *demand)
{
    return demand->unit != NONE    ? unit_title(&instance->units[demand->unit])
           : demand->group != NONE ? group_title(&instance->groups[demand->group])
                                   : "";
}

/* A limit as people read it. */
static struct decimal_text limit_text(enum demand_kind kind, int64_t limit)
{
    int64_t scale = demand_limit_scale(kind);
    return decimal_text(limit, kind == DEMAND_ROW || scale == MICRO ? 0 : scale == 1 ? 6 : 3);
}

static const char *supply_form(const struct hard_demand *demand)
{
    if (demand->kind == DEMAND_BALANCE)
        return demand->is_most ? _("%s may have at most %s FTE (balance limit of the policy)")
                               : _("%s needs at least %s FTE (balance limit of the policy)");
    return demand->is_most ? _("%s may have at most %s FTE (its supply limit)")
                           : _("%s needs at least %s FTE (its supply limit)");
}

static const char *lending_form(const struct hard_demand *demand)
{
    return demand->kind == DEMAND_LEND ? _("%s may have at most %s lent out at one time, on %s (max_share of "
                                           "the policy's secondment)")
                                       : _("%s must keep at least %s FTE, not counting whom it lends, on %s "
                                           "(donor_min of the policy's "
                                           "secondment)");
}

static const char *row_words(struct arena *arena, const struct instance *instance,
                             const struct hard_demand *demand)
{
    const char *place = place_title(instance, demand);
    struct decimal_text limit = limit_text(demand->kind, demand->limit);
    char date[11];
    day_format(demand->date, date);
    switch (demand->kind) {
    case DEMAND_COMPETENCY:
        return arena_format(arena, _("%s needs at least %s with %s at level %d or above"), place, limit.text,
                            instance->competencies[demand->competency], (int)demand->level);
    case DEMAND_SUPPLY:
    case DEMAND_BALANCE:
        return arena_format(arena, supply_form(demand), place, limit.text);
    case DEMAND_HEADCOUNT:
        return arena_format(arena,
                            demand->is_most ? _("the headcount of %s is at most %s")
                                            : _("the headcount of %s is at least %s"),
                            place, limit.text);
    case DEMAND_BUDGET:
        return demand->unit == NONE
                   ? arena_format(arena, _("all moves together may cost at most %s points"), limit.text)
                   : arena_format(arena, _("moves to %s may cost at most %s points"), place, limit.text);
    case DEMAND_MOVES:
        return arena_format(arena, _("at most %s may move in all"), limit.text);
    case DEMAND_MOVES_IN:
        return arena_format(arena, _("at most %s may move to %s"), limit.text, place);
    case DEMAND_MOVES_OUT:
        return arena_format(arena, _("at most %s may move away from %s"), limit.text, place);
    case DEMAND_LEND:
    case DEMAND_KEEP:
        return arena_format(arena, lending_form(demand), place, limit.text, date);
    default:
        return arena_format(arena, demand->is_most ? _("%s: at most %s") : _("%s: at least %s"), demand->row,
                            limit.text);
    }
}

static const char *pair_words(struct arena *arena, const struct instance *instance, int32_t number)
{
    const struct pair *pair = &instance->pairs[number];
    bool in_group = pair->scope == SCOPE_GROUP;
    const char *form = pair->kind == PAIR_TOGETHER ? (in_group ? _("%s and %s must be in the same group")
                                                               : _("%s and %s must be in the same unit"))
                                                   : (in_group ? _("%s and %s may not be in the same group")
                                                               : _("%s and %s may not be in the same unit"));
    const char *a = person_words(arena, instance, pair->a), *b = person_words(arena, instance, pair->b);
    return a == NULL || b == NULL ? NULL : arena_format(arena, form, a, b);
}

const char *demand_words(struct arena *arena, const struct problem *problem, const struct hard_demand *demand)
{
    const struct instance *instance = problem->instance;
    if (demand->kind == DEMAND_PAIR)
        return pair_words(arena, instance, demand->pair);
    if (!demand_is_of_a_person(demand->kind))
        return row_words(arena, instance, demand);
    const char *person = person_words(arena, instance, demand->employee);
    if (person == NULL)
        return NULL;
    switch (demand->kind) {
    case DEMAND_PIN:
        return arena_format(arena, _("%s is pinned to the present unit"), person);
    case DEMAND_PLACE:
        return arena_format(arena, _("the scenario places %s in %s"), person, place_title(instance, demand));
    case DEMAND_CONSENT:
        return arena_format(arena, _("%s does not consent"), person);
    default:
        return arena_format(arena, _("a rule keeps %s (%s)"), person,
                            problem->policy->rules[demand->rule].cite);
    }
}

static const char *let_go_words(struct arena *arena, const struct problem *problem,
                                const struct loosening *loosening, const char *demand)
{
    if (loosening->unit == NONE)
        return arena_format(arena, _("%s: left without a unit nevertheless"), demand);
    return arena_format(arena, _("%s: goes to %s nevertheless"), demand,
                        unit_title(&problem->instance->units[loosening->unit]));
}

const char *loosening_words(struct arena *arena, const struct problem *problem,
                            const struct loosening *loosening)
{
    const char *demand = demand_words(arena, problem, &loosening->demand);
    if (demand == NULL)
        return NULL;
    if (demand_is_of_a_person(loosening->demand.kind))
        return loosening->demand.kind == DEMAND_RULE && loosening->unit != NONE &&
                       loosening->unit == problem->instance->employees[loosening->demand.employee].unit
                   ? arena_format(arena, _("%s: stays nevertheless"), demand)
                   : let_go_words(arena, problem, loosening, demand);
    if (loosening->demand.kind == DEMAND_PAIR)
        return arena_format(arena, _("%s: given up"), demand);
    return arena_format(arena, _("%s: %s instead"), demand,
                        limit_text(loosening->demand.kind, loosening->to).text);
}
