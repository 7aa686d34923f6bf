/* SPDX-License-Identifier: MIT */
#include "client/summary.h"

#include "client/text.h"

#include <string.h>

enum { MOVES_SHOWN = 20 };

static const char *unit_id(const struct instance *instance, int32_t unit)
{
    return unit == NONE ? "-" : instance->units[unit].id;
}

static const char *supply_change(struct arena *arena, const char *format, const char *unit,
                                 const struct reason *reason)
{
    return arena_format(arena, format, unit, text_fte(arena, reason->before_mfte),
                        text_fte(arena, reason->after_mfte));
}

/* Reasons that look beyond the two units; a word we do not know stands for itself. */
static const char *wider_text(struct arena *arena, const struct instance *instance,
                              const struct reason *reason)
{
    int32_t group = reason->unit == NONE ? NONE : instance->units[reason->unit].group;
    const char *word = reason->word, *points = text_points(arena, reason->points_upt);
    const char *whose = group == NONE ? "-" : instance->groups[group].id;
    const char *other = reason->has_employee ? instance->employees[reason->employee].id : "-";
    if (strcmp(word, "raises_group") == 0)
        return supply_change(arena, _("raises %s from %s to %s FTE"), whose, reason);
    if (strcmp(word, "relieves_group") == 0)
        return supply_change(arena, _("relieves %s, from %s to %s FTE"), whose, reason);
    if (strcmp(word, "over_tenure") == 0)
        return arena_format(arena, _("too long in %s (%s)"), unit_id(instance, reason->unit),
                            reason->cite == NULL ? "" : reason->cite);
    if (strcmp(word, "kept_together") == 0)
        return arena_format(arena, _("together with %s"), other);
    if (strcmp(word, "kept_apart") == 0)
        return arena_format(arena, _("apart from %s"), other);
    if (strcmp(word, "as_before") == 0)
        return _("as in the earlier plan");
    if (strcmp(word, "offer_saves") == 0)
        return arena_format(arena, _("the offer saves %s points"), points);
    if (strcmp(word, "offer_costs") == 0)
        return arena_format(arena, _("the offer costs %s points more than it brings"), points);
    return strcmp(word, "offer_required") == 0 ? _("a hard demand requires the offer") : word;
}

static const char *reason_text(struct arena *arena, const struct instance *instance,
                               const struct reason *reason)
{
    const char *unit = unit_id(instance, reason->unit), *word = reason->word;
    const char *points = text_points(arena, reason->points_upt);
    const char *competency = reason->competency == NONE ? "-" : instance->competencies[reason->competency];
    if (strcmp(word, "first_placement") == 0)
        return _("first placement");
    if (strcmp(word, "present_unit_closed") == 0)
        return arena_format(arena, _("%s is closed"), unit);
    if (strcmp(word, "covers_competency") == 0)
        return arena_format(arena, _("%s needs %s at level %d"), unit, competency, (int)reason->level);
    if (strcmp(word, "raises_supply") == 0)
        return supply_change(arena, _("raises %s from %s to %s FTE"), unit, reason);
    if (strcmp(word, "relieves_surplus") == 0)
        return supply_change(arena, _("relieves %s, from %s to %s FTE"), unit, reason);
    if (strcmp(word, "preferred") == 0)
        return _("wished for");
    if (strcmp(word, "required") == 0)
        return reason->unit == NONE ? _("a hard demand requires it")
                                    : arena_format(arena, _("a hard demand of %s requires it"), unit);
    if (strcmp(word, "saves") == 0)
        return arena_format(arena, _("saves %s points"), points);
    if (strcmp(word, "costs") == 0)
        return arena_format(arena, _("costs %s points more than it brings"), points);
    return wider_text(arena, instance, reason);
}

static const char *reasons_text(struct arena *arena, const struct instance *instance, const struct move *move)
{
    const char *text = "";
    for (int32_t i = 0; i < move->reason_count; i++) {
        const char *one = reason_text(arena, instance, &move->reasons[i]);
        const char *longer =
            one == NULL ? NULL : arena_format(arena, "%s%s%s", text, i == 0 ? "" : "; ", one);
        text = longer == NULL ? text : longer;
    }
    return text;
}

static const char *offer_text(const struct instance *instance, const struct move *move)
{
    if (move->offer == NONE)
        return "";
    return instance->employees[move->employee].offers[move->offer].kind == OFFER_TRAINING ? _("training")
                                                                                          : _("incentive");
}

static void add_move(struct arena *arena, struct table *table, const struct instance *instance,
                     const struct move *move)
{
    const struct employee *employee = &instance->employees[move->employee];
    const char *cells[] = {
        employee->id,
        employee->name == NULL ? "" : employee->name,
        unit_id(instance, move->from),
        unit_id(instance, move->to),
        text_points(arena, move->cost_upt),
        offer_text(instance, move),
        reasons_text(arena, instance, move),
    };
    table_add(table, cells);
}

void summary_print_moves(struct arena *arena, const struct summary *summary, FILE *out)
{
    const struct plan *plan = summary->plan;
    const char *headings[] = {_("employee"), _("name"),  _("from"),   _("to"),
                              _(">cost"),    _("offer"), _("because")};
    struct table *table = table_new(arena, headings, sizeof headings / sizeof *headings);
    if (table == NULL || plan->move_count == 0)
        return;
    int32_t shown = summary->all || plan->move_count <= MOVES_SHOWN ? plan->move_count : MOVES_SHOWN;
    for (int32_t i = 0; i < shown; i++)
        add_move(arena, table, summary->problem->instance, &plan->moves[i]);
    fprintf(out, _("\nMoves, first placements and offers (%d)\n"), (int)plan->move_count);
    table_print(table, out);
    if (shown < plan->move_count && summary->case_file != NULL)
        fprintf(out, _("  ... and %d more; see %s, or --all.\n"), (int)(plan->move_count - shown),
                summary->case_file);
    else if (shown < plan->move_count)
        fprintf(out, _("  ... and %d more; --all shows them.\n"), (int)(plan->move_count - shown));
}
