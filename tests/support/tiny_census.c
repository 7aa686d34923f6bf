/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/tiny_census.h"

#include <stdio.h>
#include <string.h>

static bool value_is(const struct node *value, const char *text)
{
    char seen[64];
    switch (value->kind) {
    case NODE_NULL:
        return strcmp(text, "null") == 0;
    case NODE_BOOLEAN:
        return strcmp(text, value->as.boolean ? "true" : "false") == 0 || strcmp(text, "*") == 0;
    case NODE_INTEGER:
        snprintf(seen, sizeof seen, "%lld", (long long)value->as.integer);
        return strcmp(text, seen) == 0 || strcmp(text, "*") == 0;
    case NODE_STRING:
        return strcmp(text, value->as.text) == 0 || strcmp(text, "*") == 0;
    default:
        return strcmp(text, "*") == 0;
    }
}

static bool any_has(const struct node *items, uint32_t first, uint32_t step, uint32_t end, const char *rest)
{
    for (uint32_t i = first; i < end; i += step) {
        if (document_has(&items[i], rest)) {
            return true;
        }
    }
    return false;
}

static bool key_has(const struct node *map, const char *path)
{
    char key[64];
    size_t length = strcspn(path, ".[{=");
    if (map->kind != NODE_MAP || length >= sizeof key) {
        return false;
    }
    memcpy(key, path, length);
    key[length] = '\0';
    const struct node *value = map_get(map, key);
    return value != NULL && document_has(value, path + length + (path[length] == '.' ? 1 : 0));
}

bool document_has(const struct node *document, const char *path)
{
    if (path[0] == '\0') {
        return true;
    }
    if (path[0] == '=') {
        return value_is(document, path + 1);
    }
    if (path[0] == '[' || path[0] == '{') {
        const char *rest = path + (path[2] == '.' ? 3 : 2);
        bool array = path[0] == '[';
        if (document->kind != (array ? NODE_ARRAY : NODE_MAP)) {
            return false;
        }
        return array ? any_has(document->as.items, 0, 1, document->count, rest)
                     : any_has(document->as.items, 1, 2, 2 * document->count, rest);
    }
    return key_has(document, path);
}
