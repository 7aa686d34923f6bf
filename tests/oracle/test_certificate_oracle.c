/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any row prices prove a bound, and none above what trying everything finds. */
#include "solver/model/certificate.h"
#include "solver/model/formulate.h"
#include "solver/model/proof_document.h"
#include "tests/support/oracle_agree.h"
#include "tests/support/tiny_random.h"
#include "tests/support/tiny_solve.h"

#include <criterion/criterion.h>

#include <string.h>

struct formulated {
    struct tiny tiny;
    const struct problem *problem;
    const struct choice_model *model;
    int32_t stuck;
    struct oracle_answer answer;
};

static void formulate_seed(struct arena *arena, uint64_t seed, struct formulated *out)
{
    struct error error = {0};
    const int32_t *stuck = NULL;
    enum error_code code = tiny_make(arena, seed, &tiny_size_oracle, &out->tiny, &error);
    if (code == ERROR_NONE) {
        code = tiny_problem(arena, &out->tiny, &out->problem, &error);
    }
    if (code == ERROR_NONE) {
        code = formulate(arena, out->problem, &out->model, &stuck, &out->stuck, &error);
    }
    cr_assert_eq(code, ERROR_NONE, "seed %llu: %s %s", (unsigned long long)seed, error.path, error.text);
    cr_assert(oracle_solve(out->problem, ORACLE_PLACEMENTS_MOST, &out->answer));
}

static bool begins(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* Up to twice what such a row may be worth: 200 points per FTE, per person, 2 points per point spent. */
static int64_t random_price(struct tiny_random *random, const char *row)
{
    int64_t most = INT64_C(200000000000000);
    if (begins(row, "supply/") || begins(row, "group-supply/")) {
        most = INT64_C(200000000000);
    } else if (begins(row, "budget")) {
        most = 2000000;
    }
    if (tiny_chance(random, 50)) {
        return 0;
    }
    return tiny_between(random, -most, most) >> tiny_below(random, 8);
}

static void random_prices(struct tiny_random *random, const struct choice_model *model, int64_t *prices)
{
    for (int32_t r = 0; r < choice_model_row_count(model); r++) {
        prices[r] = random_price(random, choice_model_row(model, r)->name);
    }
}

/* One bound of one model against the oracle; returns whether it says more than 0. */
static bool bound_holds(uint64_t seed, const struct formulated *f, const int64_t *prices)
{
    struct error error = {0};
    int64_t bound = 0;
    bool infeasible = false;
    enum error_code code = certificate_bound(f->model, prices, &bound, &infeasible, &error);
    cr_assert_eq(code, ERROR_NONE, "seed %llu: %s", (unsigned long long)seed, error.text);
    if (!f->answer.feasible) {
        return false;
    }
    cr_assert_not(infeasible, "seed %llu: called infeasible, the oracle has a plan",
                  (unsigned long long)seed);
    cr_assert_leq(bound, f->answer.best.total, "seed %llu: bound %lld above the optimum %lld",
                  (unsigned long long)seed, (long long)bound, (long long)f->answer.best.total);
    return bound > 0;
}

Test(certificate, never_exceeds_the_optimum_whatever_the_prices)
{
    int32_t positive = 0;
    for (uint64_t seed = 1; seed <= 600; seed++) {
        struct arena *arena = arena_new();
        struct tiny_random random = {seed};
        struct formulated f = {0};
        formulate_seed(arena, seed, &f);
        if (f.model != NULL) {
            int64_t *prices = arena_alloc(arena, (size_t)choice_model_row_count(f.model) + 1, sizeof *prices);
            for (int32_t round = 0; round < 25; round++) {
                positive += bound_holds(seed, &f, prices) ? 1 : 0; /* the first round prices nothing */
                random_prices(&random, f.model, prices);
            }
        }
        arena_free(arena);
    }
    cr_assert_gt(positive, 500, "only %d bounds say anything", (int)positive);
}

Test(certificate, finds_the_same_people_without_a_choice_as_the_oracle)
{
    for (uint64_t seed = 1; seed <= 600; seed++) {
        struct arena *arena = arena_new();
        struct formulated f = {0};
        formulate_seed(arena, seed, &f);
        cr_assert_eq(f.stuck, f.answer.stuck, "seed %llu: %d stuck, the oracle says %d",
                     (unsigned long long)seed, (int)f.stuck, (int)f.answer.stuck);
        cr_assert_eq(f.model == NULL, f.answer.stuck > 0);
        arena_free(arena);
    }
}

/* --- the plan's own prices
 * ---------------------------------------------------------------------------------- */

static void read_prices(const struct proof *proof, const struct choice_model *model, int64_t *prices)
{
    int32_t known = 0;
    for (int32_t r = 0; r < choice_model_row_count(model); r++) {
        for (int32_t p = 0; p < proof->price_count; p++) {
            if (strcmp(proof->prices[p].row, choice_model_row(model, r)->name) == 0) {
                prices[r] = proof->prices[p].price_ppt;
                known++;
            }
        }
    }
    cr_assert_eq(known, proof->price_count, "the proof prices rows that the model does not have");
}

/* The better of the bound and what the plan's tree proves. */
static int64_t with_tree(struct arena *arena, const struct choice_model *model,
                         const struct certificate_tree *tree, int64_t bound)
{
    struct error error = {0};
    const struct proof_tree *proof;
    int64_t of_tree = INT64_MIN;
    bool infeasible = false;
    if (tree == NULL)
        return bound;
    cr_assert_eq(proof_from_certificate(arena, model, tree, &proof, &error), ERROR_NONE, "%s", error.text);
    cr_assert_eq(proof_bound(model, proof, &of_tree, &infeasible, &error), ERROR_NONE, "%s", error.text);
    cr_assert_not(infeasible);
    return of_tree > bound ? of_tree : bound;
}

Test(certificate, of_a_plan_proves_the_bound_the_plan_claims)
{
    int32_t proven = 0;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        struct arena *arena = arena_new();
        struct error error = {0};
        struct formulated f = {0};
        struct tiny_run run;
        struct solve_limits limits = tiny_limits();
        formulate_seed(arena, seed, &f);
        enum error_code code = tiny_solve(arena, &f.tiny, &limits, &run, &error);
        cr_assert_eq(code, ERROR_NONE, "seed %llu: %s", (unsigned long long)seed, error.text);
        if (run.plan->status == PLAN_OPTIMAL) {
            int64_t bound = 0;
            bool infeasible = false;
            int64_t *prices = arena_alloc(arena, (size_t)choice_model_row_count(f.model) + 1, sizeof *prices);
            read_prices(&run.plan->proof, f.model, prices);
            certificate_bound(f.model, prices, &bound, &infeasible, &error);
            bound = with_tree(arena, f.model, run.plan->proof.tree, bound);
            cr_assert_eq(bound, run.plan->bound_verified_upt, "seed %llu", (unsigned long long)seed);
            proven++;
        }
        arena_free(arena);
    }
    cr_assert_geq(proven, 140);
}
