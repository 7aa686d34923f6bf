/* SPDX-License-Identifier: MIT */
/* What excludes a plan, as a document: a demand names the fields of its kind only. */
#include "proto/plan_parts.h"

struct writing {
    struct arena *arena;
    const struct problem *problem;
    bool *overflow;
};

/* Limits are counted in people or moves, in FTE, or in points. */
static struct node limit_node(const struct writing *writing, enum demand_kind kind, int64_t limit)
{
    int64_t scale = demand_limit_scale(kind),
            most = kind == DEMAND_ROW ? INTEGER_MAX_2P53 : MICRO_MAX / scale;
    bool fits = limit <= most && limit >= -most;
    *writing->overflow = *writing->overflow || !fits;
    if (kind == DEMAND_ROW)
        return node_integer(fits ? limit : 0);
    return node_micro(fits ? limit * scale : 0);
}

static void add_row(const struct writing *writing, const struct hard_demand *demand, struct node *map)
{
    const struct instance *instance = writing->problem->instance;
    map_add(map, "limit", limit_node(writing, demand->kind, demand->limit));
    map_add(map, "row", node_borrowed(demand->row));
    map_add(map, "side", node_borrowed(demand->is_most ? "most" : "least"));
    if (demand->unit != NONE)
        map_add(map, "unit", node_borrowed(instance->units[demand->unit].id));
    if (demand->group != NONE)
        map_add(map, "group", node_borrowed(instance->groups[demand->group].id));
    if (demand->kind == DEMAND_COMPETENCY) {
        map_add(map, "competency", node_borrowed(instance->competencies[demand->competency]));
        map_add(map, "level", node_integer(demand->level));
    }
    if (demand_is_of_lending(demand->kind)) {
        char text[11];
        day_format(demand->date, text);
        map_add(map, "day", node_string(writing->arena, text));
    }
}

static void add_demand(const struct writing *writing, const struct hard_demand *demand, struct node *map)
{
    const struct instance *instance = writing->problem->instance;
    map_add(map, "demand", node_borrowed(demand_kind_word(demand->kind)));
    if (demand_has_row(demand->kind))
        add_row(writing, demand, map);
    if (demand->kind == DEMAND_PAIR)
        map_add(map, "pair", node_integer(demand->pair));
    if (demand_is_of_a_person(demand->kind))
        map_add(map, "employee", node_borrowed(instance->employees[demand->employee].id));
    if (demand->kind == DEMAND_PLACE)
        map_add(map, "unit", node_borrowed(instance->units[demand->unit].id));
    if (demand->kind == DEMAND_RULE)
        map_add(map, "rule", node_integer(demand->rule));
}

static struct node demands_node(const struct writing *writing, const struct infeasibility *found)
{
    struct node list = node_array(writing->arena, (size_t)found->demand_count);
    for (int32_t i = 0; i < found->demand_count; i++) {
        struct node map = node_map(writing->arena, 8);
        add_demand(writing, &found->demands[i].demand, &map);
        map_add(&map, "needed", node_boolean(found->demands[i].is_needed));
        array_add(&list, map);
    }
    return list;
}

static struct node loosening_node(const struct writing *writing, const struct loosening *loosening)
{
    const struct instance *instance = writing->problem->instance;
    struct node map = node_map(writing->arena, 9);
    add_demand(writing, &loosening->demand, &map);
    map_add(&map, "cost", node_micro(loosening->cost_upt));
    if (demand_has_row(loosening->demand.kind))
        map_add(&map, "to", limit_node(writing, loosening->demand.kind, loosening->to));
    if (demand_is_of_a_person(loosening->demand.kind) && loosening->unit != NONE)
        map_add(&map, "goes_to", node_borrowed(instance->units[loosening->unit].id));
    return map;
}

static struct node relaxation_node(const struct writing *writing, const struct infeasibility *found)
{
    if (!found->has_relaxation)
        return node_null();
    struct node map = node_map(writing->arena, 3);
    struct node list = node_array(writing->arena, (size_t)found->relaxation_count);
    for (int32_t i = 0; i < found->relaxation_count; i++)
        array_add(&list, loosening_node(writing, &found->relaxation[i]));
    map_add(&map, "at_least", node_micro(found->at_least_upt));
    map_add(&map, "changes", list);
    map_add(&map, "cost", node_micro(found->cost_upt));
    return map;
}

struct node plan_write_infeasibility(struct arena *arena, const struct problem *problem,
                                     const struct infeasibility *found, bool *overflow)
{
    const struct writing writing = {arena, problem, overflow};
    struct node map = node_map(arena, 3);
    map_add(&map, "demands", demands_node(&writing, found));
    map_add(&map, "minimal", node_boolean(found->is_minimal));
    map_add(&map, "relaxation", relaxation_node(&writing, found));
    return map;
}
