/* SPDX-License-Identifier: MIT */
/* The tree of a certificate as a document: every number of a point in the order of `rows` and `people`, a
 * leaf as the index of its point, a branching as [employee, unit, offer or surge, in, out]. */
#include "proto/plan_parts.h"

static struct node integers(struct arena *arena, const int64_t *values, int32_t count)
{
    struct node list = node_array(arena, (size_t)count);
    for (int32_t i = 0; i < count; i++)
        array_add(&list, node_integer(values[i]));
    return list;
}

static struct node points_node(struct arena *arena, const struct certificate_tree *tree)
{
    struct node list = node_array(arena, (size_t)tree->point_count);
    for (int32_t p = 0; p < tree->point_count; p++) {
        const struct certificate_point *point = &tree->points[p];
        struct node map = node_map(arena, 2);
        if (point->person_prices_ppt != NULL)
            map_add(&map, "people", integers(arena, point->person_prices_ppt, tree->person_count));
        map_add(&map, "rows", integers(arena, point->row_prices_ppt, tree->row_count));
        array_add(&list, map);
    }
    return list;
}

static struct node branching_node(struct arena *arena, const struct instance *instance,
                                  const struct certificate_node *node)
{
    struct node list = node_array(arena, 5);
    array_add(&list, node_borrowed(instance->employees[node->employee].id));
    array_add(&list, node->unit == NONE ? node_null() : node_borrowed(instance->units[node->unit].id));
    array_add(&list, node->surge != NONE   ? node_borrowed(instance->surges[node->surge].id)
                     : node->offer != NONE ? node_integer(node->offer)
                                           : node_null());
    array_add(&list, node_integer(node->in));
    array_add(&list, node_integer(node->out));
    return list;
}

void plan_write_tree(struct arena *arena, const struct instance *instance,
                     const struct certificate_tree *tree, struct node *certificate)
{
    struct node rows = node_array(arena, (size_t)tree->row_count);
    struct node people = node_array(arena, (size_t)tree->person_count);
    struct node nodes = node_array(arena, (size_t)tree->node_count);
    for (int32_t r = 0; r < tree->row_count; r++)
        array_add(&rows, node_borrowed(tree->rows[r]));
    for (int32_t k = 0; k < tree->person_count; k++)
        array_add(&people, node_borrowed(instance->employees[tree->people[k]].id));
    for (int32_t n = 0; n < tree->node_count; n++)
        array_add(&nodes, tree->nodes[n].point == NONE ? branching_node(arena, instance, &tree->nodes[n])
                                                       : node_integer(tree->nodes[n].point));
    map_add(certificate, "nodes", nodes);
    map_add(certificate, "people", people);
    map_add(certificate, "points", points_node(arena, tree));
    map_add(certificate, "rows", rows);
}
