/* SPDX-License-Identifier: MIT */
/* Who gives and who receives, as ribbons from giving units on the left to receiving units on the right, and
 * as a table. Only the largest have a node of their own; the others share one. */
#include "client/html.h"
#include "client/report.h"
#include "client/report_number.h"
#include "client/text.h"

#include <stdlib.h>
#include <string.h>

enum { NODES_MOST = 14, OTHERS = NODES_MOST, SIDES = 2, TABLE_MOST = 200, NAME_MOST = 37 };
enum { LEFT_X = 312, RIGHT_X = 635, NODE_WIDTH = 12, TOP = 26, HEIGHT = 460, SLOT_LEAST = 19 };

struct ribbon_node {
    int32_t unit, people; /* unit NONE for first placements */
    double top, height, used;
};

/* One side: at most NODES_MOST nodes and one for the others. */
struct ribbon_side {
    struct ribbon_node nodes[NODES_MOST + 1];
    int32_t count; /* without the others */
};

static int by_people(const void *a, const void *b)
{
    const struct ribbon_node *left = a, *right = b;
    if (left->people != right->people)
        return left->people > right->people ? -1 : 1;
    return (left->unit > right->unit) - (left->unit < right->unit);
}

static int32_t end_of(const struct report_flow *flow, int side)
{
    return side == 0 ? flow->from : flow->to;
}

/* People per unit of one side, largest first; index units: those without a unit. */
static bool gather(const struct report *report, int side, struct ribbon_side *out)
{
    int32_t units = report->problem->instance->unit_count;
    struct ribbon_node *all = arena_alloc(report->arena, (size_t)units + 1, sizeof *all);
    *out = (struct ribbon_side){0};
    if (all == NULL)
        return false;
    for (int32_t u = 0; u <= units; u++)
        all[u].unit = u == units ? NONE : u;
    for (int32_t i = 0; i < report->flow_count; i++) {
        int32_t end = end_of(&report->flows[i], side);
        all[end == NONE ? units : end].people += report->flows[i].people;
    }
    qsort(all, (size_t)units + 1, sizeof *all, by_people);
    for (int32_t i = 0; i <= units; i++) {
        if (all[i].people > 0 && out->count < NODES_MOST)
            out->nodes[out->count++] = all[i];
        else
            out->nodes[OTHERS].people += all[i].people;
    }
    return true;
}

static int32_t node_of(const struct ribbon_side *side, int32_t unit)
{
    for (int32_t i = 0; i < side->count; i++)
        if (side->nodes[i].unit == unit)
            return i;
    return OTHERS;
}

/* Heights in proportion to people; every node has room for its label. Returns where the side ends. */
static double lay_out(struct ribbon_side *side, double per_person)
{
    double at = TOP;
    for (int32_t i = 0; i <= OTHERS; i++) {
        struct ribbon_node *node = &side->nodes[i];
        if (node->people == 0)
            continue;
        node->height = node->people * per_person;
        double slot = node->height < SLOT_LEAST ? SLOT_LEAST : node->height;
        node->top = at + (slot - node->height) / 2;
        at += slot + 5;
    }
    return at;
}

/* --- drawing --- */

/* At most NAME_MOST characters, counted by their first bytes. */
static const char *shortened(struct arena *arena, const char *text)
{
    size_t at = 0;
    for (int characters = 0; text[at] != '\0'; at++) {
        bool is_first = ((unsigned char)text[at] & 0xc0) != 0x80;
        characters += is_first;
        if (is_first && characters > NAME_MOST) {
            const char *cut = arena_format(arena, "%.*s…", (int)at, text);
            return cut == NULL ? "" : cut;
        }
    }
    return text;
}

static const char *node_name(const struct report *report, const struct ribbon_side *side, int32_t node)
{
    return node == OTHERS ? _("all others")
                          : shortened(report->arena, report_unit_name(report, side->nodes[node].unit));
}

static void draw_node(const struct report *report, const struct ribbon_side *side, int which, int32_t i)
{
    const struct ribbon_node *node = &side->nodes[i];
    double x = which == 0 ? LEFT_X : RIGHT_X, label = which == 0 ? x - 8 : x + NODE_WIDTH + 8;
    const char *people = number_count(report->arena, node->people);
    if (node->people == 0)
        return;
    fprintf(report->out, "<rect class=\"fill-%d\" x=\"%.0f\" y=\"%.1f\" width=\"%d\" height=\"%.1f\"/>",
            i == OTHERS ? 6 : i % 5 + 1, x, node->top, NODE_WIDTH, node->height < 1 ? 1 : node->height);
    fprintf(report->out, "<text x=\"%.0f\" y=\"%.1f\" text-anchor=\"%s\">", label,
            node->top + node->height / 2 + 4.5, which == 0 ? "end" : "start");
    if (which == 1)
        html_format(report->out, "tspan class=\"people\"", "%s ", people);
    html_text(report->out, node_name(report, side, i));
    if (which == 0)
        html_format(report->out, "tspan class=\"people\"", " %s", people);
    fprintf(report->out, "</text>\n");
}

static void draw_ribbon(const struct report *report, struct ribbon_side *sides, int32_t from, int32_t to,
                        int32_t people, double per_person)
{
    struct ribbon_node *left = &sides[0].nodes[from], *right = &sides[1].nodes[to];
    double height = people * per_person, a = left->top + left->used, b = right->top + right->used;
    double x0 = LEFT_X + NODE_WIDTH, x1 = RIGHT_X, middle = (x0 + x1) / 2;
    left->used += height;
    right->used += height;
    fprintf(report->out,
            "<path class=\"ribbon fill-%d\" "
            "d=\"M%.0f,%.1fC%.0f,%.1f %.0f,%.1f %.0f,%.1fV%.1fC%.0f,%.1f %.0f,%.1f %.0f,%.1fZ\"><title>",
            from == OTHERS ? 6 : from % 5 + 1, x0, a, middle, a, middle, b, x1, b, b + height, middle,
            b + height, middle, a + height, x0, a + height);
    html_text(report->out, node_name(report, &sides[0], from));
    fputs(" → ", report->out);
    html_text(report->out, node_name(report, &sides[1], to));
    fprintf(report->out, ": %d</title></path>\n", (int)people);
}

static void draw_ribbons(const struct report *report, struct ribbon_side *sides, double per_person)
{
    int32_t people[OTHERS + 1][OTHERS + 1] = {{0}};
    for (int32_t i = 0; i < report->flow_count; i++) {
        const struct report_flow *flow = &report->flows[i];
        people[node_of(&sides[0], flow->from)][node_of(&sides[1], flow->to)] += flow->people;
    }
    for (int32_t from = 0; from <= OTHERS; from++)
        for (int32_t to = 0; to <= OTHERS; to++)
            if (people[from][to] > 0)
                draw_ribbon(report, sides, from, to, people[from][to], per_person);
}

static void draw_side_title(const struct report *report, int which, const char *text)
{
    fprintf(report->out, "<text class=\"side\" x=\"%d\" y=\"14\" text-anchor=\"%s\">",
            which == 0 ? LEFT_X + NODE_WIDTH : RIGHT_X, which == 0 ? "end" : "start");
    html_text(report->out, text);
    fprintf(report->out, "</text>\n");
}

void report_ribbons(struct report *report)
{
    struct ribbon_side sides[SIDES];
    if (report->flow_count == 0 || !gather(report, 0, &sides[0]) || !gather(report, 1, &sides[1]))
        return;
    int32_t people = report->plan->kpis.moves + report->plan->kpis.first_placements;
    double per_person = (double)HEIGHT / (people > 0 ? people : 1);
    per_person = per_person > 16 ? 16 : per_person;
    double left = lay_out(&sides[0], per_person), right = lay_out(&sides[1], per_person);
    fprintf(report->out, "<figure class=\"ribbons\"><figcaption>");
    html_text(report->out, _("Where the people who move come from and where they go. A ribbon is as wide as "
                             "the number of people; the table below has every flow."));
    fprintf(report->out, "</figcaption><div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"");
    html_text(report->out, _("Flows between units"));
    fprintf(report->out, "\"><svg viewBox=\"0 0 960 %.0f\" role=\"img\" aria-label=\"",
            left > right ? left : right);
    html_text(report->out, _("Flows of people between units"));
    fprintf(report->out, "\">\n");
    draw_side_title(report, 0, _("come from"));
    draw_side_title(report, 1, _("go to"));
    draw_ribbons(report, sides, per_person);
    for (int which = 0; which < SIDES; which++)
        for (int32_t i = 0; i <= OTHERS; i++)
            draw_node(report, &sides[which], which, i);
    fprintf(report->out, "</svg></div></figure>\n");
}

/* --- the same as a table --- */

void report_flow_table(struct report *report)
{
    FILE *out = report->out;
    int32_t shown = report->flow_count < TABLE_MOST ? report->flow_count : TABLE_MOST;
    if (shown == 0) {
        html_element(out, "p", _("Nobody changes units."));
        return;
    }
    fprintf(out, "<details><summary>");
    html_text(out,
              shown < report->flow_count ? _("The largest flows as a table") : _("All flows as a table"));
    fprintf(out, "</summary><table><thead><tr>");
    html_element(out, "th scope=\"col\"", _("From"));
    html_element(out, "th scope=\"col\"", _("To"));
    html_element(out, "th scope=\"col\" class=\"number\"", _("People"));
    fprintf(out, "</tr></thead><tbody>\n");
    for (int32_t i = 0; i < shown; i++) {
        fprintf(out, "<tr>");
        html_element(out, "td", report_unit_name(report, report->flows[i].from));
        html_element(out, "td", report_unit_name(report, report->flows[i].to));
        html_element(out, "td class=\"number\"", number_count(report->arena, report->flows[i].people));
        fprintf(out, "</tr>\n");
    }
    fprintf(out, "</tbody></table></details>\n");
}
