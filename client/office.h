/* SPDX-License-Identifier: MIT */
/* An office's spreadsheets into a mutasi-instance/1 document. */
#ifndef MUTASI_CLIENT_OFFICE_H
#define MUTASI_CLIENT_OFFICE_H

#include "client/issues.h"
#include "client/mutasi.h"
#include "client/office_columns.h"
#include "proto/error.h"
#include "proto/tree.h"

struct office_file {
    const char *name; /* as issues show it */
    enum sheet_kind kind;
    struct mutasi_document bytes;
};

/* The folder's .csv and .tsv files that have one of the known names, in their order. What has another name is
 * a warning; two files for one sheet, or a workbook, are errors. errors: ERROR_IO, ERROR_MEMORY */
enum error_code office_folder_read(struct arena *arena, const char *folder, struct issues *issues,
                                   const struct office_file **out, int *count, struct error *error);

struct office_counts {
    int32_t units, employees, without_unit;
    uint32_t rows; /* of the other sheets */
};

/* date   the planning date, YYYY-MM-DD;   name  of the instance, or NULL
 * out    canonical and valid; NULL when there are errors among the issues
 * cost   linear in the files, but for distances: quadratic in their units
 * errors ERROR_MEMORY, ERROR_INTERNAL */
enum error_code office_import(struct arena *arena, const struct office_file *files, int count,
                              const char *date, const char *name, struct issues *issues,
                              struct office_counts *counts, const struct node **out, struct error *error);

/* Empty sheets with their headings and a README.txt that explains them, in the reader's language. Overwrites
 * nothing: ERROR_IO when one of the files is there. */
enum error_code office_template_write(struct arena *arena, const char *folder, struct error *error);

#endif
