/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Instances that clients store: once each, and what retention forgets of them. */
#include "proto/instant.h"
#include "tests/support/journal.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

TestSuite(journal_instances, .timeout = 120);

static int64_t second(int s)
{
    int64_t year_ms = 0;
    instant_parse("2026-01-01T00:00:00.000Z", &year_ms);
    return year_ms + s * 1000;
}

static const unsigned char *hash_of(int number)
{
    static unsigned char hash[JOURNAL_HASH_BYTES];
    memset(hash, number, sizeof hash);
    return hash;
}

static void put(struct journal_place *place, int number, int at_s)
{
    struct piece piece = {.bytes = "0123456789", .length = 10};
    cr_assert_eq(journal_put_instance(place->journal, "a", hash_of(number), second(at_s), &piece, NULL),
                 ERROR_NONE);
}

static void add_naming(struct journal_place *place, uint64_t id, int number)
{
    char key[16];
    snprintf(key, sizeof key, "names %d", (int)id);
    struct journal_job job = job_of(id, "a", key);
    job.has_instance = true;
    memcpy(job.instance, hash_of(number), sizeof job.instance);
    place_add(place, &job, "body");
}

/* "1 3 ": instances 1 to 4 that can be found. */
static const char *found(struct journal_place *place)
{
    static char text[16];
    text[0] = '\0';
    for (int number = 1; number <= 4; number++) {
        uint64_t bytes;
        int64_t stored_ms;
        char more[4] = {(char)('0' + number), ' ', '\0'};
        cr_assert_eq(journal_find_instance(place->journal, "a", hash_of(number), &bytes, &stored_ms, NULL),
                     ERROR_NONE);
        if (bytes > 0)
            strcat(text, more);
    }
    return text;
}

static size_t expire(struct journal_place *place, struct journal_keep keep)
{
    size_t shown;
    cr_assert_eq(journal_expire_instances(place->journal, &keep, 100, &shown, NULL), ERROR_NONE);
    return shown;
}

Test(journal_instances, are_shared_by_client_like_results)
{
    struct journal_place place;
    place_make(&place);
    place_open(&place);
    put(&place, 4, 1);
    for (int number = 1; number <= 3; number++) {
        struct piece piece = {.bytes = "0123456789", .length = 10};
        cr_assert_eq(
            journal_put_instance(place.journal, "f", hash_of(number), second(10 * number), &piece, NULL),
            ERROR_NONE);
    }
    place_commit(&place);
    cr_assert_eq(expire(&place, (struct journal_keep){.count = 4, .bytes = 40}), 0);
    cr_assert_eq(expire(&place, (struct journal_keep){.count = 2}), 2);
    place_commit(&place);
    cr_assert_str_eq(found(&place), "4 ", "client a's, the oldest of all");
    cr_assert_str_eq(place_shell(&place, "SELECT client, used_at FROM instances ORDER BY client"),
                     "a|2026-01-01T00:00:01.000Z\nf|2026-01-01T00:00:30.000Z\n");
    place_remove(&place);
}

Test(journal_instances, longest_unused_go_first)
{
    struct journal_place place;
    place_make(&place);
    place_open(&place);
    for (int number = 1; number <= 4; number++)
        put(&place, number, 10 * number);
    put(&place, 1, 50);
    place_commit(&place);
    expire(&place, (struct journal_keep){.count = 4, .bytes = 40, .since_ms = second(20)});
    cr_assert_str_eq(found(&place), "1 2 3 4 ");
    expire(&place, (struct journal_keep){.bytes = 30});
    cr_assert_str_eq(found(&place), "1 3 4 ", "not found from now on");
    expire(&place, (struct journal_keep){.since_ms = second(31)});
    place_commit(&place);
    cr_assert_str_eq(found(&place), "1 4 ");
    expire(&place, (struct journal_keep){.count = 1});
    place_commit(&place);
    cr_assert_str_eq(found(&place), "1 ");
    cr_assert_str_eq(place_shell(&place, "SELECT count(*) FROM instance_parts; SELECT * FROM totals"),
                     "1\nended|0|0\ninstances|1|10\n");
    place_remove(&place);
}

Test(journal_instances, that_open_jobs_name_stay)
{
    struct journal_place place;
    struct journal_keep nothing = {.since_ms = second(100000)};
    place_make(&place);
    place_open(&place);
    put(&place, 1, 10);
    put(&place, 2, 20);
    add_naming(&place, 1, 1);
    place_commit(&place);
    expire(&place, nothing);
    place_commit(&place);
    cr_assert_str_eq(found(&place), "1 ");
    struct journal_job job = job_ended_as(job_of(1, "a", "names 1"), JOB_DONE, 5);
    place_finish(&place, &job, "plan");
    place_commit(&place);
    expire(&place, nothing);
    place_commit(&place);
    cr_assert_str_eq(found(&place), "");
    place_remove(&place);
}

/* The job was added after the forgetting was decided, from a file that did not show the job yet. */
Test(journal_instances, that_a_job_of_the_same_batch_names_stay)
{
    struct journal_place place;
    place_make(&place);
    place_open(&place);
    put(&place, 1, 10);
    place_commit(&place);
    add_naming(&place, 1, 1);
    expire(&place, (struct journal_keep){.since_ms = second(100000)});
    struct blob *blob;
    cr_assert_str_eq(found(&place), "", "no further job can name it");
    cr_assert_eq(journal_read_instance(place.journal, "a", hash_of(1), &blob, NULL), ERROR_NONE);
    cr_assert_str_eq(blob_text(blob), "0123456789", "the one that does can have it");
    place_commit(&place);
    cr_assert_str_eq(found(&place), "1 ", "it had to stay");
    place_remove(&place);
}

Test(journal_instances, stored_again_while_they_go_are_there)
{
    struct journal_place place;
    place_make(&place);
    place_open(&place);
    put(&place, 1, 10);
    place_commit(&place);
    expire(&place, (struct journal_keep){.since_ms = second(100)});
    put(&place, 1, 200);
    place_commit(&place);
    cr_assert_str_eq(found(&place), "1 ");
    place_remove(&place);
}

Test(journal_instances, are_stored_once_per_client)
{
    unsigned char hash[JOURNAL_HASH_BYTES] = {1, 2, 3};
    struct journal_place place;
    struct blob *back;
    uint64_t bytes;
    int64_t stored_ms;
    place_make(&place);
    place_open(&place);
    struct piece piece = {.bytes = "instance", .length = 8};
    journal_put_instance(place.journal, "a", hash, 1000, &piece, NULL);
    journal_put_instance(place.journal, "a", hash, 5000, &piece, NULL);
    place_commit(&place);
    cr_assert_eq(journal_find_instance(place.journal, "a", hash, &bytes, &stored_ms, NULL), ERROR_NONE);
    cr_assert_eq(bytes, 8);
    cr_assert_eq(stored_ms, 5000);
    cr_assert_eq(journal_read_instance(place.journal, "a", hash, &back, NULL), ERROR_NONE);
    cr_assert_str_eq(blob_text(back), "instance");
    cr_assert_eq(journal_find_instance(place.journal, "b", hash, &bytes, &stored_ms, NULL), ERROR_NONE);
    cr_assert_eq(bytes, 0, "another client's");
    cr_assert_eq(journal_read_instance(place.journal, "b", hash, &back, NULL), ERROR_NONE);
    cr_assert_null(back);
    cr_assert_str_eq(place_shell(&place, "SELECT count(*) FROM instance_parts"), "1\n");
    place_remove(&place);
}
