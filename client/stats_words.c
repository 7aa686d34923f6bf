/* SPDX-License-Identifier: MIT */
#include "client/stats_words.h"

#include "client/text.h"

#include <string.h>

static const struct meaning {
    const char *section, *word, *text;
} meanings[] = {
    {"", "uptime_s", N_("seconds since the service started")},
    {"", "draining", N_("the service is stopping and accepts nothing new")},
    {"", "keys", N_("keys that open sealed endpoints")},
    {"events", "requests", N_("requests received")},
    {"events", "pings", N_("pings answered")},
    {"events", "error_replies", N_("requests answered with an error")},
    {"events", "busy", N_("requests turned away")},
    {"events", "jobs_accepted", N_("jobs accepted")},
    {"events", "jobs_joined", N_("submissions that joined a job not ended yet")},
    {"events", "results_returned_again", N_("submissions answered by a job that had ended")},
    {"events", "jobs_done", N_("jobs done")},
    {"events", "jobs_failed", N_("jobs failed")},
    {"events", "jobs_cancelled", N_("jobs cancelled")},
    {"events", "workers_lost", N_("workers that died")},
    {"events", "workers_overrun", N_("workers killed at a deadline")},
    {"events", "front_restarts", N_("restarts of the front")},
    {"jobs", "waiting", N_("jobs waiting")},
    {"jobs", "running", N_("jobs running")},
    {"jobs", "pending_bytes", N_("bytes of jobs that wait or run")},
    {"jobs", "kept", N_("results kept")},
    {"jobs", "kept_bytes", N_("bytes of results kept")},
    {"jobs", "requests_waiting", N_("requests waiting for a job")},
    {"journal", "failing", N_("the journal cannot be written at present")},
    {"journal", "failures", N_("transactions of the journal that failed")},
    {"journal", "transactions", N_("transactions of the journal on disk")},
    {"journal", "changes", N_("changes in the journal on disk")},
    {"journal", "waiting_changes", N_("changes not on disk yet")},
    {"journal", "waiting_bytes", N_("bytes not on disk yet")},
    {"journal", "file_bytes", N_("bytes of the journal")},
    {"journal", "wal_bytes", N_("bytes of the journal's write-ahead log")},
    {"journal", "instances", N_("instances stored")},
    {"journal", "instance_bytes", N_("bytes of instances stored")},
    {"client", "waiting", N_("jobs of a client that wait")},
    {"client", "running", N_("jobs of a client that run")},
    {"client", "bytes", N_("bytes of jobs that wait or run")},
    {"client", "requests", N_("requests received")},
    {"client", "busy", N_("requests turned away")},
    {"latency", "ping", N_("answering a ping")},
    {"latency", "accept", N_("accepting a job, until it is on disk")},
    {"latency", "queued", N_("waiting in the queue")},
    {"latency", "run", N_("running")},
    {"latency", "job", N_("a job from acceptance to end")},
    {"latency", "commit", N_("writing the journal")},
};

const char *stats_meaning(const char *section, const char *word)
{
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
        if (strcmp(meanings[i].section, section) == 0 && strcmp(meanings[i].word, word) == 0)
            return meanings[i].text;
    return NULL;
}

const char *stats_word(const char *section, size_t n)
{
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
        if (strcmp(meanings[i].section, section) == 0 && n-- == 0)
            return meanings[i].word;
    return NULL;
}
