/* SPDX-License-Identifier: GPL-3.0-or-later */
/* engine_options.without: a part that is left out does nothing, and its absence shows. */
#include "solver/engine/engine.h"
#include "tests/support/models.h"

#include <criterion/criterion.h>

#define SWITCH_WORD(name, word) word,
static const char *const words[] = {ENGINE_SWITCH_LIST(SWITCH_WORD)};
static const int64_t EFFORT = 60000000;
#define ALL_PARTS ((UINT32_C(1) << ENGINE_SWITCHES) - 1)

/* Every improvement of a run in one number. */
struct trace {
    uint64_t hash;
    struct engine_result result;
};

static void mix(uint64_t *hash, int64_t value)
{
    *hash = (*hash ^ (uint64_t)value) * UINT64_C(0x100000001b3);
}

static void on_progress(void *context, const struct engine_progress *progress)
{
    uint64_t *hash = context;
    mix(hash, progress->effort);
    mix(hash, progress->has_incumbent ? progress->incumbent_upt : -1);
    mix(hash, progress->has_bound ? progress->bound_upt : -1);
}

static struct trace run(const struct small_model *model, uint32_t without, int64_t stored, int64_t effort)
{
    struct error error = {0};
    struct trace trace = {0};
    struct engine_options options = model_options(60);
    options.without = without;
    options.stored_choices = stored;
    options.effort = effort;
    options.on_progress = on_progress;
    options.context = &trace.hash;
    cr_assert_eq(engine_solve(model->arena, model->model, &options, &trace.result, &error), ERROR_NONE, "%s",
                 error.text);
    cr_assert_neq(trace.result.stop, ENGINE_STOP_TIME);
    return trace;
}

/* Where a switch may show: in the whole engine, where the exact searches do not end it early, in a priced
 * model. */
static const struct base {
    uint32_t without;
    int64_t stored_choices;
} bases[] = {
    {0, 0},
    {UINT32_C(1) << SWITCH_ENUMERATION | UINT32_C(1) << SWITCH_CORE | UINT32_C(1) << SWITCH_NEIGHBOURHOODS,
     0},
    {UINT32_C(1) << SWITCH_ENUMERATION | UINT32_C(1) << SWITCH_UNITS, 0},
    {0, 1},
};
enum { BASES = sizeof bases / sizeof bases[0] };

static bool shows_in(const struct small_model *city, int part, int64_t effort)
{
    for (int b = 0; b < BASES; b++) {
        uint32_t without = bases[b].without | engine_without((enum engine_switch)part);
        if (run(city, without, bases[b].stored_choices, effort).hash !=
            run(city, bases[b].without, bases[b].stored_choices, effort).hash)
            return true;
    }
    return false;
}

/* A small city is solved before it branches, where a large one goes on. */
Test(without, every_switch_shows_in_the_search)
{
    struct small_model small = model_city(60, 5, FLAVOUR_MIXED, 1),
                       large = model_city(600, 20, FLAVOUR_MIXED, 1);
    for (int part = 0; part < ENGINE_SWITCHES; part++)
        cr_expect(shows_in(&small, part, EFFORT) || shows_in(&large, part, EFFORT) ||
                      shows_in(&large, part, 4 * EFFORT),
                  "without %s nothing changed", words[part]);
    model_free(&small);
    model_free(&large);
}

/* Parts that have an account of their own, and what must be gone for them to have their turn. */
static const struct account {
    enum engine_switch part;
    enum engine_part account;
    uint32_t also;
} accounts[] = {
    {SWITCH_SIFTING, ENGINE_SIMPLEX, 0},
    {SWITCH_ANNEALING, ENGINE_ANNEAL, 0},
    {SWITCH_UNITS, ENGINE_UNITS, UINT32_C(1) << SWITCH_ENUMERATION},
    {SWITCH_ENUMERATION, ENGINE_ENUMERATE, 0},
    {SWITCH_CORE, ENGINE_BRANCH, UINT32_C(1) << SWITCH_ENUMERATION | UINT32_C(1) << SWITCH_UNITS},
};

Test(without, a_part_left_out_has_nothing_in_its_account)
{
    struct small_model city = model_city(60, 5, FLAVOUR_MIXED, 1);
    for (size_t i = 0; i < sizeof accounts / sizeof accounts[0]; i++) {
        const struct account *account = &accounts[i];
        struct trace with = run(&city, account->also, 0, EFFORT);
        struct trace without = run(&city, account->also | engine_without(account->part), 0, EFFORT);
        cr_expect_gt(with.result.work[account->account].effort, 0, "%s is never used", words[account->part]);
        cr_expect_eq(without.result.work[account->account].effort, 0, "%s still works", words[account->part]);
    }
    model_free(&city);
}

/* Nobody moving is a plan, and nothing is left to be done. */
Test(without, an_engine_without_all_its_parts_keeps_everybody_and_ends)
{
    struct small_model city = model_city(60, 5, FLAVOUR_UNIT, 1);
    int32_t staying[60];
    model_choose(&city, "{}", staying);
    struct trace trace = run(&city, ALL_PARTS, 0, 0);
    cr_assert_eq(trace.result.status, ENGINE_FEASIBLE);
    cr_assert_eq(trace.result.stop, ENGINE_STOP_EFFORT);
    for (int k = 0; k < 60; k++)
        cr_expect_eq(trace.result.choice[k], staying[k], "person %d moves", k);
    model_free(&city);
}

/* p, in A, must leave it; eight units at 1 point take nobody, and Z is dear. A model that is priced begins
 * with a few choices of everybody, the cheapest, and without columns nothing joins: none of these is a plan,
 * which proves nothing. */
Test(without, a_pool_of_choices_that_holds_no_plan_is_no_proof_that_there_is_none)
{
    struct small_model town = model_of(
        "'units': [{'id': 'A', 'headcount_limits': [null, 0]}, {'id': 'B', 'headcount_limits': [null, 0]},"
        "{'id': 'C', 'headcount_limits': [null, 0]}, {'id': 'D', 'headcount_limits': [null, 0]},"
        "{'id': 'E', 'headcount_limits': [null, 0]}, {'id': 'F', 'headcount_limits': [null, 0]},"
        "{'id': 'G', 'headcount_limits': [null, 0]}, {'id': 'H', 'headcount_limits': [null, 0]},"
        "{'id': 'I', 'headcount_limits': [null, 0]}, {'id': 'Z'}],"
        "'employees': [{'id': 'p', 'unit': 'A'}], 'relocation': [{'employee': 'p', 'unit': 'Z', 'cost': 50}]",
        "'relocation': {'move': 1, 'per_km': 0, 'reluctance': 0, 'preference': 0}");
    uint32_t without = ALL_PARTS & ~engine_without(SWITCH_ENUMERATION);
    cr_assert_eq(run(&town, without, 0, EFFORT).result.status, ENGINE_OPTIMAL, "p goes to Z");
    cr_assert_neq(run(&town, without, 1, EFFORT).result.status, ENGINE_INFEASIBLE);
    model_free(&town);
}
