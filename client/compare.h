/* SPDX-License-Identifier: MIT */
/* What `mutasi compare` was asked, and its two halves: cases beside each other, and a case beside what
 * happened. */
#ifndef MUTASI_CLIENT_COMPARE_H
#define MUTASI_CLIENT_COMPARE_H

#include "client/case_file.h"

#include <stdio.h>

enum compare_form { COMPARE_TEXT, COMPARE_CSV, COMPARE_JSON };
enum { COMPARE_SHOWN = 20 }; /* people in the text, without --all */

struct compare {
    const char **files;
    int count;
    const char *actual, *output; /* NULL: none */
    enum compare_form form;
    bool all;    /* everybody in the text */
    bool people; /* of CSV: the people instead of the measures */
};

/* result  exit code, when nothing failed: a case without a plan has no people to compare */
enum error_code compare_cases(struct arena *arena, const struct compare *compare, FILE *out,
                              struct error *error);
enum error_code compare_actual(struct arena *arena, const struct compare *compare, FILE *out, int *result,
                               struct error *error);

/* The document, canonical and indented. */
enum error_code compare_put_json(struct arena *arena, struct node *document, FILE *out, struct error *error);

#endif
