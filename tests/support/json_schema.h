/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A validator for the part of JSON Schema 2020-12 that proto/schema uses. A keyword it does not know is
 * reported like a violation, so that no schema says more than is checked. */
#ifndef MUTASI_TESTS_SUPPORT_JSON_SCHEMA_H
#define MUTASI_TESTS_SUPPORT_JSON_SCHEMA_H

#include "proto/tree.h"

/* A schema and the document it stands in, which "#/..." references are about. */
struct schema {
    const struct node *node, *root;
};

/* The schema of this name (schema_text), or one of its parts: "plan#/$defs/objective". node NULL when there
 * is none. */
struct schema schema_named(struct arena *arena, const char *name);

/* The schema with its $ref followed. */
struct schema schema_resolved(struct arena *arena, struct schema schema);

/* NULL when the value is valid; else the path and what is wrong there (arena memory). */
const char *schema_violation(struct arena *arena, struct schema schema, const struct node *value);

#endif
