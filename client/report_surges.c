/* SPDX-License-Identifier: MIT */
/* Temporary work: how far every surge is filled, and who is lent to it, and why. */
#include "client/html.h"
#include "client/lending_words.h"
#include "client/report_number.h"
#include "client/report_table.h"
#include "client/text.h"

static const struct report_column surge_columns[] = {
    {N_("Temporary work"), "name"}, {N_("Unit"), "name"},   {N_("Period"), "name"},
    {N_("Need"), "number"},         {N_("Lent"), "number"},
};
enum { SURGE_COLUMNS = sizeof surge_columns / sizeof *surge_columns };

static const struct report_column lent_columns[] = {
    {N_("Name"), "name"},           {N_("Lent by"), "name"}, {N_("to"), "name"},
    {N_("Temporary work"), "name"}, {N_("Cost"), "number"},  {N_("Because"), "name"},
};
enum { LENT_COLUMNS = sizeof lent_columns / sizeof *lent_columns };

static const char *period(const struct report *report, const struct surge *surge)
{
    return arena_format(report->arena, "%s – %s", number_day(report->arena, surge->from),
                        number_day(report->arena, surge->to));
}

static void write_surges(const struct report *report)
{
    const struct instance *instance = report->problem->instance;
    report_table_open(report, _("Temporary work"), surge_columns, SURGE_COLUMNS, instance->surge_count);
    for (int32_t s = 0; s < instance->surge_count; s++) {
        const struct surge *surge = &instance->surges[s];
        const char *const cells[SURGE_COLUMNS] = {
            surge->id, report_unit_name(report, surge->unit), period(report, surge),
            number_fte(report->arena, surge->need_mfte),
            number_fte(report->arena, lending_filled_mfte(report->problem, report->plan, s))};
        report_table_row(report, surge_columns, SURGE_COLUMNS, cells);
    }
    report_table_close(report);
}

static void write_lent(const struct report *report)
{
    const struct instance *instance = report->problem->instance;
    const struct plan *plan = report->plan;
    report_table_open(report, _("Who is lent"), lent_columns, LENT_COLUMNS, plan->secondment_count);
    for (int32_t i = 0; i < plan->secondment_count; i++) {
        const struct secondment *lent = &plan->secondments[i];
        const struct employee *person = &instance->employees[lent->employee];
        const char *const cells[LENT_COLUMNS] = {
            arena_format(report->arena, "%s %s", person->name == NULL ? "" : person->name, person->id),
            report_unit_name(report, lent->unit),
            report_unit_name(report, lent->to),
            instance->surges[lent->surge].id,
            number_points(report->arena, lent->cost_upt),
            lending_words(report->arena, report->problem, lent, number_mark())};
        report_table_row(report, lent_columns, LENT_COLUMNS, cells);
    }
    report_table_close(report);
}

void report_surges(struct report *report)
{
    if (report->problem->instance->surge_count == 0)
        return;
    html_element(report->out, "h3 id=\"surges\"", _("Work for a time, and who is lent to it"));
    html_format(
        report->out, "p",
        _("People lent by other units: %s. Where they are placed does not change; what their own unit "
          "keeps meanwhile is said for each."),
        number_count(report->arena, report->plan->secondment_count));
    write_surges(report);
    if (report->plan->secondment_count > 0)
        write_lent(report);
}
