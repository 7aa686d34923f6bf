/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/service/journal_schema.h"

#include <stdio.h>

static const char *const steps[] = {
#define EMBEDDED(name, extension, its_text) its_text,
#include "journal_steps.inc" /* made from solver/service/schema/ */
#undef EMBEDDED
};
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
