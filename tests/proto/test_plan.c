/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/plan.h"

#include "tests/support/documents.h"
#include "tests/support/tiny.h"
#include "tests/support/tiny_random.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

/* Ani and Budi in U1, Citra (with an incentive) in U2, Dewi and Eka nowhere. */
static const char office[] =
    "{'format':'mutasi-instance/1','date':'2026-01-01',"
    "'units':[{'id':'U1','need':1,'competencies':[{'id':'law','level':2,'min':2}]},{'id':'U2'}],"
    "'employees':[{'id':'ani','unit':'U1'},{'id':'budi','unit':'U1','competencies':{'law':3}},"
    "{'id':'citra','unit':'U2','offers':[{'kind':'incentive','cost':5,'reluctance':0}]},"
    "{'id':'dewi','unit':null},{'id':'eka','unit':null}]}";

static const char hash[] = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

static const struct problem *problem_of(struct arena *arena, const char *instance)
{
    const struct problem *problem;
    struct error error;
    enum error_code code = problem_read(arena, document_of(arena, instance), NULL, NULL, &problem, &error);
    cr_assert_eq(code, ERROR_NONE, "%s: %s", error.path, error.text);
    return problem;
}

static void set_proof(struct proof *proof, const struct row_price *prices, int32_t count)
{
    *proof = (struct proof){.prices = prices, .price_count = count, .engine = "mutasi 0.1.0", .seed = 1};
    memcpy(proof->instance_sha256, hash, sizeof hash);
    memcpy(proof->policy_sha256, hash, sizeof hash);
}

static const struct reason sample_reasons[] = {
    {.word = "raises_supply",
     .unit = 1,
     .competency = NONE,
     .has_supply = true,
     .before_mfte = 1000,
     .after_mfte = 2000},
    {.word = "covers_competency", .unit = 1, .competency = 0, .level = 2},
    {.word = "saves", .unit = NONE, .competency = NONE, .has_points = true, .points_upt = 12500000},
};
static const struct move sample_moves[] = {
    {.employee = 0,
     .from = 0,
     .to = 1,
     .offer = NONE,
     .cost_upt = 10400001,
     .reasons = sample_reasons,
     .reason_count = 3},
    {.employee = 2, .from = 1, .to = 1, .offer = 0, .cost_upt = 5000000},
    {.employee = 3, .from = NONE, .to = 0, .offer = NONE, .cost_upt = 0},
};
static const int32_t sample_unplaced[] = {4};
static const struct shortage sample_shortages[] = {{.competency = 0, .level = 2, .min = 2, .have = 1}};
static const struct unit_outcome sample_units[] = {
    {.has_need = true,
     .need_mfte = 1000,
     .supply_mfte = {2000, 2000},
     .headcount = {2, 2},
     .shortages = sample_shortages,
     .shortage_count = 1},
    {.supply_mfte = {1000, 2000}, .headcount = {1, 2}},
};
static const struct row_price sample_prices[] = {{"competency/U1/law/2", -80}, {"supply/U1", 60000000000}};
static const char *const sample_warnings[] = {"somebody has no `since`"};

/* A plan with something in every field. */
static struct plan sample(void)
{
    struct plan plan = {
        .status = PLAN_FEASIBLE,
        .stopped_by = STOPPED_BY_TIME,
        .objective = {.total = 640400001,
                      .relocation = 10400001,
                      .balance = 45000000,
                      .competency = 80000000,
                      .offers = 5000000,
                      .unplaced = 500000000},
        .has_bound = true,
        .bound_upt = 600000000,
        .bound_verified_upt = 599999999,
        .warnings = sample_warnings,
        .warning_count = 1,
        .moves = sample_moves,
        .move_count = 3,
        .unplaced = sample_unplaced,
        .unplaced_count = 1,
        .units = sample_units,
        .kpis = {.moves = 1,
                 .first_placements = 1,
                 .preference_hits = 2,
                 .km_m = 12345,
                 .coverage_min_ppm = {2000000, 2000000},
                 .coverage_max_ppm = {2000000, 2000000},
                 .spread_ppm = {0, 0},
                 .shortages = {1, 1},
                 .budget_spent_upt = 15400001},
    };
    set_proof(&plan.proof, sample_prices, 2);
    plan.proof.effort = INT64_C(1) << 40;
    return plan;
}

static const struct node *written(struct arena *arena, const struct plan *plan, const struct problem *problem)
{
    const struct node *node;
    struct error error;
    enum error_code code = plan_write(arena, plan, problem, &node, &error);
    cr_assert_eq(code, ERROR_NONE, "%s: %s", error.path, error.text);
    return node;
}

/* --- equality, field by field -----------------------------------------------------------------------------
 */

#define SAME(member) cr_assert_eq(a->member, b->member, #member)

static void same_reason(const struct reason *a, const struct reason *b)
{
    cr_assert_str_eq(a->word, b->word);
    SAME(unit);
    SAME(competency);
    SAME(level);
    SAME(has_points);
    SAME(has_supply);
    SAME(points_upt);
    SAME(before_mfte);
    SAME(after_mfte);
}

static void same_move(const struct move *a, const struct move *b)
{
    SAME(employee);
    SAME(from);
    SAME(to);
    SAME(offer);
    SAME(cost_upt);
    SAME(reason_count);
    for (int32_t i = 0; i < a->reason_count; i++)
        same_reason(&a->reasons[i], &b->reasons[i]);
}

static void same_outcome(const struct unit_outcome *a, const struct unit_outcome *b)
{
    SAME(has_need);
    SAME(need_mfte);
    SAME(supply_mfte[0]);
    SAME(supply_mfte[1]);
    SAME(headcount[0]);
    SAME(headcount[1]);
    SAME(shortage_count);
    for (int32_t i = 0; i < a->shortage_count; i++) {
        SAME(shortages[i].competency);
        SAME(shortages[i].level);
        SAME(shortages[i].min);
        SAME(shortages[i].have);
    }
}

static void same_kpis(const struct kpis *a, const struct kpis *b)
{
    SAME(moves);
    SAME(first_placements);
    SAME(preference_hits);
    SAME(km_m);
    SAME(budget_spent_upt);
    for (int i = 0; i < 2; i++) {
        SAME(coverage_min_ppm[i]);
        SAME(coverage_max_ppm[i]);
        SAME(spread_ppm[i]);
        SAME(shortages[i]);
    }
}

static void same_texts(const char *const *a, const char *const *b, int32_t count)
{
    for (int32_t i = 0; i < count; i++)
        cr_assert_str_eq(a[i], b[i]);
}

static void same_proof(const struct proof *a, const struct proof *b)
{
    cr_assert_str_eq(a->instance_sha256, b->instance_sha256);
    cr_assert_str_eq(a->policy_sha256, b->policy_sha256);
    cr_assert_str_eq(a->engine, b->engine);
    SAME(seed);
    SAME(effort);
    SAME(price_count);
    for (int32_t i = 0; i < a->price_count; i++) {
        cr_assert_str_eq(a->prices[i].row, b->prices[i].row);
        SAME(prices[i].price_ppt);
    }
}

static void same_plan(const struct plan *a, const struct plan *b, int32_t unit_count)
{
    SAME(status);
    SAME(stopped_by);
    SAME(has_bound);
    SAME(bound_upt);
    SAME(bound_verified_upt);
    SAME(objective.total);
    SAME(objective.relocation);
    SAME(objective.balance);
    SAME(objective.competency);
    SAME(objective.offers);
    SAME(objective.persistence);
    SAME(objective.unplaced);
    SAME(warning_count);
    SAME(conflict_count);
    SAME(move_count);
    SAME(unplaced_count);
    same_texts(a->warnings, b->warnings, a->warning_count);
    same_texts(a->conflicts, b->conflicts, a->conflict_count);
    for (int32_t i = 0; i < a->move_count; i++)
        same_move(&a->moves[i], &b->moves[i]);
    for (int32_t i = 0; i < a->unplaced_count; i++)
        SAME(unplaced[i]);
    for (int32_t i = 0; plan_has_placement(a) && i < unit_count; i++)
        same_outcome(&a->units[i], &b->units[i]);
    same_kpis(&a->kpis, &b->kpis);
    same_proof(&a->proof, &b->proof);
}

/* Through the bytes of both faces, so that nothing survives only in memory. */
static void comes_back(struct arena *arena, const struct plan *plan, const struct problem *problem)
{
    const struct node *document = written(arena, plan, problem), *again;
    const void *bytes;
    const char *json;
    size_t length;
    struct error error;
    const struct plan *back;
    cr_assert_eq(tree_write_msgpack(arena, document, &bytes, &length, &error), ERROR_NONE);
    cr_assert_eq(tree_read_msgpack(arena, bytes, length, NULL, &again, &error), ERROR_NONE);
    cr_assert_eq(plan_read(arena, again, NULL, problem, &back, &error), ERROR_NONE, "%s: %s", error.path,
                 error.text);
    same_plan(plan, back, problem->instance->unit_count);
    cr_assert_eq(tree_write_json(arena, document, JSON_INDENTED, &json, &length, &error), ERROR_NONE);
    cr_assert_eq(tree_read_json(arena, json, length, NULL, &again, &error), ERROR_NONE);
    cr_assert(node_equal(document, again));
    cr_assert(node_equal(document, written(arena, back, problem)));
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
    const struct problem *problem = problem_of(arena, office);
    struct plan plan = sample();
    const struct node *node = written(arena, &plan, problem);
    assert_field(arena, node, "format", "'mutasi-plan/1'");
    assert_field(arena, node, "status", "'feasible'");
    assert_field(arena, node, "stopped_by", "'time'");
    assert_field(arena, node, "objective",
                 "{'total':640.400001,'relocation':10.400001,'balance':45,'competency':80,'offers':5,"
                 "'persistence':0,'unplaced':500}");
    assert_field(arena, node, "bound", "600");
    assert_field(arena, node, "bound_verified", "599.999999");
    assert_field(arena, node, "warnings", "['somebody has no `since`']");
    assert_field(arena, node, "conflicts", "[]");
    assert_field(arena, node, "moves[0]",
                 "{'employee':'ani','from':'U1','to':'U2','cost':10.400001,'reasons':["
                 "{'reason':'raises_supply','unit':'U2','before':1,'after':2},"
                 "{'reason':'covers_competency','unit':'U2','competency':'law','level':2},"
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

/* (640.400001 - 600) / 640.400001; a tenth of a point counts as a share of one point when the total is less.
 */
Test(plan, gap_is_relative_to_at_least_one_point)
{
    struct plan plan = sample();
    cr_assert_float_eq(plan_gap(&plan), 40.400001 / 640.400001, 1e-12);
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
    struct plan plan = sample();
    set_proof(&plan.proof, prices, 2);
    assert_field(arena, written(arena, &plan, problem_of(arena, office)), "proof.certificate.prices",
                 "{'moves':7}");
    arena_free(arena);
}

Test(plan, without_a_bound_has_nulls_for_it)
{
    struct arena *arena = arena_new();
    const struct problem *problem = problem_of(arena, office);
    struct plan plan = sample();
    plan.has_bound = false;
    plan.bound_upt = plan.bound_verified_upt = 0;
    const struct node *node = written(arena, &plan, problem);
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
    const struct problem *problem = problem_of(arena, office);
    struct plan plan = {.status = PLAN_INFEASIBLE, .conflicts = conflicts, .conflict_count = 1};
    set_proof(&plan.proof, NULL, 0);
    const struct node *node = written(arena, &plan, problem);
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
    const struct problem *problem = problem_of(arena, office);
    const struct node *node;
    struct error error;
    struct plan plan = sample();
    plan.objective.total = INT64_C(1000000000) * MICRO + 1;
    cr_assert_eq(plan_write(arena, &plan, problem, &node, &error), ERROR_OVERFLOW);
    cr_assert_null(node);
    plan = sample();
    plan.kpis.km_m = INT64_MAX;
    cr_assert_eq(plan_write(arena, &plan, problem, &node, &error), ERROR_OVERFLOW);
    arena_free(arena);
}

/* --- there and back ---------------------------------------------------------------------------------------
 */

Test(plan, comes_back_as_it_was_written)
{
    struct arena *arena = arena_new();
    struct plan plan = sample();
    comes_back(arena, &plan, problem_of(arena, office));
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
    set_proof(&plan.proof, sample_prices, 2);
    comes_back(arena, &plan, problem_of(arena, office));
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
    struct reason reason = {.word = words[tiny_below(random, 9)],
                            .unit = tiny_below(random, instance->unit_count + 1) - 1,
                            .competency = tiny_below(random, instance->competency_count + 1) - 1,
                            .level = tiny_below(random, 6)};
    if ((reason.has_points = tiny_chance(random, 50)))
        reason.points_upt = amount(random);
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
                        .warnings = sample_warnings,
                        .warning_count = tiny_below(random, 2)};
    plan.has_bound = plan.status == PLAN_OPTIMAL || tiny_chance(random, 50);
    if (plan.has_bound) {
        plan.bound_upt = amount(random) - amount(random);
        plan.bound_verified_upt = amount(random) - amount(random);
    }
    plan.objective = (struct objective){amount(random), amount(random), amount(random), amount(random),
                                        amount(random), amount(random), amount(random)};
    plan.kpis = (struct kpis){.moves = tiny_below(random, 1000),
                              .km_m = amount(random) / 1000,
                              .coverage_min_ppm = {amount(random), amount(random)},
                              .spread_ppm = {amount(random), amount(random)},
                              .shortages = {tiny_below(random, 9), tiny_below(random, 9)},
                              .budget_spent_upt = amount(random)};
    random_moves(arena, random, instance, &plan);
    random_units(arena, random, instance, &plan);
    set_proof(&plan.proof, sample_prices, tiny_below(random, 3));
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
    const struct problem *problem = problem_of(arena, office);
    struct plan plan = sample();
    struct placed *placed;
    static const struct placed expected[] = {{1, NONE}, {0, NONE}, {1, 0}, {0, NONE}, {NONE, NONE}};
    cr_assert_eq(plan_placement(arena, &plan, problem, &placed, NULL), ERROR_NONE);
    for (int i = 0; i < 5; i++) {
        cr_assert_eq(placed[i].unit, expected[i].unit, "unit of %d", i);
        cr_assert_eq(placed[i].offer, expected[i].offer, "offer of %d", i);
    }
    arena_free(arena);
}

/* --- refusals ---------------------------------------------------------------------------------------------
 */

/* Replaces the value at one path of a document's JSON (found as text), then reads it. */
static void assert_refused(const char *from, const char *to, enum error_code code, const char *path)
{
    struct arena *arena = arena_new();
    const struct problem *problem = problem_of(arena, office);
    struct plan plan = sample();
    const char *text = document_text(arena, written(arena, &plan, problem));
    char quoted[300], changed[6000];
    snprintf(quoted, sizeof quoted, "%s", from);
    for (char *c = quoted; *c; c++)
        *c = *c == '\'' ? '"' : *c;
    const char *found = strstr(text, quoted);
    cr_assert_not_null(found, "%s is not in the plan", quoted);
    snprintf(changed, sizeof changed, "%.*s%s%s", (int)(found - text), text, to, found + strlen(quoted));
    const struct node *document = document_of(arena, changed);
    const struct plan *out;
    struct error error;
    cr_assert_not_null(document, "%s", changed);
    enum error_code got = plan_read(arena, document, &(struct path){NULL, "plan", 0}, problem, &out, &error);
    cr_assert_eq(got, code, "%s: got %s (%s)", to, error_word(got), error.text);
    cr_assert_str_eq(error.path, path);
    cr_assert_null(out);
    arena_free(arena);
}

Test(plan, refuses_ids_that_the_instance_does_not_have)
{
    assert_refused("'employee':'ani'", "'employee':'zed'", ERROR_UNKNOWN_ID, "plan.moves[0].employee");
    assert_refused("'to':'U2'", "'to':'U9'", ERROR_UNKNOWN_ID, "plan.moves[0].to");
    assert_refused("'unplaced':['eka']", "'unplaced':['zed']", ERROR_UNKNOWN_ID, "plan.unplaced[0]");
    assert_refused("'competency':'law'", "'competency':'magic'", ERROR_UNKNOWN_ID,
                   "plan.moves[0].reasons[1].competency");
    assert_refused("'id':'U2'", "'id':'U9'", ERROR_UNKNOWN_ID, "plan.units[1].id");
}

Test(plan, refuses_moves_that_are_none)
{
    assert_refused("'from':'U1'", "'from':null", ERROR_CONTRADICTION, "plan.moves[0].from");
    assert_refused("'to':'U2'", "'to':'U1'", ERROR_CONTRADICTION, "plan.moves[0].to");
    assert_refused("'offer':0", "'offer':1", ERROR_OUT_OF_RANGE, "plan.moves[1].offer");
    assert_refused("'employee':'dewi'", "'employee':'ani'", ERROR_CONTRADICTION, "plan.moves[2].from");
    assert_refused("'unplaced':['eka']", "'unplaced':['dewi']", ERROR_DUPLICATE_ID, "plan.unplaced[0]");
    assert_refused("'unplaced':['eka']", "'unplaced':['eka','eka']", ERROR_DUPLICATE_ID, "plan.unplaced[1]");
    assert_refused("'unplaced':['eka']", "'unplaced':['budi']", ERROR_CONTRADICTION, "plan.unplaced[0]");
    assert_refused("'unplaced':['eka']", "'unplaced':[]", ERROR_CONTRADICTION, "plan.unplaced");
}

Test(plan, refuses_fields_that_its_status_does_not_have)
{
    assert_refused("'status':'feasible'", "'status':'infeasible'", ERROR_CONTRADICTION, "plan.objective");
    assert_refused("'bound':600", "'bound':null", ERROR_CONTRADICTION, "plan.bound_verified");
    assert_refused("'bound_verified':599.999999", "'bound_verified':null", ERROR_CONTRADICTION,
                   "plan.bound_verified");
    assert_refused("'conflicts':[]", "'conflicts':['x']", ERROR_CONTRADICTION, "plan.conflicts");
    assert_refused("'status':'feasible'", "'status':'good'", ERROR_BAD_VALUE, "plan.status");
    assert_refused("'stopped_by':'time'", "'stopped_by':'noon'", ERROR_BAD_VALUE, "plan.stopped_by");
    assert_refused("{'headcount':[1,2],'id':'U2','need':null,'shortages':[],'supply':[1,2]}",
                   "{'headcount':[1,2],'id':'U1','need':null,'shortages':[],'supply':[1,2]}", ERROR_BAD_VALUE,
                   "plan.units[1].id");
}

Test(plan, refuses_values_of_another_form)
{
    assert_refused("'mutasi-plan/1'", "'mutasi-plan/2'", ERROR_BAD_VALUE, "plan.format");
    assert_refused("'total':640.400001", "'total':-1", ERROR_OUT_OF_RANGE, "plan.objective.total");
    assert_refused("'total':640.400001", "'sum':1,'total':1", ERROR_UNKNOWN_FIELD, "plan.objective.sum");
    assert_refused("'need':1,", "", ERROR_MISSING_FIELD, "plan.units[0].need");
    assert_refused("'headcount':[2,2]", "'headcount':[2]", ERROR_BAD_VALUE, "plan.units[0].headcount");
    assert_refused("'headcount':[2,2]", "'headcount':[2,2.5]", ERROR_WRONG_TYPE,
                   "plan.units[0].headcount[1]");
    assert_refused("'kind':'lagrangian'", "'kind':'trust me'", ERROR_BAD_VALUE,
                   "plan.proof.certificate.kind");
    assert_refused("'supply/U1':60000000000", "'supply/U1':0.5", ERROR_WRONG_TYPE,
                   "plan.proof.certificate.prices.supply/U1");
    assert_refused("'instance_sha256':'01", "'instance_sha256':'0X", ERROR_BAD_VALUE,
                   "plan.proof.instance_sha256");
    assert_refused("'reason':'saves'", "'reason':'because'", ERROR_BAD_VALUE,
                   "plan.moves[0].reasons[2].reason");
    assert_refused("'after':2,", "", ERROR_MISSING_FIELD, "plan.moves[0].reasons[0].after");
    assert_refused("'persistence':0,", "", ERROR_MISSING_FIELD, "plan.objective.persistence");
}

Test(plan, refuses_another_policy_than_its_problems)
{
    assert_refused("'per_km':0.2", "'per_km':0.3", ERROR_CONTRADICTION, "plan.policy");
}
