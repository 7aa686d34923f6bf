/* SPDX-License-Identifier: MIT */
#include "client/difference_json.h"

struct node points_or_null(bool is_there, int64_t upt)
{
    return is_there ? node_micro(upt) : node_null();
}

struct node unit_or_null(const struct instance *instance, int32_t unit)
{
    return unit == NONE ? node_null() : node_borrowed(instance->units[unit].id);
}

struct node differences_node(struct arena *arena, const struct instance *instance,
                             const struct difference *differences, int32_t count)
{
    struct node list = node_array(arena, (size_t)count);
    for (int32_t i = 0; i < count; i++) {
        struct node map = node_map(arena, 3);
        map_add(&map, "employee", node_borrowed(instance->employees[differences[i].employee].id));
        map_add(&map, "in_plan", unit_or_null(instance, differences[i].here));
        map_add(&map, "then", unit_or_null(instance, differences[i].there));
        array_add(&list, map);
    }
    return list;
}
