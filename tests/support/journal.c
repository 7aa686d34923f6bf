/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _DEFAULT_SOURCE /* mkdtemp */
#include "tests/support/journal.h"

#include "proto/instant.h"

#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WAIT_MS = 30000 };

static void give_up(const char *what, const char *why)
{
    fprintf(stderr, "journal test: %s: %s\n", what, why);
    abort();
}

static void expect(enum error_code code, const char *what, const struct error *error)
{
    if (code != ERROR_NONE) {
        give_up(what, error->text);
    }
}

void place_make(struct journal_place *place)
{
    /* in memory where there is such a folder: syncing is quick there, and no test here is about a real disk
     */
    *place = (struct journal_place){.journal = NULL};
    snprintf(place->folder, sizeof place->folder, "%s/mutasi-journal-XXXXXX",
             access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    if (mkdtemp(place->folder) == NULL) {
        give_up("folder", "cannot be made");
    }
    snprintf(place->path, sizeof place->path, "%s/journal.db", place->folder);
}

enum error_code place_try(struct journal_place *place, struct error *error)
{
    struct journal_settings settings = {.path = place->path, .spool = place->folder, .retry_s = 0.002};
    return journal_open(&settings, &place->journal, error);
}

void place_open(struct journal_place *place)
{
    struct error error;
    expect(place_try(place, &error), "open", &error);
}

void place_close(struct journal_place *place)
{
    struct error error;
    expect(journal_close(place->journal, &error), "close", &error);
    place->journal = NULL;
}

void place_remove(struct journal_place *place)
{
    struct error error;
    char path[512];
    journal_close(place->journal, &error);
    DIR *folder = opendir(place->folder);
    for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
        snprintf(path, sizeof path, "%s/%s", place->folder, entry->d_name);
        unlink(path);
    }
    closedir(folder);
    rmdir(place->folder);
    place->journal = NULL;
}

/* --- jobs --------------------------------------------------------------------------------------------- */

struct journal_job job_of(uint64_t id, const char *client, const char *key)
{
    struct journal_job job = {.id = id, .op = OP_SOLVE, .limits = solve_limits_default};
    int64_t year_ms = 0;
    instant_parse("2026-01-01T00:00:00.000Z", &year_ms);
    snprintf(job.client, sizeof job.client, "%s", client);
    snprintf(job.key, sizeof job.key, "%s", key);
    memset(job.content, (int)id, sizeof job.content);
    job.priority = (int)id % 10;
    job.limits.seed = (int64_t)id;
    job.accepted_ms = year_ms + (int64_t)id * 1000;
    return job;
}

struct journal_job job_ended_as(struct journal_job job, enum job_state state, int after_s)
{
    job.state = state;
    job.attempts = 1;
    job.started_ms = job.accepted_ms + 250;
    job.finished_ms = job.accepted_ms + after_s * 1000;
    return job;
}

static struct piece piece_of(const char *text)
{
    return (struct piece){.bytes = text, .length = text != NULL ? strlen(text) : 0};
}

void place_add(struct journal_place *place, const struct journal_job *job, const char *body)
{
    struct error error;
    struct piece bytes = piece_of(body);
    expect(journal_add_job(place->journal, job, &bytes, &error), "add", &error);
}

void place_finish(struct journal_place *place, const struct journal_job *job, const char *result)
{
    struct error error;
    struct piece bytes = piece_of(result);
    expect(journal_finish_job(place->journal, job, &bytes, &error), "finish", &error);
}

/* --- waiting ------------------------------------------------------------------------------------------ */

static void await_news(struct journal_place *place)
{
    struct pollfd polled = {.fd = journal_fd(place->journal), .events = POLLIN};
    int ready = poll(&polled, 1, WAIT_MS);
    if (ready == 0 || (ready < 0 && errno != EINTR)) {
        give_up("wait", "the journal says nothing");
    }
}

void place_wait_committed(struct journal_place *place, uint64_t batch)
{
    while (journal_committed(place->journal) < batch) {
        await_news(place);
    }
}

void place_commit(struct journal_place *place)
{
    place_wait_committed(place, journal_submit(place->journal));
}

void place_wait_failure(struct journal_place *place, struct error *error)
{
    while (!journal_failure(place->journal, error)) {
        await_news(place);
        journal_committed(place->journal);
    }
}

/* --- looking ------------------------------------------------------------------------------------------ */

const char *blob_text(struct blob *blob)
{
    static char text[4096];
    size_t length = blob == NULL ? 0 : blob->length < sizeof text - 1 ? blob->length : sizeof text - 1;
    if (blob == NULL) {
        return "(none)";
    }
    memcpy(text, blob->bytes, length);
    text[length] = '\0';
    blob_drop(blob);
    return text;
}

const char *place_body(struct journal_place *place, uint64_t id)
{
    struct blob *blob;
    struct error error;
    expect(journal_read_body(place->journal, id, &blob, &error), "read body", &error);
    return blob_text(blob);
}

const char *place_result(struct journal_place *place, uint64_t id)
{
    struct blob *blob;
    struct error error;
    expect(journal_read_result(place->journal, id, &blob, &error), "read result", &error);
    return blob_text(blob);
}

static bool append(void *context, const struct journal_job *job)
{
    char *text = context;
    size_t length = strlen(text);
    snprintf(text + length, 4096 - length, "%llu:%s ", (unsigned long long)job->id,
             job_state_word(job->state));
    return true;
}

const char *place_list(struct journal_place *place, const struct journal_filter *filter)
{
    static char text[4096];
    struct error error;
    text[0] = '\0';
    expect(journal_visit(place->journal, filter, append, text, &error), "visit", &error);
    return text;
}

const char *place_shell(struct journal_place *place, const char *statement)
{
    static char answer[4096];
    char command[2048];
    snprintf(command, sizeof command, "sqlite3 -batch %s \"%s\" 2>&1", place->path, statement);
    FILE *pipe = popen(command, "r");
    size_t length = pipe != NULL ? fread(answer, 1, sizeof answer - 1, pipe) : 0;
    answer[length] = '\0';
    if (pipe != NULL) {
        pclose(pipe);
    }
    return answer;
}
