/* SPDX-License-Identifier: MIT */
#include "client/report_table.h"

#include "client/html.h"
#include "client/text.h"

#include <string.h>

enum { TALL_ROWS = 30 };

void report_table_open(const struct report *report, const char *label, const struct report_column *columns,
                       int count, int32_t rows)
{
    FILE *out = report->out;
    fprintf(out, "<div class=\"%s\" role=\"region\" tabindex=\"0\" aria-label=\"",
            rows > TALL_ROWS ? "tall" : "scroll");
    html_text(out, label);
    fprintf(out, "\"><table class=\"stacked\"><thead><tr>");
    for (int i = 0; i < count; i++)
        html_head(out, columns[i].class, strcmp(columns[i].class, "number") == 0 ? NULL : "text",
                  _(columns[i].heading));
    fprintf(out, "</tr></thead><tbody>\n");
}

void report_table_row(const struct report *report, const struct report_column *columns, int count,
                      const char *const *cells)
{
    FILE *out = report->out;
    fprintf(out, "<tr>");
    html_element(out, "th scope=\"row\" class=\"name\"", cells[0] == NULL ? "" : cells[0]);
    for (int i = 1; i < count; i++) {
        fprintf(out, "<td class=\"%s\" data-label=\"", columns[i].class);
        html_text(out, _(columns[i].heading));
        fprintf(out, "\">");
        html_text(out, cells[i] == NULL ? "" : cells[i]);
        fprintf(out, "</td>");
    }
    fprintf(out, "</tr>\n");
}

void report_table_close(const struct report *report)
{
    fprintf(report->out, "</tbody></table></div>\n");
}
