/* SPDX-License-Identifier: MIT */
/* Everybody who moves, is placed for the first time or uses an offer, with reasons; and who is left without a
 * unit. */
#include "client/html.h"
#include "client/reason_words.h"
#include "client/report.h"
#include "client/report_number.h"
#include "client/text.h"

#include <string.h>

enum { TALL_ROWS = 25 };

static void write_person(const struct report *report, const struct employee *employee)
{
    fprintf(report->out, "<th scope=\"row\" class=\"name\">");
    html_text(report->out, employee->name == NULL ? employee->id : employee->name);
    if (employee->name != NULL)
        html_element(report->out, "span class=\"id\"", employee->id);
    fprintf(report->out, "</th>");
}

static void labelled(const struct report *report, const char *class, const char *label)
{
    fprintf(report->out, "<td class=\"%s\" data-label=\"", class);
    html_text(report->out, label);
    fputs("\"", report->out);
}

static void write_number(const struct report *report, const char *label, int64_t value, const char *shown)
{
    labelled(report, "number", label);
    fprintf(report->out, " data-value=\"%lld\">", (long long)value);
    html_text(report->out, shown);
    fprintf(report->out, "</td>");
}

static void write_end(const struct report *report, const char *label, int32_t unit)
{
    labelled(report, "name", label);
    fputs(">", report->out);
    html_text(report->out, report_unit_name(report, unit));
    fprintf(report->out, "</td>");
}

static void write_reasons(const struct report *report, const struct move *move)
{
    const struct reason_words words = {report->arena, report->problem, report->plan, &report->standing,
                                       number_mark()};
    const char *text = reason_words(&words, move);
    html_element(report->out, "td class=\"why\"", text == NULL ? "" : text);
}

static void write_move(const struct report *report, const struct move *move)
{
    const struct instance *instance = report->problem->instance;
    bool has_way = move->from != NONE && move->to != NONE;
    int64_t metres = has_way ? instance_distance_m(instance, move->from, move->to) : 0;
    fprintf(report->out, "<tr>");
    write_person(report, &instance->employees[move->employee]);
    write_end(report, _("From"), move->from);
    write_end(report, _("To"), move->to);
    write_number(report, _("km"), metres, has_way ? number_km(report->arena, metres) : "–");
    write_number(report, _("Cost"), move->cost_upt, number_points(report->arena, move->cost_upt));
    write_reasons(report, move);
    fprintf(report->out, "</tr>\n");
}

static void write_search(const struct report *report)
{
    FILE *out = report->out;
    fprintf(out, "<div class=\"search\" hidden data-table=\"move-table\" data-found=\"");
    html_text(out, _("%1 of %2 shown"));
    fprintf(out, "\"><label for=\"move-search\">");
    html_text(out, _("Search"));
    fprintf(out, "</label><input id=\"move-search\" type=\"search\" autocomplete=\"off\" placeholder=\"");
    html_text(out, _("a name, a number, a unit, a reason"));
    fprintf(out, "\"><output aria-live=\"polite\"></output></div>\n");
}

static void write_table(const struct report *report)
{
    FILE *out = report->out;
    fprintf(out, "<div class=\"%s\" role=\"region\" tabindex=\"0\" aria-label=\"",
            report->plan->move_count > TALL_ROWS ? "tall" : "scroll");
    html_text(out, _("The moves, and why"));
    fprintf(out, "\"><table class=\"stacked moves\" id=\"move-table\"><thead><tr>");
    html_head(out, "name", "text", _("Name"));
    html_head(out, "name", "text", _("From"));
    html_head(out, "name", "text", _("To"));
    html_head(out, "number", "number", _("km"));
    html_head(out, "number", "number", _("Cost"));
    html_head(out, "why", "text", _("Why"));
    fprintf(out, "</tr></thead><tbody>\n");
    for (int32_t i = 0; i < report->plan->move_count; i++)
        write_move(report, &report->plan->moves[i]);
    fprintf(out, "</tbody></table></div>\n");
}

static void write_unplaced(const struct report *report)
{
    const struct plan *plan = report->plan;
    if (plan->unplaced_count == 0)
        return;
    html_element(report->out, "h3", _("Left without a unit"));
    fprintf(report->out, "<ul>\n");
    for (int32_t i = 0; i < plan->unplaced_count; i++) {
        const struct employee *employee = &report->problem->instance->employees[plan->unplaced[i]];
        html_format(report->out, "li", "%s %s", employee->id, employee->name == NULL ? "" : employee->name);
    }
    fprintf(report->out, "</ul>\n");
}

void report_moves(struct report *report)
{
    if (report->plan->move_count == 0) {
        html_element(report->out, "p", _("Nobody changes units."));
    } else {
        html_element(
            report->out, "p class=\"lead\"",
            _("One line per person. FTE is the work force of one full-time employee; the cost is what "
              "the policy charges for the move."));
        write_search(report);
        write_table(report);
    }
    write_unplaced(report);
}
