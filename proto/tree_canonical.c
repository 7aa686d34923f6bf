/* SPDX-License-Identifier: MIT */
/* The canonical form: bringing a tree into it, and checking that it is there. */
#include "proto/number.h"
#include "proto/tree_internal.h"
#include "proto/utf8.h"

#include <math.h>
#include <stdlib.h>

struct pair_of_nodes {
    struct node key, value;
};

enum { INSERTION_MAX = 32 }; /* pairs; beyond that the C library sorts */

static int pair_compare(const void *a, const void *b)
{
    return text_compare(&((const struct pair_of_nodes *)a)->key, &((const struct pair_of_nodes *)b)->key);
}

static void insertion_sort(struct pair_of_nodes *pairs, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct pair_of_nodes moving = pairs[i];
        size_t to = i;
        while (to > 0 && text_compare(&moving.key, &pairs[to - 1].key) < 0) {
            pairs[to] = pairs[to - 1];
            to--;
        }
        pairs[to] = moving;
    }
}

/* Index of the first pair whose key is not above the one before it; count when there is none. */
static size_t first_disorder(const struct pair_of_nodes *pairs, size_t count)
{
    size_t at = 1;
    while (at < count && text_compare(&pairs[at - 1].key, &pairs[at].key) < 0) {
        at++;
    }
    return at < count ? at : count;
}

const struct node *map_sort(struct node *map)
{
    struct pair_of_nodes *pairs = (struct pair_of_nodes *)map->as.items;
    size_t count = map->count;
    if (first_disorder(pairs, count) == count) {
        return NULL;
    }
    if (count <= INSERTION_MAX) {
        insertion_sort(pairs, count);
    } else {
        qsort(pairs, count, sizeof *pairs, pair_compare);
    }
    size_t twice = first_disorder(pairs, count);
    return twice < count ? &pairs[twice].key : NULL;
}

static enum error_code check_text(const struct node *node, const struct path *at, struct error *error)
{
    if (node->as.text == NULL) {
        return error_at(error, ERROR_MEMORY, at, "no memory for a string of %u bytes", node->count);
    }
    if (!utf8_valid(node->as.text, node->count)) {
        return error_at(error, ERROR_BAD_STRING, at, "\"%s\" is not UTF-8", node->as.text);
    }
    return ERROR_NONE;
}

static enum error_code check_number(struct node *node, const struct path *at, struct error *error)
{
    if (node->kind == NODE_INTEGER) {
        if (node->as.integer > INTEGER_MAX_2P53 || node->as.integer < -INTEGER_MAX_2P53) {
            return error_at(error, ERROR_BAD_NUMBER, at, "integer %lld is beyond 2^53",
                            (long long)node->as.integer);
        }
        return ERROR_NONE;
    }
    if (!isfinite(node->as.real)) {
        return error_at(error, ERROR_BAD_NUMBER, at, "a number is NaN or infinite");
    }
    *node = node_from_real(node->as.real);
    return ERROR_NONE;
}

static enum error_code check_container(const struct node *node, const struct path *at, unsigned depth,
                                       struct error *error)
{
    if (depth == 0) {
        return error_at(error, ERROR_TOO_DEEP, at, "containers are nested deeper than %d", TREE_DEPTH_MAX);
    }
    if (node->count > 0 && node->as.items == NULL) { /* see has_room in tree.c */
        return node->count == 1
                   ? error_at(error, ERROR_MEMORY, at, "no memory for a container")
                   : error_at(error, ERROR_INTERNAL, at, "a container was filled beyond its capacity");
    }
    return ERROR_NONE;
}

static enum error_code canonicalise(struct node *node, const struct path *at, unsigned depth,
                                    struct error *error);

static enum error_code canonicalise_map(struct node *map, const struct path *at, unsigned depth,
                                        struct error *error)
{
    for (size_t i = 0; i < map->count; i++) {
        struct node *key = &map->as.items[2 * i];
        if (key->kind != NODE_STRING) {
            return error_at(error, ERROR_NOT_CANONICAL_TYPE, at, "a key is %s, expected a string",
                            node_kind_name(key));
        }
        struct path step = {.up = at, .key = key->as.text};
        enum error_code code = check_text(key, at, error);
        if (code == ERROR_NONE) {
            code = canonicalise(key + 1, &step, depth, error);
        }
        if (code != ERROR_NONE) {
            return code;
        }
    }
    const struct node *twice = map_sort(map);
    if (twice != NULL) {
        struct path step = {.up = at, .key = twice->as.text};
        return error_at(error, ERROR_DUPLICATE_KEY, &step, "the key \"%s\" is named twice", twice->as.text);
    }
    return ERROR_NONE;
}

static enum error_code canonicalise_array(struct node *array, const struct path *at, unsigned depth,
                                          struct error *error)
{
    for (size_t i = 0; i < array->count; i++) {
        struct path step = {.up = at, .index = (int64_t)i};
        enum error_code code = canonicalise(&array->as.items[i], &step, depth, error);
        if (code != ERROR_NONE) {
            return code;
        }
    }
    return ERROR_NONE;
}

/* depth: how many more levels of containers are allowed; recursion is bounded by it. */
static enum error_code canonicalise(struct node *node, const struct path *at, unsigned depth,
                                    struct error *error)
{
    enum error_code code;
    switch ((enum node_kind)node->kind) {
    case NODE_NULL:
    case NODE_BOOLEAN:
        return ERROR_NONE;
    case NODE_INTEGER:
    case NODE_REAL:
        return check_number(node, at, error);
    case NODE_STRING:
        return check_text(node, at, error);
    case NODE_ARRAY:
        code = check_container(node, at, depth, error);
        return code != ERROR_NONE ? code : canonicalise_array(node, at, depth - 1, error);
    case NODE_MAP:
        code = check_container(node, at, depth, error);
        return code != ERROR_NONE ? code : canonicalise_map(node, at, depth - 1, error);
    }
    return error_at(error, ERROR_INTERNAL, at, "a node of unknown kind %u", node->kind);
}

enum error_code tree_canonicalise(struct node *root, struct error *error)
{
    return canonicalise(root, NULL, TREE_DEPTH_MAX, error);
}

static bool number_is_canonical(const struct node *node)
{
    if (node->kind == NODE_INTEGER) {
        return node->as.integer <= INTEGER_MAX_2P53 && node->as.integer >= -INTEGER_MAX_2P53;
    }
    return isfinite(node->as.real) && node_from_real(node->as.real).kind == NODE_REAL;
}

static bool is_canonical(const struct node *node, unsigned depth);

static bool container_is_canonical(const struct node *node, unsigned depth)
{
    if (depth == 0 || (node->count > 0 && node->as.items == NULL)) {
        return false;
    }
    bool map = node->kind == NODE_MAP;
    size_t nodes = map ? 2 * (size_t)node->count : node->count;
    for (size_t i = 0; i < nodes; i++) {
        const struct node *item = &node->as.items[i];
        if ((map && i % 2 == 0 && item->kind != NODE_STRING) || !is_canonical(item, depth - 1)) {
            return false;
        }
    }
    const struct pair_of_nodes *pairs = (const struct pair_of_nodes *)node->as.items;
    return !map || first_disorder(pairs, node->count) == node->count;
}

static bool is_canonical(const struct node *node, unsigned depth)
{
    switch (node->kind) {
    case NODE_NULL:
    case NODE_BOOLEAN:
        return true;
    case NODE_INTEGER:
    case NODE_REAL:
        return number_is_canonical(node);
    case NODE_STRING:
    case NODE_ENCODED:
        return node->as.text != NULL;
    case NODE_ARRAY:
    case NODE_MAP:
        return container_is_canonical(node, depth);
    default:
        return false;
    }
}

enum error_code tree_verify(const struct node *root, struct error *error)
{
    if (!is_canonical(root, TREE_DEPTH_MAX)) {
        return error_set(error, ERROR_INTERNAL, "", "a tree to be written is not canonical");
    }
    return ERROR_NONE;
}
