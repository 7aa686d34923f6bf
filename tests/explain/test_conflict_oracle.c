/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random tiny problems without a plan: what is said to exclude one, and the cheapest relaxation, against
 * trying every placement. */
#include "proto/clock.h"
#include "solver/explain/conflict.h"
#include "tests/support/oracle.h"
#include "tests/support/oracle_conflict.h"
#include "tests/support/tiny.h"

#include <criterion/criterion.h>

enum { PLACEMENTS_MOST = 60000 };

struct tested {
    int32_t infeasible, several, with_people, with_surges, kept;
};

static void check_set(uint64_t seed, const struct infeasibility *found, const struct oracle_conflict *oracle)
{
    cr_expect_eq(oracle->foreign, NONE, "seed %llu: demand %d is not the problem's", (unsigned long long)seed,
                 (int)oracle->foreign);
    cr_expect(!oracle->leaves_plan, "seed %llu: the set leaves a plan", (unsigned long long)seed);
    cr_expect(found->is_minimal, "seed %llu: not said to be minimal", (unsigned long long)seed);
    for (int32_t d = 0; d < found->demand_count; d++) {
        cr_expect(oracle->needed[d], "seed %llu: demand %d (%s) of %d can be spared",
                  (unsigned long long)seed, (int)d, demand_kind_word(found->demands[d].demand.kind),
                  (int)found->demand_count);
    }
}

static void check_relaxation(uint64_t seed, const struct infeasibility *found,
                             const struct oracle_conflict *oracle)
{
    int64_t sum = 0;
    for (int32_t i = 0; i < found->relaxation_count; i++) {
        sum += found->relaxation[i].cost_upt;
    }
    cr_expect(found->has_relaxation, "seed %llu: no relaxation", (unsigned long long)seed);
    cr_expect_eq(found->cost_upt, oracle->cheapest_upt, "seed %llu: costs %lld, the cheapest %lld",
                 (unsigned long long)seed, (long long)found->cost_upt, (long long)oracle->cheapest_upt);
    cr_expect_eq(sum, found->cost_upt, "seed %llu: its parts cost %lld, not %lld", (unsigned long long)seed,
                 (long long)sum, (long long)found->cost_upt);
    cr_expect_leq(found->at_least_upt, oracle->cheapest_upt, "seed %llu: claims at least %lld",
                  (unsigned long long)seed, (long long)found->at_least_upt);
}

static bool is_of_lending(const struct problem *problem)
{
    return problem->policy->has_secondment && problem->instance->surge_count > 0;
}

static void count_set(const struct problem *problem, const struct infeasibility *found, struct tested *tested)
{
    tested->infeasible++;
    tested->several += found->demand_count > 1;
    tested->with_people += found->demands[found->demand_count - 1].demand.employee != NONE;
    tested->with_surges += is_of_lending(problem);
    for (int32_t d = 0; d < found->demand_count; d++) {
        tested->kept += found->demands[d].demand.kind == DEMAND_KEEP;
    }
}

static void check(struct arena *arena, uint64_t seed, const struct problem *problem, struct tested *tested)
{
    const struct inquiry_limits limits = {.deadline_s = monotonic_s() + 20};
    struct error error = {0};
    const struct infeasibility *found;
    struct oracle_answer answer;
    struct oracle_conflict oracle;
    if (!oracle_solve(problem, PLACEMENTS_MOST, &answer) || answer.feasible) {
        return;
    }
    cr_assert_eq(conflict_find(arena, problem, &limits, &found, &error), ERROR_NONE, "%s", error.text);
    cr_assert_not_null(found, "seed %llu: nothing found", (unsigned long long)seed);
    if (oracle_conflict(problem, found, PLACEMENTS_MOST, &oracle) && oracle.tried > 0) {
        check_set(seed, found, &oracle);
        check_relaxation(seed, found, &oracle);
        count_set(problem, found, tested);
    }
}

static const struct problem *make(struct arena *arena, uint64_t seed)
{
    struct error error = {0};
    struct tiny tiny;
    const struct problem *problem;
    cr_assert_eq(tiny_make(arena, seed, &tiny_size_oracle, &tiny, &error), ERROR_NONE, "%s", error.text);
    cr_assert_eq(tiny_problem(arena, &tiny, &problem, &error), ERROR_NONE, "%s", error.text);
    return problem;
}

/* The counts are what the generator gives: without them a test that looks at nothing would pass. */
static void check_range(uint64_t first, uint64_t last, int32_t least)
{
    struct tested tested = {0};
    for (uint64_t seed = first; seed <= last; seed++) {
        struct arena *arena = arena_new();
        check(arena, seed, make(arena, seed), &tested);
        arena_free(arena);
    }
    cr_expect_geq(tested.infeasible, least);
    cr_expect_geq(tested.several, least / 2);
    cr_expect_geq(tested.with_people, least / 4);
    cr_expect_geq(tested.with_surges, least / 4);
}

Test(conflict_oracle, agrees_on_the_first_half)
{
    check_range(1, 1000, 100);
}

Test(conflict_oracle, agrees_on_the_second_half)
{
    check_range(1001, 2000, 100);
}

/* Lending units are asked for more than the generator asks, 0.7 to 1.1 of their need, so that it is this that
 * leaves no plan to many. */
Test(conflict_oracle, agrees_on_what_lending_units_keep)
{
    struct tested tested = {0};
    for (uint64_t seed = 2001; seed <= 5000; seed++) {
        struct arena *arena = arena_new();
        struct problem problem = *make(arena, seed);
        struct policy policy = *problem.policy;
        policy.secondment.donor_min_ppm = 700000 + 100000 * (int64_t)(seed % 5);
        problem.policy = &policy;
        if (is_of_lending(&problem)) {
            check(arena, seed, &problem, &tested);
        }
        arena_free(arena);
    }
    cr_expect_geq(tested.infeasible, 100);
    cr_expect_geq(tested.kept, 15);
}
