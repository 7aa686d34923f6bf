/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stored instances: put, and the submissions that name one. */
#include "solver/service/dispatcher.h"

#include "proto/body_instance.h"
#include "proto/instant.h"
#include "solver/service/journal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Static_assert((int)INSTANCE_HASH_BYTES == (int)JOURNAL_HASH_BYTES, "a hash is a hash");

/* --- put ---------------------------------------------------------------------------------------------- */

static void reply_stored(struct dispatcher *d, const struct stored *stored)
{
    char hash[2 * INSTANCE_HASH_BYTES + 1], until[INSTANT_BYTES];
    struct arena *arena = arena_new();
    if (arena == NULL) {
        return;
    }
    for (size_t i = 0; i < INSTANCE_HASH_BYTES; i++) {
        snprintf(hash + 2 * i, 3, "%02x", stored->sha256[i]);
    }
    instant_format(stored->at_ms + llround(d->options->keep_days * 86400e3), until);
    struct node map = node_map(arena, 3), fields = node_map(arena, 1);
    map_add(&map, "sha256", node_borrowed(hash));
    map_add(&map, "bytes", node_integer((int64_t)stored->bytes));
    map_add(&map, "kept_until", node_borrowed(until));
    map_add(&fields, "stored", map);
    reply_fields(d, &stored->request, arena, &fields, NULL);
    arena_free(arena);
}

static void refuse_stored(struct dispatcher *d, const struct stored *stored)
{
    struct error error;
    struct arena *arena = arena_new();
    error_set(&error, ERROR_BUSY, "", "the journal cannot be written at present; put it again");
    if (arena != NULL) {
        reply_error(d, &stored->request, arena, &error);
    }
    arena_free(arena);
}

/* While it is written an instance takes of the room that jobs have. */
static void hold(struct dispatcher *d, struct stored *stored, const struct blob *message)
{
    stored->held = message->length;
    d->jobs->pending_bytes += stored->held;
    client_take_bytes(stored->request.client, stored->held);
}

static void drop(struct dispatcher *d, struct stored *stored)
{
    d->jobs->pending_bytes -= stored->held;
    client_give_bytes(stored->request.client, stored->held);
    TAILQ_REMOVE(&d->stored, stored, link);
    request_end(&stored->request);
    free(stored);
}

void answer_stored(struct dispatcher *d)
{
    struct stored *stored;
    while ((stored = TAILQ_FIRST(&d->stored)) != NULL && stored->batch <= d->committed) {
        if (!stored->answered) {
            reply_stored(d, stored);
        }
        drop(d, stored);
        retain_soon(d);
    }
}

void refuse_late_stored(struct dispatcher *d, double before_s)
{
    struct stored *stored;
    TAILQ_FOREACH(stored, &d->stored, link)
    {
        if (!stored->answered && stored->request.received_s <= before_s) {
            refuse_stored(d, stored);
            stored->answered = true;
        }
    }
}

void drop_stored(struct dispatcher *d)
{
    while (!TAILQ_EMPTY(&d->stored)) {
        drop(d, TAILQ_FIRST(&d->stored));
    }
}

void submit_stored(struct dispatcher *d, uint64_t batch)
{
    struct stored *stored;
    TAILQ_FOREACH_REVERSE(stored, &d->stored, stored_list, link)
    {
        if (stored->batch != UINT64_MAX) {
            break;
        }
        stored->batch = batch;
    }
}

static enum error_code store(struct dispatcher *d, const struct request *request, struct blob *message,
                             const struct envelope *envelope, struct stored *stored, struct error *error)
{
    const void *bytes;
    enum error_code code =
        body_put_instance(envelope->body, envelope->body_length, &bytes, &stored->bytes, error);
    if (code != ERROR_NONE) {
        return code;
    }
    instance_hash(bytes, stored->bytes, stored->sha256);
    struct piece piece = {bytes, stored->bytes, message};
    stored->at_ms = wall_ms();
    return journal_put_instance(d->journal, request->client->name, stored->sha256, stored->at_ms, &piece,
                                error);
}

enum error_code request_put(struct dispatcher *d, struct request *request, const struct envelope *envelope,
                            struct blob *message, struct error *error)
{
    if (d->phase != PHASE_SERVING) {
        return error_set(error, ERROR_DRAINING, "", "the service is stopping and accepts nothing new");
    }
    struct room room = room_now(d);
    enum error_code code = settling_admit(d, request, error);
    if (code == ERROR_NONE) {
        code = client_admit_bytes(request->client, message->length, &room, &request->retry_after_s, error);
    }
    if (code != ERROR_NONE) {
        return code;
    }
    struct stored *stored = calloc(1, sizeof *stored);
    if (stored == NULL) {
        return error_set(error, ERROR_MEMORY, "", "no memory for a request that waits");
    }
    code = store(d, request, message, envelope, stored, error);
    if (code != ERROR_NONE) {
        free(stored);
        return code;
    }
    stored->batch = UINT64_MAX;
    request_move(&stored->request, request);
    hold(d, stored, message);
    TAILQ_INSERT_TAIL(&d->stored, stored, link);
    return ERROR_NONE;
}

/* --- naming one --------------------------------------------------------------------------------------- */

enum error_code instance_named(struct dispatcher *d, struct submission *asked, struct error *error)
{
    uint64_t bytes = 0;
    int64_t stored_ms;
    enum error_code code = body_names_instance(asked->body, &asked->has_instance, asked->instance, error);
    if (code != ERROR_NONE || !asked->has_instance) {
        return code;
    }
    code = journal_find_instance(d->journal, asked->client->name, asked->instance, &bytes, &stored_ms, error);
    if (code == ERROR_NONE && bytes == 0) {
        return error_set(error, ERROR_UNKNOWN_INSTANCE, "instance.sha256",
                         "this client has stored no instance of this hash, or not for a long time");
    }
    return code;
}

enum error_code instance_fetch(struct dispatcher *d, const struct job *job, struct blob **out,
                               struct error *error)
{
    *out = NULL;
    if (!job->asked.has_instance) {
        return ERROR_NONE;
    }
    enum error_code code = journal_read_instance(d->journal, job->client, job->asked.instance, out, error);
    if (code == ERROR_NONE && *out == NULL) {
        return error_set(error, ERROR_UNKNOWN_INSTANCE, "instance.sha256",
                         "the instance is not stored any more");
    }
    return code;
}
