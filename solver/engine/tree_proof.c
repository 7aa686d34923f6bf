/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/tree_proof.h"

#include "solver/engine/branch.h"
#include "solver/engine/core_width.h"
#include "solver/engine/proof_recorder.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 6, ROUND_PASSES = 60 };
static const double STEP_SHRINKS = 0.5;
static const double NEAR_STEP = 0.1;   /* of the width: at first, because the prices are good */
static const double FIRST_SHARE = 0.6; /* of the effort */
static const int64_t MORE_EFFORT = 400000000;

/* --- what there is to prove ----------------------------------------------------------------------------- */

static bool has_claim(const struct solve *solve)
{
    return store_is_complete(&solve->store) &&
           choice_model_total_choices(solve->store.model) <= PROOF_CHOICES_MOST &&
           solve->store.people + solve->store.rows <= PROOF_NUMBERS_MOST && solve_is_closed(solve) &&
           solve->price_bound_upt < solve->bound_upt && !solve_proves_infeasible(solve);
}

static bool has_price_bound(const struct solve *solve)
{
    return solve->price_bound_upt != INT64_MIN;
}

static const struct proof_tree *tree_of_prices(struct arena *arena, const struct solve *solve)
{
    size_t rows = (size_t)solve->store.rows;
    struct proof_tree *tree = arena_alloc(arena, 1, sizeof *tree);
    struct proof_point *point = arena_alloc(arena, 1, sizeof *point);
    struct proof_node *leaf = arena_alloc(arena, 1, sizeof *leaf);
    int64_t *prices = arena_alloc(arena, rows, sizeof *prices);
    if (tree == NULL || point == NULL || leaf == NULL || prices == NULL)
        return NULL;
    memcpy(prices, solve->prices_ppt, rows * sizeof *prices);
    *point = (struct proof_point){prices, NULL};
    *tree = (struct proof_tree){point, leaf, 1, 1}; /* the leaf's point is 0 */
    return tree;
}

/* --- the model once more, with nothing left out --------------------------------------------------------- */

static struct engine_options options_within(const struct solve *solve)
{
    struct engine_options options = *solve->options;
    int64_t effort = solve->effort + MORE_EFFORT, left = solve_effort_left(solve);
    options.gap = -1; /* never closed */
    options.effort = effort < left ? effort : left;
    options.deadline_s -= solve_time_left(solve) / 2; /* the rest is for checking */
    options.on_progress = NULL;
    return options;
}

static bool open_again(const struct solve *solve, const struct engine_options *options, struct solve *again)
{
    struct error error;
    if (solve_init(again, solve->store.model, options, &error) != ERROR_NONE ||
        !store_is_complete(&again->store))
        return false;
    solve_read_incumbent(solve, again->translated);
    for (int32_t k = 0; k < again->store.people; k++)
        again->translated[k] = store_find(&again->store, k, again->translated[k]);
    return solve_offer_choice(again, again->translated);
}

/* The choice of least reduced cost of everybody. */
static void choose_least(const struct store *store, const double *reduced, const double *least,
                         int32_t *choice)
{
    for (int32_t k = 0; k < store->people; k++) {
        int64_t q = store->first_choice[k];
        while (reduced[q] > least[k])
            q++;
        choice[k] = (int32_t)(q - store->first_choice[k]);
    }
}

/* 0 when out of memory. */
static double width_of(struct decomposition *d)
{
    const struct store *store = decomposition_store(d);
    size_t people = (size_t)store->people + 1;
    double width = 0;
    double *reduced = calloc((size_t)store->choices + 1, sizeof *reduced);
    double *least = calloc(people, sizeof *least), *scratch = calloc(people, sizeof *scratch);
    int32_t *choice = calloc(people, sizeof *choice);
    if (reduced != NULL && least != NULL && scratch != NULL && choice != NULL) {
        decomposition_reduced_costs(d, reduced, least);
        choose_least(store, reduced, least, choice);
        width = core_width(store, reduced, least, choice, scratch);
    }
    free(reduced);
    free(least);
    free(scratch);
    free(choice);
    return width;
}

/* --- recording ------------------------------------------------------------------------------------------ */

static void raise_root(struct decomposition *d, double width, double target)
{
    double step = NEAR_STEP * width;
    double bound = decomposition_run(d, ROUND_PASSES, step, step * STEP_SHRINKS, target);
    step = width;
    for (int round = 0; round < ROUNDS && bound < target; round++, step *= STEP_SHRINKS)
        bound = decomposition_run(d, ROUND_PASSES, step, step * STEP_SHRINKS, target);
}

/* Whether the target was proven. */
static bool record(struct arena *arena, struct solve *again, struct decomposition *d, double width,
                   double target, int64_t effort, const struct proof_tree **tree)
{
    bool is_closed = false;
    struct proof_recorder *recorder = proof_recorder_new(d, PROOF_NUMBERS_MOST);
    struct branch *branch = branch_new(again, d, target, width, true); /* takes it over */
    if (recorder != NULL && branch != NULL) {
        branch_record(branch, recorder);
        is_closed = branch_go(branch, effort) == BRANCH_CLOSED;
        *tree = proof_recorder_tree(recorder, arena);
    }
    branch_free(branch);
    proof_recorder_free(recorder);
    return is_closed;
}

static struct decomposition *start(const struct solve *solve, const struct prover *prover,
                                   struct solve *again)
{
    const struct decomposition *from = prover != NULL ? prover_root(prover) : NULL;
    double *prices = calloc((size_t)again->store.rows + 1, sizeof *prices);
    if (prices == NULL)
        return NULL;
    for (int32_t r = 0; r < again->store.rows; r++)
        prices[r] = (double)solve->prices_ppt[r] / (double)PPT_PER_UPT;
    if (from != NULL)
        decomposition_row_prices(from, prices);
    struct decomposition *d = decomposition_provable(again, prices, from);
    free(prices);
    return d;
}

static bool aim(struct arena *arena, const struct solve *solve, const struct prover *prover,
                struct solve *again, double target, int64_t effort, const struct proof_tree **tree)
{
    int64_t until = again->effort + effort;
    struct decomposition *d = start(solve, prover, again);
    double width = d != NULL ? width_of(d) : 0;
    if (width == 0) {
        decomposition_free(d);
        return false;
    }
    raise_root(d, width, target);
    return record(arena, again, d, width, target, until - again->effort, tree);
}

/* The least bound that rounds up to the claim. Where prices of rows are rounded nobody can check more than
 * the incumbent less half a micro-point for each. */
static double target_of(const struct solve *again, double claim)
{
    double rounding = store_rounding_upt(&again->store);
    double most = (double)again->incumbent_upt - (rounding > 0 ? floor(rounding) + 1 : 0);
    return fmin(claim - (double)(again->grain_upt - 1), most);
}

/* The claim is proven; or, where that is too far, what closes the gap: claims may be far beyond, and then a
 * search of their own. */
static const struct proof_tree *search_again(struct arena *arena, const struct solve *solve,
                                             const struct prover *prover, struct solve *again)
{
    const struct proof_tree *whole = NULL, *tree = NULL;
    double scale = fmax((double)solve->incumbent_upt, (double)MICRO), claimed = (double)solve->bound_upt;
    double enough = ceil((double)solve->incumbent_upt - solve->options->gap * scale);
    int64_t effort = (int64_t)(FIRST_SHARE * (double)solve_effort_left(again));
    if (enough < claimed &&
        (aim(arena, solve, prover, again, target_of(again, claimed), effort, &whole) || again->stopped))
        return whole;
    double target = target_of(again, fmin(enough, claimed));
    bool is_proven = aim(arena, solve, prover, again, target, solve_effort_left(again), &tree);
    return is_proven || whole == NULL ? tree : whole;
}

/* The row prices prove the claimed bound as soon as theirs is rounded up. */
static bool prices_suffice(const struct solve *solve, int64_t grain_upt)
{
    return has_price_bound(solve) && solve->bound_upt - solve->price_bound_upt < grain_upt;
}

/* A warm search's root has all that the checker counts: where it proves the claim, its prices are the tree.
 */
static bool root_suffices(const struct solve *solve, const struct prover *prover)
{
    return prover != NULL && prover_root_is_proof(prover) &&
           ceil(decomposition_bound(prover_root(prover))) >= (double)solve->bound_upt;
}

static const struct proof_tree *tree_of_root(struct arena *arena, const struct prover *prover)
{
    struct proof_recorder *recorder = proof_recorder_new(prover_root(prover), PROOF_NUMBERS_MOST);
    const struct proof_tree *tree = recorder != NULL ? proof_recorder_tree(recorder, arena) : NULL;
    proof_recorder_free(recorder);
    return tree;
}

static const struct proof_tree *branched(struct arena *arena, struct solve *solve,
                                         const struct prover *prover)
{
    const struct proof_tree *tree = NULL;
    struct engine_options options = options_within(solve);
    struct solve again;
    enum engine_part outer = meter_enter(&solve->meter, ENGINE_UNITS);
    if (open_again(solve, &options, &again))
        tree = prices_suffice(solve, again.grain_upt) ? tree_of_prices(arena, solve)
                                                      : search_again(arena, solve, prover, &again);
    solve_spend(solve, again.effort);
    solve_free(&again);
    meter_enter(&solve->meter, outer);
    return tree;
}

void tree_proof_add(struct arena *arena, struct solve *solve, const struct prover *prover,
                    struct engine_result *out)
{
    if (!has_claim(solve))
        return;
    if (root_suffices(solve, prover))
        out->proof = tree_of_root(arena, prover);
    else if (!has_price_bound(solve) || !solve_closes(solve, solve->price_bound_upt))
        out->proof = solve_effort_left(solve) > 0 ? branched(arena, solve, prover) : NULL;
    else if (prices_suffice(solve, solve->grain_upt))
        out->proof = tree_of_prices(arena, solve);
    out->effort = solve->effort;
    memcpy(out->work, solve->meter.work, sizeof out->work);
}
