/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is told of a job. */
#include "solver/service/dispatcher.h"

#include "proto/instant.h"
#include "solver/service/log.h"

#include <math.h>
#include <string.h>

static void add_real(struct node *map, const char *key, double value)
{
    if (isfinite(value)) {
        map_add(map, key, node_real(value));
    }
}

static void add_progress(struct node *map, const struct progress_note *note)
{
    if (note->has_incumbent) {
        add_real(map, "incumbent", note->incumbent);
    }
    if (note->has_bound) {
        add_real(map, "bound", note->bound);
    }
    if (note->has_incumbent && note->has_bound) {
        add_real(map, "gap", note->gap);
    }
    if (note->effort >= 0 && note->effort <= INTEGER_MAX_2P53) {
        map_add(map, "effort", node_integer(note->effort));
    }
}

static void add_time(struct arena *arena, struct node *map, const char *key, int64_t at_ms)
{
    char text[INSTANT_BYTES];
    if (at_ms == 0) {
        return;
    }
    instant_format(at_ms, text);
    map_add(map, key, node_string(arena, text));
}

static void add_error(struct arena *arena, struct node *map, const struct error *error)
{
    struct node node = node_map(arena, 3);
    map_add(&node, "code", node_borrowed(error_word(error->code)));
    map_add(&node, "path", node_string(arena, error->path));
    map_add(&node, "message", node_string(arena, error->text));
    map_add(map, "error", node);
}

struct node job_node(struct arena *arena, const struct dispatcher *d, const struct request *request,
                     const struct job *job)
{
    struct node map = node_map(arena, 18);
    map_add(&map, "id", node_integer((int64_t)job->id));
    map_add(&map, "key", node_string(arena, job->asked.key));
    if (request->role == ROLE_ADMIN) {
        map_add(&map, "client", node_string(arena, job->client));
    }
    map_add(&map, "op", node_borrowed(op_word(job->asked.op)));
    map_add(&map, "state", node_borrowed(job_state_word(job->state)));
    map_add(&map, "priority", node_integer(job->asked.priority));
    add_time(arena, &map, "accepted_at", job->accepted.at_ms);
    add_time(arena, &map, "started_at", job->started.at_ms);
    add_time(arena, &map, "finished_at", job->finished.at_ms);
    map_add(&map, "attempts", node_integer(job->attempts));
    map_add(&map, "elapsed_s", node_micro(micro_from_double(job_ran_s(job, d->now_s))));
    if (job->state == JOB_QUEUED) {
        size_t place = job_queue_place(&d->jobs->queue, &job->turn);
        if (place > 0) {
            map_add(&map, "place", node_integer((int64_t)place));
        }
    }
    if (job->has_note) {
        add_progress(&map, &job->note);
    }
    if (job->state == JOB_FAILED || job->state == JOB_CANCELLED) {
        add_error(arena, &map, &job->error);
    }
    return map;
}

/* --- replies ------------------------------------------------------------------------------------------ */

static void reply_outcome(struct dispatcher *d, const struct request *request, struct arena *arena,
                          struct job *job)
{
    struct error error;
    if (job->state == JOB_FAILED || job->state == JOB_CANCELLED) {
        reply_error(d, request, arena, &job->error);
        return;
    }
    if (job_fetch_result(d->jobs, job, &error) != ERROR_NONE) {
        reply_error(d, request, arena, &error);
        return;
    }
    struct node fields = node_map(arena, 1);
    map_add(&fields, "job", job_node(arena, d, request, job));
    struct encoded part = {.key = job->asked.op == OP_CHECK ? "check" : "plan",
                           .bytes = job->result->bytes,
                           .length = job->result->length};
    reply_fields(d, request, arena, &fields, &part);
}

static void reply_state(struct dispatcher *d, const struct request *request, struct arena *arena,
                        const struct job *job)
{
    struct node fields = node_map(arena, 1);
    map_add(&fields, "job", job_node(arena, d, request, job));
    reply_fields(d, request, arena, &fields, NULL);
}

void reply_job(struct dispatcher *d, const struct request *request, struct job *job, bool outcome)
{
    if (request->tally.scenarios > 0) {
        reply_batch(d, request, job);
        return;
    }
    struct arena *arena = arena_new();
    if (arena == NULL) {
        log_event("reply_lost", "reason=memory");
        return;
    }
    if (outcome && job_ended(job)) {
        reply_outcome(d, request, arena, job);
    } else {
        reply_state(d, request, arena, job);
    }
    if (job->state == JOB_FAILED || job->state == JOB_CANCELLED) {
        job_tell(d->jobs, job);
    }
    arena_free(arena);
}
