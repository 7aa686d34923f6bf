/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every small way to break a document against its schema: a required field dropped, an unknown field added,
 * another type, a number just outside its range, a word that is not one of the list. */
#ifndef MUTASI_TESTS_SUPPORT_MUTANTS_H
#define MUTASI_TESTS_SUPPORT_MUTANTS_H

#include "tests/support/json_schema.h"

struct mutant {
    const struct node *document;
    enum error_code code; /* what a reader should say; ERROR_NONE: only that it refuses */
    const char *path;     /* and where */
};

typedef void mutant_visitor(void *context, const struct mutant *mutant);

struct mutation {
    struct arena *arena;
    const struct node *root;
    const char *const *skip; /* paths not to go into, NULL at the end; may be NULL */
    mutant_visitor *visit;
    void *context;
};

/* Calls visit for every mutant of the document, which must be valid under the schema. Returns their number.
 */
int mutants_of(const struct mutation *mutation, struct schema schema);

/* The alternative of the schema (its references followed, its oneOf decided) that this value takes. */
struct schema schema_taken(struct arena *arena, struct schema schema, const struct node *value);

#endif
