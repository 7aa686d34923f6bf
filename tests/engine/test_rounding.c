/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/rounding.h"

#include "tests/support/models.h"

#include <criterion/criterion.h>
#include <stdlib.h>

/* Unit A lacks three people, each missing FTE costs 100; p supplies 0.9, q 0.8 and r 1; each pays 10 to come,
 * r 50. C needs a thousand whom nobody replaces: 100,000 points whatever happens, so that all plans are
 * within a fifth of a per cent.
 *
 *   all three: 70 + 0.3 x 100 = 100     p, q: 20 + 1.3 x 100 = 150     nobody: 300     beyond the 100,000 */
static struct small_model three_to_come(void)
{
    return model_of("'units': [{'id': 'A', 'need': 3}, {'id': 'B'}, {'id': 'C', 'need': 1000}],"
                    "'employees': [{'id': 'p', 'unit': 'B', 'fte': 0.9, 'consent': ['A']},"
                    "{'id': 'q', 'unit': 'B', 'fte': 0.8, 'consent': ['A']},"
                    "{'id': 'r', 'unit': 'B', 'consent': ['A']}],"
                    "'relocation': [{'employee': 'r', 'unit': 'A', 'cost': 50}]",
                    "'balance': {'target': [1, 1], 'under': 100, 'over': 100},"
                    "'relocation': {'move': 10, 'per_km': 0, 'reluctance': 0, 'preference': 0}");
}

/* What rounding makes of a relaxation that gives so much of everybody to A, with nobody moving as the plan
 * known before and this bound. */
static int64_t rounded(const double share_of_a[3], int64_t bound_upt)
{
    struct small_model model = three_to_come();
    struct engine_options options = model_options(60);
    struct solve solve;
    struct error error = {0};
    int32_t stay[3], come[3];
    cr_assert_eq(solve_init(&solve, model.model, &options, &error), ERROR_NONE, "%s", error.text);
    double *prices = calloc((size_t)solve.store.rows + 1, sizeof *prices);
    double *x = calloc((size_t)solve.store.choices + 1, sizeof *x);
    model_choose(&model, "{}", stay);
    model_choose(&model, "{'p': 'A', 'q': 'A', 'r': 'A'}", come);
    cr_assert(solve_offer_choice(&solve, stay));
    cr_assert_eq(solve.incumbent_upt, 100300 * MICRO);
    solve_offer_bound(&solve, bound_upt);
    for (int32_t k = 0; k < 3; k++) {
        x[solve.store.first_choice[k] + come[k]] = share_of_a[k];
        x[solve.store.first_choice[k] + stay[k]] = 1 - share_of_a[k];
    }
    rounding_offer(&solve, prices, x);
    int64_t value = solve.incumbent_upt;
    free(prices);
    free(x);
    solve_free(&solve);
    model_free(&model);
    return value;
}

Test(rounding, takes_an_integral_relaxation_as_the_plan)
{
    cr_assert_eq(rounded((double[]){1, 1, 0}, 100100 * MICRO), 100150 * MICRO);
}

Test(rounding, branches_over_people_cut_into_fractions)
{
    cr_assert_eq(rounded((double[]){1, 0.7, 0.4}, 100100 * MICRO), 100100 * MICRO);
}

Test(rounding, only_rounds_where_the_relaxation_is_far_from_any_plan)
{
    cr_assert_eq(rounded((double[]){1, 0.7, 0.4}, 99000 * MICRO), 100150 * MICRO);
}
