/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Giving work to idle workers. */
#include "solver/service/log.h"
#include "solver/service/pool_parts.h"

#include <string.h>

/* Without a placement there is nothing that another could finish: it would read the problem once more only to
 * say so. */
static const double NOTHING_YET_GRACE_S = 1.0;
/* For evaluating and writing a placement: no search, but the instance may be large. */
static const double FINISH_TIME_S = 60.0;
/* A job whose body cannot be read from the journal. */
static const double READ_AGAIN_S = 0.5;
enum { MISSES_MAX = 5 };
/* Results on their way to the disk. */
enum { RESULTS_WAITING_BYTES = 256 << 20 };

double job_deadline_s(const struct job *job)
{
    return job->started.at_s + job->asked.limits.time_s;
}

/* What an effort bounds comes out bit for bit however often it is begun: so it is begun anew. */
static bool takes_state(const struct job *job)
{
    return job->progress != NULL && (job->finishing || job->asked.limits.effort == 0);
}

/* What goes with a job to its worker; NULL: nothing. */
struct baggage {
    struct blob *instance; /* that the body names */
    struct blob *base;     /* the plan of the job that it starts from */
};

static struct piece whole(struct blob *blob)
{
    return (struct piece){blob->bytes, blob->length, blob};
}

static bool send_order(struct dispatcher *d, struct worker *worker, const struct job *job,
                       const struct baggage *baggage)
{
    struct order order;
    memset(&order, 0, sizeof order);
    order.limits = job->asked.limits;
    order.elapsed_s = d->now_s - job->started.at_s;
    order.body_length = job->asked.body_length;
    order.op = job->asked.op;
    order.stopped_by = job->finish_as;
    struct frame_header header = {.type = job->finishing ? FRAME_FINISH : FRAME_JOB, .id = job->id};
    struct piece pieces[5] = {{.bytes = &order, .length = sizeof order},
                              {job->asked.body, job->asked.body_length, job->asked.message}};
    size_t count = 2;
    if (baggage->instance != NULL) {
        order.instance_length = baggage->instance->length;
        pieces[count++] = whole(baggage->instance);
    }
    if (baggage->base != NULL) {
        order.base_length = baggage->base->length;
        pieces[count++] = whole(baggage->base);
    }
    if (takes_state(job)) {
        pieces[count++] = (struct piece){job->progress->bytes + sizeof(struct progress_note),
                                         job->progress->length - sizeof(struct progress_note), job->progress};
    }
    return channel_send(&worker->child.channel, header, pieces, count);
}

static void begin(struct dispatcher *d, struct worker *worker, struct job *job, const struct baggage *baggage)
{
    struct job_event event = {.state = JOB_RUNNING, .at_s = d->now_s};
    job_change(d->jobs, job, &event);
    worker->state = WORKER_BUSY;
    worker->job = job;
    worker->job_id = job->id;
    worker->overran = false;
    worker->cancelled = false;
    worker->given_at_s = d->now_s;
    worker->deadline_s = job->finishing ? d->now_s + FINISH_TIME_S : job_deadline_s(job);
    worker->kill_at_s = worker->deadline_s + NOTHING_YET_GRACE_S;
    worker->starved_s = -1;
    worker->granted_s = worker->patience_s = 0;
    if (!send_order(d, worker, job, baggage)) {
        log_event("worker_order_failed", "job=%llu", (unsigned long long)job->id);
        child_kill(&worker->child);
    }
}

/* The disk may be able to a little later; but a job that cannot be read is not to hold up all others. */
static void cannot_read(struct dispatcher *d, struct job *job, const struct error *error)
{
    struct job_event event = {.state = JOB_FAILED, .at_s = d->now_s, .error = error};
    char quoted[LOG_QUOTED_BYTES];
    log_event("job_unreadable", "job=%llu reason=%s", (unsigned long long)job->id,
              log_quoted(quoted, error->text));
    d->assign_at_s = d->now_s + READ_AGAIN_S;
    if (++job->misses >= MISSES_MAX || error->code == ERROR_UNKNOWN_INSTANCE) {
        job_end(d, job, &event);
    } else {
        job_put_back(d->jobs, job);
    }
}

/* The plan to start from. One that failed or was forgotten has none: then the job starts cold. */
static enum error_code fetch_base(struct dispatcher *d, const struct job *job, struct blob **out,
                                  struct error *error)
{
    struct job *leader = NULL;
    if (job->asked.follows == 0 || job->finishing) {
        return ERROR_NONE;
    }
    enum error_code code = job_find_id(d->jobs, job->asked.follows, &leader, error);
    if (code != ERROR_NONE || leader == NULL || leader->state != JOB_DONE) {
        return code;
    }
    code = job_fetch_result(d->jobs, leader, error);
    *out = code == ERROR_NONE ? blob_hold(leader->result) : NULL;
    return code;
}

static void give(struct dispatcher *d, struct worker *worker, struct job *job)
{
    struct baggage baggage = {NULL, NULL};
    struct error error;
    enum error_code code = job_fetch_body(d->jobs, job, &error);
    if (code == ERROR_NONE) {
        code = instance_fetch(d, job, &baggage.instance, &error);
    }
    if (code == ERROR_NONE) {
        code = fetch_base(d, job, &baggage.base, &error);
    }
    if (code == ERROR_NONE) {
        begin(d, worker, job, &baggage);
    } else {
        cannot_read(d, job, &error);
    }
    blob_drop(baggage.instance);
    blob_drop(baggage.base);
}

static struct worker *idle_worker(struct dispatcher *d)
{
    for (int i = 0; i < d->options->workers; i++) {
        if (d->workers[i].state == WORKER_IDLE) {
            return &d->workers[i];
        }
    }
    return NULL;
}

/* A service that stops begins nothing; what waits is in the journal. Nor does one whose results pile up
 * because the disk does not take them. */
static struct job *next_job(struct dispatcher *d)
{
    size_t most = d->jobs->bounds.kept_bytes + RESULTS_WAITING_BYTES;
    if (d->journal_failing || d->jobs->ended_bytes > most || d->now_s < d->assign_at_s) {
        return NULL;
    }
    return d->phase == PHASE_SERVING ? job_take(d->jobs) : job_take_again(d->jobs);
}

void pool_assign(struct dispatcher *d)
{
    struct worker *worker;
    struct job *job;
    while ((worker = idle_worker(d)) != NULL && (job = next_job(d)) != NULL) {
        give(d, worker, job);
    }
}
