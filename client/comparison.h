/* SPDX-License-Identifier: MIT */
/* Plans of one instance under several policies, one row each: a table for people, CSV or JSON.
 *
 * A row is a map of plain values, its pairs in the order of the columns. Its keys are CSV's heading and
 * JSON's field names. Points, kilometres, FTE shares (1 is 100 %) and seconds are numbers; null where the
 * plan has none. All rows of one comparison have the same columns. */
#ifndef MUTASI_CLIENT_COMPARISON_H
#define MUTASI_CLIENT_COMPARISON_H

#include "proto/plan.h"

#include <stdio.h>

enum comparison_form { COMPARISON_TEXT, COMPARISON_CSV, COMPARISON_JSON };

/* How many columns the caller may add to a row with map_add. */
enum { COMPARISON_EXTRA = 12 };

/* policy   its label, borrowed as long as the row
 * start    "cold" or "warm"; borrowed
 * seconds  what the solve took, to the millisecond */
struct node comparison_row(struct arena *arena, const char *policy, const struct plan *plan,
                           const char *start, double seconds);

struct node comparison_seconds(double seconds); /* as a row holds them */

/* The table leaves out columns that are empty or zero in every row where a plan may do without them (parts
 * of the objective, savings). JSON: {instance, policies: [row...]}.
 * rows     array of rows
 * errors   ERROR_MEMORY */
enum error_code comparison_print(struct arena *arena, const char *instance, const struct node *rows,
                                 enum comparison_form form, FILE *out, struct error *error);

#endif
