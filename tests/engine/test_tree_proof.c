/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The trees that a solve leaves behind, read by the exact checker, against all plans of tiny problems. */
#include "solver/engine/tree_proof.h"

#include "solver/engine/branch.h"
#include "solver/engine/proof_recorder.h"
#include "solver/model/certificate.h"
#include "tests/support/models.h"

#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

static const double WIDTH = 10e6;
static const int64_t ALL_EFFORT = INT64_C(1) << 40;

static bool tree_bound(const struct choice_model *model, const struct proof_tree *tree, int64_t *bound)
{
    struct error error = {0};
    bool infeasible = false;
    enum error_code code = proof_bound(model, tree, bound, &infeasible, &error);
    cr_assert_eq(code, ERROR_NONE, "%s %s", error.path, error.text);
    return !infeasible;
}

/* The better of what the row prices and the tree prove. */
static int64_t verified(const struct small_model *model, const struct engine_result *result)
{
    struct error error = {0};
    int64_t bound = INT64_MIN, of_tree = INT64_MIN;
    bool infeasible = false;
    cr_assert_eq(certificate_bound(model->model, result->prices_ppt, &bound, &infeasible, &error),
                 ERROR_NONE);
    if (result->proof != NULL)
        cr_assert(tree_bound(model->model, result->proof, &of_tree));
    return of_tree > bound ? of_tree : bound;
}

static struct engine_result solve(const struct small_model *model, const struct engine_options *options)
{
    struct engine_result result;
    struct error error = {0};
    cr_assert_eq(engine_solve(model->arena, model->model, options, &result, &error), ERROR_NONE, "%s",
                 error.text);
    return result;
}

/* --- tiny problems -------------------------------------------------------------------------------------- */

struct tally {
    int32_t solved, trees, branched, broken;
};

/* A copy of the tree that its reader may spoil. */
struct spoiled {
    struct proof_tree tree;
    struct proof_point *points;
    struct proof_node *nodes;
};

static struct spoiled copy_tree(struct arena *arena, const struct proof_tree *tree)
{
    struct spoiled copy = {.tree = *tree};
    copy.points = arena_alloc(arena, (size_t)tree->point_count, sizeof *copy.points);
    copy.nodes = arena_alloc(arena, (size_t)tree->node_count, sizeof *copy.nodes);
    memcpy(copy.points, tree->points, (size_t)tree->point_count * sizeof *copy.points);
    memcpy(copy.nodes, tree->nodes, (size_t)tree->node_count * sizeof *copy.nodes);
    copy.tree.points = copy.points;
    copy.tree.nodes = copy.nodes;
    return copy;
}

static const int64_t *shaken(struct arena *arena, struct tiny_random *random, const int64_t *prices,
                             int32_t count)
{
    int64_t *other = arena_alloc(arena, (size_t)count, sizeof *other);
    for (int32_t i = 0; i < count; i++)
        other[i] =
            prices[i] + (tiny_chance(random, 50) ? tiny_between(random, -MICRO * MICRO, MICRO * MICRO) : 0);
    return other;
}

/* One person's sides changed over, another choice, another leaf's point, other prices. */
static void spoil(const struct small_model *model, struct tiny_random *random, struct spoiled *copy)
{
    struct proof_node *node = &copy->nodes[tiny_below(random, copy->tree.node_count)];
    struct proof_point *point = &copy->points[tiny_below(random, copy->tree.point_count)];
    if (node->point >= 0) {
        node->point = tiny_below(random, copy->tree.point_count);
    } else if (tiny_chance(random, 50)) {
        int32_t in = node->in;
        node->in = node->out;
        node->out = in;
    } else {
        node->choice = tiny_below(random, choice_model_choice_count(model->model, node->person));
    }
    if (point->person_prices_ppt != NULL && tiny_chance(random, 50))
        point->person_prices_ppt =
            shaken(model->arena, random, point->person_prices_ppt, choice_model_person_count(model->model));
    else
        point->row_prices_ppt =
            shaken(model->arena, random, point->row_prices_ppt, choice_model_row_count(model->model));
}

enum { SPOILED = 12 };

static void expect_spoiled_proves_no_more(const struct small_model *model, uint64_t seed,
                                          const struct proof_tree *tree, int64_t optimum, struct tally *tally)
{
    struct tiny_random random = {seed};
    int64_t whole = 0;
    cr_assert(tree_bound(model->model, tree, &whole), "seed %llu: a proof that there is no plan",
              (unsigned long long)seed);
    for (int i = 0; i < SPOILED; i++) {
        struct spoiled copy = copy_tree(model->arena, tree);
        int64_t bound = 0;
        spoil(model, &random, &copy);
        cr_assert(tree_bound(model->model, &copy.tree, &bound), "seed %llu: there is a plan",
                  (unsigned long long)seed);
        cr_assert_leq(bound, optimum, "seed %llu: %lld above the optimum %lld", (unsigned long long)seed,
                      (long long)bound, (long long)optimum);
        tally->broken += bound < whole;
    }
}

static void expect_proven(const struct small_model *model, uint64_t seed, int64_t optimum,
                          struct tally *tally)
{
    struct engine_options options = model_options(60);
    struct engine_result result = solve(model, &options);
    int64_t bound = verified(model, &result), rounding = model_rounded_rows(model);
    cr_assert_eq(result.status, ENGINE_OPTIMAL);
    cr_assert_eq(result.objective_upt, optimum, "seed %llu", (unsigned long long)seed);
    cr_assert(bound <= optimum && bound >= optimum - rounding, "seed %llu: proven %lld of %lld, %lld rounded",
              (unsigned long long)seed, (long long)bound, (long long)optimum, (long long)rounding);
    tally->solved++;
    if (result.proof == NULL)
        return;
    tally->trees++;
    tally->branched += result.proof->node_count > 1;
    expect_spoiled_proves_no_more(model, seed, result.proof, optimum, tally);
}

static struct tally prove_all(const struct tiny_size *size, uint64_t first, uint64_t last)
{
    struct tally tally = {0};
    for (uint64_t seed = first; seed <= last; seed++) {
        struct small_model model = model_tiny(seed, size);
        struct oracle_answer answer;
        cr_assert(oracle_solve(model.problem, 4000000, &answer));
        if (model.model != NULL && answer.feasible)
            expect_proven(&model, seed, answer.best.total, &tally);
        model_free(&model);
    }
    return tally;
}

TestSuite(tree_proof, .timeout = 300);

Test(tree_proof, of_a_tiny_problem_reaches_the_optimum_and_spoiled_never_passes_it)
{
    struct tally tally = prove_all(&tiny_size_oracle, 1, 250);
    cr_assert_gt(tally.solved, 100);
    cr_assert_gt(tally.trees, 20, "%d trees", tally.trees);
    cr_assert_gt(tally.branched, 5, "%d with branchings", tally.branched);
    cr_assert_gt(tally.broken, 20, "%d spoiled ones prove less", tally.broken);
}

Test(tree_proof, of_a_larger_problem_reaches_the_optimum_and_spoiled_never_passes_it)
{
    struct tally tally = prove_all(&tiny_size_larger, 1, 25);
    cr_assert_gt(tally.solved, 10);
    cr_assert_gt(tally.branched, 0, "%d with branchings", tally.branched);
}

/* --- a recorder of few numbers -------------------------------------------------------------------------- */

struct bench {
    struct engine_options options;
    struct solve solve;
    double *prices;
};

static struct decomposition *whole_problem(const struct small_model *model, struct bench *bench)
{
    struct error error = {0};
    bench->options = model_options(60);
    cr_assert_eq(solve_init(&bench->solve, model->model, &bench->options, &error), ERROR_NONE);
    bench->prices = arena_alloc(model->arena, (size_t)bench->solve.store.rows + 1, sizeof *bench->prices);
    struct decomposition *whole = decomposition_provable(&bench->solve, bench->prices, NULL);
    cr_assert_not_null(whole);
    decomposition_run(whole, 15, WIDTH, WIDTH / 100, INFINITY);
    return whole;
}

/* What the tree of so many numbers proves, INT64_MIN when there is none; the numbers it has. */
static int64_t bound_within(const struct small_model *model, int64_t optimum, int64_t most, int64_t *numbers)
{
    struct bench bench;
    int64_t bound = INT64_MIN;
    struct decomposition *whole = whole_problem(model, &bench);
    struct proof_recorder *recorder = proof_recorder_new(whole, most);
    struct branch *branch = branch_new(&bench.solve, whole, (double)optimum, WIDTH, true);
    cr_assert_not_null(branch);
    *numbers = 0;
    if (recorder != NULL) {
        branch_record(branch, recorder);
        branch_go(branch, ALL_EFFORT);
        const struct proof_tree *tree = proof_recorder_tree(recorder, model->arena);
        *numbers = 5 * tree->node_count +
                   (bench.solve.store.rows + bench.solve.store.people) * (int64_t)tree->point_count;
        if (!tree_bound(model->model, tree, &bound))
            bound = INT64_MAX;
    }
    branch_free(branch);
    proof_recorder_free(recorder);
    solve_free(&bench.solve);
    return bound;
}

Test(tree_proof, of_few_numbers_keeps_to_them_and_proves_what_it_can)
{
    int32_t cut_short = 0;
    for (uint64_t seed = 1; seed <= 120; seed++) {
        struct small_model model = model_tiny(seed, &tiny_size_oracle);
        struct oracle_answer answer;
        cr_assert(oracle_solve(model.problem, 4000000, &answer));
        if (model.model != NULL && answer.feasible) {
            int64_t optimum = answer.best.total, all, some;
            int64_t most = bound_within(&model, optimum, INT64_C(1) << 40, &all);
            cr_assert_leq(most, optimum);
            cr_assert_geq(most, optimum - 1 - model_rounded_rows(&model), "seed %llu: %lld of %lld",
                          (unsigned long long)seed, (long long)most, (long long)optimum);
            for (int64_t part = 4; part > 0; part--) {
                int64_t bound = bound_within(&model, optimum, all * part / 5, &some);
                cr_assert_leq(some, all * part / 5);
                cr_assert_leq(bound, optimum);
                cut_short += some > 0 && bound < most;
            }
        }
        model_free(&model);
    }
    cr_assert_gt(cut_short, 0);
}

/* --- cities --------------------------------------------------------------------------------------------- */

static void expect_city_verified(enum flavour flavour, uint64_t seed, double gap)
{
    struct small_model model = model_city(300, 15, flavour, seed);
    struct engine_options options = model_options(60);
    options.gap = gap;
    struct engine_result result = solve(&model, &options);
    int64_t bound = verified(&model, &result);
    cr_expect_eq(result.status, ENGINE_OPTIMAL);
    cr_expect_leq(bound, result.objective_upt);
    cr_expect_geq((double)bound, (double)result.objective_upt * (1 - gap), "%lld of %lld", (long long)bound,
                  (long long)result.objective_upt);
    model_free(&model);
}

Test(tree_proof, of_a_unit_city_is_exact)
{
    expect_city_verified(FLAVOUR_UNIT, 4, 0);
}

Test(tree_proof, of_a_mixed_city_closes_the_gap)
{
    expect_city_verified(FLAVOUR_MIXED, 1, 1e-4);
}

Test(tree_proof, of_a_tight_city_closes_the_gap)
{
    expect_city_verified(FLAVOUR_TIGHT, 1, 1e-4);
}

static void expect_same_tree(const struct proof_tree *a, const struct proof_tree *b, int32_t rows)
{
    cr_assert_not_null(a);
    cr_assert_not_null(b);
    cr_assert_eq(a->node_count, b->node_count);
    cr_assert_eq(a->point_count, b->point_count);
    cr_assert_eq(memcmp(a->nodes, b->nodes, (size_t)a->node_count * sizeof *a->nodes), 0);
    for (int32_t p = 0; p < a->point_count; p++)
        cr_assert_eq(memcmp(a->points[p].row_prices_ppt, b->points[p].row_prices_ppt,
                            (size_t)rows * sizeof *a->points[p].row_prices_ppt),
                     0);
}

Test(tree_proof, is_the_same_twice_and_its_effort_is_within_the_limit)
{
    struct small_model model = model_city(300, 15, FLAVOUR_MIXED, 1);
    struct engine_options options = model_options(60);
    options.gap = 1e-4;
    struct engine_result once = solve(&model, &options), twice = solve(&model, &options);
    expect_same_tree(once.proof, twice.proof, choice_model_row_count(model.model));
    cr_assert_eq(once.effort, twice.effort);
    model_free(&model);
}
