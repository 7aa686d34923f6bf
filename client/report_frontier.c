/* SPDX-License-Identifier: MIT */
/* How many moves are worth it: what the frontier says in words, as a chart (report_curve.c) and as a table.
 */
#include "client/html.h"
#include "client/report.h"
#include "client/report_number.h"
#include "client/report_parts.h"
#include "client/text.h"

#include <string.h>

static const struct frontier_point *first_with_plan(const struct frontier *frontier)
{
    int32_t i = 0;
    while (i < frontier->point_count && !frontier_has_plan(&frontier->points[i]))
        i++;
    return i == frontier->point_count ? NULL : &frontier->points[i];
}

static const struct frontier_point *last_of(const struct frontier *frontier)
{
    return &frontier->points[frontier->point_count - 1];
}

/* --- in words --- */

static void say_knee(const struct report *report)
{
    const struct frontier *frontier = report->frontier;
    int64_t first = first_with_plan(frontier)->cap, moves = frontier->points[frontier->knee].cap - first;
    const char *few = number_count(report->arena, moves);
    const char *most = number_count(report->arena, last_of(frontier)->cap - first);
    const char *share = number_percent(report->arena, frontier->knee_share_ppm, 0);
    html_format(report->out, "p class=\"deck\"",
                first == 0
                    ? ngettext("%s of %s moves already brings %s of what all of them save.",
                               "%s of %s moves already bring %s of what all of them save.",
                               (unsigned long)moves)
                    : ngettext("%s of the %s moves beyond the fewest possible already brings %s of what "
                               "all of these save.",
                               "%s of the %s moves beyond the fewest possible already bring %s of what "
                               "all of these save.",
                               (unsigned long)moves),
                few, most, share);
}

/* What the last moves are worth, which is why the end of the curve and not the knee is the best plan. */
static void say_last_moves(const struct report *report)
{
    const struct frontier_point *last = last_of(report->frontier);
    const char *each = number_points(report->arena, last->value.per_move_upt);
    const char *best = number_count(report->arena, last->cap);
    if (last->value.moves == 1)
        html_format(report->out, "p",
                    _("The policy charges for every move, and still the last one saves %s points: by its "
                      "prices the plan with %s moves is the best."),
                    each, best);
    else if (last->value.moves > 1)
        html_format(report->out, "p",
                    _("The policy charges for every move, and still each of the last %s saves %s points: by "
                      "its prices the plan with %s moves is the best."),
                    number_count(report->arena, last->value.moves), each, best);
}

/* Whether all that is below the first point with a plan was proven to have none. */
static bool is_first_proven(const struct frontier *frontier, const struct frontier_point *first)
{
    return first > frontier->points && first[-1].status == PLAN_INFEASIBLE && first[-1].cap == first->cap - 1;
}

static void say_infeasible(const struct report *report)
{
    const struct frontier *frontier = report->frontier;
    const struct frontier_point *first = first_with_plan(frontier);
    if (first == NULL)
        html_element(report->out, "p class=\"deck\"",
                     last_of(frontier)->status == PLAN_INFEASIBLE
                         ? _("No number of moves makes a plan possible that meets every hard demand.")
                         : _("For no number of moves was a plan found in time."));
    else if (is_first_proven(frontier, first))
        html_format(report->out, "p",
                    ngettext("Without at least %s move no plan can meet every hard demand: that is proven.",
                             "With fewer than %s moves no plan can meet every hard demand: that is proven.",
                             (unsigned long)first->cap),
                    number_count(report->arena, first->cap));
}

static void say_policy_cap(const struct report *report)
{
    const struct frontier *frontier = report->frontier;
    if (frontier->policy_cap == NONE)
        return;
    const char *cap = number_count(report->arena, frontier->policy_cap);
    html_format(report->out, "p",
                frontier->policy_cap >= last_of(frontier)->cap
                    ? _("The policy allows %s moves in all: that limits nothing here.")
                    : _("The policy allows %s moves in all; the curve shows what more or fewer would bring."),
                cap);
}

static void say_all(const struct report *report)
{
    const struct frontier *frontier = report->frontier;
    if (frontier->knee != NONE)
        say_knee(report);
    if (first_with_plan(frontier) == last_of(frontier))
        html_format(report->out, "p class=\"deck\"",
                    ngettext("The best plan makes %s move, and there is none with fewer.",
                             "The best plan makes %s moves, and there is none with fewer.",
                             (unsigned long)last_of(frontier)->cap),
                    number_count(report->arena, last_of(frontier)->cap));
    say_last_moves(report);
    say_infeasible(report);
    say_policy_cap(report);
}

/* --- the table --- */

static void cell(const struct report *report, const char *label, const char *text, const char *note)
{
    FILE *out = report->out;
    fprintf(out, "<td class=\"number\" data-label=\"");
    html_text(out, label);
    fprintf(out, "\">");
    html_text(out, text == NULL ? "" : text);
    if (note != NULL)
        html_element(out, "span class=\"id\"", note);
    fprintf(out, "</td>");
}

static const char *mark_of(const struct frontier *frontier, const struct frontier_point *point)
{
    if (frontier->knee != NONE && point == &frontier->points[frontier->knee])
        return _("knee");
    return point->cap == frontier->policy_cap ? _("the policy's cap") : NULL;
}

static void write_cap(const struct report *report, const struct frontier_point *point)
{
    FILE *out = report->out;
    const char *mark = mark_of(report->frontier, point);
    fprintf(out, "<th scope=\"row\" class=\"number\" data-label=\"");
    html_text(out, _("Moves at most"));
    fprintf(out, "\">");
    html_text(out, number_count(report->arena, point->cap));
    if (mark != NULL)
        html_element(out, "span class=\"id\"", mark);
    fprintf(out, "</th>");
}

static const char *proven_text(const struct report *report, const struct frontier_value *value)
{
    struct arena *arena = report->arena;
    const char *least = number_points(arena, value->least_upt);
    if (!value->has_most)
        return arena_format(arena, _("proven ≥ %s"), least);
    const char *most = number_points(arena, value->most_upt);
    return strcmp(least, most) == 0 ? _("proven") : arena_format(arena, _("proven %s–%s"), least, most);
}

/* Beyond those that have a column in any case, and the specialists, who are counted: what some point pays. */
static bool has_column(const struct report *report, int part)
{
    const struct frontier *frontier = report->frontier;
    bool is_paid = false;
    for (int32_t i = 0; i < frontier->point_count; i++)
        is_paid = is_paid || (frontier_has_plan(&frontier->points[i]) &&
                              report_part_upt(&frontier->points[i].objective, part) != 0);
    return part > REPORT_PART_COMPETENCY && is_paid;
}

static int column_count(const struct report *report)
{
    int count = 7;
    for (int part = 0; part < REPORT_PARTS; part++)
        count += has_column(report, part);
    return count;
}

static void write_value(const struct report *report, const struct frontier_value *value)
{
    if (value->moves == 0)
        cell(report, _("One more move saves"), "–", NULL);
    else
        cell(report, _("One more move saves"), number_points(report->arena, value->per_move_upt),
             proven_text(report, value));
}

static void write_plan(const struct report *report, const struct frontier_point *point)
{
    struct arena *arena = report->arena;
    const struct kpis *kpis = &point->kpis;
    int64_t gap_ppm = (int64_t)(frontier_gap(point) * (double)MICRO + 0.999999);
    cell(report, _("Cost"), number_points(arena, point->objective.total),
         !point->has_bound ? _("nothing proven")
         : gap_ppm == 0    ? _("proven the least")
                           : arena_format(arena, _("≤ %s too much"),
                                          number_percent(arena, gap_ppm < 100 ? 100 : gap_ppm, 2)));
    cell(report, _("of it for moving people"), number_points(arena, point->objective.relocation), NULL);
    cell(report, _("of it for work undone or staff without work"),
         number_points(arena, point->objective.balance), NULL);
    for (int part = 0; part < REPORT_PARTS; part++)
        if (has_column(report, part))
            cell(report, report_part_name(part),
                 number_points(arena, report_part_upt(&point->objective, part)), NULL);
    cell(report, _("Missing specialists then"), number_count(arena, kpis->shortages[1]), NULL);
    cell(report, _("Coverage of units then"),
         arena_format(arena, _("%s to %s"), number_percent(arena, kpis->coverage_min_ppm[1], 0),
                      number_percent(arena, kpis->coverage_max_ppm[1], 0)),
         arena_format(arena, _("spread %s"), number_percent(arena, kpis->spread_ppm[1], 0)));
    write_value(report, &point->value);
}

static void write_none(const struct report *report, const struct frontier_point *point)
{
    fprintf(report->out, "<td colspan=\"%d\">", column_count(report) - 1);
    html_text(report->out, point->status == PLAN_INFEASIBLE ? _("no plan can meet every hard demand")
                                                            : _("no plan was found in time"));
    fprintf(report->out, "</td>");
}

static void write_row(const struct report *report, const struct frontier_point *point)
{
    bool is_knee =
        report->frontier->knee != NONE && point == &report->frontier->points[report->frontier->knee];
    fprintf(report->out, is_knee ? "<tr class=\"knee\">" : "<tr>");
    write_cap(report, point);
    if (frontier_has_plan(point))
        write_plan(report, point);
    else
        write_none(report, point);
    fprintf(report->out, "</tr>\n");
}

/* Of the points without a plan only the last. */
static bool is_told(const struct frontier *frontier, int32_t i)
{
    const struct frontier_point *points = frontier->points;
    return i + 1 == frontier->point_count || frontier_has_plan(&points[i]) ||
           frontier_has_plan(&points[i + 1]);
}

static void write_table(const struct report *report)
{
    FILE *out = report->out;
    fprintf(out, "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"");
    html_text(out, _("Cost by number of moves"));
    fprintf(out, "\"><table class=\"stacked frontier\"><thead><tr>");
    html_head(out, "number", NULL, _("Moves at most"));
    html_head(out, "number", NULL, _("Cost"));
    html_head(out, "number", NULL, _("of it for moving people"));
    html_head(out, "number", NULL, _("of it for work undone or staff without work"));
    for (int part = 0; part < REPORT_PARTS; part++)
        if (has_column(report, part))
            html_head(out, "number", NULL, report_part_name(part));
    html_head(out, "number", NULL, _("Missing specialists then"));
    html_head(out, "number", NULL, _("Coverage of units then"));
    html_head(out, "number", NULL, _("One more move saves"));
    fprintf(out, "</tr></thead><tbody>\n");
    for (int32_t i = 0; i < report->frontier->point_count; i++)
        if (is_told(report->frontier, i))
            write_row(report, &report->frontier->points[i]);
    fprintf(out, "</tbody></table></div>\n");
}

/* Which bounds the word "proven" rests on; nothing where the frontier does not say. */
static void write_proof(const struct report *report)
{
    const struct frontier *frontier = report->frontier;
    bool is_verified = true, is_told = true;
    for (int32_t i = 0; i < frontier->point_count; i++) {
        const struct frontier_point *point = &frontier->points[i];
        is_verified = is_verified && frontier_is_verified(point);
        is_told = is_told && (!point->has_bound || point->has_verified);
    }
    if (is_told)
        html_element(report->out, "p class=\"lead\"",
                     is_verified
                         ? _("Everything called proven here is proven by the certificates of these plans, in "
                             "whole numbers.")
                         : _("What is called proven here rests in part on the engine's search: the "
                             "certificates of these plans alone prove less."));
}

static void write_source(const struct report *report)
{
    html_element(
        report->out, "p class=\"lead\"",
        _("For each number the best plan that makes at most so many moves was looked for; between two of "
          "them the lines are straight, though only the ends are known. What a move saves is the average "
          "since the line above. The knee is the point farthest below the straight line from the first to "
          "the last (the chord; Satopää, Albrecht, Irwin, Raghavan 2011)."));
}

void report_frontier(struct report *report)
{
    FILE *out = report->out;
    if (report->frontier == NULL)
        return;
    fprintf(out, "<section id=\"frontier\">\n");
    html_element(out, "h2", _("How many moves are worth it?"));
    say_all(report);
    report_curve(report);
    write_table(report);
    write_proof(report);
    write_source(report);
    fprintf(out, "</section>\n");
}

void report_frontier_link(struct report *report)
{
    if (report->frontier != NULL)
        html_element(report->out, "a href=\"#frontier\"", _("How many moves"));
}
