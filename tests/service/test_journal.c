/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the journal keeps of jobs. */
#include "tests/support/journal.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

TestSuite(journal, .timeout = 120);

static const struct journal_filter all_jobs;
static const struct journal_filter open_jobs = {.open_only = true, .oldest_first = true};

/* Closes and opens, so that what is read comes from the file. */
static void again(struct journal_place *place)
{
    place_close(place);
    place_open(place);
}

static struct journal_job found_id(struct journal_place *place, uint64_t id)
{
    struct journal_job job;
    bool found;
    struct error error;
    cr_assert_eq(journal_find_id(place->journal, id, &job, &found, &error), ERROR_NONE);
    cr_assert(found, "job %d", (int)id);
    return job;
}

static bool knows_key(struct journal_place *place, const char *client, const char *key, uint64_t *id)
{
    struct journal_job job;
    bool found;
    struct error error;
    cr_assert_eq(journal_find_key(place->journal, client, key, &job, &found, &error), ERROR_NONE);
    *id = found ? job.id : 0;
    return found;
}

/* --- jobs --------------------------------------------------------------------------------------------- */

Test(journal, gives_a_job_back_as_it_was_added)
{
    struct journal_place place;
    place_make(&place);
    place_open(&place);
    struct journal_job job = job_of(7, "kota-a", "key 7");
    job.op = OP_CHECK;
    job.priority = -100;
    job.limits = (struct solve_limits){
        .time_s = 0.1, .gap = 1e-4, .effort = 9007199254740992, .seed = 3, .threads = 2, .memory_mb = 64};
    job.has_instance = true;
    memset(job.instance, 0xab, sizeof job.instance);
    place_add(&place, &job, "the body");
    place_commit(&place);
    again(&place);
    struct journal_job back = found_id(&place, 7);
    cr_assert_str_eq(back.client, "kota-a");
    cr_assert_str_eq(back.key, "key 7");
    cr_assert_eq(back.op, OP_CHECK);
    cr_assert_eq(back.state, JOB_QUEUED);
    cr_assert_eq(back.priority, -100);
    cr_assert_eq(memcmp(back.content, job.content, sizeof job.content), 0);
    cr_assert(back.has_instance);
    cr_assert_eq(memcmp(back.instance, job.instance, sizeof job.instance), 0);
    cr_assert_eq(back.limits.time_s, 0.1);
    cr_assert_eq(back.limits.gap, 1e-4);
    cr_assert_eq(back.limits.effort, 9007199254740992);
    cr_assert_eq(back.limits.seed, 3);
    cr_assert_eq(back.limits.threads, 2);
    cr_assert_eq(back.limits.memory_mb, 64);
    cr_assert_eq(back.accepted_ms, job.accepted_ms);
    cr_assert_eq(back.started_ms, 0);
    cr_assert_eq(back.finished_ms, 0);
    cr_assert_eq(back.body_bytes, 8);
    cr_assert_str_eq(place_body(&place, 7), "the body");
    cr_assert_str_eq(place_result(&place, 7), "(none)");
    cr_assert_eq(journal_last_id(place.journal), 7);
    place_remove(&place);
}

Test(journal, keeps_how_a_job_goes_on)
{
    struct journal_place place;
    place_make(&place);
    place_open(&place);
    struct journal_job job = job_of(1, "a", "k");
    place_add(&place, &job, "body");
    job.state = JOB_RUNNING;
    job.attempts = 2;
    job.losses = 1;
    job.started_ms = job.accepted_ms + 1;
    job.has_progress = true;
    job.progress =
        (struct progress_note){.has_incumbent = 1, .has_bound = 0, .incumbent = 12.5, .effort = 99};
    cr_assert_eq(journal_change_job(place.journal, &job, NULL), ERROR_NONE);
    place_commit(&place);
    again(&place);
    struct journal_job back = found_id(&place, 1);
    cr_assert_eq(back.state, JOB_RUNNING);
    cr_assert_eq(back.attempts, 2);
    cr_assert_eq(back.losses, 1);
    cr_assert_eq(back.started_ms, job.started_ms);
    cr_assert(back.has_progress);
    cr_assert(back.progress.has_incumbent);
    cr_assert_not(back.progress.has_bound);
    cr_assert_eq(back.progress.incumbent, 12.5);
    cr_assert_eq(back.progress.effort, 99);
    cr_assert_str_eq(place_list(&place, &open_jobs), "1:running ");
    place_remove(&place);
}

Test(journal, keeps_the_result_of_a_job_that_is_done_and_drops_its_body)
{
    struct journal_place place;
    place_make(&place);
    place_open(&place);
    struct journal_job job = job_of(1, "a", "k");
    place_add(&place, &job, "body");
    job = job_ended_as(job, JOB_DONE, 5);
    place_finish(&place, &job, "the plan");
    place_commit(&place);
    again(&place);
    struct journal_job back = found_id(&place, 1);
    cr_assert_eq(back.state, JOB_DONE);
    cr_assert_eq(back.finished_ms, job.finished_ms);
    cr_assert_eq(back.result_bytes, 8);
    cr_assert_str_eq(place_result(&place, 1), "the plan");
    cr_assert_str_eq(place_body(&place, 1), "(none)");
    cr_assert_str_eq(place_shell(&place, "SELECT count(*) FROM bodies"), "0\n");
    cr_assert_str_eq(place_list(&place, &open_jobs), "");
    place_remove(&place);
}

Test(journal, never_gives_a_job_a_second_result)
{
    struct journal_place place;
    place_make(&place);
    place_open(&place);
    struct journal_job job = job_of(1, "a", "k");
    place_add(&place, &job, "body");
    job = job_ended_as(job, JOB_DONE, 5);
    place_finish(&place, &job, "first");
    place_finish(&place, &job, "second");
    struct journal_job failed = job_ended_as(job, JOB_FAILED, 6);
    place_finish(&place, &failed, NULL);
    struct journal_job queued = job_of(1, "a", "k");
    cr_assert_eq(journal_change_job(place.journal, &queued, NULL), ERROR_NONE);
    place_commit(&place);
    cr_assert_eq(found_id(&place, 1).state, JOB_DONE);
    cr_assert_str_eq(place_result(&place, 1), "first");
    place_remove(&place);
}

Test(journal, keeps_why_a_job_failed_and_whether_that_was_told)
{
    struct journal_place place;
    place_make(&place);
    place_open(&place);
    struct journal_job job = job_of(1, "a", "k");
    place_add(&place, &job, "body");
    job = job_ended_as(job, JOB_FAILED, 5);
    error_set(&job.error, ERROR_UNKNOWN_ID, "employees[17].unit", "no unit '%s'", "\xc3\xa9");
    place_finish(&place, &job, NULL);
    place_commit(&place);
    again(&place);
    struct journal_job back = found_id(&place, 1);
    cr_assert_eq(back.error.code, ERROR_UNKNOWN_ID);
    cr_assert_str_eq(back.error.path, "employees[17].unit");
    cr_assert_str_eq(back.error.text, "no unit '\xc3\xa9'");
    cr_assert_not(back.told);
    back.told = true;
    cr_assert_eq(journal_change_job(place.journal, &back, NULL), ERROR_NONE);
    place_commit(&place);
    cr_assert(found_id(&place, 1).told);
    cr_assert_eq(found_id(&place, 1).error.code, ERROR_UNKNOWN_ID);
    place_remove(&place);
}

Test(journal, finds_jobs_by_client_and_key_and_a_new_one_takes_the_place)
{
    struct journal_place place;
    uint64_t id;
    place_make(&place);
    place_open(&place);
    struct journal_job one = job_of(1, "a", "k"), two = job_of(2, "b", "k"), three = job_of(3, "a", "k");
    place_add(&place, &one, "one");
    place_add(&place, &two, "two");
    place_commit(&place);
    cr_assert(knows_key(&place, "a", "k", &id) && id == 1);
    cr_assert(knows_key(&place, "b", "k", &id) && id == 2);
    cr_assert_not(knows_key(&place, "c", "k", &id));
    place_add(&place, &three, "three");
    place_commit(&place);
    cr_assert(knows_key(&place, "a", "k", &id) && id == 3);
    cr_assert_str_eq(place_list(&place, &all_jobs), "3:queued 2:queued ");
    cr_assert_str_eq(place_body(&place, 1), "(none)");
    place_remove(&place);
}

Test(journal, lists_by_client_state_and_place)
{
    struct journal_place place;
    place_make(&place);
    place_open(&place);
    for (uint64_t id = 1; id <= 6; id++) {
        char key[8];
        snprintf(key, sizeof key, "k%d", (int)id);
        struct journal_job job = job_of(id, id % 2 == 0 ? "even" : "odd", key);
        place_add(&place, &job, "body");
        job = job_ended_as(job, JOB_CANCELLED, 1);
        if (id <= 2)
            place_finish(&place, &job, NULL);
    }
    place_commit(&place);
    struct journal_filter even = {.client = "even"}, ended = {.by_state = true, .state = JOB_CANCELLED};
    struct journal_filter page = {.before = 5, .limit = 2}, nobody = {.client = "nobody"};
    cr_assert_str_eq(place_list(&place, &all_jobs),
                     "6:queued 5:queued 4:queued 3:queued 2:cancelled 1:cancelled ");
    cr_assert_str_eq(place_list(&place, &even), "6:queued 4:queued 2:cancelled ");
    cr_assert_str_eq(place_list(&place, &ended), "2:cancelled 1:cancelled ");
    cr_assert_str_eq(place_list(&place, &page), "4:queued 3:queued ");
    cr_assert_str_eq(place_list(&place, &nobody), "");
    cr_assert_str_eq(place_list(&place, &open_jobs), "3:queued 4:queued 5:queued 6:queued ");
    place_remove(&place);
}

Test(journal, never_gives_an_id_twice)
{
    struct journal_place place;
    struct error error;
    place_make(&place);
    place_open(&place);
    struct journal_job job = job_of(9, "a", "k");
    place_add(&place, &job, "body");
    journal_forget_job(place.journal, 9, NULL);
    place_commit(&place);
    again(&place);
    cr_assert_eq(journal_last_id(place.journal), 9);
    cr_assert_eq(journal_add_job(place.journal, &job, NULL, &error), ERROR_INTERNAL);
    cr_assert_str_eq(place_list(&place, &all_jobs), "");
    place_remove(&place);
}

static bool read_and_forget(void *context, const struct journal_job *job)
{
    struct journal_place *place = context;
    char body[32];
    snprintf(body, sizeof body, "body %d", (int)job->id);
    cr_assert_str_eq(place_body(place, job->id), body);
    return journal_forget_job(place->journal, job->id, NULL) == ERROR_NONE && job->id < 3;
}

Test(journal, lets_a_visitor_read_change_and_leave)
{
    struct journal_place place;
    place_make(&place);
    place_open(&place);
    for (uint64_t id = 1; id <= 4; id++) {
        char text[32];
        snprintf(text, sizeof text, "body %d", (int)id);
        struct journal_job job = job_of(id, "a", text);
        place_add(&place, &job, text);
    }
    place_commit(&place);
    cr_assert_eq(journal_visit(place.journal, &open_jobs, read_and_forget, &place, NULL), ERROR_NONE);
    place_commit(&place);
    cr_assert_str_eq(place_list(&place, &all_jobs), "4:queued ");
    place_remove(&place);
}
