/* SPDX-License-Identifier: MIT */
#include "client/office.h"

#include "client/cell.h"
#include "client/file.h"
#include "client/text.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { FILES_MOST = 1000 };

struct folder {
    struct arena *arena;
    struct issues *issues;
    const char *path;
    const char *file_of[SHEET_COUNT]; /* NULL: not met yet */
};

static bool ends_with(const char *name, const char *const *suffixes)
{
    const char *dot = strrchr(name, '.');
    char folded[16];
    if (dot == NULL || dot == name)
        return false;
    cell_fold(dot, folded, sizeof folded);
    for (; *suffixes != NULL; suffixes++)
        if (strcmp(folded, *suffixes) == 0)
            return true;
    return false;
}

static bool is_table(const char *name)
{
    static const char *const suffixes[] = {"csv", "tsv", NULL};
    return ends_with(name, suffixes);
}

static bool is_workbook(const char *name)
{
    static const char *const suffixes[] = {"xlsx", "xls", "ods", "xlsm", NULL};
    return ends_with(name, suffixes);
}

static int kind_of(const char *name)
{
    char stem[64], folded[64];
    snprintf(stem, sizeof stem, "%.*s", (int)(strrchr(name, '.') - name), name);
    cell_fold(stem, folded, sizeof folded);
    for (int s = 0; s < SHEET_COUNT; s++)
        if (cell_is_one_of(folded, sheet_rules[s].names))
            return s;
    return SHEET_COUNT;
}

static void meet(struct folder *folder, const char *name)
{
    const char *path = arena_format(folder->arena, "%s/%s", folder->path, name);
    const struct place place = {path == NULL ? name : path, 0, COLUMN_NONE, NULL};
    int kind = is_table(name) ? kind_of(name) : SHEET_COUNT;
    if (path == NULL)
        folder->issues->out_of_memory = true;
    else if (is_workbook(name))
        issue_warning(folder->issues, place,
                      _("a workbook is not read: in the spreadsheet save each sheet as \"CSV UTF-8\""));
    else if (!is_table(name))
        return;
    else if (kind == SHEET_COUNT)
        issue_warning(folder->issues, place, _("not one of the names that are read: left out"));
    else if (folder->file_of[kind] != NULL)
        issue_error(folder->issues, place, _("says the same as %s: keep one of them"), folder->file_of[kind]);
    else
        folder->file_of[kind] = path;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The names in the folder, in bytewise order: what is said does not depend on the file system. */
static enum error_code names_of(struct arena *arena, const char *folder, char ***out, int *count,
                                struct error *error)
{
    DIR *directory = opendir(folder);
    *count = 0;
    *out = arena_alloc(arena, FILES_MOST, sizeof **out);
    if (directory == NULL)
        return error_set(error, ERROR_IO, "", "%s: %s", folder, strerror(errno));
    for (struct dirent *entry = readdir(directory); entry != NULL && *out != NULL;
         entry = readdir(directory)) {
        if ((!is_table(entry->d_name) && !is_workbook(entry->d_name)) || *count == FILES_MOST)
            continue;
        char *name = arena_text(arena, entry->d_name, strlen(entry->d_name));
        if (name == NULL)
            *out = NULL;
        else
            (*out)[(*count)++] = name;
    }
    closedir(directory);
    if (*out == NULL)
        return error_set(error, ERROR_MEMORY, "", "out of memory");
    qsort(*out, (size_t)*count, sizeof **out, by_name);
    return ERROR_NONE;
}

enum error_code office_folder_read(struct arena *arena, const char *folder, struct issues *issues,
                                   const struct office_file **out, int *count, struct error *error)
{
    struct folder state = {.arena = arena, .issues = issues, .path = folder};
    char **names;
    int name_count;
    enum error_code code = names_of(arena, folder, &names, &name_count, error);
    struct office_file *files = arena_alloc(arena, SHEET_COUNT, sizeof *files);
    *out = files;
    *count = 0;
    if (code != ERROR_NONE)
        return code;
    if (files == NULL)
        return error_set(error, ERROR_MEMORY, "", "out of memory");
    for (int i = 0; i < name_count; i++)
        meet(&state, names[i]);
    for (int s = 0; s < SHEET_COUNT && code == ERROR_NONE; s++) {
        if (state.file_of[s] == NULL)
            continue;
        struct office_file *file = &files[(*count)++];
        *file = (struct office_file){.name = state.file_of[s], .kind = (enum sheet_kind)s};
        code = file_read(arena, file->name, &file->bytes, error);
    }
    return code;
}
