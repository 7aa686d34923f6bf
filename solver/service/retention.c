/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long ended jobs and stored instances stay in the journal. */
#include "solver/service/dispatcher.h"

#include "proto/instant.h"
#include "solver/service/journal.h"
#include "solver/service/log.h"

#include <math.h>

/* Age is looked at this often. */
static const double AGE_STEP_S = 60.0;
/* Of a larger excess (a bound was lowered) the rest goes in later turns. */
static const double MORE_STEP_S = 0.2;
enum { FORGET_AT_ONCE = 100 };

static struct journal_keep keep_of(const struct options *options)
{
    return (struct journal_keep){.count = options->result_keep,
                                 .bytes = options->result_bytes,
                                 .since_ms = wall_ms() - llround(options->keep_days * 86400e3)};
}

/* Makes room for jobs that the journal does not show yet. */
static void reserve(struct journal_keep *keep, uint64_t count, uint64_t bytes)
{
    if (keep->count <= count || keep->bytes <= bytes) {
        keep->since_ms = INT64_MAX; /* all that are there: the new ones fill it */
    }
    keep->count -= keep->count > count ? count : 0;
    keep->bytes -= keep->bytes > bytes ? bytes : 0;
}

static bool forget(void *context, const struct journal_job *record)
{
    struct dispatcher *d = context;
    struct error error;
    if (journal_forget_job(d->journal, record->id, &error) != ERROR_NONE) {
        return false; /* the next turn tries again */
    }
    d->forgotten++;
    job_forget(d->jobs, record->id);
    return true;
}

static enum error_code forget_jobs(struct dispatcher *d, uint64_t count, uint64_t bytes, struct error *error)
{
    struct journal_keep keep = keep_of(d->options);
    reserve(&keep, count, bytes);
    d->forgotten = 0;
    return journal_visit_excess(d->journal, &keep, FORGET_AT_ONCE, forget, d, error);
}

static enum error_code forget_instances(struct dispatcher *d, struct error *error)
{
    struct journal_keep keep = keep_of(d->options);
    d->instances_put = false;
    return journal_expire_instances(d->journal, &keep, error);
}

/* With the batch that ends jobs go those that they push out: nobody finds both. */
void retain(struct dispatcher *d)
{
    struct error error;
    uint64_t count, bytes;
    bool ending = job_store_ending(d->jobs, &count, &bytes), aged = d->now_s >= d->next_retention_s;
    enum error_code code = ERROR_NONE;
    if (d->journal_failing) {
        return;
    }
    if (ending || aged) {
        code = forget_jobs(d, count, bytes, &error);
        d->next_retention_s = d->now_s + (d->forgotten == FORGET_AT_ONCE ? MORE_STEP_S : AGE_STEP_S);
    }
    if (code == ERROR_NONE && (d->instances_put || aged)) {
        code = forget_instances(d, &error);
    }
    if (code != ERROR_NONE) {
        log_event("retention_failed", "reason=\"%s\"", error.text);
        d->next_retention_s = d->now_s + AGE_STEP_S;
    }
}
