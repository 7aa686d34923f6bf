/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which files are opened as a journal, which are refused with what words, and how older ones become today's.
 */
#include "solver/service/journal_schema.h"
#include "tests/support/journal.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

TestSuite(journal_open, .timeout = 120);

static const struct journal_filter all_jobs;

static void write_file(const char *path, long at, const void *bytes, size_t length)
{
    int fd = open(path, O_WRONLY | O_CREAT, 0600);
    cr_assert(fd >= 0);
    cr_assert_eq(pwrite(fd, bytes, length, at), (ssize_t)length);
    close(fd);
}

static long size_of(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 ? (long)status.st_size : -1;
}

static void assert_refused(struct journal_place *place, const char *word, const char *advice)
{
    struct error error;
    cr_assert_eq(place_try(place, &error), ERROR_REFUSED);
    cr_assert_null(place->journal);
    cr_assert_not_null(strstr(error.text, place->path), "%s", error.text);
    cr_assert_not_null(strstr(error.text, word), "%s", error.text);
    cr_assert_not_null(strstr(error.text, advice), "%s", error.text);
}

/* A closed journal with `jobs` queued jobs, each with a body of 5,000 bytes. */
static void make_journal(struct journal_place *place, int jobs)
{
    char body[5001];
    memset(body, 'b', 5000);
    body[5000] = '\0';
    place_make(place);
    place_open(place);
    for (int i = 1; i <= jobs; i++) {
        char key[16];
        snprintf(key, sizeof key, "key %d", i);
        struct journal_job job = job_of((uint64_t)i, "client", key);
        place_add(place, &job, body);
    }
    place_close(place);
}

/* --- refused ------------------------------------------------------------------------------------------ */

Test(journal_open, refuses_a_file_that_is_no_database_and_leaves_it)
{
    struct journal_place place;
    place_make(&place);
    write_file(place.path, 0, "name,unit\nAni,Dinas A\n", 22);
    assert_refused(&place, "no SQLite file", "--journal");
    cr_assert_eq(size_of(place.path), 22);
    place_remove(&place);
}

Test(journal_open, refuses_another_programs_database_and_leaves_it)
{
    struct journal_place place;
    place_make(&place);
    cr_assert_str_eq(place_shell(&place, "CREATE TABLE mail (id); INSERT INTO mail VALUES (7)"), "");
    assert_refused(&place, "another program", "--journal");
    cr_assert_str_eq(place_shell(&place, "SELECT id FROM mail; PRAGMA journal_mode; PRAGMA user_version"),
                     "7\ndelete\n0\n");
    place_remove(&place);
}

Test(journal_open, refuses_a_newer_journal_and_leaves_it)
{
    struct journal_place place;
    make_journal(&place, 1);
    place_shell(&place, "PRAGMA user_version = 99");
    assert_refused(&place, "newer mutasid (schema 99", "Start that version");
    cr_assert_str_eq(place_shell(&place, "PRAGMA user_version; SELECT count(*) FROM jobs"), "99\n1\n");
    place_remove(&place);
}

/* Every page after the first is overwritten in turn: whatever it held, opening says so or every job is there.
 */
Test(journal_open, refuses_a_damaged_journal_and_says_how_to_save_it)
{
    struct journal_place place;
    unsigned char page[4096], junk[4096];
    int refused = 0;
    make_journal(&place, 5);
    memset(junk, 0xa5, sizeof junk);
    for (long at = 4096; at < size_of(place.path); at += 4096) {
        struct error error;
        FILE *file = fopen(place.path, "rb");
        cr_assert_eq(fseek(file, at, SEEK_SET), 0);
        cr_assert_eq(fread(page, 1, sizeof page, file), sizeof page);
        fclose(file);
        write_file(place.path, at, junk, sizeof junk);
        if (place_try(&place, &error) == ERROR_NONE) {
            cr_assert_str_eq(place_list(&place, &(struct journal_filter){.oldest_first = true}),
                             "1:queued 2:queued 3:queued 4:queued 5:queued ");
            place_close(&place);
        } else {
            refused++;
            cr_assert_eq(error.code, ERROR_REFUSED);
            cr_assert_not_null(strstr(error.text, "is damaged"), "%s", error.text);
            cr_assert_not_null(strstr(error.text, ".recover"), "%s", error.text);
        }
        write_file(place.path, at, page, sizeof page);
    }
    cr_assert_geq(refused, 10, "%d pages", refused);
    place_open(&place);
    place_remove(&place);
}

Test(journal_open, refuses_a_journal_that_was_cut_off)
{
    struct journal_place place;
    make_journal(&place, 5);
    cr_assert_eq(truncate(place.path, size_of(place.path) / 2), 0);
    assert_refused(&place, "is damaged", ".recover");
    place_remove(&place);
}

Test(journal_open, refuses_a_row_that_no_mutasid_writes)
{
    struct journal_place place;
    struct error error;
    make_journal(&place, 1);
    place_shell(&place, "UPDATE jobs SET state = 'soon'");
    place_open(&place);
    struct journal_job job;
    bool found;
    cr_assert_eq(journal_find_id(place.journal, 1, &job, &found, &error), ERROR_REFUSED);
    cr_assert_not_null(strstr(error.text, "job 1 says what no mutasid writes"), "%s", error.text);
    place_remove(&place);
}

Test(journal_open, refuses_what_cannot_be_a_file)
{
    struct journal_place place;
    struct error error;
    place_make(&place);
    cr_assert_eq(mkdir(place.path, 0700), 0);
    cr_assert_eq(place_try(&place, &error), ERROR_REFUSED);
    cr_assert_eq(rmdir(place.path), 0);
    cr_assert_eq(mkfifo(place.path, 0600), 0);
    cr_assert_eq(place_try(&place, &error), ERROR_REFUSED);
    cr_assert_not_null(strstr(error.text, "is not a file"), "%s", error.text);
    cr_assert_eq(unlink(place.path), 0);
    snprintf(place.path, sizeof place.path, "/no/such/folder/journal.db");
    cr_assert_eq(place_try(&place, &error), ERROR_REFUSED);
    cr_assert_not_null(strstr(error.text, "No such file"), "%s", error.text);
    place_remove(&place);
}

Test(journal_open, refuses_a_second_service_also_by_another_name)
{
    struct journal_place place, second;
    char pid[32];
    place_make(&place);
    place_open(&place);
    second = place;
    snprintf(pid, sizeof pid, "process %ld", (long)getpid());
    assert_refused(&second, "in use by another mutasid", pid);
    snprintf(second.path, sizeof second.path, "%s/link", place.folder);
    cr_assert_eq(symlink(place.path, second.path), 0);
    struct error error;
    cr_assert_eq(place_try(&second, &error), ERROR_REFUSED);
    cr_assert_not_null(strstr(error.text, "in use by another mutasid"), "%s", error.text);
    place_close(&place);
    place_open(&second);
    place_close(&second);
    place_remove(&place);
}

/* --- made, found, brought up to date ------------------------------------------------------------------ */

Test(journal_open, makes_a_file_that_is_safe_and_may_shrink)
{
    struct journal_place place;
    make_journal(&place, 1);
    cr_assert_str_eq(place_shell(&place, "PRAGMA journal_mode; PRAGMA auto_vacuum; PRAGMA application_id; "
                                         "PRAGMA user_version; PRAGMA integrity_check"),
                     "wal\n2\n1836414049\n3\nok\n");
    place_remove(&place);
}

Test(journal_open, goes_on_with_a_file_that_is_empty)
{
    struct journal_place place;
    place_make(&place);
    write_file(place.path, 0, "", 0);
    place_open(&place);
    cr_assert_str_eq(place_list(&place, &all_jobs), "");
    place_remove(&place);
}

/* The text is what a mutasid of schema 1 wrote; it must be read by every later one. */
Test(journal_open, reads_a_journal_of_version_1)
{
    struct journal_place place;
    place_make(&place);
    cr_assert_str_eq(place_shell(&place, ".read " SOURCE_DIR "/tests/data/journal-1.sql"), "");
    place_open(&place);
    cr_assert_str_eq(place_list(&place, &all_jobs), "5:queued 4:cancelled 3:failed 2:done 1:running ");
    cr_assert_str_eq(place_body(&place, 1), "body of job 1");
    cr_assert_str_eq(place_result(&place, 2), "result of job 2");
    struct journal_job job;
    bool found;
    cr_assert_eq(journal_find_key(place.journal, "kota", "key 3", &job, &found, NULL), ERROR_NONE);
    cr_assert_eq(job.error.code, ERROR_WORKER_LOST);
    cr_assert_eq(job.losses, 2);
    cr_assert_eq(journal_last_id(place.journal), 8, "jobs 6 to 8 are forgotten");
    place_remove(&place);
}

static const char *const three_steps[] = {
    "CREATE TABLE jobs (id INTEGER PRIMARY KEY, state TEXT); INSERT INTO jobs VALUES (1, 'queued')",
    "ALTER TABLE jobs ADD COLUMN priority INTEGER NOT NULL DEFAULT 0",
    "UPDATE jobs SET priority = priority + 5; CREATE INDEX jobs_state ON jobs(state)",
};
static const char *const broken_steps[] = {"", "", "CREATE TABLE more (id); UPDATE absent SET id = 1"};

/* Takes a file from its version to `count`. */
static enum error_code migrate(struct journal_place *place, const char *const steps[], int count,
                               struct error *error)
{
    struct journal_schema schema = {steps, count};
    struct sql *sql;
    int version;
    write_file(place->path, 0, "", 0);
    cr_assert_eq(sql_open(place->path, &sql, error), ERROR_NONE);
    enum error_code code = journal_recognise(sql, place->path, &schema, &version, error);
    if (code == ERROR_NONE)
        code = journal_migrate(sql, &schema, version, error);
    sql_close(sql);
    return code;
}

Test(journal_open, takes_every_missing_step_once)
{
    struct journal_place place;
    struct error error;
    place_make(&place);
    cr_assert_eq(migrate(&place, three_steps, 1, &error), ERROR_NONE);
    cr_assert_str_eq(place_shell(&place, "PRAGMA user_version; SELECT * FROM jobs"), "1\n1|queued\n");
    cr_assert_eq(migrate(&place, three_steps, 3, &error), ERROR_NONE);
    cr_assert_eq(migrate(&place, three_steps, 3, &error), ERROR_NONE);
    cr_assert_str_eq(place_shell(&place, "PRAGMA user_version; SELECT * FROM jobs"), "3\n1|queued|5\n");
    cr_assert_eq(migrate(&place, three_steps, 2, &error), ERROR_REFUSED, "now it is newer");
    place_remove(&place);
}

Test(journal_open, leaves_a_file_as_it_was_when_a_step_fails)
{
    struct journal_place place;
    struct error error;
    place_make(&place);
    cr_assert_eq(migrate(&place, three_steps, 2, &error), ERROR_NONE);
    cr_assert_eq(migrate(&place, broken_steps, 3, &error), ERROR_IO);
    cr_assert_not_null(strstr(error.text, "no such table: absent"), "%s", error.text);
    cr_assert_str_eq(place_shell(&place, "PRAGMA user_version; SELECT name FROM sqlite_schema"), "2\njobs\n");
    place_remove(&place);
}
