/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/document_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static bool is_json(const char *path)
{
    size_t length = strlen(path);
    return length > 5 && strcmp(path + length - 5, ".json") == 0;
}

static enum error_code failed(struct error *error, const char *what, const char *path)
{
    return error_set(error, ERROR_IO, NULL, "cannot %s %s: %s", what, path, strerror(errno));
}

static enum error_code read_open(struct arena *arena, FILE *file, const char *path, const void **bytes,
                                 size_t *length, struct error *error)
{
    long end;
    if (fseek(file, 0, SEEK_END) != 0 || (end = ftell(file)) < 0 || fseek(file, 0, SEEK_SET) != 0)
        return failed(error, "measure", path);
    char *text = arena_alloc(arena, (size_t)end + 1, 1);
    if (!text)
        return error_set(error, ERROR_MEMORY, NULL, "out of memory for %s", path);
    if (fread(text, 1, (size_t)end, file) != (size_t)end)
        return failed(error, "read", path);
    *bytes = text;
    *length = (size_t)end;
    return ERROR_NONE;
}

enum error_code file_read(struct arena *arena, const char *path, const void **bytes, size_t *length,
                          struct error *error)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return failed(error, "open", path);
    enum error_code code = read_open(arena, file, path, bytes, length, error);
    fclose(file);
    return code;
}

enum error_code document_file_read(struct arena *arena, const char *path, const struct node **out,
                                   struct error *error)
{
    const void *bytes;
    size_t length;
    enum error_code code = file_read(arena, path, &bytes, &length, error);
    if (code != ERROR_NONE)
        return code;
    return is_json(path) ? tree_read_json(arena, bytes, length, NULL, out, error)
                         : tree_read_msgpack(arena, bytes, length, NULL, out, error);
}

static enum error_code write_bytes(const char *path, const void *bytes, size_t length, struct error *error)
{
    FILE *file = fopen(path, "wb");
    if (!file)
        return failed(error, "create", path);
    bool written = fwrite(bytes, 1, length, file) == length;
    if (fclose(file) != 0 || !written)
        return failed(error, "write", path);
    return ERROR_NONE;
}

enum error_code document_file_write(struct arena *arena, const struct node *document, const char *path,
                                    struct error *error)
{
    const void *bytes = NULL;
    const char *text = NULL;
    size_t length = 0;
    enum error_code code = is_json(path)
                               ? tree_write_json(arena, document, JSON_INDENTED, &text, &length, error)
                               : tree_write_msgpack(arena, document, &bytes, &length, error);
    return code == ERROR_NONE ? write_bytes(path, text ? text : bytes, length, error) : code;
}
