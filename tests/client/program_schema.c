/* SPDX-License-Identifier: GPL-3.0-or-later */
/* program_schema NAME FILE: whether the JSON document keeps the schema of this name; says where it does not.
 */
#include "tests/support/documents.h"
#include "tests/support/json_schema.h"

#include <stdio.h>

static const char *violation_of(struct arena *arena, const char *name, const char *file)
{
    size_t length;
    const struct node *document;
    struct error error = {.text = ""};
    struct schema schema = schema_named(arena, name);
    const char *text = file_text(arena, file, &length);
    if (schema.node == NULL || text == NULL)
        return schema.node == NULL ? "there is no such schema" : "the file cannot be read";
    if (tree_read_json(arena, text, length, NULL, &document, &error) != ERROR_NONE)
        return arena_format(arena, "not JSON: %s", error.text);
    return schema_violation(arena, schema, document);
}

int main(int argc, char **argv)
{
    struct arena *arena = arena_new();
    const char *violation =
        argc == 3 ? violation_of(arena, argv[1], argv[2]) : "usage: program_schema NAME FILE";
    if (violation != NULL)
        fprintf(stderr, "%s\n", violation);
    arena_free(arena);
    return violation != NULL;
}
