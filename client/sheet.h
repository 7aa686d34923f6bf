/* SPDX-License-Identifier: MIT */
/* One spreadsheet with its columns found, and its cells as values. Whatever cannot be read is an issue with
 * file, line and column. */
#ifndef MUTASI_CLIENT_SHEET_H
#define MUTASI_CLIENT_SHEET_H

#include "client/cell.h"
#include "client/csv_table.h"
#include "client/office_columns.h"
#include "proto/tree.h"

/* Ids that were good after mending: told once for the sheet. */
struct mended {
    uint32_t count, row;
    int column;
    const char *id; /* of the first */
};

struct sheet {
    struct arena *arena;
    struct issues *issues;
    enum sheet_kind kind;
    const char *file;   /* NULL: the office has no such file */
    bool is_broken;     /* there, but unreadable: what refers to it is not held against it */
    bool has_lost_rows; /* the same of single rows */
    struct mended *mended;
    bool is_matrix; /* distances only: units on both sides; `head` is the first row */
    enum decimal_mark mark;
    const struct csv_row *head; /* NULL: the file is empty */
    const struct csv_row *rows; /* below the head */
    uint32_t count;
    int column[SHEET_COLUMNS_MAX]; /* where the rule's columns stand, COLUMN_NONE: absent */
};

/* Finds the columns by the headings. false: nothing of it can be used; the issues say why. */
bool sheet_open(struct sheet *sheet, enum sheet_kind kind, const char *file, struct mutasi_document bytes);

struct place sheet_place(const struct sheet *sheet, uint32_t row, int column);

/* The text, "" when the cell or the column is not there. */
const char *sheet_text(const struct sheet *sheet, uint32_t row, int column);

/* The warnings that are told once for the sheet, at the end. */
void sheet_close(const struct sheet *sheet);

/* Values of cells. false when the cell is empty or wrong; wrong is an issue. */
bool sheet_number(const struct sheet *sheet, uint32_t row, int column, int64_t least, int64_t most,
                  int64_t *micro);
bool sheet_whole(const struct sheet *sheet, uint32_t row, int column, int64_t least, int64_t most,
                 int64_t *value);
bool sheet_date(const struct sheet *sheet, uint32_t row, int column, char iso[11]);
bool sheet_yes(const struct sheet *sheet, uint32_t row, int column, bool *value);

/* Like it, for a cell that may not be empty. */
bool sheet_required(const struct sheet *sheet, uint32_t row, int column);

/* The id of a person, as cell_id mends it; NULL when digits are lost or the cell is empty: an issue. */
const char *sheet_person(const struct sheet *sheet, uint32_t row, int column);

/* The cell says one of the words, each "english/indonesia/...": its index; -1 when not, an issue. */
int sheet_word(const struct sheet *sheet, uint32_t row, int column, const char *const *words, int count);

/* Adds the cell to the map, unless it is empty or wrong. */
void sheet_add_text(const struct sheet *sheet, uint32_t row, int column, struct node *map, const char *key);
void sheet_add_number(const struct sheet *sheet, uint32_t row, int column, int64_t most_micro,
                      struct node *map, const char *key);
void sheet_add_date(const struct sheet *sheet, uint32_t row, int column, struct node *map, const char *key);
void sheet_add_yes(const struct sheet *sheet, uint32_t row, int column, struct node *map, const char *key);

#endif
