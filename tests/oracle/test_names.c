/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Renaming units and people, and writing them in another order, changes a plan in nothing but names: on
 * problems too large to try every placement, solved to proven optimality. */
#include "proto/edit.h"
#include "tests/support/oracle.h"
#include "tests/support/tiny_solve.h"

#include <criterion/criterion.h>

#include <string.h>

enum { CASES = 60, PLANS_NEEDED = 30 };

struct renaming {
    const struct node *units, *people;
    bool reversed;
};

static bool names(const struct node *list, const char *text)
{
    for (uint32_t i = 0; i < list->count; i++) {
        if (strcmp(map_get(&list->as.items[i], "id")->as.text, text) == 0) {
            return true;
        }
    }
    return false;
}

static struct node renamed_text(struct arena *arena, const struct renaming *old, struct node text)
{
    bool is_id = names(old->units, text.as.text) || names(old->people, text.as.text);
    return is_id ? node_borrowed(arena_format(arena, "~new/%s", text.as.text)) : text;
}

/* The same tree with every id of a unit or person renamed, as value or key; lists of maps reversed, or not.
 */
static struct node renamed(struct arena *arena, const struct renaming *old, const struct node *node)
{
    if (node->kind == NODE_STRING) {
        return renamed_text(arena, old, *node);
    }
    if (node->kind == NODE_ARRAY) {
        bool turn = old->reversed && node->count > 0 && node->as.items[0].kind == NODE_MAP;
        struct node list = node_array(arena, node->count);
        for (uint32_t i = 0; i < node->count; i++) {
            array_add(&list, renamed(arena, old, &node->as.items[turn ? node->count - 1 - i : i]));
        }
        return list;
    }
    if (node->kind == NODE_MAP) {
        struct node map = node_map(arena, node->count);
        for (uint32_t i = 0; i < node->count; i++) {
            struct node key = renamed_text(arena, old, node->as.items[2 * i]);
            map_add(&map, key.as.text, renamed(arena, old, &node->as.items[2 * i + 1]));
        }
        return map;
    }
    return *node;
}

static void rename_problem(struct arena *arena, const struct tiny *before, bool reversed, struct tiny *after)
{
    struct error error = {0};
    struct renaming old = {map_get(before->instance, "units"), map_get(before->instance, "employees"),
                           reversed};
    struct node *node = arena_alloc(arena, 1, sizeof *node);
    *node = renamed(arena, &old, before->instance);
    cr_assert_eq(tree_canonicalise(node, &error), ERROR_NONE, "%s", error.text);
    *after = *before;
    after->instance = node;
}

/* One problem under both names. */
struct both {
    uint64_t seed;
    struct tiny_run before, after;
};

static void solve(struct arena *arena, uint64_t seed, const struct tiny *tiny, struct tiny_run *run)
{
    struct error error = {0};
    struct solve_limits limits = tiny_limits();
    cr_assert_eq(tiny_solve(arena, tiny, &limits, run, &error), ERROR_NONE, "seed %llu: %s %s",
                 (unsigned long long)seed, error.path, error.text);
    cr_assert(run->plan->status == PLAN_OPTIMAL || run->plan->status == PLAN_INFEASIBLE, "seed %llu: %s",
              (unsigned long long)seed, plan_status_word(run->plan->status));
}

static void solve_both(struct arena *arena, uint64_t seed, bool reversed, struct both *both)
{
    struct error error = {0};
    struct tiny before, after;
    both->seed = seed;
    cr_assert_eq(tiny_make(arena, seed, &tiny_size_property, &before, &error), ERROR_NONE, "%s", error.text);
    before.scenario = NULL;
    rename_problem(arena, &before, reversed, &after);
    solve(arena, seed, &before, &both->before);
    solve(arena, seed, &after, &both->after);
    cr_assert_eq(both->before.plan->status, both->after.plan->status, "seed %llu: %s before, %s after",
                 (unsigned long long)seed, plan_status_word(both->before.plan->status),
                 plan_status_word(both->after.plan->status));
    cr_assert_eq(both->before.plan->objective.total, both->after.plan->objective.total,
                 "seed %llu: %lld before, %lld after", (unsigned long long)seed,
                 (long long)both->before.plan->objective.total, (long long)both->after.plan->objective.total);
}

/* Everybody ends where they did, with the same offer, and the same is proven. */
static void expect_same_plan(const struct both *both)
{
    const struct instance *instance = both->before.problem->instance;
    cr_expect_eq(both->before.plan->bound_upt, both->after.plan->bound_upt, "seed %llu",
                 (unsigned long long)both->seed);
    cr_expect_eq(both->before.plan->bound_verified_upt, both->after.plan->bound_verified_upt, "seed %llu",
                 (unsigned long long)both->seed);
    for (int32_t i = 0; i < instance->employee_count; i++) {
        struct placed seen = both->after.placement[i], expected = both->before.placement[i];
        cr_expect(seen.unit == expected.unit && seen.offer == expected.offer && seen.surge == expected.surge,
                  "seed %llu: %s in unit %d by offer %d and surge %d, was in %d by %d and %d",
                  (unsigned long long)both->seed, instance->employees[i].id, (int)seen.unit, (int)seen.offer,
                  (int)seen.surge, (int)expected.unit, (int)expected.offer, (int)expected.surge);
    }
}

Test(names, renaming_changes_a_plan_in_nothing_but_names)
{
    int32_t plans = 0;
    for (uint64_t seed = 12001; seed < 12001 + CASES; seed++) {
        struct arena *arena = arena_new();
        struct both both;
        solve_both(arena, seed, false, &both);
        if (both.before.placement != NULL) {
            expect_same_plan(&both);
            plans++;
        }
        arena_free(arena);
    }
    cr_assert_geq(plans, PLANS_NEEDED);
}

/* Person, unit, offer and surge i of n is n - 1 - i of the other. */
static struct placed turned(const struct instance *to, struct placed placed, int32_t person)
{
    int32_t offers = to->employees[person].offer_count;
    return (struct placed){placed.unit == NONE ? NONE : to->unit_count - 1 - placed.unit,
                           placed.offer == NONE ? NONE : offers - 1 - placed.offer,
                           placed.surge == NONE ? NONE : to->surge_count - 1 - placed.surge};
}

/* The plan of one is a plan of the other, of the same cost in every part. */
static void expect_equal_worth(uint64_t seed, const struct tiny_run *from, const struct tiny_run *to)
{
    const struct instance *instance = to->problem->instance;
    struct placed placement[ORACLE_PEOPLE_MAX];
    struct oracle_verdict here, there;
    for (int32_t i = 0; i < instance->employee_count; i++)
        placement[i] = turned(instance, from->placement[instance->employee_count - 1 - i], i);
    cr_assert(oracle_evaluate(from->problem, from->placement, &here));
    cr_assert(oracle_evaluate(to->problem, placement, &there));
    cr_expect_eq(there.broken, 0U, "seed %llu", (unsigned long long)seed);
    cr_expect_eq(there.ineligible, 0, "seed %llu", (unsigned long long)seed);
    cr_expect_arr_eq(&there.objective, &here.objective, sizeof here.objective, "seed %llu: %lld, was %lld",
                     (unsigned long long)seed, (long long)there.objective.total,
                     (long long)here.objective.total);
    cr_expect_eq(there.objective.total, to->plan->objective.total, "seed %llu", (unsigned long long)seed);
}

Test(names, order_changes_neither_the_optimum_nor_what_a_plan_costs)
{
    int32_t plans = 0;
    for (uint64_t seed = 10601; seed < 10601 + CASES; seed++) {
        struct arena *arena = arena_new();
        struct both both;
        solve_both(arena, seed, true, &both);
        if (both.before.placement != NULL) {
            expect_equal_worth(seed, &both.before, &both.after);
            expect_equal_worth(seed, &both.after, &both.before);
            plans++;
        }
        arena_free(arena);
    }
    cr_assert_geq(plans, PLANS_NEEDED);
}
