/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How often something occurs over many documents. */
#ifndef MUTASI_TESTS_SUPPORT_TINY_CENSUS_H
#define MUTASI_TESTS_SUPPORT_TINY_CENSUS_H

#include "proto/tree.h"

/* Whether the document has something at the path. Steps are joined by dots: a key; `[]` for any element of an
 * array; `{}` for any value of a map. `=text` at the end asks for that string, number or literal, `=*` for
 * anything but null: "units[].competencies[].hard=true", "employees[].competencies{}=null". */
bool document_has(const struct node *document, const char *path);

#endif
