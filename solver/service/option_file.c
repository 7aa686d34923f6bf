/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/service/option_file.h"

#include "solver/service/option_table.h"

#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <string.h>

enum { LINE_MAX_BYTES = 5000 };

struct reading {
    const char *path;
    FILE *file;
    int line; /* the library does not tell its handler */
    bool broken_line;
    struct options *options;
    struct arena *arena;
    struct error *error;
};

static int fail(struct reading *reading, const char *name, const char *what)
{
    /* a message must not outgrow its room, whatever the file holds */
    reading->error->code = ERROR_NONE;
    error_set(reading->error, ERROR_BAD_VALUE, "", "%.200s:%d: %.60s %.120s", reading->path, reading->line,
              name, what);
    return 0;
}

/* One line, as fgets. Longer ones would be taken for two. */
static char *next_line(char *line, int size, void *stream)
{
    struct reading *reading = stream;
    if (reading->error->code != ERROR_NONE || fgets(line, size, reading->file) == NULL) {
        return NULL;
    }
    reading->line++;
    if (strchr(line, '\n') == NULL && !feof(reading->file)) {
        fail(reading, "the line", "is too long");
        return NULL;
    }
    return line;
}

/* 0 stops the reading. */
static int take(void *context, const char *section, const char *name, const char *value)
{
    struct reading *reading = context;
    const struct option_row *row = option_find(name);
    if (reading->error->code != ERROR_NONE) {
        return 0;
    }
    if (section[0] != '\0') {
        return fail(reading, name, "stands below a [section]; this file has none");
    }
    if (row == NULL || row->command_line) {
        return fail(reading, name, "is no option of this file; see mutasid --help");
    }
    const char *kept = arena_format(reading->arena, "%s", value);
    if (kept == NULL) {
        return fail(reading, name, "finds no memory");
    }
    struct error error = {.code = ERROR_NONE};
    if (option_set(row, reading->options, kept, &error) != ERROR_NONE) {
        return fail(reading, name, error.text);
    }
    return 1;
}

enum error_code option_file_read(const char *path, struct options *options, struct arena *arena,
                                 struct error *error)
{
    struct error found = {.code = ERROR_NONE};
    struct reading reading = {.path = path, .options = options, .arena = arena, .error = &found};
    reading.file = fopen(path, "re");
    if (reading.file == NULL) {
        return error_set(error, ERROR_IO, "", "cannot read %s: %s", path, strerror(errno));
    }
    ini_use_stack = false;
    ini_max_line = ini_initial_alloc = LINE_MAX_BYTES;
    ini_allow_multiline = false;
    ini_stop_on_first_error = true;
    int status = ini_parse_stream(next_line, &reading, take, &reading);
    bool unread = ferror(reading.file) != 0;
    fclose(reading.file);
    if (found.code == ERROR_NONE && unread) {
        return error_set(error, ERROR_IO, "", "cannot read %s: %s", path, strerror(errno));
    }
    if (found.code == ERROR_NONE && status < 0) {
        return error_set(error, ERROR_MEMORY, "", "no memory to read %s", path);
    }
    if (found.code == ERROR_NONE && status > 0) {
        fail(&reading, "a line", "is name = value, or a comment that begins with #");
    }
    *error = found;
    return found.code;
}
