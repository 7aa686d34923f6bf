/* SPDX-License-Identifier: GPL-3.0-or-later */
/* SQLite as the journal uses it: connections, statements with values, rows. The only room with sqlite3.h is
 * journal_sql.c.
 *
 * errors   ERROR_MALFORMED when the file is damaged or no SQLite file, ERROR_MEMORY, ERROR_IO for all else
 *          (disk full, I/O, held by another program); the text says what SQLite and the system say
 * threads  a connection is used by one thread at a time */
#ifndef MUTASI_SOLVER_SERVICE_JOURNAL_SQL_H
#define MUTASI_SOLVER_SERVICE_JOURNAL_SQL_H

#include "proto/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sql;   /* a connection */
struct query; /* a statement that is being run */

struct sql_value {
    enum { SQL_NULL, SQL_INTEGER, SQL_REAL, SQL_TEXT, SQL_BYTES } type;
    int64_t integer;
    double real;
    const void *bytes; /* text, or bytes; borrowed until the statement ends */
    size_t length;     /* of bytes */
};
struct sql_value sql_integer(int64_t value);
struct sql_value sql_real(double value);
struct sql_value sql_text(const char *text); /* NULL becomes NULL */
struct sql_value sql_bytes(const void *bytes, size_t length);

/* A file that exists. Waits up to two seconds when another program holds it. */
enum error_code sql_open(const char *path, struct sql **out, struct error *error);
void sql_close(struct sql *sql); /* NULL allowed; the last connection of a file brings the WAL home */

/* Several statements, what they answer is thrown away. */
enum error_code sql_script(struct sql *sql, const char *text, struct error *error);

/* One statement, run to its end. Texts are kept prepared: there are to be few of them. */
enum error_code sql_run(struct sql *sql, const char *text, const struct sql_value *values, size_t count,
                        struct error *error);
int64_t sql_changed(const struct sql *sql);     /* rows that the last sql_run changed itself */
int64_t sql_inserted_id(const struct sql *sql); /* of the last INSERT */

/* The first column of the first row, an integer; 0 when there is no row. */
enum error_code sql_number(struct sql *sql, const char *text, int64_t *out, struct error *error);

/* A statement with rows: query_next until *row is false, then query_end (also after an error). The same text
 * may not be begun twice at a time. */
enum error_code sql_begin(struct sql *sql, const char *text, const struct sql_value *values, size_t count,
                          struct query **out, struct error *error);
enum error_code query_next(struct sql *sql, struct query *query, bool *row, struct error *error);
void query_end(struct sql *sql, struct query *query); /* NULL allowed */

/* Columns of the row, from 0. Texts and bytes live until the next row. */
bool query_is_null(struct query *query, int column);
int64_t query_integer(struct query *query, int column);
double query_real(struct query *query, int column);
const char *query_text(struct query *query, int column); /* "" for NULL */
const void *query_bytes(struct query *query, int column, size_t *length);

/* BEGIN: several reads of one state. */
enum error_code sql_snapshot(struct sql *sql, struct error *error);
/* BEGIN IMMEDIATE; COMMIT; and ROLLBACK when a transaction is open. */
enum error_code sql_transaction(struct sql *sql, struct error *error);
enum error_code sql_commit(struct sql *sql, struct error *error);
void sql_rollback(struct sql *sql);

/* Pages in the WAL, and of these those that are not in the file yet, as of the last commit or checkpoint of
 * this connection. */
int sql_wal_pages(const struct sql *sql);
int sql_wal_due(const struct sql *sql);
/* Copies the WAL into the file as far as nobody reads what is older. Never waits. */
enum error_code sql_checkpoint(struct sql *sql, struct error *error);
/* The same, and leaves the WAL empty on disk. Never waits: ERROR_IO while anybody reads. */
enum error_code sql_cut_wal(struct sql *sql, struct error *error);

#endif
