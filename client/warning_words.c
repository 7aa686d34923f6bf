/* SPDX-License-Identifier: MIT */
#include "client/warning_words.h"

#include "client/case_file.h"
#include "client/text.h"

static const char *rule_form(const struct warning *warning)
{
    unsigned long count = (unsigned long)warning->count;
    switch (warning->kind) {
    case WARNING_NO_SINCE:
        return warning->rule->kind == RULE_MAX_TENURE
                   ? ngettext("Since when %d person has been in the present unit is not in the data: whether "
                              "that is too long could not be judged (%s)",
                              "Since when %d people have been in their present units is not in the data: "
                              "whether that is too long could not be judged (%s)",
                              count)
                   : ngettext(
                         "Since when %d person has been in the present unit is not in the data: the rule "
                         "on tenure could not be applied to that person, who was free to move (%s)",
                         "Since when %d people have been in their present units is not in the data: the "
                         "rule on tenure could not be applied to them, and they were free to move (%s)",
                         count);
    case WARNING_NO_BORN:
        return ngettext("When %d person was born is not in the data: the rule on retirement could not be "
                        "applied to that person, who was free to move (%s)",
                        "When %d people were born is not in the data: the rule on retirement could not be "
                        "applied to them, and they were free to move (%s)",
                        count);
    case WARNING_MUST_REMAIN:
        return ngettext(
            "%d person has been in the present unit for too long and may stay nevertheless: a pin, "
            "a rule or the scenario forbids the move (%s)",
            "%d people have been in their present units for too long and may stay nevertheless: a "
            "pin, a rule or the scenario forbids the move (%s)",
            count);
    case WARNING_SURGE_CLOSED:
    case WARNING_SURGE_ALONE:
        break;
    }
    return "%d: %s";
}

const char *warning_words(struct arena *arena, const struct instance *instance, const struct warning *warning)
{
    if (warning->rule != NULL)
        return arena_format(arena, rule_form(warning), (int)warning->count, warning->rule->cite);
    const struct surge *surge = &instance->surges[warning->surge];
    const struct unit *unit = &instance->units[surge->unit];
    if (warning->kind == WARNING_SURGE_CLOSED)
        return arena_format(arena, _("The temporary work %s is not planned: %s is closed"), surge->id,
                            unit_title(unit));
    return arena_format(arena,
                        _("The temporary work %s at %s is not planned: the policy does not say what lending "
                          "people costs (secondment)"),
                        surge->id, unit_title(unit));
}

static const char *line_of(struct arena *arena, const struct instance *instance,
                           const struct warning *warning)
{
    const char *words = warning_words(arena, instance, warning);
    if (words == NULL || warning->first == NONE)
        return words;
    return arena_format(arena, warning->count == 1 ? "%s: %s" : _("%s: %s and others"), words,
                        instance->employees[warning->first].id);
}

enum error_code warning_lines(struct arena *arena, const struct problem *problem, const struct plan *plan,
                              const char *const **lines, int32_t *count, struct error *error)
{
    const struct warning *warnings;
    int32_t known = 0;
    enum error_code code = warnings_of(arena, problem, &warnings, &known, error);
    if (code != ERROR_NONE)
        return code;
    int32_t all = plan->warning_count > known ? plan->warning_count : known;
    const char **list = arena_alloc(arena, (size_t)all, sizeof *list);
    bool complete = list != NULL;
    for (int32_t i = 0; complete && i < all; i++) {
        list[i] = i < known ? line_of(arena, problem->instance, &warnings[i]) : plan->warnings[i];
        complete = list[i] != NULL;
    }
    *lines = list;
    *count = all;
    return complete ? ERROR_NONE : error_set(error, ERROR_MEMORY, "", "out of memory");
}
