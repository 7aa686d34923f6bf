/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Prices that arithmetic finds hard, so fine that rows round them or so great that a micro-point drowns, and
 * the engine without some of its parts: still no bound above what trying everything finds, and what is called
 * optimal is that to the micro-point. */
#include "solver/model/certificate.h"
#include "solver/model/formulate.h"
#include "solver/model/proof.h"
#include "tests/support/models.h"

#include <criterion/criterion.h>

enum { RUNS = 8, EFFORT = 100000, PLACEMENTS_MOST = 60000 };

struct dear {
    struct small_model model;
    struct problem problem;
    struct policy policy;
    struct oracle_answer best;
};
typedef void repricing(struct tiny_random *random, struct dear *dear);

static void slope(struct tiny_random *random, struct dear *dear, struct tiers *tiers, int64_t step_upt,
                  int64_t grain_upt)
{
    struct tier *copy = arena_alloc(dear->model.arena, (size_t)tiers->count, sizeof *copy);
    int64_t slope_upt = 0;
    for (int32_t t = 0; t < tiers->count; t++) {
        slope_upt += tiny_between(random, 0, step_upt / grain_upt) * grain_upt;
        copy[t] = (struct tier){tiers->tier[t].share_ppm, slope_upt};
    }
    tiers->tier = copy;
}

/* Slopes with all decimals: a missing milli-FTE does not cost whole micro-points. */
static void price_finely(struct tiny_random *random, struct dear *dear)
{
    slope(random, dear, &dear->policy.balance.under, 2000 * MICRO, 1);
    slope(random, dear, &dear->policy.balance.over, 2000 * MICRO, 1);
}

/* Up to a million points for a missing person, some micro-points for a move. */
static void price_enormously(struct tiny_random *random, struct dear *dear)
{
    struct relocation_policy *relocation = &dear->policy.relocation;
    slope(random, dear, &dear->policy.balance.under, 2 * MICRO, 1000);
    slope(random, dear, &dear->policy.balance.over, 2 * MICRO, 1000);
    if (!dear->policy.competency.hard)
        dear->policy.competency.shortage_upt = tiny_between(random, 0, 1000000 * MICRO);
    relocation->move_upt = tiny_between(random, 0, 5);
    relocation->per_km_upt = tiny_between(random, 0, 3);
    relocation->reluctance_upt = tiny_between(random, 0, 5);
    relocation->preference_upt = tiny_between(random, 0, 5);
}

/* False where somebody has no choice, or there is no plan. */
static bool make(struct dear *dear, uint64_t seed, repricing *reprice, struct tiny_random *random)
{
    struct error error = {0};
    const int32_t *stuck;
    int32_t stuck_count;
    dear->model = model_tiny(seed, &tiny_size_oracle);
    if (dear->model.model == NULL)
        return false;
    dear->problem = *dear->model.problem;
    dear->policy = *dear->problem.policy;
    dear->problem.policy = &dear->policy;
    dear->model.problem = &dear->problem;
    reprice(random, dear);
    cr_assert_eq(
        formulate(dear->model.arena, &dear->problem, &dear->model.model, &stuck, &stuck_count, &error),
        ERROR_NONE, "seed %llu: %s", (unsigned long long)seed, error.text);
    return oracle_solve(&dear->problem, PLACEMENTS_MOST, &dear->best) && dear->best.feasible;
}

/* Without a half of the parts, and without enumeration, which settles most of these problems by itself. */
static struct engine_options random_options(struct tiny_random *random)
{
    struct engine_options options = model_options(250);
    options.effort = EFFORT;
    options.gap = tiny_chance(random, 30) ? 1e-4 : 0;
    options.without = engine_without(SWITCH_ENUMERATION);
    for (int part = 0; part < ENGINE_SWITCHES; part++)
        if (tiny_chance(random, part == SWITCH_CORE ? 20 : 50))
            options.without |= engine_without((enum engine_switch)part);
    return options;
}

static void expect_at_most(const struct dear *dear, uint64_t seed, uint32_t without, const char *whose,
                           int64_t bound_upt)
{
    cr_expect_leq(bound_upt, dear->best.best.total, "seed %llu without %x: %s is %lld, the optimum %lld",
                  (unsigned long long)seed, (unsigned)without, whose, (long long)bound_upt,
                  (long long)dear->best.best.total);
}

static void check_bounds(const struct dear *dear, uint64_t seed, uint32_t without,
                         const struct engine_result *result)
{
    struct error error = {0};
    bool infeasible = false;
    int64_t bound = INT64_MIN;
    if (result->has_bound)
        expect_at_most(dear, seed, without, "the bound", result->bound_upt);
    if (certificate_bound(dear->model.model, result->prices_ppt, &bound, &infeasible, &error) == ERROR_NONE)
        expect_at_most(dear, seed, without, "the prices' bound", bound);
    cr_expect_not(infeasible, "seed %llu without %x: the prices prove that there is no plan",
                  (unsigned long long)seed, (unsigned)without);
    if (result->proof != NULL &&
        proof_bound(dear->model.model, result->proof, &bound, &infeasible, &error) == ERROR_NONE)
        expect_at_most(dear, seed, without, "the tree's bound", bound);
}

/* Returns whether the plan was proven optimal. */
static bool check_run(const struct dear *dear, uint64_t seed, struct tiny_random *random)
{
    struct error error = {0};
    struct engine_result result;
    struct engine_options options = random_options(random);
    cr_assert_eq(engine_solve(dear->model.arena, dear->model.model, &options, &result, &error), ERROR_NONE,
                 "seed %llu: %s", (unsigned long long)seed, error.text);
    cr_expect_neq(result.status, ENGINE_INFEASIBLE, "seed %llu without %x", (unsigned long long)seed,
                  (unsigned)options.without);
    check_bounds(dear, seed, options.without, &result);
    if (result.choice != NULL)
        cr_expect_geq(result.objective_upt, dear->best.best.total, "seed %llu", (unsigned long long)seed);
    bool is_exact = result.status == ENGINE_OPTIMAL && options.gap == 0;
    if (is_exact)
        cr_expect_eq(result.objective_upt, dear->best.best.total, "seed %llu without %x: optimal is %lld",
                     (unsigned long long)seed, (unsigned)options.without, (long long)dear->best.best.total);
    return is_exact;
}

static void agree(uint64_t first, uint64_t last, repricing *reprice)
{
    int32_t proven = 0;
    for (uint64_t seed = first; seed <= last; seed++) {
        struct dear dear = {0};
        struct tiny_random random = {seed};
        bool has_plan = make(&dear, seed, reprice, &random);
        for (int run = 0; has_plan && run < RUNS; run++)
            proven += check_run(&dear, seed, &random);
        model_free(&dear.model);
    }
    cr_expect_geq(proven, (int32_t)(last - first), "so many runs prove their plan to the micro-point");
}

Test(micro_points, are_not_lost_where_prices_of_rows_are_rounded)
{
    agree(46021, 46070, price_finely);
}

Test(micro_points, are_not_lost_beside_a_million_points)
{
    agree(47141, 47190, price_enormously);
}
