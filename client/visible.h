/* SPDX-License-Identifier: MIT */
/* Names from files as one sees what they are: an id may hold marks that turn the direction of a line, or look
 * like a sentence of ours. */
#ifndef MUTASI_CLIENT_VISIBLE_H
#define MUTASI_CLIENT_VISIBLE_H

#include "proto/arena.h"

#include <stddef.h>

/* Bytes of a character that is not to be seen, at the beginning of a UTF-8 text: C0 without tab and newline,
 * DEL, C1, and the marks and overrides of direction, U+200E, U+200F, U+202A..E, U+2066..9, with the
 * separators U+2028 and U+2029. 0: it is none. */
size_t hidden_length(const char *at);

/* The text with \u escapes for what is not to be seen, tab and newline as well. NULL when out of memory. */
const char *visible(struct arena *arena, const char *text);

/* The same between quotation marks, with those inside escaped, as JSON does. */
const char *visible_quoted(struct arena *arena, const char *text);

#endif
