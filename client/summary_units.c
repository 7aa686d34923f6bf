/* SPDX-License-Identifier: MIT */
#include "client/summary.h"

#include "client/text.h"

enum { UNITS_SHOWN = 40 };

/* "3.00 -> 5.00" */
static const char *change(struct arena *arena, const char *before, const char *after)
{
    const char *text = arena_format(arena, "%s → %s", before, after);
    return text == NULL ? "" : text;
}

static const char *coverage(struct arena *arena, const struct unit_outcome *outcome, int when)
{
    if (!outcome->has_need || outcome->need_mfte == 0)
        return "-";
    double share = (double)outcome->supply_mfte[when] / (double)outcome->need_mfte;
    const char *text = arena_format(arena, "%.0f %%", share * 100);
    return text == NULL ? "" : text;
}

static const char *headcount(struct arena *arena, int32_t count)
{
    const char *text = arena_format(arena, "%d", (int)count);
    return text == NULL ? "" : text;
}

/* "nurse>=3: 1 of 2, ..." */
static const char *shortages(struct arena *arena, const struct problem *problem,
                             const struct unit_outcome *outcome)
{
    const char *text = "";
    for (int32_t i = 0; i < outcome->shortage_count; i++) {
        const struct shortage *shortage = &outcome->shortages[i];
        const char *longer = arena_format(arena, "%s%s%s≥%d: %d/%d", text, i == 0 ? "" : ", ",
                                          problem->instance->competencies[shortage->competency],
                                          (int)shortage->level, (int)shortage->have, (int)shortage->min);
        text = longer == NULL ? text : longer;
    }
    return text;
}

static void add_unit(struct arena *arena, struct table *table, const struct problem *problem,
                     const struct unit *unit, const struct unit_outcome *outcome)
{
    const char *cells[] = {
        unit->id,
        unit->name == NULL ? "" : unit->name,
        outcome->has_need ? text_fte(arena, outcome->need_mfte) : "-",
        change(arena, text_fte(arena, outcome->supply_mfte[0]), text_fte(arena, outcome->supply_mfte[1])),
        change(arena, coverage(arena, outcome, 0), coverage(arena, outcome, 1)),
        change(arena, headcount(arena, outcome->headcount[0]), headcount(arena, outcome->headcount[1])),
        unit->open ? shortages(arena, problem, outcome) : _("(closed)"),
    };
    table_add(table, cells);
}

void summary_print_units(struct arena *arena, const struct summary *summary, FILE *out)
{
    const struct instance *instance = summary->problem->instance;
    const char *headings[] = {
        _("unit"),
        _("name"),
        _(">need"),
        _(">supply (FTE)"),
        _(">coverage"),
        _(">people"),
        _("missing after (have/min)"),
    };
    struct table *table = table_new(arena, headings, sizeof headings / sizeof *headings);
    if (table == NULL)
        return;
    int32_t shown = summary->all || instance->unit_count <= UNITS_SHOWN ? instance->unit_count : UNITS_SHOWN;
    for (int32_t u = 0; u < shown; u++)
        add_unit(arena, table, summary->problem, &instance->units[u], &summary->plan->units[u]);
    fputc('\n', out);
    table_print(table, out);
    if (shown < instance->unit_count)
        fprintf(out, _("  ... and %d more units; --all shows them.\n"), (int)(instance->unit_count - shown));
}
