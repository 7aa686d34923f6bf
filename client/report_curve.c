/* SPDX-License-Identifier: MIT */
/* The frontier drawn: over the same axis of moves, what plans cost and for what, what one more move saves,
 * and how evenly units are covered. */
#include "client/html.h"
#include "client/report.h"
#include "client/report_number.h"
#include "client/report_panel.h"
#include "client/report_parts.h"
#include "client/text.h"

#include <string.h>

enum { COST_TOP = 44, COST_BOTTOM = 304, VALUE_TOP = 356 };
enum { VALUE_BOTTOM = 456, COVERAGE_TOP = 508, COVERAGE_BOTTOM = 638, HEIGHT = 690 };
enum { COVERAGE_LEAST_PPM = 1500000, COVERAGE_MOST_PPM = 2500000, LABEL_WIDTH = 190 };

struct curve {
    const struct report *report;
    FILE *out;
    const struct frontier_point *points; /* those with a plan */
    int32_t count;
    int64_t least, most;        /* moves, where the axis begins and ends */
    bool has_own;               /* the case's plan is drawn */
    int64_t own_moves, own_upt; /* moves that caps count, and what it costs */
};

/* --- what is drawn --- */

static int64_t own_moves(const struct report *report)
{
    const struct instance *instance = report->problem->instance;
    int64_t count = 0;
    for (int32_t i = 0; i < report->plan->move_count; i++) {
        const struct move *move = &report->plan->moves[i];
        count += move->from != NONE && move->from != move->to && instance->units[move->from].open;
    }
    return count;
}

/* false: there are not two points to draw a line between. */
static bool curve_of(const struct report *report, struct curve *curve)
{
    const struct frontier *frontier = report->frontier;
    int32_t first = 0;
    while (first < frontier->point_count && !frontier_has_plan(&frontier->points[first]))
        first++;
    *curve = (struct curve){.report = report,
                            .out = report->out,
                            .points = &frontier->points[first],
                            .count = frontier->point_count - first,
                            .has_own = plan_has_placement(report->plan)};
    if (curve->count < 2)
        return false;
    curve->least = curve->points[0].cap;
    curve->most = curve->points[curve->count - 1].cap;
    if (curve->has_own) {
        curve->own_moves = own_moves(report);
        curve->own_upt = report->plan->objective.total;
        curve->least = curve->own_moves < curve->least ? curve->own_moves : curve->least;
        curve->most = curve->own_moves > curve->most ? curve->own_moves : curve->most;
    }
    return true;
}

/* --- lines and areas --- */

typedef double amount_of(const struct frontier_point *point, int part);

/* Along the points forwards, or backwards. */
static void draw_along(const struct curve *curve, const struct panel *panel, amount_of *amount, int part,
                       bool is_back)
{
    for (int32_t i = 0; i < curve->count; i++) {
        const struct frontier_point *point = &curve->points[is_back ? curve->count - 1 - i : i];
        fprintf(curve->out, "%.1f,%.1f ", panel_x(panel, (double)point->cap),
                panel_y(panel, amount(point, part)));
    }
}

static void draw_line(const struct curve *curve, const struct panel *panel, const char *class,
                      amount_of *amount, int part)
{
    fprintf(curve->out, "<polyline class=\"%s\" points=\"", class);
    draw_along(curve, panel, amount, part, false);
    fprintf(curve->out, "\"/>\n");
}

static void draw_area(const struct curve *curve, const struct panel *panel, const char *class,
                      amount_of *amount, int lower, int upper)
{
    fprintf(curve->out, "<polygon class=\"%s\" points=\"", class);
    draw_along(curve, panel, amount, upper, false);
    draw_along(curve, panel, amount, lower, true);
    fprintf(curve->out, "\"/>\n");
}

/* --- cost --- */

/* The first `part` parts together. */
static double stacked(const struct frontier_point *point, int part)
{
    int64_t sum = 0;
    for (int i = 0; i < part; i++)
        sum += report_part_upt(&point->objective, i);
    return (double)sum;
}

static double bound_of(const struct frontier_point *point, int part)
{
    (void)part;
    return point->has_bound && point->bound_upt > 0 ? (double)point->bound_upt : 0;
}

static bool has_part(const struct curve *curve, int part)
{
    for (int32_t i = 0; i < curve->count; i++)
        if (report_part_upt(&curve->points[i].objective, part) > 0)
            return true;
    return false;
}

/* Too close to the cost to be seen, the bound is left to the table. */
static bool has_visible_bound(const struct curve *curve, const struct panel *panel)
{
    for (int32_t i = 0; i < curve->count; i++)
        if (stacked(&curve->points[i], REPORT_PARTS) - bound_of(&curve->points[i], 0) > panel->amounts / 100)
            return true;
    return false;
}

static void draw_points(const struct curve *curve, const struct panel *panel)
{
    struct arena *arena = curve->report->arena;
    const struct frontier *frontier = curve->report->frontier;
    for (int32_t i = 0; i < curve->count; i++) {
        const struct frontier_point *point = &curve->points[i];
        bool is_knee = frontier->knee != NONE && point == &frontier->points[frontier->knee];
        fprintf(curve->out, "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%s\"><title>",
                is_knee ? "point knee" : "point", panel_x(panel, (double)point->cap),
                panel_y(panel, (double)point->objective.total), is_knee ? "7" : "3.5");
        html_text(curve->out, number_count(arena, point->cap));
        fputs(": ", curve->out);
        html_text(curve->out, number_points(arena, point->objective.total));
        fprintf(curve->out, "</title></circle>");
    }
}

static void draw_own(const struct curve *curve, const struct panel *panel)
{
    double x = panel_x(panel, (double)curve->own_moves), y = panel_y(panel, (double)curve->own_upt);
    if (!curve->has_own)
        return;
    fprintf(curve->out, "<path class=\"own\" d=\"M%.1f,%.1fl8,8l-8,8l-8,-8Z\"/>", x, y - 8);
    panel_text(curve->out, "halo", x + 14, y - 8, "start", _("This plan"));
}

static void draw_cost(const struct curve *curve, const struct panel *panel)
{
    static const char *const fills[REPORT_PARTS] = {"area fill-1", "area fill-2", "area fill-3",
                                                    "area fill-4", "area fill-5", "area fill-6",
                                                    "area fill-7", "area fill-8"};
    for (int part = 0; part < REPORT_PARTS; part++)
        if (has_part(curve, part))
            draw_area(curve, panel, fills[part], stacked, part, part + 1);
    panel_amounts(curve->report->arena, curve->out, panel, (double)MICRO, number_count, 5);
    draw_line(curve, panel, "line", stacked, REPORT_PARTS);
    if (has_visible_bound(curve, panel))
        draw_line(curve, panel, "line bound", bound_of, 0);
    draw_points(curve, panel);
    draw_own(curve, panel);
    panel_counts(curve->report->arena, curve->out, panel);
}

static struct panel cost_panel(const struct curve *curve)
{
    double most = (double)curve->points[0].objective.total;
    most = curve->has_own && (double)curve->own_upt > most ? (double)curve->own_upt : most;
    return (struct panel){COST_TOP, COST_BOTTOM, (double)curve->least, (double)curve->most,
                          most > 0 ? most : (double)MICRO};
}

/* --- what one more move saves: a block for every step, as wide as its moves --- */

static void draw_value(const struct curve *curve, const struct panel *panel, const struct frontier_point *to)
{
    double x0 = panel_x(panel, (double)(to->cap - to->value.moves)), x1 = panel_x(panel, (double)to->cap);
    double y = panel_y(panel, (double)to->value.per_move_upt);
    fprintf(curve->out, "<rect class=\"block\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"><title>",
            x0 + 0.5, y, x1 - x0 > 1.5 ? x1 - x0 - 1 : 0.5, panel->bottom - y);
    html_text(curve->out, number_count(curve->report->arena, to->cap - to->value.moves));
    fputs("–", curve->out);
    html_text(curve->out, number_count(curve->report->arena, to->cap));
    fputs(": ", curve->out);
    html_text(curve->out, number_points(curve->report->arena, to->value.per_move_upt));
    fprintf(curve->out, "</title></rect>");
    double least = panel_y(panel, (double)to->value.least_upt),
           most = panel_y(panel, (double)to->value.most_upt);
    if (to->value.has_most && least - most > 2)
        fprintf(curve->out, "<line class=\"proof\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%.1f\" y2=\"%.1f\"/>",
                (x0 + x1) / 2, (x0 + x1) / 2, least, most);
}

static void draw_values(const struct curve *curve)
{
    struct panel panel = {VALUE_TOP, VALUE_BOTTOM, (double)curve->least, (double)curve->most, (double)MICRO};
    for (int32_t i = 1; i < curve->count; i++)
        if ((double)curve->points[i].value.per_move_upt > panel.amounts)
            panel.amounts = (double)curve->points[i].value.per_move_upt;
    panel_amounts(curve->report->arena, curve->out, &panel, (double)MICRO, number_count, 3);
    for (int32_t i = 1; i < curve->count; i++)
        draw_value(curve, &panel, &curve->points[i]);
    panel_counts(curve->report->arena, curve->out, &panel);
}

/* --- coverage --- */

static double coverage(const struct frontier_point *point, int part)
{
    return (double)(part == 0 ? point->kpis.coverage_min_ppm[1] : point->kpis.coverage_max_ppm[1]);
}

static const char *percent_text(struct arena *arena, int64_t ppm)
{
    return number_percent(arena, ppm, 0);
}

static void draw_target(const struct curve *curve, const struct panel *panel)
{
    const struct policy *policy = curve->report->problem->policy;
    if (!policy->has_balance)
        return;
    double upper = panel_y(panel, (double)policy->balance.target_upper_ppm);
    double height = panel_y(panel, (double)policy->balance.target_lower_ppm) - upper;
    fprintf(curve->out, "<rect class=\"band\" x=\"%d\" y=\"%.1f\" width=\"%d\" height=\"%.1f\"/>", PANEL_LEFT,
            upper, PANEL_RIGHT - PANEL_LEFT, height > 2 ? height : 2);
}

static void draw_coverage(const struct curve *curve)
{
    struct panel panel = {COVERAGE_TOP, COVERAGE_BOTTOM, (double)curve->least, (double)curve->most,
                          COVERAGE_LEAST_PPM};
    for (int32_t i = 0; i < curve->count; i++)
        panel.amounts =
            coverage(&curve->points[i], 1) > panel.amounts ? coverage(&curve->points[i], 1) : panel.amounts;
    panel.amounts = panel.amounts > COVERAGE_MOST_PPM ? COVERAGE_MOST_PPM : panel.amounts;
    draw_area(curve, &panel, "area spread", coverage, 0, 1);
    draw_target(curve, &panel);
    panel_amounts(curve->report->arena, curve->out, &panel, 1, percent_text, 5);
    draw_line(curve, &panel, "line", coverage, 1);
    draw_line(curve, &panel, "line", coverage, 0);
    panel_counts(curve->report->arena, curve->out, &panel);
    panel_text(curve->out, "side", PANEL_RIGHT, panel.bottom + 40, "end", _("moves at most"));
}

/* --- what stands out: the knee and the policy's cap, through all panels --- */

/* From y down through all panels, not through what stands between them. */
static void draw_mark(const struct curve *curve, int64_t cap, const char *class, int y, const char *text)
{
    const struct panel panel = {COST_TOP, COST_BOTTOM, (double)curve->least, (double)curve->most, 1};
    const int ends[][2] = {{y - 10, COST_BOTTOM}, {VALUE_TOP, VALUE_BOTTOM}, {COVERAGE_TOP, COVERAGE_BOTTOM}};
    double x = panel_x(&panel, (double)cap);
    bool is_right = x + LABEL_WIDTH > PANEL_WIDTH;
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        fprintf(curve->out, "<line class=\"%s\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>", class, x, x,
                ends[i][0], ends[i][1]);
    panel_text(curve->out, "halo", is_right ? x - 6 : x + 6, y, is_right ? "end" : "start", text);
}

static void draw_marks(const struct curve *curve)
{
    const struct frontier *frontier = curve->report->frontier;
    struct arena *arena = curve->report->arena;
    const char *text = NULL;
    if (frontier->policy_cap != NONE && frontier->policy_cap >= curve->least &&
        frontier->policy_cap < curve->most)
        text = arena_format(arena, _("the policy allows %s"), number_count(arena, frontier->policy_cap));
    if (text != NULL)
        draw_mark(curve, frontier->policy_cap, "cap-line", COST_TOP - 8, text);
    if (frontier->knee == NONE)
        return;
    int64_t cap = frontier->points[frontier->knee].cap;
    text = arena_format(arena, ngettext("knee: %s move", "knee: %s moves", (unsigned long)cap),
                        number_count(arena, cap));
    if (text != NULL)
        draw_mark(curve, cap, "knee-line", COST_TOP + 10, text);
}

static void draw_titles(const struct curve *curve)
{
    panel_text(curve->out, "side", PANEL_LEFT, COST_TOP - 26, "start", _("Cost in points"));
    panel_text(curve->out, "side", PANEL_LEFT, VALUE_TOP - 12, "start",
               _("What one more move saves, in points"));
    panel_text(curve->out, "side", PANEL_LEFT, COVERAGE_TOP - 12, "start",
               _("Coverage, from the worst to the best staffed unit"));
}

/* --- around it --- */

static void legend_item(FILE *out, const char *shape, const char *text)
{
    fprintf(out, "<li><svg width=\"16\" height=\"16\" aria-hidden=\"true\">%s</svg>",
            shape == NULL ? "" : shape);
    html_text(out, text);
    fprintf(out, "</li>");
}

static void write_legend(const struct curve *curve, const struct panel *panel)
{
    fprintf(curve->out, "<ul class=\"legend\">");
    for (int part = 0; part < REPORT_PARTS; part++)
        if (has_part(curve, part))
            legend_item(curve->out,
                        arena_format(curve->report->arena,
                                     "<rect class=\"area fill-%d\" width=\"16\" height=\"16\"/>", part + 1),
                        report_part_name(part));
    if (has_visible_bound(curve, panel))
        legend_item(curve->out, "<line class=\"line bound\" x1=\"0\" x2=\"16\" y1=\"8\" y2=\"8\"/>",
                    _("at least this must be paid"));
    if (curve->report->problem->policy->has_balance)
        legend_item(curve->out, "<rect class=\"band\" width=\"16\" height=\"16\"/>",
                    _("what the policy aims at"));
    fprintf(curve->out, "</ul>\n");
}

static void write_label(const struct curve *curve)
{
    const struct frontier_point *first = curve->points, *last = &curve->points[curve->count - 1];
    struct arena *arena = curve->report->arena;
    const char *text =
        arena_format(arena,
                     _("Cost by number of moves: %s points with %s moves at most, %s points with %s; the "
                       "table below says all"),
                     number_points(arena, first->objective.total), number_count(arena, first->cap),
                     number_points(arena, last->objective.total), number_count(arena, last->cap));
    html_text(curve->out, text == NULL ? "" : text);
}

void report_curve(struct report *report)
{
    struct curve curve;
    if (!curve_of(report, &curve))
        return;
    struct panel panel = cost_panel(&curve);
    write_legend(&curve, &panel);
    fprintf(curve.out,
            "<figure class=\"curve\"><div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"");
    html_text(curve.out, _("Cost by number of moves"));
    fprintf(curve.out, "\"><svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"", PANEL_WIDTH, HEIGHT);
    write_label(&curve);
    fprintf(curve.out, "\">\n");
    draw_cost(&curve, &panel);
    draw_values(&curve);
    draw_coverage(&curve);
    draw_marks(&curve);
    draw_titles(&curve);
    fprintf(curve.out, "</svg></div></figure>\n");
}
