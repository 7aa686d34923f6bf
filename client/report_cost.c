/* SPDX-License-Identifier: MIT */
/* What the plan costs, beside what it costs that nobody moves; and how much less any plan could cost. */
#include "client/html.h"
#include "client/report.h"
#include "client/report_number.h"
#include "client/report_parts.h"
#include "client/text.h"

static void draw_bar(const struct report *report, const struct objective *objective, int64_t most)
{
    double at = 0;
    fprintf(report->out, "<svg class=\"bar\" width=\"100%%\" height=\"26\" aria-hidden=\"true\">");
    for (int i = 0; i < REPORT_PARTS; i++) {
        int64_t upt = report_part_upt(objective, i);
        double width = most == 0 ? 0 : 100 * (double)upt / (double)most;
        if (width > 0)
            fprintf(report->out, "<rect class=\"fill-%d\" x=\"%.3f%%\" width=\"%.3f%%\" height=\"26\"/>",
                    i + 1, at, width);
        at += width;
    }
    fprintf(report->out, "</svg>");
}

static void write_bars(const struct report *report)
{
    const struct objective *of[] = {&report->staying->objective, &report->plan->objective};
    int64_t most = of[0]->total > of[1]->total ? of[0]->total : of[1]->total;
    fprintf(report->out, "<div class=\"bars\">");
    for (int is_plan = 0; is_plan < 2; is_plan++) {
        html_element(report->out, "span", is_plan ? _("With this plan") : _("If nobody moves"));
        draw_bar(report, of[is_plan], most);
        html_element(report->out, "strong class=\"number\"",
                     number_points(report->arena, of[is_plan]->total));
    }
    fprintf(report->out, "</div>\n");
}

static void write_part(const struct report *report, int part)
{
    int64_t staying = report_part_upt(&report->staying->objective, part);
    int64_t plan = report_part_upt(&report->plan->objective, part);
    if (staying == 0 && plan == 0)
        return;
    fprintf(report->out, "<tr><th scope=\"row\"><span class=\"swatch fill-%d\"></span>", part + 1);
    html_text(report->out, report_part_name(part));
    fprintf(report->out, "</th>");
    html_element(report->out, "td class=\"number\"", number_points(report->arena, staying));
    html_element(report->out, "td class=\"number\"", number_points(report->arena, plan));
    html_element(report->out, "td class=\"number\"", number_points(report->arena, plan - staying));
    fprintf(report->out, "</tr>\n");
}

static void write_table(const struct report *report)
{
    FILE *out = report->out;
    int64_t before = report->staying->objective.total, after = report->plan->objective.total;
    fprintf(out, "<table><thead><tr>");
    html_element(out, "th scope=\"col\"", _("Points for"));
    html_element(out, "th scope=\"col\" class=\"number\"", _("If nobody moves"));
    html_element(out, "th scope=\"col\" class=\"number\"", _("With this plan"));
    html_element(out, "th scope=\"col\" class=\"number\"", _("Difference"));
    fprintf(out, "</tr></thead><tbody>\n");
    for (int part = 0; part < REPORT_PARTS; part++)
        write_part(report, part);
    fprintf(out, "<tr class=\"total\">");
    html_element(out, "th scope=\"row\"", _("In all"));
    html_element(out, "td class=\"number\"", number_points(report->arena, before));
    html_element(out, "td class=\"number\"", number_points(report->arena, after));
    html_element(out, "td class=\"number\"", number_points(report->arena, after - before));
    fprintf(out, "</tr></tbody></table>\n");
}

void report_cost(struct report *report)
{
    write_bars(report);
    write_table(report);
    if (report->staying->breach_count > 0)
        html_format(
            report->out, "p",
            ngettext("If nobody moves, %s hard demand is broken: whatever it costs, it is not allowed.",
                     "If nobody moves, %s hard demands are broken: whatever it costs, it is not allowed.",
                     (unsigned long)report->staying->breach_count),
            number_count(report->arena, report->staying->breach_count));
    if (report->plan->kpis.budget_spent_upt > 0)
        html_format(report->out, "p", _("Of the budgets for moving, %s points are spent."),
                    number_points(report->arena, report->plan->kpis.budget_spent_upt));
}

/* --- the gap --- */

static void draw_proven(const struct report *report)
{
    const struct plan *plan = report->plan;
    double share = plan->objective.total <= 0 ? 1 : (double)plan->bound_upt / (double)plan->objective.total;
    share = share < 0 ? 0 : share;
    fprintf(report->out, "<div class=\"bars\">");
    html_element(report->out, "span", _("With this plan"));
    fprintf(report->out,
            "<svg class=\"bar\" width=\"100%%\" height=\"26\" "
            "aria-hidden=\"true\"><rect class=\"open\" width=\"100%%\" height=\"26\"/><rect class=\"proven\" "
            "width=\"%.3f%%\" height=\"26\"/></svg>",
            share * 100);
    html_element(report->out, "strong class=\"number\"", number_points(report->arena, plan->objective.total));
    fprintf(report->out, "</div>\n");
}

static void say_gap(const struct report *report)
{
    const struct plan *plan = report->plan;
    int64_t open = plan->objective.total - plan->bound_upt,
            move = report->problem->policy->relocation.move_upt;
    const char *bound = number_points(report->arena, plan->bound_upt);
    if (open <= 0) {
        html_format(report->out, "p class=\"deck\"",
                    _("No plan can cost less: under this policy and with these data, %s points is the least "
                      "there is."),
                    bound);
        return;
    }
    html_format(
        report->out, "p class=\"deck\"",
        _("Whatever plan anybody proposes under this policy and with these data, it costs at least %s "
          "points. This one costs %s: at most %s points could still be saved."),
        bound, number_points(report->arena, plan->objective.total), number_points(report->arena, open));
    if (move > 0 && open >= move)
        html_format(report->out, "p", _("That is what the policy charges for %s moves, of the %s planned."),
                    number_count(report->arena, open / move), number_count(report->arena, plan->kpis.moves));
    else if (move > 0)
        html_element(report->out, "p", _("That is less than the policy charges for one single move."));
    draw_proven(report);
    html_format(
        report->out, "p class=\"lead\"",
        _("Dark: proven unavoidable, %s of the cost. Light, at the right end: what a better plan might "
          "save at most."),
        number_percent(report->arena, (int64_t)((1 - plan_gap(plan)) * (double)MICRO), 2));
}

void report_gap_sentences(struct report *report)
{
    const struct plan *plan = report->plan;
    if (!plan->has_bound) {
        html_element(report->out, "p class=\"deck\"",
                     _("Nothing was proven about how much better another plan could be: the time was too "
                       "short."));
        return;
    }
    say_gap(report);
    if (plan->bound_verified_upt >= plan->bound_upt)
        html_element(
            report->out, "p",
            _("That least cost is proven in whole numbers by the certificate in the case file; anybody "
              "can recompute it."));
    else
        html_format(report->out, "p",
                    _("Of that least cost, %s points are proven by the certificate in the case file, which "
                      "anybody can recompute; the rest rests on the engine's search."),
                    number_points(report->arena, plan->bound_verified_upt));
}
