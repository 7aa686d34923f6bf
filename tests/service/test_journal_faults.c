/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A disk that fails at every call in turn, for once or for good: what was acknowledged is there, what was not
 * is kept and written later, and opening says why it cannot. */
#include "tests/support/failing_disk.h"
#include "tests/support/journal.h"

#include <criterion/criterion.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(journal_faults, .timeout = 300);

enum { LARGE = 30000 }; /* some pages */

static const struct journal_filter oldest_first = {.oldest_first = true};

static char *large_text(void)
{
    static char text[LARGE + 1];
    memset(text, 'L', LARGE);
    return text;
}

/* A life of four jobs in six batches, which ends as END says. Returns the number of the last batch. */
#define END "2:done 3:failed 4:queued "
static uint64_t live(struct journal_place *place)
{
    struct journal_job one = job_of(1, "a", "k1"), two = job_of(2, "a", "k2"), three = job_of(3, "b", "k1");
    struct journal_job four = job_of(4, "b", "k2");
    place_add(place, &one, "one");
    place_add(place, &two, large_text());
    journal_submit(place->journal);
    two.state = JOB_RUNNING;
    journal_change_job(place->journal, &two, NULL);
    journal_submit(place->journal);
    two = job_ended_as(two, JOB_DONE, 3);
    place_finish(place, &two, "plan of two");
    place_add(place, &three, "three");
    journal_submit(place->journal);
    three = job_ended_as(three, JOB_FAILED, 3);
    place_finish(place, &three, NULL);
    journal_submit(place->journal);
    journal_forget_job(place->journal, 1, NULL);
    journal_submit(place->journal);
    place_add(place, &four, "four");
    return journal_submit(place->journal);
}

static void assert_lived(struct journal_place *place)
{
    cr_assert_str_eq(place_list(place, &oldest_first), END);
    cr_assert_str_eq(place_result(place, 2), "plan of two");
    cr_assert_str_eq(place_body(place, 4), "four");
    cr_assert_str_eq(place_body(place, 2), "(none)");
    cr_assert_str_eq(place_shell(place, "PRAGMA integrity_check; SELECT count, bytes FROM totals"),
                     "ok\n2|11\n0|0\n");
}

/* One fault at the nth call while jobs live: it is overcome without help. false: there was no nth call. */
static bool overcome(unsigned kinds, enum disk_fault fault, int nth)
{
    struct journal_place place;
    place_make(&place);
    place_open(&place);
    disk_fail(kinds, nth, false, fault);
    uint64_t last = live(&place);
    place_wait_committed(&place, last);
    disk_heal();
    bool struck = disk_struck();
    cr_assert_not(journal_failure(place.journal, NULL));
    assert_lived(&place);
    place_close(&place);
    place_open(&place);
    assert_lived(&place);
    place_remove(&place);
    return struck;
}

static void overcome_everywhere(unsigned kinds, enum disk_fault fault, int step, int least)
{
    int nth = 1;
    disk_install();
    while (overcome(kinds, fault, nth)) {
        nth += step;
    }
    cr_assert_geq(nth, least, "%d faults", nth - 1);
}

Test(journal_faults, a_write_that_fails_is_written_again)
{
    overcome_everywhere(DISK_WRITE, DISK_IO_ERROR, 1, 20);
}

Test(journal_faults, a_disk_that_is_full_for_a_moment_is_waited_for)
{
    overcome_everywhere(DISK_WRITE, DISK_FULL, 1, 20);
}

Test(journal_faults, a_sync_that_fails_is_not_believed_later)
{
    overcome_everywhere(DISK_SYNC, DISK_IO_ERROR, 1, 2);
}

Test(journal_faults, memory_that_runs_out_in_the_file_system_is_waited_for)
{
    overcome_everywhere(DISK_WRITE | DISK_SYNC | DISK_MAP, DISK_NO_MEMORY, 1, 20);
}

/* Some of many allocations: the steps are prime, so that what repeats is met in different places. */
Test(journal_faults, memory_that_runs_out_in_sqlite_is_waited_for)
{
    overcome_everywhere(DISK_ALLOCATE, DISK_NO_MEMORY, 13, 300);
}

/* --- for good ----------------------------------------------------------------------------------------- */

/* From the nth call on everything fails, and the service ends. What was acknowledged is there, and nothing is
 * there in part. */
static bool end_in_the_middle(unsigned kinds, enum disk_fault fault, int nth)
{
    static const char *const after[] = {"",
                                        "1:queued 2:queued ",
                                        "1:queued 2:running ",
                                        "1:queued 2:done 3:queued ",
                                        "1:queued 2:done 3:failed ",
                                        "2:done 3:failed ",
                                        END};
    struct journal_place place;
    struct error error;
    place_make(&place);
    place_open(&place);
    disk_fail(kinds, nth, true, fault);
    uint64_t last = live(&place);
    struct pollfd polled = {.fd = journal_fd(place.journal), .events = POLLIN};
    while (journal_committed(place.journal) < last && !journal_failure(place.journal, NULL)) {
        poll(&polled, 1, -1);
    }
    uint64_t acknowledged = journal_committed(place.journal);
    enum error_code code = journal_close(place.journal, &error);
    place.journal = NULL;
    cr_assert_eq(code, acknowledged < last ? ERROR_IO : ERROR_NONE);
    disk_heal();
    place_open(&place);
    const char *seen = place_list(&place, &oldest_first);
    uint64_t batches = acknowledged;
    while (batches <= last && strcmp(seen, after[batches]) != 0) {
        batches++;
    }
    cr_assert_leq(batches, last, "acknowledged %d, call %d: %s", (int)acknowledged, nth, seen);
    cr_assert_str_eq(place_shell(&place, "PRAGMA integrity_check"), "ok\n");
    place_remove(&place);
    return disk_struck();
}

Test(journal_faults, what_was_acknowledged_survives_a_disk_that_dies_at_any_call)
{
    int nth = 1;
    disk_install();
    while (end_in_the_middle(DISK_WRITE | DISK_SYNC | DISK_TRUNCATE, DISK_IO_ERROR, nth)) {
        nth++;
    }
    cr_assert_geq(nth, 20, "%d calls", nth - 1);
}

Test(journal_faults, a_full_disk_is_reported_and_everything_is_written_when_there_is_room)
{
    struct journal_place place;
    struct error error;
    struct journal_stats stats;
    disk_install();
    place_make(&place);
    place_open(&place);
    struct journal_job early = job_of(1, "a", "early"), late = job_of(2, "a", "late");
    place_add(&place, &early, "early");
    place_commit(&place);
    disk_fail(DISK_WRITE, 1, true, DISK_FULL);
    place_add(&place, &late, "late");
    uint64_t batch = journal_submit(place.journal);
    place_wait_failure(&place, &error);
    cr_assert_not_null(strstr(error.text, "full"), "%s", error.text);
    cr_assert_lt(journal_committed(place.journal), batch);
    cr_assert_str_eq(place_list(&place, &oldest_first), "1:queued ", "reading goes on");
    cr_assert_str_eq(place_body(&place, 1), "early");
    journal_stats(place.journal, &stats);
    cr_assert_geq(stats.failures, 1);
    cr_assert_eq(stats.waiting_changes, 1);
    disk_heal();
    place_wait_committed(&place, batch);
    cr_assert_not(journal_failure(place.journal, &error));
    cr_assert_str_eq(place_list(&place, &oldest_first), "1:queued 2:queued ");
    place_remove(&place);
}

Test(journal_faults, another_program_that_holds_the_file_is_waited_for)
{
    struct journal_place place;
    struct error error;
    place_make(&place);
    place_open(&place);
    char command[256];
    snprintf(command, sizeof command, "sqlite3 -batch %s", place.path);
    FILE *shell = popen(command, "w");
    cr_assert_not_null(shell);
    fprintf(shell, "BEGIN IMMEDIATE;\n.shell touch %s/held\n", place.folder);
    fflush(shell);
    char held[64];
    snprintf(held, sizeof held, "%s/held", place.folder);
    while (access(held, F_OK) != 0)
        poll(NULL, 0, 1);
    struct journal_job job = job_of(1, "a", "k");
    place_add(&place, &job, "body");
    uint64_t batch = journal_submit(place.journal);
    place_wait_failure(&place, &error);
    cr_assert_not_null(strstr(error.text, "locked"), "%s", error.text);
    fprintf(shell, "ROLLBACK;\n");
    pclose(shell);
    place_wait_committed(&place, batch);
    place_remove(&place);
}

/* --- opening ------------------------------------------------------------------------------------------ */

/* One fault at the nth call of opening: it opens, or says why not and leaves the file to be opened later. */
static bool open_with_fault(unsigned kinds, enum disk_fault fault, int nth, bool fresh)
{
    struct journal_place place;
    struct error error;
    place_make(&place);
    if (!fresh) {
        place_open(&place);
        live(&place);
        place_close(&place);
    }
    disk_fail(kinds, nth, false, fault);
    enum error_code code = place_try(&place, &error);
    if (code == ERROR_NONE) {
        journal_close(place.journal, NULL);
        place.journal = NULL;
    } else {
        cr_assert_not_null(strstr(error.text, place.path), "call %d: %s", nth, error.text);
        cr_assert_neq(error.code, ERROR_MALFORMED);
    }
    disk_heal();
    place_open(&place);
    if (fresh)
        live(&place), place_commit(&place);
    assert_lived(&place);
    place_remove(&place);
    return disk_struck();
}

static void open_with_every_fault(unsigned kinds, enum disk_fault fault, bool fresh, int step, int least)
{
    int nth = 1;
    disk_install();
    while (open_with_fault(kinds, fault, nth, fresh)) {
        nth += step;
    }
    cr_assert_geq(nth, least, "%d calls", nth - 1);
}

Test(journal_faults, making_a_journal_fails_cleanly_at_every_call)
{
    open_with_every_fault(DISK_EVERY, DISK_IO_ERROR, true, 1, 20);
}

Test(journal_faults, opening_a_journal_fails_cleanly_at_every_call)
{
    open_with_every_fault(DISK_EVERY, DISK_IO_ERROR, false, 1, 15);
}

Test(journal_faults, opening_a_journal_without_memory_fails_cleanly)
{
    open_with_every_fault(DISK_EVERY, DISK_NO_MEMORY, false, 1, 15);
}

Test(journal_faults, making_a_journal_without_memory_fails_cleanly)
{
    open_with_every_fault(DISK_ALLOCATE, DISK_NO_MEMORY, true, 29, 300);
}

/* --- power cuts --------------------------------------------------------------------------------------- */

static void copy_back(const struct journal_place *place, const struct journal_place *after,
                      const char *ending)
{
    char command[256];
    snprintf(command, sizeof command, "cp %s%s.synced %s%s 2>/dev/null", place->path, ending, after->path,
             ending);
    cr_assert(system(command) >= 0);
}

Test(journal_faults, what_was_acknowledged_was_synced)
{
    struct journal_place place, after;
    disk_install();
    place_make(&place);
    disk_keep_synced(true);
    place_open(&place);
    for (uint64_t id = 1; id <= 10; id++) {
        char key[16];
        snprintf(key, sizeof key, "key %d", (int)id);
        struct journal_job job = job_of(id, "a", key);
        place_add(&place, &job, id % 3 == 0 ? large_text() : key);
        place_commit(&place);
        disk_keep_synced(false);
        place_make(&after);
        copy_back(&place, &after, "");
        copy_back(&place, &after, "-wal");
        place_open(&after);
        cr_assert_eq(journal_last_id(after.journal), id, "power was cut after job %d was acknowledged",
                     (int)id);
        cr_assert_eq(strlen(place_body(&after, id)), id % 3 == 0 ? 4095 : strlen(key));
        place_remove(&after);
        disk_keep_synced(true);
    }
    disk_keep_synced(false);
    place_remove(&place);
}
