/* SPDX-License-Identifier: MIT */
/* Unknown competencies, where `explain --unknowns` has looked at them: those worth asking about, and how many
 * are not. */
#include "client/html.h"
#include "client/report.h"
#include "client/report_number.h"
#include "client/text.h"
#include "client/unknowns.h"

enum { LINES_MOST = 50 };

static const char *or_empty(const char *text)
{
    return text == NULL ? "" : text;
}

static void write_proven(const struct report *report, const struct unknown *unknown)
{
    struct arena *arena = report->arena;
    const char *least = number_points(arena, unknown->least_upt),
               *most = number_points(arena, unknown->most_upt);
    fprintf(report->out, "<td class=\"number\" data-label=\"");
    html_text(report->out, _("Proven"));
    fprintf(report->out, "\">");
    if (!unknown->has_most)
        html_text(report->out, or_empty(arena_format(arena, _("at least %s"), least)));
    else if (unknown->least_upt == unknown->most_upt)
        html_text(report->out, most);
    else
        html_text(report->out, or_empty(arena_format(arena, _("%s to %s"), least, most)));
    fprintf(report->out, "</td>");
}

static void write_line(const struct report *report, const struct unknown *unknown)
{
    const struct instance *instance = report->problem->instance;
    const struct employee *person = &instance->employees[unknown->employee];
    FILE *out = report->out;
    fprintf(out, "<tr>");
    html_format(out, "th scope=\"row\" class=\"name\"", "%s",
                person->name != NULL ? person->name : person->id);
    html_element(
        out, "td class=\"name\"",
        or_empty(unknown_competency_text(report->arena, instance, unknown->competency, unknown->level)));
    fprintf(out, "<td class=\"number\" data-label=\"");
    html_text(out, _("Saves"));
    fprintf(out, "\">");
    html_text(out, number_points(report->arena, unknown->saves_upt));
    fprintf(out, "</td>");
    write_proven(report, unknown);
    html_element(out, "td class=\"name\"", or_empty(unknown_fills_text(report->arena, instance, unknown)));
    html_element(out, "td class=\"why\"", or_empty(unknown_then_text(report->arena, instance, unknown)));
    fprintf(out, "</tr>\n");
}

static void head(FILE *out, const char *attributes, const char *text)
{
    fprintf(out, "<th scope=\"col\" class=\"%s\">", attributes);
    html_text(out, text);
    fprintf(out, "</th>");
}

static void write_table(const struct report *report, const int32_t *order, int32_t count)
{
    FILE *out = report->out;
    fprintf(out, "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"");
    html_text(out, _("Competencies to ask about"));
    fprintf(out, "\"><table class=\"stacked unknowns\"><thead><tr>");
    head(out, "name", _("Name"));
    head(out, "name", _("If confirmed"));
    head(out, "number", _("Saves"));
    head(out, "number", _("Proven"));
    head(out, "name", _("Fills"));
    head(out, "why", _("What else changes"));
    fprintf(out, "</tr></thead><tbody>\n");
    for (int32_t i = 0; i < count; i++)
        write_line(report, &report->unknowns->list[order[i]]);
    fprintf(out, "</tbody></table></div>\n");
}

void report_unknowns(struct report *report)
{
    const struct unknowns *unknowns = report->unknowns;
    int32_t count;
    if (unknowns == NULL)
        return;
    int32_t excluded = unknowns_count(unknowns, UNKNOWN_NOT_ASKED) +
                       unknowns_count(unknowns, UNKNOWN_CERTIFICATE) +
                       unknowns_count(unknowns, UNKNOWN_SOLVED);
    int32_t gains = unknowns_count(unknowns, UNKNOWN_GAINS);
    const int32_t *order = unknowns_order(report->arena, unknowns, &count);
    html_element(report->out, "h3", _("Competencies to ask about"));
    html_format(report->out, "p class=\"lead\"",
                _("Competencies that nobody has assessed: %s. Proven to change nothing if confirmed: %s. "
                  "With a cheaper plan if confirmed: %s."),
                number_count(report->arena, unknowns->count), number_count(report->arena, excluded),
                number_count(report->arena, gains));
    if (order != NULL && gains > 0)
        write_table(report, order, gains < LINES_MOST ? gains : LINES_MOST);
    if (gains > LINES_MOST)
        html_format(report->out, "p", _("The %s that save most are shown."),
                    number_count(report->arena, LINES_MOST));
}
