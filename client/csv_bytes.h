/* SPDX-License-Identifier: MIT */
/* What kind of bytes a file holds, before it is taken for CSV. */
#ifndef MUTASI_CLIENT_CSV_BYTES_H
#define MUTASI_CLIENT_CSV_BYTES_H

#include "client/issues.h"
#include "client/mutasi.h"

/* Skips a byte-order mark and a line "sep=;". Says what the file is when it is not UTF-8 text: false. */
bool csv_bytes_check(const char *file, struct mutasi_document *bytes, uint32_t *first_line,
                     struct issues *issues);

/* The character between the cells: the one of ; tab , that the first line of cells has most of. */
char csv_separator(struct mutasi_document bytes);

#endif
