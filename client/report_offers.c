/* SPDX-License-Identifier: MIT */
/* Training and incentives that the plan uses, what each is worth, and the budgets they are paid from. */
#include "client/html.h"
#include "client/report_number.h"
#include "client/report_table.h"
#include "client/text.h"
#include "solver/model/cost.h"

#include <string.h>

/* --- offers --- */

static const struct report_column offer_columns[] = {
    {N_("Name"), "name"},   {N_("Offer"), "name"},      {N_("Unit"), "name"},
    {N_("Cost"), "number"}, {N_("Without it"), "name"},
};
enum { OFFER_COLUMNS = sizeof offer_columns / sizeof *offer_columns };

static const char *offer_text(const struct report *report, const struct offer *offer)
{
    if (offer->kind == OFFER_INCENTIVE)
        return _("incentive");
    return arena_format(report->arena, _("training in %s to level %d"),
                        report->problem->instance->competencies[offer->competency], (int)offer->level);
}

/* The reason that says what the offer is worth: its own, or of somebody who stays that of the whole. */
static const char *worth_text(const struct report *report, const struct move *move)
{
    bool stays = move->from == move->to;
    for (int32_t i = 0; i < move->reason_count; i++) {
        const struct reason *reason = &move->reasons[i];
        const char *points = number_points(report->arena, reason->points_upt);
        if (strcmp(reason->word, stays ? "required" : "offer_required") == 0)
            return _("a hard demand would be broken");
        if (strcmp(reason->word, stays ? "saves" : "offer_saves") == 0)
            return arena_format(report->arena, _("the plan would cost %s points more"), points);
        if (strcmp(reason->word, stays ? "costs" : "offer_costs") == 0)
            return arena_format(report->arena, _("the plan would cost %s points less"), points);
    }
    return "–";
}

static void write_offer(const struct report *report, const struct move *move)
{
    const struct employee *person = &report->problem->instance->employees[move->employee];
    const struct offer *offer = &person->offers[move->offer];
    const char *const cells[OFFER_COLUMNS] = {
        arena_format(report->arena, "%s %s", person->name == NULL ? "" : person->name, person->id),
        offer_text(report, offer), report_unit_name(report, move->to),
        number_points(report->arena, offer->cost_upt), worth_text(report, move)};
    report_table_row(report, offer_columns, OFFER_COLUMNS, cells);
}

static void write_offers(const struct report *report)
{
    const struct instance *instance = report->problem->instance;
    const struct plan *plan = report->plan;
    int64_t offered = 0;
    int32_t taken = 0;
    for (int32_t i = 0; i < instance->employee_count; i++)
        offered += instance->employees[i].offer_count;
    for (int32_t i = 0; i < plan->move_count; i++)
        taken += plan->moves[i].offer != NONE;
    if (offered == 0)
        return;
    html_element(report->out, "h3 id=\"offers\"", _("Training and incentives"));
    html_format(report->out, "p",
                _("Offers in the data: %s. Used by the plan: %s, for %s points in all. What each is worth is "
                  "the exact difference to the same plan without it."),
                number_count(report->arena, offered), number_count(report->arena, taken),
                number_points(report->arena, plan->objective.offers));
    if (taken == 0)
        return;
    report_table_open(report, _("Training and incentives"), offer_columns, OFFER_COLUMNS, taken);
    for (int32_t i = 0; i < plan->move_count; i++)
        if (plan->moves[i].offer != NONE)
            write_offer(report, &plan->moves[i]);
    report_table_close(report);
}

/* --- budgets --- */

static const struct report_column budget_columns[] = {
    {N_("Budget of"), "name"},         {N_("Points"), "number"}, {N_("Spent"), "number"},
    {N_("of it on offers"), "number"}, {N_("Left"), "number"},
};
enum { BUDGET_COLUMNS = sizeof budget_columns / sizeof *budget_columns };

/* What the people who end in the unit spend; in any unit: NONE. */
static int64_t spent(const struct report *report, int32_t unit, int64_t *on_offers)
{
    int64_t sum = 0;
    struct error error;
    *on_offers = 0;
    for (int32_t i = 0; i < report->plan->move_count; i++) {
        const struct move *move = &report->plan->moves[i];
        struct placement_cost cost;
        if ((unit != NONE && move->to != unit) ||
            placement_cost(report->problem, move->employee, (struct placed){move->to, move->offer, NONE},
                           &cost, &error) != ERROR_NONE)
            continue;
        sum += cost.budget_upt;
        *on_offers += cost.offer_upt;
    }
    return sum;
}

static void write_budget(const struct report *report, const char *name, int64_t budget_upt, int32_t unit)
{
    int64_t on_offers, sum = spent(report, unit, &on_offers);
    const char *const cells[BUDGET_COLUMNS] = {
        name, number_points(report->arena, budget_upt), number_points(report->arena, sum),
        number_points(report->arena, on_offers), number_points(report->arena, budget_upt - sum)};
    report_table_row(report, budget_columns, BUDGET_COLUMNS, cells);
}

static void write_budgets(const struct report *report)
{
    const struct instance *instance = report->problem->instance;
    const struct policy *policy = report->problem->policy;
    int32_t count = policy->budget_upt != NONE;
    for (int32_t u = 0; u < instance->unit_count; u++)
        count += instance->units[u].budget_upt != NONE;
    if (count == 0)
        return;
    html_element(report->out, "h3 id=\"budgets\"", _("Budgets for moves and offers"));
    report_table_open(report, _("Budgets for moves and offers"), budget_columns, BUDGET_COLUMNS, count);
    if (policy->budget_upt != NONE)
        write_budget(report, _("all units together"), policy->budget_upt, NONE);
    for (int32_t u = 0; u < instance->unit_count; u++)
        if (instance->units[u].budget_upt != NONE)
            write_budget(report, report_unit_name(report, u), instance->units[u].budget_upt, u);
    report_table_close(report);
}

void report_offers(struct report *report)
{
    write_offers(report);
    write_budgets(report);
}
