/* SPDX-License-Identifier: GPL-3.0-or-later */
/* solve, check and submit: what they ask for, and the job that answers it. */
#include "solver/service/dispatcher.h"

#include "proto/body_batch.h"
#include "proto/body_start.h"
#include "proto/clock.h"
#include "solver/service/spool.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

/* What makes two submissions the same: what to do, limits and body. Two texts of one document differ; the
 * client library hashes canonical documents into its key instead. */
static void hash_content(const struct envelope *envelope, unsigned char content[CONTENT_BYTES])
{
    _Static_assert(CONTENT_BYTES == crypto_hash_sha256_BYTES, "content is a SHA-256");
    const struct solve_limits *limits = &envelope->limits;
    double reals[2] = {limits->time_s, limits->gap};
    int64_t integers[5] = {envelope->what, limits->effort, limits->seed, limits->threads, limits->memory_mb};
    crypto_hash_sha256_state state;
    crypto_hash_sha256_init(&state);
    crypto_hash_sha256_update(&state, (const unsigned char *)reals, sizeof reals);
    crypto_hash_sha256_update(&state, (const unsigned char *)integers, sizeof integers);
    crypto_hash_sha256_update(&state, envelope->body, envelope->body_length);
    crypto_hash_sha256_final(&state, content);
}

static struct submission submission_of(const struct dispatcher *d, const struct request *request,
                                       const struct envelope *envelope, struct blob *message)
{
    struct submission asked = {.client = request->client,
                               .op = envelope->what,
                               .priority = envelope->priority,
                               .limits = envelope->limits,
                               .message = message,
                               .body = envelope->body,
                               .body_length = envelope->body_length};
    hash_content(envelope, asked.content);
    if (envelope->key != NULL) {
        snprintf(asked.key, sizeof asked.key, "%s", envelope->key);
    } else {
        sodium_bin2hex(asked.key, sizeof asked.key, asked.content, sizeof asked.content);
    }
    if (asked.limits.time_s > d->options->max_time_s) {
        asked.limits.time_s = d->options->max_time_s;
    }
    if (asked.limits.memory_mb > d->options->memory_mb) {
        asked.limits.memory_mb = d->options->memory_mb;
    }
    return asked;
}

/* Whether a job that is there already answers the submission. A failure is told once, to those who asked
 * before; then asking again is a new attempt. What is not on disk yet has not ended for anybody. */
static bool answers(const struct job *job, const struct envelope *envelope)
{
    if (!job_ended(job) || !job->settled) {
        return true;
    }
    if (envelope->fresh) {
        return false;
    }
    return job->state == JOB_DONE || !job->told;
}

struct room room_now(const struct dispatcher *d)
{
    return (struct room){.jobs = d->jobs->queue.waiting,
                         .jobs_max = d->jobs->bounds.queued,
                         .bytes = d->jobs->pending_bytes,
                         .bytes_max = d->jobs->bounds.pending_bytes,
                         .shared = endpoints_shared(d->options->endpoints, d->options->endpoint_count),
                         .active = d->jobs->queue.clients,
                         .job_mean_s = d->stats.job_mean_s,
                         .workers = (size_t)d->options->workers};
}

static enum error_code admit(struct dispatcher *d, struct request *request, const struct submission *asked,
                             struct error *error)
{
    if (d->phase != PHASE_SERVING) {
        return error_set(error, ERROR_DRAINING, "", "the service is stopping and accepts nothing new");
    }
    enum error_code code = settling_admit(d, request, error);
    if (code != ERROR_NONE) {
        return code;
    }
    struct room room = room_now(d);
    return client_admit_job(request->client, asked->body_length, &room, &request->retry_after_s, error);
}

/* As often as it is settled; the first time counts. */
void note_accepted(struct dispatcher *d, struct job *job)
{
    if (job->settled && !job->noted) {
        job->noted = true;
        stats_latency(&d->stats, LATENCY_ACCEPT, monotonic_s() - job->accepted.at_s);
    }
}

/* The job whose plan it is to start from. Of a body that holds its instance itself the worker refuses one. */
static enum error_code start_named(struct dispatcher *d, struct submission *asked, struct error *error)
{
    char key[KEY_MAX_BYTES + 1];
    bool named = false;
    struct job *leader = NULL;
    if (asked->op != OP_SOLVE || !asked->has_instance) {
        return ERROR_NONE;
    }
    enum error_code code = body_names_start(asked->body, &named, key, error);
    if (code != ERROR_NONE || !named) {
        return code;
    }
    code = job_find(d->jobs, asked->client->name, key, &leader, error);
    if (code == ERROR_NONE && leader == NULL) {
        return error_set(error, ERROR_UNKNOWN_JOB, "start.job",
                         "this client has no job of this key; ended ones are forgotten after a while");
    }
    asked->follows = leader != NULL ? leader->id : 0;
    return code;
}

static enum error_code accept_new(struct dispatcher *d, struct request *request, struct submission *asked,
                                  struct job **out, struct error *error)
{
    enum error_code code = admit(d, request, asked, error);
    if (code == ERROR_NONE) {
        code = instance_named(d, asked, error);
    }
    if (code == ERROR_NONE) {
        code = start_named(d, asked, error);
    }
    if (code == ERROR_NONE) {
        code = job_add(d->jobs, asked, d->now_s, out, error);
    }
    if (code == ERROR_NONE) {
        stats_count(&d->stats, COUNTER_ACCEPTED);
        note_accepted(d, *out);
        spool_rest(asked->message);
    } else if (code == ERROR_BUSY) {
        stats_count(&d->stats, COUNTER_BUSY);
    }
    return code;
}

/* The key stands for something else, that is not to be pushed out. */
static bool conflicts(const struct job *job, const struct submission *asked)
{
    bool occupied =
        job != NULL && (!job->settled || (job->state != JOB_FAILED && job->state != JOB_CANCELLED));
    return occupied && memcmp(job->asked.content, asked->content, CONTENT_BYTES) != 0;
}

/* The job of the submission's key, unless it stands for something else. */
static enum error_code find(struct dispatcher *d, const struct submission *asked, struct job **out,
                            struct error *error)
{
    enum error_code code = job_find(d->jobs, asked->client->name, asked->key, out, error);
    if (code == ERROR_NONE && conflicts(*out, asked)) {
        return error_set(error, ERROR_KEY_CONFLICT, "key", "the key was used before with other content");
    }
    return code;
}

enum error_code submission_check(struct dispatcher *d, struct request *request,
                                 const struct envelope *envelope, struct error *error)
{
    struct submission asked = submission_of(d, request, envelope, NULL);
    struct job *job;
    return find(d, &asked, &job, error);
}

enum error_code submission_accept(struct dispatcher *d, struct request *request,
                                  const struct envelope *envelope, struct blob *message, struct job **out,
                                  struct error *error)
{
    struct submission asked = submission_of(d, request, envelope, message);
    struct job *job;
    enum error_code code = find(d, &asked, &job, error);
    if (code != ERROR_NONE) {
        return code;
    }
    bool same = job != NULL && memcmp(job->asked.content, asked.content, CONTENT_BYTES) == 0;
    if (!same || !answers(job, envelope)) {
        return accept_new(d, request, &asked, out, error);
    }
    stats_count(&d->stats, job_ended(job) ? COUNTER_RETURNED : COUNTER_JOINED);
    *out = job;
    return ERROR_NONE;
}

enum error_code request_submit(struct dispatcher *d, struct request *request, const struct envelope *envelope,
                               struct blob *message, struct error *error)
{
    struct job *job;
    enum error_code code = submission_accept(d, request, envelope, message, &job, error);
    if (code != ERROR_NONE) {
        return code;
    }
    bool submit = envelope->op == OP_SUBMIT;
    return answer_by_job(d, request, job,
                         (struct wish){.end_s = submit ? 0 : envelope->wait_s, .outcome = !submit}, error);
}

enum error_code submission_key(const struct envelope *envelope, char key[KEY_MAX_BYTES + 1],
                               struct error *error)
{
    unsigned char content[CONTENT_BYTES];
    if (envelope->key != NULL && strlen(envelope->key) > BATCH_KEY_MAX_BYTES) {
        return error_set(error, ERROR_OUT_OF_RANGE, "key", "%zu bytes, the key of a batch has at most %d",
                         strlen(envelope->key), BATCH_KEY_MAX_BYTES);
    }
    hash_content(envelope, content);
    if (envelope->key != NULL) {
        snprintf(key, KEY_MAX_BYTES + 1, "%s", envelope->key);
    } else {
        sodium_bin2hex(key, KEY_MAX_BYTES + 1, content, sizeof content);
    }
    return ERROR_NONE;
}
