/* SPDX-License-Identifier: MIT */
/* The JSON face, reading: jansson parses, we turn its values into nodes. Writing is in json_write.c. */
#include "proto/json_scan.h"
#include "proto/number.h"
#include "proto/text_pool.h"
#include "proto/tree_internal.h"

#include <errno.h>
#include <jansson.h>

struct converter {
    struct node *next;
    size_t left; /* nodes not yet used */
    struct text_pool texts;
    struct error *error;
};

static enum error_code convert(struct converter *converter, const json_t *value, const struct path *at,
                               struct node *out);

static struct node *take_nodes(struct converter *converter, size_t count)
{
    if (count > converter->left) {
        return NULL;
    }
    struct node *nodes = converter->next;
    converter->next += count;
    converter->left -= count;
    return nodes;
}

static enum error_code out_of_step(struct converter *converter, const struct path *at)
{
    return error_at(converter->error, ERROR_INTERNAL, at, "scan and parser disagree on the number of values");
}

static enum error_code convert_text(struct converter *converter, const char *text, size_t length,
                                    const struct path *at, struct node *out)
{
    *out = (struct node){.kind = NODE_STRING, .count = (uint32_t)length};
    enum error_code code = text_pool_copy(&converter->texts, text, length, &out->as.text);
    if (code == ERROR_BAD_STRING) {
        return error_at(converter->error, code, at, "a string is not UTF-8 or holds a NUL");
    }
    return code == ERROR_NONE ? code : error_at(converter->error, code, at, "no memory for a string");
}

static enum error_code convert_integer(struct converter *converter, json_int_t value, const struct path *at,
                                       struct node *out)
{
    if (value > INTEGER_MAX_2P53 || value < -INTEGER_MAX_2P53) {
        return error_at(converter->error, ERROR_BAD_NUMBER, at, "integer %lld is beyond 2^53",
                        (long long)value);
    }
    *out = node_integer(value);
    return ERROR_NONE;
}

static enum error_code convert_array(struct converter *converter, const json_t *array, const struct path *at,
                                     struct node *out)
{
    size_t count = json_array_size(array);
    struct node *items = take_nodes(converter, count);
    if (items == NULL) {
        return out_of_step(converter, at);
    }
    *out = (struct node){.kind = NODE_ARRAY, .count = (uint32_t)count, .as.items = items};
    for (size_t i = 0; i < count; i++) {
        struct path step = {.up = at, .index = (int64_t)i};
        enum error_code code = convert(converter, json_array_get(array, i), &step, &items[i]);
        if (code != ERROR_NONE) {
            return code;
        }
    }
    return ERROR_NONE;
}

static enum error_code convert_map(struct converter *converter, json_t *map, const struct path *at,
                                   struct node *out)
{
    size_t count = json_object_size(map);
    struct node *items = take_nodes(converter, 2 * count);
    if (items == NULL) {
        return out_of_step(converter, at);
    }
    *out = (struct node){.kind = NODE_MAP, .count = (uint32_t)count, .as.items = items};
    for (void *each = json_object_iter(map); each != NULL; each = json_object_iter_next(map, each)) {
        const char *key = json_object_iter_key(each);
        struct path step = {.up = at, .key = key};
        enum error_code code = convert_text(converter, key, json_object_iter_key_len(each), at, items);
        if (code == ERROR_NONE) {
            code = convert(converter, json_object_iter_value(each), &step, items + 1);
        }
        if (code != ERROR_NONE) {
            return code;
        }
        items += 2;
    }
    map_sort(out); /* jansson has refused duplicates */
    return ERROR_NONE;
}

/* Recursion is bounded: the text's depth has been measured. */
static enum error_code convert(struct converter *converter, const json_t *value, const struct path *at,
                               struct node *out)
{
    switch (json_typeof(value)) {
    case JSON_NULL:
        *out = node_null();
        return ERROR_NONE;
    case JSON_TRUE:
    case JSON_FALSE:
        *out = node_boolean(json_is_true(value));
        return ERROR_NONE;
    case JSON_INTEGER:
        return convert_integer(converter, json_integer_value(value), at, out);
    case JSON_REAL:
        *out = node_from_real(json_real_value(value));
        return ERROR_NONE;
    case JSON_STRING:
        return convert_text(converter, json_string_value(value), json_string_length(value), at, out);
    case JSON_ARRAY:
        return convert_array(converter, value, at, out);
    case JSON_OBJECT:
        return convert_map(converter, (json_t *)value, at, out); /* iterating asks for it, changes nothing */
    }
    return out_of_step(converter, at);
}

static enum error_code code_of(enum json_error_code code)
{
    switch (code) {
    case json_error_out_of_memory:
        return ERROR_MEMORY;
    case json_error_stack_overflow:
        return ERROR_TOO_DEEP;
    case json_error_invalid_utf8:
    case json_error_null_character:
    case json_error_null_byte_in_key:
        return ERROR_BAD_STRING;
    case json_error_duplicate_key:
        return ERROR_DUPLICATE_KEY;
    case json_error_numeric_overflow:
        return ERROR_BAD_NUMBER;
    default:
        return ERROR_MALFORMED;
    }
}

static enum error_code explain(const json_error_t *seen, const char *text, size_t length, struct error *error)
{
    char path[sizeof error->path];
    size_t read = seen->position > 0 ? (size_t)seen->position : 1; /* the last byte read is the wrong one */
    json_describe(text, length, read - 1, path, sizeof path);
    return error_set(error, code_of(json_error_code(seen)), path, "line %d, column %d: %s", seen->line,
                     seen->column, seen->text);
}

/* When memory ends, jansson 2.14 gives no code at all or takes the string it could not store for an invalid
 * token; malloc's errno tells. */
static enum error_code parse(const char *text, size_t length, json_t **out, struct error *error)
{
    json_error_t seen;
    errno = 0;
    *out = json_loadb(text, length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &seen);
    if (*out != NULL) {
        return ERROR_NONE;
    }
    if (errno == ENOMEM || json_error_code(&seen) == json_error_unknown) {
        return error_set(error, ERROR_MEMORY, "", "no memory to parse a JSON text of %zu bytes", length);
    }
    return explain(&seen, text, length, error);
}

static enum error_code convert_document(struct arena *arena, const json_t *document,
                                        const struct json_extent *extent, const struct node **out,
                                        struct error *error)
{
    struct converter converter = {.left = extent->nodes, .error = error};
    converter.next = arena_alloc(arena, extent->nodes, sizeof *converter.next);
    if (converter.next == NULL || text_pool_init(&converter.texts, arena, extent->text_bytes) != ERROR_NONE) {
        return error_set(error, ERROR_MEMORY, "", "no memory for %zu values", extent->nodes);
    }
    struct node *root = take_nodes(&converter, 1);
    enum error_code code = convert(&converter, document, NULL, root);
    text_pool_fini(&converter.texts);
    if (code == ERROR_NONE) {
        *out = root;
    }
    return code;
}

enum error_code tree_read_json(struct arena *arena, const char *text, size_t length,
                               const struct scan_limits *limits, const struct node **out, struct error *error)
{
    *out = NULL;
    struct json_extent extent;
    enum error_code code = json_measure(text, length, limits, &extent, error);
    if (code != ERROR_NONE) {
        return code;
    }
    json_t *document;
    code = parse(text, length, &document, error);
    if (code != ERROR_NONE) {
        return code;
    }
    code = convert_document(arena, document, &extent, out, error);
    json_decref(document);
    return code;
}
