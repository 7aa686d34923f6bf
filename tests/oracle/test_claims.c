/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan that says something untrue is caught by `check`: a wrong objective, a bound raised above what the
 * prices prove, a person moved so that a hard demand breaks, a cost, a number of the summary. */
#include "tests/support/oracle.h"
#include "tests/support/tiny_solve.h"

#include <criterion/criterion.h>

#include <string.h>

/* One solved problem and a copy of its plan to falsify. */
struct bench {
    struct arena *arena;
    uint64_t seed;
    struct tiny tiny;
    struct tiny_run run;
    struct plan plan;
    const struct node *report;
};

/* Solves the seed; false (arena freed) when there is no proven plan. */
static bool set_up(struct bench *bench, uint64_t seed)
{
    struct error error = {0};
    struct solve_limits limits = tiny_limits();
    bench->arena = arena_new();
    bench->seed = seed;
    enum error_code code = tiny_make(bench->arena, seed, &tiny_size_oracle, &bench->tiny, &error);
    if (code == ERROR_NONE) {
        code = tiny_solve(bench->arena, &bench->tiny, &limits, &bench->run, &error);
    }
    cr_assert_eq(code, ERROR_NONE, "seed %llu: %s %s", (unsigned long long)seed, error.path, error.text);
    if (bench->run.plan->status != PLAN_OPTIMAL) {
        arena_free(bench->arena);
        return false;
    }
    bench->plan = *bench->run.plan;
    return true;
}

static void check(struct bench *bench)
{
    struct error error = {0};
    enum error_code code =
        tiny_check(bench->arena, &bench->tiny, &bench->plan, bench->run.problem, &bench->report, &error);
    cr_assert_eq(code, ERROR_NONE, "seed %llu: check: %s %s", (unsigned long long)bench->seed, error.path,
                 error.text);
}

static int32_t claim_count(const struct bench *bench)
{
    const struct node *claims = map_get(bench->report, "claims");
    return claims == NULL ? 0 : (int32_t)claims->count;
}

/* Whether a claim names this field, as a whole or up to a dot or bracket ("plan.units[0].supply"). */
static bool claims_name(const struct bench *bench, const char *field)
{
    const struct node *claims = map_get(bench->report, "claims");
    size_t length = strlen(field);
    for (int32_t c = 0; c < claim_count(bench); c++) {
        const struct node *named = map_get(&claims->as.items[c], "field");
        if (named != NULL && strncmp(named->as.text, field, length) == 0 &&
            strchr(".[", named->as.text[length]) != NULL) {
            return true;
        }
    }
    return false;
}

static bool feasible(const struct bench *bench)
{
    const struct node *value = map_get(bench->report, "feasible");
    return value != NULL && value->kind == NODE_BOOLEAN && value->as.boolean;
}

static const char *report_text(const struct bench *bench)
{
    struct error error;
    const char *text = "";
    size_t length = 0;
    tree_write_json(bench->arena, bench->report, JSON_CANONICAL, &text, &length, &error);
    return text;
}

#define SEEN(bench) "seed %llu: %s", (unsigned long long)(bench).seed, report_text(&(bench))

Test(claims, of_a_true_plan_are_all_confirmed)
{
    int32_t plans = 0;
    for (uint64_t seed = 1; seed <= 150; seed++) {
        struct bench bench;
        if (set_up(&bench, seed)) {
            check(&bench);
            cr_assert(feasible(&bench), SEEN(bench));
            cr_assert_eq(claim_count(&bench), 0, SEEN(bench));
            plans++;
            arena_free(bench.arena);
        }
    }
    cr_assert_geq(plans, 90);
}

Test(claims, of_an_objective_one_micro_point_off_are_caught)
{
    for (uint64_t seed = 1; seed <= 40; seed++) {
        struct bench bench;
        if (set_up(&bench, seed)) {
            bench.plan.objective.total += bench.plan.objective.total > 0 ? -1 : 1;
            check(&bench);
            cr_assert(claims_name(&bench, "plan.objective.total"), SEEN(bench));
            arena_free(bench.arena);
        }
    }
}

Test(claims, of_a_part_of_the_objective_are_caught)
{
    for (uint64_t seed = 1; seed <= 40; seed++) {
        struct bench bench;
        if (set_up(&bench, seed)) {
            bench.plan.objective.balance++;
            bench.plan.objective.competency++;
            check(&bench);
            cr_assert(claims_name(&bench, "plan.objective.balance"), SEEN(bench));
            cr_assert(claims_name(&bench, "plan.objective.competency"), SEEN(bench));
            arena_free(bench.arena);
        }
    }
}

Test(claims, of_a_bound_one_micro_point_above_what_the_prices_prove_are_caught)
{
    for (uint64_t seed = 1; seed <= 40; seed++) {
        struct bench bench;
        if (set_up(&bench, seed)) {
            bench.plan.bound_verified_upt++;
            if (bench.plan.bound_upt < bench.plan.bound_verified_upt) {
                bench.plan.bound_upt = bench.plan.bound_verified_upt;
            }
            if (bench.plan.bound_verified_upt <= bench.plan.objective.total) {
                check(&bench);
                cr_assert(claims_name(&bench, "plan.bound_verified"), SEEN(bench));
            }
            arena_free(bench.arena);
        }
    }
}

Test(claims, of_prices_that_prove_less_are_caught)
{
    int32_t caught = 0;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        struct bench bench;
        if (set_up(&bench, seed)) {
            bench.plan.proof.prices = NULL;
            bench.plan.proof.price_count = 0;
            bench.plan.proof.tree = NULL;
            check(&bench);
            caught += claims_name(&bench, "plan.bound_verified") ? 1 : 0;
            arena_free(bench.arena);
        }
    }
    cr_assert_geq(caught, 15, "dropped prices were noticed only %d times", (int)caught);
}

/* --- wrong people
 * ------------------------------------------------------------------------------------------- */

/* The plan's moves and secondments, once more, for another placement. Costs and reasons are left out. */
static void set_moves(struct bench *bench, const struct placed *placement)
{
    const struct instance *instance = bench->run.problem->instance;
    struct move *moves = arena_alloc(bench->arena, (size_t)instance->employee_count, sizeof *moves);
    int32_t *unplaced = arena_alloc(bench->arena, (size_t)instance->employee_count, sizeof *unplaced);
    struct secondment *lent = arena_alloc(bench->arena, (size_t)instance->employee_count, sizeof *lent);
    bench->plan.move_count = bench->plan.unplaced_count = bench->plan.secondment_count = 0;
    for (int32_t i = 0; i < instance->employee_count; i++) {
        int32_t from = instance->employees[i].unit;
        if (placement[i].unit == NONE) {
            unplaced[bench->plan.unplaced_count++] = i;
        } else if (placement[i].unit != from || placement[i].offer != NONE) {
            moves[bench->plan.move_count++] = (struct move){
                .employee = i, .from = from, .to = placement[i].unit, .offer = placement[i].offer};
        }
    }
    for (int32_t i = 0; i < instance->employee_count; i++) {
        if (placement[i].surge != NONE) {
            lent[bench->plan.secondment_count++] =
                (struct secondment){.employee = i,
                                    .surge = placement[i].surge,
                                    .unit = placement[i].unit,
                                    .to = instance->surges[placement[i].surge].unit};
        }
    }
    bench->plan.secondments = lent;
    bench->plan.moves = moves;
    bench->plan.unplaced = unplaced;
}

/* Another unit for one person, all others as in the plan, that breaks a hard demand or is not theirs. */
static bool break_something(const struct bench *bench, struct placed *placement,
                            struct oracle_verdict *verdict)
{
    const struct instance *instance = bench->run.problem->instance;
    for (int32_t i = 0; i < instance->employee_count; i++) {
        for (int32_t u = 0; u < instance->unit_count; u++) {
            memcpy(placement, bench->run.placement, sizeof *placement * (size_t)instance->employee_count);
            placement[i] = (struct placed){u, NONE, NONE};
            oracle_evaluate(bench->run.problem, placement, verdict);
            if (verdict->broken != 0 && verdict->ineligible == 0) {
                return true;
            }
        }
    }
    return false;
}

Test(claims, of_a_person_moved_so_that_a_hard_demand_breaks_are_caught)
{
    int32_t broken = 0;
    for (uint64_t seed = 1; seed <= 250; seed++) {
        struct bench bench;
        struct placed placement[ORACLE_PEOPLE_MAX];
        struct oracle_verdict verdict;
        if (!set_up(&bench, seed)) {
            continue;
        }
        if (break_something(&bench, placement, &verdict)) {
            set_moves(&bench, placement);
            check(&bench);
            cr_assert_not(feasible(&bench), SEEN(bench));
            cr_assert_gt(map_get(bench.report, "breaches")->count, 0, SEEN(bench));
            broken++;
        }
        arena_free(bench.arena);
    }
    cr_assert_geq(broken, 40, "only %d plans could be broken", (int)broken);
}

static bool breach_names(const struct bench *bench, const char *row)
{
    const struct node *breaches = map_get(bench->report, "breaches");
    for (uint32_t b = 0; b < breaches->count; b++) {
        if (strcmp(map_get(&breaches->as.items[b], "row")->as.text, row) == 0) {
            return true;
        }
    }
    return false;
}

/* A person and a unit that is not theirs to end in; false when there is none. */
static bool misplace(const struct bench *bench, struct placed *placement, int32_t *who)
{
    const struct problem *problem = bench->run.problem;
    const struct instance *instance = problem->instance;
    memcpy(placement, bench->run.placement, sizeof *placement * (size_t)instance->employee_count);
    for (*who = 0; *who < instance->employee_count; (*who)++) {
        for (int32_t u = 0; u < instance->unit_count; u++) {
            if (!oracle_eligible(problem, *who, u)) {
                placement[*who] = (struct placed){u, NONE, NONE};
                return true;
            }
        }
    }
    return false;
}

Test(claims, of_a_person_sent_where_they_may_not_go_are_caught_by_name)
{
    int32_t misplaced = 0;
    for (uint64_t seed = 1; seed <= 100; seed++) {
        struct bench bench;
        struct placed placement[ORACLE_PEOPLE_MAX];
        int32_t who = NONE;
        if (!set_up(&bench, seed)) {
            continue;
        }
        if (misplace(&bench, placement, &who)) {
            const char *id = bench.run.problem->instance->employees[who].id;
            set_moves(&bench, placement);
            check(&bench);
            cr_assert_not(feasible(&bench), SEEN(bench));
            cr_assert(breach_names(&bench, arena_format(bench.arena, "eligibility/%s", id)), SEEN(bench));
            misplaced++;
        }
        arena_free(bench.arena);
    }
    cr_assert_geq(misplaced, 40, "only %d plans had somebody to misplace", (int)misplaced);
}

/* --- a placement without a plan
 * ----------------------------------------------------------------------------- */

/* Everybody stays: what `check` reports is what the oracle computes. */
Test(claims, are_not_needed_to_check_that_everybody_stays)
{
    for (uint64_t seed = 1; seed <= 100; seed++) {
        struct bench bench = {.arena = arena_new(), .seed = seed};
        struct error error = {0};
        struct oracle_verdict verdict;
        struct placed stay[ORACLE_PEOPLE_MAX];
        struct node nobody = node_map(bench.arena, 0);
        tiny_make(bench.arena, seed, &tiny_size_oracle, &bench.tiny, &error);
        enum error_code code = tiny_problem(bench.arena, &bench.tiny, &bench.run.problem, &error);
        cr_assert_eq(code, ERROR_NONE, "%s", error.text);
        for (int32_t i = 0; i < bench.run.problem->instance->employee_count; i++) {
            stay[i] = (struct placed){bench.run.problem->instance->employees[i].unit, NONE, NONE};
        }
        oracle_evaluate(bench.run.problem, stay, &verdict);
        code = tiny_check_placement(bench.arena, &bench.tiny, &nobody, &bench.report, &error);
        cr_assert_eq(code, ERROR_NONE, "seed %llu: %s %s", (unsigned long long)seed, error.path, error.text);
        cr_assert_eq(feasible(&bench), verdict.broken == 0 && verdict.ineligible == 0, SEEN(bench));
        arena_free(bench.arena);
    }
}
