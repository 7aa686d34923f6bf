/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a request: a clean error that can be sent back, or an envelope within its ranges whose body is
 * one value inside the message, with what its operation takes and nothing else. */
#include "proto/body_batch.h"
#include "proto/body_instance.h"
#include "proto/body_start.h"
#include "proto/identity.h"
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

/* A job is named once where one is asked about, and by its number nowhere else. */
static void check_names(const struct envelope *envelope)
{
    switch (envelope->op) {
    case OP_STATUS:
    case OP_WAIT:
    case OP_RESULT:
    case OP_CANCEL:
        must((envelope->job != 0) != (envelope->key != NULL));
        must(envelope->body == NULL);
        break;
    case OP_SOLVE:
    case OP_CHECK:
    case OP_SUBMIT:
    case OP_PUT:
    case OP_BATCH:
        must(envelope->body != NULL);
        must(envelope->job == 0);
        break;
    default:
        must(envelope->body == NULL && envelope->key == NULL && envelope->job == 0);
    }
}

/* Jobs made of a batch are well-formed, and name their start. */
static void check_batch(const uint8_t *body, size_t length)
{
    static unsigned char room[1 << 16];
    struct body_batch batch;
    struct error error = {.code = ERROR_NONE};
    char key[KEY_MAX_BYTES + 1];
    bool named;
    if (body_batch_read(body, length, &batch, &error) != ERROR_NONE) {
        must(error.text[0] != '\0');
        return;
    }
    for (size_t i = 0; i < batch.count; i++) {
        struct body_part scenario = body_batch_take(&batch);
        must(scenario.bytes > body && scenario.bytes + scenario.length <= body + length);
        size_t needed = body_batch_job(&batch, scenario, "base", NULL);
        if (needed > sizeof room)
            continue;
        must(body_batch_job(&batch, scenario, "base", room) == needed);
        must(msgpack_scan(room, needed, NULL, &error) == ERROR_NONE);
        must(body_names_start(room, &named, key, &error) == ERROR_NONE && named && strcmp(key, "base") == 0);
    }
}

/* What is found in a body without building it lies inside it. */
static void check_instance(const uint8_t *body, size_t length)
{
    bool named;
    unsigned char sha256[INSTANCE_HASH_BYTES];
    const void *instance;
    size_t instance_length;
    struct error error = {.code = ERROR_NONE};
    enum error_code code = body_names_instance(body, &named, sha256, &error);
    must(error.code == code && (code == ERROR_NONE || !named));
    if (body_put_instance(body, length, &instance, &instance_length, &error) == ERROR_NONE) {
        const uint8_t *start = instance;
        must(start > body && start + instance_length == body + length);
        must(msgpack_scan(instance, instance_length, NULL, NULL) == ERROR_NONE);
        must(!named);
    }
}

static void check_envelope(const uint8_t *data, size_t size, const struct envelope *envelope)
{
    const uint8_t *body = envelope->body;
    must(envelope->op < OP_COUNT);
    must(envelope->wait_s >= 0 && envelope->wait_s <= WAIT_MAX_S);
    must(envelope->key == NULL || (strlen(envelope->key) > 0 && strlen(envelope->key) <= KEY_MAX_BYTES));
    must(envelope->limits.time_s >= 0.1 && envelope->limits.time_s <= 86400);
    must(envelope->limits.threads >= 1 && envelope->limits.threads <= 64);
    must(envelope->what == OP_SOLVE || envelope->what == OP_CHECK);
    must(envelope->priority >= PRIORITY_MIN && envelope->priority <= PRIORITY_MAX);
    must(envelope->limit >= 1 && envelope->limit <= LIST_MAX);
    must(envelope->job <= (uint64_t)1 << 53 && envelope->before <= (uint64_t)1 << 53);
    must(!envelope->has_state || job_state_word(envelope->state)[0] != '\0');
    must(envelope->client == NULL || client_name_valid(envelope->client));
    check_names(envelope);
    if (body != NULL) {
        check_instance(body, envelope->body_length);
        check_batch(body, envelope->body_length);
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
