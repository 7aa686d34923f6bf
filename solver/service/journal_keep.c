/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Retention: which jobs and instances are beyond what may stay. */
#include "solver/service/journal_parts.h"

#include "proto/instant.h"

#include <stdlib.h>

/* --- jobs that have ended ----------------------------------------------------------------------------- */

struct excess {
    const struct journal_keep *keep;
    uint64_t count, bytes; /* what stays if nothing more is forgotten */
    size_t left;           /* to be shown */
    journal_visitor *visitor;
    void *context;
};

/* Called with the oldest first: the first one that may stay is followed by others that may. */
static bool show_excess(void *context, const struct journal_job *job)
{
    struct excess *excess = context;
    const struct journal_keep *keep = excess->keep;
    bool many = keep->count > 0 && excess->count > keep->count;
    bool large = keep->bytes > 0 && excess->bytes > keep->bytes && excess->count > 1;
    bool old = keep->since_ms > 0 && job->finished_ms < keep->since_ms;
    if (excess->left == 0 || !(many || large || old)) {
        return false;
    }
    excess->left--;
    excess->count--;
    excess->bytes -= job->result_bytes;
    return excess->visitor(excess->context, job);
}

static enum error_code read_totals(struct journal *journal, struct excess *excess, struct error *error)
{
    int64_t count, bytes;
    enum error_code code =
        sql_number(journal->reader, "SELECT count FROM totals WHERE name = 'ended'", &count, error);
    if (code == ERROR_NONE) {
        code = sql_number(journal->reader, "SELECT bytes FROM totals WHERE name = 'ended'", &bytes, error);
    }
    if (code == ERROR_NONE) {
        excess->count = (uint64_t)count;
        excess->bytes = (uint64_t)bytes;
    }
    return code;
}

enum error_code journal_visit_excess(struct journal *journal, const struct journal_keep *keep, size_t limit,
                                     journal_visitor *visitor, void *context, struct error *error)
{
    struct excess excess = {.keep = keep, .left = limit, .visitor = visitor, .context = context};
    enum error_code code = read_totals(journal, &excess, error);
    return code == ERROR_NONE ? journal_visit_ended(journal, show_excess, &excess, error) : code;
}

/* --- instances ---------------------------------------------------------------------------------------- */

static const char expired[] =
    "SELECT client, sha256 FROM (SELECT client, sha256, used_at, row_number() OVER newest AS place,"
    " sum(bytes) OVER newest AS total FROM instances WINDOW newest AS (ORDER BY used_at DESC, id DESC)) AS i "
    "WHERE ((?1 > 0 AND place > ?1) OR (?2 > 0 AND total > ?2 AND place > 1) OR used_at < ?3) "
    "AND NOT EXISTS (SELECT 1 FROM jobs WHERE client = i.client AND instance = i.sha256"
    " AND finished_at IS NULL) ORDER BY place DESC";

static enum error_code forget_row(struct journal *journal, struct query *query, struct error *error)
{
    unsigned char hash[JOURNAL_HASH_BYTES];
    const char *client = query_text(query, 0);
    if (!hex_read(query_text(query, 1), hash) || instance_is_doomed(journal, client, hash)) {
        return ERROR_NONE;
    }
    return journal_forget_instance(journal, client, hash, error);
}

enum error_code journal_expire_instances(struct journal *journal, const struct journal_keep *keep,
                                         struct error *error)
{
    char since[INSTANT_BYTES];
    struct query *query;
    bool row = true;
    instant_format(keep->since_ms, since);
    struct sql_value values[] = {sql_integer((int64_t)keep->count), sql_integer((int64_t)keep->bytes),
                                 sql_text(since)};
    enum error_code code = sql_begin(journal->reader, expired, values, 3, &query, error);
    while (code == ERROR_NONE && row) {
        code = query_next(journal->reader, query, &row, error);
        if (code == ERROR_NONE && row) {
            code = forget_row(journal, query, error);
        }
    }
    query_end(journal->reader, query);
    return code;
}
