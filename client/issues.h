/* SPDX-License-Identifier: MIT */
/* Everything that is wrong with a set of spreadsheets, collected, so that it can be mended in one go. */
#ifndef MUTASI_CLIENT_ISSUES_H
#define MUTASI_CLIENT_ISSUES_H

#include "proto/arena.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum { COLUMN_NONE = -1 };

/* Where something was seen. */
struct place {
    const char *file;
    uint32_t line;       /* from 1; 0: the file as a whole */
    int column;          /* from 0, as the spreadsheet's A, B, C ...; COLUMN_NONE: the whole line */
    const char *heading; /* of that column, as the file writes it; NULL: not known */
};

struct issue;
struct issues {
    struct arena *arena;
    struct issue *first, *last;
    int errors, warnings;
    bool out_of_memory;
};

/* What was seen and what to do, one sentence in the reader's language. */
void issue_error(struct issues *issues, struct place place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void issue_warning(struct issues *issues, struct place place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* All of them, one a line, "FILE:LINE: column B (unit): ...": the errors first, each kind by file and line.
 */
void issues_print(const struct issues *issues, FILE *out);

#endif
