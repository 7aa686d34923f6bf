/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Best choices kept up with moving prices, against a search of all choices at every step. */
#include "solver/engine/best_choices.h"

#include "solver/engine/random.h"
#include "tests/support/models.h"

#include <criterion/criterion.h>
#include <math.h>

enum { STEPS = 60 };

struct walk {
    const struct store *store;
    struct best_choices best;
    double *prices, *activity;
    double cost;
    int64_t visited;
};

/* The first choice of least reduced cost. */
static int64_t search(const struct walk *walk, int32_t person)
{
    const struct store *store = walk->store;
    int64_t at = -1;
    double least = INFINITY;
    for (int64_t q = store->first_choice[person]; q < store->first_choice[person + 1]; q++) {
        double reduced = store->cost[q];
        for (int64_t e = store->first_entry[q]; e < store->first_entry[q + 1]; e++)
            reduced -= walk->prices[store->row[e]] * store->amount[e];
        if (reduced < least) {
            least = reduced;
            at = q;
        }
    }
    return at;
}

static void expect_the_same(struct walk *walk, uint64_t seed, int step)
{
    const struct store *store = walk->store;
    for (int32_t r = 0; r < store->rows; r++)
        walk->activity[r] = 0;
    walk->cost = 0;
    for (int32_t k = 0; k < store->people; k++) {
        int64_t q = search(walk, k);
        cr_assert_eq(walk->best.choice[k], q, "seed %llu, step %d, person %d", (unsigned long long)seed, step,
                     k);
        walk->cost += store->cost[q];
        for (int64_t e = store->first_entry[q]; e < store->first_entry[q + 1]; e++)
            walk->activity[store->row[e]] += store->amount[e];
    }
    cr_assert_eq(walk->best.cost, walk->cost, "sums of integers, so exactly");
    for (int32_t r = 0; r < store->rows; r++)
        cr_assert_eq(walk->best.activity[r], walk->activity[r], "seed %llu, step %d, row %d",
                     (unsigned long long)seed, step, r);
}

/* Prices as far apart as points are worth, by steps that shrink to nothing. */
static void wander(struct walk *walk, uint64_t seed)
{
    struct random random;
    double size = 20 * (double)MICRO;
    random_init(&random, seed);
    for (int step = 0; step < STEPS; step++, size *= 0.8) {
        walk->visited += best_choices_update(&walk->best, walk->prices);
        expect_the_same(walk, seed, step);
        for (int32_t r = 0; r < walk->store->rows; r++)
            walk->prices[r] += (random_unit(&random) - 0.5) * size / walk->store->shapes[r].scale;
    }
}

static int64_t walk_model(const struct small_model *model, uint64_t seed, int64_t *full)
{
    struct store store;
    struct walk walk = {.store = &store};
    struct error error = {0};
    cr_assert_eq(store_init(&store, model->model, &error), ERROR_NONE);
    cr_assert(best_choices_init(&walk.best, &store));
    walk.prices = arena_alloc(model->arena, (size_t)store.rows + 1, sizeof *walk.prices);
    walk.activity = arena_alloc(model->arena, (size_t)store.rows + 1, sizeof *walk.activity);
    wander(&walk, seed);
    best_choices_free(&walk.best);
    *full += STEPS * (store.entries + store.people);
    store_free(&store);
    return walk.visited;
}

Test(best_choices, are_those_of_a_search_at_every_step_of_the_prices)
{
    uint64_t seed = 700;
    int64_t visited = 0, full = 0;
    while (seed < 900) {
        struct small_model model = model_next_tiny(&seed, &tiny_size_property);
        visited += walk_model(&model, seed, &full);
        model_free(&model);
    }
    cr_assert_lt(visited, full / 2, "%lld of %lld entries: nobody was ever skipped", (long long)visited,
                 (long long)full);
}

/*   p may stay in A at 0 or go to B at 10; A pays nothing, B's headcount row is worth its price.
 *   At price 0 staying leads by 10 points; 9 points for a head in B change nothing, 11 do. */
Test(best_choices, look_again_exactly_when_the_lead_may_be_lost)
{
    struct small_model model =
        model_of("'units': [{'id': 'A'}, {'id': 'B', 'headcount_limits': [1, null]}],"
                 "'employees': [{'id': 'p', 'unit': 'A'}]",
                 "'relocation': {'move': 10, 'per_km': 0, 'reluctance': 0, 'preference': 0}");
    struct store store;
    struct best_choices best;
    struct error error = {0};
    double price = 0;
    cr_assert_eq(store_init(&store, model.model, &error), ERROR_NONE);
    cr_assert_eq(store.rows, 1);
    cr_assert(best_choices_init(&best, &store));
    best_choices_update(&best, &price);
    cr_assert_eq(store.place[best.choice[0]], 0);
    price = 9e6;
    cr_assert_eq(best_choices_update(&best, &price), 1, "one person, no entry");
    price = 11e6;
    cr_assert_gt(best_choices_update(&best, &price), 1);
    cr_assert_eq(store.place[best.choice[0]], 1);
    cr_assert_eq(best.activity[0], 1);
    cr_assert_eq(best.cost, 10e6);
    best_choices_free(&best);
    store_free(&store);
    model_free(&model);
}
