/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any text: what reads as a document is written to the same text for ever, and means the same as MessagePack.
 */
#include "proto/tree.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int condition)
{
    if (!condition) {
        abort();
    }
}

static void round_trip(struct arena *arena, const struct node *document, enum json_style style)
{
    const struct node *again, *from_bytes;
    const void *bytes;
    const char *text, *text_again;
    size_t length, text_length, length_again;
    struct error error;
    must(tree_write_json(arena, document, style, &text, &text_length, &error) == ERROR_NONE);
    must(tree_read_json(arena, text, text_length, NULL, &again, &error) == ERROR_NONE);
    must(node_equal(document, again));
    must(tree_write_msgpack(arena, again, &bytes, &length, &error) == ERROR_NONE);
    must(tree_read_msgpack(arena, bytes, length, NULL, &from_bytes, &error) == ERROR_NONE);
    must(node_equal(document, from_bytes));
    must(tree_write_json(arena, from_bytes, style, &text_again, &length_again, &error) == ERROR_NONE);
    must(text_length == length_again && memcmp(text, text_again, text_length) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct error error = {.code = ERROR_NONE};
    const struct node *document;
    enum error_code code = tree_read_json(arena, (const char *)data, size, NULL, &document, &error);
    must(error.code == code && code != ERROR_INTERNAL && (code == ERROR_NONE) == (document != NULL));
    if (code == ERROR_NONE) {
        round_trip(arena, document, JSON_CANONICAL);
        round_trip(arena, document, JSON_INDENTED);
    }
    arena_free(arena);
    return 0;
}
