/* SPDX-License-Identifier: MIT */
/* Groups as wholes: what they need and have, where the instance asks anything of them. */
#include "client/html.h"
#include "client/report_number.h"
#include "client/report_table.h"
#include "client/text.h"

enum { SHOWN_DECIMALS = 1 };

static const struct report_column columns[] = {
    {N_("Group"), "name"},        {N_("Needed, FTE"), "number"},    {N_("Today, FTE"), "number"},
    {N_("Then, FTE"), "number"},  {N_("Coverage today"), "number"}, {N_("Coverage then"), "number"},
    {N_("Missing then"), "name"},
};
enum { COLUMNS = sizeof columns / sizeof *columns };

static bool is_open(struct interval interval)
{
    return interval.lower <= 0 && interval.upper == INT64_MAX;
}

static bool asks(const struct demand *demand)
{
    return demand->need.kind != NEED_NONE || demand->minimum_count > 0 || !is_open(demand->headcount) ||
           !is_open(demand->supply_mfte);
}

static const char *coverage(const struct report *report, int64_t supply_mfte, int64_t need)
{
    int128 share = (int128)supply_mfte * MICRO;
    return need > 0 && divide_fits(share, need)
               ? number_percent(report->arena, divide_rounded(share, need), SHOWN_DECIMALS)
               : "–";
}

/* The minimums that are not met: "law ≥ 2: 1 of 3". */
static const char *missing(const struct report *report, const struct group *group, const struct tally *tally)
{
    const char *text = "";
    for (int32_t m = 0; m < group->demand.minimum_count && text != NULL; m++) {
        const struct minimum *minimum = &group->demand.minimums[m];
        const char *have = number_count(report->arena, tally->qualified[m]);
        const char *of =
            arena_format(report->arena, _("%s of %s"), have, number_count(report->arena, minimum->min));
        if (tally->qualified[m] < minimum->min && of != NULL)
            text = arena_format(report->arena, "%s%s%s ≥ %d: %s", text, text[0] == '\0' ? "" : "; ",
                                report->problem->instance->competencies[minimum->competency],
                                (int)minimum->level, of);
    }
    return text != NULL && text[0] == '\0' ? "–" : text;
}

static void write_group(const struct report *report, int32_t g)
{
    const struct group *group = &report->problem->instance->groups[g];
    const struct tally *before = &report->standing.before.groups[g];
    const struct tally *after = &report->standing.after.groups[g];
    int64_t need = 0;
    bool has_need = need_mfte(&group->demand.need, report->problem->policy->effective_minutes_micro, &need);
    const char *const cells[COLUMNS] = {
        group_title(group),
        has_need ? number_fte(report->arena, need) : "–",
        number_fte(report->arena, before->supply_mfte),
        number_fte(report->arena, after->supply_mfte),
        coverage(report, before->supply_mfte, need),
        coverage(report, after->supply_mfte, need),
        missing(report, group, after),
    };
    report_table_row(report, columns, COLUMNS, cells);
}

void report_groups(struct report *report)
{
    const struct instance *instance = report->problem->instance;
    int32_t asking = 0;
    for (int32_t g = 0; g < instance->group_count; g++)
        asking += asks(&instance->groups[g].demand);
    if (asking == 0)
        return;
    html_element(report->out, "h3 id=\"groups\"", _("Groups as wholes"));
    report_table_open(report, _("Groups as wholes"), columns, COLUMNS, asking);
    for (int32_t g = 0; g < instance->group_count; g++)
        if (asks(&instance->groups[g].demand))
            write_group(report, g);
    report_table_close(report);
}
