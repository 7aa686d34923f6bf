/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/documents.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct node *document_of(struct arena *arena, const char *json)
{
    const struct node *node = NULL;
    char *text = arena_text(arena, json, strlen(json));
    for (char *c = text; *c; c++)
        if (*c == '\'')
            *c = '"';
    return tree_read_json(arena, text, strlen(text), NULL, &node, NULL) == ERROR_NONE ? node : NULL;
}

const char *document_text(struct arena *arena, const struct node *node)
{
    const char *text = NULL;
    size_t length;
    if (!node || tree_write_json(arena, node, JSON_CANONICAL, &text, &length, NULL) != ERROR_NONE)
        return "(none)";
    return text;
}

const struct node *document_at(const struct node *node, const char *path)
{
    char key[200];
    while (node && *path) {
        path += *path == '.';
        if (*path == '[') {
            char *end;
            unsigned long index = strtoul(path + 1, &end, 10);
            node = node->kind == NODE_ARRAY && index < node->count ? &node->as.items[index] : NULL;
            path = end + 1;
            continue;
        }
        size_t length = strcspn(path, ".[");
        snprintf(key, sizeof key, "%.*s", (int)length, path);
        node = node->kind == NODE_MAP ? map_get(node, key) : NULL;
        path += length;
    }
    return node;
}

const char *file_text(struct arena *arena, const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return NULL;
    bool ok = fseek(file, 0, SEEK_END) == 0;
    long size = ok ? ftell(file) : -1;
    char *text = size >= 0 ? arena_alloc(arena, (size_t)size + 1, 1) : NULL;
    rewind(file);
    *length = text ? fread(text, 1, (size_t)size, file) : 0;
    ok = text && *length == (size_t)size;
    fclose(file);
    return ok ? text : NULL;
}
