/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Documents written into tests by hand. */
#ifndef MUTASI_TESTS_SUPPORT_DOCUMENTS_H
#define MUTASI_TESTS_SUPPORT_DOCUMENTS_H

#include "proto/tree.h"

/* JSON with ' for ", so that it can stand in a C string. NULL when it is not JSON. */
const struct node *document_of(struct arena *arena, const char *json);

/* The node as one line of canonical JSON, for comparisons and messages. */
const char *document_text(struct arena *arena, const struct node *node);

/* The value at a path such as "units[2].need"; NULL when it is not there. */
const struct node *document_at(const struct node *node, const char *path);

/* A whole file; NULL when it cannot be read. */
const char *file_text(struct arena *arena, const char *path, size_t *length);

#endif
