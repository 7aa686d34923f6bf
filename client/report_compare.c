/* SPDX-License-Identifier: MIT */
/* This plan beside others: the same measures for each, and who ends elsewhere. People are the same when their
 * ids are. */
#include "client/html.h"
#include "client/report.h"
#include "client/report_number.h"
#include "client/text.h"

#include <stdlib.h>
#include <string.h>

struct column {
    const struct problem *problem;
    const struct plan *plan;
};

/* One line of the table: what it says of a plan; NULL or "" where the plan says nothing. */
struct measure {
    const char *name;
    const char *(*text)(struct arena *arena, const struct column *column);
};

static const char *cost_text(struct arena *arena, const struct column *column)
{
    return number_points(arena, column->plan->objective.total);
}

static const char *moves_text(struct arena *arena, const struct column *column)
{
    return number_count(arena, column->plan->kpis.moves);
}

static const char *missing_text(struct arena *arena, const struct column *column)
{
    return number_count(arena, column->plan->kpis.shortages[1]);
}

static const char *coverage_text(struct arena *arena, const struct column *column)
{
    const struct kpis *kpis = &column->plan->kpis;
    return arena_format(arena, _("%s to %s"), number_percent(arena, kpis->coverage_min_ppm[1], 0),
                        number_percent(arena, kpis->coverage_max_ppm[1], 0));
}

static const char *relocation_text(struct arena *arena, const struct column *column)
{
    return number_points(arena, column->plan->objective.relocation);
}

static const char *balance_text(struct arena *arena, const struct column *column)
{
    return number_points(arena, column->plan->objective.balance);
}

static const char *competency_text(struct arena *arena, const struct column *column)
{
    return number_points(arena, column->plan->objective.competency);
}

static const char *unplaced_text(struct arena *arena, const struct column *column)
{
    return number_count(arena, column->plan->unplaced_count);
}

static const char *wishes_text(struct arena *arena, const struct column *column)
{
    return number_count(arena, column->plan->kpis.preference_hits);
}

static const char *km_text(struct arena *arena, const struct column *column)
{
    return number_km(arena, column->plan->kpis.km_m);
}

static const char *bound_text(struct arena *arena, const struct column *column)
{
    return column->plan->has_bound ? number_points(arena, column->plan->bound_upt) : "–";
}

static const struct measure measures[] = {
    {N_("Cost in points"), cost_text},
    {N_("of it for moving people"), relocation_text},
    {N_("of it for work undone or staff without work"), balance_text},
    {N_("of it for missing competencies"), competency_text},
    {N_("At least this must be paid"), bound_text},
    {N_("People who move"), moves_text},
    {N_("Kilometres in all"), km_text},
    {N_("Coverage of units then"), coverage_text},
    {N_("Missing specialists then"), missing_text},
    {N_("Wishes met"), wishes_text},
    {N_("People without a unit"), unplaced_text},
};

static void write_row(const struct report *report, const struct measure *measure)
{
    struct column own = {report->problem, report->plan};
    fprintf(report->out, "<tr>");
    html_element(report->out, "th scope=\"row\"", _(measure->name));
    for (int32_t i = -1; i < report->rival_count; i++) {
        const struct report_rival *rival = &report->rivals[i < 0 ? 0 : i];
        struct column column = i < 0 ? own : (struct column){rival->problem, rival->plan};
        const char *text = plan_has_placement(column.plan) ? measure->text(report->arena, &column) : "–";
        html_element(report->out, "td class=\"number\"", text == NULL ? "" : text);
    }
    fprintf(report->out, "</tr>\n");
}

/* --- people: where everybody ends, by id --- */

struct end {
    const char *employee, *name, *from, *to; /* unit ids; "" without one */
    const char *to_name;
};

static const char *shown_unit(const struct instance *instance, int32_t unit)
{
    if (unit == NONE)
        return "–";
    return instance->units[unit].name == NULL ? instance->units[unit].id : instance->units[unit].name;
}

static const char *unit_id(const struct instance *instance, int32_t unit)
{
    return unit == NONE ? "" : instance->units[unit].id;
}

static int by_employee(const void *a, const void *b)
{
    const struct end *left = a, *right = b;
    return strcmp(left->employee, right->employee);
}

/* Sorted by id; NULL when out of memory. */
static struct end *ends_of(const struct report *report, const struct problem *problem,
                           const struct plan *plan)
{
    const struct instance *instance = problem->instance;
    struct end *ends = arena_alloc(report->arena, (size_t)instance->employee_count, sizeof *ends);
    struct placed *placement;
    struct error error = {0};
    if (ends == NULL || plan_placement(report->arena, plan, problem, &placement, &error) != ERROR_NONE)
        return NULL;
    for (int32_t i = 0; i < instance->employee_count; i++) {
        const struct employee *employee = &instance->employees[i];
        ends[i] = (struct end){employee->id, employee->name == NULL ? "" : employee->name,
                               unit_id(instance, employee->unit), unit_id(instance, placement[i].unit),
                               shown_unit(instance, placement[i].unit)};
    }
    qsort(ends, (size_t)instance->employee_count, sizeof *ends, by_employee);
    return ends;
}

struct difference {
    int32_t same, elsewhere, only_here, only_there;
};

static bool moves(const struct end *end)
{
    return strcmp(end->from, end->to) != 0;
}

static void count_pair(const struct end *here, const struct end *there, struct difference *out)
{
    bool is_here = moves(here), is_there = there != NULL && moves(there);
    if (is_here && is_there && strcmp(here->to, there->to) == 0)
        out->same++;
    else if (is_here && is_there)
        out->elsewhere++;
    else if (is_here)
        out->only_here++;
    else if (is_there)
        out->only_there++;
}

static const struct end *find_end(const struct end *ends, int32_t count, const char *employee)
{
    const struct end wanted = {.employee = employee};
    return bsearch(&wanted, ends, (size_t)count, sizeof *ends, by_employee);
}

static void write_person(const struct report *report, const struct end *here, const struct end *there)
{
    fprintf(report->out, "<tr>");
    html_format(report->out, "th scope=\"row\" class=\"name\"", "%s %s", here->name, here->employee);
    html_element(report->out, "td class=\"name\"", moves(here) ? here->to_name : _("stays"));
    html_element(report->out, "td class=\"name\"",
                 there == NULL  ? _("not there")
                 : moves(there) ? there->to_name
                                : _("stays"));
    fprintf(report->out, "</tr>\n");
}

static void write_people(const struct report *report, const struct report_rival *rival,
                         const struct end *here, const struct end *there)
{
    FILE *out = report->out;
    fprintf(out, "<details><summary>");
    html_text(out, _("Who ends elsewhere"));
    fprintf(out, "</summary><table><thead><tr>");
    html_element(out, "th scope=\"col\"", _("Name"));
    html_element(out, "th scope=\"col\"", _("This plan"));
    html_element(out, "th scope=\"col\"", rival->label);
    fprintf(out, "</tr></thead><tbody>\n");
    for (int32_t i = 0; i < report->problem->instance->employee_count; i++) {
        const struct end *other = find_end(there, rival->problem->instance->employee_count, here[i].employee);
        if (other == NULL ? moves(&here[i]) : strcmp(here[i].to, other->to) != 0)
            write_person(report, &here[i], other);
    }
    fprintf(out, "</tbody></table></details>\n");
}

static void write_difference(const struct report *report, const struct report_rival *rival,
                             const struct end *here)
{
    const struct end *there =
        plan_has_placement(rival->plan) ? ends_of(report, rival->problem, rival->plan) : NULL;
    struct difference found = {0};
    if (there == NULL)
        return;
    for (int32_t i = 0; i < report->problem->instance->employee_count; i++)
        count_pair(&here[i], find_end(there, rival->problem->instance->employee_count, here[i].employee),
                   &found);
    html_element(report->out, "h3", rival->label);
    html_format(report->out, "p",
                _("%s people move in both plans to the same unit, %s to different ones; %s move only in this "
                  "plan, %s only in the other."),
                number_count(report->arena, found.same), number_count(report->arena, found.elsewhere),
                number_count(report->arena, found.only_here), number_count(report->arena, found.only_there));
    if (found.elsewhere + found.only_here + found.only_there > 0)
        write_people(report, rival, here, there);
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
    for (size_t m = 0; m < sizeof measures / sizeof *measures; m++)
        write_row(report, &measures[m]);
    fprintf(out, "</tbody></table></div>\n");
    const struct end *here =
        plan_has_placement(report->plan) ? ends_of(report, report->problem, report->plan) : NULL;
    for (int32_t i = 0; here != NULL && i < report->rival_count; i++)
        write_difference(report, &report->rivals[i], here);
    fprintf(out, "</section>\n");
}
