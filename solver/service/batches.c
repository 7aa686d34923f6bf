/* SPDX-License-Identifier: GPL-3.0-or-later */
/* batch: one instance, one policy, many scenarios. It becomes the jobs that as many submissions would be
 * (proto/body_batch.h), under the keys KEY/0 (the base: no scenario) and KEY/1, KEY/2 ... in the order of the
 * scenarios. Everything that holds for jobs holds for them: journal, retention, turns, limits. When a limit
 * is reached, those before it are accepted, and the reply tells how many: asked again, the same batch joins
 * them and goes on behind. */
#include "solver/service/dispatcher.h"

#include "proto/body_batch.h"
#include "solver/service/log.h"

#include <stdio.h>
#include <string.h>

struct batch {
    struct dispatcher *d;
    struct request *request;
    const struct envelope *envelope;
    struct body_batch body;
    char key[KEY_MAX_BYTES + 1], base_key[KEY_MAX_BYTES + 1];
    struct job *last; /* the one that is settled last, so far */
};

static enum error_code write_body(const struct batch *batch, struct body_part scenario, struct blob **out,
                                  struct error *error)
{
    const char *base = scenario.bytes != NULL ? batch->base_key : NULL;
    size_t length = body_batch_job(&batch->body, scenario, base, NULL);
    *out = blob_new(length);
    if (*out == NULL) {
        return error_set(error, ERROR_MEMORY, "", "no memory for a job");
    }
    body_batch_job(&batch->body, scenario, base, (*out)->bytes);
    return ERROR_NONE;
}

/* What comes later is on disk later; of what is there already nobody knows. */
static void note_job(struct batch *batch, struct job *job, size_t number)
{
    struct batch_tally *tally = &batch->request->tally;
    if (batch->last == NULL || batch->last->settled || !job->settled) {
        batch->last = job;
    }
    if (number > 0) {
        tally->accepted++;
        tally->ended += job_ended(job) && job->settled ? 1 : 0;
    }
}

/* The number-th job of the batch, checked or accepted. */
static enum error_code take_job(struct batch *batch, size_t number, struct body_part scenario, bool check,
                                struct error *error)
{
    char key[KEY_MAX_BYTES + 1];
    struct envelope envelope = *batch->envelope;
    struct blob *body;
    struct job *job = NULL;
    enum error_code code = write_body(batch, scenario, &body, error);
    if (code != ERROR_NONE) {
        return code;
    }
    int length = snprintf(key, sizeof key, "%.*s/%zu", BATCH_KEY_MAX_BYTES, batch->key, number);
    envelope.key = length > 0 ? key : NULL;
    envelope.what = OP_SOLVE;
    envelope.body = body->bytes;
    envelope.body_length = body->length;
    code = check ? submission_check(batch->d, batch->request, &envelope, error)
                 : submission_accept(batch->d, batch->request, &envelope, body, &job, error);
    if (code == ERROR_NONE && job != NULL) {
        note_job(batch, job, number);
    }
    blob_drop(body);
    return code;
}

static enum error_code take_jobs(const struct batch *asked, struct batch *batch, bool check,
                                 struct error *error)
{
    static const struct body_part none = {.bytes = NULL};
    batch->body = asked->body;
    enum error_code code = take_job(batch, 0, none, check, error);
    for (size_t i = 1; i <= batch->body.count && code == ERROR_NONE; i++) {
        code = take_job(batch, i, body_batch_take(&batch->body), check, error);
    }
    return code;
}

/* A limit that is reached behind the base is no error: the rest comes later. */
static enum error_code put_off(struct batch *batch, enum error_code code, const struct error *error)
{
    struct request *request = batch->request;
    if (code != ERROR_BUSY || batch->last == NULL) {
        return code;
    }
    snprintf(request->tally.busy, sizeof request->tally.busy, "%.*s", (int)sizeof request->tally.busy - 1,
             error->text);
    request->tally.retry_after_s = request->retry_after_s > 0 ? request->retry_after_s : 1;
    return ERROR_NONE;
}

enum error_code request_batch(struct dispatcher *d, struct request *request, const struct envelope *envelope,
                              struct error *error)
{
    struct batch asked = {.d = d, .request = request, .envelope = envelope}, batch;
    enum error_code code = submission_key(envelope, asked.key, error);
    if (code == ERROR_NONE) {
        code = body_batch_read(envelope->body, envelope->body_length, &asked.body, error);
    }
    if (code != ERROR_NONE) {
        return code;
    }
    snprintf(asked.base_key, sizeof asked.base_key, "%.*s/0", BATCH_KEY_MAX_BYTES, asked.key);
    batch = asked;
    code = take_jobs(&asked, &batch, true, error);
    if (code == ERROR_NONE) {
        code = put_off(&batch, take_jobs(&asked, &batch, false, error), error);
    }
    if (code != ERROR_NONE) {
        return code;
    }
    request->tally.scenarios = asked.body.count;
    return answer_by_job(d, request, batch.last, (struct wish){.end_s = 0}, error);
}

/* --- the reply ---------------------------------------------------------------------------------------- */

void reply_batch(struct dispatcher *d, const struct request *request, const struct job *job)
{
    const struct batch_tally *tally = &request->tally;
    char key[KEY_MAX_BYTES + 1];
    struct arena *arena = arena_new();
    if (arena == NULL) {
        log_event("reply_lost", "reason=memory");
        return;
    }
    snprintf(key, sizeof key, "%s", job->asked.key);
    *strrchr(key, '/') = '\0';
    struct node map = node_map(arena, 6), fields = node_map(arena, 1);
    map_add(&map, "accepted", node_integer((int64_t)tally->accepted));
    if (tally->accepted < tally->scenarios) {
        map_add(&map, "busy", node_borrowed(tally->busy));
        map_add(&map, "retry_after_s", node_micro(micro_from_double(tally->retry_after_s)));
    }
    map_add(&map, "ended", node_integer((int64_t)tally->ended));
    map_add(&map, "key", node_borrowed(key));
    map_add(&map, "scenarios", node_integer((int64_t)tally->scenarios));
    map_add(&fields, "batch", map);
    reply_fields(d, request, arena, &fields, NULL);
    arena_free(arena);
}
