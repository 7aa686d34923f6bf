/* SPDX-License-Identifier: MIT */
#include "proto/schema.h"

#include <stddef.h>
#include <string.h>

static const struct {
    const char *name, *text;
} schemas[] = {
#define EMBEDDED(its_name, extension, its_text) {its_name, its_text},
#include "schema_texts.inc" /* made from proto/schema/ */
#undef EMBEDDED
};

const char *const schema_names[] = {
#define EMBEDDED(its_name, extension, its_text) its_name,
#include "schema_texts.inc"
#undef EMBEDDED
    NULL};

const char *schema_text(const char *name)
{
    for (size_t i = 0; i < sizeof schemas / sizeof *schemas; i++)
        if (strcmp(schemas[i].name, name) == 0)
            return schemas[i].text;
    return NULL;
}
