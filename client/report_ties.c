/* SPDX-License-Identifier: MIT */
/* What ties people: pairs that must be together or apart, and the earlier plan. */
#include "client/html.h"
#include "client/report_number.h"
#include "client/report_table.h"
#include "client/text.h"

#include <string.h>

/* --- pairs --- */

static const struct report_column pair_columns[] = {{N_("Who"), "name"},
                                                    {N_("Must be"), "name"},
                                                    {N_("Then in"), "name"},
                                                    {N_("Moves because of it"), "name"}};
enum { PAIR_COLUMNS = sizeof pair_columns / sizeof *pair_columns };

static const char *person_name(const struct report *report, int32_t employee)
{
    return employee_title(&report->problem->instance->employees[employee]);
}

static const char *kind_text(const struct pair *pair)
{
    bool in_group = pair->scope == SCOPE_GROUP;
    if (pair->kind == PAIR_TOGETHER)
        return in_group ? _("in one group") : _("in one unit");
    return in_group ? _("in different groups") : _("in different units");
}

/* Whether a reason of the person's move names the other of a pair of this kind. */
static bool is_bound(const struct report *report, const struct pair *pair, int32_t employee, int32_t other)
{
    const char *word = pair->kind == PAIR_TOGETHER ? "kept_together" : "kept_apart";
    for (int32_t i = 0; i < report->plan->move_count; i++) {
        const struct move *move = &report->plan->moves[i];
        for (int32_t r = 0; move->employee == employee && r < move->reason_count; r++)
            if (move->reasons[r].has_employee && move->reasons[r].employee == other &&
                strcmp(move->reasons[r].word, word) == 0)
                return true;
    }
    return false;
}

static const char *bound_text(const struct report *report, const struct pair *pair)
{
    bool a = is_bound(report, pair, pair->a, pair->b), b = is_bound(report, pair, pair->b, pair->a);
    if (a && b)
        return arena_format(report->arena, "%s; %s", person_name(report, pair->a),
                            person_name(report, pair->b));
    return a ? person_name(report, pair->a) : b ? person_name(report, pair->b) : "–";
}

static void write_pair(const struct report *report, const struct pair *pair)
{
    const struct placed *placement = report->standing.placement;
    const char *in_a = report_unit_name(report, placement[pair->a].unit);
    const char *in_b = report_unit_name(report, placement[pair->b].unit);
    const char *const cells[PAIR_COLUMNS] = {
        arena_format(report->arena, "%s; %s", person_name(report, pair->a), person_name(report, pair->b)),
        kind_text(pair), strcmp(in_a, in_b) == 0 ? in_a : arena_format(report->arena, "%s; %s", in_a, in_b),
        bound_text(report, pair)};
    report_table_row(report, pair_columns, PAIR_COLUMNS, cells);
}

static void write_pairs(const struct report *report)
{
    const struct instance *instance = report->problem->instance;
    if (instance->pair_count == 0)
        return;
    html_element(report->out, "h3 id=\"pairs\"", _("People who must be together, or apart"));
    report_table_open(report, _("People who must be together, or apart"), pair_columns, PAIR_COLUMNS,
                      instance->pair_count);
    for (int32_t p = 0; p < instance->pair_count; p++)
        write_pair(report, &instance->pairs[p]);
    report_table_close(report);
}

/* --- the earlier plan --- */

static const struct report_column earlier_columns[] = {
    {N_("Name"), "name"}, {N_("Earlier plan"), "name"}, {N_("Then in"), "name"}};
enum { EARLIER_COLUMNS = sizeof earlier_columns / sizeof *earlier_columns };

static bool departs(const struct report *report, int32_t i)
{
    int32_t previous = report->problem->instance->employees[i].previous;
    return previous != NONE && previous != report->standing.placement[i].unit;
}

static void write_departures(const struct report *report, int32_t count)
{
    const struct instance *instance = report->problem->instance;
    report_table_open(report, _("The earlier plan"), earlier_columns, EARLIER_COLUMNS, count);
    for (int32_t i = 0; i < instance->employee_count; i++) {
        const struct employee *person = &instance->employees[i];
        const char *const cells[EARLIER_COLUMNS] = {
            employee_title(person), report_unit_name(report, person->previous),
            report_unit_name(report, report->standing.placement[i].unit)};
        if (departs(report, i))
            report_table_row(report, earlier_columns, EARLIER_COLUMNS, cells);
    }
    report_table_close(report);
}

static void write_earlier(const struct report *report)
{
    const struct instance *instance = report->problem->instance;
    int32_t named = 0, departing = 0;
    for (int32_t i = 0; i < instance->employee_count; i++) {
        named += instance->employees[i].previous != NONE;
        departing += departs(report, i);
    }
    if (named == 0)
        return;
    html_element(report->out, "h3 id=\"earlier\"", _("The earlier plan"));
    html_format(
        report->out, "p",
        _("People whom the earlier plan placed: %s. Where it wanted them: %s. Elsewhere: %s, each at %s "
          "points."),
        number_count(report->arena, named), number_count(report->arena, named - departing),
        number_count(report->arena, departing),
        number_points(report->arena, report->problem->policy->persistence_upt));
    if (departing > 0)
        write_departures(report, departing);
}

void report_ties(struct report *report)
{
    write_pairs(report);
    write_earlier(report);
}
