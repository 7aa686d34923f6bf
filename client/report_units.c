/* SPDX-License-Identifier: MIT */
/* Units before and after: a table whose middle column is drawn, so that it is chart and fallback in one, and
 * breaks over pages as tables do. Positions are shares of the column's width: it fits every screen. */
#include "client/html.h"
#include "client/report.h"
#include "client/report_number.h"
#include "client/text.h"

#include <stdlib.h>

enum { SCALE_LEAST_PPM = 1500000, SCALE_MOST_PPM = 2500000, TALL_ROWS = 60, TICK_PPM = 500000 };

struct range_scale {
    int64_t most_ppm;
};

struct unit_rank {
    int64_t coverage_ppm;
    int32_t unit;
};

static int by_coverage(const void *a, const void *b)
{
    const struct unit_rank *left = a, *right = b;
    bool has_left = left->coverage_ppm >= 0, has_right = right->coverage_ppm >= 0;
    if (has_left != has_right)
        return has_left ? -1 : 1;
    if (left->coverage_ppm != right->coverage_ppm)
        return left->coverage_ppm < right->coverage_ppm ? -1 : 1;
    return (left->unit > right->unit) - (left->unit < right->unit);
}

/* Per cent of the column's width, with room for half a mark at both ends. */
static double position(const struct range_scale *scale, int64_t ppm)
{
    int64_t shown = ppm > scale->most_ppm ? scale->most_ppm : ppm;
    return 2 + 96 * (double)shown / (double)scale->most_ppm;
}

static struct range_scale scale_of(const struct report *report)
{
    int64_t most = SCALE_LEAST_PPM;
    for (int32_t u = 0; u < report->problem->instance->unit_count; u++)
        for (int when = 0; when < 2; when++)
            if (report_coverage_ppm(report, u, when) > most)
                most = report_coverage_ppm(report, u, when);
    return (struct range_scale){most > SCALE_MOST_PPM ? SCALE_MOST_PPM : most};
}

static void draw_back(const struct report *report, const struct range_scale *scale)
{
    const struct policy *policy = report->problem->policy;
    if (policy->has_balance) {
        double from = position(scale, policy->balance.target_lower_ppm);
        double to = position(scale, policy->balance.target_upper_ppm);
        fprintf(report->out, "<rect class=\"band\" x=\"%.2f%%\" y=\"0\" width=\"%.2f%%\" height=\"100%%\"/>",
                from, to - from > 0.4 ? to - from : 0.4);
    }
    for (int64_t tick = 0; tick <= scale->most_ppm; tick += TICK_PPM)
        fprintf(report->out, "<line class=\"%s\" x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"0\" y2=\"100%%\"/>",
                tick == MICRO ? "full" : "grid", position(scale, tick), position(scale, tick));
}

/* Not by colour alone: a disc within the band, a triangle that points where it lies beside it. */
static void draw_mark(FILE *out, enum staffing staffing, double x)
{
    static const char *const shapes[] = {
        "M-5,0a5,5 0 1,0 10,0a5,5 0 1,0 -10,0Z",
        "M6,-6L6,6L-5,0Z",
        "M-6,0a6,6 0 1,0 12,0a6,6 0 1,0 -12,0Z",
        "M-6,-6L-6,6L5,0Z",
    };
    fprintf(out, "<svg x=\"%.2f%%\" y=\"50%%\" overflow=\"visible\"><path class=\"mark %s\" d=\"%s\"/></svg>",
            x, report_staffing_class(staffing), shapes[staffing]);
}

static void draw_range(const struct report *report, const struct range_scale *scale, int32_t unit)
{
    double before = position(scale, report_coverage_ppm(report, unit, 0));
    double after = position(scale, report_coverage_ppm(report, unit, 1));
    fprintf(report->out, "<svg class=\"range\" width=\"100%%\" height=\"100%%\" aria-hidden=\"true\">");
    draw_back(report, scale);
    fprintf(report->out, "<line class=\"change\" x1=\"%.2f%%\" x2=\"%.2f%%\" y1=\"50%%\" y2=\"50%%\"/>",
            before, after);
    fprintf(report->out, "<circle class=\"was-dot\" cx=\"%.2f%%\" cy=\"50%%\" r=\"4.5\"/>", before);
    draw_mark(report->out, report_staffing(report, unit, 1), after);
    fprintf(report->out, "</svg>");
}

static void draw_axis(const struct report *report, const struct range_scale *scale)
{
    fprintf(report->out, "<svg class=\"range\" width=\"100%%\" height=\"16\" aria-hidden=\"true\">");
    for (int64_t tick = 0; tick <= scale->most_ppm; tick += TICK_PPM) {
        fprintf(report->out, "<text x=\"%.2f%%\" y=\"12\" text-anchor=\"middle\">", position(scale, tick));
        html_text(report->out, number_percent(report->arena, tick, 0));
        fprintf(report->out, "</text>");
    }
    fprintf(report->out, "</svg>");
}

/* --- the table --- */

static const char *staffing_word(enum staffing staffing)
{
    switch (staffing) {
    case STAFFING_UNDER:
        return _("too few");
    case STAFFING_OVER:
        return _("too many");
    case STAFFING_WITHIN:
        return _("as needed");
    case STAFFING_NONE:
        break;
    }
    return "";
}

static void cell(const struct report *report, const char *class, int64_t value, const char *shown)
{
    fprintf(report->out, "<td class=\"number%s\" data-value=\"%lld\">", class, (long long)value);
    html_text(report->out, shown);
    fprintf(report->out, "</td>");
}

static void write_coverage(const struct report *report, const struct range_scale *scale, int32_t unit)
{
    int64_t ppm[] = {report_coverage_ppm(report, unit, 0), report_coverage_ppm(report, unit, 1)};
    enum staffing staffing = report_staffing(report, unit, 1);
    bool is_open = report->problem->instance->units[unit].open;
    fprintf(report->out, "<td class=\"chart\">");
    if (ppm[0] >= 0 && is_open)
        draw_range(report, scale, unit);
    fprintf(report->out, "</td>");
    for (int when = 0; when < 2; when++)
        cell(report, "", ppm[when],
             ppm[when] < 0           ? "–"
             : when == 1 && !is_open ? "–"
                                     : number_percent(report->arena, ppm[when], 1));
    fprintf(report->out, "<td><span class=\"word %s\">", report_staffing_class(staffing));
    html_text(report->out, is_open ? staffing_word(staffing) : _("closes"));
    fprintf(report->out, "</span></td>");
}

static void write_unit(const struct report *report, const struct range_scale *scale, int32_t unit)
{
    const struct unit_outcome *outcome = &report->plan->units[unit];
    const struct unit *one = &report->problem->instance->units[unit];
    fprintf(report->out, "<tr><th scope=\"row\" class=\"name\">");
    html_text(report->out, report_unit_name(report, unit));
    if (one->name != NULL)
        html_element(report->out, "span class=\"id\"", one->id);
    fprintf(report->out, "</th>");
    cell(report, " wide", outcome->has_need ? outcome->need_mfte : -1,
         outcome->has_need ? number_fte(report->arena, outcome->need_mfte) : "–");
    write_coverage(report, scale, unit);
    cell(report, " wide", report->people_in[unit], number_count(report->arena, report->people_in[unit]));
    cell(report, " wide", report->people_out[unit], number_count(report->arena, report->people_out[unit]));
    fprintf(report->out, "</tr>\n");
}

static void write_heads(const struct report *report, const struct range_scale *scale)
{
    FILE *out = report->out;
    fprintf(out, "<thead><tr>");
    html_head(out, "name", "text", _("Unit"));
    html_head(out, "number wide", "number", _("Need (FTE)"));
    fprintf(out, "<th scope=\"col\" class=\"chart\">");
    html_text(out, _("Coverage"));
    draw_axis(report, scale);
    fprintf(out, "</th>");
    html_head(out, "number", "number", _("Today"));
    html_head(out, "number", "number", _("Then"));
    html_head(out, "", "text", _("Staffed"));
    html_head(out, "number wide", "number", _("Come"));
    html_head(out, "number wide", "number", _("Go"));
    fprintf(out, "</tr></thead>\n");
}

static void legend_mark(FILE *out, enum staffing staffing, const char *text)
{
    fprintf(out, "<li><svg width=\"16\" height=\"16\" aria-hidden=\"true\">");
    draw_mark(out, staffing, 50);
    fprintf(out, "</svg>");
    html_text(out, text);
    fprintf(out, "</li>");
}

static void write_legend(const struct report *report)
{
    FILE *out = report->out;
    fprintf(out, "<ul class=\"legend\"><li><svg width=\"16\" height=\"16\" aria-hidden=\"true\"><circle "
                 "class=\"was-dot\" cx=\"8\" cy=\"8\" r=\"4.5\"/></svg>");
    html_text(out, _("today"));
    fprintf(out, "</li>");
    if (report->problem->policy->has_balance) {
        legend_mark(out, STAFFING_WITHIN, _("then: as needed"));
        legend_mark(out, STAFFING_UNDER, _("then: too few"));
        legend_mark(out, STAFFING_OVER, _("then: too many"));
        fprintf(out,
                "<li><svg width=\"16\" height=\"16\" aria-hidden=\"true\"><rect class=\"band\" width=\"16\" "
                "height=\"16\"/></svg>");
        html_text(out, _("what the policy aims at"));
        fprintf(out, "</li>");
    } else
        legend_mark(out, STAFFING_NONE, _("then"));
    fprintf(out, "</ul>\n");
}

void report_units(struct report *report)
{
    int32_t units = report->problem->instance->unit_count;
    struct unit_rank *ranks = arena_alloc(report->arena, (size_t)units, sizeof *ranks);
    struct range_scale scale = scale_of(report);
    if (ranks == NULL)
        return;
    for (int32_t u = 0; u < units; u++)
        ranks[u] = (struct unit_rank){report_coverage_ppm(report, u, 0), u};
    qsort(ranks, (size_t)units, sizeof *ranks, by_coverage);
    write_legend(report);
    fprintf(report->out, "<div class=\"%s\"", units > TALL_ROWS ? "tall" : "scroll");
    fprintf(report->out, " role=\"region\" tabindex=\"0\" aria-label=\"");
    html_text(report->out, _("Staffing of every unit, before and after"));
    fprintf(report->out, "\"><table class=\"units\">");
    write_heads(report, &scale);
    fprintf(report->out, "<tbody>\n");
    for (int32_t i = 0; i < units; i++)
        write_unit(report, &scale, ranks[i].unit);
    fprintf(report->out, "</tbody></table></div>\n");
}
