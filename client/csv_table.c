/* SPDX-License-Identifier: MIT */
#include "client/csv_table.h"

#include "client/csv_bytes.h"
#include "client/text.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

enum { CELLS_MAX = 4096 };

struct reader {
    struct arena *arena;
    struct issues *issues;
    const char *file;
    struct csv_parser parser;
    bool failed; /* out of memory */
    bool has_lost_rows;
    bool is_inside; /* between the first cell of a row and its end */
    uint32_t row_line;
    const char *cells[CELLS_MAX]; /* of the row being read */
    uint32_t cell_count;
    struct csv_row *rows;
    uint32_t count, room;
};

static bool is_blank(const char *text)
{
    return *text == ' ' || *text == '\t' || *text == '\n' || *text == '\r';
}

static bool is_hard_space(const char *text)
{
    return text[0] == '\xC2' && text[1] == '\xA0';
}

char *csv_trim(char *text)
{
    while (is_blank(text) || is_hard_space(text))
        text += is_blank(text) ? 1 : 2;
    size_t length = strlen(text);
    for (;;) {
        if (length > 0 && is_blank(text + length - 1))
            length--;
        else if (length > 1 && is_hard_space(text + length - 2))
            length -= 2;
        else
            break;
    }
    text[length] = '\0';
    return text;
}

static void take_cell(void *bytes, size_t length, void *context)
{
    struct reader *reader = context;
    char *text = arena_text(reader->arena, bytes == NULL ? "" : bytes, length);
    if (text == NULL)
        reader->failed = true;
    else if (reader->cell_count < CELLS_MAX)
        reader->cells[reader->cell_count++] = csv_trim(text);
}

static bool is_left_out(const struct reader *reader)
{
    if (reader->cells[0][0] == '#')
        return true;
    for (uint32_t i = 0; i < reader->cell_count; i++)
        if (reader->cells[i][0] != '\0')
            return false;
    return true;
}

static bool make_room(struct reader *reader)
{
    if (reader->count < reader->room)
        return true;
    uint32_t room = reader->room == 0 ? 256 : reader->room * 2;
    struct csv_row *rows = arena_alloc(reader->arena, room, sizeof *rows);
    if (rows == NULL)
        return false;
    if (reader->count > 0)
        memcpy(rows, reader->rows, reader->count * sizeof *rows);
    reader->rows = rows;
    reader->room = room;
    return true;
}

static void take_row(int terminator, void *context)
{
    struct reader *reader = context;
    uint32_t count = reader->cell_count;
    (void)terminator;
    reader->is_inside = false;
    reader->cell_count = 0;
    if (count == 0 || reader->failed)
        return;
    reader->cell_count = count;
    bool is_dropped = is_left_out(reader);
    reader->cell_count = 0;
    if (is_dropped)
        return;
    const char **cells = arena_alloc(reader->arena, count, sizeof *cells);
    if (cells == NULL || !make_room(reader)) {
        reader->failed = true;
        return;
    }
    memcpy(cells, reader->cells, count * sizeof *cells);
    reader->rows[reader->count++] = (struct csv_row){reader->row_line, count, cells};
}

static bool open_parser(struct reader *reader, char separator)
{
    if (csv_init(&reader->parser, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL) != 0)
        return false;
    csv_set_delim(&reader->parser, (unsigned char)separator);
    return true;
}

/* The row that a stray quote spoils is left out; reading goes on with the next line. */
static bool recover(struct reader *reader, uint32_t line, char separator)
{
    const struct place place = {reader->file, reader->row_line, (int)reader->cell_count, NULL};
    bool is_memory = csv_error(&reader->parser) != CSV_EPARSE;
    csv_free(&reader->parser);
    if (!is_memory)
        issue_error(reader->issues, place,
                    _("a quotation mark inside a cell, on line %u: put the whole cell in quotation marks and "
                      "double those inside"),
                    (unsigned)line);
    reader->has_lost_rows = true;
    reader->cell_count = 0;
    reader->is_inside = false;
    return !is_memory && open_parser(reader, separator);
}

/* The line with its end: \n, \r\n or \r. */
static size_t line_length(const char *text, size_t left)
{
    size_t length = 0;
    while (length < left && text[length] != '\n' && text[length] != '\r')
        length++;
    if (length + 1 < left && text[length] == '\r' && text[length + 1] == '\n')
        return length + 2;
    return length < left ? length + 1 : length;
}

/* libcsv is given one line at a time: so every row's line is known, and a broken one costs only itself. */
static bool read_lines(struct reader *reader, struct mutasi_document bytes, uint32_t line, char separator)
{
    const char *text = bytes.bytes;
    size_t left = bytes.length;
    while (left > 0 && !reader->failed) {
        size_t length = line_length(text, left);
        bool is_comment = !reader->is_inside && text[0] == '#';
        if (!reader->is_inside)
            reader->row_line = line;
        if (!is_comment) {
            reader->is_inside = true;
            size_t done = csv_parse(&reader->parser, text, length, take_cell, take_row, reader);
            if (done < length && !recover(reader, line, separator))
                return false;
        }
        text += length;
        left -= length;
        line++;
    }
    return !reader->failed;
}

/* The last row may end without a line end. */
static void finish(struct reader *reader)
{
    const struct place place = {reader->file, reader->row_line, (int)reader->cell_count, NULL};
    if (csv_fini(&reader->parser, take_cell, take_row, reader) == 0)
        return;
    reader->has_lost_rows = true;
    if (csv_error(&reader->parser) == CSV_EPARSE)
        issue_error(reader->issues, place,
                    _("the quotation mark that opens this cell is never closed: everything below was taken "
                      "for its text"));
    else
        reader->failed = true;
}

bool csv_table_read(struct arena *arena, const char *file, struct mutasi_document bytes,
                    struct issues *issues, struct csv_table *out)
{
    uint32_t first_line;
    struct reader *reader = arena_alloc(arena, 1, sizeof *reader);
    *out = (struct csv_table){.separator = ';'};
    if (reader == NULL) {
        issues->out_of_memory = true;
        return false;
    }
    *reader = (struct reader){.arena = arena, .issues = issues, .file = file};
    if (!csv_bytes_check(file, &bytes, &first_line, issues))
        return false;
    char separator = csv_separator(bytes);
    bool is_open = open_parser(reader, separator);
    bool is_read = is_open && read_lines(reader, bytes, first_line, separator);
    if (is_read)
        finish(reader);
    if (is_open)
        csv_free(&reader->parser);
    if (!is_read || reader->failed)
        issues->out_of_memory = true;
    *out = (struct csv_table){separator, reader->rows, reader->count, reader->has_lost_rows};
    return is_read && !reader->failed;
}
