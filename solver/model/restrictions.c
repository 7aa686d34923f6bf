/* SPDX-License-Identifier: MIT */
#include "solver/model/restrictions.h"

#include "solver/model/rule.h"

static uint64_t rule_bit(const struct problem *problem, const struct rule *rule)
{
    int64_t bit = RESTRICTION_RULE + (rule - problem->policy->rules);
    return restriction(bit < RESTRICTION_LAST ? (int32_t)bit : RESTRICTION_LAST);
}

static uint64_t bits_of(const struct problem *problem, const struct eligibility *barrier)
{
    switch (barrier->barrier) {
    case BARRIER_PINNED:
        return restriction(RESTRICTION_PIN);
    case BARRIER_FORCED:
        return restriction(RESTRICTION_PLACE);
    case BARRIER_CONSENT:
        return restriction(RESTRICTION_CONSENT);
    case BARRIER_RULE:
        return rule_bit(problem, barrier->rule);
    case BARRIER_NONE:
    case BARRIER_CLOSED:
    case BARRIER_NOT_ALLOWED:
        break;
    }
    return 0;
}

static int32_t forced_unit(const struct problem *problem, int32_t employee)
{
    return problem->forced_unit == NULL ? NONE : problem->forced_unit[employee];
}

/* What keeps the person from staying: every hard max_tenure, where the first is not outweighed. */
static uint64_t staying_at(const struct restrictions *restrictions, int32_t employee)
{
    const struct problem *problem = &restrictions->unforced;
    const struct employee *person = &problem->instance->employees[employee];
    uint64_t set = 0;
    for (int32_t i = 0; staying_rule(problem, employee) != NULL && i < problem->policy->rule_count; i++) {
        const struct rule *rule = &problem->policy->rules[i];
        bool forbids = rule->hard && rule_is_exceeded(rule, person, problem->instance->date);
        set |= forbids ? rule_bit(problem, rule) : 0;
    }
    return set;
}

/* The person's own: without the scenario's `place`, which overrides them. */
static uint64_t own_at(struct restrictions *restrictions, int32_t employee, int32_t unit)
{
    const struct problem *problem = &restrictions->unforced;
    uint64_t set = 0;
    if (unit == problem->instance->employees[employee].unit) {
        return staying_at(restrictions, employee);
    }
    int32_t count = eligibility_barriers(problem, employee, unit, restrictions->room);
    for (int32_t i = 0; i < count; i++) {
        set |= bits_of(problem, &restrictions->room[i]);
    }
    return set;
}

uint64_t restrictions_at(struct restrictions *restrictions, int32_t employee, int32_t unit)
{
    int32_t forced = forced_unit(restrictions->problem, employee);
    if (forced != NONE && unit == forced) {
        return 0;
    }
    uint64_t set = forced == NONE ? 0 : restriction(RESTRICTION_PLACE);
    return unit == NONE ? set : set | own_at(restrictions, employee, unit);
}

bool restrictions_allow(struct restrictions *restrictions, int32_t employee, int32_t unit, uint64_t lifted)
{
    const struct problem *problem = restrictions->problem;
    bool is_there = unit == NONE ? problem->instance->employees[employee].unit == NONE &&
                                       problem->policy->may_leave_unplaced
                                 : problem->instance->units[unit].open;
    return is_there && (restrictions_at(restrictions, employee, unit) & ~lifted) == 0;
}

/* Everything that keeps the person from a unit: rules and pins keep from all others alike, and what keeps
 * from the present one is asked for apart. */
static uint64_t held_by(struct restrictions *restrictions, int32_t employee)
{
    const struct instance *instance = restrictions->problem->instance;
    const struct employee *person = &instance->employees[employee];
    int32_t other = person->unit == 0 ? 1 : 0;
    uint64_t set = forced_unit(restrictions->problem, employee) == NONE ? 0 : restriction(RESTRICTION_PLACE);
    set |= person->unit == NONE ? 0 : own_at(restrictions, employee, person->unit);
    set |= other < instance->unit_count ? own_at(restrictions, employee, other) : 0;
    return person->consent == CONSENT_ANY ? set : set | restriction(RESTRICTION_CONSENT);
}

enum error_code restrictions_init(struct arena *arena, const struct problem *problem,
                                  struct restrictions *out, struct error *error)
{
    size_t people = (size_t)problem->instance->employee_count;
    uint64_t *held = arena_alloc(arena, people, sizeof *held);
    *out = (struct restrictions){
        .problem = problem,
        .unforced = *problem,
        .room = arena_alloc(arena, ELIGIBILITY_MOST(problem->policy->rule_count), sizeof *out->room),
        .held = held};
    out->unforced.forced_unit = NULL;
    if (held == NULL || out->room == NULL) {
        return error_set(error, ERROR_MEMORY, NULL, "no memory for the restrictions of %zu people", people);
    }
    for (size_t i = 0; i < people; i++) {
        held[i] = held_by(out, (int32_t)i);
    }
    return ERROR_NONE;
}

const struct rule *restriction_rule(const struct problem *problem, int32_t bit)
{
    int32_t rule = bit - RESTRICTION_RULE;
    return rule >= 0 && rule < problem->policy->rule_count ? &problem->policy->rules[rule] : NULL;
}
