/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/mutants.h"

#include "proto/edit.h"
#include "proto/number.h"

#include <string.h>

/* Where the walk stands: a chain of containers up to the root, each with the place taken in it. */
struct place {
    const struct mutation *mutation;
    const struct place *up;
    const struct node *container; /* NULL: this is the root */
    uint32_t position;            /* element, or pair */
    struct path path;
    int *count;
};

/* The document with the value at this place replaced; NULL takes a pair out of its map. */
static const struct node *document_with(const struct place *place, const struct node *value)
{
    struct arena *arena = place->mutation->arena;
    const struct node *container = place->container;
    if (!container)
        return value;
    if (container->kind == NODE_MAP)
        return document_with(
            place->up, map_with(arena, container, container->as.items[2 * place->position].as.text, value));
    struct node *copy = arena_alloc(arena, 1, sizeof *copy);
    *copy = *container;
    copy->as.items = arena_alloc(arena, container->count, sizeof *copy->as.items);
    memcpy(copy->as.items, container->as.items, container->count * sizeof *copy->as.items);
    copy->as.items[place->position] = *value;
    return document_with(place->up, copy);
}

static const char *rendered(const struct place *place, const struct path *path)
{
    struct error error;
    error_at(&error, ERROR_NONE, path, "%s", "");
    return arena_text(place->mutation->arena, error.path, strlen(error.path));
}

static void emit(const struct place *place, const struct node *document, enum error_code code,
                 const struct path *path)
{
    const struct mutant mutant = {document, code, rendered(place, path)};
    place->mutation->visit(place->mutation->context, &mutant);
    ++*place->count;
}

static void replace(const struct place *place, struct node value, enum error_code code)
{
    emit(place, document_with(place, &value), code, place->container ? &place->path : NULL);
}

struct schema schema_taken(struct arena *arena, struct schema schema, const struct node *value)
{
    schema = schema_resolved(arena, schema);
    const struct node *choices = map_get(schema.node, "oneOf");
    if (!choices || map_get(schema.node, "properties"))
        return schema;
    for (uint32_t i = 0; i < choices->count; i++) {
        struct schema choice = {&choices->as.items[i], schema.root};
        if (!schema_violation(arena, choice, value))
            return schema_taken(arena, choice, value);
    }
    return schema;
}

static void mutate(const struct place *place, struct schema schema, const struct node *value);

static void mutate_type(const struct place *place, struct schema schema, const struct node *value)
{
    if (schema.node->count == 0)
        return; /* anything goes */
    if (value->kind == NODE_MAP)
        replace(place, node_borrowed("text"), ERROR_WRONG_TYPE);
    else
        replace(place, node_map(place->mutation->arena, 0), ERROR_WRONG_TYPE);
}

static void mutate_number(const struct place *place, struct schema schema, const struct node *value)
{
    const struct node *least = map_get(schema.node, "minimum"), *most = map_get(schema.node, "maximum");
    const struct node *type = map_get(schema.node, "type");
    if (least && least->as.integer > -INTEGER_MAX_2P53)
        replace(place, node_integer(least->kind == NODE_REAL ? 0 : least->as.integer - 1),
                ERROR_OUT_OF_RANGE);
    if (most && most->as.integer < INTEGER_MAX_2P53)
        replace(place, node_integer(most->as.integer + 1), ERROR_OUT_OF_RANGE);
    if (value->kind == NODE_INTEGER && type && type->kind == NODE_STRING &&
        strcmp(type->as.text, "integer") == 0)
        replace(place, node_real(0.5), ERROR_WRONG_TYPE);
}

static void mutate_map(const struct place *place, struct schema schema, const struct node *value)
{
    struct arena *arena = place->mutation->arena;
    const struct node *properties = map_get(schema.node, "properties");
    const struct node *required = map_get(schema.node, "required");
    const struct node *others = map_get(schema.node, "additionalProperties");
    const struct path *at = place->container ? &place->path : NULL;
    for (uint32_t i = 0; i < value->count; i++) {
        const struct node *pair = &value->as.items[2 * i];
        const struct node *inner = properties ? map_get(properties, pair->as.text) : NULL;
        const struct place here = {place->mutation, place, value, i, {at, pair->as.text, 0}, place->count};
        if (!inner && others && others->kind == NODE_MAP)
            inner = others;
        if (inner)
            mutate(&here, (struct schema){inner, schema.root}, &pair[1]);
    }
    for (uint32_t i = 0; required && i < required->count; i++) {
        const char *key = required->as.items[i].as.text;
        emit(place, document_with(place, map_with(arena, value, key, NULL)), ERROR_MISSING_FIELD,
             &(struct path){at, key, 0});
    }
    if (others && others->kind == NODE_BOOLEAN) {
        const struct node one = node_integer(1);
        emit(place, document_with(place, map_with(arena, value, "zzz", &one)), ERROR_UNKNOWN_FIELD,
             &(struct path){at, "zzz", 0});
    }
}

static void mutate_array(const struct place *place, struct schema schema, const struct node *value)
{
    const struct node *each = map_get(schema.node, "items"), *first = map_get(schema.node, "prefixItems");
    for (uint32_t i = 0; i < value->count; i++) {
        const struct node *inner = first && i < first->count ? &first->as.items[i] : each;
        const struct place here = {
            place->mutation, place, value, i, {place->container ? &place->path : NULL, NULL, i},
            place->count};
        if (inner)
            mutate(&here, (struct schema){inner, schema.root}, &value->as.items[i]);
    }
    if (map_get(schema.node, "minItems"))
        replace(place, node_array(place->mutation->arena, 0), ERROR_BAD_VALUE);
}

static void mutate(const struct place *place, struct schema schema, const struct node *value)
{
    const char *path = rendered(place, place->container ? &place->path : NULL);
    for (const char *const *skip = place->mutation->skip; skip && *skip; skip++)
        if (strcmp(*skip, path) == 0)
            return;
    schema = schema_taken(place->mutation->arena, schema, value);
    mutate_type(place, schema, value);
    if (value->kind == NODE_INTEGER || value->kind == NODE_REAL)
        mutate_number(place, schema, value);
    if (map_get(schema.node, "enum") || map_get(schema.node, "const") || map_get(schema.node, "pattern"))
        replace(place, node_borrowed("zzz"), ERROR_NONE);
    if (value->kind == NODE_MAP)
        mutate_map(place, schema, value);
    if (value->kind == NODE_ARRAY)
        mutate_array(place, schema, value);
}

int mutants_of(const struct mutation *mutation, struct schema schema)
{
    int count = 0;
    const struct place root = {.mutation = mutation, .count = &count};
    mutate(&root, schema, mutation->root);
    return count;
}
