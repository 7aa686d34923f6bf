/* SPDX-License-Identifier: MIT */
/* What the data lack, what excludes a plan, and how anybody can recompute it. */
#include "client/conflict.h"
#include "client/html.h"
#include "client/report.h"
#include "client/report_number.h"
#include "client/text.h"
#include "client/warning_words.h"

static void write_list(const struct report *report, const char *const *lines, int32_t count)
{
    fprintf(report->out, "<ul>\n");
    for (int32_t i = 0; i < count; i++) {
        html_element(report->out, "li", lines[i]);
        fputc('\n', report->out);
    }
    fprintf(report->out, "</ul>\n");
}

static void write_told(const struct report *report, const struct told *told)
{
    html_element(report->out, "p", told->heading);
    fprintf(report->out, "\n<ul>\n");
    for (int32_t i = 0; i < told->count; i++) {
        fprintf(report->out, "<li>");
        html_text(report->out, told->lines[i].text);
        for (int32_t d = 0; d < told->lines[i].detail_count; d++) {
            fprintf(report->out, "<br>");
            html_element(report->out, "small", told->lines[i].details[d]);
        }
        fprintf(report->out, "</li>\n");
    }
    fprintf(report->out, "</ul>\n");
}

void report_conflicts(struct report *report)
{
    const struct infeasibility *found = report->plan->infeasibility;
    struct conflict_told told;
    if (report->plan->conflict_count == 0)
        return;
    html_element(report->out, "h2", _("What excludes a plan"));
    if (found != NULL && found->demand_count > 0 &&
        conflict_tell(report->arena, report->problem, report->plan, &told, NULL) == ERROR_NONE) {
        write_told(report, &told.conflict);
        if (told.relaxation.heading != NULL)
            write_told(report, &told.relaxation);
        return;
    }
    write_list(report, report->plan->conflicts, report->plan->conflict_count);
}

static void write_people(const struct report *report, const struct warning *warning)
{
    const struct instance *instance = report->problem->instance;
    fprintf(report->out, "<ul class=\"people\">\n");
    for (int32_t i = 0; i < instance->employee_count; i++) {
        const struct employee *employee = &instance->employees[i];
        if (warning_is_about(report->problem, warning, i))
            html_format(report->out, "li", "%s %s", employee->id,
                        employee->name == NULL ? "" : employee->name);
    }
    fprintf(report->out, "</ul>\n");
}

/* The plan says this in English, with one name; the page says it in its own language, and names everybody.
 * Without memory for that, the page has the plan's words. */
void report_warnings(struct report *report)
{
    const struct warning *warnings;
    struct error error;
    int32_t known = 0;
    if (warnings_of(report->arena, report->problem, &warnings, &known, &error) != ERROR_NONE)
        known = 0;
    if (known == 0 && report->plan->warning_count == 0)
        return;
    fprintf(report->out, "<section id=\"warnings\">");
    html_element(report->out, "h2", _("What the data leave open"));
    for (int32_t i = 0; i < known; i++) {
        const char *words = warning_words(report->arena, report->problem->instance, &warnings[i]);
        html_format(report->out, "p", "%s.", words == NULL ? "" : words);
        if (warnings[i].count > 0)
            write_people(report, &warnings[i]);
    }
    for (int32_t i = known; i < report->plan->warning_count; i++)
        html_element(report->out, "p", report->plan->warnings[i]);
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
