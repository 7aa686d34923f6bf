/* SPDX-License-Identifier: MIT */
#include "proto/message.h"

#include "proto/number.h"
#include "proto/tree_internal.h"

#include <math.h>

static struct node seconds(double value)
{
    bool sane = isfinite(value) && value >= 0 && value <= NUMBER_MAX;
    return node_micro(sane ? micro_from_double(value) : 0);
}

static enum error_code write_map(struct arena *arena, struct node *map, const void **bytes, size_t *length,
                                 struct error *error)
{
    const struct node *twice = map_sort(map);
    if (twice != NULL) {
        return error_set(error, ERROR_DUPLICATE_KEY, twice->as.text, "a reply names \"%s\" twice",
                         twice->as.text);
    }
    enum error_code code = tree_verify(map, error);
    return code != ERROR_NONE ? code : tree_pack_arena(arena, map, bytes, length, error);
}

enum error_code reply_write(struct arena *arena, double elapsed_s, const struct node *fields,
                            const struct encoded *part, const void **bytes, size_t *length,
                            struct error *error)
{
    *bytes = NULL;
    *length = 0;
    if (fields != NULL && (fields->kind != NODE_MAP || (fields->count > 0 && fields->as.items == NULL))) {
        return error_set(error, ERROR_INTERNAL, "", "the fields of a reply are no complete map");
    }
    size_t more = fields != NULL ? fields->count : 0;
    if (part != NULL && part->length > UINT32_MAX) {
        return error_set(error, ERROR_TOO_LARGE, part->key, "a part of %zu bytes", part->length);
    }
    struct node map = node_map(arena, 4 + more);
    map_add(&map, "v", node_integer(PROTOCOL_VERSION));
    map_add(&map, "ok", node_boolean(true));
    map_add(&map, "elapsed_s", seconds(elapsed_s));
    for (size_t i = 0; i < more; i++) {
        map_add(&map, fields->as.items[2 * i].as.text, fields->as.items[2 * i + 1]);
    }
    if (part != NULL) {
        struct node encoded = {.kind = NODE_ENCODED, .count = (uint32_t)part->length, .as.text = part->bytes};
        map_add(&map, part->key, encoded);
    }
    if (map.as.items == NULL) {
        return error_set(error, ERROR_MEMORY, "", "no memory for a reply");
    }
    return write_map(arena, &map, bytes, length, error);
}

enum error_code reply_write_error(struct arena *arena, double elapsed_s, const struct error *what,
                                  double retry_after_s, const void **bytes, size_t *length)
{
    *bytes = NULL;
    *length = 0;
    struct node inner = node_map(arena, 4);
    map_add(&inner, "code", node_borrowed(error_word(what->code)));
    map_add(&inner, "path", node_borrowed(what->path));
    map_add(&inner, "message", node_borrowed(what->text));
    if (retry_after_s > 0) {
        map_add(&inner, "retry_after_s", seconds(retry_after_s));
    }
    struct node map = node_map(arena, 4);
    map_add(&map, "v", node_integer(PROTOCOL_VERSION));
    map_add(&map, "ok", node_boolean(false));
    map_add(&map, "elapsed_s", seconds(elapsed_s));
    map_add(&map, "error", inner);
    enum error_code code = tree_canonicalise(&map, NULL);
    return code != ERROR_NONE ? code : tree_pack_arena(arena, &map, bytes, length, NULL);
}
