/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/service/journal_parts.h"

#include "proto/instant.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* --- columns ------------------------------------------------------------------------------------------ */

/* A time as text in the caller's room; 0 is NULL. */
static struct sql_value time_value(int64_t ms, char room[INSTANT_BYTES])
{
    if (ms == 0) {
        return sql_text(NULL);
    }
    instant_format(ms, room);
    return sql_text(room);
}

static struct sql_value real_when(bool known, double value)
{
    return known ? sql_real(value) : sql_text(NULL);
}

static struct sql_value error_value(const struct journal_job *job, const char *text)
{
    return sql_text(job->error.code != ERROR_NONE ? text : NULL);
}

/* --- jobs --------------------------------------------------------------------------------------------- */

static enum error_code use_instance(struct sql *sql, const struct journal_job *job, const char *hash,
                                    struct error *error)
{
    char at[INSTANT_BYTES];
    struct sql_value values[] = {sql_text(job->client), sql_text(hash), time_value(job->accepted_ms, at)};
    return sql_run(sql, "UPDATE instances SET used_at = max(used_at, ?3) WHERE client = ?1 AND sha256 = ?2",
                   values, COUNT_OF(values), error);
}

static enum error_code insert_job(struct sql *sql, const struct journal_job *job, size_t body_bytes,
                                  struct error *error)
{
    char content[HEX_BYTES], instance[HEX_BYTES], accepted[INSTANT_BYTES];
    const struct solve_limits *limits = &job->limits;
    hex_write(job->content, content);
    hex_write(job->instance, instance);
    struct sql_value values[] = {
        sql_integer((int64_t)job->id),
        sql_text(job->client),
        sql_text(job->key),
        sql_text(op_word(job->op)),
        sql_text(job_state_word(job->state)),
        sql_integer(job->priority),
        sql_text(content),
        sql_text(job->has_instance ? instance : NULL),
        sql_real(limits->time_s),
        sql_real(limits->gap),
        sql_integer(limits->effort),
        sql_integer(limits->seed),
        sql_integer(limits->threads),
        sql_integer(limits->memory_mb),
        time_value(job->accepted_ms, accepted),
        sql_integer((int64_t)body_bytes),
        job->follows != 0 ? sql_integer((int64_t)job->follows) : sql_text(NULL),
    };
    return sql_run(sql,
                   "INSERT INTO jobs (id, client, key, op, state, priority, content, instance, time_s, gap, "
                   "effort, seed, threads, memory_mb, accepted_at, body_bytes, follows, attempts, losses, "
                   "told, result_bytes) "
                   "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0)",
                   values, COUNT_OF(values), error);
}

/* What may change in a job. A job that has ended keeps how it ended. */
static enum error_code update_job(struct sql *sql, const struct journal_job *job, size_t result_bytes,
                                  struct error *error)
{
    char started[INSTANT_BYTES], finished[INSTANT_BYTES];
    const struct progress_note *progress = &job->progress;
    const struct solve_limits *limits = &job->limits;
    struct sql_value values[] = {
        sql_integer((int64_t)job->id),
        sql_text(job_state_word(job->state)),
        sql_integer(job->priority),
        sql_real(limits->time_s),
        sql_integer(limits->memory_mb),
        time_value(job->started_ms, started),
        time_value(job->finished_ms, finished),
        sql_integer(job->attempts),
        sql_integer(job->losses),
        sql_integer(job->told),
        real_when(job->has_progress && progress->has_incumbent, progress->incumbent),
        real_when(job->has_progress && progress->has_bound, progress->bound),
        real_when(job->has_progress && progress->has_incumbent && progress->has_bound, progress->gap),
        job->has_progress ? sql_integer(progress->effort) : sql_text(NULL),
        error_value(job, error_word(job->error.code)),
        error_value(job, job->error.path),
        error_value(job, job->error.text),
        sql_integer((int64_t)result_bytes),
    };
    return sql_run(sql,
                   "UPDATE jobs SET state = ?2, priority = ?3, time_s = ?4, memory_mb = ?5, started_at = ?6, "
                   "finished_at = ?7, attempts = ?8, losses = ?9, told = ?10, incumbent = ?11, bound = ?12, "
                   "reached_gap = ?13, spent_effort = ?14, error = ?15, error_path = ?16, error_text = ?17, "
                   "result_bytes = ?18 WHERE id = ?1 AND finished_at IS NULL",
                   values, COUNT_OF(values), error);
}

static enum error_code add_job(struct sql *sql, const struct change *change, struct error *error)
{
    const struct journal_job *job = &change->job;
    struct sql_value name[] = {sql_text(job->client), sql_text(job->key)};
    enum error_code code =
        sql_run(sql, "DELETE FROM jobs WHERE client = ? AND key = ?", name, COUNT_OF(name), error);
    if (code == ERROR_NONE) {
        code = insert_job(sql, job, change->bytes.length, error);
    }
    if (code == ERROR_NONE) {
        code = parts_write(sql, PARTS_BODY, (int64_t)job->id, &change->bytes, error);
    }
    if (code == ERROR_NONE && job->has_instance) {
        char hash[HEX_BYTES];
        hex_write(job->instance, hash);
        code = use_instance(sql, job, hash, error);
    }
    return code;
}

static enum error_code change_job(struct sql *sql, const struct journal_job *job, struct error *error)
{
    if (!job_state_ended(job->state)) {
        return update_job(sql, job, 0, error);
    }
    struct sql_value values[] = {sql_integer((int64_t)job->id), sql_integer(job->told)};
    return sql_run(sql, "UPDATE jobs SET told = ?2 WHERE id = ?1", values, COUNT_OF(values), error);
}

static enum error_code finish_job(struct sql *sql, const struct change *change, struct error *error)
{
    enum error_code code = update_job(sql, &change->job, change->bytes.length, error);
    if (code == ERROR_NONE && sql_changed(sql) > 0) {
        code = parts_write(sql, PARTS_RESULT, (int64_t)change->job.id, &change->bytes, error);
    }
    return code;
}

static enum error_code forget_job(struct sql *sql, uint64_t id, struct error *error)
{
    struct sql_value value = sql_integer((int64_t)id);
    return sql_run(sql, "DELETE FROM jobs WHERE id = ?", &value, 1, error);
}

/* --- instances ---------------------------------------------------------------------------------------- */

static enum error_code put_instance(struct sql *sql, const struct change *change, struct error *error)
{
    char hash[HEX_BYTES], at[INSTANT_BYTES];
    hex_write(change->job.instance, hash);
    struct sql_value values[] = {sql_text(change->job.client), sql_text(hash),
                                 time_value(change->job.accepted_ms, at),
                                 sql_integer((int64_t)change->bytes.length)};
    enum error_code code = sql_run(sql,
                                   "UPDATE instances SET stored_at = ?3, used_at = max(used_at, ?3) "
                                   "WHERE client = ?1 AND sha256 = ?2",
                                   values, 3, error);
    if (code != ERROR_NONE || sql_changed(sql) > 0) {
        return code;
    }
    code = sql_run(sql,
                   "INSERT INTO instances (client, sha256, stored_at, used_at, bytes) "
                   "VALUES (?1, ?2, ?3, ?3, ?4)",
                   values, COUNT_OF(values), error);
    return code == ERROR_NONE ? parts_write(sql, PARTS_INSTANCE, sql_inserted_id(sql), &change->bytes, error)
                              : code;
}

static enum error_code forget_instance(struct sql *sql, const struct change *change, struct error *error)
{
    char hash[HEX_BYTES];
    hex_write(change->job.instance, hash);
    struct sql_value values[] = {sql_text(change->job.client), sql_text(hash)};
    return sql_run(
        sql,
        "DELETE FROM instances WHERE client = ?1 AND sha256 = ?2 AND NOT EXISTS (SELECT 1 FROM jobs "
        "WHERE client = ?1 AND instance = ?2 AND finished_at IS NULL)",
        values, COUNT_OF(values), error);
}

enum error_code change_apply(struct sql *sql, const struct change *change, struct error *error)
{
    switch (change->kind) {
    case CHANGE_ADD_JOB:
        return add_job(sql, change, error);
    case CHANGE_JOB:
        return change_job(sql, &change->job, error);
    case CHANGE_FINISH_JOB:
        return finish_job(sql, change, error);
    case CHANGE_FORGET_JOB:
        return forget_job(sql, change->job.id, error);
    case CHANGE_PUT_INSTANCE:
        return put_instance(sql, change, error);
    case CHANGE_FORGET_INSTANCE:
        return forget_instance(sql, change, error);
    }
    return error_set(error, ERROR_INTERNAL, "", "a change of no kind");
}
