/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The 2,000 problems of test_oracle cover the contract: every field, every kind of hard demand both satisfied
 * at a price and impossible to satisfy, every part of the objective. So the generator cannot quietly lose
 * one. */
#include "tests/support/oracle_agree.h"
#include "tests/support/tiny_census.h"

#include <criterion/criterion.h>

enum { SEEDS = 2000 };

static void make(struct arena *arena, uint64_t seed, struct tiny *tiny)
{
    struct error error = {0};
    enum error_code code = tiny_make(arena, seed, &tiny_size_oracle, tiny, &error);
    cr_assert_eq(code, ERROR_NONE, "seed %llu: %s", (unsigned long long)seed, error.text);
}

/* --- fields
 * ------------------------------------------------------------------------------------------------- */

static const char *const instance_paths[] = {
    "name",
    "units[].name",
    "units[].group",
    "units[].at",
    "units[].need",
    "units[].need=0",
    "units[].work[].task",
    "units[].work[].volume",
    "units[].work[].minutes",
    "units[].supply_limits[]=null",
    "units[].supply_limits[]=*",
    "units[].headcount_limits[]=null",
    "units[].headcount_limits[]=*",
    "units[].open=true",
    "units[].open=false",
    "units[].budget",
    "units[].competencies[].level",
    "units[].competencies[].min=0",
    "units[].competencies[].min=1",
    "units[].competencies[].min=2",
    "units[].competencies[].hard=true",
    "units[].competencies[].hard=false",
    "employees[].name",
    "employees[].unit=null",
    "employees[].unit=*",
    "employees[].fte",
    "employees[].fte=0",
    "employees[].status",
    "employees[].grade",
    "employees[].tags",
    "employees[].since",
    "employees[].born",
    "employees[].competencies{}=null",
    "employees[].competencies{}=5",
    "employees[].prefers{}",
    "employees[].consent=any",
    "employees[].consent=none",
    "employees[].consent[]",
    "employees[].reluctance",
    "employees[].pinned=true",
    "employees[].pinned=false",
    "employees[].offers[].kind=training",
    "employees[].offers[].kind=incentive",
    "employees[].offers[].level",
    "groups[].name",
    "groups[].need",
    "groups[].supply_limits[]=*",
    "groups[].headcount_limits[]=*",
    "groups[].competencies[].hard=true",
    "groups[].competencies[].min=1",
    "distances.units",
    "distances.km[]",
    "relocation[].cost",
    "supplies[].fte",
    "surges",
    "surges[].need",
    "surges[].need=0",
    "previous{}",
};

static const char *const policy_paths[] = {
    "name",
    "balance.target",
    "balance.limit[]",
    "balance.limit=null",
    "balance.under[][]",
    "balance.under",
    "balance.over[][]",
    "balance.over",
    "competency.shortage=hard",
    "competency.shortage",
    "competency.unknown=qualified",
    "competency.unknown=unqualified",
    "relocation.move",
    "relocation.move_within_group",
    "relocation.per_km",
    "relocation.reluctance",
    "relocation.preference",
    "relocation.first",
    "unplaced",
    "moves.max",
    "moves.max_share",
    "moves.out_share",
    "moves.in_share",
    "budget",
    "effective_minutes",
    "persistence",
    "rules[].rule=min_tenure",
    "rules[].rule=status_fixed",
    "rules[].rule=tag_fixed",
    "rules[].rule=max_tenure",
    "rules[].rule=retirement",
    "rules[].price",
    "rules[].hard=true",
    "rules[].hard=false",
    "rules[].age",
    "rules[].months",
    "rules[].cite",
    "rules[].from",
    "rules[].until",
    "secondment.move",
    "secondment.per_km",
    "secondment.max_share",
    "secondment.donor_min",
};

static const char *const scenario_paths[] = {
    "name",
    "policy.balance=null",
    "policy.moves.max",
    "policy.unplaced",
    "policy.rules=null",
    "policy.budget",
    "policy.persistence",
    "pin[]",
    "place{}",
    "release[]",
    "close[]",
    "open[]",
    "need{}=+10%",
    "need{}=-5%",
    "need{}",
    "add.units[]",
    "add.employees[]",
    "remove.units[]",
    "remove.employees[]",
};

#define COUNT_OF(array) ((int32_t)(sizeof(array) / sizeof((array)[0])))

static void count_paths(const struct node *document, const char *const *paths, int32_t count, int32_t *seen)
{
    for (int32_t p = 0; document != NULL && p < count; p++) {
        seen[p] += document_has(document, paths[p]) ? 1 : 0;
    }
}

static void expect_paths(const char *document, const char *const *paths, int32_t count, const int32_t *seen)
{
    for (int32_t p = 0; p < count; p++) {
        cr_expect_geq(seen[p], 20, "%s: %s occurs in only %d of %d problems", document, paths[p],
                      (int)seen[p], SEEDS);
    }
}

Test(generator, says_every_field_of_the_contract_in_at_least_20_problems)
{
    int32_t of_instance[COUNT_OF(instance_paths)] = {0}, of_policy[COUNT_OF(policy_paths)] = {0};
    int32_t of_scenario[COUNT_OF(scenario_paths)] = {0}, default_policies = 0;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct tiny tiny;
        struct arena *arena = arena_new();
        make(arena, seed, &tiny);
        count_paths(tiny.instance, instance_paths, COUNT_OF(instance_paths), of_instance);
        count_paths(tiny.policy, policy_paths, COUNT_OF(policy_paths), of_policy);
        count_paths(tiny.scenario, scenario_paths, COUNT_OF(scenario_paths), of_scenario);
        default_policies += tiny.policy == NULL ? 1 : 0;
        arena_free(arena);
    }
    expect_paths("instance", instance_paths, COUNT_OF(instance_paths), of_instance);
    expect_paths("policy", policy_paths, COUNT_OF(policy_paths), of_policy);
    expect_paths("scenario", scenario_paths, COUNT_OF(scenario_paths), of_scenario);
    cr_expect_geq(default_policies, 100, "only %d problems without a policy", (int)default_policies);
}

Test(generator, says_the_same_again_for_the_same_seed)
{
    struct arena *arena = arena_new();
    struct tiny once, again, other;
    make(arena, 7, &once);
    make(arena, 7, &again);
    make(arena, 8, &other);
    cr_assert_str_eq(tiny_text(arena, &once), tiny_text(arena, &again));
    cr_assert_str_neq(tiny_text(arena, &once), tiny_text(arena, &other));
    arena_free(arena);
}

/* --- meaning
 * ------------------------------------------------------------------------------------------------ */

struct census {
    int32_t feasible, stuck, moved, forced;
    int32_t causes[ORACLE_KIND_COUNT], binding[ORACLE_KIND_COUNT];
    int32_t relocation, balance, competency, offers, persistence, tenure, unplaced,
        secondment; /* optima that pay for it */
    int32_t lent;   /* optima that lend somebody */
    int64_t tried;
};

static void count_parts(const struct objective *best, struct census *census)
{
    census->relocation += best->relocation > 0 ? 1 : 0;
    census->balance += best->balance > 0 ? 1 : 0;
    census->competency += best->competency > 0 ? 1 : 0;
    census->offers += best->offers > 0 ? 1 : 0;
    census->persistence += best->persistence > 0 ? 1 : 0;
    census->tenure += best->tenure > 0 ? 1 : 0;
    census->unplaced += best->unplaced > 0 ? 1 : 0;
    census->secondment += best->secondment > 0 ? 1 : 0;
}

static void count_answer(const struct problem *problem, const struct oracle_answer *answer,
                         struct census *census)
{
    bool moved = false, lent = false;
    for (int32_t i = 0; answer->feasible && i < problem->instance->employee_count; i++) {
        int32_t unit = problem->instance->employees[i].unit;
        moved |= unit != NONE && answer->placement[i].unit != unit;
        lent |= answer->placement[i].surge != NONE;
    }
    census->feasible += answer->feasible ? 1 : 0;
    census->stuck += answer->stuck > 0 ? 1 : 0;
    census->moved += moved ? 1 : 0;
    census->lent += lent ? 1 : 0;
    census->forced += problem->forced_unit != NULL ? 1 : 0;
    census->tried += answer->tried;
    for (int32_t kind = 0; kind < ORACLE_KIND_COUNT; kind++) {
        census->causes[kind] += (int32_t)((answer->causes >> kind) & 1U);
        census->binding[kind] += (int32_t)((answer->binding >> kind) & 1U);
    }
    if (answer->feasible) {
        count_parts(&answer->best, census);
    }
}

static struct census take_census(void)
{
    struct census census = {0};
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct tiny tiny;
        struct oracle_answer answer;
        struct error error = {0};
        const struct problem *problem = NULL;
        struct arena *arena = arena_new();
        make(arena, seed, &tiny);
        enum error_code code = tiny_problem(arena, &tiny, &problem, &error);
        cr_assert_eq(code, ERROR_NONE, "seed %llu: %s %s", (unsigned long long)seed, error.path, error.text);
        cr_assert(oracle_solve(problem, ORACLE_PLACEMENTS_MOST, &answer), "seed %llu is too large",
                  (unsigned long long)seed);
        count_answer(problem, &answer, &census);
        arena_free(arena);
    }
    return census;
}

static void expect_kinds(const struct census *census)
{
    for (int32_t kind = 0; kind < ORACLE_KIND_COUNT; kind++) {
        const char *text = oracle_kind_text((enum oracle_kind)kind);
        cr_expect_geq(census->binding[kind], 3, "%s makes only %d optima dearer", text,
                      (int)census->binding[kind]);
        /* whoever is lent may as well not be: that cap alone excludes nothing */
        cr_expect_geq(census->causes[kind], kind == ORACLE_LENT_AT_ONCE ? 0 : 3,
                      "%s alone makes only %d problems infeasible", text, (int)census->causes[kind]);
    }
}

Test(generator, makes_every_kind_of_hard_demand_bind_and_exclude)
{
    struct census census = take_census();
    int32_t infeasible = SEEDS - census.feasible;
    expect_kinds(&census);
    cr_expect(infeasible >= SEEDS / 10 && infeasible <= SEEDS / 4, "%d of %d problems are infeasible",
              (int)infeasible, SEEDS);
    cr_expect_gt(census.tried, 500000, "only %lld placements tried", (long long)census.tried);
    cr_expect_geq(census.stuck, 20, "people without a choice in only %d problems", (int)census.stuck);
    cr_expect_geq(census.moved, 300, "only %d optima move somebody", (int)census.moved);
    cr_expect_geq(census.forced, 100, "only %d scenarios place somebody", (int)census.forced);
    cr_expect_geq(census.relocation, 300, "relocation paid in %d optima", (int)census.relocation);
    cr_expect_geq(census.balance, 300, "balance paid in %d optima", (int)census.balance);
    cr_expect_geq(census.competency, 200, "shortages paid in %d optima", (int)census.competency);
    cr_expect_geq(census.offers, 30, "offers used in %d optima", (int)census.offers);
    cr_expect_geq(census.persistence, 100, "persistence paid in %d optima", (int)census.persistence);
    cr_expect_geq(census.tenure, 50, "too long a tenure paid in %d optima", (int)census.tenure);
    cr_expect_geq(census.secondment, 50, "surges paid in %d optima", (int)census.secondment);
    cr_expect_geq(census.lent, 50, "only %d optima lend somebody", (int)census.lent);
    cr_expect_geq(census.unplaced, 50, "unplaced people paid in %d optima", (int)census.unplaced);
}
