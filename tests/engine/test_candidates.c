/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/candidates.h"

#include "solver/engine/ascent.h"
#include "tests/support/models.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdlib.h>

static const double MARGIN = 2e7;

struct bench {
    struct small_model model;
    struct store store;
    struct candidates candidates;
    double *prices, *reduced, *least;
    int32_t *kept;
};

static void bench_init(struct bench *bench, double margin, bool keep)
{
    struct error error = {0};
    struct tiny_random random = {7};
    bench->model = model_city(120, 9, FLAVOUR_TIGHT, 5);
    cr_assert_eq(store_init(&bench->store, bench->model.model, &error), ERROR_NONE, "%s", error.text);
    bench->prices = calloc((size_t)bench->store.rows, sizeof *bench->prices);
    bench->reduced = calloc((size_t)bench->store.choices, sizeof *bench->reduced);
    bench->least = calloc((size_t)bench->store.people, sizeof *bench->least);
    bench->kept = calloc((size_t)bench->store.people, sizeof *bench->kept);
    model_random_choice(&bench->model, &random, bench->kept);
    ascent_reduced_costs(&bench->store, bench->prices, bench->reduced, bench->least);
    cr_assert(candidates_init(&bench->candidates, &bench->store, bench->reduced, bench->least, margin,
                              keep ? bench->kept : NULL));
}

static void bench_free(struct bench *bench)
{
    candidates_free(&bench->candidates);
    store_free(&bench->store);
    model_free(&bench->model);
    free(bench->prices);
    free(bench->reduced);
    free(bench->least);
    free(bench->kept);
}

Test(candidates, are_the_choices_within_the_margin_and_no_others)
{
    struct bench bench;
    bench_init(&bench, MARGIN, false);
    for (int32_t k = 0; k < bench.store.people; k++)
        for (int64_t q = bench.store.first_choice[k]; q < bench.store.first_choice[k + 1]; q++) {
            int32_t choice = (int32_t)(q - bench.store.first_choice[k]);
            int32_t option = candidates_option_of(&bench.candidates, k, choice);
            bool within = bench.reduced[q] <= bench.least[k] + MARGIN;
            cr_assert_eq(bench.candidates.options[option].choice == choice, within);
        }
    bench_free(&bench);
}

Test(candidates, of_a_person_rise_in_excess)
{
    struct bench bench;
    bench_init(&bench, INFINITY, false);
    const struct candidates *c = &bench.candidates;
    cr_assert_eq(c->first_option[bench.store.people], bench.store.choices);
    for (int32_t k = 0; k < bench.store.people; k++) {
        cr_assert_eq(c->options[c->first_option[k]].excess, 0);
        for (int32_t o = c->first_option[k] + 1; o < c->first_option[k + 1]; o++)
            cr_assert_leq(c->options[o - 1].excess, c->options[o].excess);
    }
    bench_free(&bench);
}

Test(candidates, hold_the_kept_choices_at_any_margin)
{
    struct bench bench;
    bench_init(&bench, 0, true);
    for (int32_t k = 0; k < bench.store.people; k++) {
        int32_t option = candidates_option_of(&bench.candidates, k, bench.kept[k]);
        cr_assert_eq(bench.candidates.options[option].choice, bench.kept[k]);
    }
    bench_free(&bench);
}

Test(candidates, list_every_row_s_users_once_in_order_of_amount)
{
    struct bench bench;
    bench_init(&bench, INFINITY, false);
    const struct candidates *c = &bench.candidates;
    int32_t entries = 0;
    for (int32_t i = 0; i < c->mobile_count; i++)
        for (int32_t o = c->first_option[c->mobile[i]]; o < c->first_option[c->mobile[i] + 1]; o++)
            entries += c->options[o].end - c->options[o].first;
    cr_assert_eq(c->first_user[0], 0);
    cr_assert_eq(c->first_user[bench.store.rows], entries);
    for (int32_t r = 0; r < bench.store.rows; r++)
        for (int32_t u = c->first_user[r]; u < c->first_user[r + 1]; u++) {
            const struct option *option = &c->options[c->users[u].option];
            double amount = NAN;
            for (int32_t e = option->first; e < option->end; e++)
                if (c->entries[e].row == r)
                    amount = c->entries[e].amount;
            cr_assert_eq(c->users[u].amount, amount);
            cr_assert_eq(c->users[u].person, option->person);
            cr_assert(u == c->first_user[r] || c->users[u - 1].amount <= amount);
        }
    bench_free(&bench);
}

Test(candidates, levels_are_nested_and_end_with_everybody)
{
    struct bench bench;
    bench_init(&bench, MARGIN, false);
    const struct candidates *c = &bench.candidates;
    cr_assert_gt(c->mobile_count, 10);
    cr_assert_eq(c->level_people[CANDIDATE_LEVELS - 1], c->mobile_count);
    for (int32_t l = 1; l < CANDIDATE_LEVELS; l++) {
        cr_assert_leq(c->level_people[l - 1], c->level_people[l]);
        for (int32_t i = 0; i < c->mobile_count; i++) {
            const uint8_t *options = c->level_options + c->mobile[i] * CANDIDATE_LEVELS;
            cr_assert_geq(options[0], 2);
            cr_assert_leq(options[l - 1], options[l]);
            cr_assert_leq(options[l], c->first_option[c->mobile[i] + 1] - c->first_option[c->mobile[i]]);
        }
    }
    bench_free(&bench);
}
