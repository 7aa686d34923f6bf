/* SPDX-License-Identifier: MIT */
#include "client/import_office.h"

#include "client/command.h"
#include "client/file.h"
#include "client/office.h"
#include "client/text.h"
#include "proto/instance.h"

#include <time.h>

static void today(char date[11])
{
    struct tm parts;
    time_t now = time(NULL);
    if (localtime_r(&now, &parts) == NULL || strftime(date, 11, "%Y-%m-%d", &parts) == 0)
        snprintf(date, 11, "1970-01-01");
}

static void say_counts(const struct issues *issues, const struct office_counts *counts, const char *date,
                       const char *output)
{
    if (counts->without_unit == 0)
        fprintf(stderr, _("%d employees, %d units, %u other rows; planning date %s\n"),
                (int)counts->employees, (int)counts->units, (unsigned)counts->rows, date);
    else
        fprintf(stderr, _("%d employees (%d without a unit), %d units, %u other rows; planning date %s\n"),
                (int)counts->employees, (int)counts->without_unit, (int)counts->units, (unsigned)counts->rows,
                date);
    if (issues->warnings > 0)
        fprintf(stderr, ngettext("%d warning\n", "%d warnings\n", (unsigned long)issues->warnings),
                issues->warnings);
    if (counts->employees == 0 && counts->units == 0)
        fprintf(stderr, _("the city is empty: fill in the sheets and import again\n"));
    if (counts->units > 0)
        fprintf(stderr, _("next: mutasi need %s\n"), output);
}

static enum error_code run(struct arena *arena, const char *folder, const char *output, const char *date,
                           const char *name, struct issues *issues, struct error *error)
{
    const struct office_file *files;
    const struct node *instance;
    struct office_counts counts;
    int count;
    enum error_code code = office_folder_read(arena, folder, issues, &files, &count, error);
    if (code == ERROR_NONE)
        code = office_import(arena, files, count, date, name, issues, &counts, &instance, error);
    issues_print(issues, stderr);
    if (code != ERROR_NONE)
        return code;
    if (instance == NULL || issues->errors > 0)
        return error_set(error, ERROR_BAD_VALUE, folder, _("%d errors, %d warnings; nothing was written"),
                         issues->errors, issues->warnings);
    code = file_write_tree(arena, output, instance, error);
    if (code == ERROR_NONE)
        say_counts(issues, &counts, date, output);
    return code;
}

int import_office(struct arena *arena, const char *folder, const char *output, const char *date,
                  const char *name)
{
    struct issues issues = {.arena = arena};
    struct error error = {0};
    char room[11];
    if (date == NULL) {
        today(room);
        date = room;
    }
    return run(arena, folder, output, date, name, &issues, &error) == ERROR_NONE ? EXIT_PLAN
                                                                                 : command_fail(&error);
}

int import_template(struct arena *arena, const char *folder)
{
    struct error error = {0};
    if (office_template_write(arena, folder, &error) != ERROR_NONE)
        return command_fail(&error);
    fprintf(stderr, _("%s: empty sheets, explained in README.txt; then: mutasi import csv %s -o FILE\n"),
            folder, folder);
    return EXIT_PLAN;
}
