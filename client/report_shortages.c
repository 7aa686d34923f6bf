/* SPDX-License-Identifier: MIT */
/* Competency minimums that somebody is missing from, today or afterwards. */
#include "client/html.h"
#include "client/report.h"
#include "client/report_number.h"
#include "client/text.h"

enum { SEATS_MOST = 12, TALL_ROWS = 30 };

/* One square per person asked for: filled, or an empty frame. Long rows say it in numbers alone. */
static void draw_seats(FILE *out, int32_t min, int32_t have)
{
    if (min > SEATS_MOST)
        return;
    fprintf(out, "<svg width=\"%d\" height=\"12\" viewBox=\"0 0 %d 12\" aria-hidden=\"true\">", (int)min * 13,
            (int)min * 13);
    for (int32_t i = 0; i < min; i++)
        fprintf(out, "<rect class=\"seat %s\" x=\"%d\" y=\"1\" width=\"10\" height=\"10\" rx=\"2\"/>",
                i < have ? "taken" : "empty", (int)i * 13 + 1);
    fprintf(out, "</svg> ");
}

static void write_have(const struct report *report, const struct report_gap *gap, int when)
{
    int32_t min = gap->minimum->min;
    fprintf(report->out, "<td class=\"seats\" data-label=\"");
    html_text(report->out, when == 0 ? _("Today") : _("Then"));
    fprintf(report->out, "\" data-value=\"%d\">", (int)(gap->have[when] - min));
    if (gap->closed && when == 1) {
        html_text(report->out, _("the unit closes"));
    } else {
        draw_seats(report->out, min, gap->have[when]);
        const char *text =
            arena_format(report->arena, _("%s of %s"), number_count(report->arena, gap->have[when]),
                         number_count(report->arena, min));
        html_text(report->out, text == NULL ? "" : text);
    }
    fprintf(report->out, "</td>");
}

static const char *place_name(const struct report *report, const struct report_gap *gap)
{
    if (gap->unit != NONE)
        return report_unit_name(report, gap->unit);
    const struct group *group = &report->problem->instance->groups[gap->group];
    return group->name == NULL ? group->id : group->name;
}

static void write_row(const struct report *report, const struct report_gap *gap)
{
    fprintf(report->out, "<tr>");
    html_element(report->out, "th scope=\"row\" class=\"name\"", place_name(report, gap));
    fprintf(report->out, "<td class=\"name\">");
    html_text(report->out, report->problem->instance->competencies[gap->minimum->competency]);
    fprintf(report->out, "</td><td class=\"number\" data-label=\"");
    html_text(report->out, _("Level"));
    fprintf(report->out, "\">≥&nbsp;%d</td>", (int)gap->minimum->level);
    write_have(report, gap, 0);
    write_have(report, gap, 1);
    fprintf(report->out, "</tr>\n");
}

static void write_table(const struct report *report)
{
    FILE *out = report->out;
    fprintf(out, "<div class=\"%s\" role=\"region\" tabindex=\"0\" aria-label=\"",
            report->gap_count > TALL_ROWS ? "tall" : "scroll");
    html_text(out, _("Missing competencies"));
    fprintf(out, "\"><table class=\"stacked gaps\"><thead><tr>");
    html_head(out, "", "text", _("Unit"));
    html_head(out, "", "text", _("Competency"));
    html_head(out, "number", "text", _("Level"));
    html_head(out, "", "number", _("Today"));
    html_head(out, "", "number", _("Then"));
    fprintf(out, "</tr></thead><tbody>\n");
    for (int32_t i = 0; i < report->gap_count; i++)
        write_row(report, &report->gaps[i]);
    fprintf(out, "</tbody></table></div>\n");
}

void report_shortages(struct report *report)
{
    const int32_t *missing = report->plan->kpis.shortages;
    if (report->gap_count == 0) {
        html_element(report->out, "p", _("Nobody is missing from any competency minimum, today or then."));
        return;
    }
    html_format(
        report->out, "p class=\"lead\"",
        _("Missing people over all competency minimums: %s today, %s then. Below are all minimums that "
          "are not met today or then, the worst first; a square is a person asked for."),
        number_count(report->arena, missing[0]), number_count(report->arena, missing[1]));
    write_table(report);
}
