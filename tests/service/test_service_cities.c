/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The real worker under the real service, on a city that takes long: what is left of its search when the
 * worker is killed, starved of memory, stopped or crashes. */
#include "tests/support/city.h"
#include "tests/support/documents.h"
#include "tests/support/service.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(service_cities, .timeout = 120);

static struct service service;
static int client, watcher;

static void start(void)
{
    service_prepare(&service);
    service_launch(&service, BIN_DIR,
                   (const char *const[]){"--listen", service.url, "--worker", BIN_DIR "/mutasi-worker",
                                         "--workers", "1", "--journal", service_file(&service, "journal.db"),
                                         NULL});
    client = client_open(service.url);
    watcher = client_open(service.url);
}

static void stop(void)
{
    client_close(client);
    client_close(watcher);
    cr_assert_eq(service_stop(&service), 0);
}

static void post_city(int64_t time_ms)
{
    struct node request = node_map(service.arena, 6), limits = node_map(service.arena, 3);
    map_add(&limits, "time_s", node_micro(1000 * time_ms));
    map_add(&limits, "gap", node_integer(0));
    map_add(&request, "v", node_integer(1));
    map_add(&request, "op", node_borrowed("solve"));
    map_add(&request, "key", node_borrowed("city"));
    map_add(&request, "limits", limits);
    map_add(&request, "body", *city_body(service.arena, 3000, 40));
    cr_assert_eq(tree_canonicalise(&request, NULL), ERROR_NONE);
    client_send(client, &request);
}

static const struct node *receive(void)
{
    const struct node *reply = client_receive(&service, client, 60);
    cr_assert_not_null(reply);
    return reply;
}

/* Cost of the first placement that the service knows of. */
static double first_incumbent(void)
{
    double cost;
    do {
        cost =
            number_at(client_ask(&service, watcher, "{'v':1,'op':'status','key':'city'}"), "job.incumbent");
    } while (cost != cost);
    return cost;
}

static pid_t worker(void)
{
    return (pid_t)stats_number(&service, "stats.workers[0].pid");
}

static void assert_feasible(const struct node *reply, const char *stopped_by, double incumbent)
{
    cr_assert_str_eq(text_at(reply, "plan.status"), "feasible", "%s", text_at(reply, "error.message"));
    cr_assert_str_eq(text_at(reply, "plan.stopped_by"), stopped_by);
    cr_assert_leq(number_at(reply, "plan.objective.total"), incumbent + 1e-5);
}

Test(service_cities, a_crash_returns_the_best_plan_so_far)
{
    start();
    post_city(60000);
    double incumbent = first_incumbent();
    cr_assert_eq(kill(worker(), SIGABRT), 0);
    assert_feasible(receive(), "fault", incumbent);
    stop();
}

Test(service_cities, a_killed_worker_is_followed_by_one_that_is_never_worse)
{
    start();
    post_city(3000);
    double incumbent = first_incumbent();
    cr_assert_eq(kill(worker(), SIGKILL), 0);
    const struct node *reply = receive();
    assert_feasible(reply, "time", incumbent);
    cr_assert_eq(number_at(reply, "job.attempts"), 2);
    cr_assert_leq(number_at(reply, "job.elapsed_s"), 4.0);
    stop();
}

Test(service_cities, a_stopped_worker_is_one_that_overran)
{
    start();
    post_city(2000);
    double incumbent = first_incumbent();
    cr_assert_eq(kill(worker(), SIGSTOP), 0);
    const struct node *reply = receive();
    assert_feasible(reply, "time", incumbent);
    cr_assert_eq(stats_number(&service, "stats.events.workers_overrun"), 1);
    stop();
}

#ifndef MUTASI_SANITIZED
/* GLPK and the engine get no byte more: whatever they make of it, the client has a plan. */
Test(service_cities, memory_that_runs_out_in_the_search_returns_the_best_plan_so_far)
{
    char command[128];
    start();
    post_city(3000);
    double incumbent = first_incumbent();
    snprintf(command, sizeof command, "prlimit --pid %ld --as=1000000:", (long)worker());
    cr_assert_eq(system(command), 0);
    const struct node *reply = receive();
    assert_feasible(reply, text_at(reply, "plan.stopped_by"), incumbent);
    cr_assert_leq(number_at(reply, "job.elapsed_s"), 4.0);
    stop();
}

/* {body: {instance: [0, 0, ...]}, limits: {memory_mb: 64}, op: "solve", v: 1}: ten million elements. */
Test(service_cities, a_job_that_needs_more_memory_than_it_may_have_says_so_and_costs_no_worker)
{
    enum { ELEMENTS = 10000000 };
    static const char before[] = "\x84\xa4"
                                 "body\x81\xa8instance\xdd\x00\x98\x96\x80";
    static const char after[] = "\xa6limits\x81\xa9memory_mb\x40\xa2op\xa5solve\xa1v\x01";
    size_t length = sizeof before - 1 + ELEMENTS + sizeof after - 1;
    start();
    unsigned char *message = arena_alloc(service.arena, length, 1);
    memset(message, 0, length);
    memcpy(message, before, sizeof before - 1);
    memcpy(message + sizeof before - 1 + ELEMENTS, after, sizeof after - 1);
    client_send_bytes(client, message, length);
    cr_assert_str_eq(text_at(receive(), "error.code"), "memory");
    cr_assert_eq(stats_number(&service, "stats.events.workers_lost"), 0);
    stop();
}
#endif
