/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Documents as C strings that can be read: JSON with ' for ". */
#ifndef MUTASI_TESTS_SUPPORT_QUOTED_H
#define MUTASI_TESTS_SUPPORT_QUOTED_H

#include "proto/tree.h"

/* The document that the format and its arguments spell. Ends the program when it is not JSON: a defect of the
 * test. */
const struct node *quoted(struct arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
