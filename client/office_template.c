/* SPDX-License-Identifier: MIT */
/* Empty sheets to fill in. A byte-order mark and semicolons, so that a spreadsheet opens them as they are
 * meant where the comma is the decimal mark. */
#include "client/office.h"

#include "client/text.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

static FILE *create(struct arena *arena, const char *folder, const char *name, const char **path,
                    struct error *error)
{
    errno = ENOMEM;
    *path = arena_format(arena, "%s/%s", folder, name);
    FILE *file = *path == NULL ? NULL : fopen(*path, "wbx");
    if (file == NULL && errno == EEXIST)
        error_set(error, ERROR_IO, "", _("%s exists, and nothing is overwritten: name another folder"),
                  *path);
    else if (file == NULL)
        error_set(error, ERROR_IO, "", "%s: %s", *path == NULL ? folder : *path, strerror(errno));
    return file;
}

static enum error_code finish(FILE *file, const char *path, struct error *error)
{
    bool is_written = fflush(file) == 0 && !ferror(file);
    if (fclose(file) != 0 || !is_written)
        return error_set(error, ERROR_IO, "", "%s: %s", path, strerror(errno));
    return ERROR_NONE;
}

static enum error_code write_sheet(struct arena *arena, const char *folder, const struct sheet_rule *rule,
                                   struct error *error)
{
    char stem[64], heading[64], name[80];
    const char *path;
    alternative_name(rule->names, alternative_shown(), stem);
    snprintf(name, sizeof name, "%s.csv", stem);
    FILE *file = create(arena, folder, name, &path, error);
    if (file == NULL)
        return ERROR_IO;
    fputs("\xEF\xBB\xBF", file);
    for (int c = 0; c < rule->column_count; c++) {
        alternative_name(rule->columns[c].names, alternative_shown(), heading);
        fprintf(file, "%s%s", c == 0 ? "" : ";", heading);
    }
    fputs("\r\n", file);
    return finish(file, path, error);
}

static void explain_sheet(const struct sheet_rule *rule, FILE *file)
{
    char name[64];
    alternative_name(rule->names, alternative_shown(), name);
    fprintf(file, "\n%s.csv%s\n%s\n", name, rule->is_required ? _(" (needed)") : "", _(rule->meaning));
    for (int c = 0; c < rule->column_count; c++) {
        alternative_name(rule->columns[c].names, alternative_shown(), name);
        fprintf(file, "  %s%s: %s\n", name, rule->columns[c].is_required ? " *" : "",
                _(rule->columns[c].meaning));
    }
}

static enum error_code write_explanation(struct arena *arena, const char *folder, struct error *error)
{
    const char *path;
    FILE *file = create(arena, folder, "README.txt", &path, error);
    if (file == NULL)
        return ERROR_IO;
    fputs(
        _("Fill in the sheets and run: mutasi import csv FOLDER -o instance.json\n"
          "Columns with * are needed; others may stay empty or be removed, as may sheets that are not "
          "needed.\n"
          "Separator ; or , or tab. Dates as 31/01/2026 or 2026-01-31. Rows that begin with # are not read.\n"
          "Format the NIP column as Text before typing or pasting: a number keeps 15 of its 18 digits.\n"
          "Save as \"CSV UTF-8\".\n"),
        file);
    for (int s = 0; s < SHEET_COUNT; s++)
        explain_sheet(&sheet_rules[s], file);
    return finish(file, path, error);
}

enum error_code office_template_write(struct arena *arena, const char *folder, struct error *error)
{
    if (mkdir(folder, 0777) != 0 && errno != EEXIST)
        return error_set(error, ERROR_IO, "", "%s: %s", folder, strerror(errno));
    enum error_code code = write_explanation(arena, folder, error);
    for (int s = 0; s < SHEET_COUNT && code == ERROR_NONE; s++)
        code = write_sheet(arena, folder, &sheet_rules[s], error);
    return code;
}
