/* SPDX-License-Identifier: MIT */
#include "proto/edit.h"
#include "proto/frontier.h"
#include "proto/plan_parts.h"

bool frontier_has_plan(const struct frontier_point *point)
{
    return point->status == PLAN_OPTIMAL || point->status == PLAN_FEASIBLE;
}

bool frontier_is_verified(const struct frontier_point *point)
{
    return !point->has_bound || (point->has_verified && point->bound_verified_upt >= point->bound_upt);
}

double frontier_gap(const struct frontier_point *point)
{
    const struct plan plan = {.status = point->status,
                              .objective = point->objective,
                              .has_bound = point->has_bound,
                              .bound_upt = point->bound_upt};
    return plan_gap(&plan);
}

/* --- the policy of a frontier ----------------------------------------------------------------------------
 */

const struct node *frontier_policy(struct arena *arena, const struct node *policy)
{
    const struct node *moves = map_get(policy, "moves");
    if (moves == NULL)
        return policy;
    moves = map_with(arena, moves, "max", NULL);
    if (moves != NULL)
        moves = map_with(arena, moves, "max_share", NULL);
    return moves == NULL ? NULL : map_with(arena, policy, "moves", moves->count == 0 ? NULL : moves);
}

enum error_code frontier_policy_sha256(struct arena *arena, const struct node *policy, char hex[65],
                                       struct error *error)
{
    const struct node *bare = frontier_policy(arena, policy);
    if (bare != NULL)
        bare = map_with(arena, bare, "name", NULL);
    return bare == NULL ? error_set(error, ERROR_MEMORY, "", "out of memory") : tree_sha256(bare, hex, error);
}

/* --- the document ----------------------------------------------------------------------------------------
 */

static struct node points_node(int64_t upt, bool *overflow)
{
    *overflow |= upt > MICRO_MAX || upt < -MICRO_MAX;
    return node_micro(*overflow ? 0 : upt);
}

static struct node value_node(struct arena *arena, const struct frontier_value *value, bool *overflow)
{
    struct node map = node_map(arena, 4);
    if (value->moves == 0)
        return node_null();
    map_add(&map, "least", points_node(value->least_upt, overflow));
    map_add(&map, "most", value->has_most ? points_node(value->most_upt, overflow) : node_null());
    map_add(&map, "moves", node_integer(value->moves));
    map_add(&map, "per_move", points_node(value->per_move_upt, overflow));
    return map;
}

static struct node point_node(struct arena *arena, const struct frontier_point *point, bool *overflow)
{
    struct node map = node_map(arena, 10);
    bool placed = frontier_has_plan(point);
    map_add(&map, "bound", point->has_bound ? points_node(point->bound_upt, overflow) : node_null());
    if (point->has_verified || !point->has_bound)
        map_add(&map, "bound_verified",
                point->has_bound ? points_node(point->bound_verified_upt, overflow) : node_null());
    map_add(&map, "cap", node_integer(point->cap));
    map_add(&map, "effort", node_integer(point->effort));
    map_add(&map, "found_at", placed ? node_integer(point->found_at) : node_null());
    map_add(&map, "gap", placed && point->has_bound ? node_real(frontier_gap(point)) : node_null());
    map_add(&map, "kpis", placed ? plan_write_kpis(arena, &point->kpis, overflow) : node_null());
    map_add(&map, "objective",
            placed ? plan_write_objective(arena, &point->objective, overflow) : node_null());
    map_add(&map, "status", node_borrowed(plan_status_word(point->status)));
    map_add(&map, "value", placed ? value_node(arena, &point->value, overflow) : node_null());
    return map;
}

static struct node knee_node(struct arena *arena, const struct frontier *frontier)
{
    struct node map = node_map(arena, 3);
    if (frontier->knee == NONE)
        return node_null();
    map_add(&map, "cap", node_integer(frontier->points[frontier->knee].cap));
    map_add(&map, "method", node_borrowed(FRONTIER_METHOD));
    map_add(&map, "share", node_micro(frontier->knee_share_ppm));
    return map;
}

enum error_code frontier_write(struct arena *arena, const struct frontier *frontier, const struct node **out,
                               struct error *error)
{
    struct node *root = arena_alloc(arena, 1, sizeof *root), limits;
    bool overflow = false;
    *out = NULL;
    if (root == NULL || solve_limits_write(arena, &frontier->limits, &limits) != ERROR_NONE)
        return error_set(error, ERROR_MEMORY, "", "out of memory for the frontier");
    struct node points = node_array(arena, (size_t)frontier->point_count);
    for (int32_t i = 0; i < frontier->point_count; i++)
        array_add(&points, point_node(arena, &frontier->points[i], &overflow));
    *root = node_map(arena, 8);
    map_add(root, "engine", node_borrowed(frontier->engine));
    map_add(root, "format", node_borrowed("mutasi-frontier/1"));
    map_add(root, "instance_sha256", node_string(arena, frontier->instance_sha256));
    map_add(root, "knee", knee_node(arena, frontier));
    map_add(root, "limits", limits);
    map_add(root, "points", points);
    map_add(root, "policy_cap",
            frontier->policy_cap == NONE ? node_null() : node_integer(frontier->policy_cap));
    map_add(root, "policy_sha256", node_string(arena, frontier->policy_sha256));
    if (overflow)
        return error_set(error, ERROR_OVERFLOW, "frontier", "an amount is above %g", NUMBER_MAX);
    enum error_code code = tree_canonicalise(root, error);
    *out = code == ERROR_NONE ? root : NULL;
    return code;
}
