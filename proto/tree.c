/* SPDX-License-Identifier: MIT */
/* Building trees by hand and looking into them. */
#include "proto/tree.h"

#include "proto/number.h"
#include "proto/tree_internal.h"

#include <math.h>

/* A container of fixed capacity has one hidden node before its items, whose count is the capacity. When it
 * could not be allocated, or is filled beyond the capacity, items is NULL and count is one of these. */
enum { UNALLOCATED = 1, OVERFILLED = 2 };

struct node node_null(void)
{
    return (struct node){.kind = NODE_NULL};
}

struct node node_boolean(bool value)
{
    return (struct node){.kind = NODE_BOOLEAN, .as.boolean = value};
}

struct node node_integer(int64_t value)
{
    return (struct node){.kind = NODE_INTEGER, .as.integer = value};
}

struct node node_from_real(double value)
{
    if (fabs(value) <= (double)INTEGER_MAX_2P53 && value == (double)(int64_t)value) {
        return node_integer((int64_t)value);
    }
    return (struct node){.kind = NODE_REAL, .as.real = value};
}

struct node node_real(double value)
{
    return node_from_real(value);
}

/* Dividing by 10^6 gives the double nearest to the decimal as long as micro itself is exact. Beyond 2^53 the
 * division runs in long double, which holds 64 bits on the machines that have one. */
struct node node_micro(int64_t micro)
{
    if (micro % MICRO == 0) {
        return node_integer(micro / MICRO);
    }
    if (micro > -INTEGER_MAX_2P53 && micro < INTEGER_MAX_2P53) {
        return node_from_real((double)micro / (double)MICRO);
    }
    return node_from_real((double)((long double)micro / (long double)MICRO));
}

struct node node_borrowed(const char *text)
{
    if (text == NULL) {
        return node_null();
    }
    return (struct node){.kind = NODE_STRING, .count = (uint32_t)strlen(text), .as.text = text};
}

struct node node_string(struct arena *arena, const char *text)
{
    struct node node = node_borrowed(text);
    if (text != NULL) {
        node.as.text = arena_text(arena, text, node.count);
    }
    return node;
}

static struct node container(struct arena *arena, enum node_kind kind, size_t capacity, size_t nodes_each)
{
    struct node node = {.kind = kind};
    struct node *head = NULL;
    if (capacity < UINT32_MAX / 2) {
        head = arena_alloc(arena, 1 + nodes_each * capacity, sizeof *head);
    }
    if (head == NULL) {
        node.count = UNALLOCATED;
        return node;
    }
    head->count = (uint32_t)capacity;
    node.as.items = head + 1;
    return node;
}

struct node node_array(struct arena *arena, size_t capacity)
{
    return container(arena, NODE_ARRAY, capacity, 1);
}

struct node node_map(struct arena *arena, size_t capacity)
{
    return container(arena, NODE_MAP, capacity, 2);
}

/* Whether one more element fits; when not, the container is spoiled. */
static bool has_room(struct node *container, enum node_kind kind)
{
    if (container->kind == (uint32_t)kind && container->as.items != NULL &&
        container->count < container->as.items[-1].count) {
        return true;
    }
    if (container->kind != (uint32_t)kind || container->as.items != NULL || container->count == 0) {
        *container = (struct node){.kind = kind, .count = OVERFILLED};
    }
    return false;
}

void array_add(struct node *array, struct node value)
{
    if (has_room(array, NODE_ARRAY)) {
        array->as.items[array->count++] = value;
    }
}

void map_add(struct node *map, const char *key, struct node value)
{
    if (has_room(map, NODE_MAP)) {
        map->as.items[2 * (size_t)map->count] = node_borrowed(key);
        map->as.items[2 * (size_t)map->count + 1] = value;
        map->count++;
    }
}

const struct node *map_get(const struct node *map, const char *key)
{
    if (map == NULL || map->kind != NODE_MAP) {
        return NULL;
    }
    size_t low = 0, high = map->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = strcmp(map->as.items[2 * middle].as.text, key);
        if (order == 0) {
            return &map->as.items[2 * middle + 1];
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return NULL;
}

static bool items_equal(const struct node *a, const struct node *b, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!node_equal(&a[i], &b[i])) {
            return false;
        }
    }
    return true;
}

bool node_equal(const struct node *a, const struct node *b)
{
    if (a->kind != b->kind) {
        return false;
    }
    switch ((enum node_kind)a->kind) {
    case NODE_NULL:
        return true;
    case NODE_BOOLEAN:
        return a->as.boolean == b->as.boolean;
    case NODE_INTEGER:
        return a->as.integer == b->as.integer;
    case NODE_REAL:
        return a->as.real == b->as.real;
    case NODE_STRING:
        return a->count == b->count && memcmp(a->as.text, b->as.text, a->count) == 0;
    case NODE_ARRAY:
        return a->count == b->count && items_equal(a->as.items, b->as.items, a->count);
    case NODE_MAP:
        return a->count == b->count && items_equal(a->as.items, b->as.items, 2 * (size_t)a->count);
    }
    return false;
}

const char *node_kind_name(const struct node *node)
{
    static const char *const names[] = {"null",     "a boolean", "an integer", "a number",
                                        "a string", "an array",  "a map"};
    return node != NULL && node->kind <= NODE_MAP ? names[node->kind] : "nothing";
}
