/* SPDX-License-Identifier: MIT */
#include "proto/edit.h"

#include <string.h>

static struct node *fresh(struct arena *arena, enum node_kind kind, size_t count)
{
    struct node *node = arena_alloc(arena, 1, sizeof *node);
    size_t nodes = kind == NODE_MAP ? 2 * count : count;
    struct node *items = node ? arena_alloc(arena, nodes, sizeof *items) : NULL;
    if (!items)
        return NULL;
    node->kind = kind;
    node->as.items = items;
    return node;
}

static void put(struct node *map, const struct node *key, const struct node *value)
{
    map->as.items[2 * map->count] = *key;
    map->as.items[2 * map->count + 1] = *value;
    map->count++;
}

static const struct node *key_of(const struct node *map, uint32_t i)
{
    return &map->as.items[2 * i];
}

static const struct node *value_of(const struct node *map, uint32_t i)
{
    return &map->as.items[2 * i + 1];
}

const struct node *map_with(struct arena *arena, const struct node *map, const char *key,
                            const struct node *value)
{
    struct node *copy = fresh(arena, NODE_MAP, (size_t)map->count + 1);
    if (!copy)
        return NULL;
    uint32_t i = 0;
    while (i < map->count && strcmp(key_of(map, i)->as.text, key) < 0) {
        put(copy, key_of(map, i), value_of(map, i));
        i++;
    }
    if (i < map->count && strcmp(key_of(map, i)->as.text, key) == 0)
        i++;
    struct node name = node_borrowed(key);
    if (value)
        put(copy, &name, value);
    for (; i < map->count; i++)
        put(copy, key_of(map, i), value_of(map, i));
    return copy;
}

/* Both maps are sorted, so merging them is one walk over both. */
const struct node *merge_patch(struct arena *arena, const struct node *target, const struct node *patch)
{
    if (patch->kind != NODE_MAP)
        return patch;
    uint32_t known = target && target->kind == NODE_MAP ? target->count : 0;
    struct node *merged = fresh(arena, NODE_MAP, (size_t)known + patch->count);
    if (!merged)
        return NULL;
    for (uint32_t t = 0, p = 0; t < known || p < patch->count;) {
        int order = t == known          ? 1
                    : p == patch->count ? -1
                                        : strcmp(key_of(target, t)->as.text, key_of(patch, p)->as.text);
        if (order < 0) {
            put(merged, key_of(target, t), value_of(target, t));
            t++;
            continue;
        }
        if (value_of(patch, p)->kind != NODE_NULL) {
            const struct node *value =
                merge_patch(arena, order == 0 ? value_of(target, t) : NULL, value_of(patch, p));
            if (!value)
                return NULL;
            put(merged, key_of(patch, p), value);
        }
        p++;
        t += order == 0;
    }
    return merged;
}

const struct node *array_filtered(struct arena *arena, const struct node *array, node_filter *keep,
                                  void *context)
{
    if (array->kind != NODE_ARRAY)
        return array;
    struct node *copy = fresh(arena, NODE_ARRAY, array->count);
    if (!copy)
        return NULL;
    for (uint32_t i = 0; i < array->count; i++)
        if (keep(context, &array->as.items[i], i))
            copy->as.items[copy->count++] = array->as.items[i];
    return copy->count == array->count ? array : copy;
}

const struct node *map_filtered(struct arena *arena, const struct node *map, key_filter *keep, void *context)
{
    if (map->kind != NODE_MAP)
        return map;
    struct node *copy = fresh(arena, NODE_MAP, map->count);
    if (!copy)
        return NULL;
    for (uint32_t i = 0; i < map->count; i++)
        if (keep(context, key_of(map, i)->as.text))
            put(copy, key_of(map, i), value_of(map, i));
    return copy->count == map->count ? map : copy;
}

const struct node *array_joined(struct arena *arena, const struct node *first, const struct node *second)
{
    const struct node *parts[] = {first, second};
    size_t count = (first ? first->count : 0) + (size_t)(second ? second->count : 0);
    struct node *joined = fresh(arena, NODE_ARRAY, count);
    if (!joined)
        return NULL;
    for (int part = 0; part < 2; part++)
        for (uint32_t i = 0; parts[part] && i < parts[part]->count; i++)
            joined->as.items[joined->count++] = parts[part]->as.items[i];
    return joined;
}
