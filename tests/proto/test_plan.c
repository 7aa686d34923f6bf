/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/plan.h"

#include "tests/support/documents.h"
#include "tests/support/plans.h"
#include "tests/support/tiny.h"
#include "tests/support/tiny_random.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

/* Through the bytes of both faces, so that nothing survives only in memory. */
static void comes_back(struct arena *arena, const struct plan *plan, const struct problem *problem)
{
    const struct node *document = plan_document(arena, plan, problem), *again;
    const void *bytes;
    const char *json;
    size_t length;
    struct error error;
    const struct plan *back;
    cr_assert_eq(tree_write_msgpack(arena, document, &bytes, &length, &error), ERROR_NONE);
    cr_assert_eq(tree_read_msgpack(arena, bytes, length, NULL, &again, &error), ERROR_NONE);
    cr_assert_eq(plan_read(arena, again, NULL, problem, &back, &error), ERROR_NONE, "%s: %s", error.path,
                 error.text);
    const char *difference = plan_difference(plan, back, problem->instance->unit_count);
    cr_assert_null(difference, "%s came back changed", difference);
    cr_assert_eq(tree_write_json(arena, document, JSON_INDENTED, &json, &length, &error), ERROR_NONE);
    cr_assert_eq(tree_read_json(arena, json, length, NULL, &again, &error), ERROR_NONE);
    cr_assert(node_equal(document, again));
    cr_assert(node_equal(document, plan_document(arena, back, problem)));
}

/* --- writing ----------------------------------------------------------------------------------------------
 */

static void assert_field(struct arena *arena, const struct node *plan, const char *path, const char *expected)
{
    const char *text = document_text(arena, document_at(plan, path));
    const char *wanted = document_text(arena, document_of(arena, expected));
    cr_assert_str_eq(text, wanted, "%s is %s, expected %s", path, text, wanted);
}

Test(plan, is_written_field_for_field)
{
    struct arena *arena = arena_new();
    const struct problem *problem = office_problem(arena);
    struct plan plan = office_plan();
    const struct node *node = plan_document(arena, &plan, problem);
    assert_field(arena, node, "format", "'mutasi-plan/1'");
    assert_field(arena, node, "status", "'feasible'");
    assert_field(arena, node, "stopped_by", "'time'");
    assert_field(arena, node, "objective",
                 "{'total':643.900001,'relocation':10.400001,'balance':45,'competency':80,'offers':5,"
                 "'persistence':0,'tenure':3.5,'unplaced':500}");
    assert_field(arena, node, "bound", "600");
    assert_field(arena, node, "bound_verified", "599.999999");
    assert_field(arena, node, "warnings", "['somebody has no `since`']");
    assert_field(arena, node, "conflicts", "[]");
    assert_field(arena, node, "moves[0]",
                 "{'employee':'ani','from':'U1','to':'U2','cost':10.400001,'reasons':["
                 "{'reason':'raises_supply','unit':'U2','before':1,'after':2},"
                 "{'reason':'covers_competency','unit':'U2','competency':'law','level':2},"
                 "{'reason':'over_tenure','unit':'U1','points':3.5,'cite':'SE 1'},"
                 "{'reason':'kept_apart','employee':'budi'},"
                 "{'reason':'saves','points':12.5}]}");
    assert_field(arena, node, "moves[1]",
                 "{'employee':'citra','from':'U2','to':'U2','offer':0,'cost':5,'reasons':[]}");
    assert_field(arena, node, "moves[2]", "{'employee':'dewi','from':null,'to':'U1','cost':0,'reasons':[]}");
    assert_field(arena, node, "unplaced", "['eka']");
    assert_field(arena, node, "units",
                 "[{'id':'U1','need':1,'supply':[2,2],'headcount':[2,2],"
                 "'shortages':[{'competency':'law','level':2,'min':2,'have':1}]},"
                 "{'id':'U2','need':null,'supply':[1,2],'headcount':[1,2],'shortages':[]}]");
    assert_field(arena, node, "kpis",
                 "{'moves':1,'first_placements':1,'preference_hits':2,'km':12.345,'coverage_min':[2,2],"
                 "'coverage_max':[2,2],'spread':[0,0],'shortages':[1,1],'budget_spent':15.400001}");
    assert_field(arena, node, "proof.certificate",
                 "{'kind':'lagrangian','prices':{'competency/U1/law/2':-80,'supply/U1':60000000000}}");
    assert_field(arena, node, "proof.effort", "1099511627776");
    cr_assert(node_equal(map_get(node, "policy"), problem->policy_document));
    arena_free(arena);
}

Test(plan, says_nothing_of_tenure_that_costs_nothing)
{
    struct arena *arena = arena_new();
    const struct problem *problem = office_problem(arena);
    struct plan plan = office_plan();
    plan.objective.total -= plan.objective.tenure;
    plan.objective.tenure = 0;
    const struct node *node = plan_document(arena, &plan, problem);
    assert_field(arena, node, "objective",
                 "{'total':640.400001,'relocation':10.400001,'balance':45,'competency':80,'offers':5,"
                 "'persistence':0,'unplaced':500}");
    comes_back(arena, &plan, problem);
    arena_free(arena);
}

/* (643.900001 - 600) / 643.900001; a tenth of a point counts as a share of one point when the total is less.
 */
Test(plan, gap_is_relative_to_at_least_one_point)
{
    struct plan plan = office_plan();
    cr_assert_float_eq(plan_gap(&plan), 43.900001 / 643.900001, 1e-12);
    plan.objective.total = 500000;
    plan.bound_upt = 400000;
    cr_assert_float_eq(plan_gap(&plan), 0.1, 1e-12);
    plan.bound_upt = 500001;
    cr_assert_eq(plan_gap(&plan), 0);
}

Test(plan, leaves_out_prices_of_zero)
{
    static const struct row_price prices[] = {{"supply/U1", 0}, {"moves", 7}};
    struct arena *arena = arena_new();
    struct plan plan = office_plan();
    office_proof(&plan.proof, prices, 2);
    assert_field(arena, plan_document(arena, &plan, office_problem(arena)), "proof.certificate.prices",
                 "{'moves':7}");
    arena_free(arena);
}

Test(plan, without_a_bound_has_nulls_for_it)
{
    struct arena *arena = arena_new();
    const struct problem *problem = office_problem(arena);
    struct plan plan = office_plan();
    plan.has_bound = false;
    plan.bound_upt = plan.bound_verified_upt = 0;
    const struct node *node = plan_document(arena, &plan, problem);
    assert_field(arena, node, "bound", "null");
    assert_field(arena, node, "bound_verified", "null");
    assert_field(arena, node, "gap", "null");
    comes_back(arena, &plan, problem);
    arena_free(arena);
}

Test(plan, that_is_infeasible_says_why_and_has_no_amounts)
{
    static const char *const conflicts[] = {"unit U1 needs two people with law, one exists"};
    struct arena *arena = arena_new();
    const struct problem *problem = office_problem(arena);
    struct plan plan = {.status = PLAN_INFEASIBLE, .conflicts = conflicts, .conflict_count = 1};
    office_proof(&plan.proof, NULL, 0);
    const struct node *node = plan_document(arena, &plan, problem);
    static const char *const nulls[] = {"objective", "bound", "bound_verified", "gap", "kpis"};
    for (size_t i = 0; i < sizeof nulls / sizeof *nulls; i++)
        assert_field(arena, node, nulls[i], "null");
    assert_field(arena, node, "moves", "[]");
    assert_field(arena, node, "units", "[]");
    assert_field(arena, node, "unplaced", "[]");
    assert_field(arena, node, "conflicts", "['unit U1 needs two people with law, one exists']");
    comes_back(arena, &plan, problem);
    arena_free(arena);
}

Test(plan, refuses_to_write_what_no_document_can_hold)
{
    struct arena *arena = arena_new();
    const struct problem *problem = office_problem(arena);
    const struct node *node;
    struct error error;
    struct plan plan = office_plan();
    plan.objective.total = INT64_C(1000000000) * MICRO + 1;
    cr_assert_eq(plan_write(arena, &plan, problem, &node, &error), ERROR_OVERFLOW);
    cr_assert_null(node);
    plan = office_plan();
    plan.kpis.km_m = INT64_MAX;
    cr_assert_eq(plan_write(arena, &plan, problem, &node, &error), ERROR_OVERFLOW);
    arena_free(arena);
}

/* --- there and back ---------------------------------------------------------------------------------------
 */

Test(plan, comes_back_as_it_was_written)
{
    struct arena *arena = arena_new();
    struct plan plan = office_plan();
    comes_back(arena, &plan, office_problem(arena));
    arena_free(arena);
}

Test(plan, that_was_cancelled_early_comes_back_with_its_bound)
{
    struct arena *arena = arena_new();
    struct plan plan = {.status = PLAN_NO_PLAN_YET,
                        .stopped_by = STOPPED_BY_CANCEL,
                        .has_bound = true,
                        .bound_upt = -3,
                        .bound_verified_upt = -4};
    office_proof(&plan.proof, office_prices, 2);
    comes_back(arena, &plan, office_problem(arena));
    arena_free(arena);
}

static int64_t amount(struct tiny_random *random)
{
    static const int64_t most[] = {2, 1000, MICRO, INT64_C(1000000000), INT64_C(1000000000) * MICRO};
    return (int64_t)(tiny_next(random) % (uint64_t)(most[tiny_next(random) % 5] + 1));
}

static struct reason random_reason(struct tiny_random *random, const struct instance *instance)
{
    static const char *const words[] = {
#define REASON_WORD(word) word,
        REASON_LIST(REASON_WORD)
#undef REASON_WORD
    };
    struct reason reason = {.word = words[tiny_below(random, sizeof words / sizeof *words)],
                            .unit = tiny_below(random, instance->unit_count + 1) - 1,
                            .competency = tiny_below(random, instance->competency_count + 1) - 1,
                            .level = tiny_below(random, 6)};
    if ((reason.has_points = tiny_chance(random, 50)))
        reason.points_upt = amount(random);
    if ((reason.has_employee = tiny_chance(random, 30)))
        reason.employee = tiny_below(random, instance->employee_count);
    if ((reason.has_supply = tiny_chance(random, 50))) {
        reason.before_mfte = amount(random) / 1000;
        reason.after_mfte = amount(random) / 1000;
    }
    return reason;
}

static void random_moves(struct arena *arena, struct tiny_random *random, const struct instance *instance,
                         struct plan *plan)
{
    struct move *moves = arena_alloc(arena, (size_t)instance->employee_count, sizeof *moves);
    int32_t *unplaced = arena_alloc(arena, (size_t)instance->employee_count, sizeof *unplaced);
    for (int32_t i = 0; i < instance->employee_count; i++) {
        const struct employee *employee = &instance->employees[i];
        struct move move = {.employee = i,
                            .from = employee->unit,
                            .cost_upt = amount(random),
                            .to = tiny_below(random, instance->unit_count),
                            .offer = tiny_below(random, employee->offer_count + 1) - 1,
                            .reason_count = tiny_below(random, 4)};
        struct reason *reasons = arena_alloc(arena, 3, sizeof *reasons);
        for (int32_t r = 0; r < move.reason_count; r++)
            reasons[r] = random_reason(random, instance);
        move.reasons = reasons;
        if (employee->unit == NONE && tiny_chance(random, 50))
            unplaced[plan->unplaced_count++] = i;
        else if (move.from != move.to || move.offer != NONE)
            moves[plan->move_count++] = move;
    }
    plan->moves = moves;
    plan->unplaced = unplaced;
}

/* From where the plan has them. */
static void random_secondments(struct arena *arena, struct tiny_random *random,
                               const struct instance *instance, struct plan *plan)
{
    struct secondment *lent = arena_alloc(arena, (size_t)instance->employee_count, sizeof *lent);
    struct placed *placed = NULL;
    const struct problem problem = {.instance = instance};
    cr_assert_eq(plan_placement(arena, plan, &problem, &placed, NULL), ERROR_NONE);
    for (int32_t i = 0; i < instance->employee_count && instance->surge_count > 0; i++) {
        struct reason *reasons = arena_alloc(arena, 1, sizeof *reasons);
        int32_t surge = tiny_below(random, instance->surge_count);
        *reasons = random_reason(random, instance);
        if (placed[i].unit != NONE && tiny_chance(random, 50))
            lent[plan->secondment_count++] = (struct secondment){.employee = i,
                                                                 .surge = surge,
                                                                 .unit = placed[i].unit,
                                                                 .to = instance->surges[surge].unit,
                                                                 .cost_upt = amount(random),
                                                                 .reasons = reasons,
                                                                 .reason_count = 1};
    }
    plan->secondments = lent;
}

static void random_units(struct arena *arena, struct tiny_random *random, const struct instance *instance,
                         struct plan *plan)
{
    struct unit_outcome *units = arena_alloc(arena, (size_t)instance->unit_count, sizeof *units);
    for (int32_t u = 0; u < instance->unit_count; u++) {
        struct shortage *shortage = arena_alloc(arena, 1, sizeof *shortage);
        units[u] = (struct unit_outcome){
            .supply_mfte = {amount(random) / 1000, amount(random) / 1000},
            .headcount = {tiny_below(random, 100), tiny_below(random, 100)},
            .shortages = shortage,
            .shortage_count = instance->competency_count > 0 ? tiny_below(random, 2) : 0,
        };
        if (units[u].shortage_count > 0)
            *shortage =
                (struct shortage){tiny_below(random, instance->competency_count), 1 + tiny_below(random, 5),
                                  tiny_below(random, 9), tiny_below(random, 9)};
        if ((units[u].has_need = tiny_chance(random, 50)))
            units[u].need_mfte = amount(random) / 1000;
    }
    plan->units = units;
}

static struct plan random_plan(struct arena *arena, struct tiny_random *random,
                               const struct instance *instance)
{
    struct plan plan = {.status = (enum plan_status)tiny_below(random, 2),
                        .stopped_by = (enum stop)tiny_below(random, 4),
                        .warnings = office_warnings,
                        .warning_count = tiny_below(random, 2)};
    plan.has_bound = plan.status == PLAN_OPTIMAL || tiny_chance(random, 50);
    if (plan.has_bound) {
        plan.bound_upt = amount(random) - amount(random);
        plan.bound_verified_upt = amount(random) - amount(random);
    }
    plan.objective =
        (struct objective){amount(random), amount(random), amount(random), amount(random), amount(random),
                           amount(random), amount(random), amount(random), amount(random)};
    plan.objective.tenure = tiny_chance(random, 50) ? 0 : plan.objective.tenure;
    plan.objective.secondment = tiny_chance(random, 50) ? 0 : plan.objective.secondment;
    plan.kpis = (struct kpis){.moves = tiny_below(random, 1000),
                              .km_m = amount(random) / 1000,
                              .coverage_min_ppm = {amount(random), amount(random)},
                              .spread_ppm = {amount(random), amount(random)},
                              .shortages = {tiny_below(random, 9), tiny_below(random, 9)},
                              .budget_spent_upt = amount(random)};
    random_moves(arena, random, instance, &plan);
    random_secondments(arena, random, instance, &plan);
    random_units(arena, random, instance, &plan);
    office_proof(&plan.proof, office_prices, tiny_below(random, 3));
    plan.proof.seed = amount(random) % INTEGER_MAX_2P53;
    return plan;
}

Test(plan, comes_back_whatever_is_in_it)
{
    for (uint64_t seed = 1; seed <= 300; seed++) {
        struct arena *arena = arena_new();
        struct tiny tiny;
        struct tiny_random random = {seed};
        const struct problem *problem;
        struct error error;
        cr_assert_eq(tiny_make(arena, seed, &tiny_size_property, &tiny, &error), ERROR_NONE, "%s",
                     error.text);
        cr_assert_eq(tiny_problem(arena, &tiny, &problem, &error), ERROR_NONE, "%s", error.text);
        struct plan plan = random_plan(arena, &random, problem->instance);
        comes_back(arena, &plan, problem);
        arena_free(arena);
    }
}

Test(plan, placement_is_the_present_one_changed_by_moves)
{
    struct arena *arena = arena_new();
    const struct problem *problem = office_problem(arena);
    struct plan plan = office_plan();
    struct placed *placed;
    static const struct placed expected[] = {
        {1, NONE, NONE}, {0, NONE, NONE}, {1, 0, NONE}, {0, NONE, NONE}, {NONE, NONE, NONE}};
    cr_assert_eq(plan_placement(arena, &plan, problem, &placed, NULL), ERROR_NONE);
    for (int i = 0; i < 5; i++) {
        cr_assert_eq(placed[i].unit, expected[i].unit, "unit of %d", i);
        cr_assert_eq(placed[i].offer, expected[i].offer, "offer of %d", i);
    }
    arena_free(arena);
}
