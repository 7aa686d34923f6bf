/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a request: a clean error that can be sent back, or an envelope within its ranges whose body is
 * one value inside the message; and an accepted envelope is a map without duplicates. */
#include "proto/message.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int condition)
{
    if (!condition) {
        abort();
    }
}

static void check_reply(struct arena *arena, const struct error *error)
{
    const void *bytes;
    size_t length;
    const struct node *reply;
    must(reply_write_error(arena, 0.5, error, 1, &bytes, &length) == ERROR_NONE);
    must(tree_read_msgpack(arena, bytes, length, NULL, &reply, NULL) == ERROR_NONE);
    must(strcmp(map_get(map_get(reply, "error"), "code")->as.text, error_word(error->code)) == 0);
}

static void check_envelope(const uint8_t *data, size_t size, const struct envelope *envelope)
{
    const uint8_t *body = envelope->body;
    must(envelope->op < OP_COUNT);
    must(envelope->wait_s >= 0 && envelope->wait_s <= WAIT_MAX_S);
    must(envelope->key == NULL || (strlen(envelope->key) > 0 && strlen(envelope->key) <= KEY_MAX_BYTES));
    must(envelope->limits.time_s >= 0.1 && envelope->limits.time_s <= 86400);
    must(envelope->limits.threads >= 1 && envelope->limits.threads <= 64);
    if (body != NULL) {
        must(body > data && body + envelope->body_length <= data + size);
        must(msgpack_scan(body, envelope->body_length, NULL, NULL) == ERROR_NONE);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct error error = {.code = ERROR_NONE};
    struct envelope envelope;
    enum error_code code = envelope_read(arena, data, size, NULL, &envelope, &error);
    must(error.code == code && code != ERROR_INTERNAL);
    if (code == ERROR_NONE) {
        check_envelope(data, size, &envelope);
    } else {
        check_reply(arena, &error);
    }
    arena_free(arena);
    return 0;
}
