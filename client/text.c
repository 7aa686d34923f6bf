/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700 /* wcswidth */
#include "client/text.h"

#include "client/executable.h"
#include "proto/number.h"

#include <langinfo.h>
#include <limits.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

/* The locale that the environment asks for; "" when it asks for none. */
static const char *wanted_locale(void)
{
    const char *const variables[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
        const char *value = getenv(variables[i]);
        if (value != NULL && value[0] != '\0')
            return value;
    }
    return "";
}

/* A bare machine has no locale but C, in which gettext translates nothing whatever LANGUAGE says. */
static void choose_language(void)
{
    const char *wanted = wanted_locale();
    bool is_there = setlocale(LC_MESSAGES, "") != NULL;
    if (is_there && wanted[0] != '\0')
        return;
    setlocale(LC_MESSAGES, "C.UTF-8");
    if (!is_there)
        setenv("LANGUAGE", wanted, 0);
}

/* All text is UTF-8: without a UTF-8 locale its columns could not be counted. */
static void choose_characters(void)
{
    if (setlocale(LC_CTYPE, "") == NULL || strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
        setlocale(LC_CTYPE, "C.UTF-8");
}

void text_init(void)
{
    char locale_folder[PATH_MAX];
    choose_characters();
    choose_language();
    if (executable_path("../share/locale", locale_folder, sizeof locale_folder))
        bindtextdomain("mutasi", locale_folder);
    bind_textdomain_codeset("mutasi", "UTF-8");
    textdomain("mutasi");
}

/* In C.UTF-8, so that it works on a machine without that country's locale; setlocale also makes gettext look
 * again. English is what the messages are written in. */
bool text_speak(const char *language)
{
    if (strcmp(language, "id") != 0 && strcmp(language, "en") != 0)
        return false;
    return setenv("LANGUAGE", language, 1) == 0 && setlocale(LC_MESSAGES, "C.UTF-8") != NULL;
}

const char *text_language(void)
{
    return _("en"); /* every catalogue translates this into its own code */
}

const char *text_points(struct arena *arena, int64_t upt)
{
    const char *text = arena_format(arena, "%.2f", (double)upt / (double)MICRO);
    return text == NULL ? "" : text;
}

const char *text_fte(struct arena *arena, int64_t mfte)
{
    const char *text = arena_format(arena, "%.2f", (double)mfte / 1000);
    return text == NULL ? "" : text;
}

enum { COLUMNS_MAX = 24, HIDDEN = -1 };

struct table_row {
    struct table_row *next;
    const char *cells[];
};

struct table {
    struct arena *arena;
    int columns;
    struct table_row *first, **end;
};

static struct table_row *row_new(struct table *table, const char *const *cells)
{
    size_t bytes = sizeof(struct table_row) + (size_t)table->columns * sizeof *cells;
    struct table_row *row = arena_alloc(table->arena, 1, bytes);
    if (row != NULL)
        memcpy(row->cells, cells, (size_t)table->columns * sizeof *cells);
    return row;
}

struct table *table_new(struct arena *arena, const char *const *headings, int columns)
{
    struct table *table = columns > COLUMNS_MAX ? NULL : arena_alloc(arena, 1, sizeof *table);
    if (table == NULL)
        return NULL;
    *table = (struct table){.arena = arena, .columns = columns};
    table->end = &table->first;
    table_add(table, headings);
    return table;
}

void table_add(struct table *table, const char *const *cells)
{
    struct table_row *row = table == NULL ? NULL : row_new(table, cells);
    if (row == NULL)
        return;
    *table->end = row;
    table->end = &row->next;
}

/* Columns on a terminal; bytes where the locale cannot tell. */
static int width_of(const char *text)
{
    wchar_t wide[256];
    size_t length = mbstowcs(wide, text, sizeof wide / sizeof *wide);
    if (length == (size_t)-1 || length == sizeof wide / sizeof *wide)
        return (int)strlen(text);
    int width = wcswidth(wide, length);
    return width < 0 ? (int)strlen(text) : width;
}

static const char *without_mark(const char *heading)
{
    return heading[0] == '>' ? heading + 1 : heading;
}

static int column_width(const struct table *table, int column)
{
    int width = 0;
    for (const struct table_row *row = table->first; row != NULL; row = row->next) {
        const char *cell = row == table->first ? without_mark(row->cells[column]) : row->cells[column];
        int own = width_of(cell);
        width = own > width ? own : width;
    }
    return width;
}

/* width 0: as it comes */
static void print_cell(FILE *out, const char *cell, int width, bool is_right)
{
    int padding = width > 0 ? width - width_of(cell) : 0;
    if (is_right)
        fprintf(out, "  %*s%s", padding, "", cell);
    else
        fprintf(out, "  %s%*s", cell, padding, "");
}

/* Nothing stands below the heading. */
static bool is_empty(const struct table *table, int column)
{
    const struct table_row *row = table->first->next;
    while (row != NULL && row->cells[column][0] == '\0')
        row = row->next;
    return row == NULL && table->first->next != NULL;
}

/* The last cell of a line that is not empty: nothing is printed behind it. */
static int last_cell(const struct table *table, const struct table_row *row, const int *widths)
{
    int last = table->columns - 1;
    const char *empty = row == table->first ? ">" : "";
    while (last > 0 &&
           (widths[last] == HIDDEN || row->cells[last][0] == '\0' || strcmp(row->cells[last], empty) == 0))
        last--;
    return last;
}

static void print_row(const struct table *table, const struct table_row *row, const int *widths, FILE *out)
{
    int last = last_cell(table, row, widths);
    for (int c = 0; c <= last; c++) {
        const char *cell = row == table->first ? without_mark(row->cells[c]) : row->cells[c];
        bool is_right = table->first->cells[c][0] == '>';
        if (widths[c] != HIDDEN)
            print_cell(out, cell, c == last && !is_right ? 0 : widths[c], is_right);
    }
    fputc('\n', out);
}

void table_print(const struct table *table, FILE *out)
{
    int widths[COLUMNS_MAX] = {0};
    if (table == NULL)
        return;
    for (int c = 0; c < table->columns; c++)
        widths[c] = is_empty(table, c) ? HIDDEN : column_width(table, c);
    for (const struct table_row *row = table->first; row != NULL; row = row->next)
        print_row(table, row, widths, out);
}
