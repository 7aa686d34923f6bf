/* SPDX-License-Identifier: MIT */
/* What the text of a spreadsheet's cell means: numbers, dates, numbers of people, yes and no. Texts are
 * trimmed; nothing here knows where the cell stands. */
#ifndef MUTASI_CLIENT_CELL_H
#define MUTASI_CLIENT_CELL_H

#include "proto/instance.h"

/* Which mark is certain to be the decimal one: a file of ; has decimal commas, a file of , decimal points. */
enum decimal_mark { DECIMAL_UNKNOWN, DECIMAL_COMMA, DECIMAL_POINT };

enum cell_result {
    CELL_GOOD,
    CELL_BAD,
    CELL_AMBIGUOUS, /* number: 52.000 may be 52 or 52000 */
    CELL_TOO_LARGE, /* number: beyond what a document may hold */
    CELL_SERIAL,    /* date: a spreadsheet's day number; in *out, the day it stands for */
    CELL_MONTH,     /* date: month and day seem exchanged */
    CELL_ROUNDED,   /* id: digits are lost, as 1.98501E+17 */
    CELL_MENDED     /* id: good after ".0" behind it was dropped */
};

/* Decimal number, in millionths, rounded half away from zero. Thousands may be marked. */
enum cell_result cell_number(const char *text, enum decimal_mark mark, int64_t *micro);

/* 2024-01-31, 31-01-2024, 31/01/2024, 31.01.2024, one digit allowed for day and month; a time 00:00 behind it
 * is dropped. */
enum cell_result cell_date(const char *text, day *out);

/* In place: an apostrophe before it, ="..." around it, spaces between the digits of a NIP and ".0" behind it
 * are dropped. More than 15 digits with ".0" behind them are those of a rounded number. */
enum cell_result cell_id(char *text);

/* Eighteen digits that end in 000, as no NIP does and every NIP that was once a number. */
bool cell_is_rounded_nip(const char *text);

/* Eighteen digits, a multiple of 16: as one NIP in 16 is, and every NIP that was once a number of a program.
 */
bool cell_is_binary_nip(const char *text);

/* yes, no, ya, tidak, 1, 0 ...: false when it is none of them. */
bool cell_yes(const char *text, bool *out);

/* Lower case, letters and digits only: how headings, file names and words are compared. Into room of size. */
void cell_fold(const char *text, char *room, size_t size);

/* Whether the folded text is one of the alternatives, written "unit kerja/unor/...". */
bool cell_is_one_of(const char *folded, const char *alternatives);

#endif
