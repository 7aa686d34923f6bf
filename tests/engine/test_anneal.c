/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chains and the annealing that draws them. */
#include "solver/engine/anneal.h"

#include "solver/engine/ascent.h"
#include "solver/engine/chain.h"
#include "tests/support/models.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

struct bench {
    struct small_model model;
    struct engine_options options;
    struct solve solve;
    struct anneal_core core;
    double *prices, *reduced, *least;
    int32_t *choice; /* cheapest at the prices */
    int64_t offered; /* objective of the last plan offered, and how many */
    int32_t offers;
};

static void on_progress(void *context, const struct engine_progress *progress)
{
    struct bench *bench = context;
    if (!progress->has_incumbent)
        return;
    int64_t objective = -1;
    cr_assert(store_objective(&bench->solve.store, progress->choice, &objective), "a plan breaks a row");
    cr_assert_eq(objective, progress->incumbent_upt, "offers are exact");
    cr_assert(bench->offers == 0 || objective < bench->offered, "offers get better");
    bench->offered = objective;
    bench->offers++;
}

static void bench_init(struct bench *bench, struct small_model model)
{
    struct error error = {0};
    *bench = (struct bench){.model = model, .options = model_options(600)};
    bench->options.on_progress = on_progress;
    bench->options.context = bench;
    cr_assert_eq(solve_init(&bench->solve, model.model, &bench->options, &error), ERROR_NONE, "%s",
                 error.text);
    const struct store *store = &bench->solve.store;
    bench->prices = calloc((size_t)store->rows + 1, sizeof *bench->prices);
    bench->reduced = calloc((size_t)store->choices, sizeof *bench->reduced);
    bench->least = calloc((size_t)store->people, sizeof *bench->least);
    bench->choice = calloc((size_t)store->people, sizeof *bench->choice);
    ascent_run(&bench->solve, bench->prices, 200);
    ascent_reduced_costs(store, bench->prices, bench->reduced, bench->least);
    for (int32_t k = 0; k < store->people; k++)
        while (bench->reduced[store->first_choice[k] + bench->choice[k]] > bench->least[k])
            bench->choice[k]++;
    bench->core = (struct anneal_core){bench->prices, bench->reduced, bench->least, 1e6, 10};
}

static void bench_free(struct bench *bench)
{
    solve_free(&bench->solve);
    model_free(&bench->model);
    free(bench->prices);
    free(bench->reduced);
    free(bench->least);
    free(bench->choice);
}

Test(chain, changes_each_person_once_and_never_worsens_by_more_than_its_threshold)
{
    struct bench bench;
    struct candidates candidates;
    struct selection s;
    int64_t links = 0;
    int32_t lengths[8] = {0};
    bench_init(&bench, model_city(150, 10, FLAVOUR_TIGHT, 3));
    cr_assert(candidates_init(&candidates, &bench.solve.store, bench.reduced, bench.least, 1e7, NULL));
    cr_assert(selection_init(&s, &candidates, bench.prices, 1e6));
    selection_set(&s, bench.choice);
    for (int i = 0; i < 200000; i++) {
        if (!chain_draw(&s, &bench.solve.random, 1e-6, &links))
            continue;
        double before = s.total;
        selection_commit(&s);
        cr_assert_leq(s.total, before + 1e-3, "try %d: %.6f after %.6f", i, s.total, before);
        lengths[s.changed_count]++;
        for (int32_t a = 0; a < s.changed_count; a++)
            for (int32_t b = 0; b < a; b++)
                cr_assert_neq(candidates.options[s.changed_to[a]].person,
                              candidates.options[s.changed_to[b]].person);
    }
    cr_assert_gt(lengths[1], 0);
    cr_assert_gt(lengths[2], 0);
    cr_assert_gt(lengths[3], 0);
    selection_free(&s);
    candidates_free(&candidates);
    bench_free(&bench);
}

Test(anneal, returns_from_broken_rows_to_plans_in_tight_cities)
{
    int32_t broken = 0;
    for (uint64_t seed = 1; seed <= 5; seed++) {
        struct bench bench;
        int64_t objective;
        bench_init(&bench, model_city(150, 10, FLAVOUR_TIGHT, seed));
        broken += !store_objective(&bench.solve.store, bench.choice, &objective);
        struct anneal *anneal = anneal_new(&bench.solve, &bench.core);
        anneal_start(anneal, bench.choice);
        cr_assert(anneal_run(anneal, 1000 * (int64_t)anneal_mobile_people(anneal), 2e6, 3e4));
        cr_assert_gt(bench.offers, 0);
        anneal_free(anneal);
        bench_free(&bench);
    }
    cr_assert_gt(broken, 0, "else the test shows nothing");
}

Test(anneal, is_the_same_for_the_same_seed)
{
    int64_t offered[2];
    for (int i = 0; i < 2; i++) {
        struct bench bench;
        bench_init(&bench, model_city(150, 10, FLAVOUR_MIXED, 2));
        struct anneal *anneal = anneal_new(&bench.solve, &bench.core);
        anneal_start(anneal, bench.choice);
        anneal_run(anneal, 200000, 2e6, 3e4);
        offered[i] = bench.offered;
        cr_assert_gt(bench.offers, 0);
        anneal_free(anneal);
        bench_free(&bench);
    }
    cr_assert_eq(offered[0], offered[1]);
}

/* One person, one unit: nothing to choose. */
Test(anneal, offers_what_cannot_be_changed)
{
    struct bench bench;
    bench_init(&bench, model_of("'units': [{'id': 'A'}], 'employees': [{'id': 'p', 'unit': 'A'}]", ""));
    struct anneal *anneal = anneal_new(&bench.solve, &bench.core);
    cr_assert_eq(anneal_mobile_people(anneal), 0);
    anneal_start(anneal, bench.choice);
    cr_assert(anneal_run(anneal, 1000, 1e6, 1e4));
    cr_assert_eq(bench.offers, 1);
    anneal_free(anneal);
    bench_free(&bench);
}
