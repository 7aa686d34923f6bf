/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The journal as a file: bytes of any size, when they are on disk, and who may read them. */
#include "tests/support/journal.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

TestSuite(journal_file, .timeout = 120);

/* --- bytes -------------------------------------------------------------------------------------------- */

static struct blob *pattern(size_t length)
{
    struct blob *blob = blob_new(length);
    for (size_t i = 0; i < length; i++)
        blob->bytes[i] = (unsigned char)(i % 251 ^ i >> 20);
    return blob;
}

Test(journal_file, holds_large_bodies_without_a_copy_and_gives_them_back)
{
    static const size_t lengths[] = {0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 5000003};
    struct journal_place place;
    struct blob *bodies[6], *back;
    place_make(&place);
    place_open(&place);
    for (size_t i = 0; i < 6; i++) {
        char key[2] = {(char)('a' + i), '\0'};
        struct journal_job job = job_of(i + 1, "a", key);
        bodies[i] = pattern(lengths[i]);
        struct piece piece = {bodies[i]->bytes, bodies[i]->length, bodies[i]};
        cr_assert_eq(journal_add_job(place.journal, &job, &piece, NULL), ERROR_NONE);
        cr_assert_eq(bodies[i]->holders, lengths[i] > 0 ? 2 : 1);
    }
    place_commit(&place);
    for (size_t i = 0; i < 6; i++) {
        cr_assert_eq(bodies[i]->holders, 1, "dropped by journal_committed");
        cr_assert_eq(journal_read_body(place.journal, i + 1, &back, NULL), ERROR_NONE);
        cr_assert_eq(back->length, lengths[i]);
        cr_assert_eq(memcmp(back->bytes, bodies[i]->bytes, lengths[i]), 0);
        blob_drop(back);
        blob_drop(bodies[i]);
    }
    place_remove(&place);
}

/* --- batches ------------------------------------------------------------------------------------------ */

Test(journal_file, numbers_batches_and_tells_when_they_are_on_disk)
{
    struct journal_place place;
    place_make(&place);
    place_open(&place);
    cr_assert_eq(journal_submit(place.journal), 0, "nothing yet");
    cr_assert_eq(journal_committed(place.journal), 0);
    struct journal_job one = job_of(1, "a", "1"), two = job_of(2, "a", "2");
    place_add(&place, &one, "1");
    uint64_t first = journal_submit(place.journal);
    cr_assert_eq(first, 1);
    cr_assert_eq(journal_submit(place.journal), 1, "nothing new");
    place_add(&place, &two, "2");
    cr_assert_eq(journal_submit(place.journal), 2);
    place_wait_committed(&place, 2);
    cr_assert_eq(journal_committed(place.journal), 2);
    cr_assert_not(journal_failure(place.journal, NULL));
    struct journal_stats stats;
    journal_stats(place.journal, &stats);
    cr_assert_eq(stats.changes, 2);
    cr_assert_eq(stats.waiting_changes, 0);
    cr_assert_eq(stats.waiting_bytes, 0);
    cr_assert_eq(stats.commit.count, stats.transactions);
    place_remove(&place);
}

Test(journal_file, writes_what_was_queued_before_it_closes)
{
    struct journal_place place;
    place_make(&place);
    place_open(&place);
    struct journal_job job = job_of(1, "a", "k");
    place_add(&place, &job, "body");
    place_close(&place);
    place_open(&place);
    cr_assert_str_eq(place_list(&place, &(struct journal_filter){.open_only = false}), "1:queued ");
    place_remove(&place);
}

/* --- people ------------------------------------------------------------------------------------------- */

Test(journal_file, can_be_read_by_people_while_it_is_open)
{
    struct journal_place place;
    place_make(&place);
    place_open(&place);
    struct journal_job job = job_of(1, "kota", "k");
    place_add(&place, &job, "body");
    job = job_ended_as(job, JOB_DONE, 5);
    place_finish(&place, &job, "plan");
    place_commit(&place);
    cr_assert_str_eq(place_shell(&place,
                                 "SELECT id, client, state, accepted_at, finished_at, waited_s, ran_s "
                                 "FROM overview"),
                     "1|kota|done|2026-01-01T00:00:01.000Z|2026-01-01T00:00:06.000Z|0.25|4.75\n");
    place_remove(&place);
}

Test(journal_file, is_for_its_user_alone)
{
    struct journal_place place;
    struct stat status;
    char path[64];
    place_make(&place);
    umask(0);
    place_open(&place);
    struct journal_job job = job_of(1, "a", "k");
    place_add(&place, &job, "body");
    place_commit(&place);
    for (size_t i = 0; i < 4; i++) {
        static const char *const endings[] = {"", "-wal", "-shm", "-lock"};
        snprintf(path, sizeof path, "%s%s", place.path, endings[i]);
        cr_assert_eq(stat(path, &status), 0, "%s", path);
        cr_assert_eq(status.st_mode & 0777, 0600, "%s", path);
    }
    place_remove(&place);
}
