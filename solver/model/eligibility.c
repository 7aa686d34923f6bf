/* SPDX-License-Identifier: MIT */
#include "solver/model/eligibility.h"

#include <string.h>

static bool in_force(const struct rule *rule, day date)
{
    return (rule->from == DAY_NONE || rule->from <= date) && (rule->until == DAY_NONE || date <= rule->until);
}

static bool has_word(const struct rule *rule, const char *word)
{
    for (int32_t i = 0; i < rule->word_count; i++) {
        if (strcmp(rule->words[i], word) == 0) {
            return true;
        }
    }
    return false;
}

static bool has_fixed_tag(const struct rule *rule, const struct employee *employee)
{
    for (int32_t i = 0; i < employee->tag_count; i++) {
        if (has_word(rule, employee->tags[i])) {
            return true;
        }
    }
    return false;
}

static bool too_soon(const struct rule *rule, const struct employee *employee, day date)
{
    return employee->since != DAY_NONE && date < day_add_months(employee->since, rule->months);
}

/* max_tenure and retirement are refused when the policy is read. */
static bool forbids_moving(const struct rule *rule, const struct employee *employee, day date)
{
    switch (rule->kind) {
    case RULE_MIN_TENURE:
        return too_soon(rule, employee, date);
    case RULE_STATUS_FIXED:
        return employee->status != NULL && has_word(rule, employee->status);
    case RULE_TAG_FIXED:
        return has_fixed_tag(rule, employee);
    case RULE_MAX_TENURE:
    case RULE_RETIREMENT:
        break;
    }
    return false;
}

const struct rule *moving_rule(const struct problem *problem, int32_t employee)
{
    const struct employee *person = &problem->instance->employees[employee];
    const struct policy *policy = problem->policy;
    day date = problem->instance->date;
    if (person->unit == NONE) {
        return NULL;
    }
    for (int32_t i = 0; i < policy->rule_count; i++) {
        if (in_force(&policy->rules[i], date) && forbids_moving(&policy->rules[i], person, date)) {
            return &policy->rules[i];
        }
    }
    return NULL;
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
        return barred(BARRIER_NONE);
    }
    if (person->pinned) {
        return barred(BARRIER_PINNED);
    }
    if (!consents(person, unit)) {
        return barred(BARRIER_CONSENT);
    }
    const struct rule *rule = moving_rule(problem, employee);
    return (struct eligibility){.barrier = rule == NULL ? BARRIER_NONE : BARRIER_RULE, .rule = rule};
}

/* What keeps the person from every other unit, or from this one. */
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
    for (int32_t i = 0; i < policy->rule_count && person->unit != NONE; i++) {
        const struct rule *rule = &policy->rules[i];
        if (in_force(rule, problem->instance->date) &&
            forbids_moving(rule, person, problem->instance->date)) {
            out[count++] = (struct eligibility){.barrier = BARRIER_RULE, .rule = rule};
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
    if (forced != NONE || unit == instance->employees[employee].unit) {
        return count;
    }
    return count + own_barriers(problem, employee, unit, out + count);
}

/* One sentence for a rule that some people pass only because `since` is missing; NULL text when nobody. */
static enum error_code missing_since(struct arena *arena, const struct instance *instance,
                                     const struct rule *rule, const char **text, struct error *error)
{
    int32_t count = 0;
    const char *first = NULL;
    for (int32_t i = 0; i < instance->employee_count; i++) {
        const struct employee *person = &instance->employees[i];
        if (person->unit != NONE && person->since == DAY_NONE) {
            first = first == NULL ? person->id : first;
            count++;
        }
    }
    *text = NULL;
    if (count == 0) {
        return ERROR_NONE;
    }
    *text = arena_format(arena, "min_tenure of %d months (%s) lets %d %s pass whose `since` is missing: %s%s",
                         rule->months, rule->cite, count, count == 1 ? "person" : "people", first,
                         count == 1 ? "" : " and others");
    return *text != NULL ? ERROR_NONE : error_set(error, ERROR_MEMORY, NULL, "no memory for the warnings");
}

enum error_code eligibility_warnings(struct arena *arena, const struct problem *problem,
                                     const char *const **warnings, int32_t *count, struct error *error)
{
    const struct policy *policy = problem->policy;
    const char **list = arena_alloc(arena, (size_t)policy->rule_count, sizeof *list);
    *warnings = NULL;
    *count = 0;
    if (list == NULL) {
        return error_set(error, ERROR_MEMORY, NULL, "no memory for the warnings");
    }
    int32_t found = 0;
    for (int32_t i = 0; i < policy->rule_count; i++) {
        const struct rule *rule = &policy->rules[i];
        if (rule->kind != RULE_MIN_TENURE || !in_force(rule, problem->instance->date)) {
            continue;
        }
        enum error_code code = missing_since(arena, problem->instance, rule, &list[found], error);
        if (code != ERROR_NONE) {
            return code;
        }
        found += list[found] != NULL;
    }
    *warnings = list;
    *count = found;
    return ERROR_NONE;
}
