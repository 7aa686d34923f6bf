/* SPDX-License-Identifier: MIT */
/* What forbids a placement, in words. */
#include "client/case_file.h"
#include "client/explain.h"
#include "client/text.h"
#include "solver/model/rule.h"

#include <string.h>

const char *verdict_word(enum verdict verdict)
{
    switch (verdict) {
    case VERDICT_WORSE:
        return "worse";
    case VERDICT_NOT_WORSE:
        return "not_proven_worse";
    case VERDICT_AS_GOOD:
        return "as_good";
    case VERDICT_BETTER:
        return "better";
    case VERDICT_IMPOSSIBLE:
        return "impossible";
    case VERDICT_UNKNOWN:
        break;
    }
    return "unknown";
}

static const char *tenure_text(struct arena *arena, const struct employee *person, const struct rule *rule)
{
    char since[11], until[11];
    day_format(person->since, since);
    day_format(rule_tenure_day(rule, person), until);
    if (rule->kind == RULE_MAX_TENURE)
        return arena_format(arena, _("in the present unit since %s, allowed until %s at most (%s)"), since,
                            until, rule->cite);
    return arena_format(arena, _("in the present post since %s, no transfer before %s (%s)"), since, until,
                        rule->cite);
}

static const char *retirement_text(struct arena *arena, const struct employee *person,
                                   const struct rule *rule)
{
    char day_text[11];
    day_format(rule_retirement_day(rule, person), day_text);
    return arena_format(arena, _("reaches the age of %d on %s: no transfer in the %d months before (%s)"),
                        (int)rule->age_years, day_text, (int)rule->months, rule->cite);
}

/* The first of the person's tags that the rule names. */
static const char *fixed_tag(const struct employee *person, const struct rule *rule)
{
    for (int32_t i = 0; i < person->tag_count; i++)
        for (int32_t w = 0; w < rule->word_count; w++)
            if (strcmp(person->tags[i], rule->words[w]) == 0)
                return person->tags[i];
    return "";
}

static const char *rule_text(struct arena *arena, const struct employee *person, const struct rule *rule)
{
    switch (rule->kind) {
    case RULE_MIN_TENURE:
    case RULE_MAX_TENURE:
        return tenure_text(arena, person, rule);
    case RULE_RETIREMENT:
        return retirement_text(arena, person, rule);
    case RULE_STATUS_FIXED:
        return arena_format(arena, _("staff with the status %s are not transferred (%s)"), person->status,
                            rule->cite);
    case RULE_TAG_FIXED:
        return arena_format(arena, _("marked \"%s\": not transferred (%s)"), fixed_tag(person, rule),
                            rule->cite);
    }
    return rule->cite;
}

static const char *consent_text(struct arena *arena, const struct instance *instance,
                                const struct employee *person)
{
    const char *list = "";
    if (person->consent != CONSENT_LISTED || person->consent_count == 0)
        return _("did not consent to any transfer");
    for (int32_t i = 0; i < person->consent_count && list != NULL; i++)
        list = arena_format(arena, "%s%s%s", list, i == 0 ? "" : ", ",
                            unit_title(&instance->units[person->consent_units[i]]));
    return list == NULL ? NULL : arena_format(arena, _("consented to a transfer to these only: %s"), list);
}

const char *barrier_text(struct arena *arena, const struct explanation *explanation,
                         const struct eligibility *barrier)
{
    const struct problem *problem = explanation->base.problem;
    const struct instance *instance = problem->instance;
    const struct employee *person = &instance->employees[explanation->employee];
    switch (barrier->barrier) {
    case BARRIER_CLOSED:
        return _("the unit is closed");
    case BARRIER_FORCED:
        return arena_format(arena, _("the scenario places this person in %s"),
                            unit_title(&instance->units[problem->forced_unit[explanation->employee]]));
    case BARRIER_PINNED:
        return _("pinned to the present unit");
    case BARRIER_CONSENT:
        return consent_text(arena, instance, person);
    case BARRIER_RULE:
        return rule_text(arena, person, barrier->rule);
    case BARRIER_NONE:
    case BARRIER_NOT_ALLOWED:
        break;
    }
    return "";
}
