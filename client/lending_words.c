/* SPDX-License-Identifier: MIT */
#include "client/lending_words.h"

#include "client/decimal.h"
#include "client/text.h"
#include "solver/model/cost.h"

#include <string.h>

static const char *or_empty(const char *text)
{
    return text == NULL ? "" : text;
}

static const char *reason_text(struct arena *arena, const struct problem *problem,
                               const struct secondment *lent, const struct reason *reason, char mark)
{
    const struct instance *instance = problem->instance;
    const struct surge *surge = &instance->surges[lent->surge];
    const char *before = or_empty(decimal_shown(arena, reason->before_mfte, 3, 2, mark));
    const char *after = or_empty(decimal_shown(arena, reason->after_mfte, 3, 2, mark));
    const char *points = or_empty(decimal_shown(arena, reason->points_upt, 6, 2, mark));
    if (strcmp(reason->word, "fills_surge") == 0)
        return arena_format(arena, _("brings %s to %s of %s FTE, %s without"), surge->id, after,
                            or_empty(decimal_shown(arena, surge->need_mfte, 3, 2, mark)), before);
    if (strcmp(reason->word, "keeps_covered") == 0)
        return arena_format(arena, _("%s keeps %s of %s FTE meanwhile"),
                            unit_title(&instance->units[lent->unit]), after, before);
    if (strcmp(reason->word, "saves") == 0)
        return arena_format(arena, _("without it the plan would cost %s points more"), points);
    if (strcmp(reason->word, "costs") == 0)
        return arena_format(arena, _("without it the plan would cost %s points less"), points);
    return reason->word;
}

const char *lending_words(struct arena *arena, const struct problem *problem, const struct secondment *lent,
                          char mark)
{
    const char *text = "";
    for (int32_t i = 0; i < lent->reason_count && text != NULL; i++) {
        const char *one = reason_text(arena, problem, lent, &lent->reasons[i], mark);
        text = one == NULL ? NULL : arena_format(arena, "%s%s%s", text, i == 0 ? "" : "; ", one);
    }
    return text;
}

const char *lending_period(struct arena *arena, const struct surge *surge)
{
    char from[11], to[11];
    day_format(surge->from, from);
    day_format(surge->to, to);
    return arena_format(arena, _("%s to %s"), from, to);
}

int64_t lending_filled_mfte(const struct problem *problem, const struct plan *plan, int32_t surge)
{
    int64_t sum = 0;
    for (int32_t i = 0; i < plan->secondment_count; i++)
        if (plan->secondments[i].surge == surge)
            sum += supply_mfte(problem->instance, plan->secondments[i].employee, plan->secondments[i].to);
    return sum;
}

const struct secondment *lending_of(const struct plan *plan, int32_t employee)
{
    for (int32_t i = 0; i < plan->secondment_count; i++)
        if (plan->secondments[i].employee == employee)
            return &plan->secondments[i];
    return NULL;
}
