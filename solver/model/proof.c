/* SPDX-License-Identifier: MIT */
#include "solver/model/proof.h"

#include "solver/model/proof_parts.h"

#include <stdio.h>
#include <stdlib.h>

/* --- the shape of a tree -------------------------------------------------------------------------------- */

/* Where each node hangs, and the leaves in the order of their points. */
struct shape {
    int32_t *parent; /* NONE: the root */
    int32_t *leaves;
    int32_t *first_leaf; /* per point, and the end */
};

static enum error_code bad_node(struct error *error, int32_t node, const char *what, long long seen)
{
    char path[32];
    snprintf(path, sizeof path, "nodes[%d]", (int)node);
    return error_set(error, ERROR_BAD_VALUE, path, "%s, seen %lld", what, seen);
}

static enum error_code adopt(const struct proof_tree *tree, struct shape *shape, int32_t node, int32_t child,
                             struct error *error)
{
    if (child <= node || child >= tree->node_count)
        return bad_node(error, node, "a child must be a node behind its parent", child);
    if (shape->parent[child] != -1)
        return bad_node(error, node, "a child already has a parent", child);
    shape->parent[child] = node;
    return ERROR_NONE;
}

static enum error_code check_node(const struct choice_model *model, const struct proof_tree *tree,
                                  struct shape *shape, int32_t n, struct error *error)
{
    const struct proof_node *node = &tree->nodes[n];
    if (n > 0 && shape->parent[n] == -1)
        return bad_node(error, n, "a node is nobody's child", n);
    if (node->point >= tree->point_count || node->point < -1)
        return bad_node(error, n, "there is no such point", node->point);
    if (node->point >= 0) {
        shape->first_leaf[node->point + 1]++;
        return ERROR_NONE;
    }
    if (node->person < 0 || node->person >= choice_model_person_count(model))
        return bad_node(error, n, "there is no such person", node->person);
    if (node->choice < 0 || node->choice >= choice_model_choice_count(model, node->person))
        return bad_node(error, n, "the person has no such choice", node->choice);
    enum error_code code = adopt(tree, shape, n, node->in, error);
    return code != ERROR_NONE ? code : adopt(tree, shape, n, node->out, error);
}

static void sort_leaves(const struct proof_tree *tree, struct shape *shape)
{
    for (int32_t p = 0; p < tree->point_count; p++)
        shape->first_leaf[p + 1] += shape->first_leaf[p];
    for (int32_t n = tree->node_count - 1; n >= 0; n--) /* the ends fall to the beginnings */
        if (tree->nodes[n].point >= 0)
            shape->leaves[--shape->first_leaf[tree->nodes[n].point + 1]] = n;
    for (int32_t p = 0; p < tree->point_count; p++)
        shape->first_leaf[p] = shape->first_leaf[p + 1];
}

static enum error_code read_shape(const struct choice_model *model, const struct proof_tree *tree,
                                  struct shape *shape, struct error *error)
{
    int32_t leaves = 0;
    if (tree->point_count > PROOF_POINTS_MOST || tree->node_count > PROOF_NODES_MOST)
        return error_set(error, ERROR_TOO_LARGE, NULL, "a proof of %d points and %d nodes, at most %d and %d",
                         (int)tree->point_count, (int)tree->node_count, (int)PROOF_POINTS_MOST,
                         (int)PROOF_NODES_MOST);
    if (tree->node_count < 1)
        return error_set(error, ERROR_BAD_VALUE, "nodes", "a proof needs a root");
    shape->parent = malloc((size_t)tree->node_count * sizeof *shape->parent);
    shape->leaves = malloc((size_t)tree->node_count * sizeof *shape->leaves);
    shape->first_leaf = calloc((size_t)tree->point_count + 2, sizeof *shape->first_leaf);
    if (shape->parent == NULL || shape->leaves == NULL || shape->first_leaf == NULL)
        return error_set(error, ERROR_MEMORY, NULL, "no memory to check the proof");
    for (int32_t n = 0; n < tree->node_count; n++)
        shape->parent[n] = -1;
    for (int32_t n = 0; n < tree->node_count; n++) {
        enum error_code code = check_node(model, tree, shape, n, error);
        if (code != ERROR_NONE)
            return code;
        leaves += tree->nodes[n].point >= 0 ? 1 : 0;
    }
    sort_leaves(tree, shape);
    shape->first_leaf[tree->point_count] = leaves;
    return ERROR_NONE;
}

static void free_shape(struct shape *shape)
{
    free(shape->parent);
    free(shape->leaves);
    free(shape->first_leaf);
}

enum error_code proof_check_shape(const struct choice_model *model, const struct proof_tree *tree,
                                  struct error *error)
{
    struct shape shape = {0};
    enum error_code code = read_shape(model, tree, &shape, error);
    free_shape(&shape);
    return code;
}

/* --- the least over the leaves -------------------------------------------------------------------------- */

struct least {
    bool found;
    int128 bound;
};

static void follow(struct proof_checker *checker, const struct proof_tree *tree, const struct shape *shape,
                   int32_t leaf)
{
    proof_path_begin(checker);
    for (int32_t n = leaf; shape->parent[n] != -1; n = shape->parent[n]) {
        const struct proof_node *branching = &tree->nodes[shape->parent[n]];
        proof_path_turn(checker, branching->person, branching->choice, branching->in == n);
    }
}

static enum error_code bound_leaf(struct proof_checker *checker, const struct proof_tree *tree,
                                  const struct shape *shape, int32_t leaf, struct least *least,
                                  struct error *error)
{
    int128 bound = 0;
    bool is_empty = false;
    enum error_code code = proof_may_go_on(checker, error);
    if (code != ERROR_NONE)
        return code;
    follow(checker, tree, shape, leaf);
    code = proof_leaf_bound(checker, &bound, &is_empty, error);
    if (code != ERROR_NONE || is_empty)
        return code;
    if (!least->found || bound < least->bound)
        least->bound = bound;
    least->found = true;
    return ERROR_NONE;
}

static enum error_code bound_point(struct proof_checker *checker, const struct proof_tree *tree,
                                   const struct shape *shape, int32_t point, struct least *least,
                                   struct error *error)
{
    int32_t first = shape->first_leaf[point], end = shape->first_leaf[point + 1];
    if (first == end)
        return ERROR_NONE;
    enum error_code code = proof_point_enter(checker, &tree->points[point], end - first > 1, error);
    for (int32_t l = first; code == ERROR_NONE && l < end; l++)
        code = bound_leaf(checker, tree, shape, shape->leaves[l], least, error);
    return code;
}

static enum error_code round_up(const struct proof_store *store, int128 ppt, int64_t *bound_upt,
                                struct error *error)
{
    ppt -= (int128)store->rounded_rows * HALF_UPT_IN_PPT;
    int128 unit = (int128)store->grain_upt * PPT_PER_UPT;
    int128 whole = (ppt / unit + (ppt % unit > 0 ? 1 : 0)) * store->grain_upt;
    if (whole > INT64_MAX || whole < INT64_MIN)
        return error_set(error, ERROR_OVERFLOW, NULL, "the bound leaves 64 bits of micro-points");
    *bound_upt = (int64_t)whole;
    return ERROR_NONE;
}

enum error_code proof_bound_watched(const struct choice_model *model, const struct proof_tree *tree,
                                    const struct proof_watch *watch, int64_t *bound_upt, bool *infeasible,
                                    struct error *error)
{
    struct shape shape = {0};
    struct proof_checker checker = {.watch = watch};
    struct least least = {0};
    enum error_code code = read_shape(model, tree, &shape, error);
    if (code == ERROR_NONE)
        code = proof_checker_init(&checker, model, error);
    for (int32_t p = 0; code == ERROR_NONE && p < tree->point_count; p++)
        code = bound_point(&checker, tree, &shape, p, &least, error);
    *infeasible = code == ERROR_NONE && !least.found;
    if (code == ERROR_NONE && least.found)
        code = round_up(&checker.store, least.bound, bound_upt, error);
    proof_checker_free(&checker);
    free_shape(&shape);
    return code;
}

enum error_code proof_bound(const struct choice_model *model, const struct proof_tree *tree,
                            int64_t *bound_upt, bool *infeasible, struct error *error)
{
    return proof_bound_watched(model, tree, NULL, bound_upt, infeasible, error);
}
