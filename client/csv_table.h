/* SPDX-License-Identifier: MIT */
/* A CSV file as spreadsheets write it, into rows of cells with their lines. The cells' syntax is libcsv's
 * (RFC 4180); separator, encoding, comments and line numbers are recognised here. */
#ifndef MUTASI_CLIENT_CSV_TABLE_H
#define MUTASI_CLIENT_CSV_TABLE_H

#include "client/issues.h"
#include "client/mutasi.h"

struct csv_row {
    uint32_t line; /* where it begins, from 1 */
    uint32_t count;
    const char **cells; /* UTF-8 without blanks around */
};

struct csv_table {
    char separator; /* ';' ',' or tab */
    const struct csv_row *rows;
    uint32_t count;
    bool has_lost_rows; /* rows that could not be read */
};

/* Rows that are blank or whose first cell begins with '#' are left out. A row that cannot be read is an issue
 * and left out as well. false when nothing of the file can be used, or out of memory; the issues say why. */
bool csv_table_read(struct arena *arena, const char *file, struct mutasi_document bytes,
                    struct issues *issues, struct csv_table *out);

/* The cell without blanks at both ends, the non-breaking space among them; changes the text. */
char *csv_trim(char *text);

#endif
