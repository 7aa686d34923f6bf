/* SPDX-License-Identifier: GPL-3.0-or-later */
/* status, wait, result and cancel: requests about jobs that are there. */
#include "solver/service/dispatcher.h"

/* Another client's job is answered as one that does not exist. */
static enum error_code named_job(struct dispatcher *d, const struct request *request,
                                 const struct envelope *envelope, struct job **out, struct error *error)
{
    struct job *job;
    enum error_code code = envelope->key != NULL
                               ? job_find(d->jobs, request->client->name, envelope->key, &job, error)
                               : job_find_id(d->jobs, envelope->job, &job, error);
    if (code != ERROR_NONE) {
        return code;
    }
    if (job == NULL || !request_sees(request, job->client)) {
        return error_set(error, ERROR_UNKNOWN_JOB, envelope->key != NULL ? "key" : "job",
                         "this client has no such job; ended ones are forgotten after a while");
    }
    *out = job;
    return ERROR_NONE;
}

static void cancel(struct dispatcher *d, struct job *job)
{
    struct error error;
    error_set(&error, ERROR_CANCELLED, "", "the job was cancelled and has no result");
    struct job_event event = {.state = JOB_CANCELLED, .at_s = d->now_s, .error = &error};
    if (job->state == JOB_RUNNING) {
        pool_cancel_job(d, job);
    }
    if (!job_ended(job)) {
        job_end(d, job, &event);
    }
}

enum error_code request_about_job(struct dispatcher *d, struct request *request,
                                  const struct envelope *envelope, struct error *error)
{
    struct job *job = NULL;
    struct wish wish = {.outcome = envelope->op == OP_WAIT || envelope->op == OP_RESULT};
    enum error_code code = named_job(d, request, envelope, &job, error);
    if (code != ERROR_NONE) {
        return code;
    }
    if (envelope->op == OP_WAIT) {
        wish.end_s = envelope->wait_s;
    } else if (envelope->op == OP_CANCEL) {
        cancel(d, job);
    } else if (envelope->op == OP_RESULT && !job_ended(job)) {
        return error_set(error, ERROR_NOT_DONE, "", "the job is %s, it has no result yet",
                         job_state_word(job->state));
    }
    return answer_by_job(d, request, job, wish, error);
}
