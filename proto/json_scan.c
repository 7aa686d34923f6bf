/* SPDX-License-Identifier: MIT */
/* Follows brackets and strings only. As long as the text is well-formed (and jansson stops where it ceases to
 * be) the depth counted here is the depth of jansson's recursion. */
#include "proto/json_scan.h"

#include <stdio.h>

struct level {
    const char *key; /* the latest key of a map, without quotes; NULL while none is known */
    size_t key_length;
    size_t index;
    bool map;
};

struct walk {
    const char *text;
    size_t length, at;
    size_t nodes, text_bytes;
    unsigned depth, deepest; /* levels beyond TREE_DEPTH_MAX are counted, not kept */
    struct level levels[TREE_DEPTH_MAX];
};

static bool is_space(char byte)
{
    return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
}

static struct level *innermost(struct walk *walk)
{
    return walk->depth > 0 && walk->depth <= TREE_DEPTH_MAX ? &walk->levels[walk->depth - 1] : NULL;
}

/* A container that is not empty holds one node more than it has commas and colons. */
static void open_container(struct walk *walk, bool map)
{
    size_t next = walk->at + 1;
    while (next < walk->length && is_space(walk->text[next])) {
        next++;
    }
    if (next < walk->length && walk->text[next] != ']' && walk->text[next] != '}') {
        walk->nodes++;
    }
    walk->depth++;
    if (walk->depth > walk->deepest) {
        walk->deepest = walk->depth;
    }
    if (innermost(walk) != NULL) {
        *innermost(walk) = (struct level){.map = map};
    }
}

/* The string at walk->at; a map's key when none is known yet. Leaves walk->at on the closing quote. */
static void pass_string(struct walk *walk)
{
    size_t start = walk->at + 1, at = start;
    while (at < walk->length && walk->text[at] != '"') {
        at += walk->text[at] == '\\' ? 2 : 1;
    }
    if (at > walk->length) {
        at = walk->length;
    }
    struct level *level = innermost(walk);
    if (level != NULL && level->map && level->key == NULL) {
        level->key = walk->text + start;
        level->key_length = at - start;
    }
    walk->text_bytes += at - start + 1;
    walk->at = at;
}

static void pass_comma(struct walk *walk)
{
    struct level *level = innermost(walk);
    walk->nodes++;
    if (level != NULL) {
        level->index++;
        level->key = NULL;
    }
}

static void step(struct walk *walk)
{
    switch (walk->text[walk->at]) {
    case '"':
        pass_string(walk);
        break;
    case '[':
        open_container(walk, false);
        break;
    case '{':
        open_container(walk, true);
        break;
    case ']':
    case '}':
        walk->depth -= walk->depth > 0;
        break;
    case ',':
        pass_comma(walk);
        break;
    case ':':
        walk->nodes++;
        break;
    default:
        break;
    }
    walk->at++;
}

enum error_code json_measure(const char *text, size_t length, const struct scan_limits *limits,
                             struct json_extent *extent, struct error *error)
{
    const struct scan_limits *bounds = limits != NULL ? limits : &scan_limits_default;
    unsigned depth_max = bounds->depth < TREE_DEPTH_MAX ? bounds->depth : TREE_DEPTH_MAX;
    if (length > bounds->bytes) {
        return error_set(error, ERROR_TOO_LARGE, "", "a text of %zu bytes, the limit is %zu", length,
                         bounds->bytes);
    }
    struct walk walk = {.text = text, .length = length, .nodes = 1};
    while (walk.at < length && walk.deepest <= depth_max && walk.nodes <= bounds->nodes) {
        step(&walk);
    }
    *extent = (struct json_extent){.nodes = walk.nodes, .text_bytes = walk.text_bytes};
    enum error_code code = walk.deepest > depth_max     ? ERROR_TOO_DEEP
                           : walk.nodes > bounds->nodes ? ERROR_TOO_LARGE
                                                        : ERROR_NONE;
    if (code == ERROR_NONE) {
        return code;
    }
    char path[sizeof error->path];
    json_describe(text, length, walk.at - (code == ERROR_TOO_DEEP), path,
                  sizeof path); /* before the bracket */
    return code == ERROR_TOO_DEEP
               ? error_set(error, code, path, "byte %zu: containers are nested deeper than %u", walk.at,
                           depth_max)
               : error_set(error, code, path, "byte %zu: more values than a message may hold", walk.at);
}

void json_describe(const char *text, size_t length, size_t stop, char *path, size_t capacity)
{
    struct walk walk = {.text = text, .length = length};
    while (walk.at < length && walk.at < stop) {
        step(&walk);
    }
    size_t used = 0;
    path[0] = '\0';
    for (unsigned i = 0; i < walk.depth && i < TREE_DEPTH_MAX && used < capacity; i++) {
        const struct level *level = &walk.levels[i];
        int more = 0;
        if (!level->map) {
            more = snprintf(path + used, capacity - used, "[%zu]", level->index);
        } else if (level->key != NULL) {
            size_t shown = level->key_length < capacity ? level->key_length : capacity;
            more =
                snprintf(path + used, capacity - used, "%s%.*s", used > 0 ? "." : "", (int)shown, level->key);
        }
        used += more > 0 ? (size_t)more : 0;
    }
}
