/* SPDX-License-Identifier: MIT */
#include "client/verify_claims.h"

#include "solver/model/cost.h"

#include <string.h>

enum { CLAIMS_MAX = 100, SHOWN_BYTES = 80 }; /* a hash is shown whole */

/* --- the plan as it should be --- */

static enum error_code recompute_moves(struct arena *arena, const struct problem *problem, struct plan *plan,
                                       struct error *error)
{
    struct move *moves = arena_alloc(arena, (size_t)plan->move_count, sizeof *moves);
    if (moves == NULL)
        return error_set(error, ERROR_MEMORY, "", "out of memory");
    for (int32_t i = 0; i < plan->move_count; i++) {
        struct placement_cost cost;
        moves[i] = plan->moves[i];
        const struct placed placed = {moves[i].to, moves[i].offer, NONE};
        enum error_code code = placement_cost(problem, moves[i].employee, placed, &cost, error);
        if (code != ERROR_NONE)
            return code;
        moves[i].cost_upt = cost.relocation_upt + cost.offer_upt;
        moves[i].from = problem->instance->employees[moves[i].employee].unit;
    }
    plan->moves = moves;
    return ERROR_NONE;
}

static enum error_code recompute_secondments(struct arena *arena, const struct problem *problem,
                                             struct plan *plan, struct error *error)
{
    struct secondment *lent = arena_alloc(arena, (size_t)plan->secondment_count, sizeof *lent);
    enum error_code code = ERROR_NONE;
    if (lent == NULL)
        return error_set(error, ERROR_MEMORY, "", "out of memory");
    for (int32_t i = 0; i < plan->secondment_count && code == ERROR_NONE; i++) {
        lent[i] = plan->secondments[i];
        code = secondment_upt(problem, lent[i].unit, lent[i].surge, &lent[i].cost_upt, error);
    }
    plan->secondments = lent;
    return code;
}

static enum error_code recompute(struct arena *arena, const struct verification *verification,
                                 struct plan *plan, struct error *error)
{
    const struct problem *problem = verification->problem;
    *plan = *verification->plan;
    if (verification->has_placement) {
        plan->objective = verification->evaluation->objective;
        plan->units = verification->evaluation->units;
        plan->kpis = verification->evaluation->kpis;
    }
    if (verification->has_bound && plan->has_bound)
        plan->bound_verified_upt = verification->bound_upt;
    enum error_code code = tree_sha256(problem->instance_document, plan->proof.instance_sha256, error);
    if (code == ERROR_NONE)
        code = tree_sha256(problem->policy_document, plan->proof.policy_sha256, error);
    if (code == ERROR_NONE)
        code = recompute_moves(arena, problem, plan, error);
    return code != ERROR_NONE ? code : recompute_secondments(arena, problem, plan, error);
}

/* --- where two documents differ --- */

struct difference {
    struct arena *arena;
    struct claim *claims;
    int32_t count;
    enum error_code code;
    struct error *error;
};

/* The bytes, at most that many, of characters that are whole. */
static int whole_characters(const char *text, int bytes)
{
    while (bytes > 0 && ((unsigned char)text[bytes] & 0xc0) == 0x80)
        bytes--;
    return bytes;
}

static const char *shown(struct difference *difference, const struct node *node)
{
    const char *text;
    size_t length;
    if (node == NULL)
        return "nothing";
    enum error_code code =
        tree_write_json(difference->arena, node, JSON_CANONICAL, &text, &length, difference->error);
    if (code != ERROR_NONE) {
        difference->code = code;
        return "";
    }
    const char *cut = length <= SHOWN_BYTES ? text
                                            : arena_format(difference->arena, "%.*s...",
                                                           whole_characters(text, SHOWN_BYTES), text);
    return cut == NULL ? "" : cut;
}

static void add(struct difference *difference, const char *field, const struct node *claimed,
                const struct node *found)
{
    if (difference->count < CLAIMS_MAX)
        difference->claims[difference->count++] =
            (struct claim){field, shown(difference, claimed), shown(difference, found)};
}

static const char *extend(struct difference *difference, const char *path, const char *key)
{
    const char *text = arena_format(difference->arena, "%s%s%s", path, path[0] == '\0' ? "" : ".", key);
    return text == NULL ? "" : text;
}

static const char *extend_index(struct difference *difference, const char *path, uint32_t index)
{
    const char *text = arena_format(difference->arena, "%s[%u]", path, (unsigned)index);
    return text == NULL ? "" : text;
}

/* Depth is that of a document: a reader bounds it. */
static void compare(struct difference *difference, const char *path, const struct node *claimed,
                    const struct node *found);

static void compare_maps(struct difference *difference, const char *path, const struct node *claimed,
                         const struct node *found)
{
    uint32_t c = 0, f = 0;
    while (c < claimed->count || f < found->count) {
        const struct node *left = c < claimed->count ? &claimed->as.items[2 * (size_t)c] : NULL;
        const struct node *right = f < found->count ? &found->as.items[2 * (size_t)f] : NULL;
        int order = left == NULL ? 1 : right == NULL ? -1 : strcmp(left->as.text, right->as.text);
        const char *inner = extend(difference, path, order <= 0 ? left->as.text : right->as.text);
        compare(difference, inner, order <= 0 ? left + 1 : NULL, order >= 0 ? right + 1 : NULL);
        c += order <= 0;
        f += order >= 0;
    }
}

static void compare_arrays(struct difference *difference, const char *path, const struct node *claimed,
                           const struct node *found)
{
    uint32_t count = claimed->count > found->count ? claimed->count : found->count;
    for (uint32_t i = 0; i < count; i++)
        compare(difference, extend_index(difference, path, i),
                i < claimed->count ? &claimed->as.items[i] : NULL,
                i < found->count ? &found->as.items[i] : NULL);
}

static void compare(struct difference *difference, const char *path, const struct node *claimed,
                    const struct node *found)
{
    if (difference->count == CLAIMS_MAX || (claimed != NULL && found != NULL && node_equal(claimed, found)))
        return;
    if (claimed == NULL || found == NULL || claimed->kind != found->kind)
        add(difference, path, claimed, found);
    else if (claimed->kind == NODE_MAP)
        compare_maps(difference, path, claimed, found);
    else if (claimed->kind == NODE_ARRAY)
        compare_arrays(difference, path, claimed, found);
    else
        add(difference, path, claimed, found);
}

enum error_code claims_compare(struct arena *arena, const struct node *document,
                               struct verification *verification, struct error *error)
{
    struct plan plan;
    const struct node *found;
    struct difference difference = {.arena = arena, .error = error};
    difference.claims = arena_alloc(arena, CLAIMS_MAX, sizeof *difference.claims);
    if (difference.claims == NULL)
        return error_set(error, ERROR_MEMORY, "", "out of memory");
    enum error_code code = recompute(arena, verification, &plan, error);
    if (code == ERROR_NONE)
        code = plan_write(arena, &plan, verification->problem, &found, error);
    if (code != ERROR_NONE)
        return code;
    compare(&difference, "plan", document, found);
    verification->claims = difference.claims;
    verification->claim_count = difference.count;
    return difference.code;
}
