/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes: what reads as a document is written to the same bytes for ever, and means the same as JSON. */
#include "proto/tree.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { BLOCK_BYTES = 65 * 1024 };

static void must(int condition)
{
    if (!condition) {
        abort();
    }
}

static void round_trip(struct arena *arena, const struct node *document)
{
    const struct node *again, *from_json;
    const void *bytes, *bytes_again;
    const char *text;
    size_t length, length_again, text_length;
    struct error error;
    must(tree_write_msgpack(arena, document, &bytes, &length, &error) == ERROR_NONE);
    must(tree_read_msgpack(arena, bytes, length, NULL, &again, &error) == ERROR_NONE);
    must(node_equal(document, again));
    must(tree_write_msgpack(arena, again, &bytes_again, &length_again, &error) == ERROR_NONE);
    must(length == length_again && memcmp(bytes, bytes_again, length) == 0);
    must(tree_write_json(arena, document, JSON_CANONICAL, &text, &text_length, &error) == ERROR_NONE);
    must(tree_read_json(arena, text, text_length, NULL, &from_json, &error) == ERROR_NONE);
    must(node_equal(document, from_json));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct error error = {.code = ERROR_NONE};
    const struct node *document;
    size_t before = arena_bytes(arena);
    enum error_code scanned = msgpack_scan(data, size, NULL, &error);
    enum error_code code = tree_read_msgpack(arena, data, size, NULL, &document, &error);
    /* 16 bytes per value, the texts; what does not fit into the arena's first block begins another */
    must(arena_bytes(arena) - before <= 20 * size + BLOCK_BYTES);
    must(error.code == code && code != ERROR_INTERNAL && (code == ERROR_NONE) == (document != NULL));
    must(scanned == ERROR_NONE || scanned == code);
    if (code == ERROR_NONE) {
        round_trip(arena, document);
    }
    arena_free(arena);
    return 0;
}
