/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/service/journal_parts.h"

#include "solver/service/spool.h"

#include <stdio.h>
#include <string.h>

/* --- hashes as text ----------------------------------------------------------------------------------- */

void hex_write(const unsigned char bytes[JOURNAL_HASH_BYTES], char out[HEX_BYTES])
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < JOURNAL_HASH_BYTES; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[HEX_BYTES - 1] = '\0';
}

bool hex_read(const char *text, unsigned char out[JOURNAL_HASH_BYTES])
{
    char back[HEX_BYTES];
    if (strlen(text) != HEX_BYTES - 1) {
        return false;
    }
    for (size_t i = 0; i < JOURNAL_HASH_BYTES; i++) {
        unsigned byte;
        if (sscanf(text + 2 * i, "%2x", &byte) != 1) {
            return false;
        }
        out[i] = (unsigned char)byte;
    }
    hex_write(out, back);
    return strcmp(back, text) == 0;
}

/* --- parts -------------------------------------------------------------------------------------------- */

static const char *const inserts[] = {
    [PARTS_BODY] = "INSERT INTO bodies (job, part, bytes) VALUES (?, ?, ?)",
    [PARTS_RESULT] = "INSERT INTO results (job, part, bytes) VALUES (?, ?, ?)",
    [PARTS_INSTANCE] = "INSERT INTO instance_parts (instance, part, bytes) VALUES (?, ?, ?)",
};
static const char *const selects[] = {
    [PARTS_BODY] = "SELECT bytes FROM bodies WHERE job = ? ORDER BY part",
    [PARTS_RESULT] = "SELECT bytes FROM results WHERE job = ? ORDER BY part",
    [PARTS_INSTANCE] = "SELECT bytes FROM instance_parts WHERE instance = ? ORDER BY part",
};
static const char *const lengths[] = {
    [PARTS_BODY] = "SELECT body_bytes FROM jobs WHERE id = ? AND finished_at IS NULL",
    [PARTS_RESULT] = "SELECT result_bytes FROM jobs WHERE id = ? AND state = 'done'",
    [PARTS_INSTANCE] = "SELECT bytes FROM instances WHERE id = ?",
};

enum error_code parts_write(struct sql *sql, enum parts_table table, int64_t owner, const struct piece *bytes,
                            struct error *error)
{
    const unsigned char *from = bytes->bytes;
    enum error_code code = ERROR_NONE;
    for (size_t at = 0, part = 0; at < bytes->length && code == ERROR_NONE; at += PART_BYTES, part++) {
        size_t length = bytes->length - at < PART_BYTES ? bytes->length - at : PART_BYTES;
        struct sql_value values[] = {sql_integer(owner), sql_integer((int64_t)part),
                                     sql_bytes(from + at, length)};
        code = sql_run(sql, inserts[table], values, 3, error);
    }
    return code;
}

/* -1: there is no such owner. */
static enum error_code find_length(struct sql *sql, enum parts_table table, int64_t owner, int64_t *length,
                                   struct error *error)
{
    struct query *query;
    bool row = false;
    struct sql_value value = sql_integer(owner);
    enum error_code code = sql_begin(sql, lengths[table], &value, 1, &query, error);
    if (code == ERROR_NONE) {
        code = query_next(sql, query, &row, error);
    }
    *length = row ? query_integer(query, 0) : -1;
    query_end(sql, query);
    return code;
}

static enum error_code read_parts(struct sql *sql, enum parts_table table, int64_t owner, struct blob *into,
                                  struct error *error)
{
    struct query *query;
    bool row = true;
    size_t have = 0;
    struct sql_value value = sql_integer(owner);
    enum error_code code = sql_begin(sql, selects[table], &value, 1, &query, error);
    while (code == ERROR_NONE && row && (code = query_next(sql, query, &row, error)) == ERROR_NONE && row) {
        size_t length;
        const void *bytes = query_bytes(query, 0, &length);
        if (length == 0 || length > into->length - have) {
            have = SIZE_MAX;
            break;
        }
        memcpy(into->bytes + have, bytes, length);
        have += length;
    }
    query_end(sql, query);
    if (code == ERROR_NONE && have != into->length) {
        return error_set(error, ERROR_IO, "", "the journal holds other bytes than it says, of %lld",
                         (long long)owner);
    }
    return code;
}

static enum error_code read_blob(struct sql *sql, enum parts_table table, int64_t owner, const char *spool,
                                 struct blob **out, struct error *error)
{
    int64_t length;
    enum error_code code = find_length(sql, table, owner, &length, error);
    if (code != ERROR_NONE || length < 0) {
        return code;
    }
    struct blob *blob = length >= SPOOL_LEAST_BYTES && spool != NULL ? spool_blob(spool, (size_t)length)
                                                                     : blob_new((size_t)length);
    if (blob == NULL) {
        return error_set(error, ERROR_MEMORY, "", "no room for %lld bytes of the journal", (long long)length);
    }
    code = read_parts(sql, table, owner, blob, error);
    if (code != ERROR_NONE) {
        blob_drop(blob);
        return code;
    }
    *out = blob;
    return ERROR_NONE;
}

enum error_code parts_read(struct sql *sql, enum parts_table table, int64_t owner, const char *spool,
                           struct blob **out, struct error *error)
{
    *out = NULL;
    enum error_code code = sql_snapshot(sql, error); /* the writer goes on meanwhile */
    if (code == ERROR_NONE) {
        code = read_blob(sql, table, owner, spool, out, error);
    }
    sql_rollback(sql);
    return code;
}
