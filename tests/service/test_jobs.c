/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store of jobs and the front's table of requests, without processes. */
#include "proto/instant.h"
#include "solver/service/front_table.h"
#include "solver/service/jobs.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct client_table clients;
static struct job_store *store;

static void setup(size_t queued, size_t pending_bytes, size_t kept)
{
    client_table_init(&clients);
    store = job_store_new(
        (struct job_bounds){
            .queued = queued, .pending_bytes = pending_bytes, .kept = kept, .kept_bytes = 1 << 20},
        NULL);
}

static void teardown(void)
{
    job_store_free(store);
    client_table_fini(&clients);
}

static struct client *client_of(const char *name)
{
    struct identity identity = {.role = ROLE_SUBMIT};
    snprintf(identity.name, sizeof identity.name, "%s", name);
    return client_enter(&clients, &identity, 10.0);
}

/* Adds a job whose body has `bytes` bytes. */
static enum error_code add(const char *client, const char *key, size_t bytes, struct job **job)
{
    struct submission asked = {.client = client_of(client), .op = OP_SOLVE, .message = blob_new(bytes)};
    struct error error;
    asked.body = asked.message->bytes;
    asked.body_length = bytes;
    snprintf(asked.key, sizeof asked.key, "%s", key);
    enum error_code code = job_add(store, &asked, 10.0, job, &error);
    blob_drop(asked.message);
    return code;
}

static struct job *find(const char *client, const char *key)
{
    struct job *job = NULL;
    struct error error;
    cr_assert_eq(job_find(store, client, key, &job, &error), ERROR_NONE);
    return job;
}

static void run(struct job *job, double at_s)
{
    cr_assert_eq(job_take(store), job);
    job_change(store, job, &(struct job_event){.state = JOB_RUNNING, .at_s = at_s});
}

static void change(struct job *job, enum job_state state, double at_s)
{
    struct blob *result = state == JOB_DONE ? blob_new(100) : NULL;
    job_change(store, job, &(struct job_event){.state = state, .at_s = at_s, .result = result});
    blob_drop(result);
}

Test(jobs, run_in_the_order_they_came_and_a_lost_one_first)
{
    setup(10, 1000, 10);
    struct job *a, *b, *c;
    cr_assert_eq(add("x", "a", 1, &a), ERROR_NONE);
    cr_assert_eq(add("x", "b", 1, &b), ERROR_NONE);
    cr_assert_eq(add("x", "c", 1, &c), ERROR_NONE);
    cr_assert_null(job_take_again(store), "nobody has run yet");
    run(a, 11);
    run(b, 11);
    change(a, JOB_QUEUED, 12);
    cr_assert_eq(job_take_again(store), a, "before c");
    change(a, JOB_RUNNING, 13);
    cr_assert_eq(a->attempts, 2);
    cr_assert_eq(a->started.at_s, 11, "time counts from the first run");
    cr_assert_eq(store->queue.waiting, 1);
    cr_assert_eq(store->queue.running, 2);
    teardown();
}

Test(jobs, finishing_is_no_attempt)
{
    setup(10, 1000, 10);
    struct job *job;
    add("x", "a", 1, &job);
    run(job, 11);
    job->finishing = true;
    change(job, JOB_QUEUED, 12);
    run(job, 12);
    cr_assert_eq(job->attempts, 1);
    teardown();
}

Test(jobs, bound_the_queue_and_its_bytes)
{
    setup(2, 100, 10);
    struct job *job, *first;
    cr_assert_eq(add("x", "a", 60, &first), ERROR_NONE);
    cr_assert_eq(add("x", "b", 41, &job), ERROR_BUSY, "101 bytes");
    cr_assert_eq(add("x", "b", 40, &job), ERROR_NONE, "100 bytes");
    cr_assert_eq(add("x", "c", 0, &job), ERROR_BUSY, "three jobs");
    run(first, 11);
    cr_assert_eq(add("x", "c", 1, &job), ERROR_BUSY, "a running job holds its bytes");
    cr_assert_eq(client_of("x")->bytes, 100);
    change(first, JOB_DONE, 12);
    cr_assert_eq(store->pending_bytes, 40);
    cr_assert_eq(client_of("x")->bytes, 40);
    cr_assert_eq(add("x", "c", 1, &job), ERROR_NONE);
    teardown();
}

Test(jobs, are_found_by_client_and_key_and_by_number)
{
    setup(10, 1000, 10);
    struct job *a, *b;
    char longest[KEY_MAX_BYTES + 1];
    memset(longest, 'k', KEY_MAX_BYTES);
    longest[KEY_MAX_BYTES] = '\0';
    add("x", longest, 1, &a);
    add("y", longest, 1, &b);
    cr_assert_eq(find("x", longest), a);
    cr_assert_eq(find("y", longest), b);
    cr_assert_null(find("z", longest));
    cr_assert_null(find("x", "k"));
    cr_assert_eq(job_here(store, a->id), a);
    cr_assert_eq(job_here(store, b->id), b);
    cr_assert_null(job_here(store, 3));
    teardown();
}

/* However long it took to note them. */
Test(jobs, what_happens_at_once_has_one_time)
{
    setup(10, 1000, 10);
    struct job *a, *b;
    add("x", "a", 1, &a);
    for (int64_t now_ms = wall_ms(); wall_ms() < now_ms + 3;) {
    }
    add("x", "b", 1, &b);
    cr_assert_eq(b->accepted.at_ms, a->accepted.at_ms);
    run(a, 11.0004);
    run(b, 11.0004);
    cr_assert_eq(b->started.at_ms, a->started.at_ms);
    change(b, JOB_DONE, 12.0001);
    change(a, JOB_DONE, 12.0002);
    cr_assert_geq(a->finished.at_ms, b->finished.at_ms);
    teardown();
}

Test(jobs, tell_the_time_of_day_from_the_monotonic_clock)
{
    setup(10, 1000, 10);
    struct job *job;
    add("x", "a", 1, &job);
    run(job, 12.5);
    cr_assert_eq(job->started.at_ms, job->accepted.at_ms + 2500);
    change(job, JOB_DONE, 14.0);
    cr_assert_eq(job->finished.at_ms, job->started.at_ms + 1500);
    cr_assert_eq(job_ran_s(job, 99), 1.5);
    teardown();
}

Test(jobs, a_waiting_job_that_is_cancelled_leaves_the_queue)
{
    setup(10, 1000, 10);
    struct job *a, *b;
    add("x", "a", 1, &a);
    add("x", "b", 1, &b);
    change(a, JOB_CANCELLED, 11);
    cr_assert_eq(job_take(store), b);
    cr_assert_eq(a->state, JOB_CANCELLED);
    cr_assert_eq(find("x", "a"), a);
    cr_assert_eq(job_ran_s(a, 99), 0);
    teardown();
}

Test(jobs, the_shelf_forgets_who_ended_first)
{
    setup(10, 1000, 2);
    struct job *job;
    for (int i = 0; i < 3; i++) {
        char key[2] = {(char)('a' + i), '\0'};
        add("x", key, 1, &job);
        run(job, 11);
        change(job, JOB_DONE, 12);
        cr_assert_not_null(find("x", i == 2 ? "b" : "a"));
    }
    cr_assert_null(find("x", "a"));
    cr_assert_null(job_here(store, 1));
    cr_assert_not_null(find("x", "b"));
    cr_assert_not_null(find("x", "c"));
    cr_assert_eq(store->ended_count, 2);
    teardown();
}

Test(jobs, a_result_larger_than_the_shelf_is_kept_until_the_next)
{
    setup(10, 1000, 10);
    struct job *job;
    for (int i = 0; i < 2; i++) {
        add("x", i == 0 ? "a" : "b", 1, &job);
        run(job, 11);
        struct blob *result = blob_new(2 << 20);
        job_change(store, job, &(struct job_event){.state = JOB_DONE, .at_s = 12, .result = result});
        blob_drop(result);
        cr_assert_eq(find("x", i == 0 ? "a" : "b"), job);
    }
    cr_assert_null(find("x", "a"));
    teardown();
}

Test(jobs, a_new_run_takes_the_key_of_an_ended_one_over)
{
    setup(10, 1000, 10);
    struct job *first, *second;
    add("x", "a", 1, &first);
    change(first, JOB_CANCELLED, 11);
    add("x", "a", 1, &second);
    cr_assert_eq(find("x", "a"), second);
    cr_assert_eq(second->id, 2);
    cr_assert_null(job_here(store, 1));
    cr_assert_eq(store->ended_count, 0);
    cr_assert_eq(store->ended_bytes, 0);
    teardown();
}

static struct request request_of(uint64_t id)
{
    return (struct request){.id = id, .client = client_hold(client_of("x"))};
}

static bool waits(struct job *job, uint64_t id, bool for_end)
{
    struct request request = request_of(id);
    return job_wait(store, job, &request, for_end, true, 30) && request.client == NULL;
}

static uint64_t ready(struct job *job)
{
    struct waiter *waiter = job_waiter_ready(store, job);
    uint64_t id = waiter != NULL ? waiter->request.id : 0;
    if (waiter != NULL)
        request_end(&waiter->request);
    free(waiter);
    return id;
}

Test(jobs, waiters_are_ready_when_their_job_is_where_they_want_it)
{
    setup(10, 1000, 10);
    struct job *job;
    add("x", "a", 1, &job);
    cr_assert(waits(job, 1, true));
    cr_assert(waits(job, 2, false));
    cr_assert_eq(ready(job), 2, "accepted");
    cr_assert_eq(ready(job), 0, "not ended");
    change(job, JOB_CANCELLED, 11);
    cr_assert_eq(ready(job), 1);
    cr_assert_eq(store->waiter_count, 0);
    teardown();
}

Test(jobs, waiters_of_a_lost_front_are_dropped_with_their_hold_of_the_client)
{
    setup(10, 1000, 10);
    struct job *job;
    add("x", "a", 1, &job);
    size_t holds = client_of("x")->holds;
    cr_assert(waits(job, 1, true));
    cr_assert_eq(client_of("x")->holds, holds + 1);
    job_store_drop_waiters(store);
    cr_assert_eq(store->waiter_count, 0);
    cr_assert_eq(client_of("x")->holds, holds);
    change(job, JOB_CANCELLED, 11);
    cr_assert_eq(ready(job), 0);
    cr_assert_eq(client_of("x")->holds, 0, "an ended job keeps no client");
    teardown();
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
