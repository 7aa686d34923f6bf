/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/journal_life.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Bodies of a few bytes, of some pages, of several parts. */
static struct blob *bytes_of(uint64_t id, int salt)
{
    size_t length = id % 61 == 0 ? 2500000 : id % 7 == 0 ? 20000 : 40;
    struct blob *blob = blob_new(length);
    for (size_t i = 0; blob != NULL && i < length; i++) {
        blob->bytes[i] = (unsigned char)(id * 31 + i * 7 + (size_t)salt);
    }
    return blob;
}

static void must(bool good, const char *what)
{
    if (!good) {
        fprintf(stderr, "journal life: %s\n", what);
        abort();
    }
}

static void add(struct journal *journal, uint64_t id)
{
    char key[32];
    snprintf(key, sizeof key, "key %llu", (unsigned long long)id);
    struct journal_job job = job_of(id, id % 3 == 0 ? "three" : "other", key);
    struct blob *body = bytes_of(id, 1);
    struct piece piece = {body->bytes, body->length, body};
    must(journal_add_job(journal, &job, &piece, NULL) == ERROR_NONE, "add");
    blob_drop(body);
}

static void finish(struct journal *journal, uint64_t id)
{
    struct journal_job job = job_ended_as(job_of(id, "", ""), JOB_DONE, 5);
    struct blob *result = bytes_of(id, 2);
    struct piece piece = {result->bytes, result->length, result};
    must(journal_finish_job(journal, &job, &piece, NULL) == ERROR_NONE, "finish");
    blob_drop(result);
}

uint64_t life_batch(struct journal *journal, uint64_t n)
{
    add(journal, 2 * n - 1);
    add(journal, 2 * n);
    if (2 * n > LIFE_ENDS_AFTER) {
        finish(journal, 2 * n - LIFE_ENDS_AFTER);
    }
    if (2 * n > LIFE_FORGETS_AFTER) {
        must(journal_forget_job(journal, 2 * n - LIFE_FORGETS_AFTER, NULL) == ERROR_NONE, "forget");
    }
    return journal_submit(journal);
}

uint64_t life_batches(const struct journal *journal)
{
    return journal_last_id(journal) / LIFE_ADDED;
}

/* --- what must be there ------------------------------------------------------------------------------- */

/* Ends are odd, forgotten ones even. */
static bool must_be_there(uint64_t id, uint64_t batches)
{
    return id <= 2 * batches && !(id % 2 == 0 && id + LIFE_FORGETS_AFTER <= 2 * batches);
}

static bool must_be_done(uint64_t id, uint64_t batches)
{
    return id % 2 == 1 && id + LIFE_ENDS_AFTER <= 2 * batches;
}

static bool same_bytes(struct blob *read, uint64_t id, int salt)
{
    struct blob *expected = bytes_of(id, salt);
    bool same = read != NULL && read->length == expected->length &&
                memcmp(read->bytes, expected->bytes, read->length) == 0;
    blob_drop(read);
    blob_drop(expected);
    return same;
}

static const char *wrong_with(struct journal *journal, uint64_t id, uint64_t batches)
{
    struct journal_job job;
    struct blob *blob = NULL;
    bool found;
    if (journal_find_id(journal, id, &job, &found, NULL) != ERROR_NONE) {
        return "cannot be read";
    }
    if (found != must_be_there(id, batches)) {
        return found ? "is still there" : "is lost";
    }
    if (!found) {
        return NULL;
    }
    bool done = must_be_done(id, batches);
    if (job.state != (done ? JOB_DONE : JOB_QUEUED)) {
        return "has another state";
    }
    enum error_code code =
        done ? journal_read_result(journal, id, &blob, NULL) : journal_read_body(journal, id, &blob, NULL);
    return code == ERROR_NONE && same_bytes(blob, id, done ? 2 : 1) ? NULL : "has other bytes";
}

const char *life_check(struct journal *journal, uint64_t batches)
{
    static char text[128];
    for (uint64_t id = 1; id <= 2 * batches + 2; id++) {
        const char *wrong = wrong_with(journal, id, batches);
        if (wrong != NULL) {
            snprintf(text, sizeof text, "after %llu batches job %llu %s", (unsigned long long)batches,
                     (unsigned long long)id, wrong);
            return text;
        }
    }
    return NULL;
}
