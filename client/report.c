/* SPDX-License-Identifier: MIT */
#include "client/report.h"

#include "client/text.h"

#include <stdlib.h>

/* Optimal plans stop a hair beside the edge of the target, where a further person would overshoot: whoever
 * reads 95 % would not understand "too few". The page says that it counts so. */
enum { TOLERANCE_PPM = 10000 };

static enum error_code no_memory(struct error *error)
{
    return error_set(error, ERROR_MEMORY, "", "out of memory for the report");
}

const char *report_unit_name(const struct report *report, int32_t unit)
{
    if (unit == NONE)
        return _("no unit yet");
    const struct unit *one = &report->problem->instance->units[unit];
    return one->name == NULL ? one->id : one->name;
}

int64_t report_coverage_ppm(const struct report *report, int32_t unit, int when)
{
    const struct unit_outcome *outcome = &report->plan->units[unit];
    if (!outcome->has_need || outcome->need_mfte == 0)
        return -1;
    return divide_rounded((int128)outcome->supply_mfte[when] * MICRO, outcome->need_mfte);
}

enum staffing report_staffing(const struct report *report, int32_t unit, int when)
{
    const struct policy *policy = report->problem->policy;
    const struct unit_outcome *outcome = &report->plan->units[unit];
    if (!policy->has_balance || report_coverage_ppm(report, unit, when) < 0 ||
        !report->problem->instance->units[unit].open)
        return STAFFING_NONE;
    if (outcome->supply_mfte[when] <
        share_of(policy->balance.target_lower_ppm - TOLERANCE_PPM, outcome->need_mfte))
        return STAFFING_UNDER;
    if (outcome->supply_mfte[when] >
        share_of(policy->balance.target_upper_ppm + TOLERANCE_PPM, outcome->need_mfte))
        return STAFFING_OVER;
    return STAFFING_WITHIN;
}

const char *report_staffing_class(enum staffing staffing)
{
    static const char *const classes[] = {"none", "under", "within", "over"};
    return classes[staffing];
}

int32_t report_units_within(const struct report *report, int when)
{
    int32_t count = 0;
    for (int32_t u = 0; u < report->problem->instance->unit_count; u++)
        count += report_staffing(report, u, when) == STAFFING_WITHIN;
    return count;
}

int32_t report_units_with_target(const struct report *report)
{
    int32_t count = 0;
    for (int32_t u = 0; u < report->problem->instance->unit_count; u++)
        count += report_staffing(report, u, 1) != STAFFING_NONE;
    return count;
}

/* --- flows --- */

static int by_units(const void *a, const void *b)
{
    const struct report_flow *left = a, *right = b;
    if (left->from != right->from)
        return left->from < right->from ? -1 : 1;
    return (left->to > right->to) - (left->to < right->to);
}

static int by_people(const void *a, const void *b)
{
    const struct report_flow *left = a, *right = b;
    if (left->people != right->people)
        return left->people > right->people ? -1 : 1;
    return by_units(a, b);
}

/* One flow of one person for each move, sorted, then joined. */
static enum error_code count_flows(struct report *report, struct error *error)
{
    const struct plan *plan = report->plan;
    size_t units = (size_t)report->problem->instance->unit_count;
    struct report_flow *flows = arena_alloc(report->arena, (size_t)plan->move_count + 1, sizeof *flows);
    int32_t *in = arena_alloc(report->arena, units, sizeof *in);
    int32_t *out = arena_alloc(report->arena, units, sizeof *out);
    int32_t found = 0, joined = 0;
    if (flows == NULL || in == NULL || out == NULL)
        return no_memory(error);
    for (int32_t i = 0; i < plan->move_count; i++) {
        const struct move *move = &plan->moves[i];
        if (move->from == move->to || move->to == NONE)
            continue;
        flows[found++] = (struct report_flow){move->from, move->to, 1};
        in[move->to]++;
        if (move->from != NONE)
            out[move->from]++;
    }
    qsort(flows, (size_t)found, sizeof *flows, by_units);
    for (int32_t i = 0; i < found; i++) {
        if (joined > 0 && by_units(&flows[joined - 1], &flows[i]) == 0)
            flows[joined - 1].people++;
        else
            flows[joined++] = flows[i];
    }
    qsort(flows, (size_t)joined, sizeof *flows, by_people);
    report->flows = flows;
    report->flow_count = joined;
    report->people_in = in;
    report->people_out = out;
    return ERROR_NONE;
}

/* --- competency minimums --- */

static int32_t missing(const struct report_gap *gap, int when)
{
    int32_t missing = gap->closed && when == 1 ? 0 : gap->minimum->min - gap->have[when];
    return missing > 0 ? missing : 0;
}

static int by_missing(const void *a, const void *b)
{
    const struct report_gap *left = a, *right = b;
    for (int when = 1; when >= 0; when--)
        if (missing(left, when) != missing(right, when))
            return missing(left, when) > missing(right, when) ? -1 : 1;
    if (left->unit != right->unit)
        return left->unit < right->unit ? -1 : 1;
    return (left->minimum > right->minimum) - (left->minimum < right->minimum);
}

static int32_t list_gaps(struct report_gap *gaps, int32_t count, struct report_gap at,
                         const struct demand *demand, const struct tally *before, const struct tally *after)
{
    for (int32_t m = 0; m < demand->minimum_count; m++) {
        at.minimum = &demand->minimums[m];
        at.have[0] = before->qualified[m];
        at.have[1] = after->qualified[m];
        if (missing(&at, 0) + missing(&at, 1) > 0)
            gaps[count++] = at;
    }
    return count;
}

static enum error_code find_gaps(struct report *report, struct error *error)
{
    const struct instance *instance = report->problem->instance;
    const struct measures *before = &report->standing.before, *after = &report->standing.after;
    size_t room = 1;
    for (int32_t u = 0; u < instance->unit_count; u++)
        room += (size_t)instance->units[u].demand.minimum_count;
    for (int32_t g = 0; g < instance->group_count; g++)
        room += (size_t)instance->groups[g].demand.minimum_count;
    struct report_gap *gaps = arena_alloc(report->arena, room, sizeof *gaps);
    int32_t count = 0;
    if (gaps == NULL)
        return no_memory(error);
    for (int32_t u = 0; u < instance->unit_count; u++)
        count = list_gaps(gaps, count, (struct report_gap){u, NONE, NULL, {0}, !instance->units[u].open},
                          &instance->units[u].demand, &before->units[u], &after->units[u]);
    for (int32_t g = 0; g < instance->group_count; g++)
        count = list_gaps(gaps, count, (struct report_gap){NONE, g, NULL, {0}, false},
                          &instance->groups[g].demand, &before->groups[g], &after->groups[g]);
    qsort(gaps, (size_t)count, sizeof *gaps, by_missing);
    report->gaps = gaps;
    report->gap_count = count;
    return ERROR_NONE;
}

/* --- */

static struct placed *everybody_stays(struct report *report)
{
    const struct instance *instance = report->problem->instance;
    struct placed *placement =
        arena_alloc(report->arena, (size_t)instance->employee_count, sizeof *placement);
    for (int32_t i = 0; placement != NULL && i < instance->employee_count; i++)
        placement[i] = (struct placed){instance->employees[i].unit, NONE, NONE};
    return placement;
}

static enum error_code prepare_placement(struct report *report, struct error *error)
{
    struct placed *staying = everybody_stays(report);
    if (staying == NULL)
        return no_memory(error);
    enum error_code code = evaluate(report->arena, report->problem, staying, &report->staying, error);
    if (code == ERROR_NONE)
        code = count_flows(report, error);
    if (code == ERROR_NONE)
        code = standing_of(report->arena, report->problem, report->plan, &report->standing, error);
    return code == ERROR_NONE ? find_gaps(report, error) : code;
}

enum error_code report_prepare(struct report *report, const struct node *case_document, struct error *error)
{
    struct plan_case parts;
    enum error_code code = case_read(case_document, &parts, error);
    if (code == ERROR_NONE)
        code = verify_case(report->arena, &parts, &report->verification, error);
    if (code != ERROR_NONE)
        return code;
    report->problem = report->verification.problem;
    report->plan = report->verification.plan;
    code = tree_sha256(report->problem->instance_document, report->nonce, error);
    if (code == ERROR_NONE && plan_has_placement(report->plan))
        code = prepare_placement(report, error);
    return code;
}
