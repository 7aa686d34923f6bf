/* SPDX-License-Identifier: MIT */
/* What a reader in a hurry takes away: the headline and six figures. */
#include "client/html.h"
#include "client/report.h"
#include "client/report_number.h"
#include "client/summary.h"
#include "client/text.h"

static const char *count(const struct report *report, int64_t value)
{
    return number_count(report->arena, value);
}

static void say_missing(const struct report *report)
{
    const int32_t *missing = report->plan->kpis.shortages;
    if (missing[0] == 0 && missing[1] == 0)
        return;
    if (missing[1] == 0)
        html_format(report->out, "p class=\"deck\"",
                    ngettext("The %s specialist missing today is found.",
                             "All %s specialists missing today are found.", (unsigned long)missing[0]),
                    count(report, missing[0]));
    else
        html_format(report->out, "p class=\"deck\"",
                    _("Specialists missing from required competencies: %s today, %s then."),
                    count(report, missing[0]), count(report, missing[1]));
}

static void say_first_placements(const struct report *report)
{
    int32_t first = report->plan->kpis.first_placements, unplaced = report->plan->unplaced_count;
    if (first > 0)
        html_format(report->out, "p class=\"deck\"",
                    ngettext("%s person without a unit gets one.", "%s people without a unit get one.",
                             (unsigned long)first),
                    count(report, first));
    if (unplaced > 0)
        html_format(report->out, "p class=\"deck\"",
                    ngettext("%s person is left without a unit.", "%s people are left without a unit.",
                             (unsigned long)unplaced),
                    count(report, unplaced));
}

/* The better of two things that a plan does for units, if it does either. */
static void say_moves(const struct report *report)
{
    const struct kpis *kpis = &report->plan->kpis;
    int32_t before = report_units_within(report, 0), after = report_units_within(report, 1);
    const char *moves = count(report, kpis->moves);
    const char *people = count(report, report->problem->instance->employee_count);
    if (after > before)
        html_format(report->out, "h1",
                    ngettext("%s of %s people moves; %s of %s units then have the staff they need, today %s.",
                             "%s of %s people move; %s of %s units then have the staff they need, today %s.",
                             (unsigned long)kpis->moves),
                    moves, people, count(report, after), count(report, report_units_with_target(report)),
                    count(report, before));
    else if (kpis->coverage_min_ppm[1] > kpis->coverage_min_ppm[0])
        html_format(
            report->out, "h1",
            ngettext(
                "%s of %s people moves; the worst staffed unit then has %s of the staff it needs, today %s.",
                "%s of %s people move; the worst staffed unit then has %s of the staff it needs, today %s.",
                (unsigned long)kpis->moves),
            moves, people, number_percent(report->arena, kpis->coverage_min_ppm[1], 0),
            number_percent(report->arena, kpis->coverage_min_ppm[0], 0));
    else
        html_format(report->out, "h1",
                    ngettext("%s of %s people moves.", "%s of %s people move.", (unsigned long)kpis->moves),
                    moves, people);
}

/* No plan makes people: what all units lack together is nobody's fault that moved them. */
static void say_scarcity(const struct report *report)
{
    int64_t need = 0, supply = 0;
    for (int32_t u = 0; u < report->problem->instance->unit_count; u++) {
        const struct unit_outcome *outcome = &report->plan->units[u];
        need += outcome->has_need ? outcome->need_mfte : 0;
        supply += outcome->has_need ? outcome->supply_mfte[1] : 0;
    }
    const struct policy *policy = report->problem->policy;
    if (!policy->has_balance || supply >= share_of(policy->balance.target_lower_ppm, need))
        return;
    html_format(report->out, "p class=\"deck\"",
                _("All units together need %s full-time employees and have %s: that cannot staff every unit, "
                  "but it can be shared out fairly."),
                number_decimal(report->arena, need, 3, 0), number_decimal(report->arena, supply, 3, 0));
}

static void say_alarm(const struct report *report)
{
    if (report->verification.holds)
        return;
    fprintf(report->out, "<div class=\"alarm\" role=\"alert\">");
    html_element(report->out, "strong", _("Do not use this plan: it does not hold."));
    html_element(report->out, "p",
                 _("Recomputed from its own documents, the plan is not what it says it is. `mutasi check` "
                   "shows the differences."));
    fprintf(report->out, "</div>\n");
}

void report_headline(struct report *report)
{
    say_alarm(report);
    if (!plan_has_placement(report->plan)) {
        html_element(report->out, "h1", summary_verdict(report->plan->status));
        return;
    }
    say_moves(report);
    say_scarcity(report);
    say_missing(report);
    say_first_placements(report);
}

/* --- the six figures; before NULL: there is none --- */

static void figure(const struct report *report, const char *name, const char *before, const char *value,
                   const char *note)
{
    fprintf(report->out, "<div>");
    html_element(report->out, "dt", name);
    fprintf(report->out, "<dd class=\"value\">");
    if (before != NULL) {
        html_format(report->out, "span class=\"was\"", "%s → ", before);
    }
    html_text(report->out, value);
    fprintf(report->out, "</dd>");
    html_element(report->out, "dd class=\"note\"", note);
    fprintf(report->out, "</div>\n");
}

static const char *format_note(const char *text)
{
    return text == NULL ? "" : text;
}

static void figure_moves(const struct report *report)
{
    const struct kpis *kpis = &report->plan->kpis;
    int64_t people = report->problem->instance->employee_count;
    const char *share = number_percent(report->arena, people == 0 ? 0 : kpis->moves * MICRO / people, 1);
    const char *km = kpis->moves == 0 ? "" : number_km(report->arena, kpis->km_m / kpis->moves);
    figure(report, _("People who move"), NULL, count(report, kpis->moves),
           format_note(kpis->km_m == 0
                           ? arena_format(report->arena, _("%s of the staff"), share)
                           : arena_format(report->arena, _("%s of the staff, %s km on average"), share, km)));
}

/* FTE below the lower end of the target, over all units. */
static int64_t shortfall_mfte(const struct report *report, int when)
{
    int64_t sum = 0;
    for (int32_t u = 0; u < report->problem->instance->unit_count; u++) {
        const struct unit_outcome *outcome = &report->plan->units[u];
        int64_t least = share_of(report->problem->policy->balance.target_lower_ppm, outcome->need_mfte);
        bool counts = outcome->has_need && report->problem->instance->units[u].open;
        if (counts && outcome->supply_mfte[when] < least)
            sum += least - outcome->supply_mfte[when];
    }
    return sum;
}

static void figure_units(const struct report *report)
{
    const struct balance_policy *balance = &report->problem->policy->balance;
    if (report_units_with_target(report) == 0)
        return;
    figure(report, _("Units staffed as needed"), count(report, report_units_within(report, 0)),
           count(report, report_units_within(report, 1)),
           format_note(arena_format(report->arena, _("of %s: coverage %s to %s, give or take 1%%"),
                                    count(report, report_units_with_target(report)),
                                    number_percent(report->arena, balance->target_lower_ppm, 0),
                                    number_percent(report->arena, balance->target_upper_ppm, 0))));
    figure(report, _("Missing work force"), number_decimal(report->arena, shortfall_mfte(report, 0), 3, 1),
           number_decimal(report->arena, shortfall_mfte(report, 1), 3, 1),
           _("full-time employees below what units need at least"));
}

static void figure_spread(const struct report *report)
{
    const struct kpis *kpis = &report->plan->kpis;
    if (kpis->coverage_max_ppm[0] == 0 && kpis->coverage_max_ppm[1] == 0)
        return;
    figure(report, _("Worst staffed unit"), number_percent(report->arena, kpis->coverage_min_ppm[0], 0),
           number_percent(report->arena, kpis->coverage_min_ppm[1], 0),
           format_note(arena_format(report->arena, _("best staffed: %s, then %s"),
                                    number_percent(report->arena, kpis->coverage_max_ppm[0], 0),
                                    number_percent(report->arena, kpis->coverage_max_ppm[1], 0))));
}

/* At two decimals, and never 0.00 for what is not 0. */
static void figure_gap(const struct report *report)
{
    const struct plan *plan = report->plan;
    int64_t gap_ppm = (int64_t)(plan_gap(plan) * (double)MICRO + 0.999999);
    if (!plan->has_bound)
        figure(report, _("Possible saving"), NULL, _("unknown"), _("nothing was proven"));
    else if (gap_ppm == 0)
        figure(report, _("Possible saving"), NULL, _("none"), _("proven: no plan costs less"));
    else
        figure(report, _("Possible saving"), NULL,
               format_note(arena_format(report->arena, "≤\xc2\xa0%s",
                                        number_percent(report->arena, gap_ppm < 100 ? 100 : gap_ppm, 2))),
               _("of the cost, by any other plan"));
}

void report_figures(struct report *report)
{
    const int32_t *missing = report->plan->kpis.shortages;
    fprintf(report->out, "<dl class=\"figures\">\n");
    figure_moves(report);
    figure_units(report);
    figure_spread(report);
    figure(report, _("Missing specialists"), count(report, missing[0]), count(report, missing[1]),
           _("over all competency minimums"));
    figure_gap(report);
    fprintf(report->out, "</dl>\n");
}
