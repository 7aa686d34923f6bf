/* SPDX-License-Identifier: MIT */
/* This plan beside others: the same measures for each, and who ends elsewhere. */
#include "client/html.h"
#include "client/people_difference.h"
#include "client/report.h"
#include "client/report_number.h"
#include "client/report_parts.h"
#include "client/text.h"

#include <string.h>

/* One line of the table: what it says of a plan; NULL or "" where the plan says nothing. */
struct measure {
    const char *name;
    const char *(*text)(struct arena *arena, const struct plan *plan);
};

static const char *cost_text(struct arena *arena, const struct plan *plan)
{
    return number_points(arena, plan->objective.total);
}

static const char *moves_text(struct arena *arena, const struct plan *plan)
{
    return number_count(arena, plan->kpis.moves);
}

static const char *missing_text(struct arena *arena, const struct plan *plan)
{
    return number_count(arena, plan->kpis.shortages[1]);
}

static const char *coverage_text(struct arena *arena, const struct plan *plan)
{
    const struct kpis *kpis = &plan->kpis;
    return arena_format(arena, _("%s to %s"), number_percent(arena, kpis->coverage_min_ppm[1], 0),
                        number_percent(arena, kpis->coverage_max_ppm[1], 0));
}

static const char *relocation_text(struct arena *arena, const struct plan *plan)
{
    return number_points(arena, plan->objective.relocation);
}

static const char *balance_text(struct arena *arena, const struct plan *plan)
{
    return number_points(arena, plan->objective.balance);
}

static const char *competency_text(struct arena *arena, const struct plan *plan)
{
    return number_points(arena, plan->objective.competency);
}

static const char *unplaced_text(struct arena *arena, const struct plan *plan)
{
    return number_count(arena, plan->unplaced_count);
}

static const char *wishes_text(struct arena *arena, const struct plan *plan)
{
    return number_count(arena, plan->kpis.preference_hits);
}

static const char *km_text(struct arena *arena, const struct plan *plan)
{
    return number_km(arena, plan->kpis.km_m);
}

static const char *bound_text(struct arena *arena, const struct plan *plan)
{
    return plan->has_bound ? number_points(arena, plan->bound_upt) : "–";
}

static const struct measure costs[] = {
    {N_("Cost in points"), cost_text},
    {N_("of it for moving people"), relocation_text},
    {N_("of it for work undone or staff without work"), balance_text},
    {N_("of it for missing competencies"), competency_text},
};

static const struct measure measures[] = {
    {N_("At least this must be paid"), bound_text},
    {N_("People who move"), moves_text},
    {N_("Kilometres in all"), km_text},
    {N_("Coverage of units then"), coverage_text},
    {N_("Missing specialists then"), missing_text},
    {N_("Wishes met"), wishes_text},
    {N_("People without a unit"), unplaced_text},
};

static void write_cell(const struct report *report, const struct measure *measure, const struct plan *plan)
{
    const char *text = plan_has_placement(plan) ? measure->text(report->arena, plan) : "–";
    html_element(report->out, "td class=\"number\"", text == NULL ? "" : text);
}

static void write_row(const struct report *report, const struct measure *measure)
{
    fprintf(report->out, "<tr>");
    html_element(report->out, "th scope=\"row\"", _(measure->name));
    write_cell(report, measure, report->plan);
    for (int32_t i = 0; i < report->rival_count; i++)
        write_cell(report, measure, report->rivals[i].from.plan);
    fprintf(report->out, "</tr>\n");
}

static bool is_paid(const struct report *report, int part)
{
    bool found = report_part_upt(&report->plan->objective, part) != 0;
    for (int32_t i = 0; i < report->rival_count; i++)
        found = found || report_part_upt(&report->rivals[i].from.plan->objective, part) != 0;
    return found;
}

static void write_part_cell(const struct report *report, int part, const struct plan *plan)
{
    int64_t upt = report_part_upt(&plan->objective, part);
    html_element(report->out, "td class=\"number\"",
                 plan_has_placement(plan) ? number_points(report->arena, upt) : "–");
}

/* What few plans pay for has a line where one does. */
static void write_other_parts(const struct report *report)
{
    for (int part = REPORT_PART_COMPETENCY + 1; part < REPORT_PARTS; part++) {
        if (!is_paid(report, part))
            continue;
        fprintf(report->out, "<tr>");
        html_format(report->out, "th scope=\"row\"", _("of it: %s"), report_part_name(part));
        write_part_cell(report, part, report->plan);
        for (int32_t i = 0; i < report->rival_count; i++)
            write_part_cell(report, part, report->rivals[i].from.plan);
        fprintf(report->out, "</tr>\n");
    }
}

/* --- people --- */

static const char *unit_name_of(const struct case_file *from, const char *id)
{
    const struct instance *instance = from->problem->instance;
    for (int32_t u = 0; u < instance->unit_count; u++)
        if (strcmp(instance->units[u].id, id) == 0)
            return unit_title(&instance->units[u]);
    return id;
}

static const char *place_text(const struct case_file *from, const struct end *end)
{
    switch (end->how) {
    case ENDS_ABSENT:
        return _("not there");
    case ENDS_UNPLACED:
        return _("no unit");
    case ENDS_STAYING:
        return _("stays");
    case ENDS_MOVED:
    case ENDS_FIRST:
        break;
    }
    return unit_name_of(from, end->unit);
}

static const char *end_text(struct arena *arena, const struct case_file *from, const struct end *end)
{
    const char *text = place_text(from, end);
    if (end->surge != NULL)
        text = arena_format(arena, _("%s, lent to %s"), text, end->surge);
    return text == NULL ? "" : text;
}

static void write_person(const struct report *report, const struct case_file *cases, int count,
                         const struct differing *person)
{
    fprintf(report->out, "<tr><th scope=\"row\" class=\"name\">");
    html_text(report->out, person->name == NULL ? person->employee : person->name);
    if (person->name != NULL)
        html_element(report->out, "span class=\"id\"", person->employee);
    fprintf(report->out, "</th>");
    for (int i = 0; i < count; i++)
        html_element(report->out, "td class=\"name\"", end_text(report->arena, &cases[i], &person->ends[i]));
    fprintf(report->out, "</tr>\n");
}

static void write_people(const struct report *report, const struct case_file *cases,
                         const char *const *labels, int count, const struct people_difference *found)
{
    FILE *out = report->out;
    if (found->count == 0)
        return;
    fprintf(out, "<details><summary>");
    html_text(out, _("Whom the plans treat differently"));
    fprintf(out, "</summary><table><thead><tr>");
    html_element(out, "th scope=\"col\"", _("Name"));
    for (int i = 0; i < count; i++)
        html_element(out, "th scope=\"col\"", labels[i]);
    fprintf(out, "</tr></thead><tbody>\n");
    for (int i = 0; i < found->count; i++)
        write_person(report, cases, count, &found->people[i]);
    fprintf(out, "</tbody></table></details>\n");
}

static void write_lent(const struct report *report, const struct matches *lent)
{
    if (lent->same + lent->elsewhere + lent->only_first + lent->only_this == 0)
        return;
    html_format(
        report->out, "span",
        _(" Lent for a time: %s people in both plans to the same work, %s to different work; %s only in "
          "this plan, %s only in the other."),
        number_count(report->arena, lent->same), number_count(report->arena, lent->elsewhere),
        number_count(report->arena, lent->only_first), number_count(report->arena, lent->only_this));
}

static void write_counts(const struct report *report, const char *label,
                         const struct difference_counts *counts)
{
    const struct matches *moved = &counts->moved;
    fprintf(report->out, "<p>");
    html_format(report->out, "strong", "%s: ", label);
    html_format(report->out, "span",
                _("%s people move in both plans to the same unit, %s to different ones; %s move only in this "
                  "plan, %s only in the other."),
                number_count(report->arena, moved->same), number_count(report->arena, moved->elsewhere),
                number_count(report->arena, moved->only_first),
                number_count(report->arena, moved->only_this));
    write_lent(report, &counts->lent);
    fprintf(report->out, "</p>\n");
}

/* Among the plans that place people. */
static void write_differences(const struct report *report)
{
    struct case_file *cases = arena_alloc(report->arena, (size_t)report->rival_count + 1, sizeof *cases);
    const char **labels = arena_alloc(report->arena, (size_t)report->rival_count + 1, sizeof *labels);
    struct people_difference found;
    struct error ignored = {0}; /* only memory, which the writing of the page notices */
    int count = 1;
    if (cases == NULL || labels == NULL || !plan_has_placement(report->plan))
        return;
    cases[0] = (struct case_file){.problem = report->problem, .plan = report->plan};
    labels[0] = _("This plan");
    for (int32_t i = 0; i < report->rival_count; i++) {
        if (!plan_has_placement(report->rivals[i].from.plan))
            continue;
        cases[count] = report->rivals[i].from;
        labels[count++] = report->rivals[i].label;
    }
    if (count == 1 || people_difference_of(report->arena, cases, count, &found, &ignored) != ERROR_NONE)
        return;
    for (int i = 1; i < count; i++)
        write_counts(report, labels[i], &found.counts[i]);
    write_people(report, cases, labels, count, &found);
}

void report_comparison(struct report *report)
{
    FILE *out = report->out;
    if (report->rival_count == 0)
        return;
    fprintf(out, "<section id=\"comparison\">");
    html_element(out, "h2", _("Compared with other plans"));
    fprintf(out, "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"");
    html_text(out, _("Compared with other plans"));
    fprintf(out, "\"><table class=\"comparison\"><thead><tr><td></td>");
    html_element(out, "th scope=\"col\" class=\"number\"", _("This plan"));
    for (int32_t i = 0; i < report->rival_count; i++)
        html_element(out, "th scope=\"col\" class=\"number\"", report->rivals[i].label);
    fprintf(out, "</tr></thead><tbody>\n");
    for (size_t m = 0; m < sizeof costs / sizeof *costs; m++)
        write_row(report, &costs[m]);
    write_other_parts(report);
    for (size_t m = 0; m < sizeof measures / sizeof *measures; m++)
        write_row(report, &measures[m]);
    fprintf(out, "</tbody></table></div>\n");
    write_differences(report);
    fprintf(out, "</section>\n");
}
