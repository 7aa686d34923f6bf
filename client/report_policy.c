/* SPDX-License-Identifier: MIT */
/* What the plan was made to want and what it was forbidden, with the citations of its rules. */
#include "client/html.h"
#include "client/report.h"
#include "client/report_number.h"
#include "client/text.h"
#include "solver/model/rule.h"

static void term(const struct report *report, const char *name, const char *text)
{
    html_element(report->out, "dt", name);
    html_element(report->out, "dd", text == NULL ? "" : text);
    fputc('\n', report->out);
}

static const char *points(const struct report *report, int64_t upt)
{
    return number_points(report->arena, upt);
}

static const char *percent(const struct report *report, int64_t ppm)
{
    return number_percent(report->arena, ppm, 0);
}

/* "80.0; beyond 20 %: 160.0" */
static const char *tiers_text(const struct report *report, const struct tiers *tiers)
{
    const char *text = tiers->count == 0 ? points(report, 0) : "";
    for (int32_t i = 0; i < tiers->count && text != NULL; i++) {
        const struct tier *tier = &tiers->tier[i];
        const char *slope = points(report, tier->slope_upt);
        text = tier->share_ppm == 0 ? arena_format(report->arena, "%s%s", text, slope)
                                    : arena_format(report->arena, _("%s, from %s of the need on %s"), text,
                                                   percent(report, tier->share_ppm), slope);
    }
    return text == NULL ? "" : text;
}

static void write_balance(const struct report *report)
{
    const struct balance_policy *balance = &report->problem->policy->balance;
    if (!report->problem->policy->has_balance)
        return;
    term(report, _("Coverage aimed at"),
         arena_format(report->arena, _("%s to %s of the need"), percent(report, balance->target_lower_ppm),
                      percent(report, balance->target_upper_ppm)));
    if (balance->has_limit)
        term(report, _("Coverage allowed"),
             arena_format(report->arena, _("%s to %s of the need, without exception"),
                          percent(report, balance->limit_lower_ppm),
                          balance->limit_upper_ppm == INT64_MAX ? "∞"
                                                                : percent(report, balance->limit_upper_ppm)));
    term(report, _("Per FTE too few"), tiers_text(report, &balance->under));
    term(report, _("Per FTE too many"), tiers_text(report, &balance->over));
}

static void write_prices(const struct report *report)
{
    const struct policy *policy = report->problem->policy;
    const struct relocation_policy *price = &policy->relocation;
    term(report, _("Per missing specialist"),
         policy->competency.hard ? _("not allowed") : points(report, policy->competency.shortage_upt));
    term(report, _("Unknown competencies"),
         policy->competency.unknown_qualifies ? _("count as held") : _("count as not held"));
    term(report, _("Per move"),
         price->move_within_group_upt == price->move_upt
             ? points(report, price->move_upt)
             : arena_format(report->arena, _("%s, within a group %s"), points(report, price->move_upt),
                            points(report, price->move_within_group_upt)));
    term(report, _("Per kilometre"), points(report, price->per_km_upt));
    term(report, _("Reluctance of a usual person"), points(report, price->reluctance_upt));
    term(report, _("A wish met saves up to"), points(report, price->preference_upt));
    if (policy->may_leave_unplaced)
        term(report, _("Per person without a unit"), points(report, policy->unplaced_upt));
    if (policy->persistence_upt > 0)
        term(report, _("Per departure from the earlier plan"), points(report, policy->persistence_upt));
}

static void write_caps(const struct report *report)
{
    const struct policy *policy = report->problem->policy;
    const struct move_caps *caps = &policy->moves;
    if (caps->max != NONE)
        term(report, _("Moves at most"), number_count(report->arena, caps->max));
    if (caps->max_share_ppm != NONE)
        term(report, _("Moves at most, of all staff"), percent(report, caps->max_share_ppm));
    if (caps->out_share_ppm != NONE)
        term(report, _("Leave a unit at most"), percent(report, caps->out_share_ppm));
    if (caps->in_share_ppm != NONE)
        term(report, _("Come to a unit at most"), percent(report, caps->in_share_ppm));
    if (policy->budget_upt != NONE)
        term(report, _("Budget in all"), points(report, policy->budget_upt));
    term(report, _("Effective minutes a year"),
         number_decimal(report->arena, policy->effective_minutes_micro, 6, 0));
}

/* --- rules --- */

static const char *words_text(const struct report *report, const struct rule *rule)
{
    const char *text = "";
    for (int32_t i = 0; i < rule->word_count && text != NULL; i++)
        text = arena_format(report->arena, "%s%s%s", text, i == 0 ? "" : ", ", rule->words[i]);
    return text == NULL ? "" : text;
}

static const char *max_tenure_text(const struct report *report, const struct rule *rule)
{
    if (rule->hard)
        return arena_format(report->arena,
                            _("Nobody stays who has been in the present unit for more than %d months, but "
                              "for those who may not move."),
                            (int)rule->months);
    return arena_format(report->arena,
                        _("Who has been in the present unit for more than %d months should not stay; who "
                          "does costs %s points."),
                        (int)rule->months, points(report, rule->price_upt));
}

static const char *rule_text(const struct report *report, const struct rule *rule)
{
    switch (rule->kind) {
    case RULE_MIN_TENURE:
        return arena_format(report->arena,
                            _("Nobody moves who has been in the present unit for less than %d months."),
                            (int)rule->months);
    case RULE_STATUS_FIXED:
        return arena_format(report->arena, _("Who has the status %s does not move."),
                            words_text(report, rule));
    case RULE_TAG_FIXED:
        return arena_format(report->arena, _("Who is marked %s does not move."), words_text(report, rule));
    case RULE_MAX_TENURE:
        return max_tenure_text(report, rule);
    case RULE_RETIREMENT:
        return arena_format(report->arena, _("Nobody moves in the %d months before reaching the age of %d."),
                            (int)rule->months, (int)rule->age_years);
    }
    return "";
}

/* Whom the rule is about today, and with a plan who of them stays nevertheless. */
static void write_reach(const struct report *report, const struct rule *rule)
{
    const struct instance *instance = report->problem->instance;
    bool is_max = rule->kind == RULE_MAX_TENURE;
    int64_t about = 0, staying = 0;
    for (int32_t i = 0; i < instance->employee_count; i++) {
        const struct employee *person = &instance->employees[i];
        bool is_about = is_max ? rule_is_exceeded(rule, person, instance->date)
                               : rule_forbids_moving(rule, person, instance->date);
        about += is_about;
        staying += is_about && report->staying != NULL &&
                   report->standing.placement[i].unit == instance->employees[i].unit;
    }
    html_format(report->out, "span", ngettext(" %s person today.", " %s people today.", (unsigned long)about),
                number_count(report->arena, about));
    if (is_max && about > 0 && report->staying != NULL)
        html_format(report->out, "span", _(" Under this plan %s of them stay."),
                    number_count(report->arena, staying));
}

static void write_period(const struct report *report, const struct rule *rule)
{
    if (rule->from != DAY_NONE)
        html_format(report->out, "span class=\"cite\"", _(" From %s."),
                    number_day(report->arena, rule->from));
    if (rule->until != DAY_NONE)
        html_format(report->out, "span class=\"cite\"", _(" Until %s."),
                    number_day(report->arena, rule->until));
}

static void write_rules(const struct report *report)
{
    const struct policy *policy = report->problem->policy;
    html_element(report->out, "h3", _("Rules, and what they rest on"));
    if (policy->rule_count == 0)
        html_element(report->out, "p", _("The policy has no rules."));
    fprintf(report->out, "<ul class=\"rules\">\n");
    for (int32_t i = 0; i < policy->rule_count; i++) {
        const char *text = rule_text(report, &policy->rules[i]);
        fprintf(report->out, "<li>");
        html_text(report->out, text == NULL ? "" : text);
        html_format(report->out, "span class=\"cite\"", " (%s)", policy->rules[i].cite);
        write_reach(report, &policy->rules[i]);
        write_period(report, &policy->rules[i]);
        fprintf(report->out, "</li>\n");
    }
    fprintf(report->out, "</ul>\n");
}

void report_policy(struct report *report)
{
    const char *name = report->problem->policy->name;
    html_format(report->out, "p class=\"lead\"", _("The policy: %s. Prices are in points."),
                name == NULL ? _("without a name") : name);
    fprintf(report->out, "<dl class=\"terms\">\n");
    write_balance(report);
    write_prices(report);
    write_caps(report);
    fprintf(report->out, "</dl>\n");
    write_rules(report);
}
