/* SPDX-License-Identifier: MIT */
#include "client/verify.h"

#include "client/verify_claims.h"
#include "solver/model/certificate.h"
#include "solver/model/formulate.h"
#include "solver/model/proof_document.h"

#include <stdlib.h>
#include <string.h>

static int compare_names(const void *a, const void *b)
{
    const struct row_price *left = a, *right = b;
    return strcmp(left->row, right->row);
}

int64_t *verify_prices(struct arena *arena, const struct choice_model *model, const struct proof *proof,
                       const char **unknown)
{
    int32_t rows = choice_model_row_count(model), found = 0;
    int64_t *prices = arena_alloc(arena, (size_t)rows, sizeof *prices);
    struct row_price *sorted = arena_alloc(arena, (size_t)proof->price_count, sizeof *sorted);
    bool *is_used = arena_alloc(arena, (size_t)proof->price_count, sizeof *is_used);
    *unknown = NULL;
    if (prices == NULL || sorted == NULL || is_used == NULL)
        return NULL;
    if (proof->price_count > 0)
        memcpy(sorted, proof->prices, (size_t)proof->price_count * sizeof *sorted);
    qsort(sorted, (size_t)proof->price_count, sizeof *sorted, compare_names);
    for (int32_t r = 0; r < rows; r++) {
        const struct row_price wanted = {.row = choice_model_row(model, r)->name};
        const struct row_price *price =
            bsearch(&wanted, sorted, (size_t)proof->price_count, sizeof *sorted, compare_names);
        if (price == NULL)
            continue;
        prices[r] = price->price_ppt;
        is_used[price - sorted] = true;
        found++;
    }
    for (int32_t i = 0; found < proof->price_count && i < proof->price_count; i++)
        if (!is_used[i])
            *unknown = sorted[i].row;
    return prices;
}

/* What the plan's tree proves beyond its prices. */
static enum error_code recompute_tree(struct arena *arena, const struct choice_model *model,
                                      struct verification *out, struct error *error)
{
    const struct proof_tree *tree;
    int64_t bound = INT64_MIN;
    if (out->plan->proof.tree == NULL || out->infeasible)
        return ERROR_NONE;
    enum error_code code = proof_from_certificate(arena, model, out->plan->proof.tree, &tree, error);
    if (code == ERROR_NONE)
        code = proof_bound(model, tree, &bound, &out->infeasible, error);
    if (code == ERROR_NONE && bound > out->bound_upt)
        out->bound_upt = bound;
    return code;
}

/* What the plan's prices and tree prove about its problem. */
static enum error_code recompute_bound(struct arena *arena, struct verification *out, struct error *error)
{
    const struct choice_model *model;
    const int32_t *stuck;
    const char *unknown;
    enum error_code code = formulate(arena, out->problem, &model, &stuck, &out->stuck_count, error);
    if (code != ERROR_NONE)
        return code;
    out->infeasible = model == NULL;
    if (model == NULL)
        return ERROR_NONE;
    const int64_t *prices = verify_prices(arena, model, &out->plan->proof, &unknown);
    if (prices == NULL)
        return error_set(error, ERROR_MEMORY, "", "out of memory");
    if (unknown != NULL)
        return error_set(error, ERROR_UNKNOWN_ID, "plan.proof.certificate.prices", "no row is named '%s'",
                         unknown);
    code = certificate_bound(model, prices, &out->bound_upt, &out->infeasible, error);
    if (code == ERROR_NONE)
        code = recompute_tree(arena, model, out, error);
    out->has_bound = code == ERROR_NONE && !out->infeasible;
    return code;
}

static enum error_code recompute_placement(struct arena *arena, struct verification *out, struct error *error)
{
    struct placed *placement;
    out->has_placement = plan_has_placement(out->plan);
    if (!out->has_placement)
        return ERROR_NONE;
    enum error_code code = plan_placement(arena, out->plan, out->problem, &placement, error);
    if (code == ERROR_NONE)
        code = evaluate(arena, out->problem, placement, &out->evaluation, error);
    if (code == ERROR_NONE)
        out->objective_agrees =
            memcmp(&out->plan->objective, &out->evaluation->objective, sizeof out->plan->objective) == 0;
    return code;
}

/* A bound that is better than the prices prove rests on the engine's word; one above the objective is a lie.
 */
static bool bound_agrees(const struct verification *out)
{
    const struct plan *plan = out->plan;
    if (plan->status == PLAN_INFEASIBLE)
        return true;
    if (!plan->has_bound)
        return true;
    return out->has_bound && plan->bound_verified_upt == out->bound_upt &&
           plan->bound_upt >= out->bound_upt &&
           (!out->has_placement || plan->bound_upt <= out->evaluation->objective.total);
}

/* Within the gap that the plan claims: its bound, or more, is what was recomputed. */
static bool is_optimal(const struct verification *out)
{
    return out->has_placement && out->evaluation->breach_count == 0 && out->objective_agrees &&
           out->has_bound && out->bound_agrees && out->plan->status == PLAN_OPTIMAL &&
           out->bound_upt >= out->plan->bound_upt;
}

enum error_code verify_case(struct arena *arena, const struct plan_case *from, struct verification *out,
                            struct error *error)
{
    const struct path at = {.key = "plan"};
    *out = (struct verification){0};
    enum error_code code =
        problem_read(arena, from->instance, from->policy, from->scenario, &out->problem, error);
    if (code == ERROR_NONE)
        code = plan_read(arena, from->plan, &at, out->problem, &out->plan, error);
    if (code == ERROR_NONE)
        code = recompute_placement(arena, out, error);
    if (code == ERROR_NONE)
        code = recompute_bound(arena, out, error);
    if (code == ERROR_NONE)
        code = claims_compare(arena, from->plan, out, error);
    if (code != ERROR_NONE)
        return code;
    out->bound_agrees = bound_agrees(out);
    out->is_optimal = is_optimal(out);
    bool is_contradicted = out->infeasible && out->has_placement;
    out->holds = out->claim_count == 0 && out->bound_agrees && !is_contradicted &&
                 (!out->has_placement || out->evaluation->breach_count == 0);
    return ERROR_NONE;
}
