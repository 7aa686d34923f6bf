/* SPDX-License-Identifier: MIT */
#include "client/document.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char byte_order_mark[] = "\xEF\xBB\xBF";

static bool is_json(const unsigned char *bytes, size_t length)
{
    return length > 0 && bytes[0] < 0x80;
}

static void put_in_front(const char *name, struct error *error)
{
    char path[sizeof error->path];
    snprintf(path, sizeof path, "%s", error->path);
    int written = snprintf(error->path, sizeof error->path, "%s%s%s", name,
                           path[0] == '\0' || name[0] == '\0' ? "" : ".", path);
    if (written >= (int)sizeof error->path)
        memcpy(error->path + sizeof error->path - 4, "...", 4);
}

enum error_code document_read(struct arena *arena, struct mutasi_document document, const char *name,
                              const struct node **out, struct error *error)
{
    *out = NULL;
    if (document.bytes == NULL)
        return ERROR_NONE;
    const unsigned char *bytes = document.bytes;
    size_t length = document.length;
    if (length >= 3 && memcmp(bytes, byte_order_mark, 3) == 0) {
        bytes += 3;
        length -= 3;
    }
    enum error_code code = is_json(bytes, length)
                               ? tree_read_json(arena, (const char *)bytes, length, NULL, out, error)
                               : tree_read_msgpack(arena, bytes, length, NULL, out, error);
    if (code != ERROR_NONE)
        put_in_front(name, error);
    return code;
}

enum error_code document_write(struct arena *arena, const struct node *tree, struct mutasi_document *out,
                               struct error *error)
{
    return tree_write_msgpack(arena, tree, &out->bytes, &out->length, error);
}

bool error_publish(const struct error *from, struct mutasi_error *to)
{
    snprintf(to->code, sizeof to->code, "%s", error_word(from->code));
    memcpy(to->path, from->path, sizeof to->path);
    memcpy(to->text, from->text, sizeof to->text);
    return false;
}

bool mutasi_document_json(struct mutasi_document document, char **text, struct mutasi_error *error)
{
    *text = NULL;
    struct error inner = {0};
    const struct node *tree = NULL;
    const char *json = NULL;
    size_t length = 0;
    struct arena *arena = arena_new();
    enum error_code code = arena == NULL            ? error_set(&inner, ERROR_MEMORY, "", "out of memory")
                           : document.bytes == NULL ? error_set(&inner, ERROR_MALFORMED, "", "no document")
                                                    : document_read(arena, document, "", &tree, &inner);
    if (code == ERROR_NONE)
        code = tree_write_json(arena, tree, JSON_INDENTED, &json, &length, &inner);
    if (code == ERROR_NONE && (*text = malloc(length + 1)) == NULL)
        code = error_set(&inner, ERROR_MEMORY, "", "out of memory");
    if (*text != NULL) {
        memcpy(*text, json, length);
        (*text)[length] = '\0';
    }
    arena_free(arena);
    return code == ERROR_NONE || error_publish(&inner, error);
}
