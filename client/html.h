/* SPDX-License-Identifier: MIT */
/* HTML whose text may come from anybody. Everything but html_raw is escaped: markup, quotes, and what a
 * reader could not see (control characters, marks that turn the direction of writing) as U+FFFD. */
#ifndef MUTASI_CLIENT_HTML_H
#define MUTASI_CLIENT_HTML_H

#include <stdio.h>

void html_text(FILE *out, const char *text);

/* <td class="number">text</td> for "td class=\"number\"": the tag is ours, the text anybody's. */
void html_element(FILE *out, const char *tag, const char *text);

/* The head of a column. class: of the th, "" none. sort: "text" or "number", by which the page's script
 * sorts; NULL: not at all. */
void html_head(FILE *out, const char *class, const char *sort, const char *text);

/* html_element around a formatted text, escaped as a whole. */
void html_format(FILE *out, const char *tag, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
