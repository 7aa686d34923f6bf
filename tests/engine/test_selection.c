/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a change would do, by the increments of selection.h, against counting everything twice. */
#include "solver/engine/selection.h"

#include "tests/support/models.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const double PENALTY = 1e8;

struct bench {
    struct small_model model;
    struct store store;
    struct candidates candidates; /* every choice */
    struct selection selection, recount;
    double *zeros; /* reduced costs, least ones and prices */
    int32_t *choice;
    struct tiny_random random;
};

static void bench_init(struct bench *bench, struct small_model model, uint64_t seed)
{
    struct error error = {0};
    bench->model = model;
    bench->random = (struct tiny_random){seed};
    cr_assert_eq(store_init(&bench->store, model.model, &error), ERROR_NONE, "%s", error.text);
    bench->zeros = calloc((size_t)(bench->store.choices + bench->store.people + bench->store.rows),
                          sizeof *bench->zeros);
    cr_assert(candidates_init(&bench->candidates, &bench->store, bench->zeros, bench->zeros, 0, NULL));
    cr_assert(selection_init(&bench->selection, &bench->candidates, bench->zeros, PENALTY));
    cr_assert(selection_init(&bench->recount, &bench->candidates, bench->zeros, PENALTY));
    bench->choice = arena_alloc(model.arena, (size_t)bench->store.people, sizeof *bench->choice);
    model_random_choice(&bench->model, &bench->random, bench->choice);
    selection_set(&bench->selection, bench->choice);
}

static void bench_free(struct bench *bench)
{
    selection_free(&bench->selection);
    selection_free(&bench->recount);
    candidates_free(&bench->candidates);
    free(bench->zeros);
    store_free(&bench->store);
    model_free(&bench->model);
}

static void replace(struct bench *bench, int32_t person, int32_t choice)
{
    selection_replace(&bench->selection, candidates_option_of(&bench->candidates, person, choice));
}

/* Tries other choices for `links` different people, into bench->choice as well. */
static void try_change(struct bench *bench, int32_t links)
{
    int32_t first = tiny_below(&bench->random, bench->store.people);
    selection_begin(&bench->selection);
    for (int32_t i = 0; i < links && i < bench->store.people; i++) {
        int32_t k = (first + i) % bench->store.people;
        bench->choice[k] = tiny_below(&bench->random, choice_model_choice_count(bench->model.model, k));
        replace(bench, k, bench->choice[k]);
    }
}

static void compare_changes(struct bench *bench, int changes, const char *which)
{
    for (int i = 0; i < changes; i++) {
        selection_get(&bench->selection, bench->choice);
        selection_set(&bench->recount, bench->choice);
        double before = bench->recount.total;
        try_change(bench, 1 + i % 3);
        double delta = selection_delta(&bench->selection);
        selection_set(&bench->recount, bench->choice);
        double expected = bench->recount.total - before, margin = 1e-3 + 1e-12 * fabs(before);
        cr_assert_float_eq(delta, expected, margin, "%s, change %d: delta %.4f, recounts differ by %.4f",
                           which, i, delta, expected);
        if (tiny_chance(&bench->random, 50)) {
            selection_commit(&bench->selection);
            cr_assert_float_eq(bench->selection.total, bench->recount.total,
                               0.1 + 1e-9 * fabs(bench->recount.total), "%s, change %d: total %.4f, not %.4f",
                               which, i, bench->selection.total, bench->recount.total);
        }
    }
}

Test(selection, delta_is_the_difference_of_two_recounts_on_random_problems)
{
    uint64_t seed = 1;
    for (int i = 0; i < 50; i++) {
        struct bench bench;
        char which[40];
        bench_init(&bench, model_next_tiny(&seed, &tiny_size_property), seed);
        snprintf(which, sizeof which, "seed %llu", (unsigned long long)seed - 1);
        compare_changes(&bench, 200, which);
        bench_free(&bench);
    }
}

Test(selection, delta_is_the_difference_of_two_recounts_in_a_city)
{
    struct bench bench;
    bench_init(&bench, model_city(150, 10, FLAVOUR_TIGHT, 3), 3);
    compare_changes(&bench, 3000, "city");
    bench_free(&bench);
}

Test(selection, total_of_a_feasible_placement_is_the_objective)
{
    uint64_t seed = 1;
    int32_t feasible = 0;
    while (seed < 200) {
        struct bench bench;
        bench_init(&bench, model_next_tiny(&seed, &tiny_size_property), seed);
        int32_t rounded = model_rounded_rows(&bench.model);
        for (int i = 0; i < 50; i++) {
            int64_t objective = 0;
            int32_t broken = 0;
            model_random_choice(&bench.model, &bench.random, bench.choice);
            selection_set(&bench.selection, bench.choice);
            for (int32_t r = 0; r < bench.store.rows; r++)
                broken += selection_violation(&bench.selection, r) > 0;
            bool kept = store_objective(&bench.store, bench.choice, &objective);
            cr_assert_eq(kept, broken == 0, "seed before %llu: %d rows broken", (unsigned long long)seed,
                         broken);
            if (!kept)
                continue;
            feasible++;
            cr_assert_float_eq(bench.selection.total, (double)objective, 0.5 * rounded + 1e-2,
                               "seed before %llu: %.3f, objective %lld", (unsigned long long)seed,
                               bench.selection.total, (long long)objective);
        }
        bench_free(&bench);
    }
    cr_assert_gt(feasible, 500);
}

/* Walks at random and counts every feasible placement itself. Returns how many there were. */
static int32_t walk(struct bench *bench, int32_t steps, int64_t *least)
{
    int32_t feasible = 0;
    for (int32_t i = 0; i <= steps; i++) {
        int64_t objective = 0;
        selection_get(&bench->selection, bench->choice);
        if (store_objective(&bench->store, bench->choice, &objective)) {
            *least = feasible == 0 || objective < *least ? objective : *least;
            feasible++;
        }
        try_change(bench, 1 + i % 3);
        selection_commit(&bench->selection);
    }
    return feasible;
}

Test(selection, remembers_the_best_feasible_placement_of_a_walk)
{
    uint64_t seed = 1;
    int32_t walks = 0;
    while (seed < 100) {
        struct bench bench;
        int64_t least = 0, objective = 0;
        bench_init(&bench, model_next_tiny(&seed, &tiny_size_property), seed);
        int32_t steps = 1 + tiny_below(&bench.random, 100), feasible = walk(&bench, steps, &least);
        walks += feasible > 0;
        /* the last step was not counted */
        selection_get(&bench.selection, bench.choice);
        if (store_objective(&bench.store, bench.choice, &objective))
            least = feasible++ == 0 || objective < least ? objective : least;
        cr_assert_eq(isfinite(bench.selection.best_total), feasible > 0);
        if (feasible > 0) {
            selection_get_best(&bench.selection, bench.choice);
            cr_assert(store_objective(&bench.store, bench.choice, &objective));
            cr_assert_leq(objective, least + 1 + model_rounded_rows(&bench.model));
            cr_assert_geq(objective, least, "nobody stood there");
        }
        bench_free(&bench);
    }
    cr_assert_gt(walks, 30);
}

/*   A: at most one head, has p and q (hard limit broken by one); B: no limit. Moving costs 10. */
static struct small_model crowded(void)
{
    return model_of("'units': [{'id': 'A', 'headcount_limits': [null, 1]}, {'id': 'B'}],"
                    "'employees': [{'id': 'p', 'unit': 'A'}, {'id': 'q', 'unit': 'A'}]",
                    "'relocation': {'move': 10, 'per_km': 0, 'reluctance': 0, 'preference': 0}");
}

Test(selection, charges_a_broken_hard_row_per_unit)
{
    struct bench bench;
    int32_t moved[2];
    bench_init(&bench, crowded(), 1);
    int32_t row = model_row(&bench.model, "headcount/A");
    model_choose(&bench.model, "{}", bench.choice);
    model_choose(&bench.model, "{'q': 'B'}", moved);
    selection_set(&bench.selection, bench.choice);
    cr_assert_eq(selection_violation(&bench.selection, row), 1);
    cr_assert_eq(bench.selection.total, PENALTY);
    selection_begin(&bench.selection);
    replace(&bench, 1, moved[1]);
    cr_assert_eq(selection_delta(&bench.selection), 10e6 - PENALTY);
    cr_assert_eq(selection_violation(&bench.selection, row), 1, "a try changes nothing");
    selection_commit(&bench.selection);
    cr_assert_eq(selection_violation(&bench.selection, row), 0);
    cr_assert_eq(bench.selection.total, 10e6);
    bench_free(&bench);
}

Test(selection, charges_more_once_penalties_are_raised)
{
    struct bench bench;
    bench_init(&bench, crowded(), 1);
    model_choose(&bench.model, "{}", bench.choice);
    selection_set(&bench.selection, bench.choice);
    cr_assert_eq(selection_raise_penalties(&bench.selection, 3), 1);
    cr_assert_eq(bench.selection.total, 3 * PENALTY);
    model_choose(&bench.model, "{'q': 'B'}", bench.choice);
    selection_set(&bench.selection, bench.choice);
    cr_assert_eq(selection_raise_penalties(&bench.selection, 3), 0, "nothing is broken any more");
    cr_assert_eq(bench.selection.total, 10e6);
    bench_free(&bench);
}

/* Other than a raise: 2 x the penalty, which 100 balances without a breach (0.97 each) take back to its
 * least. */
Test(selection, charges_more_for_a_while_once_it_is_pressed)
{
    struct bench bench;
    bench_init(&bench, crowded(), 1);
    model_choose(&bench.model, "{}", bench.choice);
    selection_set(&bench.selection, bench.choice);
    selection_press(&bench.selection, 2);
    cr_assert_eq(bench.selection.total, 2 * PENALTY);
    model_choose(&bench.model, "{'q': 'B'}", bench.choice);
    selection_set(&bench.selection, bench.choice);
    selection_press(&bench.selection, 2);
    for (int i = 0; i < 100; i++)
        selection_balance_penalties(&bench.selection);
    model_choose(&bench.model, "{}", bench.choice);
    selection_set(&bench.selection, bench.choice);
    cr_assert_eq(bench.selection.total, PENALTY);
    bench_free(&bench);
}

Test(selection, drops_a_change_that_was_not_committed)
{
    struct bench bench;
    bench_init(&bench, crowded(), 1);
    model_choose(&bench.model, "{}", bench.choice);
    selection_set(&bench.selection, bench.choice);
    for (int32_t k = 0; k < 2; k++) { /* each alone gains; the second must not see the first */
        int32_t moved[2];
        model_choose(&bench.model, "{'p': 'B', 'q': 'B'}", moved);
        selection_begin(&bench.selection);
        replace(&bench, k, moved[k]);
        cr_assert_eq(selection_delta(&bench.selection), 10e6 - PENALTY);
    }
    bench_free(&bench);
}

Test(selection, lets_penalties_swing_but_never_below_their_least)
{
    struct bench bench;
    bench_init(&bench, crowded(), 1);
    int32_t row = model_row(&bench.model, "headcount/A");
    const struct lane *lane = &bench.selection.lanes[row];
    model_choose(&bench.model, "{}", bench.choice);
    selection_set(&bench.selection, bench.choice);
    selection_balance_penalties(&bench.selection);
    double grown = lane->penalty;
    cr_assert_gt(grown, PENALTY);
    cr_assert_eq(bench.selection.total, grown, "the total follows the penalty");
    model_choose(&bench.model, "{'q': 'B'}", bench.choice);
    selection_set(&bench.selection, bench.choice);
    selection_balance_penalties(&bench.selection);
    cr_assert_lt(lane->penalty, grown);
    for (int i = 0; i < 100; i++)
        selection_balance_penalties(&bench.selection);
    cr_assert_eq(lane->penalty, PENALTY);
    cr_assert_eq(bench.selection.total, 10e6);
    bench_free(&bench);
}
