/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/decomposition.h"

#include "solver/engine/ascent.h"
#include "tests/support/models.h"

#include <criterion/criterion.h>

#include <math.h>
#include <stdlib.h>

struct raised {
    struct engine_options options;
    struct solve solve;
    struct decomposition *decomposition;
    double linear; /* the Lagrangian bound where it started */
};

static void raise_bound(struct raised *out, const struct small_model *model, int32_t passes)
{
    struct error error = {0};
    out->options = model_options(60);
    cr_assert_eq(solve_init(&out->solve, model->model, &out->options, &error), ERROR_NONE, "%s", error.text);
    double *prices = arena_alloc(model->arena, (size_t)out->solve.store.rows + 1, sizeof *prices);
    out->linear = ascent_run(&out->solve, prices, 300);
    out->decomposition = decomposition_new(&out->solve, prices);
    cr_assert_not_null(out->decomposition);
    decomposition_run(out->decomposition, passes, 1e6, 1, 0.02);
}

static void release(struct raised *raised)
{
    decomposition_free(raised->decomposition);
    solve_free(&raised->solve);
}

Test(decomposition, never_exceeds_the_optimum)
{
    int compared = 0;
    for (uint64_t seed = 1; seed <= 600; seed++) {
        struct small_model model = model_tiny(seed, &tiny_size_oracle);
        struct oracle_answer answer;
        if (model.model != NULL && oracle_solve(model.problem, 4000000, &answer) && answer.feasible) {
            struct raised raised;
            raise_bound(&raised, &model, 60);
            cr_assert_leq(raised.solve.bound_upt, answer.best.total,
                          "seed %llu: bound %lld, the optimum %lld", (unsigned long long)seed,
                          (long long)raised.solve.bound_upt, (long long)answer.best.total);
            compared++;
            release(&raised);
        }
        model_free(&model);
    }
    cr_assert_gt(compared, 300);
}

Test(decomposition, leaves_every_choice_of_an_optimal_plan_free)
{
    for (uint64_t seed = 1; seed <= 300; seed++) {
        struct small_model model = model_tiny(seed, &tiny_size_oracle);
        struct oracle_answer answer;
        if (model.model != NULL && oracle_solve(model.problem, 4000000, &answer) && answer.feasible) {
            struct raised raised;
            raise_bound(&raised, &model, 40);
            const struct store *store = &raised.solve.store;
            uint8_t *left = calloc((size_t)store->choices + 1, 1);
            int32_t *choice = calloc((size_t)store->people + 1, sizeof *choice);
            double slack = (double)answer.best.total - decomposition_bound(raised.decomposition);
            decomposition_fix(raised.decomposition, slack + 1, left);
            model_choice_of_placement(&model, answer.placement, choice);
            for (int32_t k = 0; k < store->people; k++)
                cr_assert(left[store->first_choice[k] + choice[k]], "seed %llu: person %d",
                          (unsigned long long)seed, k);
            free(left);
            free(choice);
            release(&raised);
        }
        model_free(&model);
    }
}

/* People of 0.80 to 1.20 FTE do not add up to a band: that is what the linear relaxation cannot see. */
Test(decomposition, is_above_the_linear_bound_where_people_cannot_be_cut)
{
    struct small_model model = model_city(300, 15, FLAVOUR_MIXED, 1);
    struct raised raised;
    raise_bound(&raised, &model, 200);
    double bound = decomposition_bound(raised.decomposition);
    cr_assert_gt(bound, raised.linear * 1.01, "bound %f, linear %f", bound, raised.linear);
    release(&raised);
    model_free(&model);
}
