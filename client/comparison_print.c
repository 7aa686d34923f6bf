/* SPDX-License-Identifier: MIT */
#include "client/comparison.h"
#include "client/text.h"

#include <math.h>
#include <string.h>

/* Rows are in the order of their columns, which is not the order map_get looks in. */
static const struct node *cell_of(const struct node *row, const char *key)
{
    for (uint32_t i = 0; i < row->count; i++)
        if (strcmp(row->as.items[2 * i].as.text, key) == 0)
            return &row->as.items[2 * i + 1];
    return NULL;
}

static enum error_code no_memory(struct error *error)
{
    return error_set(error, ERROR_MEMORY, "", "out of memory for the comparison");
}

/* --- for people --- */

enum format { AS_TEXT, AS_WHOLE, AS_POINTS, AS_SECONDS, AS_PERCENT, AS_FINE_PERCENT };

static const struct column {
    const char *heading; /* '>' first: aligned right */
    const char *key;
    const char *until; /* the key of a range's other end; NULL: one value */
    enum format format;
    bool may_be_left_out;
} columns[] = {
    {N_("policy"), "policy", NULL, AS_TEXT, false},
    {N_("status"), "status", NULL, AS_TEXT, false},
    {N_(">total"), "total", NULL, AS_POINTS, false},
    {N_(">relocation"), "relocation", NULL, AS_POINTS, true},
    {N_(">balance"), "balance", NULL, AS_POINTS, true},
    {N_(">competency"), "competency", NULL, AS_POINTS, true},
    {N_(">offers"), "offers", NULL, AS_POINTS, true},
    {N_(">persistence"), "persistence", NULL, AS_POINTS, true},
    {N_(">tenure"), "tenure", NULL, AS_POINTS, true},
    {N_(">unplaced"), "unplaced", NULL, AS_POINTS, true},
    {N_(">secondment"), "secondment", NULL, AS_POINTS, true},
    {N_(">moves"), "moves", NULL, AS_WHOLE, false},
    {N_(">coverage"), "coverage_min", "coverage_max", AS_PERCENT, false},
    {N_(">spread"), "spread", NULL, AS_PERCENT, false},
    {N_(">missing"), "shortages", NULL, AS_WHOLE, false},
    {N_(">gap"), "gap", NULL, AS_FINE_PERCENT, false},
    {N_("start"), "start", NULL, AS_TEXT, false},
    {N_(">seconds"), "seconds", NULL, AS_SECONDS, false},
    {N_(">to gap"), "to_gap", NULL, AS_FINE_PERCENT, true},
    {N_(">effort saved"), "effort_saved", NULL, AS_PERCENT, true},
    {N_(">time saved"), "seconds_saved", NULL, AS_PERCENT, true},
};

enum { COLUMN_COUNT = sizeof columns / sizeof *columns };

static double number_of(const struct node *cell)
{
    return cell->kind == NODE_INTEGER ? (double)cell->as.integer : cell->as.real;
}

static bool is_number(const struct node *cell)
{
    return cell != NULL && (cell->kind == NODE_INTEGER || cell->kind == NODE_REAL);
}

static const char *shown(struct arena *arena, const struct node *cell, enum format format)
{
    if (cell != NULL && cell->kind == NODE_STRING)
        return cell->as.text;
    if (!is_number(cell))
        return "-";
    double value = number_of(cell);
    const char *text = NULL;
    switch (format) {
    case AS_TEXT:
    case AS_WHOLE:
        text = arena_format(arena, "%.0f", value);
        break;
    case AS_POINTS:
    case AS_SECONDS:
        text = arena_format(arena, "%.2f", value);
        break;
    case AS_PERCENT:
        text = arena_format(arena, "%.0f %%", fabs(value) < 0.005 ? 0.0 : value * 100); /* never "-0" */
        break;
    case AS_FINE_PERCENT:
        text = arena_format(arena, "%.3f %%", value * 100);
        break;
    }
    return text == NULL ? "" : text;
}

static const char *shown_cell(struct arena *arena, const struct node *row, const struct column *column)
{
    const char *text = shown(arena, cell_of(row, column->key), column->format);
    if (column->until == NULL || !is_number(cell_of(row, column->until)))
        return text;
    const char *range = arena_format(arena, "%.0f-%s", number_of(cell_of(row, column->key)) * 100,
                                     shown(arena, cell_of(row, column->until), column->format));
    return range == NULL ? "" : range;
}

static bool is_left_out(const struct node *rows, const struct column *column)
{
    for (uint32_t i = 0; i < rows->count; i++) {
        const struct node *cell = cell_of(&rows->as.items[i], column->key);
        if (!column->may_be_left_out || (is_number(cell) && number_of(cell) != 0))
            return false;
    }
    return true;
}

static enum error_code print_text(struct arena *arena, const struct node *rows, FILE *out,
                                  struct error *error)
{
    const struct column *kept[COLUMN_COUNT];
    const char *cells[COLUMN_COUNT];
    int count = 0;
    for (int c = 0; c < COLUMN_COUNT; c++) {
        if (is_left_out(rows, &columns[c]))
            continue;
        kept[count] = &columns[c];
        cells[count++] = _(columns[c].heading);
    }
    struct table *table = table_new(arena, cells, count);
    if (table == NULL)
        return no_memory(error);
    for (uint32_t i = 0; i < rows->count; i++) {
        for (int c = 0; c < count; c++)
            cells[c] = shown_cell(arena, &rows->as.items[i], kept[c]);
        table_add(table, cells);
    }
    table_print(table, out);
    return ERROR_NONE;
}

/* --- CSV, RFC 4180 but for the line ends --- */

static void print_quoted(const char *text, FILE *out)
{
    if (strpbrk(text, ",\"\r\n") == NULL) {
        fputs(text, out);
        return;
    }
    fputc('"', out);
    for (const char *byte = text; *byte != '\0'; byte++) {
        if (*byte == '"')
            fputc('"', out);
        fputc(*byte, out);
    }
    fputc('"', out);
}

static enum error_code print_csv_cell(struct arena *arena, const struct node *cell, FILE *out,
                                      struct error *error)
{
    const char *text;
    size_t length;
    if (cell->kind == NODE_NULL)
        return ERROR_NONE;
    if (cell->kind == NODE_STRING) {
        print_quoted(cell->as.text, out);
        return ERROR_NONE;
    }
    enum error_code code = tree_write_json(arena, cell, JSON_CANONICAL, &text, &length, error);
    if (code == ERROR_NONE)
        fputs(text, out);
    return code;
}

static enum error_code print_csv(struct arena *arena, const struct node *rows, FILE *out, struct error *error)
{
    enum error_code code = ERROR_NONE;
    for (uint32_t i = 0; i < rows->count && code == ERROR_NONE; i++) {
        const struct node *row = &rows->as.items[i];
        for (uint32_t c = 0; c < row->count && i == 0; c++)
            fprintf(out, "%s%s", row->as.items[2 * c].as.text, c + 1 < row->count ? "," : "\n");
        for (uint32_t c = 0; c < row->count && code == ERROR_NONE; c++) {
            code = print_csv_cell(arena, &row->as.items[2 * c + 1], out, error);
            fputc(c + 1 < row->count ? ',' : '\n', out);
        }
    }
    return code;
}

/* --- JSON --- */

/* Of its own, because canonical maps are sorted. */
static struct node copy_of(struct arena *arena, const struct node *row)
{
    struct node copy = node_map(arena, row->count);
    for (uint32_t i = 0; i < row->count; i++)
        map_add(&copy, row->as.items[2 * i].as.text, row->as.items[2 * i + 1]);
    return copy;
}

static enum error_code print_json(struct arena *arena, const char *instance, const struct node *rows,
                                  FILE *out, struct error *error)
{
    struct node document = node_map(arena, 2), policies = node_array(arena, rows->count);
    const char *text;
    size_t length;
    for (uint32_t i = 0; i < rows->count; i++)
        array_add(&policies, copy_of(arena, &rows->as.items[i]));
    map_add(&document, "instance", node_string(arena, instance));
    map_add(&document, "policies", policies);
    enum error_code code = tree_canonicalise(&document, error);
    if (code == ERROR_NONE)
        code = tree_write_json(arena, &document, JSON_INDENTED, &text, &length, error);
    if (code == ERROR_NONE)
        fputs(text, out);
    return code;
}

enum error_code comparison_print(struct arena *arena, const char *instance, const struct node *rows,
                                 enum comparison_form form, FILE *out, struct error *error)
{
    for (uint32_t i = 0; i < rows->count; i++)
        if (rows->as.items == NULL || rows->as.items[i].as.items == NULL)
            return no_memory(error);
    switch (form) {
    case COMPARISON_CSV:
        return print_csv(arena, rows, out, error);
    case COMPARISON_JSON:
        return print_json(arena, instance, rows, out, error);
    case COMPARISON_TEXT:
        break;
    }
    return print_text(arena, rows, out, error);
}
