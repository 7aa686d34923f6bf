/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/chaos.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void fail_memory(void)
{
    fprintf(stderr, "bench-chaos: out of memory\n");
    exit(EXIT_FAILURE);
}

struct ledger_job *ledger_new_job(struct ledger *ledger)
{
    struct ledger_job *job = calloc(1, sizeof *job);
    if (ledger->count == ledger->capacity) {
        ledger->capacity = 2 * ledger->capacity + 1024;
        ledger->jobs = realloc(ledger->jobs, ledger->capacity * sizeof *ledger->jobs);
    }
    if (job == NULL || ledger->jobs == NULL) {
        fail_memory();
    }
    job->number = (unsigned)ledger->count;
    snprintf(job->key, sizeof job->key, "chaos-%u", job->number);
    ledger->jobs[ledger->count++] = job;
    return job;
}

void ledger_accepted(struct ledger *ledger, struct ledger_job *job, int64_t id)
{
    ledger->accepted += !job->accepted;
    job->accepted = true;
    if (job->has_result && job->id != id) {
        ledger->twice++;
        printf("TWICE     %s: job %lld has a result, now it is job %lld\n", job->key, (long long)job->id,
               (long long)id);
    }
    job->id = id;
}

void ledger_cancelled(struct ledger *ledger, struct ledger_job *job)
{
    if (job->has_result) {
        ledger->lost++;
        printf("LOST      %s: was done, now it is cancelled\n", job->key);
    }
    ledger->cancelled += !job->cancelled;
    job->cancelled = true;
}

static const char *text_of(const struct node *map, const char *key)
{
    const struct node *node = map_get(map, key);
    return node != NULL && node->kind == NODE_STRING ? node->as.text : "?";
}

/* The same only for the same end of the same run: a run anew ends at another moment. */
static void fingerprint(const struct node *reply, char out[FINGERPRINT_BYTES])
{
    const struct node *job = map_get(reply, "job"), *id = map_get(job, "id");
    const struct node *outcome =
        map_get(reply, "plan") != NULL ? map_get(reply, "plan") : map_get(reply, "check");
    char hash[65] = "?";
    tree_sha256(outcome, hash, NULL);
    snprintf(out, FINGERPRINT_BYTES, "%lld %s %s", id != NULL ? (long long)id->as.integer : 0,
             text_of(job, "finished_at"), hash);
}

void ledger_result(struct ledger *ledger, struct ledger_job *job, const struct node *reply)
{
    char now[FINGERPRINT_BYTES];
    fingerprint(reply, now);
    ledger_accepted(ledger, job, map_get(map_get(reply, "job"), "id")->as.integer);
    if (!job->has_result) {
        ledger->results++;
        job->has_result = true;
        memcpy(job->fingerprint, now, sizeof now);
    } else if (strcmp(job->fingerprint, now) != 0) {
        ledger->twice++;
        printf("TWICE     %s: %s, now %s\n", job->key, job->fingerprint, now);
    } else {
        ledger->shown_again++;
    }
    if (job->cancelled) {
        ledger->twice++;
        printf("TWICE     %s: was cancelled, now it has a result\n", job->key);
    }
    job->shown++;
}

void ledger_lost(struct ledger *ledger, const struct ledger_job *job)
{
    ledger->lost++;
    printf("LOST      %s: job %lld was accepted and is not known any more\n", job->key, (long long)job->id);
}

void ledger_strange(struct ledger *ledger, const struct ledger_job *job, const struct node *reply)
{
    const struct node *error = map_get(reply, "error");
    ledger->strange++;
    printf("STRANGE   %s: %s at \"%s\": %s\n", job->key, text_of(error, "code"), text_of(error, "path"),
           text_of(error, "message"));
}

void ledger_free(struct ledger *ledger)
{
    for (size_t i = 0; i < ledger->count; i++) {
        free(ledger->jobs[i]);
    }
    free(ledger->jobs);
}
