/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What must hold between two solves, whatever the optimum is: on problems too large to try every placement,
 * solved to proven optimality. */
#include "proto/edit.h"
#include "tests/support/oracle.h"
#include "tests/support/tiny_solve.h"

#include <criterion/criterion.h>

#include <string.h>

enum { CASES = 40, CASES_NEEDED = 20 };

static void make(struct arena *arena, uint64_t seed, struct tiny *tiny)
{
    struct error error = {0};
    enum error_code code = tiny_make(arena, seed, &tiny_size_property, tiny, &error);
    cr_assert_eq(code, ERROR_NONE, "seed %llu: %s", (unsigned long long)seed, error.text);
}

static void solve(struct arena *arena, uint64_t seed, const struct tiny *tiny, struct tiny_run *run)
{
    struct error error = {0};
    struct solve_limits limits = tiny_limits();
    enum error_code code = tiny_solve(arena, tiny, &limits, run, &error);
    cr_assert_eq(code, ERROR_NONE, "seed %llu: %s %s", (unsigned long long)seed, error.path, error.text);
    cr_assert(run->plan->status == PLAN_OPTIMAL || run->plan->status == PLAN_INFEASIBLE,
              "seed %llu: %s at the time limit", (unsigned long long)seed,
              plan_status_word(run->plan->status));
}

static const struct node *canonical(struct arena *arena, struct node built)
{
    struct error error = {0};
    struct node *node = arena_alloc(arena, 1, sizeof *node);
    *node = built;
    enum error_code code = tree_canonicalise(node, &error);
    cr_assert_eq(code, ERROR_NONE, "%s", error.text);
    return node;
}

static const struct node *from_json(struct arena *arena, const char *text)
{
    struct error error = {0};
    const struct node *node = NULL;
    enum error_code code = tree_read_json(arena, text, strlen(text), NULL, &node, &error);
    cr_assert_eq(code, ERROR_NONE, "%s", error.text);
    return node;
}

/* --- before and after
 * --------------------------------------------------------------------------------------- */

/* Makes two problems of one: both are copies on entry. Returns false where the change means nothing. */
typedef bool change(struct arena *arena, struct tiny *before, struct tiny *after);
enum sense { NO_WORSE, NO_BETTER, SAME };

static bool sense_holds(enum sense sense, const struct plan *before, const struct plan *after)
{
    bool had = plan_has_placement(before), has = plan_has_placement(after);
    int64_t rise = after->objective.total - before->objective.total;
    switch (sense) {
    case NO_WORSE:
        return has ? !had || rise <= 0 : !had;
    case NO_BETTER:
        return has ? had && rise >= 0 : true;
    default:
        return had == has && (!had || rise == 0);
    }
}

/* Returns whether the two optima differ. */
static bool compare(struct arena *arena, uint64_t seed, enum sense sense, const struct tiny *before,
                    const struct tiny *after)
{
    struct tiny_run first, second;
    solve(arena, seed, before, &first);
    solve(arena, seed, after, &second);
    cr_expect(sense_holds(sense, first.plan, second.plan), "seed %llu: %s %lld before, %s %lld after",
              (unsigned long long)seed, plan_status_word(first.plan->status),
              (long long)first.plan->objective.total, plan_status_word(second.plan->status),
              (long long)second.plan->objective.total);
    return first.plan->status != second.plan->status ||
           first.plan->objective.total != second.plan->objective.total;
}

/* Changes CASES problems without their scenarios; returns how many optima differ. */
static int32_t differences(change *apply, enum sense sense, uint64_t first_seed)
{
    int32_t done = 0, differ = 0;
    for (uint64_t seed = first_seed; seed < first_seed + CASES; seed++) {
        struct arena *arena = arena_new();
        struct tiny before, after;
        make(arena, seed, &before);
        before.scenario = NULL;
        after = before;
        if (apply(arena, &before, &after)) {
            differ += compare(arena, seed, sense, &before, &after) ? 1 : 0;
            done++;
        }
        arena_free(arena);
    }
    cr_assert_geq(done, CASES_NEEDED, "the change applies to only %d of %d problems", (int)done, CASES);
    return differ;
}

/* --- more choices
 * ------------------------------------------------------------------------------------------- */

static bool lift_consent(struct arena *arena, struct tiny *before, struct tiny *after)
{
    const struct node *people = map_get(before->instance, "employees");
    struct node freed = node_array(arena, people->count);
    for (uint32_t i = 0; i < people->count; i++) {
        array_add(&freed, *map_with(arena, &people->as.items[i], "consent", NULL));
    }
    after->instance = map_with(arena, before->instance, "employees", canonical(arena, freed));
    return true;
}

Test(properties, more_consent_never_makes_the_optimum_worse)
{
    cr_assert_geq(differences(lift_consent, NO_WORSE, 10001), 2, "the change hardly mattered");
}

/* To everybody: a training in gis and an incentive that ends all reluctance, both for 0.1 points. */
static bool offer_more(struct arena *arena, struct tiny *before, struct tiny *after)
{
    const struct node *people = map_get(before->instance, "employees");
    const struct node *more =
        from_json(arena, "[{\"kind\":\"training\",\"cost\":0.1,\"competency\":\"gis\",\"level\":5},"
                         "{\"kind\":\"incentive\",\"cost\":0.1,\"reluctance\":0}]");
    struct node offered = node_array(arena, people->count);
    for (uint32_t i = 0; i < people->count; i++) {
        const struct node *person = &people->as.items[i];
        const struct node *offers = array_joined(arena, map_get(person, "offers"), more);
        array_add(&offered, *map_with(arena, person, "offers", offers));
    }
    after->instance = map_with(arena, before->instance, "employees", canonical(arena, offered));
    return true;
}

Test(properties, further_offers_never_make_the_optimum_worse)
{
    cr_assert_geq(differences(offer_more, NO_WORSE, 10101), 2, "the change hardly mattered");
}

static bool add_unit_without_demands(struct arena *arena, struct tiny *before, struct tiny *after)
{
    const struct node *units = map_get(before->instance, "units");
    const struct node *more = array_joined(arena, units, from_json(arena, "[{\"id\":\"anywhere\"}]"));
    after->instance = map_with(arena, before->instance, "units", more);
    return true;
}

Test(properties, a_further_unit_that_asks_for_nothing_never_makes_the_optimum_worse)
{
    cr_assert_geq(differences(add_unit_without_demands, NO_WORSE, 10201), 2, "the change hardly mattered");
}

/* --- tighter demands
 * ---------------------------------------------------------------------------------------- */

/* At most one move in all, or as few as before. */
static bool cap_moves(struct arena *arena, struct tiny *before, struct tiny *after)
{
    const struct node *moves = before->policy == NULL ? NULL : map_get(before->policy, "moves");
    const struct node *max = moves == NULL ? NULL : map_get(moves, "max");
    const char *patch = max != NULL && max->as.integer == 0 ? "{}" : "{\"moves\":{\"max\":1}}";
    after->policy = merge_patch(arena, before->policy, from_json(arena, patch));
    return before->policy != NULL;
}

Test(properties, a_tighter_cap_on_moves_never_makes_the_optimum_better)
{
    cr_assert_geq(differences(cap_moves, NO_BETTER, 10301), 2, "the change hardly mattered");
}

/* Shortages that cost nothing against shortages that are forbidden. */
static bool forbid_free_shortages(struct arena *arena, struct tiny *before, struct tiny *after)
{
    if (before->policy == NULL) {
        return false;
    }
    before->policy = merge_patch(arena, after->policy, from_json(arena, "{\"competency\":{\"shortage\":0}}"));
    after->policy =
        merge_patch(arena, after->policy, from_json(arena, "{\"competency\":{\"shortage\":\"hard\"}}"));
    return true;
}

Test(properties, forbidding_free_shortages_never_makes_the_optimum_better)
{
    cr_assert_geq(differences(forbid_free_shortages, NO_BETTER, 10401), 2, "the change hardly mattered");
}

/* All units without headcount limits, against the same with two to three people in the first. */
static struct node units_with_limits(struct arena *arena, const struct tiny *tiny, const struct node *first)
{
    const struct node *units = map_get(tiny->instance, "units");
    struct node changed = node_array(arena, units->count);
    for (uint32_t u = 0; u < units->count; u++) {
        const struct node *limits = u == 0 ? first : NULL;
        array_add(&changed, *map_with(arena, &units->as.items[u], "headcount_limits", limits));
    }
    return changed;
}

static bool limit_one_headcount(struct arena *arena, struct tiny *before, struct tiny *after)
{
    struct node open = units_with_limits(arena, before, NULL);
    struct node limited = units_with_limits(arena, after, from_json(arena, "[2,3]"));
    before->instance = map_with(arena, before->instance, "units", canonical(arena, open));
    after->instance = map_with(arena, after->instance, "units", canonical(arena, limited));
    return true;
}

Test(properties, a_headcount_limit_never_makes_the_optimum_better)
{
    cr_assert_geq(differences(limit_one_headcount, NO_BETTER, 10501), 2, "the change hardly mattered");
}

/* No budget, against one of 5. */
static bool cap_budget(struct arena *arena, struct tiny *before, struct tiny *after)
{
    before->policy = before->policy == NULL ? NULL : map_with(arena, before->policy, "budget", NULL);
    after->policy = merge_patch(arena, before->policy, from_json(arena, "{\"budget\":5}"));
    return before->policy != NULL;
}

Test(properties, a_budget_never_makes_the_optimum_better)
{
    cr_assert_geq(differences(cap_budget, NO_BETTER, 11201), 2, "the change hardly mattered");
}

/* The first two people may not end in the same unit. */
static bool part_two_people(struct arena *arena, struct tiny *before, struct tiny *after)
{
    const struct node *people = map_get(before->instance, "employees");
    struct node pair = node_map(arena, 3), both = node_array(arena, 2), pairs = node_array(arena, 1);
    array_add(&both, *map_get(&people->as.items[0], "id"));
    array_add(&both, *map_get(&people->as.items[1], "id"));
    map_add(&pair, "kind", node_borrowed("apart"));
    map_add(&pair, "employees", both);
    map_add(&pair, "scope", node_borrowed("unit"));
    array_add(&pairs, pair);
    before->instance = map_with(arena, before->instance, "pairs", NULL);
    after->instance = map_with(arena, before->instance, "pairs", canonical(arena, pairs));
    return true;
}

Test(properties, parting_two_people_never_makes_the_optimum_better)
{
    cr_assert_geq(differences(part_two_people, NO_BETTER, 11301), 2, "the change hardly mattered");
}

/* --- scenarios
 * ---------------------------------------------------------------------------------------------- */

static bool change_nothing(struct arena *arena, struct tiny *before, struct tiny *after)
{
    (void)before;
    after->scenario = from_json(arena, "{\"name\":\"as it is\"}");
    return true;
}

Test(properties, a_scenario_of_no_change_is_the_base)
{
    differences(change_nothing, SAME, 10701);
}

/* {"<list>": what the plan does}: `place` of everybody with a unit, or `pin` of everybody who stays. Who is
 * lent is left out: a person who is placed or pinned would not be. */
static const struct node *scenario_of(struct arena *arena, const struct tiny_run *run, bool place)
{
    const struct instance *instance = run->problem->instance;
    size_t people = (size_t)instance->employee_count;
    struct node scenario = node_map(arena, 2), map = node_map(arena, people),
                list = node_array(arena, people);
    for (int32_t i = 0; i < instance->employee_count; i++) {
        int32_t unit = run->placement[i].surge == NONE ? run->placement[i].unit : NONE;
        if (unit != NONE) {
            map_add(&map, instance->employees[i].id, node_borrowed(instance->units[unit].id));
        }
        if (unit != NONE && unit == instance->employees[i].unit) {
            array_add(&list, node_borrowed(instance->employees[i].id));
        }
    }
    map_add(&scenario, "name", node_borrowed("as planned"));
    map_add(&scenario, place ? "place" : "pin", place ? map : list);
    return canonical(arena, scenario);
}

static void repeat_as_scenario(bool place, uint64_t first_seed)
{
    int32_t done = 0;
    for (uint64_t seed = first_seed; seed < first_seed + CASES; seed++) {
        struct arena *arena = arena_new();
        struct tiny tiny, planned;
        struct tiny_run run;
        make(arena, seed, &tiny);
        tiny.scenario = NULL;
        solve(arena, seed, &tiny, &run);
        if (run.placement != NULL) {
            planned = tiny;
            planned.scenario = scenario_of(arena, &run, place);
            compare(arena, seed, SAME, &tiny, &planned);
            done++;
        }
        arena_free(arena);
    }
    cr_assert_geq(done, CASES_NEEDED);
}

Test(properties, placing_everybody_as_in_the_best_plan_costs_the_same)
{
    repeat_as_scenario(true, 10801);
}

Test(properties, pinning_everybody_who_stays_in_the_best_plan_costs_the_same)
{
    repeat_as_scenario(false, 10901);
}

/* --- the plan itself
 * ---------------------------------------------------------------------------------------- */

Test(properties, a_plan_costs_what_the_oracle_says_and_breaks_nothing)
{
    int32_t plans = 0;
    for (uint64_t seed = 11001; seed < 11001 + CASES; seed++) {
        struct arena *arena = arena_new();
        struct tiny tiny;
        struct tiny_run run;
        struct oracle_verdict verdict;
        make(arena, seed, &tiny);
        solve(arena, seed, &tiny, &run);
        if (run.placement != NULL) {
            cr_assert(oracle_evaluate(run.problem, run.placement, &verdict));
            cr_expect_eq(verdict.broken, 0U, "seed %llu", (unsigned long long)seed);
            cr_expect_eq(verdict.ineligible, 0, "seed %llu", (unsigned long long)seed);
            cr_expect_eq(verdict.objective.total, run.plan->objective.total, "seed %llu",
                         (unsigned long long)seed);
            plans++;
        }
        arena_free(arena);
    }
    cr_assert_geq(plans, CASES_NEEDED);
}

Test(properties, equal_seed_and_effort_give_equal_bytes)
{
    for (uint64_t seed = 11101; seed < 11101 + CASES; seed++) {
        struct arena *arena = arena_new();
        struct error error = {0};
        struct tiny tiny;
        struct tiny_run once, again;
        struct solve_limits limits = tiny_limits();
        limits.effort = 200000;
        limits.seed = 7;
        make(arena, seed, &tiny);
        cr_assert_eq(tiny_solve(arena, &tiny, &limits, &once, &error), ERROR_NONE, "%s", error.text);
        cr_assert_eq(tiny_solve(arena, &tiny, &limits, &again, &error), ERROR_NONE, "%s", error.text);
        cr_expect_eq(once.length, again.length, "seed %llu", (unsigned long long)seed);
        cr_expect(once.length == again.length && memcmp(once.bytes, again.bytes, once.length) == 0,
                  "seed %llu: two plans of one request differ", (unsigned long long)seed);
        arena_free(arena);
    }
}
