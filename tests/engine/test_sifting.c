/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sifting against GLPK on the whole relaxation, which reaches GLPK by another road: as an MPS file. */
#include "solver/engine/sifting.h"

#include "solver/engine/ascent.h"
#include "solver/model/mps.h"
#include "tests/support/models.h"

#include <criterion/criterion.h>
#include <glpk.h>
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

static void write_mps(const struct small_model *model, char *path)
{
    struct error error = {0};
    int file = mkstemp(path);
    FILE *out = file < 0 ? NULL : fdopen(file, "w");
    cr_assert_not_null(out);
    cr_assert_eq(mps_write(model->model, model->problem->instance, out, &error), ERROR_NONE, "%s",
                 error.text);
    fclose(out);
}

/* The relaxation's value in micro-points; INFINITY where it has no solution. */
static double whole_relaxation(const struct small_model *model)
{
    char path[] = "/tmp/mutasi-sifting-XXXXXX";
    write_mps(model, path);
    glp_term_out(GLP_OFF);
    glp_prob *lp = glp_create_prob();
    glp_smcp parameters;
    glp_init_smcp(&parameters);
    parameters.meth = GLP_DUALP;
    cr_assert_eq(glp_read_mps(lp, GLP_MPS_FILE, NULL, path), 0);
    unlink(path);
    glp_scale_prob(lp, GLP_SF_AUTO);
    glp_adv_basis(lp, 0);
    cr_assert_eq(glp_simplex(lp, &parameters), 0);
    double value = glp_get_status(lp) == GLP_OPT ? glp_get_obj_val(lp) * (double)MICRO : INFINITY;
    cr_assert(isfinite(value) || glp_get_status(lp) == GLP_NOFEAS);
    glp_delete_prob(lp);
    glp_free_env();
    return value;
}

struct sifted {
    struct solve solve;
    struct engine_options options;
    double *prices, *x, *reduced;
    enum sifting_status status;
};

static void sift(const struct small_model *model, struct sifted *out)
{
    struct error error = {0};
    out->options = model_options(60);
    cr_assert_eq(solve_init(&out->solve, model->model, &out->options, &error), ERROR_NONE, "%s", error.text);
    size_t rows = (size_t)out->solve.store.rows + 1, choices = (size_t)out->solve.store.choices + 1;
    out->prices = arena_alloc(model->arena, rows, sizeof *out->prices);
    out->x = arena_alloc(model->arena, choices, sizeof *out->x);
    out->reduced = arena_alloc(model->arena, choices, sizeof *out->reduced);
    out->status = sifting_run(&out->solve, out->prices, out->x);
}

/* c x + phi(A x); INFINITY where x breaks a hard row or somebody's choices do not sum to 1. */
static double cost_of_point(const struct small_model *model, const struct store *store, const double *x)
{
    double cost = 0, *activity = arena_alloc(model->arena, (size_t)store->rows + 1, sizeof *activity);
    for (int32_t k = 0; k < store->people; k++) {
        double sum = 0;
        for (int64_t q = store->first_choice[k]; q < store->first_choice[k + 1]; q++) {
            sum += x[q];
            cost += x[q] * store->cost[q];
            if (x[q] < -1e-6)
                return INFINITY;
            for (int64_t e = store->first_entry[q]; e < store->first_entry[q + 1]; e++)
                activity[store->row[e]] += x[q] * store->amount[e];
        }
        if (fabs(sum - 1) > 1e-6)
            return INFINITY;
    }
    for (int32_t r = 0; r < store->rows; r++) {
        const struct shape *shape = &store->shapes[r];
        double slack = 1e-5 * shape->scale;
        if (activity[r] < shape->lower - slack || activity[r] > shape->upper + slack)
            return INFINITY;
        cost += shape_price(shape, activity[r]);
    }
    return cost;
}

/* Value by the prices, value by the point, value by GLPK on the whole: one number. */
static void compare(const struct small_model *model, const struct sifted *sifted, double expected,
                    const char *which)
{
    const struct store *store = &sifted->solve.store;
    double margin = 10 + 1e-6 * fabs(expected);
    double dual = ascent_reduced_costs(store, sifted->prices, sifted->reduced, NULL);
    double primal = cost_of_point(model, store, sifted->x);
    cr_expect_float_eq(dual, expected, margin, "%s: by the prices %.1f, GLPK says %.1f", which, dual,
                       expected);
    cr_expect_float_eq(primal, expected, margin, "%s: by the point %.1f, GLPK says %.1f", which, primal,
                       expected);
}

Test(sifting, finds_the_value_of_the_whole_relaxation_of_random_problems)
{
    uint64_t seed = 1;
    int32_t feasible = 0, infeasible = 0;
    for (int i = 0; i < 200; i++) {
        struct small_model model = model_next_tiny(&seed, &tiny_size_property);
        struct sifted sifted;
        char which[40];
        snprintf(which, sizeof which, "seed %llu", (unsigned long long)seed - 1);
        sift(&model, &sifted);
        double expected = whole_relaxation(&model);
        if (sifted.solve.store.infeasible) {
            cr_expect(isinf(expected), "%s: a row misses its reach, GLPK finds a solution", which);
        } else if (isinf(expected)) {
            cr_expect_eq(sifted.status, SIFTING_INFEASIBLE, "%s: status %d, GLPK finds no solution", which,
                         sifted.status);
            infeasible++;
        } else {
            cr_expect_eq(sifted.status, SIFTING_OPTIMAL, "%s: status %d", which, sifted.status);
            compare(&model, &sifted, expected, which);
            feasible++;
        }
        solve_free(&sifted.solve);
        model_free(&model);
    }
    cr_assert_gt(feasible, 100, "only %d relaxations have a solution", feasible);
    cr_assert_gt(infeasible, 3, "only %d relaxations have none", infeasible);
}

Test(sifting, finds_the_value_of_the_whole_relaxation_of_cities)
{
    static const struct {
        int people, units;
        enum flavour flavour;
    } cities[] = {{120, 8, FLAVOUR_UNIT},
                  {120, 8, FLAVOUR_TIGHT},
                  {200, 10, FLAVOUR_MIXED},
                  {200, 12, FLAVOUR_TIGHT},
                  {300, 15, FLAVOUR_MIXED}};
    for (size_t i = 0; i < sizeof cities / sizeof *cities; i++) {
        struct small_model model =
            model_city(cities[i].people, cities[i].units, cities[i].flavour, 10 + (uint64_t)i);
        struct sifted sifted;
        char which[40];
        snprintf(which, sizeof which, "city %d", (int)i);
        sift(&model, &sifted);
        cr_expect_eq(sifted.status, SIFTING_OPTIMAL, "%s: status %d", which, sifted.status);
        compare(&model, &sifted, whole_relaxation(&model), which);
        cr_expect_leq((double)sifted.solve.price_bound_upt,
                      cost_of_point(&model, &sifted.solve.store, sifted.x) + 10);
        solve_free(&sifted.solve);
        model_free(&model);
    }
}

/*   A and B each ask for two heads and could have them; together they ask for four of three people. */
Test(sifting, recognises_a_relaxation_without_solution)
{
    struct small_model model = model_of(
        "'units': [{'id': 'A', 'headcount_limits': [2, null]}, {'id': 'B', 'headcount_limits': [2, null]}],"
        "'employees': [{'id': 'p', 'unit': 'A'}, {'id': 'q', 'unit': 'A'}, {'id': 'r', 'unit': 'B'}]",
        "'relocation': {'move': 1, 'per_km': 0, 'reluctance': 0, 'preference': 0}");
    struct sifted sifted;
    sift(&model, &sifted);
    cr_assert_not(sifted.solve.store.infeasible, "each row alone could be met");
    cr_assert_eq(sifted.status, SIFTING_INFEASIBLE);
    solve_free(&sifted.solve);
    model_free(&model);
}

/*   The same with four people is tight: one of p, q, r goes to B. Value 1 move. */
Test(sifting, solves_a_relaxation_that_is_only_just_feasible)
{
    struct small_model model = model_of(
        "'units': [{'id': 'A', 'headcount_limits': [2, null]}, {'id': 'B', 'headcount_limits': [2, null]}],"
        "'employees': [{'id': 'p', 'unit': 'A'}, {'id': 'q', 'unit': 'A'}, {'id': 'r', 'unit': 'A'},"
        "{'id': 's', 'unit': 'B'}]",
        "'relocation': {'move': 1, 'per_km': 0, 'reluctance': 0, 'preference': 0}");
    struct sifted sifted;
    sift(&model, &sifted);
    cr_assert_eq(sifted.status, SIFTING_OPTIMAL);
    compare(&model, &sifted, 1e6, "by hand");
    solve_free(&sifted.solve);
    model_free(&model);
}
