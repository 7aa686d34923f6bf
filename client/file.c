/* SPDX-License-Identifier: MIT */
#include "client/file.h"

#include "client/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char *shown(const char *name)
{
    return strcmp(name, "-") == 0 ? "standard input" : name;
}

static bool is_standard(const char *name)
{
    return name == NULL || strcmp(name, "-") == 0;
}

static enum error_code fail(struct error *error, const char *name)
{
    return error_set(error, ERROR_IO, "", "%s: %s", name, strerror(errno));
}

static enum error_code fail_reading(struct error *error, const char *name)
{
    if (errno != EISDIR)
        return fail(error, shown(name));
    return error_set(error, ERROR_IO, "",
                     _("%s is a folder; of sheets in one `mutasi import csv` makes an instance"), name);
}

/* Reads until the end, doubling the room; the limit is the scan's. */
static enum error_code read_all(struct arena *arena, FILE *file, const char *name,
                                struct mutasi_document *out, struct error *error)
{
    size_t room = 1 << 16, length = 0;
    char *bytes = arena_alloc(arena, 1, room);
    while (bytes != NULL) {
        length += fread(bytes + length, 1, room - length, file);
        if (length < room)
            break;
        if (length > scan_limits_default.bytes)
            return error_set(error, ERROR_TOO_LARGE, "", "%s has more than %zu bytes", shown(name),
                             scan_limits_default.bytes);
        char *larger = arena_alloc(arena, 2, room);
        if (larger != NULL)
            memcpy(larger, bytes, length);
        bytes = larger;
        room *= 2;
    }
    if (bytes == NULL)
        return error_set(error, ERROR_MEMORY, "", "out of memory");
    *out = (struct mutasi_document){bytes, length};
    return ferror(file) ? fail_reading(error, name) : ERROR_NONE;
}

enum error_code file_read(struct arena *arena, const char *name, struct mutasi_document *out,
                          struct error *error)
{
    *out = (struct mutasi_document){0};
    FILE *file = is_standard(name) ? stdin : fopen(name, "rb");
    if (file == NULL)
        return fail(error, name);
    enum error_code code = read_all(arena, file, name, out, error);
    if (file != stdin)
        fclose(file);
    return code;
}

void file_name_error(const char *name, struct error *error)
{
    char path[sizeof error->path];
    snprintf(path, sizeof path, "%s", error->path);
    snprintf(error->path, sizeof error->path, "%.90s%s%.100s", shown(name), path[0] == '\0' ? "" : ": ",
             path);
}

enum error_code file_read_tree(struct arena *arena, const char *name, const struct node **out,
                               struct error *error)
{
    *out = NULL;
    if (name == NULL)
        return ERROR_NONE;
    struct mutasi_document document;
    enum error_code code = file_read(arena, name, &document, error);
    if (code != ERROR_NONE)
        return code;
    code = document_read(arena, document, "", out, error);
    if (code != ERROR_NONE)
        file_name_error(name, error);
    return code;
}

FILE *file_open(const char *name, struct error *error)
{
    FILE *file = is_standard(name) ? stdout : fopen(name, "wb");
    if (file == NULL)
        fail(error, name);
    return file;
}

enum error_code file_close(FILE *file, const char *name, struct error *error)
{
    bool is_written = fflush(file) == 0 && !ferror(file);
    if (file != stdout && fclose(file) != 0)
        is_written = false;
    return is_written ? ERROR_NONE : fail(error, name == NULL ? "standard output" : name);
}

static bool is_messagepack(const char *name)
{
    size_t length = strlen(name);
    return length >= 3 && strcmp(name + length - 3, ".mp") == 0;
}

/* To `place`, which people know as `name`. */
static enum error_code write_bytes(const char *place, const char *name, const void *bytes, size_t length,
                                   struct error *error)
{
    FILE *file = is_standard(place) ? stdout : fopen(place, "wb");
    if (file == NULL)
        return fail(error, name);
    fwrite(bytes, 1, length, file);
    return file_close(file, name, error);
}

static bool is_folder(const char *name)
{
    struct stat found;
    return stat(name, &found) == 0 && S_ISDIR(found.st_mode);
}

/* Where to write before renaming; NULL when the name is not a regular file's. */
static const char *beside_of(struct arena *arena, const char *name)
{
    bool is_renamed = !is_standard(name) && strncmp(name, "/dev/", 5) != 0;
    return is_renamed ? arena_format(arena, "%s.part", name) : NULL;
}

enum error_code file_try_write(struct arena *arena, const char *name, struct error *error)
{
    const char *beside = beside_of(arena, name);
    if (beside == NULL)
        return ERROR_NONE;
    if (is_folder(name)) { /* beside it a file could be written, but not given its name */
        errno = EISDIR;
        return fail(error, name);
    }
    enum error_code code = write_bytes(beside, name, "", 0, error);
    remove(beside);
    return code;
}

enum error_code file_write_bytes(struct arena *arena, const char *name, const void *bytes, size_t length,
                                 struct error *error)
{
    const char *beside = beside_of(arena, name);
    if (beside == NULL)
        return write_bytes(name, name, bytes, length, error);
    enum error_code code = write_bytes(beside, name, bytes, length, error);
    if (code == ERROR_NONE && rename(beside, name) != 0)
        code = fail(error, name);
    if (code != ERROR_NONE)
        remove(beside);
    return code;
}

enum error_code file_write_tree(struct arena *arena, const char *name, const struct node *tree,
                                struct error *error)
{
    const void *bytes = NULL;
    const char *text = NULL;
    size_t length;
    enum error_code code = is_messagepack(name)
                               ? tree_write_msgpack(arena, tree, &bytes, &length, error)
                               : tree_write_json(arena, tree, JSON_INDENTED, &text, &length, error);
    return code != ERROR_NONE ? code
                              : file_write_bytes(arena, name, bytes != NULL ? bytes : text, length, error);
}
