/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The write-ahead log, and those who read the journal for long. */
#include "tests/support/journal.h"

#include <criterion/criterion.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

TestSuite(journal_wal, .timeout = 120);

enum { MIB = 1 << 20, LARGE = 64 };

/* A sqlite3 that reads one state of the file until it is ended. */
static FILE *read_for_long(const struct journal_place *place)
{
    char command[256], seen[64];
    struct stat status = {.st_size = 0};
    snprintf(seen, sizeof seen, "%s-seen", place->path);
    snprintf(command, sizeof command, "exec sqlite3 -readonly -batch %s >%s", place->path, seen);
    FILE *reader = popen(command, "w");
    cr_assert_not_null(reader);
    fputs("BEGIN; SELECT 'count', count(*) FROM jobs;\n", reader);
    fflush(reader);
    while (stat(seen, &status) != 0 || status.st_size == 0)
        poll(NULL, 0, 1);
    remove(seen);
    return reader;
}

static long wal_bytes(const struct journal_place *place)
{
    char name[64];
    struct stat status;
    snprintf(name, sizeof name, "%s-wal", place->path);
    return stat(name, &status) == 0 ? (long)status.st_size : -1;
}

/* Jobs with bodies of a MiB, a commit each. */
static void add_many(struct journal_place *place, uint64_t first, int count)
{
    struct blob *body = blob_new(MIB);
    memset(body->bytes, 'x', MIB);
    for (int i = 0; i < count; i++) {
        char key[32];
        snprintf(key, sizeof key, "k%d", (int)first + i);
        struct journal_job job = job_of(first + (uint64_t)i, "a", key);
        struct piece piece = {body->bytes, body->length, body};
        cr_assert_eq(journal_add_job(place->journal, &job, &piece, NULL), ERROR_NONE);
        place_commit(place);
    }
    blob_drop(body);
}

/* What the journal's thread measures after the commit that was waited for. */
static struct journal_stats stats_from(struct journal_place *place, uint64_t least_wal_bytes)
{
    struct journal_stats stats;
    do {
        journal_stats(place->journal, &stats);
    } while (stats.wal_bytes < least_wal_bytes && poll(NULL, 0, 1) == 0);
    return stats;
}

Test(journal_wal, stays_small_while_nobody_reads)
{
    struct journal_place place;
    place_make(&place);
    place_open(&place);
    add_many(&place, 1, 2 * LARGE);
    cr_assert_eq(stats_from(&place, 0).wal_reader, 0);
    while (wal_bytes(&place) > LARGE * MIB)
        poll(NULL, 0, 1);
    place_remove(&place);
}

Test(journal_wal, grows_behind_a_reader_who_is_known_and_is_cut_when_it_leaves)
{
    char name[32] = "", path[64];
    struct journal_place place;
    place_make(&place);
    place_open(&place);
    add_many(&place, 1, 1);
    FILE *reader = read_for_long(&place);
    add_many(&place, 2, LARGE + 8); /* nothing waits for the reader */
    cr_assert_geq(wal_bytes(&place), LARGE * MIB);
    struct journal_stats stats = stats_from(&place, (LARGE + 8) * MIB);
    snprintf(path, sizeof path, "/proc/%ld/comm", (long)stats.wal_reader);
    FILE *about = fopen(path, "r");
    cr_assert_not_null(about, "%s", path);
    cr_assert_not_null(fgets(name, sizeof name, about));
    fclose(about);
    cr_assert_str_eq(name, "sqlite3\n");
    fputs("SELECT count(*) FROM jobs;\n", reader);
    cr_assert_eq(pclose(reader), 0);
    while (wal_bytes(&place) > 0) /* without another commit */
        poll(NULL, 0, 1);
    cr_assert_str_eq(place_shell(&place, "SELECT count(*) FROM jobs; PRAGMA quick_check"), "73\nok\n");
    place_remove(&place);
}
