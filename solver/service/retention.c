/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long ended jobs and stored instances stay in the journal. */
#include "solver/service/dispatcher.h"

#include "proto/instant.h"
#include "solver/service/journal.h"
#include "solver/service/log.h"

#include <math.h>

/* Age is looked at this often. */
static const double AGE_STEP_S = 60.0;
/* After something came that is kept, and while more must go than goes at once. */
static const double STEP_S = 0.2;
enum { FORGET_AT_ONCE = 500 };

static struct journal_keep keep_of(const struct options *options)
{
    return (struct journal_keep){.count = options->result_keep,
                                 .bytes = options->result_bytes,
                                 .since_ms = wall_ms() - llround(options->keep_days * 86400e3)};
}

struct forgetting {
    struct dispatcher *d;
    size_t count;
};

static bool forget(void *context, uint64_t id)
{
    struct forgetting *forgetting = context;
    struct dispatcher *d = forgetting->d;
    struct error error;
    if (journal_forget_job(d->journal, id, &error) != ERROR_NONE) {
        return false; /* the next look tries again */
    }
    forgetting->count++;
    job_forget(d->jobs, id);
    return true;
}

/* *more: something went, and more may have to. */
static enum error_code look(struct dispatcher *d, bool *more, struct error *error)
{
    struct journal_keep keep = keep_of(d->options);
    struct forgetting jobs = {.d = d};
    size_t instances = 0;
    enum error_code code = journal_visit_excess(d->journal, &keep, FORGET_AT_ONCE, forget, &jobs, error);
    if (code == ERROR_NONE) {
        code = journal_expire_instances(d->journal, &keep, FORGET_AT_ONCE, &instances, error);
    }
    *more = jobs.count + instances > 0;
    return code;
}

void retain_soon(struct dispatcher *d)
{
    d->next_retention_s = fmin(d->next_retention_s, d->now_s + STEP_S);
}

void retain(struct dispatcher *d)
{
    struct error error;
    bool more = false;
    if (d->now_s < d->next_retention_s) {
        return;
    }
    d->next_retention_s = d->now_s + AGE_STEP_S;
    if (d->journal_failing) {
        return;
    }
    if (look(d, &more, &error) != ERROR_NONE) {
        char quoted[LOG_QUOTED_BYTES];
        log_event("retention_failed", "reason=%s", log_quoted(quoted, error.text));
    } else if (more) {
        retain_soon(d);
    }
}
