/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store of jobs and the front's table of requests, without processes. */
#include "solver/service/front_table.h"
#include "solver/service/jobs.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct job_store *store_of(size_t queued, size_t pending_bytes, size_t kept)
{
    return job_store_new((struct job_bounds){
        .queued = queued, .pending_bytes = pending_bytes, .kept = kept, .kept_bytes = 1 << 20});
}

/* Adds a job whose message has `bytes` bytes. */
static enum error_code add(struct job_store *store, uint32_t client, const char *key, size_t bytes,
                           struct job **job)
{
    struct submission asked = {.client = client, .op = OP_SOLVE, .message = blob_new(bytes)};
    struct error error;
    snprintf(asked.key, sizeof asked.key, "%s", key);
    enum error_code code = job_add(store, &asked, 10.0, job, &error);
    blob_drop(asked.message);
    return code;
}

static void change(struct job_store *store, struct job *job, enum job_state state, double at_s)
{
    struct blob *result = state == JOB_DONE ? blob_new(100) : NULL;
    job_change(store, job, &(struct job_event){.state = state, .at_s = at_s, .result = result});
    blob_drop(result);
}

Test(jobs, run_in_the_order_they_came_and_a_lost_one_first)
{
    struct job_store *store = store_of(10, 1000, 10);
    struct job *a, *b;
    cr_assert_eq(add(store, 0, "a", 1, &a), ERROR_NONE);
    cr_assert_eq(add(store, 0, "b", 1, &b), ERROR_NONE);
    cr_assert_eq(TAILQ_FIRST(&store->queued), a);
    change(store, a, JOB_RUNNING, 11);
    cr_assert_eq(TAILQ_FIRST(&store->queued), b);
    change(store, a, JOB_QUEUED, 12);
    cr_assert_eq(TAILQ_FIRST(&store->queued), a);
    change(store, a, JOB_RUNNING, 13);
    cr_assert_eq(a->attempts, 2);
    cr_assert_eq(a->started_s, 11, "time counts from the first run");
    cr_assert_eq(store->queued_count, 1);
    cr_assert_eq(store->running_count, 1);
    job_store_free(store);
}

Test(jobs, finishing_is_no_attempt)
{
    struct job_store *store = store_of(10, 1000, 10);
    struct job *job;
    add(store, 0, "a", 1, &job);
    change(store, job, JOB_RUNNING, 11);
    job->finishing = true;
    change(store, job, JOB_QUEUED, 12);
    change(store, job, JOB_RUNNING, 12);
    cr_assert_eq(job->attempts, 1);
    job_store_free(store);
}

Test(jobs, bound_the_queue_and_its_bytes)
{
    struct job_store *store = store_of(2, 100, 10);
    struct job *job, *first;
    cr_assert_eq(add(store, 0, "a", 60, &first), ERROR_NONE);
    cr_assert_eq(add(store, 0, "b", 41, &job), ERROR_BUSY, "101 bytes");
    cr_assert_eq(add(store, 0, "b", 40, &job), ERROR_NONE, "100 bytes");
    cr_assert_eq(add(store, 0, "c", 0, &job), ERROR_BUSY, "three jobs");
    change(store, first, JOB_RUNNING, 11);
    cr_assert_eq(add(store, 0, "c", 1, &job), ERROR_BUSY, "a running job holds its bytes");
    change(store, first, JOB_DONE, 12);
    cr_assert_eq(store->pending_bytes, 40);
    cr_assert_eq(add(store, 0, "c", 1, &job), ERROR_NONE);
    job_store_free(store);
}

Test(jobs, are_found_by_client_and_key)
{
    struct job_store *store = store_of(10, 1000, 10);
    struct job *a, *b;
    char longest[KEY_MAX_BYTES + 1];
    memset(longest, 'k', KEY_MAX_BYTES);
    longest[KEY_MAX_BYTES] = '\0';
    add(store, 0, longest, 1, &a);
    add(store, 1, longest, 1, &b);
    cr_assert_eq(job_find(store, 0, longest), a);
    cr_assert_eq(job_find(store, 1, longest), b);
    cr_assert_null(job_find(store, 2, longest));
    cr_assert_null(job_find(store, 0, "k"));
    job_store_free(store);
}

Test(jobs, the_shelf_forgets_the_least_recently_asked)
{
    struct job_store *store = store_of(10, 1000, 2);
    struct job *job;
    for (int i = 0; i < 3; i++) {
        char key[2] = {(char)('a' + i), '\0'};
        add(store, 0, key, 1, &job);
        change(store, job, JOB_RUNNING, 11);
        change(store, job, JOB_DONE, 12);
        if (i == 1)
            cr_assert_not_null(job_find(store, 0, "a"), "asked for: b is now the oldest");
    }
    cr_assert_not_null(job_find(store, 0, "a"));
    cr_assert_null(job_find(store, 0, "b"));
    cr_assert_not_null(job_find(store, 0, "c"));
    cr_assert_eq(store->shelf_count, 2);
    job_store_free(store);
}

Test(jobs, a_result_larger_than_the_shelf_is_kept_until_the_next)
{
    struct job_store *store = store_of(10, 1000, 10);
    struct job *job;
    for (int i = 0; i < 2; i++) {
        add(store, 0, i == 0 ? "a" : "b", 1, &job);
        change(store, job, JOB_RUNNING, 11);
        struct blob *result = blob_new(2 << 20);
        job_change(store, job, &(struct job_event){.state = JOB_DONE, .at_s = 12, .result = result});
        blob_drop(result);
        cr_assert_eq(job_find(store, 0, i == 0 ? "a" : "b"), job);
    }
    cr_assert_null(job_find(store, 0, "a"));
    job_store_free(store);
}

Test(jobs, a_new_run_takes_the_key_of_an_ended_one_over)
{
    struct job_store *store = store_of(10, 1000, 10);
    struct job *first, *second;
    add(store, 0, "a", 1, &first);
    change(store, first, JOB_CANCELLED, 11);
    add(store, 0, "a", 1, &second);
    cr_assert_eq(job_find(store, 0, "a"), second);
    cr_assert_eq(second->id, 2);
    cr_assert_eq(store->shelf_count, 0);
    cr_assert_eq(store->shelf_bytes, 0);
    job_store_free(store);
}

Test(jobs, waiters_come_out_when_their_time_is_over)
{
    struct job_store *store = store_of(10, 1000, 10);
    struct job *job;
    add(store, 0, "a", 1, &job);
    cr_assert(job_wait(store, job, 1, 10, 30));
    cr_assert(job_wait(store, job, 2, 10, 20));
    cr_assert_null(job_waiter_due(store, job, 19.9));
    struct waiter *due = job_waiter_due(store, job, 20);
    cr_assert_eq(due->request, 2);
    free(due);
    cr_assert_null(job_waiter_due(store, job, 20));
    cr_assert_eq(store->waiter_count, 1);
    job_store_drop_waiters(store);
    cr_assert_eq(store->waiter_count, 0);
    cr_assert_null(job_waiter_due(store, job, INFINITY));
    job_store_free(store);
}

/* --- the front's table -------------------------------------------------------------------------------- */

static struct route route_of(unsigned number)
{
    struct route route = {{0}};
    memcpy(route.control, &number, sizeof number);
    return route;
}

Test(front_table, gives_every_request_back_once)
{
    struct front_table *table = front_table_new();
    struct route route = route_of(7);
    struct pending pending;
    uint64_t id = front_table_add(table, 3, &route, 1.0);
    cr_assert_neq(id, 0);
    cr_assert(front_table_take(table, id, &pending));
    cr_assert_eq(pending.endpoint, 3);
    cr_assert_eq(memcmp(&pending.route, &route, sizeof route), 0);
    cr_assert_not(front_table_take(table, id, &pending), "one reply per request");
    cr_assert_not(front_table_take(table, 0, &pending));
    cr_assert_not(front_table_take(table, UINT64_MAX, &pending));
    front_table_free(table);
}

Test(front_table, takes_a_repetition_only_after_the_reply)
{
    struct front_table *table = front_table_new();
    struct route route = route_of(7);
    struct pending pending;
    uint64_t id = front_table_add(table, 0, &route, 1.0);
    cr_assert_eq(front_table_add(table, 0, &route, 2.0), 0);
    cr_assert_neq(front_table_add(table, 1, &route, 2.0), 0, "another endpoint is another client");
    cr_assert(front_table_take(table, id, &pending));
    uint64_t again = front_table_add(table, 0, &route, 3.0);
    cr_assert_neq(again, 0);
    cr_assert_neq(again, id, "an id is never used twice");
    front_table_free(table);
}

Test(front_table, is_bounded_and_forgets_what_is_never_answered)
{
    struct front_table *table = front_table_new();
    struct pending pending;
    uint64_t first = 0;
    for (unsigned i = 0; i < PENDING_MAX; i++) {
        struct route route = route_of(i);
        cr_assert_not(front_table_full(table));
        uint64_t id = front_table_add(table, 0, &route, i < 100 ? 1.0 : 50.0);
        cr_assert_neq(id, 0);
        first = i == 0 ? id : first;
    }
    struct route more = route_of(PENDING_MAX);
    cr_assert(front_table_full(table));
    cr_assert_eq(front_table_add(table, 0, &more, 50.0), 0);
    front_table_expire(table, 1.0 + PENDING_EXPIRY_S + 0.5);
    cr_assert_not(front_table_take(table, first, &pending));
    for (unsigned i = 0; i < 100; i++) {
        struct route route = route_of(PENDING_MAX + i);
        cr_assert_neq(front_table_add(table, 0, &route, 62.0), 0, "a hundred had expired");
    }
    cr_assert(front_table_full(table));
    front_table_free(table);
}
