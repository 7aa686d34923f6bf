/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Retention: which jobs and instances are beyond what may stay. First what is too old; when nothing is, what
 * is too much: those who keep the most are cut down to one level, so that nobody pushes out what another
 * keeps below it (max-min fairness; Bertsekas and Gallager 1992, "Data Networks", section 6.5.2). */
#include "solver/service/journal_parts.h"

#include "proto/instant.h"

#include <stdio.h>
#include <string.h>

/* A kind of thing that is kept. Its queries show id, bytes, client and name, oldest first: those used before
 * ?1, and those of client ?1. */
struct kind {
    const char *name; /* in table kept */
    const char *newest, *older, *of_client;
};

/* A plan that another job is to start from stays. */
#define ENDED                                                                                                \
    "SELECT id, result_bytes, client, key FROM jobs AS j WHERE NOT EXISTS (SELECT 1 FROM jobs "              \
    "WHERE follows = j.id AND follows IS NOT NULL AND finished_at IS NULL) AND "
static const struct kind ended_jobs = {
    .name = "ended",
    .newest = "SELECT id FROM jobs WHERE finished_at IS NOT NULL ORDER BY finished_at DESC, id DESC LIMIT 1",
    .older = ENDED "finished_at < ?1 ORDER BY finished_at, id",
    .of_client = ENDED "client = ?1 AND finished_at IS NOT NULL ORDER BY finished_at, id",
};

#define UNUSED                                                                                               \
    "SELECT id, bytes, client, sha256 FROM instances AS i WHERE NOT EXISTS (SELECT 1 FROM jobs "             \
    "WHERE client = i.client AND instance = i.sha256 AND finished_at IS NULL) AND "
static const struct kind stored_instances = {
    .name = "instances",
    .newest = "SELECT id FROM instances ORDER BY used_at DESC, id DESC LIMIT 1",
    .older = UNUSED "used_at < ?1 ORDER BY used_at, id",
    .of_client = UNUSED "client = ?1 ORDER BY used_at, id",
};

/* One look at one kind. */
struct look {
    struct journal *journal;
    const struct kind *kind;
    size_t limit, shown;
    bool (*show)(void *context, struct query *row);
    void *context;
};

/* --- rows --------------------------------------------------------------------------------------------- */

/* What a client has, and what it may: of jobs or of bytes. */
struct share {
    bool of_bytes;
    int64_t own, level;
    int64_t excess; /* of all clients: when it is gone, nobody gives more */
    int64_t spared; /* id of the newest: the last result is there for who asked for it, however large */
};

/* Shows the row, when it must go. *more: whether the next may have to. */
static void show_row(struct look *look, struct query *row, struct share *share, bool *more)
{
    if (share == NULL || query_integer(row, 0) != share->spared) {
        look->shown++;
        *more = look->show(look->context, row) && look->shown < look->limit;
        if (share != NULL) {
            int64_t part = share->of_bytes ? query_integer(row, 1) : 1;
            share->own -= part;
            share->excess -= part;
        }
    }
    if (share != NULL && (share->own <= share->level || share->excess <= 0)) {
        *more = false;
    }
}

/* The rows that a text with one value shows; share NULL: all of them must go. */
static enum error_code show_rows(struct look *look, const char *text, const char *value, struct share *share,
                                 struct error *error)
{
    struct sql *sql = look->journal->reader;
    struct sql_value given = sql_text(value);
    struct query *query;
    bool row = false, more = true;
    enum error_code code = sql_begin(sql, text, &given, 1, &query, error);
    while (code == ERROR_NONE && more) {
        code = query_next(sql, query, &row, error);
        more = row;
        if (code == ERROR_NONE && row) {
            show_row(look, query, share, &more);
        }
    }
    query_end(sql, query);
    return code;
}

/* --- shares ------------------------------------------------------------------------------------------- */

/* "SELECT client, count FROM kept ...", those who have the most first; `more` follows. */
static void largest(const struct share *share, const char *more, char *text, size_t size)
{
    const char *column = share->of_bytes ? "bytes" : "count";
    snprintf(text, size, "SELECT client, %s FROM kept WHERE kind = ?1 %s ORDER BY %s DESC", column, more,
             column);
}

/* The level: what the k largest have together, less the excess, divided by k; k grows until the next one lies
 * below. Reads k + 1 rows. */
static enum error_code find_level(const struct look *look, struct share *share, struct error *error)
{
    struct sql *sql = look->journal->reader;
    struct sql_value kind = sql_text(look->kind->name);
    struct query *query;
    char text[160];
    int64_t sum = 0, clients = 0;
    bool row = true;
    largest(share, "", text, sizeof text);
    enum error_code code = sql_begin(sql, text, &kind, 1, &query, error);
    while (code == ERROR_NONE && row) {
        code = query_next(sql, query, &row, error);
        int64_t own = code == ERROR_NONE && row ? query_integer(query, 1) : 0;
        row = row && sum - clients * own < share->excess;
        sum += row ? own : 0;
        clients += row ? 1 : 0;
    }
    query_end(sql, query);
    share->level = clients > 0 && sum > share->excess ? (sum - share->excess) / clients : 0;
    return code;
}

static enum error_code show_above_level(struct look *look, struct share *share, struct error *error)
{
    struct sql *sql = look->journal->reader;
    struct sql_value values[] = {sql_text(look->kind->name), sql_integer(share->level)};
    struct query *query;
    char text[160];
    bool row = true;
    largest(share, share->of_bytes ? "AND bytes > ?2" : "AND count > ?2", text, sizeof text);
    enum error_code code = sql_begin(sql, text, values, 2, &query, error);
    while (code == ERROR_NONE && row && share->excess > 0 && look->shown < look->limit) {
        code = query_next(sql, query, &row, error);
        if (code == ERROR_NONE && row) {
            share->own = query_integer(query, 1);
            code = show_rows(look, look->kind->of_client, query_text(query, 0), share, error);
        }
    }
    query_end(sql, query);
    return code;
}

/* most 0: no bound. */
static enum error_code show_share(struct look *look, bool of_bytes, uint64_t most, struct error *error)
{
    struct share share = {.of_bytes = of_bytes};
    struct sql *sql = look->journal->reader;
    char text[80];
    int64_t all = 0;
    snprintf(text, sizeof text, "SELECT %s FROM totals WHERE name = '%s'", of_bytes ? "bytes" : "count",
             look->kind->name);
    enum error_code code = sql_number(sql, text, &all, error);
    share.excess = most > 0 && most < (uint64_t)all ? all - (int64_t)most : 0;
    if (code != ERROR_NONE || share.excess == 0) {
        return code;
    }
    code = sql_number(sql, look->kind->newest, &share.spared, error);
    if (code == ERROR_NONE) {
        code = find_level(look, &share, error);
    }
    return code == ERROR_NONE ? show_above_level(look, &share, error) : code;
}

/* One rule at a time: what it shows is still counted by the others. */
static enum error_code show_excess(struct look *look, const struct journal_keep *keep, struct error *error)
{
    enum error_code code = ERROR_NONE;
    if (keep->since_ms > 0) {
        char since[INSTANT_BYTES];
        instant_format(keep->since_ms, since);
        code = show_rows(look, look->kind->older, since, NULL, error);
    }
    if (code == ERROR_NONE && look->shown == 0) {
        code = show_share(look, false, keep->count, error);
    }
    if (code == ERROR_NONE && look->shown == 0) {
        code = show_share(look, true, keep->bytes, error);
    }
    return code;
}

/* --- jobs --------------------------------------------------------------------------------------------- */

struct visit {
    bool (*visitor)(void *context, uint64_t id);
    void *context;
};

static bool visit_job(void *context, struct query *row)
{
    struct visit *visit = context;
    return visit->visitor(visit->context, (uint64_t)query_integer(row, 0));
}

enum error_code journal_visit_excess(struct journal *journal, const struct journal_keep *keep, size_t limit,
                                     bool (*visitor)(void *context, uint64_t id), void *context,
                                     struct error *error)
{
    struct visit visit = {visitor, context};
    struct look look = {journal, &ended_jobs, limit, 0, visit_job, &visit};
    return show_excess(&look, keep, error);
}

/* --- instances ---------------------------------------------------------------------------------------- */

struct expiry {
    struct journal *journal;
    enum error_code code;
    struct error *error;
};

static bool expire(void *context, struct query *row)
{
    struct expiry *expiry = context;
    unsigned char hash[JOURNAL_HASH_BYTES];
    const char *client = query_text(row, 2);
    if (hex_read(query_text(row, 3), hash) && !instance_is_doomed(expiry->journal, client, hash)) {
        expiry->code = journal_forget_instance(expiry->journal, client, hash, expiry->error);
    }
    return expiry->code == ERROR_NONE;
}

enum error_code journal_expire_instances(struct journal *journal, const struct journal_keep *keep,
                                         size_t limit, size_t *shown, struct error *error)
{
    struct expiry expiry = {journal, ERROR_NONE, error};
    struct look look = {journal, &stored_instances, limit, 0, expire, &expiry};
    enum error_code code = show_excess(&look, keep, error);
    *shown = look.shown;
    return code == ERROR_NONE ? expiry.code : code;
}
