/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/quoted.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *spelled(const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, again);
    va_end(again);
    char *text = malloc((size_t)length + 1);
    if (text == NULL)
        abort();
    vsnprintf(text, (size_t)length + 1, format, arguments);
    for (char *quote = text; (quote = strchr(quote, '\'')) != NULL;)
        *quote = '"';
    return text;
}

const struct node *quoted(struct arena *arena, const char *format, ...)
{
    struct error error = {0};
    const struct node *document = NULL;
    va_list arguments;
    va_start(arguments, format);
    char *text = spelled(format, arguments);
    va_end(arguments);
    if (tree_read_json(arena, text, strlen(text), NULL, &document, &error) != ERROR_NONE) {
        fprintf(stderr, "not a document: %s: %s\n%s\n", error.path, error.text, text);
        abort();
    }
    free(text);
    return document;
}
