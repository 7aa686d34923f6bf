/* SPDX-License-Identifier: MIT */
/* Who is lent to which surge: part of the summary. */
#include "client/lending_words.h"
#include "client/summary.h"
#include "client/text.h"

enum { SECONDMENTS_SHOWN = 20 };

static void add_secondment(struct arena *arena, struct table *table, const struct summary *summary,
                           const struct secondment *lent)
{
    const struct instance *instance = summary->problem->instance;
    const struct employee *person = &instance->employees[lent->employee];
    const struct surge *surge = &instance->surges[lent->surge];
    const char *cells[] = {
        person->id,
        person->name == NULL ? "" : person->name,
        instance->units[lent->unit].id,
        instance->units[lent->to].id,
        surge->id,
        lending_period(arena, surge),
        text_points(arena, lent->cost_upt),
        lending_words(arena, summary->problem, lent, '.'),
    };
    table_add(table, cells);
}

void summary_print_secondments(struct arena *arena, const struct summary *summary, FILE *out)
{
    const struct plan *plan = summary->plan;
    const char *headings[] = {_("employee"), _("name"),   _("lent by"), _("to"),
                              _("surge"),    _("period"), _(">cost"),   _("because")};
    if (plan->secondment_count == 0)
        return;
    struct table *table = table_new(arena, headings, sizeof headings / sizeof *headings);
    if (table == NULL)
        return;
    int32_t shown = summary->all || plan->secondment_count <= SECONDMENTS_SHOWN ? plan->secondment_count
                                                                                : SECONDMENTS_SHOWN;
    for (int32_t i = 0; i < shown; i++)
        add_secondment(arena, table, summary, &plan->secondments[i]);
    fprintf(out, _("\nLent for a time (%d)\n"), (int)plan->secondment_count);
    table_print(table, out);
    if (shown < plan->secondment_count)
        fprintf(out, _("  ... and %d more; --all shows them.\n"), (int)(plan->secondment_count - shown));
}
