/* SPDX-License-Identifier: MIT */
#include "client/reason_words.h"

#include "client/decimal.h"
#include "client/text.h"
#include "solver/model/cost.h"

#include <string.h>

static const char *fte(const struct reason_words *words, int64_t mfte)
{
    const char *text = decimal_shown(words->arena, mfte, 3, 2, words->mark);
    return text == NULL ? "" : text;
}

static const char *points(const struct reason_words *words, int64_t upt)
{
    const char *text = decimal_shown(words->arena, upt, 6, 2, words->mark);
    return text == NULL ? "" : text;
}

static const char *unit_of(const struct reason_words *words, int32_t unit)
{
    return unit == NONE ? "-" : unit_title(&words->problem->instance->units[unit]);
}

/* --- competencies --- */

/* A minimum that the move keeps, and whose it is. */
struct kept {
    const char *title;
    const struct minimum *minimum;
    int32_t have; /* after the plan */
};

static bool find_minimum(const struct demand *demand, const struct tally *tally, const struct reason *reason,
                         struct kept *out)
{
    for (int32_t m = 0; m < demand->minimum_count; m++) {
        const struct minimum *minimum = &demand->minimums[m];
        if (minimum->competency != reason->competency || minimum->level != reason->level)
            continue;
        out->minimum = minimum;
        out->have = tally->qualified[m];
        return true;
    }
    return false;
}

/* The unit's own minimum when it would be unmet without one person, else its group's. */
static bool find_kept(const struct reason_words *words, const struct reason *reason, struct kept *out)
{
    const struct instance *instance = words->problem->instance;
    const struct measures *after = &words->standing->after;
    const struct unit *unit = &instance->units[reason->unit];
    out->title = unit_title(unit);
    if (find_minimum(&unit->demand, &after->units[reason->unit], reason, out) &&
        out->have <= out->minimum->min)
        return true;
    if (unit->group == NONE)
        return false;
    const struct group *group = &instance->groups[unit->group];
    out->title = group_title(group);
    return find_minimum(&group->demand, &after->groups[unit->group], reason, out);
}

static const char *covers_text(const struct reason_words *words, const struct move *move,
                               const struct reason *reason)
{
    struct kept kept = {0};
    const char *competency = words->problem->instance->competencies[reason->competency];
    if (!find_kept(words, reason, &kept))
        return arena_format(words->arena, _("%s needs %s at level %d"), unit_of(words, reason->unit),
                            competency, (int)reason->level);
    bool counts = qualifies(words->problem, move->employee, move->offer, reason->competency, reason->level);
    return arena_format(words->arena,
                        _("%s needs at least %d with %s at level %d: %d with this move, %d without"),
                        kept.title, (int)kept.minimum->min, competency, (int)reason->level, (int)kept.have,
                        (int)(kept.have - counts));
}

static const char *required_text(const struct reason_words *words, const struct reason *reason)
{
    const char *unit = unit_of(words, reason->unit);
    if (reason->unit == NONE)
        return _("without this move a hard demand on the whole plan would be broken");
    if (reason->competency == NONE)
        return arena_format(words->arena, _("without this move a hard demand of %s would be broken"), unit);
    return arena_format(words->arena,
                        _("without this move %s would lack %s at level %d, which is a hard demand"), unit,
                        words->problem->instance->competencies[reason->competency], (int)reason->level);
}

/* --- work and points --- */

static const char *supply_text(const struct reason_words *words, const char *format,
                               const struct reason *reason)
{
    return arena_format(words->arena, format, unit_of(words, reason->unit),
                        fte(words, words->plan->units[reason->unit].need_mfte),
                        fte(words, reason->after_mfte), fte(words, reason->before_mfte));
}

static const char *over_tenure_text(const struct reason_words *words, const struct move *move,
                                    const struct reason *reason)
{
    char since[11] = "?";
    day began = words->problem->instance->employees[move->employee].since;
    if (began != DAY_NONE)
        day_format(began, since);
    const char *unit = unit_of(words, reason->unit), *cite = reason->cite == NULL ? "" : reason->cite;
    if (!reason->has_points)
        return arena_format(words->arena, _("in %s since %s, which is longer than the rule allows (%s)"),
                            unit, since, cite);
    return arena_format(words->arena,
                        _("in %s since %s, which is longer than the rule allows (%s): staying would cost %s "
                          "points"),
                        unit, since, cite, points(words, reason->points_upt));
}

static const char *preferred_text(const struct reason_words *words, const struct reason *reason)
{
    if (!reason->has_points || reason->points_upt == 0)
        return _("the employee asked for it");
    return arena_format(words->arena, _("the employee asked for it, which is worth %s points"),
                        points(words, reason->points_upt));
}

static const char *saves_text(const struct reason_words *words, const struct reason *reason)
{
    if (reason->points_upt == 0)
        return _("without this move, all others as planned, the plan would cost the same");
    return arena_format(words->arena,
                        _("without this move, all others as planned, the plan would cost %s points more"),
                        points(words, reason->points_upt));
}

static const char *group_text(const struct reason_words *words, const char *format,
                              const struct reason *reason)
{
    const struct instance *instance = words->problem->instance;
    int32_t group = reason->unit == NONE ? NONE : instance->units[reason->unit].group;
    int64_t need = 0;
    if (group == NONE)
        return reason->word;
    need_mfte(&instance->groups[group].demand.need, words->problem->policy->effective_minutes_micro, &need);
    return arena_format(words->arena, format, group_title(&instance->groups[group]), fte(words, need),
                        fte(words, reason->after_mfte), fte(words, reason->before_mfte));
}

/* In a unit or in a group: as the pair of the two says. */
static const char *pair_text(const struct reason_words *words, const struct move *move,
                             const struct reason *reason)
{
    const struct instance *instance = words->problem->instance;
    bool together = strcmp(reason->word, "kept_together") == 0, in_group = false;
    if (!reason->has_employee)
        return reason->word;
    for (int32_t p = 0; p < instance->pair_count; p++) {
        const struct pair *pair = &instance->pairs[p];
        bool is_it = (pair->a == move->employee && pair->b == reason->employee) ||
                     (pair->b == move->employee && pair->a == reason->employee);
        if (is_it && (pair->kind == PAIR_TOGETHER) == together)
            in_group = pair->scope == SCOPE_GROUP;
    }
    const char *format = together
                             ? in_group ? _("must be in one group with %s") : _("must be in one unit with %s")
                         : in_group ? _("must not be in one group with %s")
                                    : _("must not be in one unit with %s");
    return arena_format(words->arena, format, employee_title(&instance->employees[reason->employee]));
}

static const char *offer_worth_text(const struct reason_words *words, const struct reason *reason)
{
    if (strcmp(reason->word, "offer_required") == 0)
        return reason->competency == NONE
                   ? arena_format(words->arena, _("without it a hard demand of %s would be broken"),
                                  unit_of(words, reason->unit))
                   : arena_format(
                         words->arena, _("without it %s would lack %s at level %d, which is a hard demand"),
                         unit_of(words, reason->unit),
                         words->problem->instance->competencies[reason->competency], (int)reason->level);
    return arena_format(words->arena,
                        strcmp(reason->word, "offer_saves") == 0
                            ? _("with the same move without it the plan would cost %s points more")
                            : _("with the same move without it the plan would cost %s points less"),
                        points(words, reason->points_upt));
}

/* Reasons that look beyond the two units: groups, pairs, offers, the earlier plan. NULL: none of them. */
static const char *wider_text(const struct reason_words *words, const struct move *move,
                              const struct reason *reason)
{
    const char *word = reason->word;
    if (strcmp(word, "raises_group") == 0)
        return group_text(words, _("%s as a whole needs %s FTE: %s with this move, %s without"), reason);
    if (strcmp(word, "relieves_group") == 0)
        return group_text(words, _("%s as a whole needs only %s FTE: %s with this move, %s without"), reason);
    if (strncmp(word, "kept_", strlen("kept_")) == 0)
        return pair_text(words, move, reason);
    if (strncmp(word, "offer_", strlen("offer_")) == 0)
        return offer_worth_text(words, reason);
    if (strcmp(word, "as_before") == 0)
        return arena_format(words->arena,
                            _("the earlier plan had the same, and departing from it costs %s points"),
                            points(words, reason->points_upt));
    return NULL;
}

/* A word we do not know stands for itself. */
static const char *one_text(const struct reason_words *words, const struct move *move,
                            const struct reason *reason)
{
    const char *word = reason->word;
    if (strcmp(word, "first_placement") == 0)
        return _("first placement, without a unit until now");
    if (strcmp(word, "present_unit_closed") == 0)
        return arena_format(words->arena, _("%s is closed"), unit_of(words, reason->unit));
    if (strcmp(word, "covers_competency") == 0)
        return covers_text(words, move, reason);
    if (strcmp(word, "raises_supply") == 0)
        return supply_text(words, _("%s needs %s FTE: %s with this move, %s without"), reason);
    if (strcmp(word, "relieves_surplus") == 0)
        return supply_text(words, _("%s needs only %s FTE: %s with this move, %s without"), reason);
    if (strcmp(word, "over_tenure") == 0)
        return over_tenure_text(words, move, reason);
    if (strcmp(word, "preferred") == 0)
        return preferred_text(words, reason);
    if (strcmp(word, "required") == 0)
        return required_text(words, reason);
    if (strcmp(word, "saves") == 0)
        return saves_text(words, reason);
    if (strcmp(word, "costs") == 0)
        return arena_format(words->arena,
                            _("without this move, all others as planned, the plan would cost %s points less"),
                            points(words, reason->points_upt));
    const char *wider = wider_text(words, move, reason);
    return wider != NULL ? wider : word;
}

static const char *offer_text(const struct reason_words *words, const struct move *move)
{
    const struct instance *instance = words->problem->instance;
    if (move->offer == NONE)
        return "";
    const struct offer *offer = &instance->employees[move->employee].offers[move->offer];
    if (offer->kind == OFFER_INCENTIVE)
        return arena_format(words->arena, _("with an incentive that costs %s points"),
                            points(words, offer->cost_upt));
    return arena_format(words->arena, _("after training in %s to level %d, which costs %s points"),
                        instance->competencies[offer->competency], (int)offer->level,
                        points(words, offer->cost_upt));
}

const char *reason_words(const struct reason_words *words, const struct move *move)
{
    const char *text = offer_text(words, move);
    for (int32_t i = 0; text != NULL && i < move->reason_count; i++) {
        const char *one = one_text(words, move, &move->reasons[i]);
        const char *between = text[0] == '\0' ? "" : "; ";
        text = one == NULL ? NULL : arena_format(words->arena, "%s%s%s", text, between, one);
    }
    return text;
}
