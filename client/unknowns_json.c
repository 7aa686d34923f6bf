/* SPDX-License-Identifier: MIT */
/* Unknown competencies as a document. */
#include "client/difference_json.h"
#include "client/unknowns.h"

enum { FIELDS_MOST = 16 };

static struct node fills_node(struct arena *arena, const struct instance *instance,
                              const struct unknown *unknown)
{
    struct node list = node_array(arena, (size_t)unknown->filled_count);
    for (int32_t f = 0; f < unknown->filled_count; f++) {
        const struct filled *filled = &unknown->fills[f];
        struct node map = node_map(arena, 3);
        if (filled->unit != NONE)
            map_add(&map, "unit", node_borrowed(instance->units[filled->unit].id));
        else
            map_add(&map, "group", node_borrowed(instance->groups[filled->group].id));
        map_add(&map, "competency", node_borrowed(instance->competencies[filled->minimum->competency]));
        map_add(&map, "level", node_integer(filled->minimum->level));
        array_add(&list, map);
    }
    return list;
}

static struct node unknown_node(struct arena *arena, const struct instance *instance,
                                const struct unknown *unknown)
{
    struct node map = node_map(arena, FIELDS_MOST);
    map_add(&map, "employee", node_borrowed(instance->employees[unknown->employee].id));
    map_add(&map, "competency", node_borrowed(instance->competencies[unknown->competency]));
    map_add(&map, "level", node_integer(unknown->level));
    map_add(&map, "state", node_borrowed(unknown_state_word(unknown->state)));
    map_add(&map, "solved", node_boolean(unknown->is_solved));
    map_add(&map, "saves", node_micro(unknown->saves_upt));
    map_add(&map, "worth_at_least", node_micro(unknown->least_upt));
    map_add(&map, "worth_at_most", points_or_null(unknown->has_most, unknown->most_upt));
    map_add(&map, "worth_at_most_verified", points_or_null(unknown->has_most, unknown->verified_most_upt));
    map_add(&map, "fills", fills_node(arena, instance, unknown));
    map_add(&map, "differences",
            differences_node(arena, instance, unknown->differences, unknown->difference_count));
    return map;
}

static struct node plan_node(struct arena *arena, const struct verification *base)
{
    struct node map = node_map(arena, FIELDS_MOST);
    map_add(&map, "status", node_borrowed(plan_status_word(base->plan->status)));
    map_add(&map, "objective", node_micro(base->plan->objective.total));
    map_add(&map, "bound", points_or_null(base->plan->has_bound, base->plan->bound_upt));
    map_add(&map, "bound_verified", points_or_null(base->has_bound, base->bound_upt));
    map_add(&map, "instance_sha256", node_borrowed(base->plan->proof.instance_sha256));
    map_add(&map, "policy_sha256", node_borrowed(base->plan->proof.policy_sha256));
    return map;
}

static struct node states_node(struct arena *arena, const struct unknowns *unknowns)
{
    struct node map = node_map(arena, UNKNOWN_STATES);
    int64_t counts[UNKNOWN_STATES] = {0};
    for (int32_t i = 0; i < unknowns->count; i++)
        counts[unknowns->list[i].state]++;
    for (int state = 0; state < UNKNOWN_STATES; state++)
        map_add(&map, unknown_state_word((enum unknown_state)state), node_integer(counts[state]));
    return map;
}

enum error_code unknowns_document(struct arena *arena, const struct unknowns *unknowns,
                                  const struct node **out, struct error *error)
{
    const struct problem *problem = unknowns->base.problem;
    struct node *map = arena_alloc(arena, 1, sizeof *map);
    if (map == NULL)
        return error_set(error, ERROR_MEMORY, "", "out of memory");
    struct node list = node_array(arena, (size_t)unknowns->count);
    for (int32_t i = 0; i < unknowns->count; i++)
        array_add(&list, unknown_node(arena, problem->instance, &unknowns->list[i]));
    *map = node_map(arena, FIELDS_MOST);
    map_add(map, "format", node_borrowed(UNKNOWNS_FORMAT));
    map_add(map, "unknown_counts_as",
            node_borrowed(problem->policy->competency.unknown_qualifies ? "qualified" : "unqualified"));
    map_add(map, "plan", plan_node(arena, &unknowns->base));
    map_add(map, "people", node_integer(unknowns->people));
    map_add(map, "states", states_node(arena, unknowns));
    map_add(map, "unknowns", list);
    *out = map;
    return tree_canonicalise(map, error);
}
