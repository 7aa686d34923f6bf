/* SPDX-License-Identifier: MIT */
/* What the plan's tree of branchings proves of the unknowns that row prices leave. Confirming makes no plan
 * dearer, so where all of a group confirmed together lower no bound, none of the group does: a group is
 * halved until that holds, or one unknown is left. */
#include "client/interrupt.h"
#include "client/unknowns.h"
#include "proto/clock.h"
#include "solver/model/formulate.h"
#include "solver/model/proof_document.h"

#include <stdlib.h>

struct prover {
    struct unknowns *unknowns;
    struct unknown **left; /* those with the least to gain first */
    double until_s;
    bool is_over;
};

static bool is_over(void *context)
{
    struct prover *prover = context;
    prover->is_over = prover->is_over || interrupt_signal() != 0 || monotonic_s() >= prover->until_s;
    return prover->is_over;
}

static void confirm(struct prover *prover, int32_t from, int32_t to, bool is_confirmed)
{
    for (int32_t i = from; i < to; i++) {
        const struct unknown *unknown = prover->left[i];
        confirmed_set(&prover->unknowns->confirmed, unknown->employee, unknown->holding,
                      is_confirmed ? unknown->level : LEVEL_UNKNOWN);
    }
}

/* The tree's bound with the group confirmed. INT64_MIN when it takes too long to say. */
static enum error_code bound_of(struct prover *prover, struct arena *scratch, int64_t *bound,
                                struct error *error)
{
    const struct choice_model *model;
    const struct proof_tree *tree;
    const struct proof_watch watch = {is_over, prover};
    const int32_t *stuck;
    int32_t stuck_count;
    bool infeasible;
    *bound = INT64_MIN;
    enum error_code code =
        formulate(scratch, &prover->unknowns->confirmed.problem, &model, &stuck, &stuck_count, error);
    if (code == ERROR_NONE)
        code = proof_from_certificate(scratch, model, prover->unknowns->base.plan->proof.tree, &tree, error);
    if (code == ERROR_NONE)
        code = proof_bound_watched(model, tree, &watch, bound, &infeasible, error);
    if (code != ERROR_TOO_LARGE)
        return code;
    *bound = INT64_MIN;
    return ERROR_NONE;
}

static enum error_code group_bound(struct prover *prover, int32_t from, int32_t to, int64_t *bound,
                                   struct error *error)
{
    struct arena *scratch = arena_new();
    if (scratch == NULL)
        return error_set(error, ERROR_MEMORY, "", "out of memory");
    confirm(prover, from, to, true);
    enum error_code code = bound_of(prover, scratch, bound, error);
    confirm(prover, from, to, false);
    arena_free(scratch);
    return code;
}

static void take_bound(const struct verification *base, struct unknown *unknown, int64_t bound)
{
    int64_t most = base->plan->objective.total - bound;
    if (!unknown->has_most || most < unknown->most_upt)
        unknown->most_upt = unknown->verified_most_upt = most;
    unknown->has_most = true;
    if (unknown->most_upt <= 0)
        unknown->state = UNKNOWN_CERTIFICATE;
    else if (bound >= base->bound_upt)
        unknown->state = UNKNOWN_WITHIN_GAP;
}

static enum error_code prove(struct prover *prover, int32_t from, int32_t to, struct error *error)
{
    const struct verification *base = &prover->unknowns->base;
    int64_t bound;
    if (from >= to || is_over(prover))
        return ERROR_NONE;
    enum error_code code = group_bound(prover, from, to, &bound, error);
    if (code != ERROR_NONE)
        return code;
    if (bound != INT64_MIN && (bound >= base->bound_upt || to - from == 1)) {
        for (int32_t i = from; i < to; i++)
            take_bound(base, prover->left[i], bound);
        return ERROR_NONE;
    }
    if (to - from == 1)
        return ERROR_NONE;
    int32_t middle = from + (to - from) / 2;
    code = prove(prover, from, middle, error);
    return code == ERROR_NONE ? prove(prover, middle, to, error) : code;
}

static int by_most(const void *a, const void *b)
{
    const struct unknown *left = *(struct unknown *const *)a, *right = *(struct unknown *const *)b;
    if (left->has_most != right->has_most)
        return left->has_most ? -1 : 1;
    if (left->most_upt != right->most_upt)
        return left->most_upt < right->most_upt ? -1 : 1;
    return (left > right) - (left < right);
}

enum error_code unknowns_prove(struct unknowns *unknowns, double until_s, struct error *error)
{
    struct prover prover = {.unknowns = unknowns, .until_s = until_s};
    int32_t count = 0;
    if (unknowns->base.plan->proof.tree == NULL || !unknowns->base.has_bound || unknowns->count == 0)
        return ERROR_NONE;
    prover.left = malloc((size_t)unknowns->count * sizeof(struct unknown *));
    if (prover.left == NULL)
        return error_set(error, ERROR_MEMORY, "", "out of memory");
    for (int32_t i = 0; i < unknowns->count; i++)
        if (unknowns->list[i].state == UNKNOWN_OPEN)
            prover.left[count++] = &unknowns->list[i];
    qsort(prover.left, (size_t)count, sizeof *prover.left, by_most);
    enum error_code code = prove(&prover, 0, count, error);
    free(prover.left);
    return code;
}
