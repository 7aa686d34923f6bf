/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Processes that die, hang and misbehave, under a real mutasid. */
#include "tests/support/documents.h"
#include "tests/support/service.h"

#include "proto/plan.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <string.h>

TestSuite(service_faults, .timeout = 120);

enum { CLIENTS = 8 };

static struct service service;
static int client;

static void start(void)
{
    service_start(&service, SERVICE_PLAIN);
    client = client_open(service.url);
}

static void stop(void)
{
    client_close(client);
    cr_assert_eq(service_stop(&service), 0);
}

static pid_t process_at(const char *path)
{
    return (pid_t)stats_number(&service, path);
}

Test(service_faults, killing_the_front_under_load_loses_no_job)
{
    int sockets[CLIENTS];
    start();
    const char *gate = service_file(&service, "gate");
    for (int i = 0; i < CLIENTS; i++) {
        sockets[i] = client_open(service.url);
        client_post(&service, sockets[i], "{'v':1,'op':'solve','key':'k%d','body':{'do':'gate','file':'%s'}}",
                    i, gate);
    }
    stats_wait(&service, "stats.jobs.requests_waiting", CLIENTS);
    pid_t front = process_at("stats.front.pid");
    cr_assert_eq(kill(front, SIGKILL), 0);
    stats_wait(&service, "stats.events.front_restarts", 1);
    cr_assert_neq(process_at("stats.front.pid"), front);
    stats_wait(&service, "stats.jobs.requests_waiting", CLIENTS); /* they ask again by themselves */
    file_touch(gate);
    for (int i = 0; i < CLIENTS; i++) {
        const struct node *reply = client_receive(&service, sockets[i], 60);
        cr_assert_str_eq(text_at(reply, "plan.answer"), "through");
        cr_assert_eq(number_at(reply, "job.attempts"), 1);
        client_close(sockets[i]);
    }
    cr_assert_eq(stats_number(&service, "stats.events.jobs_accepted"), CLIENTS, "none lost, none twice");
    cr_assert_eq(stats_number(&service, "stats.events.jobs_done"), CLIENTS);
    stop();
}

Test(service_faults, a_front_that_dies_again_and_again_comes_back)
{
    start();
    for (int i = 1; i <= 4; i++) {
        cr_assert_eq(kill(process_at("stats.front.pid"), SIGKILL), 0);
        stats_wait(&service, "stats.events.front_restarts", i);
    }
    cr_assert(document_at(client_ask(&service, client, "{'v':1,'op':'ping'}"), "ok")->as.boolean);
    stop();
}

Test(service_faults, killing_a_worker_under_load_costs_one_attempt)
{
    start();
    const char *gate = service_file(&service, "gate");
    client_post(&service, client, "{'v':1,'op':'solve','body':{'do':'gate','file':'%s'}}", gate);
    stats_wait(&service, "stats.jobs.running", 1);
    int busy = 0;
    while (true) {
        int asking = client_open(service.url);
        const struct node *stats = client_ask(&service, asking, "{'v':1,'op':'stats'}");
        client_close(asking);
        busy = strcmp(text_at(stats, "stats.workers[0].state"), "busy") == 0 ? 0 : 1;
        if (strcmp(text_at(stats, busy == 0 ? "stats.workers[0].state" : "stats.workers[1].state"), "busy") ==
            0)
            break;
    }
    cr_assert_eq(kill(process_at(busy == 0 ? "stats.workers[0].pid" : "stats.workers[1].pid"), SIGKILL), 0);
    stats_wait(&service, "stats.events.workers_lost", 1);
    stats_wait(&service, "stats.jobs.running", 1);
    file_touch(gate);
    const struct node *reply = client_receive(&service, client, 60);
    cr_assert_str_eq(text_at(reply, "plan.answer"), "through");
    cr_assert_eq(number_at(reply, "job.attempts"), 2);
    stop();
}

Test(service_faults, a_crash_is_followed_by_a_second_attempt)
{
    start();
    const struct node *reply =
        client_ask(&service, client, "{'v':1,'op':'solve','body':{'do':'crash_once','file':'%s'}}",
                   service_file(&service, "crashed"));
    cr_assert_str_eq(text_at(reply, "plan.answer"), "second");
    cr_assert_eq(number_at(reply, "job.attempts"), 2);
    cr_assert_gt(number_at(reply, "plan.elapsed_s"), 0, "the time of the first attempt counts");
    stop();
}

Test(service_faults, a_job_that_kills_two_workers_fails_and_harms_no_other)
{
    start();
    int other = client_open(service.url);
    const char *gate = service_file(&service, "gate");
    client_post(&service, other, "{'v':1,'op':'solve','body':{'do':'gate','file':'%s'}}", gate);
    stats_wait(&service, "stats.jobs.running", 1);
    const struct node *reply = client_ask(&service, client, "{'v':1,'op':'solve','body':{'do':'crash'}}");
    cr_assert_str_eq(text_at(reply, "error.code"), "worker_lost");
    cr_assert_eq(stats_number(&service, "stats.events.workers_lost"), 2);
    file_touch(gate);
    reply = client_receive(&service, other, 60);
    cr_assert_str_eq(text_at(reply, "plan.answer"), "through");
    cr_assert_eq(number_at(reply, "job.attempts"), 1);
    client_close(other);
    stop();
}

Test(service_faults, a_worker_that_overruns_is_killed_and_its_placement_finished_in_time)
{
    start();
    const struct node *reply =
        client_ask(&service, client, "{'v':1,'op':'solve','limits':{'time_s':0.4},'body':{'do':'deaf'}}");
    cr_assert(document_at(reply, "plan.finished")->as.boolean);
    cr_assert_str_eq(text_at(reply, "plan.state"), "half", "the last state that was told");
    cr_assert_eq(number_at(reply, "plan.stopped_by"), STOPPED_BY_TIME);
    cr_assert_geq(number_at(reply, "job.elapsed_s"), 0.4);
    cr_assert_leq(number_at(reply, "job.elapsed_s"), 1.4);
    cr_assert_eq(number_at(reply, "job.attempts"), 1, "no crash");
    cr_assert_eq(stats_number(&service, "stats.events.workers_overrun"), 1);
    cr_assert_eq(stats_number(&service, "stats.events.workers_lost"), 0);
    stop();
}

/* Whoever is late without a placement has the whole second to say so: nobody else could say more. */
Test(service_faults, a_worker_without_a_placement_has_a_second_before_it_is_killed)
{
    start();
    const struct node *reply =
        client_ask(&service, client, "{'v':1,'op':'solve','limits':{'time_s':0.4},'body':{'do':'mute'}}");
    cr_assert(document_at(reply, "plan.finished")->as.boolean);
    cr_assert_null(document_at(reply, "plan.state"));
    cr_assert_geq(number_at(reply, "job.elapsed_s"), 1.4);
    cr_assert_eq(stats_number(&service, "stats.events.workers_overrun"), 1);
    stop();
}

Test(service_faults, max_time_caps_what_a_job_may_ask_for)
{
    service_start(&service, "--max-time", "0.3");
    client = client_open(service.url);
    const struct node *reply =
        client_ask(&service, client, "{'v':1,'op':'solve','limits':{'time_s':5000},'body':{'do':'deaf'}}");
    cr_assert(document_at(reply, "plan.finished")->as.boolean);
    cr_assert_leq(number_at(reply, "job.elapsed_s"), 1.3);
    stop();
}

Test(service_faults, bytes_that_are_no_frame_cost_the_worker_not_the_service)
{
    start();
    const struct node *reply = client_ask(&service, client, "{'v':1,'op':'solve','body':{'do':'garbage'}}");
    cr_assert_str_eq(text_at(reply, "error.code"), "worker_lost");
    reply = client_ask(&service, client, "{'v':1,'op':'solve','body':{'do':'nonsense'}}");
    cr_assert_str_eq(text_at(reply, "error.code"), "internal");
    reply = client_ask(&service, client, "{'v':1,'op':'solve','body':{'do':'answer'}}");
    cr_assert_str_eq(text_at(reply, "plan.answer"), "ok");
    stop();
}

Test(service_faults, a_flood_of_progress_is_taken_and_not_kept)
{
    start();
    const struct node *reply = client_ask(&service, client, "{'v':1,'op':'solve','body':{'do':'flood'}}");
    cr_assert_str_eq(text_at(reply, "plan.answer"), "flooded");
#ifndef MUTASI_SANITIZED /* which keeps freed memory for a while */
    cr_assert_lt(stats_number(&service, "stats.dispatcher.resident_bytes"), 100e6, "200 MB went through");
#endif
    stop();
}

Test(service_faults, a_worker_that_grew_is_replaced)
{
    start();
    const struct node *reply = client_ask(&service, client, "{'v':1,'op':'solve','body':{'do':'grow'}}");
    double grown = number_at(reply, "plan.pid");
    double seen[2];
    do {
        seen[0] = stats_number(&service, "stats.workers[0].pid");
        seen[1] = stats_number(&service, "stats.workers[1].pid");
    } while (seen[0] == grown || seen[1] == grown);
    cr_assert_eq(stats_number(&service, "stats.events.workers_lost"), 0, "it left in peace");
    stop();
}

Test(service_faults, workers_that_cannot_start_are_tried_ever_more_rarely)
{
    service_prepare(&service);
    service_launch(
        &service, BIN_DIR,
        (const char *const[]){"--listen", service.url, "--worker", "/bin/false", "--workers", "1", NULL});
    client = client_open(service.url);
    stats_wait(&service, "stats.events.workers_lost", 3);
    const struct node *reply =
        client_ask(&service, client, "{'v':1,'op':'solve','wait_s':0.5,'body':{'do':'answer'}}");
    cr_assert_str_eq(text_at(reply, "job.state"), "queued");
    cr_assert_lt(stats_number(&service, "stats.events.workers_lost"), 10, "0.2, 0.4, 0.8 ... seconds apart");
    client_close(client);
    cr_assert_eq(kill(service.pid, SIGKILL), 0);
    service_wait(&service);
}
