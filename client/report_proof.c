/* SPDX-License-Identifier: MIT */
/* What the data lack, what excludes a plan, and how anybody can recompute it. */
#include "client/html.h"
#include "client/report.h"
#include "client/report_number.h"
#include "client/text.h"

#include <string.h>

static void write_list(const struct report *report, const char *const *lines, int32_t count)
{
    fprintf(report->out, "<ul>\n");
    for (int32_t i = 0; i < count; i++) {
        html_element(report->out, "li", lines[i]);
        fputc('\n', report->out);
    }
    fprintf(report->out, "</ul>\n");
}

void report_conflicts(struct report *report)
{
    if (report->plan->conflict_count == 0)
        return;
    html_element(report->out, "h2", _("What excludes a plan"));
    write_list(report, report->plan->conflicts, report->plan->conflict_count);
}

/* The engine says this in English, in one sentence with one name; the page says it in its own language, and
 * names everybody. */
static bool is_about_tenure(const char *warning)
{
    return strncmp(warning, "min_tenure ", strlen("min_tenure ")) == 0;
}

static bool lacks_since(const struct employee *employee)
{
    return employee->unit != NONE && employee->since == DAY_NONE;
}

static void write_people_without_since(const struct report *report)
{
    const struct instance *instance = report->problem->instance;
    int32_t found = 0;
    for (int32_t i = 0; i < instance->employee_count; i++)
        found += lacks_since(&instance->employees[i]);
    html_format(
        report->out, "p",
        ngettext("Since when %s person has been in the present unit is not in the data: the rule on tenure "
                 "could not be applied to that person, who was free to move.",
                 "Since when %s people have been in their present units is not in the data: the rule on "
                 "tenure could not be applied to them, and they were free to move.",
                 (unsigned long)found),
        number_count(report->arena, found));
    fprintf(report->out, "<ul class=\"people\">\n");
    for (int32_t i = 0; i < instance->employee_count; i++) {
        const struct employee *employee = &instance->employees[i];
        if (lacks_since(employee))
            html_format(report->out, "li", "%s %s", employee->id,
                        employee->name == NULL ? "" : employee->name);
    }
    fprintf(report->out, "</ul>\n");
}

void report_warnings(struct report *report)
{
    bool has_tenure = false;
    if (report->plan->warning_count == 0)
        return;
    fprintf(report->out, "<section id=\"warnings\">");
    html_element(report->out, "h2", _("What the data leave open"));
    for (int32_t i = 0; i < report->plan->warning_count; i++) {
        const char *warning = report->plan->warnings[i];
        if (is_about_tenure(warning))
            has_tenure = true;
        else
            html_element(report->out, "p", warning);
    }
    if (has_tenure)
        write_people_without_since(report);
    fprintf(report->out, "</section>\n");
}

static void term(const struct report *report, const char *name, const char *tag, const char *text)
{
    html_element(report->out, "dt", name);
    fprintf(report->out, "<dd>");
    html_element(report->out, tag, text);
    fprintf(report->out, "</dd>\n");
}

/* What was found when the case was recomputed, and no more than that. */
static const char *verdict(const struct report *report)
{
    const struct verification *found = &report->verification;
    if (!found->holds)
        return _(
            "Before this page was written, the plan was recomputed from its own documents, and it does not "
            "hold.");
    if (found->has_placement)
        return _("Before this page was written, the plan was recomputed from its own documents: every hard "
                 "demand is met, cost and measures are what the plan says, and so is what its certificate "
                 "proves.");
    if (found->infeasible)
        return _("Before this page was written, the case was recomputed from its own documents: it is proven "
                 "that no plan exists.");
    if (report->plan->status == PLAN_INFEASIBLE)
        return _("That no plan exists was found by the engine's search; the case file does not prove it.");
    return _("There is no plan that could be recomputed.");
}

void report_verification(struct report *report)
{
    const struct proof *proof = &report->plan->proof;
    html_element(report->out, "p", verdict(report));
    html_element(
        report->out, "p",
        _("Anybody who has the case file can do that again, without the service and without the engine "
          "that made the plan:"));
    fprintf(report->out, "<pre><code>");
    html_element(report->out, "span", "mutasi check ");
    html_text(report->out, report->case_file);
    fprintf(report->out, "</code></pre>\n<dl class=\"terms\">\n");
    term(report, _("Instance (SHA-256)"), "code", proof->instance_sha256);
    term(report, _("Policy (SHA-256)"), "code", proof->policy_sha256);
    term(report, _("Engine"), "span", proof->engine == NULL ? "–" : proof->engine);
    term(report, _("Seed"), "span", number_count(report->arena, proof->seed));
    term(report, _("Effort"), "span", number_count(report->arena, proof->effort));
    term(report, _("Certificate"), "span",
         proof->tree != NULL ? _("row prices and a tree of branchings") : _("row prices"));
    fprintf(report->out, "</dl>\n");
}
