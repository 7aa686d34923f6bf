/* SPDX-License-Identifier: MIT */
/* The page around its parts. */
#include "client/html.h"
#include "client/labels.h"
#include "client/report.h"
#include "client/report_number.h"
#include "client/report_template.h"
#include "client/text.h"

static const struct report_slot no_slots[] = {{0}};

/* Files without slots cannot fail but for memory, which the writing of the page notices. */
static void write_style(struct report *report)
{
    struct error ignored = {0};
    template_write(report, "style.css", no_slots, report->out, &ignored);
}

static void write_script(struct report *report)
{
    struct error ignored = {0};
    template_write(report, "page.js", no_slots, report->out, &ignored);
}

static void write_language(struct report *report)
{
    html_text(report->out, text_language());
}

static void write_nonce(struct report *report)
{
    html_text(report->out, report->nonce);
}

static void write_name(struct report *report)
{
    const char *name = report->problem->instance->name;
    const char *const *label = name == NULL ? labels_of_files(report->arena, &report->case_file, 1) : &name;
    html_text(report->out, label == NULL ? "" : label[0]);
}

static void write_date(struct report *report)
{
    html_text(report->out, number_day(report->arena, report->problem->instance->date));
}

static void write_policy_name(struct report *report)
{
    const char *name = report->problem->policy->name;
    html_text(report->out, name == NULL ? _("without a name") : name);
}

static void write_case_file(struct report *report)
{
    html_text(report->out, report->case_file);
}

static const struct report_slot page_slots[] = {
    {"style", write_style},
    {"script", write_script},
    {"language", write_language},
    {"nonce", write_nonce},
    {"name", write_name},
    {"date", write_date},
    {"policy-name", write_policy_name},
    {"case-file", write_case_file},
    {"headline", report_headline},
    {"figures", report_figures},
    {"units", report_units},
    {"map", report_map},
    {"ribbons", report_ribbons},
    {"flow-table", report_flow_table},
    {"shortages", report_shortages},
    {"unknowns", report_unknowns},
    {"groups", report_groups},
    {"offers", report_offers},
    {"surges", report_surges},
    {"ties", report_ties},
    {"cost", report_cost},
    {"gap", report_gap_sentences},
    {"moves", report_moves},
    {"comparison", report_comparison},
    {"frontier", report_frontier},
    {"frontier-link", report_frontier_link},
    {"policy", report_policy},
    {"warnings", report_warnings},
    {"conflicts", report_conflicts},
    {"verification", report_verification},
    {0},
};

enum error_code report_write(struct report *report, struct error *error)
{
    static const char *const with_plan[] = {"head.html", "plan.html", "foot.html"};
    static const char *const without_plan[] = {"head.html", "noplan.html", "foot.html"};
    const char *const *files = plan_has_placement(report->plan) ? with_plan : without_plan;
    enum error_code code = ERROR_NONE;
    for (int i = 0; i < 3 && code == ERROR_NONE; i++)
        code = template_write(report, files[i], page_slots, report->out, error);
    return code;
}
