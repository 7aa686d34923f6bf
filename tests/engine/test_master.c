/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The restricted master as GLPK holds it: a feasible placement, written as a point, must satisfy every row
 * and bound of it and cost what the placement costs. */
#include "solver/engine/master.h"

#include "solver/engine/lp_glpk.h"
#include "tests/support/models.h"

#include <criterion/criterion.h>
#include <float.h>
#include <glpk.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

struct bench {
    struct small_model model;
    struct store store;
    struct master master;
    int32_t *choice;  /* within each person */
    int64_t *counted; /* over the store */
    double elastic;
    struct tiny_random random;
};

static void bench_init(struct bench *bench, struct small_model model, uint64_t seed)
{
    struct error error = {0};
    *bench = (struct bench){.model = model, .random = {seed}};
    cr_assert_eq(store_init(&bench->store, model.model, &error), ERROR_NONE, "%s", error.text);
    size_t people = (size_t)bench->store.people;
    bench->choice = arena_alloc(model.arena, people, sizeof *bench->choice);
    bench->counted = arena_alloc(model.arena, people, sizeof *bench->counted);
}

static void bench_free(struct bench *bench)
{
    store_free(&bench->store);
    model_free(&bench->model);
}

static void count_choices(struct bench *bench)
{
    for (int32_t k = 0; k < bench->store.people; k++)
        bench->counted[k] = bench->store.first_choice[k] + bench->choice[k];
}

/* Some people inside with all their choices, the others fixed where the placement has them. */
static void build(struct bench *bench, int32_t percent_inside)
{
    const struct store *store = &bench->store;
    cr_assert(master_init(&bench->master, store, bench->counted, bench->elastic));
    for (int32_t k = 0; k < store->people; k++) {
        if (!tiny_chance(&bench->random, percent_inside))
            continue;
        cr_assert(master_add_person(&bench->master, k));
        for (int64_t q = store->first_choice[k]; q < store->first_choice[k + 1]; q++)
            cr_assert(master_add_choice(&bench->master, k, q));
    }
    master_update_bounds(&bench->master);
}

static double bound_or(double value, double infinite)
{
    return value == -DBL_MAX || value == DBL_MAX ? infinite : value;
}

/* How far the point lies outside the LP's rows and columns, at worst. */
static double worst_violation(glp_prob *lp, const double *x)
{
    int columns = glp_get_num_cols(lp), rows = glp_get_num_rows(lp),
        *index = calloc((size_t)columns + 1, sizeof *index);
    double worst = 0, *value = calloc((size_t)columns + 1, sizeof *value);
    for (int j = 1; j <= columns; j++) {
        worst = fmax(worst, bound_or(glp_get_col_lb(lp, j), -INFINITY) - x[j - 1]);
        worst = fmax(worst, x[j - 1] - bound_or(glp_get_col_ub(lp, j), INFINITY));
    }
    for (int i = 1; i <= rows; i++) {
        double activity = 0;
        int length = glp_get_mat_row(lp, i, index, value);
        for (int e = 1; e <= length; e++)
            activity += value[e] * x[index[e] - 1];
        worst = fmax(worst, bound_or(glp_get_row_lb(lp, i), -INFINITY) - activity);
        worst = fmax(worst, activity - bound_or(glp_get_row_ub(lp, i), INFINITY));
    }
    free(index);
    free(value);
    return worst;
}

static double cost_upt(glp_prob *lp, const double *x)
{
    double points = glp_get_obj_coef(lp, 0);
    for (int j = 1; j <= glp_get_num_cols(lp); j++)
        points += glp_get_obj_coef(lp, j) * x[j - 1];
    return points * (double)MICRO;
}

struct looked_at {
    double violation, cost_upt;
};

static void look(void *context)
{
    struct bench *bench = context;
    build(bench, 60);
}

/* The master of the placement in bench->choice; what its point breaks and costs there. */
static struct looked_at point_of(struct bench *bench)
{
    char reason[200];
    count_choices(bench);
    cr_assert(lp_guard(look, bench, reason, sizeof reason), "%s", reason);
    glp_prob *lp = bench->master.lp->problem;
    double *x = arena_alloc(bench->model.arena, (size_t)glp_get_num_cols(lp) + 1, sizeof *x);
    cr_assert(master_point(&bench->master, bench->counted, x));
    struct looked_at seen = {worst_violation(lp, x), cost_upt(lp, x)};
    master_free(&bench->master, false);
    return seen;
}

static int32_t compare_random_placements(struct bench *bench, int rounds, const char *which)
{
    int32_t feasible = 0;
    double half = 0.5 * model_rounded_rows(&bench->model);
    for (int i = 0; i < rounds; i++) {
        int64_t objective;
        model_random_choice(&bench->model, &bench->random, bench->choice);
        if (!store_objective(&bench->store, bench->choice, &objective))
            continue;
        struct looked_at seen = point_of(bench);
        feasible++;
        cr_expect_leq(seen.violation, 1e-6, "%s: a feasible placement breaks the LP by %g", which,
                      seen.violation);
        cr_expect_float_eq(seen.cost_upt, (double)objective, half + 0.01 + 1e-9 * (double)objective,
                           "%s: the point costs %.3f, the placement %lld", which, seen.cost_upt,
                           (long long)objective);
    }
    return feasible;
}

static void compare_on_seeds(double elastic, uint64_t seed, uint64_t end)
{
    int32_t feasible = 0;
    while (seed < end) {
        struct bench bench;
        char which[40];
        bench_init(&bench, model_next_tiny(&seed, &tiny_size_property), seed);
        bench.elastic = elastic;
        snprintf(which, sizeof which, "seed %llu", (unsigned long long)seed - 1);
        feasible += compare_random_placements(&bench, 10, which);
        bench_free(&bench);
    }
    cr_assert_gt(feasible, 200, "only %d feasible placements were seen", feasible);
}

Test(master, point_of_a_feasible_placement_is_feasible_and_costs_the_same)
{
    compare_on_seeds(0, 1, 300);
}

Test(master, point_leaves_elastic_columns_at_zero)
{
    compare_on_seeds(1000, 300, 600);
}

/* --- hard intervals and the band, by hand
 * ------------------------------------------------------------------- */

/* A needs 2 FTE and has p, q of 1.0; B has r, s, t. Band [2, 2], under 100, over 60; a move costs 10. The
 * hard interval is the test's. */
static struct small_model within(const char *limits)
{
    static char units[200];
    snprintf(units, sizeof units,
             "'units': [{'id': 'A', 'need': 2, 'supply_limits': %s}, {'id': 'B'}],"
             "'employees': [{'id': 'p', 'unit': 'A'}, {'id': 'q', 'unit': 'A'},",
             limits);
    static char instance[500];
    snprintf(instance, sizeof instance,
             "%s{'id': 'r', 'unit': 'B'}, {'id': 's', 'unit': 'B'}, {'id': 't', 'unit': 'B'}]", units);
    return model_of(instance, "'balance': {'target': [1, 1], 'under': [[0, 100], [0.5, 300]],"
                              "'over': [[0, 60], [0.5, 90]]},"
                              "'relocation': {'move': 10, 'per_km': 0, 'reluctance': 0, 'preference': 0}");
}

static void expect_cost(const char *limits, const char *map, double points)
{
    struct bench bench;
    int64_t objective = 0;
    bench_init(&bench, within(limits), 7);
    model_choose(&bench.model, map, bench.choice);
    cr_assert(store_objective(&bench.store, bench.choice, &objective), "%s in %s", map, limits);
    cr_expect_eq((double)objective, points * 1e6, "%s in %s costs %lld", map, limits, (long long)objective);
    for (int i = 0; i < 5; i++) {
        struct looked_at seen = point_of(&bench);
        cr_expect_leq(seen.violation, 1e-7, "%s in %s breaks the LP by %g", map, limits, seen.violation);
        cr_expect_float_eq(seen.cost_upt, points * 1e6, 0.01, "%s in %s: the point costs %.3f", map, limits,
                           seen.cost_upt);
    }
    bench_free(&bench);
}

Test(master, charges_the_tiers_without_a_hard_interval)
{
    expect_cost("[null, null]", "{}", 0);
    expect_cost("[null, null]", "{'p': 'B'}", 110);                     /* one missing at 100, one move */
    expect_cost("[null, null]", "{'p': 'B', 'q': 'B'}", 420);           /* 100 + 300 + 2 moves */
    expect_cost("[null, null]", "{'r': 'A'}", 70);                      /* one too many at 60 */
    expect_cost("[null, null]", "{'r': 'A', 's': 'A', 't': 'A'}", 270); /* 60 + 2 x 90 + 3 moves */
}

Test(master, keeps_a_hard_interval_around_the_band)
{
    expect_cost("[1, 3]", "{}", 0);
    expect_cost("[1, 3]", "{'p': 'B'}", 110);
    expect_cost("[1, 3]", "{'r': 'A'}", 70);
    expect_cost("[0, 4]", "{'p': 'B', 'q': 'B'}", 420);
    expect_cost("[0, 4]", "{'r': 'A', 's': 'A'}", 170); /* 60 + 90 + 2 moves */
}

Test(master, keeps_a_hard_interval_inside_the_band)
{
    expect_cost("[2, 2]", "{}", 0);
    expect_cost("[2, 2]", "{'p': 'B', 'r': 'A'}", 20);
}

Test(master, keeps_a_hard_interval_beyond_the_band)
{
    expect_cost("[3, 4]", "{'r': 'A'}", 70);
    expect_cost("[3, 4]", "{'r': 'A', 's': 'A'}", 170);
    expect_cost("[4, 5]", "{'r': 'A', 's': 'A', 't': 'A'}", 270);
    expect_cost("[0, 1]", "{'p': 'B'}", 110);
    expect_cost("[0, 1]", "{'p': 'B', 'q': 'B'}", 420);
    expect_cost("[0, 0]", "{'p': 'B', 'q': 'B'}", 420);
}

/* --- what it must refuse
 * ------------------------------------------------------------------------------------ */

static void relax(void *context)
{
    struct bench *bench = context;
    int64_t iterations = INT64_MAX;
    build(bench, 100);
    lp_solve(bench->master.lp, 60, &iterations);
}

/* Least cost of A's supply inside the limits, everybody free: the LP is a line here, its ends whole. */
static void expect_optimum(const char *limits, const char *map, double points)
{
    struct bench bench;
    char reason[200];
    bench_init(&bench, within(limits), 7);
    model_choose(&bench.model, map, bench.choice);
    count_choices(&bench);
    cr_assert(lp_guard(relax, &bench, reason, sizeof reason), "%s", reason);
    cr_expect_float_eq(lp_value(bench.master.lp), points, 1e-6, "%s: %.6f", limits,
                       lp_value(bench.master.lp));
    master_free(&bench.master, false);
    bench_free(&bench);
}

Test(master, relaxation_pays_what_the_hard_interval_forces)
{
    expect_optimum("[null, null]", "{}", 0);
    expect_optimum("[3, 4]", "{'r': 'A'}", 70);
    expect_optimum("[4, 5]", "{'r': 'A', 's': 'A'}", 170);
    expect_optimum("[0, 1]", "{'p': 'B'}", 110);
    expect_optimum("[0, 0]", "{'p': 'B', 'q': 'B'}", 420);
    expect_optimum("[2, 2]", "{}", 0);
}

/*   Band [1, 3] around the two who are in A; only the hard interval forces anybody: half a person costs 5. */
static void expect_forced(const char *limits, double points)
{
    struct bench bench;
    char instance[500], reason[200];
    snprintf(instance, sizeof instance,
             "'units': [{'id': 'A', 'need': 2, 'supply_limits': %s}, {'id': 'B'}],"
             "'employees': [{'id': 'p', 'unit': 'A'}, {'id': 'q', 'unit': 'A'}, {'id': 'r', 'unit': 'B'},"
             "{'id': 's', 'unit': 'B'}]",
             limits);
    bench_init(&bench,
               model_of(instance,
                        "'balance': {'target': [0.5, 1.5], 'under': 100, 'over': 60},"
                        "'relocation': {'move': 10, 'per_km': 0, 'reluctance': 0, 'preference': 0}"),
               7);
    model_choose(&bench.model, "{}", bench.choice);
    count_choices(&bench);
    cr_assert(lp_guard(relax, &bench, reason, sizeof reason), "%s", reason);
    cr_expect_float_eq(lp_value(bench.master.lp), points, 1e-6, "%s: %.6f", limits,
                       lp_value(bench.master.lp));
    master_free(&bench.master, false);
    bench_free(&bench);
}

Test(master, relaxation_keeps_a_hard_interval_inside_a_wide_band)
{
    expect_forced("[null, null]", 0);
    expect_forced("[1.5, 2.5]", 0);
    expect_forced("[1.2, 1.5]", 5);
    expect_forced("[2.5, 2.8]", 5);
    expect_forced("[null, 1.5]", 5);
    expect_forced("[2.5, null]", 5);
    expect_forced("[0.5, 1.5]", 5);
    expect_forced("[2.5, 3.5]", 5);
    expect_forced("[3.5, 4]", 45); /* one and a half move, half an FTE too many at 60 */
    expect_forced("[0, 0.5]", 65); /* the same, half an FTE missing at 100 */
}
