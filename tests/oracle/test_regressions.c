/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small problems that once went wrong, their answers worked out by hand. */
#include "tests/support/tiny_solve.h"

#include <criterion/criterion.h>

static struct node number_text(struct arena *arena, const char *prefix, int32_t n)
{
    return node_borrowed(arena_format(arena, "%s%d", prefix, (int)n));
}

static struct node unit(struct arena *arena, const char *prefix, int32_t n, int64_t need_micro)
{
    struct node out = node_map(arena, 2);
    map_add(&out, "id", number_text(arena, prefix, n));
    map_add(&out, "need", node_micro(need_micro));
    return out;
}

static struct node newcomer(struct arena *arena, int32_t n)
{
    struct node out = node_map(arena, 4), consent = node_array(arena, 2);
    array_add(&consent, number_text(arena, "A", n));
    array_add(&consent, number_text(arena, "B", n));
    map_add(&out, "id", number_text(arena, "P", n));
    map_add(&out, "unit", node_null());
    map_add(&out, "fte", node_micro(1000));
    map_add(&out, "consent", consent);
    return out;
}

static void rounding_problem(struct arena *arena, int32_t trios, struct node *instance, struct node *policy)
{
    struct node units = node_array(arena, 2 * (size_t)trios), people = node_array(arena, (size_t)trios);
    struct node balance = node_map(arena, 3), target = node_array(arena, 2);
    struct error error = {0};
    for (int32_t n = 0; n < trios; n++) {
        array_add(&units, unit(arena, "A", n, 2000));
        array_add(&units, unit(arena, "B", n, 1000));
        array_add(&people, newcomer(arena, n));
    }
    array_add(&target, node_integer(1));
    array_add(&target, node_integer(1));
    map_add(&balance, "target", target);
    map_add(&balance, "under", node_micro(500));
    map_add(&balance, "over", node_micro(500));
    *instance = node_map(arena, 4);
    map_add(instance, "format", node_borrowed("mutasi-instance/1"));
    map_add(instance, "date", node_borrowed("2026-03-01"));
    map_add(instance, "units", units);
    map_add(instance, "employees", people);
    *policy = node_map(arena, 2);
    map_add(policy, "format", node_borrowed("mutasi-policy/1"));
    map_add(policy, "balance", balance);
    cr_assert_eq(tree_canonicalise(instance, &error), ERROR_NONE, "%s", error.text);
    cr_assert_eq(tree_canonicalise(policy, &error), ERROR_NONE, "%s", error.text);
}

/* A needs 2 milli-FTE, B needs 1, P brings 1 to either; a missing milli-FTE costs half a micro-point, and
 * each unit's price is rounded half away from zero.
 *
 *     P in A: A misses 1 (0.5 -> 1), B misses 1 (0.5 -> 1): 2 micro-points
 *     P in B: A misses 2 (1.0 -> 1), B misses 0:            1 micro-point
 *
 * Before rounding both cost 1. With n such trios the optimum is n, and a bound above n is wrong. */
static void solve_trios(struct arena *arena, int32_t trios, struct tiny_run *run)
{
    struct error error = {0};
    struct node instance, policy;
    struct solve_limits limits = tiny_limits();
    limits.time_s = 2;
    rounding_problem(arena, trios, &instance, &policy);
    struct tiny tiny = {.instance = &instance, .policy = &policy};
    enum error_code code = tiny_solve(arena, &tiny, &limits, run, &error);
    cr_assert_eq(code, ERROR_NONE, "%s %s", error.path, error.text);
    cr_assert_leq(run->plan->bound_upt, trios, "bound %lld above the optimum",
                  (long long)run->plan->bound_upt);
}

Test(regressions, finds_the_plan_that_rounding_makes_cheaper)
{
    struct arena *arena = arena_new();
    struct tiny_run run;
    solve_trios(arena, 8, &run);
    cr_assert_eq(run.plan->objective.total, 8, "total %lld", (long long)run.plan->objective.total);
    cr_assert_eq(run.plan->status, PLAN_OPTIMAL);
    arena_free(arena);
}

Test(regressions, calls_a_plan_optimal_only_when_rounding_leaves_no_cheaper_one)
{
    struct arena *arena = arena_new();
    struct tiny_run run;
    solve_trios(arena, 40, &run);
    cr_assert_geq(run.plan->objective.total, 40);
    cr_assert(run.plan->status == PLAN_FEASIBLE || run.plan->objective.total == 40,
              "called optimal at %lld micro-points", (long long)run.plan->objective.total);
    arena_free(arena);
}
