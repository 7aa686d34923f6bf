/* SPDX-License-Identifier: GPL-3.0-or-later */
/* list: a client's jobs, newest first. All that have not ended are in memory, the others in the journal. */
#include "solver/service/dispatcher.h"

#include "solver/service/journal.h"

#include <string.h>

struct listing {
    struct dispatcher *d;
    const struct request *request;
    const struct envelope *envelope;
    const char *client; /* NULL: everybody's */
    struct arena *arena;
    struct node jobs;
    bool more;
};

/* false: the list is full, and this job is one more. */
static bool show(struct listing *listing, const struct job *job)
{
    if (listing->jobs.count == (uint32_t)listing->envelope->limit) {
        listing->more = true;
        return false;
    }
    array_add(&listing->jobs, job_node(listing->arena, listing->d, listing->request, job));
    return true;
}

static bool wanted(const struct listing *listing, const struct job *job)
{
    const struct envelope *envelope = listing->envelope;
    return (listing->client == NULL || strcmp(listing->client, job->client) == 0) &&
           (envelope->before == 0 || job->id < envelope->before) &&
           (!envelope->has_state || job->state == envelope->state);
}

static void list_open(struct listing *listing)
{
    struct job *job;
    TAILQ_FOREACH_REVERSE(job, &listing->d->jobs->open, job_list, link)
    {
        if (job->settled && wanted(listing, job) && !show(listing, job)) {
            return;
        }
    }
}

/* Memory knows better how far a job is, but not what is on disk. */
static bool show_record(void *context, const struct journal_job *record)
{
    struct listing *listing = context;
    struct job told;
    const struct job *here = job_here(listing->d->jobs, record->id);
    if (here == NULL || !here->settled) {
        memset(&told, 0, sizeof told);
        job_read_record(&told, record);
        here = &told;
    }
    return !wanted(listing, here) || show(listing, here);
}

static enum error_code list_journal(struct listing *listing, struct error *error)
{
    const struct envelope *envelope = listing->envelope;
    struct journal_filter filter = {.client = listing->client,
                                    .by_state = envelope->has_state,
                                    .state = envelope->state,
                                    .before = envelope->before,
                                    .limit = (size_t)envelope->limit + 1};
    return journal_visit(listing->d->journal, &filter, show_record, listing, error);
}

/* Whose jobs: one's own; an admin's choice, or everybody's. */
static enum error_code choose_client(struct listing *listing, struct error *error)
{
    const char *asked = listing->envelope->client, *own = listing->request->client->name;
    bool admin = listing->request->role == ROLE_ADMIN;
    if (!admin && asked != NULL && strcmp(asked, own) != 0) {
        return error_set(error, ERROR_REFUSED, "client", "only an admin sees the jobs of others");
    }
    listing->client = admin ? asked : own;
    return ERROR_NONE;
}

enum error_code request_list(struct dispatcher *d, const struct request *request, struct arena *arena,
                             const struct envelope *envelope, struct error *error)
{
    struct listing listing = {.d = d, .request = request, .envelope = envelope, .arena = arena};
    bool open = envelope->has_state && (envelope->state == JOB_QUEUED || envelope->state == JOB_RUNNING);
    listing.jobs = node_array(arena, (size_t)envelope->limit);
    enum error_code code = choose_client(&listing, error);
    if (code != ERROR_NONE) {
        return code;
    }
    if (open) {
        list_open(&listing);
    } else {
        code = list_journal(&listing, error);
    }
    if (code == ERROR_NONE) {
        struct node fields = node_map(arena, 2);
        map_add(&fields, "jobs", listing.jobs);
        map_add(&fields, "more", node_boolean(listing.more));
        reply_fields(d, request, arena, &fields, NULL);
    }
    return code;
}
