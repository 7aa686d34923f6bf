/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/service/journal_sql.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

enum { STATEMENTS_MAX = 64, BUSY_MS = 2000 };

struct sql {
    sqlite3 *db;
    int wal_pages, home_pages; /* in the WAL; of these in the file too */
    int statement_count;
    sqlite3_stmt *statements[STATEMENTS_MAX]; /* kept prepared */
};

/* A query is a statement under another name, so that nobody else needs SQLite's. */
static sqlite3_stmt *statement_of(struct query *query)
{
    return (sqlite3_stmt *)query;
}

/* --- values ------------------------------------------------------------------------------------------- */

struct sql_value sql_integer(int64_t value)
{
    return (struct sql_value){.type = SQL_INTEGER, .integer = value};
}

struct sql_value sql_real(double value)
{
    return (struct sql_value){.type = SQL_REAL, .real = value};
}

struct sql_value sql_text(const char *text)
{
    return (struct sql_value){.type = text != NULL ? SQL_TEXT : SQL_NULL, .bytes = text};
}

struct sql_value sql_bytes(const void *bytes, size_t length)
{
    return (struct sql_value){.type = SQL_BYTES, .bytes = bytes, .length = length};
}

/* --- errors ------------------------------------------------------------------------------------------- */

static enum error_code code_of(int result)
{
    switch (result & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return ERROR_MALFORMED;
    case SQLITE_NOMEM:
        return ERROR_MEMORY;
    default:
        return ERROR_IO;
    }
}

/* Says what the last call on this connection met. */
static enum error_code failed(struct sql *sql, int result, struct error *error)
{
    int cause = sqlite3_system_errno(sql->db);
    bool system = (result & 0xff) == SQLITE_IOERR || (result & 0xff) == SQLITE_CANTOPEN;
    return error_set(error, code_of(result), "", "%s%s%s (SQLite %d)", sqlite3_errmsg(sql->db),
                     system && cause != 0 ? ": " : "", system && cause != 0 ? strerror(cause) : "",
                     sqlite3_extended_errcode(sql->db));
}

/* --- connections -------------------------------------------------------------------------------------- */

/* Called after every commit; being there switches SQLite's own checkpoints off. */
static int note_wal(void *context, sqlite3 *db, const char *name, int pages)
{
    (void)db;
    (void)name;
    struct sql *sql = context;
    if (pages < sql->wal_pages) { /* all were home, it began anew */
        sql->home_pages = 0;
    }
    sql->wal_pages = pages;
    return SQLITE_OK;
}

enum error_code sql_open(const char *path, struct sql **out, struct error *error)
{
    *out = NULL;
    struct sql *sql = calloc(1, sizeof *sql);
    if (sql == NULL) {
        return error_set(error, ERROR_MEMORY, "", "no memory for a connection");
    }
    int result = sqlite3_open_v2(path, &sql->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (result != SQLITE_OK) {
        enum error_code code = failed(sql, result, error); /* also speaks of a connection that is NULL */
        sql_close(sql);
        return code;
    }
    sqlite3_extended_result_codes(sql->db, 1);
    sqlite3_busy_timeout(sql->db, BUSY_MS);
    sqlite3_wal_hook(sql->db, note_wal, sql);
    *out = sql;
    return ERROR_NONE;
}

void sql_close(struct sql *sql)
{
    if (sql == NULL) {
        return;
    }
    for (int i = 0; i < sql->statement_count; i++) {
        sqlite3_finalize(sql->statements[i]);
    }
    sqlite3_close(sql->db);
    free(sql);
}

/* --- statements --------------------------------------------------------------------------------------- */

static sqlite3_stmt *kept(const struct sql *sql, const char *text)
{
    for (int i = 0; i < sql->statement_count; i++) {
        if (strcmp(sqlite3_sql(sql->statements[i]), text) == 0) {
            return sql->statements[i];
        }
    }
    return NULL;
}

static bool is_kept(const struct sql *sql, const sqlite3_stmt *statement)
{
    for (int i = 0; i < sql->statement_count; i++) {
        if (sql->statements[i] == statement) {
            return true;
        }
    }
    return false;
}

static int bind(sqlite3_stmt *statement, int index, const struct sql_value *value)
{
    switch (value->type) {
    case SQL_NULL:
        return sqlite3_bind_null(statement, index);
    case SQL_INTEGER:
        return sqlite3_bind_int64(statement, index, value->integer);
    case SQL_REAL:
        return sqlite3_bind_double(statement, index, value->real);
    case SQL_TEXT:
        return sqlite3_bind_text(statement, index, value->bytes, -1, SQLITE_STATIC);
    case SQL_BYTES:
        return sqlite3_bind_blob64(statement, index, value->bytes, value->length, SQLITE_STATIC);
    }
    return SQLITE_MISUSE;
}

static int prepare(struct sql *sql, const char *text, sqlite3_stmt **out)
{
    *out = kept(sql, text);
    if (*out != NULL) {
        return sqlite3_stmt_busy(*out) ? SQLITE_MISUSE : SQLITE_OK;
    }
    int result = sqlite3_prepare_v3(sql->db, text, -1, SQLITE_PREPARE_PERSISTENT, out, NULL);
    if (result == SQLITE_OK && sql->statement_count < STATEMENTS_MAX) {
        sql->statements[sql->statement_count++] = *out;
    }
    return result;
}

enum error_code sql_begin(struct sql *sql, const char *text, const struct sql_value *values, size_t count,
                          struct query **out, struct error *error)
{
    sqlite3_stmt *statement;
    *out = NULL;
    int result = prepare(sql, text, &statement);
    if (result != SQLITE_OK) {
        return failed(sql, result, error);
    }
    for (size_t i = 0; i < count && result == SQLITE_OK; i++) {
        result = bind(statement, (int)i + 1, &values[i]);
    }
    *out = (struct query *)statement;
    return result == SQLITE_OK ? ERROR_NONE : failed(sql, result, error);
}

enum error_code query_next(struct sql *sql, struct query *query, bool *row, struct error *error)
{
    int result = sqlite3_step(statement_of(query));
    *row = result == SQLITE_ROW;
    return *row || result == SQLITE_DONE ? ERROR_NONE : failed(sql, result, error);
}

void query_end(struct sql *sql, struct query *query)
{
    sqlite3_stmt *statement = statement_of(query);
    if (statement == NULL) {
        return;
    }
    if (is_kept(sql, statement)) {
        sqlite3_reset(statement);
        sqlite3_clear_bindings(statement); /* what they borrowed may go */
    } else {
        sqlite3_finalize(statement);
    }
}

enum error_code sql_run(struct sql *sql, const char *text, const struct sql_value *values, size_t count,
                        struct error *error)
{
    struct query *query;
    bool row = true;
    enum error_code code = sql_begin(sql, text, values, count, &query, error);
    while (code == ERROR_NONE && row) {
        code = query_next(sql, query, &row, error);
    }
    query_end(sql, query);
    return code;
}

enum error_code sql_number(struct sql *sql, const char *text, int64_t *out, struct error *error)
{
    struct query *query;
    bool row = false;
    enum error_code code = sql_begin(sql, text, NULL, 0, &query, error);
    if (code == ERROR_NONE) {
        code = query_next(sql, query, &row, error);
    }
    *out = row ? query_integer(query, 0) : 0;
    query_end(sql, query);
    return code;
}

enum error_code sql_script(struct sql *sql, const char *text, struct error *error)
{
    int result = sqlite3_exec(sql->db, text, NULL, NULL, NULL);
    return result == SQLITE_OK ? ERROR_NONE : failed(sql, result, error);
}

int64_t sql_changed(const struct sql *sql)
{
    return sqlite3_changes64(sql->db);
}

int64_t sql_inserted_id(const struct sql *sql)
{
    return sqlite3_last_insert_rowid(sql->db);
}

/* --- columns ------------------------------------------------------------------------------------------ */

bool query_is_null(struct query *query, int column)
{
    return sqlite3_column_type(statement_of(query), column) == SQLITE_NULL;
}

int64_t query_integer(struct query *query, int column)
{
    return sqlite3_column_int64(statement_of(query), column);
}

double query_real(struct query *query, int column)
{
    return sqlite3_column_double(statement_of(query), column);
}

const char *query_text(struct query *query, int column)
{
    const unsigned char *text = sqlite3_column_text(statement_of(query), column);
    return text != NULL ? (const char *)text : "";
}

const void *query_bytes(struct query *query, int column, size_t *length)
{
    const void *bytes = sqlite3_column_blob(statement_of(query), column);
    *length = bytes != NULL ? (size_t)sqlite3_column_bytes(statement_of(query), column) : 0;
    return bytes;
}

/* --- transactions ------------------------------------------------------------------------------------- */

enum error_code sql_snapshot(struct sql *sql, struct error *error)
{
    return sql_run(sql, "BEGIN", NULL, 0, error);
}

enum error_code sql_transaction(struct sql *sql, struct error *error)
{
    return sql_run(sql, "BEGIN IMMEDIATE", NULL, 0, error);
}

enum error_code sql_commit(struct sql *sql, struct error *error)
{
    return sql_run(sql, "COMMIT", NULL, 0, error);
}

void sql_rollback(struct sql *sql)
{
    if (sqlite3_get_autocommit(sql->db) == 0) { /* some errors roll back by themselves */
        sql_run(sql, "ROLLBACK", NULL, 0, NULL);
    }
}

int sql_wal_pages(const struct sql *sql)
{
    return sql->wal_pages;
}

int sql_wal_due(const struct sql *sql)
{
    return sql->wal_pages - sql->home_pages;
}

static enum error_code checkpoint(struct sql *sql, int mode, struct error *error)
{
    int in_wal = -1, copied = -1;
    int result = sqlite3_wal_checkpoint_v2(sql->db, NULL, mode, &in_wal, &copied);
    if (in_wal >= 0 && copied >= 0) { /* as far as it got */
        sql->wal_pages = in_wal;
        sql->home_pages = copied;
    }
    return result == SQLITE_OK ? ERROR_NONE : failed(sql, result, error);
}

enum error_code sql_checkpoint(struct sql *sql, struct error *error)
{
    return checkpoint(sql, SQLITE_CHECKPOINT_PASSIVE, error);
}

enum error_code sql_cut_wal(struct sql *sql, struct error *error)
{
    sqlite3_busy_timeout(sql->db, 0);
    enum error_code code = checkpoint(sql, SQLITE_CHECKPOINT_TRUNCATE, error);
    sqlite3_busy_timeout(sql->db, BUSY_MS);
    return code;
}
