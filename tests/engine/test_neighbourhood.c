/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/neighbourhood.h"

#include "tests/support/models.h"

#include <criterion/criterion.h>
#include <math.h>

/*   p, in A, may go to B for 100 points and does so in the incumbent. Staying costs nothing, so the bound is
 * 0. No plan within half of that gap has p in B: one choice is left, and it is not the incumbent's. The
 * second kind of neighbourhood once looked for people with two choices for ever. Those of A and B are free: p
 * stays. */
Test(neighbourhood, ends_where_nobody_has_two_choices_left, .timeout = 60)
{
    struct small_model model =
        model_of("'units': [{'id': 'A'}, {'id': 'B'}],"
                 "'employees': [{'id': 'p', 'unit': 'A'}]",
                 "'relocation': {'move': 100, 'per_km': 0, 'reluctance': 0, 'preference': 0}");
    struct engine_options options = model_options(60);
    struct error error = {0};
    struct solve solve;
    int32_t goes[1];
    cr_assert_eq(solve_init(&solve, model.model, &options, &error), ERROR_NONE, "%s", error.text);
    double *prices = arena_alloc(model.arena, (size_t)solve.store.rows + 1, sizeof *prices);
    uint8_t *allowed = arena_alloc(model.arena, (size_t)solve.store.choices + 1, 1);
    for (int32_t r = 0; r < solve.store.rows; r++)
        prices[r] = 0;
    model_choose(&model, "{'p': 'B'}", goes);
    cr_assert(solve_offer_choice(&solve, goes));
    cr_assert_eq(solve.incumbent_upt, 100 * MICRO);
    struct decomposition *root = decomposition_new(&solve, prices, NULL);
    cr_assert_not_null(root);
    cr_assert_leq(decomposition_run(root, 10, 1e6, 1e5, INFINITY), 0);

    struct neighbourhood neighbourhood = {.turns = 1}; /* the second kind is next */
    neighbourhood_search(&neighbourhood, &solve, root, allowed, 1000, 100000);
    cr_assert_eq(neighbourhood.turns, 2);
    cr_assert_eq(solve.incumbent_upt, 0, "p stays");

    decomposition_free(root);
    solve_free(&solve);
    model_free(&model);
}
