/* SPDX-License-Identifier: MIT */
/* Reading a plan against its problem: form, ids, ranges, and which fields a status has. What the plan claims
 * to cost and to prove is not recomputed here. */
#include "proto/plan_parts.h"

#include <string.h>

/* The fields whose meaning depends on the status, as they came. */
struct draft {
    struct plan plan;
    const struct node *bound, *bound_verified, *gap, *objective, *kpis, *policy, *units;
};

/* --- the whole -------------------------------------------------------------------------------------------
 */

const char *const plan_status_words[] = {
#define STATUS_WORD(name, word) word,
    PLAN_STATUS_LIST(STATUS_WORD)
#undef STATUS_WORD
        NULL};
static const char *const stop_words[] = {
#define STOP_WORD(name, word) word,
    STOP_LIST(STOP_WORD)
#undef STOP_WORD
        NULL};

static const struct field text_element = {.read = read_text};

static const struct field plan_fields[] = {
    FIELD("bound", REQUIRED, read_node, struct draft, bound),
    FIELD("bound_verified", REQUIRED, read_node, struct draft, bound_verified),
    FIELD("conflicts", REQUIRED, read_list, struct draft, plan.conflicts,
          LIST_OF(char *, &text_element, struct draft, plan.conflict_count)),
    WHOLE("format", REQUIRED, read_format),
    FIELD("gap", REQUIRED, read_node, struct draft, gap),
    FIELD("infeasibility", OPTIONAL, plan_read_infeasibility, struct draft, plan.infeasibility),
    FIELD("kpis", REQUIRED, read_node, struct draft, kpis),
    FIELD("moves", REQUIRED, read_list, struct draft, plan.moves,
          LIST_OF(struct move, &plan_move_element, struct draft, plan.move_count)),
    FIELD("objective", REQUIRED, read_node, struct draft, objective),
    FIELD("policy", REQUIRED, read_node, struct draft, policy),
    FIELD("proof", REQUIRED, plan_read_proof, struct draft, plan.proof),
    FIELD("secondments", OPTIONAL, read_list, struct draft, plan.secondments,
          LIST_OF(struct secondment, &plan_secondment_element, struct draft, plan.secondment_count)),
    FIELD("status", REQUIRED, read_word, struct draft, plan.status, .words = plan_status_words),
    FIELD("stopped_by", REQUIRED, read_word, struct draft, plan.stopped_by, .words = stop_words),
    FIELD("units", REQUIRED, read_node, struct draft, units),
    FIELD("unplaced", REQUIRED, read_list, struct draft, plan.unplaced,
          LIST_OF(int32_t, &plan_employee_element, struct draft, plan.unplaced_count)),
    FIELD("warnings", REQUIRED, read_list, struct draft, plan.warnings,
          LIST_OF(char *, &text_element, struct draft, plan.warning_count)),
};

/* A field is null exactly when the status says so. */
static enum error_code null_unless(struct reader *reader, bool expected, const struct node *value,
                                   const struct path *at)
{
    if (expected == (value->kind != NODE_NULL))
        return ERROR_NONE;
    return error_at(reader->error, ERROR_CONTRADICTION, at,
                    expected ? "seen null, expected a value under this status"
                             : "seen a value, expected null under this status");
}

static enum error_code bounds_read(struct plan_reader *context, const struct draft *draft,
                                   const struct path *at, struct plan *plan)
{
    struct reader *reader = &context->reader;
    const struct path bound = {at, "bound", 0}, verified = {at, "bound_verified", 0}, gap = {at, "gap", 0};
    int64_t gap_ppm;
    bool must = plan->status == PLAN_OPTIMAL, may = plan->status != PLAN_INFEASIBLE;
    plan->has_bound = may && (must || draft->bound->kind != NODE_NULL);
    enum error_code code = null_unless(reader, plan->has_bound, draft->bound, &bound);
    if (!code)
        code = null_unless(reader, plan->has_bound, draft->bound_verified, &verified);
    if (!code)
        code = null_unless(reader, plan->has_bound && plan_has_placement(plan), draft->gap, &gap);
    if (!code && plan->has_bound)
        code = read_micro_within(reader, draft->bound, &bound, -MICRO_MAX, MICRO_MAX, &plan->bound_upt);
    if (!code && plan->has_bound)
        code = read_micro_within(reader, draft->bound_verified, &verified, -MICRO_MAX, MICRO_MAX,
                                 &plan->bound_verified_upt);
    if (!code && draft->gap->kind != NODE_NULL)
        code = read_micro_within(reader, draft->gap, &gap, 0, MICRO_MAX, &gap_ppm);
    return code;
}

static enum error_code totals_read(struct plan_reader *context, const struct draft *draft,
                                   const struct path *at, struct plan *plan)
{
    struct reader *reader = &context->reader;
    const struct path objective = {at, "objective", 0}, kpis = {at, "kpis", 0};
    bool placed = plan_has_placement(plan);
    enum error_code code = null_unless(reader, placed, draft->objective, &objective);
    if (!code)
        code = null_unless(reader, placed, draft->kpis, &kpis);
    if (code || !placed)
        return code;
    code = plan_read_objective(context, draft->objective, &objective, &plan->objective);
    return code ? code : plan_read_kpis(context, draft->kpis, &kpis, &plan->kpis);
}

static enum error_code empty_lists(struct reader *reader, const struct plan *plan, const struct path *at)
{
    bool placed = plan_has_placement(plan);
    const char *full = !placed && plan->move_count > 0                               ? "moves"
                       : !placed && plan->unplaced_count > 0                         ? "unplaced"
                       : !placed && plan->secondment_count > 0                       ? "secondments"
                       : plan->status != PLAN_INFEASIBLE && plan->conflict_count > 0 ? "conflicts"
                       : plan->status != PLAN_INFEASIBLE && plan->infeasibility      ? "infeasibility"
                                                                                     : NULL;
    return full ? error_at(reader->error, ERROR_CONTRADICTION, &(struct path){at, full, 0},
                           "seen elements, expected none under this status")
                : ERROR_NONE;
}

static enum error_code policy_agrees(struct plan_reader *context, const struct node *policy,
                                     const struct path *at)
{
    if (node_equal(policy, context->problem->policy_document))
        return ERROR_NONE;
    return error_at(context->reader.error, ERROR_CONTRADICTION, &(struct path){at, "policy", 0},
                    "seen another policy, expected the one that the plan comes with");
}

static enum error_code draft_finish(struct plan_reader *context, const struct draft *draft,
                                    const struct path *at, struct plan *plan)
{
    const struct path units = {at, "units", 0};
    *plan = draft->plan;
    enum error_code code = totals_read(context, draft, at, plan);
    if (!code)
        code = bounds_read(context, draft, at, plan);
    if (!code)
        code = plan_read_units(context, draft->units, &units, plan);
    if (!code)
        code = empty_lists(&context->reader, plan, at);
    if (!code)
        code = plan_everybody_once(context, plan, at);
    if (!code)
        code = plan_check_secondments(context, plan, at);
    return code ? code : policy_agrees(context, draft->policy, at);
}

static enum error_code tables_build(struct plan_reader *context)
{
    const struct instance *instance = context->problem->instance;
    struct arena *arena = context->reader.arena;
    bool fresh, ok = id_table_init(&context->units, arena, (size_t)instance->unit_count) &&
                     id_table_init(&context->employees, arena, (size_t)instance->employee_count) &&
                     id_table_init(&context->surges, arena, (size_t)instance->surge_count);
    for (int32_t i = 0; ok && i < instance->unit_count; i++) {
        const char *id = instance->units[i].id;
        ok = id_table_add(&context->units, id, (uint32_t)strlen(id), &fresh) == i;
    }
    for (int32_t i = 0; ok && i < instance->employee_count; i++) {
        const char *id = instance->employees[i].id;
        ok = id_table_add(&context->employees, id, (uint32_t)strlen(id), &fresh) == i;
    }
    for (int32_t i = 0; ok && i < instance->surge_count; i++) {
        const char *id = instance->surges[i].id;
        ok = id_table_add(&context->surges, id, (uint32_t)strlen(id), &fresh) == i;
    }
    return ok ? ERROR_NONE : out_of_memory(&context->reader);
}

enum error_code plan_read(struct arena *arena, const struct node *document, const struct path *at,
                          const struct problem *problem, const struct plan **out, struct error *error)
{
    struct plan_reader context = {.reader = {arena, error}, .problem = problem};
    struct draft draft = {0};
    struct plan *plan = arena_alloc(arena, 1, sizeof *plan);
    *out = NULL;
    enum error_code code = plan ? tables_build(&context) : out_of_memory(&context.reader);
    if (!code)
        code = read_format_first(&context.reader, document, at, "mutasi-plan/1");
    if (!code)
        code = read_fields(&context.reader, plan_fields, COUNT_OF(plan_fields), document, at, &draft);
    if (!code)
        code = draft_finish(&context, &draft, at, plan);
    if (!code)
        *out = plan;
    return code;
}
