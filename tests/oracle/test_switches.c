/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine with each part switched off, against what trying everything says: weaker perhaps, never wrong.
 */
#include "solver/model/certificate.h"
#include "solver/model/proof.h"
#include "tests/support/models.h"

#include <criterion/criterion.h>
#include <stdio.h>

#define SWITCH_WORD(name, word) word,
static const char *const words[] = {ENGINE_SWITCH_LIST(SWITCH_WORD)};

#define WITHOUT(name) (UINT32_C(1) << SWITCH_##name)

/* Enumeration settles most tiny problems before the other parts have their turn, and annealing has long
 * turns: both are also left out together with each part; then GLPK's tree as well, which leaves the rest to
 * the unit side. */
static const struct company {
    const char *name;
    uint32_t also;
    int64_t stored_choices;
} companies[] = {
    {"", 0, 0},
    {", enumeration, annealing", WITHOUT(ENUMERATION) | WITHOUT(ANNEALING), 0},
    {", enumeration, annealing, core", WITHOUT(ENUMERATION) | WITHOUT(ANNEALING) | WITHOUT(CORE), 0},
    {", priced", 0, 1},
};
enum { COMPANIES = sizeof companies / sizeof companies[0] };
static const int64_t EFFORT = 300000;

/* One run and what it is compared with. */
struct trial {
    const struct small_model *model;
    const struct oracle_answer *best;
    struct engine_result result;
    char name[120]; /* seed and what is left out */
};

static void run(struct trial *trial, uint32_t without, int64_t stored_choices)
{
    struct error error = {0};
    struct engine_options options = model_options(250);
    options.effort = EFFORT;
    options.without = without;
    options.stored_choices = stored_choices;
    enum error_code code =
        engine_solve(trial->model->arena, trial->model->model, &options, &trial->result, &error);
    cr_assert_eq(code, ERROR_NONE, "%s: %s", trial->name, error.text);
    cr_assert_neq(trial->result.stop, ENGINE_STOP_TIME, "%s: not ended by its effort", trial->name);
}

/* Optimal and infeasible only where it is so. */
static void check_status(const struct trial *trial)
{
    const struct engine_result *result = &trial->result;
    bool has_plan = result->status == ENGINE_OPTIMAL || result->status == ENGINE_FEASIBLE;
    cr_expect_eq(result->choice != NULL, has_plan, "%s: status %d", trial->name, result->status);
    cr_expect(!trial->best->feasible || result->status != ENGINE_INFEASIBLE,
              "%s: called infeasible, there is a plan", trial->name);
    cr_expect(trial->best->feasible || !has_plan, "%s: a plan where there is none", trial->name);
    cr_expect(result->status != ENGINE_OPTIMAL || result->objective_upt == trial->best->best.total,
              "%s: %lld is called optimal, the optimum is %lld", trial->name,
              (long long)result->objective_upt, (long long)trial->best->best.total);
    cr_expect(result->status == ENGINE_OPTIMAL || result->status == ENGINE_INFEASIBLE ||
                  result->stop == ENGINE_STOP_EFFORT,
              "%s: gave up before its effort was spent", trial->name);
}

/* Nothing is broken, and it costs what the engine says: so never less than the optimum. */
static void check_plan(const struct trial *trial)
{
    struct oracle_verdict verdict;
    const struct engine_result *result = &trial->result;
    if (result->choice == NULL)
        return;
    cr_assert(
        oracle_evaluate(trial->model->problem, model_placement(trial->model, result->choice), &verdict));
    cr_expect_eq(verdict.broken, 0U, "%s: breaks hard demands %x", trial->name, (unsigned)verdict.broken);
    cr_expect_eq(verdict.ineligible, 0, "%s: %d people where they may not be", trial->name,
                 (int)verdict.ineligible);
    cr_expect_eq(verdict.objective.total, result->objective_upt, "%s: %lld is claimed, it costs %lld",
                 trial->name, (long long)result->objective_upt, (long long)verdict.objective.total);
    cr_expect_geq(result->objective_upt, trial->best->best.total, "%s: %lld below the optimum %lld",
                  trial->name, (long long)result->objective_upt, (long long)trial->best->best.total);
}

static void expect_bound(const struct trial *trial, const char *whose, int64_t bound_upt, bool infeasible)
{
    cr_expect_not(infeasible, "%s: %s proves that there is no plan", trial->name, whose);
    cr_expect_leq(bound_upt, trial->best->best.total, "%s: %s is %lld, the optimum %lld", trial->name, whose,
                  (long long)bound_upt, (long long)trial->best->best.total);
}

static void check_bounds(const struct trial *trial)
{
    struct error error = {0};
    const struct engine_result *result = &trial->result;
    bool infeasible = false;
    int64_t bound = 0;
    if (!trial->best->feasible)
        return;
    if (result->has_bound)
        expect_bound(trial, "the bound", result->bound_upt, false);
    cr_assert_eq(certificate_bound(trial->model->model, result->prices_ppt, &bound, &infeasible, &error),
                 ERROR_NONE);
    expect_bound(trial, "the prices' bound", bound, infeasible);
    if (result->proof == NULL)
        return;
    cr_assert_eq(proof_bound(trial->model->model, result->proof, &bound, &infeasible, &error), ERROR_NONE);
    expect_bound(trial, "the proof tree's bound", bound, infeasible);
}

struct tally {
    int32_t proven[ENGINE_SWITCHES][COMPANIES], runs;
};

static void leave_each_out(const struct small_model *model, uint64_t seed, struct tally *tally)
{
    struct oracle_answer best;
    cr_assert(oracle_solve(model->problem, 4000000, &best));
    for (int part = 0; part < ENGINE_SWITCHES; part++)
        for (int c = 0; c < COMPANIES; c++) {
            struct trial trial = {.model = model, .best = &best};
            snprintf(trial.name, sizeof trial.name, "seed %llu without %s%s", (unsigned long long)seed,
                     words[part], companies[c].name);
            run(&trial, engine_without((enum engine_switch)part) | companies[c].also,
                companies[c].stored_choices);
            check_status(&trial);
            check_plan(&trial);
            check_bounds(&trial);
            tally->proven[part][c] +=
                trial.result.status == ENGINE_OPTIMAL || trial.result.status == ENGINE_INFEASIBLE;
        }
    tally->runs++;
}

/* They must not be right by saying nothing: without one part nearly all is proven, enumeration excepted, and
 * a good deal in every company. */
static void expect_enough_proven(const struct tally *tally)
{
    for (int part = 0; part < ENGINE_SWITCHES; part++)
        for (int c = 0; c < COMPANIES; c++) {
            bool is_alone = companies[c].also == 0 && companies[c].stored_choices == 0;
            int32_t least = is_alone && part != SWITCH_ENUMERATION ? tally->runs * 9 / 10 : tally->runs / 6;
            cr_expect_geq(tally->proven[part][c], least, "without %s%s only %d of %d are proven", words[part],
                          companies[c].name, (int)tally->proven[part][c], (int)tally->runs);
        }
}

static void agree(uint64_t first_seed, int32_t cases)
{
    struct tally tally = {0};
    for (uint64_t seed = first_seed; tally.runs < cases;) {
        struct small_model model = model_next_tiny(&seed, &tiny_size_oracle);
        leave_each_out(&model, seed - 1, &tally);
        model_free(&model);
    }
    expect_enough_proven(&tally);
}

#define THIRD(n)                                                                                             \
    Test(switches, leave_the_engine_in_agreement_with_the_oracle_on_third_##n)                               \
    {                                                                                                        \
        agree(40001 + 1000 * (n - 1), 35);                                                                   \
    }
THIRD(1)
THIRD(2)
THIRD(3)

Test(switches, leave_the_engine_in_agreement_with_the_oracle_on_larger_problems)
{
    struct tally tally = {0};
    for (uint64_t seed = 45001; tally.runs < 6;) {
        struct small_model model = model_next_tiny(&seed, &tiny_size_larger);
        leave_each_out(&model, seed - 1, &tally);
        model_free(&model);
    }
}
