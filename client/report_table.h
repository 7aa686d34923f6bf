/* SPDX-License-Identifier: MIT */
/* Plain tables of the report: headings above, on narrow screens beside every cell. */
#ifndef MUTASI_CLIENT_REPORT_TABLE_H
#define MUTASI_CLIENT_REPORT_TABLE_H

#include "client/report.h"

struct report_column {
    const char *heading; /* to be translated */
    const char *class;   /* "name" or "number" */
};

/* rows   of many a part is shown, to be scrolled; label   for those who do not see it */
void report_table_open(const struct report *report, const char *label, const struct report_column *columns,
                       int count, int32_t rows);
/* The first cell names the row; "" where a cell is NULL. */
void report_table_row(const struct report *report, const struct report_column *columns, int count,
                      const char *const *cells);
void report_table_close(const struct report *report);

#endif
