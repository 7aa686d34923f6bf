/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What retention shows and forgets of jobs and their results. */
#include "proto/instant.h"
#include "tests/support/journal.h"

#include <criterion/criterion.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

TestSuite(journal_keep, .timeout = 120);

static const struct journal_filter oldest_first = {.oldest_first = true};

/* Jobs 1 to 5; 4, 3, 2, 1 have ended in this order with results of 10, 20, 30, 40 bytes; 5 is queued. */
static void make_five(struct journal_place *place)
{
    place_make(place);
    place_open(place);
    for (uint64_t id = 1; id <= 5; id++) {
        char key[8], result[64];
        snprintf(key, sizeof key, "k%d", (int)id);
        snprintf(result, sizeof result, "%0*d", (int)(50 - 10 * id), 0);
        struct journal_job job = job_of(id, "a", key);
        place_add(place, &job, "body");
        if (id < 5) {
            job = job_ended_as(job, JOB_DONE, 100 - 10 * (int)id);
            place_finish(place, &job, result);
        }
    }
    place_commit(place);
}

static bool note_id(void *context, uint64_t id)
{
    char *text = context, more[16];
    snprintf(more, sizeof more, "%d ", (int)id);
    strcat(text, more);
    return true;
}

static const char *excess(struct journal_place *place, struct journal_keep keep, size_t limit)
{
    static char text[64];
    text[0] = '\0';
    cr_assert_eq(journal_visit_excess(place->journal, &keep, limit, note_id, text, NULL), ERROR_NONE);
    return text;
}

static int64_t second(int s)
{
    int64_t year_ms = 0;
    instant_parse("2026-01-01T00:00:00.000Z", &year_ms);
    return year_ms + s * 1000;
}

Test(journal_keep, shows_what_is_beyond_count_bytes_and_age_oldest_first)
{
    struct journal_place place;
    make_five(&place); /* 4 ended at 64 s, 3 at 73 s, 2 at 82 s, 1 at 91 s; 100 bytes */
    cr_assert_str_eq(excess(&place, (struct journal_keep){0}, 100), "");
    cr_assert_str_eq(excess(&place, (struct journal_keep){.count = 4}, 100), "");
    cr_assert_str_eq(excess(&place, (struct journal_keep){.count = 2}, 100), "4 3 ");
    cr_assert_str_eq(excess(&place, (struct journal_keep){.count = 1}, 2), "4 3 ");
    cr_assert_str_eq(excess(&place, (struct journal_keep){.bytes = 100}, 100), "");
    cr_assert_str_eq(excess(&place, (struct journal_keep){.bytes = 70}, 100), "4 3 ");
    cr_assert_str_eq(excess(&place, (struct journal_keep){.bytes = 1}, 100), "4 3 2 ", "the newest stays");
    cr_assert_str_eq(excess(&place, (struct journal_keep){.since_ms = second(73)}, 100), "4 ");
    cr_assert_str_eq(excess(&place, (struct journal_keep){.since_ms = second(1000)}, 100), "4 3 2 1 ");
    cr_assert_str_eq(excess(&place, (struct journal_keep){.count = 3, .since_ms = second(82)}, 100), "4 3 ");
    place_remove(&place);
}

static bool forget(void *context, uint64_t id)
{
    return journal_forget_job(context, id, NULL) == ERROR_NONE;
}

/* Jobs of the clients named by the letters, one each, that end in this order with results of so many bytes.
 */
static void make_ended(struct journal_place *place, const char *clients, const int *bytes)
{
    place_make(place);
    place_open(place);
    for (int i = 0; clients[i] != '\0'; i++) {
        char client[2] = {clients[i], '\0'}, key[16], result[64];
        snprintf(key, sizeof key, "k%d", i + 1);
        snprintf(result, sizeof result, "%0*d", bytes != NULL ? bytes[i] : 1, 0);
        struct journal_job job = job_of((uint64_t)i + 1, client, key);
        place_add(place, &job, "body");
        job = job_ended_as(job, JOB_DONE, 1);
        place_finish(place, &job, result);
    }
    place_commit(place);
}

static void forget_all(struct journal_place *place, struct journal_keep keep)
{
    char shown[256];
    do {
        strcpy(shown, excess(place, keep, 1000));
        cr_assert_eq(journal_visit_excess(place->journal, &keep, 1000, forget, place->journal, NULL),
                     ERROR_NONE);
        place_commit(place);
    } while (shown[0] != '\0');
}

/* a has 1 2 4 6 8, b 3 and 7, c 5. */
Test(journal_keep, who_keeps_the_most_gives_first_and_its_own_oldest)
{
    struct journal_place place;
    make_ended(&place, "aabacaba", NULL);
    cr_assert_str_eq(excess(&place, (struct journal_keep){.count = 7}, 100), "1 ");
    cr_assert_str_eq(excess(&place, (struct journal_keep){.count = 5}, 100), "1 2 4 ");
    cr_assert_str_eq(excess(&place, (struct journal_keep){.count = 5}, 2), "1 2 ");
    cr_assert_str_eq(excess(&place, (struct journal_keep){.count = 3}, 100), "1 2 4 6 3 ",
                     "down to one each");
    forget_all(&place, (struct journal_keep){.count = 3});
    cr_assert_str_eq(place_list(&place, &oldest_first), "5:done 7:done 8:done ");
    place_remove(&place);
}

Test(journal_keep, a_flood_pushes_out_only_the_floods_own_results)
{
    enum { FLOOD = 300 };
    char clients[FLOOD + 3];
    struct journal_place place;
    memset(clients, 'f', sizeof clients);
    clients[0] = 'a';
    clients[1] = 'b';
    clients[FLOOD + 2] = '\0';
    make_ended(&place, clients, NULL);
    struct journal_keep keep = {.count = 100};
    cr_assert_eq(journal_visit_excess(place.journal, &keep, 1000, forget, place.journal, NULL), ERROR_NONE);
    place_commit(&place);
    cr_assert_str_eq(place_shell(&place, "SELECT client, count(*), min(id), max(id) FROM jobs GROUP BY 1"),
                     "a|1|1|1\nb|1|2|2\nf|98|205|302\n");
    cr_assert_str_eq(place_shell(&place, "SELECT * FROM kept"), "ended|a|1|1\nended|b|1|1\nended|f|98|98\n");
    place_remove(&place);
}

Test(journal_keep, of_bytes_too_who_keeps_the_most_gives_first)
{
    static const int bytes[] = {10, 30, 5, 30, 20};
    struct journal_place place;
    make_ended(&place, "abbab", bytes); /* a 40, b 55 */
    cr_assert_str_eq(excess(&place, (struct journal_keep){.bytes = 95}, 100), "");
    cr_assert_str_eq(excess(&place, (struct journal_keep){.bytes = 94}, 100), "2 ");
    cr_assert_str_eq(excess(&place, (struct journal_keep){.bytes = 60}, 100), "2 1 ");
    forget_all(&place, (struct journal_keep){.bytes = 1});
    cr_assert_str_eq(place_list(&place, &oldest_first), "5:done ", "the newest, however large");
    place_remove(&place);
}

/* As a mutasid before shares by client left it. */
Test(journal_keep, counts_what_a_file_of_version_1_has)
{
    struct journal_place place;
    place_make(&place);
    cr_assert_str_eq(place_shell(&place, ".read " SOURCE_DIR "/tests/data/journal-1.sql"), "");
    const char *expected = place_shell(&place, "SELECT sum(finished_at IS NOT NULL) FROM jobs");
    char count[16];
    snprintf(count, sizeof count, "%s", expected);
    place_open(&place);
    cr_assert_str_eq(place_shell(&place, "SELECT sum(count) FROM kept WHERE kind = 'ended'"), count);
    cr_assert_str_eq(place_shell(&place,
                                 "SELECT t.bytes - sum(k.bytes), t.count - sum(k.count) FROM totals t "
                                 "JOIN kept k ON k.kind = t.name GROUP BY t.name"),
                     "0|0\n0|0\n");
    place_remove(&place);
}

Test(journal_keep, forgets_results_and_frees_keys)
{
    struct journal_place place;
    struct journal_keep keep = {.count = 1};
    struct journal_stats stats;
    make_five(&place);
    for (int twice = 0; twice < 2; twice++) /* what is not committed is shown again */
        cr_assert_eq(journal_visit_excess(place.journal, &keep, 100, forget, place.journal, NULL),
                     ERROR_NONE);
    place_commit(&place);
    cr_assert_str_eq(place_list(&place, &oldest_first), "1:done 5:queued ");
    cr_assert_str_eq(place_shell(&place, "SELECT count(*) FROM results"), "1\n");
    struct journal_job again = job_of(6, "a", "k4");
    place_add(&place, &again, "body");
    place_commit(&place);
    cr_assert_str_eq(place_list(&place, &oldest_first), "1:done 5:queued 6:queued ");
    place_close(&place);
    place_open(&place);
    journal_stats(place.journal, &stats);
    cr_assert_eq(stats.ended_jobs, 1);
    cr_assert_eq(stats.result_bytes, 40);
    place_remove(&place);
}

/* --- the file ----------------------------------------------------------------------------------------- */

static long file_bytes(const struct journal_place *place)
{
    struct stat status;
    cr_assert_eq(stat(place->path, &status), 0);
    return (long)status.st_size;
}

/* A job with a body of many parts comes and is forgotten. */
static void pass_large(struct journal_place *place, size_t length)
{
    struct blob *body = blob_new(length);
    memset(body->bytes, 'x', length);
    struct piece piece = {body->bytes, body->length, body};
    struct journal_job job = job_of(1, "a", "large");
    cr_assert_eq(journal_add_job(place->journal, &job, &piece, NULL), ERROR_NONE);
    place_commit(place);
    blob_drop(body);
    journal_forget_job(place->journal, 1, NULL);
    place_commit(place);
}

Test(journal_keep, overwrites_large_bytes_and_gives_their_room_back)
{
    enum { LENGTH = 60000000, LEFT = 20000000 };
    struct journal_place place;
    struct journal_stats stats = {.file_bytes = LENGTH};
    place_make(&place);
    place_open(&place);
    pass_large(&place, LENGTH);
    while (stats.file_bytes > LEFT) {
        journal_stats(place.journal, &stats);
        poll(NULL, 0, 1);
    }
    cr_assert_str_eq(place_shell(&place, "SELECT count(*) FROM bodies"), "0\n");
    place_close(&place);
    cr_assert_lt(file_bytes(&place), LEFT);
    place_remove(&place);
}

Test(journal_keep, goes_on_overwriting_after_a_restart)
{
    struct journal_place place;
    place_make(&place);
    place_open(&place);
    place_close(&place);
    place_shell(&place, "INSERT INTO rubbish VALUES ('body', 77), ('result', 78), ('instance', 79);"
                        "INSERT INTO bodies VALUES (77, 0, x'00'), (77, 1, x'00'), (1, 0, x'00');"
                        "INSERT INTO results VALUES (78, 0, x'00'), (1, 0, x'00');"
                        "INSERT INTO instance_parts VALUES (79, 0, x'00'), (1, 0, x'00')");
    place_open(&place);
    while (strcmp(place_shell(&place, "SELECT count(*) FROM rubbish"), "0\n") != 0) {
    }
    cr_assert_str_eq(place_shell(&place, "SELECT job FROM bodies UNION ALL SELECT job FROM results "
                                         "UNION ALL SELECT instance FROM instance_parts"),
                     "1\n1\n1\n");
    place_remove(&place);
}
