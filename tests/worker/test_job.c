/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/clock.h"
#include "solver/worker/job.h"
#include "tests/support/documents.h"
#include "tests/support/problems.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static struct arena *arena;
static struct error error;

static void setup(void)
{
    arena = arena_new();
}

static void teardown(void)
{
    arena_free(arena);
}

TestSuite(job, .init = setup, .fini = teardown, .timeout = 60);

/* A has two people and needs one, B has none and needs one, C needs none. Staying costs 60 for A's surplus
 * and 100 for B's lack. Sending budi to B costs 10; ani is reluctant and would cost 13. So the optimum is 10.
 */
static const char town[] = "'units': [{'id': 'A', 'need': 1}, {'id': 'B', 'need': 1}, {'id': 'C'}],"
                           "'employees': [{'id': 'ani', 'unit': 'A', 'reluctance': 1},"
                           "{'id': 'budi', 'unit': 'A', 'reluctance': 0}]";
static const char prices[] = "'balance': {'target': [1, 1], 'under': 100, 'over': 60},"
                             "'relocation': {'move': 10, 'per_km': 0, 'reluctance': 3, 'preference': 0}";

struct bytes {
    const void *data;
    size_t length;
};

static struct bytes encoded(const struct node *node)
{
    struct bytes out = {0};
    cr_assert_eq(tree_write_msgpack(arena, node, &out.data, &out.length, &error), ERROR_NONE);
    return out;
}

/* {instance, policy, extra key: extra}; extra NULL: none. */
static struct bytes body_with(const char *instance, const char *policy, const char *key,
                              const struct node *extra)
{
    struct node root = node_map(arena, 3);
    map_add(&root, "instance", *instance_document_of(arena, instance));
    map_add(&root, "policy", *policy_document_of(arena, policy));
    if (extra != NULL) {
        map_add(&root, key, *extra);
    }
    cr_assert_eq(tree_canonicalise(&root, &error), ERROR_NONE);
    return encoded(&root);
}

static struct solve_limits exact(void)
{
    struct solve_limits limits = solve_limits_default;
    limits.gap = 0;
    return limits;
}

static enum error_code solve_bytes(struct bytes body, const struct solve_limits *limits,
                                   const struct job_events *events, struct bytes *plan)
{
    const struct job_input input = {.body = body.data, .body_length = body.length};
    return job_solve(arena, &input, limits, monotonic_s(), events, &plan->data, &plan->length, &error);
}

static struct node *tree(struct bytes bytes)
{
    const struct node *root = NULL;
    cr_assert_eq(tree_read_msgpack(arena, bytes.data, bytes.length, NULL, &root, &error), ERROR_NONE, "%s",
                 error.text);
    return (struct node *)(uintptr_t)root;
}

static struct node *solved(struct bytes body)
{
    struct bytes plan = {0};
    const struct solve_limits limits = exact();
    enum error_code code = solve_bytes(body, &limits, NULL, &plan);
    cr_assert_eq(code, ERROR_NONE, "%s: %s", error.path, error.text);
    return tree(plan);
}

static struct node *at(struct node *document, const char *path)
{
    struct node *found = (struct node *)(uintptr_t)document_at(document, path);
    cr_assert_not_null(found, "nothing at %s", path);
    return found;
}

static const char *text_at(struct node *document, const char *path)
{
    return document_text(arena, at(document, path));
}

/* --- solving ---------------------------------------------------------------------------------------------
 */

Test(job, solves_a_problem_to_a_verified_optimum)
{
    struct node *plan = solved(body_with(town, prices, NULL, NULL));
    cr_expect_str_eq(text_at(plan, "status"), "\"optimal\"");
    cr_expect_str_eq(text_at(plan, "stopped_by"), "\"gap\"");
    cr_expect_str_eq(text_at(plan, "objective.total"), "10");
    cr_expect_str_eq(text_at(plan, "bound"), "10");
    cr_expect_str_eq(text_at(plan, "gap"), "0");
    cr_expect_str_eq(text_at(plan, "proof.seed"), "1");
    cr_expect_eq(at(plan, "moves")->count, 1);
    cr_expect_str_eq(text_at(plan, "moves[0].employee"), "\"budi\"");
    cr_expect_str_eq(text_at(plan, "moves[0].to"), "\"B\"");
}

/* If budi stayed, B would have 0 instead of 1 and A 2 instead of 1: 160 more, less his move of 10. */
Test(job, gives_every_move_its_reasons)
{
    struct node *plan = solved(body_with(town, prices, NULL, NULL));
    cr_expect_str_eq(text_at(plan, "moves[0].reasons"),
                     "[{\"after\":1,\"before\":0,\"reason\":\"raises_supply\",\"unit\":\"B\"},"
                     "{\"after\":1,\"before\":2,\"reason\":\"relieves_surplus\",\"unit\":\"A\"},"
                     "{\"points\":150,\"reason\":\"saves\"}]");
}

Test(job, names_the_person_who_has_no_unit_to_be_in)
{
    const char *closed =
        "'units': [{'id': 'A'}, {'id': 'D', 'open': false}],"
        "'employees': [{'id': 'ani', 'unit': 'A'}, {'id': 'dewi', 'unit': 'D', 'consent': 'none'}]";
    struct node *plan = solved(body_with(closed, "", NULL, NULL));
    cr_expect_str_eq(text_at(plan, "status"), "\"infeasible\"");
    cr_expect_str_eq(text_at(plan, "objective"), "null");
    cr_assert_eq(at(plan, "conflicts")->count, 1);
    cr_expect_str_eq(
        at(plan, "conflicts[0]")->as.text,
        "employee dewi may not stay in D, which is closed, and may go nowhere: no open unit is among"
        " those this person consents to");
}

Test(job, tells_fifty_stuck_people_and_the_number_of_the_others)
{
    char *employees = arena_text(arena, "", 0);
    for (int i = 0; i < 60; i++) {
        employees = arena_format(arena, "%s%s{'id': 'e%d', 'unit': 'D'}", employees, i > 0 ? "," : "", i);
    }
    const char *closed =
        arena_format(arena, "'units': [{'id': 'D', 'open': false}], 'employees': [%s]", employees);
    struct node *plan = solved(body_with(closed, "", NULL, NULL));
    cr_assert_eq(at(plan, "conflicts")->count, 50);
    cr_expect_str_eq(at(plan, "conflicts[49]")->as.text, "and 11 more employees have no unit to be in");
}

/* Everybody together supplies 2 FTE; A demands 2.5. */
Test(job, names_the_row_that_nobody_can_fill)
{
    const char *hungry = "'units': [{'id': 'A', 'supply_limits': [2.5, null]}],"
                         "'employees': [{'id': 'ani', 'unit': 'A'}, {'id': 'budi', 'unit': 'A'}]";
    struct node *plan = solved(body_with(hungry, "", NULL, NULL));
    cr_expect_str_eq(text_at(plan, "status"), "\"infeasible\"");
    cr_expect_str_eq(at(plan, "conflicts[0]")->as.text,
                     "supply/A: at least 2.5 are required, at most 2 can be reached");
}

Test(job, refuses_fields_that_the_contract_does_not_name)
{
    struct bytes plan;
    const struct solve_limits limits = exact();
    const struct node *null = document_of(arena, "null");
    struct bytes body = body_with(town, prices, "polcy", null);
    cr_expect_eq(solve_bytes(body, &limits, NULL, &plan), ERROR_UNKNOWN_FIELD);
    cr_expect_str_eq(error.path, "polcy");
    body = body_with(town, prices, "start", document_of(arena, "{'placment': {}}"));
    cr_expect_eq(solve_bytes(body, &limits, NULL, &plan), ERROR_UNKNOWN_FIELD);
    cr_expect_str_eq(error.path, "start.placment");
}

Test(job, refuses_a_start_that_does_not_fit_the_instance)
{
    struct bytes plan;
    const struct solve_limits limits = exact();
    struct bytes body =
        body_with(town, prices, "start", document_of(arena, "{'placement': {'nobody': 'A'}}"));
    cr_expect_eq(solve_bytes(body, &limits, NULL, &plan), ERROR_UNKNOWN_ID);
    body = body_with(town, prices, "start", document_of(arena, "{'prices': {'supply/A': 0.5}}"));
    cr_expect_eq(solve_bytes(body, &limits, NULL, &plan), ERROR_WRONG_TYPE);
    cr_expect_str_eq(error.path, "start.prices.supply/A");
}

Test(job, starts_from_a_placement_and_prices_and_passes_over_rows_of_another_model)
{
    const struct node *start =
        document_of(arena, "{'placement': {'ani': 'B'}, 'prices': {'supply/A': -1000000, 'supply/gone': 5}}");
    struct node *plan = solved(body_with(town, prices, "start", start));
    cr_expect_str_eq(text_at(plan, "objective.total"), "10");
}

Test(job, answers_the_same_bytes_twice)
{
    struct bytes body = body_with(town, prices, NULL, NULL), first, second;
    const struct solve_limits limits = exact();
    cr_assert_eq(solve_bytes(body, &limits, NULL, &first), ERROR_NONE);
    cr_assert_eq(solve_bytes(body, &limits, NULL, &second), ERROR_NONE);
    cr_assert_eq(first.length, second.length);
    cr_expect_eq(memcmp(first.data, second.data, first.length), 0);
}

/* --- checking --------------------------------------------------------------------------------------------
 */

static enum error_code check_bytes(struct bytes body, struct bytes *report)
{
    const struct job_input input = {.body = body.data, .body_length = body.length};
    return job_check(arena, &input, &report->data, &report->length, &error);
}

static struct node *checked(const char *key, const struct node *subject)
{
    struct bytes body = body_with(town, prices, key, subject), report = {0};
    enum error_code code = check_bytes(body, &report);
    cr_assert_eq(code, ERROR_NONE, "%s: %s", error.path, error.text);
    return tree(report);
}

/* The value found where the claim about this field says it should be; "(no claim)" when there is none. */
static const char *found_for(struct node *report, const char *field)
{
    struct node *claims = at(report, "claims");
    for (uint32_t i = 0; i < claims->count; i++) {
        if (strcmp(map_get(&claims->as.items[i], "field")->as.text, field) == 0) {
            return document_text(arena, map_get(&claims->as.items[i], "found"));
        }
    }
    return "(no claim)";
}

Test(job, finds_nothing_wrong_with_its_own_plan)
{
    struct node *report = checked("plan", solved(body_with(town, prices, NULL, NULL)));
    cr_expect_str_eq(text_at(report, "claims"), "[]");
    cr_expect_str_eq(text_at(report, "breaches"), "[]");
    cr_expect_str_eq(text_at(report, "feasible"), "true");
    cr_expect_str_eq(text_at(report, "objective.total"), "10");
}

/* budi to C instead of B: A and C are free of charge, B lacks one: 10 + 100. */
Test(job, catches_a_plan_whose_placement_was_tampered_with)
{
    struct node *plan = solved(body_with(town, prices, NULL, NULL));
    *at(plan, "moves[0].to") = node_borrowed("C");
    struct node *report = checked("plan", plan);
    cr_expect_str_eq(found_for(report, "plan.objective.total"), "110");
    cr_expect_str_eq(found_for(report, "plan.objective.balance"), "100");
    cr_expect_str_eq(found_for(report, "plan.units[1].supply[1]"), "0");
}

Test(job, catches_a_plan_whose_objective_was_tampered_with)
{
    struct node *plan = solved(body_with(town, prices, NULL, NULL));
    at(plan, "objective.relocation")->as.integer = 9;
    at(plan, "objective.total")->as.integer = 9;
    struct node *report = checked("plan", plan);
    cr_expect_str_eq(found_for(report, "plan.objective.relocation"), "10");
    cr_expect_str_eq(found_for(report, "plan.objective.total"), "10");
    cr_expect_str_eq(text_at(report, "objective.total"), "10");
}

/* Prices of zero prove that nothing is cheaper than nothing. */
Test(job, catches_a_plan_whose_bound_was_tampered_with)
{
    struct node *plan = solved(body_with(town, prices, NULL, NULL));
    *at(plan, "bound_verified") = node_integer(10);
    *at(plan, "proof.certificate.prices") = *document_of(arena, "{}");
    struct node *report = checked("plan", plan);
    cr_expect_str_eq(found_for(report, "plan.bound_verified"), "0");
    cr_expect_str_eq(text_at(report, "bound_verified"), "0");

    plan = solved(body_with(town, prices, NULL, NULL));
    *at(plan, "bound") = node_integer(11);
    cr_expect_str_eq(found_for(checked("plan", plan), "plan.bound"), "10");
}

Test(job, checks_a_placement_made_by_hand)
{
    struct node *report = checked("placement", document_of(arena, "{'ani': 'B'}"));
    cr_expect_str_eq(text_at(report, "feasible"), "true");
    cr_expect_str_eq(text_at(report, "objective.total"), "13");
    cr_expect_null(document_at(report, "claims"));
    report = checked("placement", document_of(arena, "{'ani': null}"));
    cr_expect_str_eq(text_at(report, "feasible"), "false");
    cr_expect_str_eq(text_at(report, "breaches[0].row"), "\"eligibility/ani\"");
    cr_expect_str_eq(text_at(report, "breaches[0].upper"), "0");
}

Test(job, checks_either_a_plan_or_a_placement)
{
    struct bytes report, body = body_with(town, prices, NULL, NULL);
    cr_expect_eq(check_bytes(body, &report), ERROR_MISSING_FIELD);
}

/* --- progress, finishing, time ---------------------------------------------------------------------------
 */

struct listener {
    int told;
    bool has_incumbent, cancel;
    double told_s, between_s, least_between_s; /* least: without the last one, which tells of the end */
    double incumbent, bound;
    char state[1 << 20];
    size_t state_length;
};

static void listen(void *context, const struct job_progress *progress)
{
    struct listener *listener = context;
    double s = monotonic_s();
    if (listener->told > 1 && listener->between_s < listener->least_between_s) {
        listener->least_between_s = listener->between_s;
    }
    listener->told++;
    listener->between_s = listener->has_incumbent ? s - listener->told_s : INFINITY;
    listener->told_s = s;
    listener->incumbent = progress->incumbent;
    listener->bound = progress->bound;
    listener->has_incumbent = progress->has_incumbent;
    cr_assert_leq(progress->state_length, sizeof listener->state);
    memcpy(listener->state, progress->state, progress->state_length);
    listener->state_length = progress->state_length;
}

static bool cancel_with_incumbent(void *context)
{
    const struct listener *listener = context;
    return listener->cancel && listener->has_incumbent;
}

static struct job_events events_of(struct listener *listener)
{
    return (struct job_events){listen, cancel_with_incumbent, listener};
}

/* 600 people in 15 of 20 units, each going to any unit, FTE of 0.8 to 1.2: no search closes an exact gap. */
static struct bytes hard_body(void)
{
    char *text = arena_alloc(arena, 1 << 18, 1);
    size_t used = (size_t)sprintf(text, "'units': [");
    for (int u = 0; u < 20; u++) {
        used += (size_t)sprintf(text + used, "%s{'id': 'U%d', 'need': %d.%03d}", u > 0 ? "," : "", u,
                                20 + 7 * u % 20, 137 * u % 1000);
    }
    used += (size_t)sprintf(text + used, "], 'employees': [");
    for (int i = 0; i < 600; i++) {
        used += (size_t)sprintf(
            text + used, "%s{'id': 'e%d', 'unit': 'U%d', 'fte': %.3f, 'reluctance': %.3f}", i > 0 ? "," : "",
            i, i * 7 % 15, 0.8 + i * 61 % 401 / 1000.0, i * 37 % 1000 / 1000.0);
    }
    sprintf(text + used, "]");
    return body_with(text, prices, NULL, NULL);
}

Test(job, keeps_its_time_limit)
{
    struct bytes plan, body = hard_body();
    struct solve_limits limits = exact();
    limits.time_s = 1.5;
    double start_s = monotonic_s();
    cr_assert_eq(solve_bytes(body, &limits, NULL, &plan), ERROR_NONE, "%s", error.text);
    double elapsed_s = monotonic_s() - start_s;
    struct node *document = tree(plan);
    cr_expect_leq(elapsed_s, 2.5, "%g s", elapsed_s);
    cr_expect_str_eq(text_at(document, "stopped_by"), "\"time\"");
    cr_expect_str_eq(text_at(document, "status"), "\"feasible\"");
}

Test(job, tells_its_first_placement_and_then_at_most_once_a_second)
{
    static struct listener listener = {.least_between_s = 1e9};
    struct bytes plan, body = hard_body();
    struct solve_limits limits = exact();
    const struct job_events events = events_of(&listener);
    limits.time_s = 3;
    cr_assert_eq(solve_bytes(body, &limits, &events, &plan), ERROR_NONE, "%s", error.text);
    cr_expect(listener.has_incumbent);
    cr_expect_geq(listener.told, 1);
    cr_expect_leq(listener.told, 6);
    cr_expect_geq(listener.least_between_s, 0.95);
}

Test(job, tells_at_the_end_what_the_plan_says)
{
    static struct listener listener;
    struct bytes plan, body = body_with(town, prices, NULL, NULL);
    const struct solve_limits limits = exact();
    const struct job_events events = events_of(&listener);
    cr_assert_eq(solve_bytes(body, &limits, &events, &plan), ERROR_NONE, "%s", error.text);
    struct node *document = tree(plan);
    cr_expect_str_eq(text_at(document, "objective.total"), arena_format(arena, "%.15g", listener.incumbent));
    cr_expect_str_eq(text_at(document, "bound"), arena_format(arena, "%.15g", listener.bound));
}

Test(job, stops_when_cancelled_with_the_best_plan_so_far)
{
    static struct listener listener = {.cancel = true};
    struct bytes plan, body = hard_body();
    struct solve_limits limits = exact();
    const struct job_events events = events_of(&listener);
    cr_assert_eq(solve_bytes(body, &limits, &events, &plan), ERROR_NONE, "%s", error.text);
    struct node *document = tree(plan);
    cr_expect_str_eq(text_at(document, "stopped_by"), "\"cancel\"");
    cr_expect_str_eq(text_at(document, "status"), "\"feasible\"");
}

static enum error_code finish(struct bytes body, const void *state, size_t length, struct bytes *plan)
{
    const struct solve_limits limits = exact();
    const struct job_input input = {
        .body = body.data, .body_length = body.length, .state = state, .state_length = length};
    return job_finish(arena, &input, &limits, STOPPED_BY_TIME, &plan->data, &plan->length, &error);
}

Test(job, is_finished_from_the_last_state_by_somebody_else)
{
    static struct listener listener;
    struct bytes plan, finished, body = body_with(town, prices, NULL, NULL);
    const struct solve_limits limits = exact();
    const struct job_events events = events_of(&listener);
    cr_assert_eq(solve_bytes(body, &limits, &events, &plan), ERROR_NONE);
    cr_assert_gt(listener.state_length, 0);
    cr_assert_eq(finish(body, listener.state, listener.state_length, &finished), ERROR_NONE, "%s",
                 error.text);
    struct node *document = tree(finished);
    cr_expect_str_eq(text_at(document, "stopped_by"), "\"time\"");
    cr_expect_str_eq(text_at(checked("plan", document), "claims"), "[]");
}

/* Choices of a person are A, B, C in this order: ani stays, budi goes to B. */
Test(job, is_finished_from_a_state_written_by_hand)
{
    struct bytes finished, body = body_with(town, prices, NULL, NULL);
    struct bytes state = encoded(document_of(arena, "{'choices': [0, 1], 'effort': 7, 'prices': [0, 0]}"));
    cr_assert_eq(finish(body, state.data, state.length, &finished), ERROR_NONE, "%s: %s", error.path,
                 error.text);
    struct node *document = tree(finished);
    cr_expect_str_eq(text_at(document, "status"), "\"feasible\"");
    cr_expect_str_eq(text_at(document, "objective.total"), "10");
    cr_expect_str_eq(text_at(document, "bound"), "0");
    cr_expect_str_eq(text_at(document, "proof.effort"), "7");
}

Test(job, has_no_plan_yet_when_it_died_without_a_state)
{
    struct bytes finished;
    cr_assert_eq(finish(body_with(town, prices, NULL, NULL), NULL, 0, &finished), ERROR_NONE);
    struct node *document = tree(finished);
    cr_expect_str_eq(text_at(document, "status"), "\"no_plan_yet\"");
    cr_expect_str_eq(text_at(document, "objective"), "null");
}

Test(job, refuses_a_state_that_does_not_fit_its_model)
{
    static const struct {
        const char *state;
        enum error_code expected;
    } cases[] = {{"{'choices': [0], 'effort': 0, 'prices': [0, 0]}", ERROR_BAD_VALUE},
                 {"{'choices': [0, 3], 'effort': 0, 'prices': [0, 0]}", ERROR_OUT_OF_RANGE},
                 {"{'choices': [0, -1], 'effort': 0, 'prices': [0, 0]}", ERROR_OUT_OF_RANGE},
                 {"{'choices': [0, 1], 'effort': 0, 'prices': [0]}", ERROR_BAD_VALUE},
                 {"{'choices': [0, 1], 'effort': 0}", ERROR_MISSING_FIELD},
                 {"{'choices': 'x', 'effort': 0, 'prices': [0, 0]}", ERROR_WRONG_TYPE}};
    struct bytes finished, body = body_with(town, prices, NULL, NULL);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct bytes state = encoded(document_of(arena, cases[i].state));
        cr_expect_eq(finish(body, state.data, state.length, &finished), cases[i].expected, "%s",
                     cases[i].state);
    }
    cr_expect_eq(finish(body, "\x93\x01", 2, &finished), ERROR_MALFORMED);
}

/* The cap allows no move, so a state in which budi moved is not a plan. */
Test(job, refuses_a_state_whose_placement_breaks_a_demand)
{
    struct bytes finished;
    const char *capped = arena_format(arena, "%s, 'moves': {'max': 0}", prices);
    struct bytes state = encoded(document_of(arena, "{'choices': [0, 1], 'effort': 0, 'prices': [0, 0, 0]}"));
    cr_expect_eq(finish(body_with(town, capped, NULL, NULL), state.data, state.length, &finished),
                 ERROR_UNVERIFIED);
}
