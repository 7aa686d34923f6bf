/* SPDX-License-Identifier: MIT */
/* Tables for spreadsheets: RFC 4180 but for the separator and the line ends, UTF-8 behind a byte-order mark
 * when asked for, so that Excel reads it as such.
 *
 * A text that a spreadsheet would take for a formula (= + - @, a tab or a line end first) is written behind
 * an apostrophe: names come from elsewhere, and a formula may fetch or send. Numbers are not texts. */
#ifndef MUTASI_CLIENT_CSV_WRITE_H
#define MUTASI_CLIENT_CSV_WRITE_H

#include <stdbool.h>
#include <stdio.h>

struct csv_form {
    char separator; /* ',' ';' or '\t' */
    char decimal;   /* '.' or ',' */
    bool mark;      /* a byte-order mark in front */
    bool text_ids;  /* ids of digits only as ="...", else a spreadsheet makes floats of them */
};

struct csv {
    FILE *out;
    struct csv_form form;
    bool is_behind; /* a cell stands before this one in its line */
};

void csv_begin(struct csv *csv, FILE *out, const struct csv_form *form);
void csv_text(struct csv *csv, const char *text); /* NULL: an empty cell */
void csv_id(struct csv *csv, const char *id);
void csv_number(struct csv *csv, const char *digits); /* with the form's decimal mark already */
void csv_integer(struct csv *csv, long long value);
void csv_end_line(struct csv *csv);

/* A line of translated headings, NULL at the end. */
void csv_headings(struct csv *csv, const char *const *headings);

#endif
