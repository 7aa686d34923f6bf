/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is committed, read in the loop's thread. */
#include "solver/service/journal_parts.h"

#include "proto/instant.h"

#include <stdio.h>
#include <string.h>

/* --- a row becomes a job ------------------------------------------------------------------------------ */

#define JOB_COLUMNS                                                                                          \
    "id, client, key, op, state, priority, content, instance, time_s, gap, effort, seed, threads, "          \
    "memory_mb, accepted_at, started_at, finished_at, attempts, losses, told, incumbent, bound, "            \
    "reached_gap, spent_effort, error, error_path, error_text, body_bytes, result_bytes, "                   \
    "follows"
enum column {
    COLUMN_ID,
    COLUMN_CLIENT,
    COLUMN_KEY,
    COLUMN_OP,
    COLUMN_STATE,
    COLUMN_PRIORITY,
    COLUMN_CONTENT,
    COLUMN_INSTANCE,
    COLUMN_TIME_S,
    COLUMN_GAP,
    COLUMN_EFFORT,
    COLUMN_SEED,
    COLUMN_THREADS,
    COLUMN_MEMORY_MB,
    COLUMN_ACCEPTED,
    COLUMN_STARTED,
    COLUMN_FINISHED,
    COLUMN_ATTEMPTS,
    COLUMN_LOSSES,
    COLUMN_TOLD,
    COLUMN_INCUMBENT,
    COLUMN_BOUND,
    COLUMN_REACHED_GAP,
    COLUMN_SPENT_EFFORT,
    COLUMN_ERROR,
    COLUMN_ERROR_PATH,
    COLUMN_ERROR_TEXT,
    COLUMN_BODY_BYTES,
    COLUMN_RESULT_BYTES,
    COLUMN_FOLLOWS
};

static bool read_op(struct query *row, enum op *out)
{
    const char *word = query_text(row, COLUMN_OP);
    for (int op = 0; op < OP_COUNT; op++) {
        if (strcmp(op_word((enum op)op), word) == 0) {
            *out = (enum op)op;
            return true;
        }
    }
    return false;
}

static bool read_text(struct query *row, int column, char *out, size_t size)
{
    const char *text = query_text(row, column);
    size_t length = strlen(text);
    if (length >= size) {
        return false;
    }
    memcpy(out, text, length + 1);
    return true;
}

static bool read_time(struct query *row, int column, int64_t *ms)
{
    *ms = 0;
    return query_is_null(row, column) || instant_parse(query_text(row, column), ms);
}

static bool read_names(struct query *row, struct journal_job *job)
{
    job->has_instance = !query_is_null(row, COLUMN_INSTANCE);
    return read_text(row, COLUMN_CLIENT, job->client, sizeof job->client) && job->client[0] != '\0' &&
           read_text(row, COLUMN_KEY, job->key, sizeof job->key) && read_op(row, &job->op) &&
           job_state_from_word(query_text(row, COLUMN_STATE), &job->state) &&
           hex_read(query_text(row, COLUMN_CONTENT), job->content) &&
           (!job->has_instance || hex_read(query_text(row, COLUMN_INSTANCE), job->instance));
}

/* A row without an end is a job that has not ended, and the other way round. */
static bool read_times(struct query *row, struct journal_job *job)
{
    return read_time(row, COLUMN_ACCEPTED, &job->accepted_ms) && job->accepted_ms != 0 &&
           read_time(row, COLUMN_STARTED, &job->started_ms) &&
           read_time(row, COLUMN_FINISHED, &job->finished_ms) &&
           job_state_ended(job->state) == (job->finished_ms != 0);
}

static void read_limits(struct query *row, struct solve_limits *limits)
{
    *limits = (struct solve_limits){.time_s = query_real(row, COLUMN_TIME_S),
                                    .gap = query_real(row, COLUMN_GAP),
                                    .effort = query_integer(row, COLUMN_EFFORT),
                                    .seed = query_integer(row, COLUMN_SEED),
                                    .threads = (int32_t)query_integer(row, COLUMN_THREADS),
                                    .memory_mb = (int32_t)query_integer(row, COLUMN_MEMORY_MB)};
}

static void read_progress(struct query *row, struct journal_job *job)
{
    job->has_progress = !query_is_null(row, COLUMN_SPENT_EFFORT);
    job->progress = (struct progress_note){.has_incumbent = !query_is_null(row, COLUMN_INCUMBENT),
                                           .has_bound = !query_is_null(row, COLUMN_BOUND),
                                           .incumbent = query_real(row, COLUMN_INCUMBENT),
                                           .bound = query_real(row, COLUMN_BOUND),
                                           .gap = query_real(row, COLUMN_REACHED_GAP),
                                           .effort = query_integer(row, COLUMN_SPENT_EFFORT)};
}

static bool read_error(struct query *row, struct error *error)
{
    if (query_is_null(row, COLUMN_ERROR)) {
        return true;
    }
    error->code = error_from_word(query_text(row, COLUMN_ERROR));
    return read_text(row, COLUMN_ERROR_PATH, error->path, sizeof error->path) &&
           read_text(row, COLUMN_ERROR_TEXT, error->text, sizeof error->text);
}

static enum error_code read_job(struct query *row, struct journal_job *job, struct error *error)
{
    memset(job, 0, sizeof *job);
    job->id = (uint64_t)query_integer(row, COLUMN_ID);
    job->priority = (int)query_integer(row, COLUMN_PRIORITY);
    job->attempts = (int)query_integer(row, COLUMN_ATTEMPTS);
    job->losses = (int)query_integer(row, COLUMN_LOSSES);
    job->told = query_integer(row, COLUMN_TOLD) != 0;
    job->body_bytes = (uint64_t)query_integer(row, COLUMN_BODY_BYTES);
    job->result_bytes = (uint64_t)query_integer(row, COLUMN_RESULT_BYTES);
    job->follows = (uint64_t)query_integer(row, COLUMN_FOLLOWS); /* NULL is 0 */
    read_limits(row, &job->limits);
    read_progress(row, job);
    if (!read_names(row, job) || !read_times(row, job) || !read_error(row, &job->error)) {
        return error_set(error, ERROR_REFUSED, "",
                         "the journal's row of job %llu says what no mutasid writes: it was edited by hand",
                         (unsigned long long)job->id);
    }
    return ERROR_NONE;
}

/* Every row to the visitor, until it has seen enough. */
static enum error_code visit_rows(struct journal *journal, const char *text, const struct sql_value *values,
                                  size_t count, journal_visitor *visitor, void *context, struct error *error)
{
    struct query *query;
    struct journal_job job;
    bool row = true;
    enum error_code code = sql_begin(journal->reader, text, values, count, &query, error);
    while (code == ERROR_NONE && row) {
        code = query_next(journal->reader, query, &row, error);
        if (code == ERROR_NONE && row) {
            code = read_job(query, &job, error);
            row = code == ERROR_NONE && visitor(context, &job);
        }
    }
    query_end(journal->reader, query);
    return code;
}

/* --- jobs --------------------------------------------------------------------------------------------- */

enum error_code journal_visit(struct journal *journal, const struct journal_filter *filter,
                              journal_visitor *visitor, void *context, struct error *error)
{
    char text[1024];
    snprintf(text, sizeof text, "SELECT " JOB_COLUMNS " FROM jobs WHERE id < ?1%s%s%s ORDER BY id%s LIMIT ?4",
             filter->client != NULL ? " AND client = ?2" : "", filter->by_state ? " AND state = ?3" : "",
             filter->open_only ? " AND finished_at IS NULL" : "", filter->oldest_first ? "" : " DESC");
    struct sql_value values[] = {sql_integer(filter->before > 0 ? (int64_t)filter->before : INT64_MAX),
                                 sql_text(filter->client),
                                 sql_text(filter->by_state ? job_state_word(filter->state) : NULL),
                                 sql_integer(filter->limit > 0 ? (int64_t)filter->limit : -1)};
    return visit_rows(journal, text, values, 4, visitor, context, error);
}

struct found {
    struct journal_job *job;
    bool *found;
};

static bool take_found(void *context, const struct journal_job *job)
{
    struct found *found = context;
    *found->job = *job;
    *found->found = true;
    return false;
}

enum error_code journal_find_id(struct journal *journal, uint64_t id, struct journal_job *out, bool *found,
                                struct error *error)
{
    struct found take = {out, found};
    struct sql_value value = sql_integer(id > INT64_MAX ? 0 : (int64_t)id);
    *found = false;
    return visit_rows(journal, "SELECT " JOB_COLUMNS " FROM jobs WHERE id = ?", &value, 1, take_found, &take,
                      error);
}

enum error_code journal_find_key(struct journal *journal, const char *client, const char *key,
                                 struct journal_job *out, bool *found, struct error *error)
{
    struct found take = {out, found};
    struct sql_value values[] = {sql_text(client), sql_text(key)};
    *found = false;
    return visit_rows(journal, "SELECT " JOB_COLUMNS " FROM jobs WHERE client = ? AND key = ?", values, 2,
                      take_found, &take, error);
}

enum error_code journal_read_body(struct journal *journal, uint64_t id, struct blob **out,
                                  struct error *error)
{
    return parts_read(journal->reader, PARTS_BODY, (int64_t)id, journal->spool, out, error);
}

enum error_code journal_read_result(struct journal *journal, uint64_t id, struct blob **out,
                                    struct error *error)
{
    return parts_read(journal->reader, PARTS_RESULT, (int64_t)id, journal->spool, out, error);
}

/* --- instances ---------------------------------------------------------------------------------------- */

/* *row_id 0: there is none. */
static enum error_code find_instance(struct journal *journal, const char *client, const unsigned char *sha256,
                                     int64_t *row_id, uint64_t *bytes, int64_t *stored_ms,
                                     struct error *error)
{
    char hash[HEX_BYTES];
    struct query *query;
    bool row = false;
    *row_id = 0;
    *bytes = 0;
    *stored_ms = 0;
    hex_write(sha256, hash);
    struct sql_value values[] = {sql_text(client), sql_text(hash)};
    enum error_code code = sql_begin(
        journal->reader, "SELECT id, bytes, stored_at FROM instances WHERE client = ? AND sha256 = ?", values,
        2, &query, error);
    if (code == ERROR_NONE) {
        code = query_next(journal->reader, query, &row, error);
    }
    if (row) {
        *row_id = query_integer(query, 0);
        *bytes = (uint64_t)query_integer(query, 1);
        instant_parse(query_text(query, 2), stored_ms);
    }
    query_end(journal->reader, query);
    return code;
}

enum error_code journal_find_instance(struct journal *journal, const char *client,
                                      const unsigned char sha256[JOURNAL_HASH_BYTES], uint64_t *bytes,
                                      int64_t *stored_ms, struct error *error)
{
    int64_t row;
    if (instance_is_doomed(journal, client, sha256)) {
        *bytes = 0;
        *stored_ms = 0;
        return ERROR_NONE;
    }
    return find_instance(journal, client, sha256, &row, bytes, stored_ms, error);
}

enum error_code journal_read_instance(struct journal *journal, const char *client,
                                      const unsigned char sha256[JOURNAL_HASH_BYTES], struct blob **out,
                                      struct error *error)
{
    int64_t row, stored_ms;
    uint64_t bytes;
    *out = NULL;
    enum error_code code = find_instance(journal, client, sha256, &row, &bytes, &stored_ms, error);
    if (code != ERROR_NONE || row == 0) {
        return code;
    }
    return parts_read(journal->reader, PARTS_INSTANCE, row, journal->spool, out, error);
}
