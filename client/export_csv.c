/* SPDX-License-Identifier: MIT */
#include "client/export_csv.h"

#include "client/file.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

static enum error_code make_folder(const char *folder, struct error *error)
{
    if (mkdir(folder, 0777) == 0 || errno == EEXIST)
        return ERROR_NONE;
    return error_set(error, ERROR_IO, "", "%s: %s", folder, strerror(errno));
}

static enum error_code write_table(const struct export_csv *export, const char *file, csv_table *table,
                                   struct error *error)
{
    struct csv csv;
    FILE *out = file == NULL ? NULL : file_open(file, error);
    if (file == NULL)
        return error_set(error, ERROR_MEMORY, "", "out of memory");
    if (out == NULL)
        return ERROR_IO;
    csv_begin(&csv, out, &export->form);
    enum error_code code = table(export, &csv, error);
    enum error_code closed = file_close(out, file, code == ERROR_NONE ? error : NULL);
    return code != ERROR_NONE ? code : closed;
}

enum error_code export_csv(const struct export_csv *export, const char *folder, struct error *error)
{
    static const struct {
        const char *name;
        csv_table *table;
    } tables[] = {
        {"moves", csv_moves},         {"first_placements", csv_first_placements},
        {"offers", csv_offers},       {"secondments", csv_secondments},
        {"unplaced", csv_unplaced},   {"units", csv_units},
        {"shortages", csv_shortages},
    };
    enum error_code code = make_folder(folder, error);
    for (size_t i = 0; i < sizeof tables / sizeof *tables && code == ERROR_NONE; i++)
        code = write_table(export, arena_format(export->arena, "%s/%s.csv", folder, tables[i].name),
                           tables[i].table, error);
    return code;
}
