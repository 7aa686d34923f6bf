/* SPDX-License-Identifier: MIT */
#include "solver/model/rule.h"

#include <string.h>

enum { MONTHS_A_YEAR = 12 };
#define STAYING_MOST_UPT (INT64_MAX / 4) /* leaves room for the other costs of a choice */

bool rule_in_force(const struct rule *rule, day date)
{
    return (rule->from == DAY_NONE || rule->from <= date) && (rule->until == DAY_NONE || date <= rule->until);
}

static bool has_word(const struct rule *rule, const char *word)
{
    for (int32_t i = 0; i < rule->word_count; i++)
        if (strcmp(rule->words[i], word) == 0)
            return true;
    return false;
}

static bool has_fixed_tag(const struct rule *rule, const struct employee *employee)
{
    for (int32_t i = 0; i < employee->tag_count; i++)
        if (has_word(rule, employee->tags[i]))
            return true;
    return false;
}

day rule_tenure_day(const struct rule *rule, const struct employee *employee)
{
    return day_add_months(employee->since, rule->months);
}

day rule_retirement_day(const struct rule *rule, const struct employee *employee)
{
    return day_add_months(employee->born, rule->age_years * MONTHS_A_YEAR);
}

/* From so many months before the day on, until the day before it. */
static bool retires_soon(const struct rule *rule, const struct employee *employee, day date)
{
    if (employee->born == DAY_NONE)
        return false;
    day retires = rule_retirement_day(rule, employee);
    return date < retires && date >= day_add_months(retires, -rule->months);
}

bool rule_forbids_moving(const struct rule *rule, const struct employee *employee, day date)
{
    if (employee->unit == NONE || !rule_in_force(rule, date))
        return false;
    switch (rule->kind) {
    case RULE_MIN_TENURE:
        return employee->since != DAY_NONE && date < rule_tenure_day(rule, employee);
    case RULE_STATUS_FIXED:
        return employee->status != NULL && has_word(rule, employee->status);
    case RULE_TAG_FIXED:
        return has_fixed_tag(rule, employee);
    case RULE_RETIREMENT:
        return retires_soon(rule, employee, date);
    case RULE_MAX_TENURE:
        break;
    }
    return false;
}

bool rule_is_exceeded(const struct rule *rule, const struct employee *employee, day date)
{
    return rule->kind == RULE_MAX_TENURE && rule_in_force(rule, date) && employee->unit != NONE &&
           employee->since != DAY_NONE && date > rule_tenure_day(rule, employee);
}

bool rule_lacks_data(const struct rule *rule, const struct employee *employee, day date)
{
    if (employee->unit == NONE || !rule_in_force(rule, date))
        return false;
    if (rule->kind == RULE_RETIREMENT)
        return employee->born == DAY_NONE;
    bool on_tenure = rule->kind == RULE_MIN_TENURE || rule->kind == RULE_MAX_TENURE;
    return on_tenure && employee->since == DAY_NONE;
}

enum error_code rules_staying_upt(const struct problem *problem, int32_t employee, int64_t *out,
                                  struct error *error)
{
    const struct employee *person = &problem->instance->employees[employee];
    const struct policy *policy = problem->policy;
    *out = 0;
    for (int32_t i = 0; i < policy->rule_count; i++) {
        const struct rule *rule = &policy->rules[i];
        if (rule->price_upt > 0 && rule_is_exceeded(rule, person, problem->instance->date))
            *out += rule->price_upt;
        if (*out > STAYING_MOST_UPT)
            return error_set(error, ERROR_OVERFLOW, NULL, "the price of %s staying in %s is too large",
                             person->id, problem->instance->units[person->unit].id);
    }
    return ERROR_NONE;
}
