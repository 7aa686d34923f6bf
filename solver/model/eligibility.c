/* SPDX-License-Identifier: MIT */
#include "solver/model/eligibility.h"

#include "solver/model/rule.h"

const struct rule *moving_rule(const struct problem *problem, int32_t employee)
{
    const struct employee *person = &problem->instance->employees[employee];
    const struct policy *policy = problem->policy;
    for (int32_t i = 0; i < policy->rule_count; i++) {
        if (rule_forbids_moving(&policy->rules[i], person, problem->instance->date)) {
            return &policy->rules[i];
        }
    }
    return NULL;
}

/* The first hard max_tenure that the person exceeds, or NULL. */
static const struct rule *exceeded_rule(const struct problem *problem, int32_t employee)
{
    const struct employee *person = &problem->instance->employees[employee];
    const struct policy *policy = problem->policy;
    for (int32_t i = 0; i < policy->rule_count; i++) {
        const struct rule *rule = &policy->rules[i];
        if (rule->hard && rule_is_exceeded(rule, person, problem->instance->date)) {
            return rule;
        }
    }
    return NULL;
}

const struct rule *staying_rule(const struct problem *problem, int32_t employee)
{
    const struct rule *rule = exceeded_rule(problem, employee);
    bool kept = rule != NULL &&
                (problem->instance->employees[employee].pinned || moving_rule(problem, employee) != NULL);
    return kept ? NULL : rule;
}

const struct rule *outweighed_rule(const struct problem *problem, int32_t employee)
{
    const struct rule *rule = exceeded_rule(problem, employee);
    int32_t forced = problem->forced_unit == NULL ? NONE : problem->forced_unit[employee];
    int32_t unit = problem->instance->employees[employee].unit;
    if (rule == NULL || !problem->instance->units[unit].open || (forced != NONE && forced != unit)) {
        return NULL;
    }
    return forced == unit || staying_rule(problem, employee) == NULL ? rule : NULL;
}

static bool consents(const struct employee *employee, int32_t unit)
{
    if (employee->consent != CONSENT_LISTED) {
        return employee->consent == CONSENT_ANY;
    }
    int32_t low = 0, high = employee->consent_count;
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        if (employee->consent_units[middle] < unit) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < employee->consent_count && employee->consent_units[low] == unit;
}

static struct eligibility barred(enum barrier barrier)
{
    return (struct eligibility){.barrier = barrier, .rule = NULL};
}

static struct eligibility barred_by(const struct rule *rule)
{
    return (struct eligibility){.barrier = rule == NULL ? BARRIER_NONE : BARRIER_RULE, .rule = rule};
}

struct eligibility eligibility_of(const struct problem *problem, int32_t employee, int32_t unit)
{
    const struct employee *person = &problem->instance->employees[employee];
    int32_t forced = problem->forced_unit == NULL ? NONE : problem->forced_unit[employee];
    if (unit != NONE && !problem->instance->units[unit].open) {
        return barred(BARRIER_CLOSED);
    }
    if (forced != NONE) {
        return barred(unit == forced ? BARRIER_NONE : BARRIER_FORCED);
    }
    if (unit == NONE) {
        bool allowed = person->unit == NONE && problem->policy->may_leave_unplaced;
        return barred(allowed ? BARRIER_NONE : BARRIER_NOT_ALLOWED);
    }
    if (unit == person->unit) {
        return barred_by(staying_rule(problem, employee));
    }
    if (person->pinned) {
        return barred(BARRIER_PINNED);
    }
    if (!consents(person, unit)) {
        return barred(BARRIER_CONSENT);
    }
    return barred_by(moving_rule(problem, employee));
}

/* What keeps the person from this one, which is not the present one. */
static int32_t own_barriers(const struct problem *problem, int32_t employee, int32_t unit,
                            struct eligibility *out)
{
    const struct employee *person = &problem->instance->employees[employee];
    const struct policy *policy = problem->policy;
    int32_t count = 0;
    if (person->pinned) {
        out[count++] = barred(BARRIER_PINNED);
    }
    if (!consents(person, unit)) {
        out[count++] = barred(BARRIER_CONSENT);
    }
    for (int32_t i = 0; i < policy->rule_count; i++) {
        const struct rule *rule = &policy->rules[i];
        if (rule_forbids_moving(rule, person, problem->instance->date)) {
            out[count++] = barred_by(rule);
        }
    }
    return count;
}

int32_t eligibility_barriers(const struct problem *problem, int32_t employee, int32_t unit,
                             struct eligibility *out)
{
    const struct instance *instance = problem->instance;
    int32_t forced = problem->forced_unit == NULL ? NONE : problem->forced_unit[employee];
    int32_t count = 0;
    if (!instance->units[unit].open) {
        out[count++] = barred(BARRIER_CLOSED);
    }
    if (forced != NONE && forced != unit) {
        out[count++] = barred(BARRIER_FORCED);
    }
    if (forced != NONE) {
        return count;
    }
    if (unit != instance->employees[employee].unit) {
        return count + own_barriers(problem, employee, unit, out + count);
    }
    const struct rule *rule = staying_rule(problem, employee);
    if (rule != NULL) {
        out[count++] = barred_by(rule);
    }
    return count;
}
