/* SPDX-License-Identifier: MIT */
/* Words for people: translation, and tables that line up whatever the script. */
#ifndef MUTASI_CLIENT_TEXT_H
#define MUTASI_CLIENT_TEXT_H

#include "proto/arena.h"

#include <libintl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define _(text)  gettext(text)
#define N_(text) text /* marked for translation, translated where it is printed */

/* Message language and character type from the environment, catalogue from ../share/locale beside the
 * executable. Numbers stay as they are in every language: a decimal comma must never reach a file. */
void text_init(void);

/* Messages in this language from now on, "id" or "en"; false for any other. */
bool text_speak(const char *language);
const char *text_language(void); /* that messages are in, "id" or "en" */

const char *text_points(struct arena *arena, int64_t upt); /* "12.50" */
const char *text_fte(struct arena *arena, int64_t mfte);   /* "3.25" */

/* Cells are borrowed until the table is printed; numbers align right where the heading begins with '>';
 * a column with nothing below its heading is left out. At most 24 columns. table_new gives NULL when out of
 * memory, which the others take for an empty table. */
struct table;
struct table *table_new(struct arena *arena, const char *const *headings, int columns);
void table_add(struct table *table, const char *const *cells);
void table_print(const struct table *table, FILE *out);

#endif
