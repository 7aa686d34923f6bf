/* SPDX-License-Identifier: MIT */
#include "solver/model/warning.h"

#include "solver/model/eligibility.h"
#include "solver/model/lending.h"
#include "solver/model/rule.h"

enum { KINDS_OF_A_RULE = 2 }; /* at most: what it lacks, and whom it cannot make move */

static enum error_code no_memory(struct error *error)
{
    return error_set(error, ERROR_MEMORY, NULL, "no memory for the warnings");
}

bool warning_is_about(const struct problem *problem, const struct warning *warning, int32_t employee)
{
    if (warning->rule == NULL)
        return false;
    if (warning->kind == WARNING_MUST_REMAIN)
        return outweighed_rule(problem, employee) == warning->rule;
    return rule_lacks_data(warning->rule, &problem->instance->employees[employee], problem->instance->date);
}

/* Counts the people it is about and adds the warning where there are any. */
static int32_t add(const struct problem *problem, struct warning warning, struct warning *out)
{
    warning.first = NONE;
    for (int32_t i = 0; i < problem->instance->employee_count; i++)
        if (warning_is_about(problem, &warning, i)) {
            warning.first = warning.count == 0 ? i : warning.first;
            warning.count++;
        }
    *out = warning;
    return warning.count > 0;
}

/* Both return how many they wrote. */
static int32_t add_rule(const struct problem *problem, const struct rule *rule, struct warning *out)
{
    struct warning lacking = {.kind = WARNING_NO_SINCE, .rule = rule, .surge = NONE};
    struct warning remain = {.kind = WARNING_MUST_REMAIN, .rule = rule, .surge = NONE};
    if (!rule_in_force(rule, problem->instance->date))
        return 0;
    if (rule->kind == RULE_RETIREMENT)
        lacking.kind = WARNING_NO_BORN;
    int32_t count = add(problem, lacking, out);
    return rule->hard ? count + add(problem, remain, out + count) : count;
}

static int32_t add_surge(const struct problem *problem, int32_t surge, struct warning *out)
{
    if (surge_is_planned(problem, surge))
        return 0;
    *out =
        (struct warning){.kind = problem->policy->has_secondment ? WARNING_SURGE_CLOSED : WARNING_SURGE_ALONE,
                         .surge = surge,
                         .first = NONE};
    return 1;
}

enum error_code warnings_of(struct arena *arena, const struct problem *problem, const struct warning **out,
                            int32_t *count, struct error *error)
{
    const struct policy *policy = problem->policy;
    size_t surges = (size_t)problem->instance->surge_count;
    struct warning *list =
        arena_alloc(arena, KINDS_OF_A_RULE * (size_t)policy->rule_count + surges, sizeof *list);
    *out = list;
    *count = 0;
    for (int32_t i = 0; list != NULL && i < policy->rule_count; i++)
        *count += add_rule(problem, &policy->rules[i], &list[*count]);
    for (int32_t s = 0; list != NULL && s < problem->instance->surge_count; s++)
        *count += add_surge(problem, s, &list[*count]);
    return list != NULL ? ERROR_NONE : no_memory(error);
}

/* "min_tenure of 24 months (PP 11/2017)" */
static const char *rule_name(struct arena *arena, const struct rule *rule)
{
    if (rule->kind == RULE_RETIREMENT)
        return arena_format(arena, "retirement at %d years (%s)", rule->age_years, rule->cite);
    return arena_format(arena, "%s of %d months (%s)",
                        rule->kind == RULE_MIN_TENURE ? "min_tenure" : "max_tenure", rule->months,
                        rule->cite);
}

static const char *surge_sentence(struct arena *arena, const struct instance *instance,
                                  const struct warning *warning)
{
    const struct surge *surge = &instance->surges[warning->surge];
    if (warning->kind == WARNING_SURGE_CLOSED)
        return arena_format(arena, "surge %s is not planned: unit %s is closed", surge->id,
                            instance->units[surge->unit].id);
    return arena_format(arena, "surge %s is not planned: the policy says nothing about secondment",
                        surge->id);
}

static const char *rule_sentence(struct arena *arena, const struct problem *problem,
                                 const struct warning *warning)
{
    static const char *const forms[] = {
        [WARNING_NO_SINCE] = "%s lets %d %s pass whose `since` is missing: %s%s",
        [WARNING_NO_BORN] = "%s lets %d %s pass whose `born` is missing: %s%s",
        [WARNING_MUST_REMAIN] =
            "%s is exceeded by %d %s whom a pin, a rule or the scenario keeps from moving: %s%s",
    };
    const char *rule = rule_name(arena, warning->rule);
    return rule == NULL ? NULL
                        : arena_format(arena, forms[warning->kind], rule, warning->count,
                                       warning->count == 1 ? "person" : "people",
                                       problem->instance->employees[warning->first].id,
                                       warning->count == 1 ? "" : " and others");
}

enum error_code warning_sentences(struct arena *arena, const struct problem *problem, const char *const **out,
                                  int32_t *count, struct error *error)
{
    const struct warning *warnings;
    enum error_code code = warnings_of(arena, problem, &warnings, count, error);
    *out = NULL;
    if (code != ERROR_NONE)
        return code;
    const char **list = arena_alloc(arena, (size_t)*count, sizeof *list);
    bool complete = list != NULL;
    for (int32_t i = 0; complete && i < *count; i++) {
        list[i] = warnings[i].rule == NULL ? surge_sentence(arena, problem->instance, &warnings[i])
                                           : rule_sentence(arena, problem, &warnings[i]);
        complete = list[i] != NULL;
    }
    *out = list;
    return complete ? ERROR_NONE : no_memory(error);
}
