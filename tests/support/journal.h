/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A journal in a folder of its own, for tests. Whatever fails in here ends the test program. */
#ifndef MUTASI_TESTS_SUPPORT_JOURNAL_H
#define MUTASI_TESTS_SUPPORT_JOURNAL_H

#include "solver/service/journal.h"

struct journal_place {
    char folder[32], path[48];
    struct journal *journal; /* NULL when closed */
};

void place_make(struct journal_place *place); /* the folder; nothing is opened */
void place_open(struct journal_place *place); /* retries every 2 ms; spools into the folder */
void place_close(struct journal_place *place);
void place_remove(struct journal_place *place); /* closes, and removes the folder and its files */

/* Opens, and says why not: for places that are to be refused. */
enum error_code place_try(struct journal_place *place, struct error *error);

/* A queued job of the client: accepted at second `id` of 2026, limits and content made from its id. */
struct journal_job job_of(uint64_t id, const char *client, const char *key);
/* The same, ended so many seconds after. */
struct journal_job job_ended_as(struct journal_job job, enum job_state state, int after_s);

/* Queue; texts are the bytes. */
void place_add(struct journal_place *place, const struct journal_job *job, const char *body);
void place_finish(struct journal_place *place, const struct journal_job *job, const char *result);

void place_commit(struct journal_place *place); /* submits and waits until it is on disk */
void place_wait_committed(struct journal_place *place, uint64_t batch);
void place_wait_failure(struct journal_place *place, struct error *error);

/* A blob's bytes as text in a room that the next call takes again; drops the blob. "(none)" for NULL. */
const char *blob_text(struct blob *blob);
const char *place_body(struct journal_place *place, uint64_t id);
const char *place_result(struct journal_place *place, uint64_t id);
/* "5:queued 4:done ": ids and states that the filter shows. */
const char *place_list(struct journal_place *place, const struct journal_filter *filter);

/* What the sqlite3 program answers to a statement about the file, in a room that the next call takes again.
 */
const char *place_shell(struct journal_place *place, const char *statement);

#endif
