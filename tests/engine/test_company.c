/* SPDX-License-Identifier: GPL-3.0-or-later */
/* People who move as one: found in the rows, taken along by each other, gathered, and in the end planned. */
#include "solver/engine/company.h"

#include "solver/engine/engine.h"
#include "solver/engine/ties.h"
#include "tests/support/models.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char MOVE_COSTS_1[] = "'relocation': {'move': 1, 'per_km': 0, 'reluctance': 0, 'preference': 0}";

struct bench {
    struct small_model model;
    struct store store;
    double *zeros;
    struct candidates candidates;
    struct selection selection;
};

static struct bench bench_of(const char *instance)
{
    struct bench bench = {.model = model_of(instance, MOVE_COSTS_1)};
    struct error error = {0};
    cr_assert_eq(store_init(&bench.store, bench.model.model, &error), ERROR_NONE, "%s", error.text);
    bench.store.ties = ties_new(&bench.store);
    bench.zeros =
        calloc((size_t)(bench.store.choices + bench.store.people + bench.store.rows), sizeof(double));
    return bench;
}

static void bench_free(struct bench *bench)
{
    free(bench->zeros);
    store_free(&bench->store);
    model_free(&bench->model);
}

static void select_places(struct bench *bench, const char *map)
{
    int32_t choice[16];
    cr_assert(candidates_init(&bench->candidates, &bench->store, bench->zeros, bench->zeros, 0, NULL));
    cr_assert(selection_init(&bench->selection, &bench->candidates, bench->zeros, 1e6));
    model_choose(&bench->model, map, choice);
    selection_set(&bench->selection, choice);
}

static void unselect(struct bench *bench)
{
    selection_free(&bench->selection);
    candidates_free(&bench->candidates);
}

static int32_t place_of(const struct bench *bench, int32_t person)
{
    const struct option *option = &bench->candidates.options[bench->selection.at[person]];
    return bench->store.place[bench->store.first_choice[person] + option->choice];
}

/* a - b - c - d in a chain; e must not be where a is. */
static const char CHAIN[] =
    "'units': [{'id': 'U'}, {'id': 'V'}, {'id': 'W'}],"
    "'employees': [{'id': 'a', 'unit': 'U'}, {'id': 'b', 'unit': 'V'}, {'id': 'c', 'unit': 'V'},"
    "              {'id': 'd', 'unit': 'V', 'consent': ['W']}, {'id': 'e', 'unit': 'W'}],"
    "'pairs': [{'kind': 'together', 'employees': ['a', 'b'], 'scope': 'unit'},"
    "          {'kind': 'together', 'employees': ['c', 'b'], 'scope': 'unit'},"
    "          {'kind': 'together', 'employees': ['c', 'd'], 'scope': 'unit'},"
    "          {'kind': 'apart', 'employees': ['a', 'e'], 'scope': 'unit'}]";

Test(ties, join_those_who_must_be_together_and_nobody_else)
{
    struct bench bench = bench_of(CHAIN);
    const struct ties *ties = bench.store.ties;
    const int32_t partners[] = {1, 0, 2, 1, 3, 2};
    cr_assert_not_null(ties);
    for (int32_t k = 0; k < 5; k++)
        cr_assert_eq(ties_has(ties, k), k < 4, "person %d", k);
    cr_assert_eq(ties->first_partner[5], 6);
    cr_assert_arr_eq(ties->partner, partners, sizeof partners);
    cr_assert_eq(ties_other(ties, model_row(&bench.model, "pair/1/unit/V"), 2), 1);
    cr_assert_eq(ties_other(ties, model_row(&bench.model, "pair/3/unit/V"), 0), -1);
    cr_assert_float_eq(ties->company, 17.0 / 5, 1e-12, "four are with four, one is alone");
    bench_free(&bench);
}

/* One pair among eleven people: 13 / 11 is below the mean from which it is worth the trouble. */
Test(ties, leave_a_few_pairs_to_the_chains_of_single_people)
{
    char text[1024] = "'units': [{'id': 'U'}, {'id': 'V'}], 'employees': [";
    for (int i = 0; i < 11; i++)
        sprintf(text + strlen(text), "%s{'id': 'p%d', 'unit': 'U'}", i > 0 ? "," : "", i);
    strcat(text, "], 'pairs': [{'kind': 'together', 'employees': ['p0', 'p1'], 'scope': 'unit'}]");
    struct bench bench = bench_of(text);
    cr_assert_null(bench.store.ties);
    bench_free(&bench);
}

Test(company, goes_where_one_of_it_goes)
{
    struct bench bench = bench_of(CHAIN);
    int32_t choice[5];
    select_places(&bench, "{}");
    model_choose(&bench.model, "{'b': 'W'}", choice);
    selection_begin(&bench.selection);
    selection_replace(&bench.selection, candidates_option_of(&bench.candidates, 1, choice[1]));
    cr_assert(company_follow(&bench.selection, 0));
    cr_assert_eq(bench.selection.changed_count, 4, "not e");
    selection_commit(&bench.selection);
    for (int32_t k = 0; k < 4; k++)
        cr_assert_eq(place_of(&bench, k), 2, "person %d", k);
    unselect(&bench);
    bench_free(&bench);
}

/* d did not consent to U. */
Test(company, stays_when_one_of_it_may_not_follow)
{
    struct bench bench = bench_of(CHAIN);
    int32_t choice[5];
    select_places(&bench, "{}");
    model_choose(&bench.model, "{'b': 'U'}", choice);
    selection_begin(&bench.selection);
    selection_replace(&bench.selection, candidates_option_of(&bench.candidates, 1, choice[1]));
    cr_assert_not(company_follow(&bench.selection, 0));
    unselect(&bench);
    bench_free(&bench);
}

/* In V one of the four moves, in W all: V. */
Test(company, gathers_where_it_is_cheapest)
{
    struct bench bench = bench_of(CHAIN);
    select_places(&bench, "{}");
    cr_assert_gt(bench.selection.broken, 0);
    company_gather(&bench.selection);
    cr_assert_eq(bench.selection.broken, 0);
    for (int32_t k = 0; k < 4; k++)
        cr_assert_eq(place_of(&bench, k), 1, "person %d", k);
    unselect(&bench);
    bench_free(&bench);
}

enum { CHAIN_LENGTH = 400, CHAIN_UNITS = 8, AT_FIRST = 120 };

/* 400 people in a chain; 120 of them are in u0, 40 in each of the seven others. */
static char *long_chain(void)
{
    size_t room = (size_t)CHAIN_LENGTH * 120 + 1000, at = 0;
    char *text = malloc(room);
    at += (size_t)snprintf(text + at, room - at, "'units': [");
    for (int u = 0; u < CHAIN_UNITS; u++)
        at += (size_t)snprintf(text + at, room - at, "%s{'id': 'u%d'}", u > 0 ? "," : "", u);
    at += (size_t)snprintf(text + at, room - at, "], 'employees': [");
    for (int k = 0; k < CHAIN_LENGTH; k++)
        at += (size_t)snprintf(text + at, room - at, "%s{'id': 'e%d', 'unit': 'u%d'}", k > 0 ? "," : "", k,
                               k % 10 < 3 ? 0 : k % 10 - 2);
    at += (size_t)snprintf(text + at, room - at, "], 'pairs': [");
    for (int k = 1; k < CHAIN_LENGTH; k++)
        at += (size_t)snprintf(text + at, room - at,
                               "%s{'kind': 'together', 'employees': ['e%d', 'e%d'], 'scope': 'unit'}",
                               k > 1 ? "," : "", k - 1, k);
    snprintf(text + at, room - at, "]");
    return text;
}

/* All in one unit: in u0 280 people move, elsewhere 360. */
Test(company, of_400_people_in_one_chain_has_a_plan_soon)
{
    char *text = long_chain();
    struct small_model model = model_of(text, MOVE_COSTS_1);
    struct engine_options options = model_options(60);
    struct engine_result result;
    struct error error = {0};
    options.effort = 100000000;
    cr_assert_eq(engine_solve(model.arena, model.model, &options, &result, &error), ERROR_NONE, "%s",
                 error.text);
    cr_assert(result.status == ENGINE_OPTIMAL || result.status == ENGINE_FEASIBLE, "no plan");
    cr_assert_eq(result.objective_upt, (CHAIN_LENGTH - AT_FIRST) * INT64_C(1000000));
    model_free(&model);
    free(text);
}
