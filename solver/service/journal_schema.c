/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/service/journal_schema.h"

#include <stdio.h>

/* Bytes lie in parts of at most 1 MiB: SQLite builds a row in memory before it writes it, and has an upper
 * limit for one. Triggers keep together what belongs together, also when somebody cleans up by hand. */
static const char version_1[] =
    "CREATE TABLE jobs (\n"
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,\n" /* an id is never given twice, also not of a forgotten job */
    "  client TEXT NOT NULL,\n"
    "  key TEXT NOT NULL,\n"
    "  op TEXT NOT NULL,\n"
    "  state TEXT NOT NULL,\n" /* queued, running, done, failed, cancelled */
    "  priority INTEGER NOT NULL,\n"
    "  content TEXT NOT NULL,\n" /* SHA-256 of what was asked, hex */
    "  instance TEXT,\n"         /* sha256 of the stored instance that the body names */
    "  time_s REAL, gap REAL, effort INTEGER, seed INTEGER, threads INTEGER, memory_mb INTEGER,\n" /* limits
                                                                                                    */
    "  accepted_at TEXT NOT NULL,\n" /* RFC 3339, UTC */
    "  started_at TEXT,\n"
    "  finished_at TEXT,\n"
    "  attempts INTEGER NOT NULL,\n"
    "  losses INTEGER NOT NULL,\n" /* workers that died on it */
    "  told INTEGER NOT NULL,\n"   /* somebody was given the error */
    "  incumbent REAL, bound REAL, reached_gap REAL, spent_effort INTEGER,\n" /* the last progress */
    "  error TEXT, error_path TEXT, error_text TEXT,\n"                       /* failed, cancelled */
    "  body_bytes INTEGER NOT NULL,\n"
    "  result_bytes INTEGER NOT NULL\n"
    ") STRICT;\n"
    "CREATE UNIQUE INDEX jobs_key ON jobs(client, key);\n"
    "CREATE INDEX jobs_open ON jobs(id) WHERE finished_at IS NULL;\n"
    "CREATE INDEX jobs_ended ON jobs(finished_at) WHERE finished_at IS NOT NULL;\n"
    "CREATE INDEX jobs_instance ON jobs(client, instance)\n"
    "  WHERE instance IS NOT NULL AND finished_at IS NULL;\n"
    "CREATE INDEX jobs_client ON jobs(client);\n"
    /* what was asked, while the job has not ended; what came out, when it is done: MessagePack */
    "CREATE TABLE bodies (\n"
    "  job INTEGER NOT NULL, part INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (job, part)) STRICT;\n"
    "CREATE TABLE results (\n"
    "  job INTEGER NOT NULL, part INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (job, part)) STRICT;\n"
    "CREATE TABLE instances (\n"
    "  id INTEGER PRIMARY KEY AUTOINCREMENT,\n"
    "  client TEXT NOT NULL,\n"
    "  sha256 TEXT NOT NULL,\n"
    "  bytes INTEGER NOT NULL,\n"
    "  stored_at TEXT NOT NULL,\n"
    "  used_at TEXT NOT NULL,\n" /* stored, or named by a job */
    "  UNIQUE (client, sha256)) STRICT;\n"
    "CREATE INDEX instances_used ON instances(used_at);\n"
    "CREATE TABLE instance_parts (\n"
    "  instance INTEGER NOT NULL, part INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (instance, part)\n"
    ") STRICT;\n"
    /* what retention looks at: jobs that have ended and their results, instances */
    "CREATE TABLE totals (name TEXT PRIMARY KEY, count INTEGER NOT NULL, bytes INTEGER NOT NULL) STRICT;\n"
    "INSERT INTO totals VALUES ('ended', 0, 0), ('instances', 0, 0);\n"
    "CREATE TRIGGER jobs_end AFTER UPDATE OF finished_at ON jobs\n"
    "  WHEN old.finished_at IS NULL AND new.finished_at IS NOT NULL BEGIN\n"
    "  UPDATE totals SET count = count + 1, bytes = bytes + new.result_bytes WHERE name = 'ended';\n"
    "  DELETE FROM bodies WHERE job = old.id;\n"
    "END;\n"
    "CREATE TRIGGER jobs_gone AFTER DELETE ON jobs BEGIN\n"
    "  UPDATE totals SET count = count - 1, bytes = bytes - old.result_bytes\n"
    "    WHERE name = 'ended' AND old.finished_at IS NOT NULL;\n"
    "  DELETE FROM bodies WHERE job = old.id;\n"
    "  DELETE FROM results WHERE job = old.id;\n"
    "END;\n"
    "CREATE TRIGGER instances_come AFTER INSERT ON instances BEGIN\n"
    "  UPDATE totals SET count = count + 1, bytes = bytes + new.bytes WHERE name = 'instances';\n"
    "END;\n"
    "CREATE TRIGGER instances_gone AFTER DELETE ON instances BEGIN\n"
    "  UPDATE totals SET count = count - 1, bytes = bytes - old.bytes WHERE name = 'instances';\n"
    "  DELETE FROM instance_parts WHERE instance = old.id;\n"
    "END;\n"
    /* for people: sqlite3 journal.db 'SELECT * FROM overview LIMIT 20' */
    "CREATE VIEW overview AS SELECT id, client, key, op, state, priority, accepted_at, started_at, "
    "finished_at,\n"
    "  round((julianday(coalesce(started_at, finished_at, 'now')) - julianday(accepted_at)) * 86400, 3)\n"
    "    AS waited_s,\n"
    "  round((julianday(coalesce(finished_at, 'now')) - julianday(started_at)) * 86400, 3) AS ran_s,\n"
    "  time_s AS time_limit_s, attempts, losses, incumbent, bound, reached_gap AS gap, error, error_path,\n"
    "  error_text, body_bytes, result_bytes FROM jobs ORDER BY id DESC;\n";

static const char *const steps[] = {version_1};
const struct journal_schema journal_schema = {steps, sizeof steps / sizeof steps[0]};

static enum error_code refuse_foreign(const char *path, struct error *error)
{
    return error_set(
        error, ERROR_REFUSED, "",
        "%s is an SQLite file of another program, not a journal of mutasid; it was left as it is. "
        "Name another file with --journal",
        path);
}

enum error_code journal_recognise(struct sql *sql, const char *path, const struct journal_schema *schema,
                                  int *version, struct error *error)
{
    int64_t application = 0, written = 0, objects = 0;
    enum error_code code = sql_number(sql, "PRAGMA application_id", &application, error);
    if (code == ERROR_NONE) {
        code = sql_number(sql, "PRAGMA user_version", &written, error);
    }
    if (code == ERROR_NONE) {
        code = sql_number(sql, "SELECT count(*) FROM sqlite_schema", &objects, error);
    }
    if (code != ERROR_NONE) {
        return code;
    }
    bool empty = application == 0 && written == 0 && objects == 0;
    if (!empty && (application != JOURNAL_APPLICATION_ID || written < 1)) {
        return refuse_foreign(path, error);
    }
    if (written > schema->count) {
        return error_set(
            error, ERROR_REFUSED, "",
            "%s was written by a newer mutasid (schema %lld, this one knows up to %d); it was left "
            "as it is. Start that version, or name another file with --journal",
            path, (long long)written, schema->count);
    }
    *version = (int)written;
    return ERROR_NONE;
}

static enum error_code take_steps(struct sql *sql, const struct journal_schema *schema, int version,
                                  struct error *error)
{
    char mark[96];
    snprintf(mark, sizeof mark, "PRAGMA application_id = %d; PRAGMA user_version = %d",
             JOURNAL_APPLICATION_ID, schema->count);
    enum error_code code = ERROR_NONE;
    for (int i = version; i < schema->count && code == ERROR_NONE; i++) {
        code = sql_script(sql, schema->steps[i], error);
    }
    return code == ERROR_NONE ? sql_script(sql, mark, error) : code;
}

enum error_code journal_migrate(struct sql *sql, const struct journal_schema *schema, int version,
                                struct error *error)
{
    if (version == schema->count) {
        return ERROR_NONE;
    }
    enum error_code code = sql_transaction(sql, error);
    if (code == ERROR_NONE) {
        code = take_steps(sql, schema, version, error);
    }
    if (code == ERROR_NONE) {
        code = sql_commit(sql, error);
    }
    if (code != ERROR_NONE) {
        sql_rollback(sql);
    }
    return code;
}
