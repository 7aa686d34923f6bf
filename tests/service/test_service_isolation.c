/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Workers that overrun, loop, crash and run out of memory with a placement told: what the client sees. */
#include "tests/support/documents.h"
#include "tests/support/service.h"

#include "proto/plan.h"

#include <criterion/criterion.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

TestSuite(service_isolation, .timeout = 120);

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

static const struct node *solve(const char *what, double time_s)
{
    return client_ask(&service, client,
                      "{'v':1,'op':'solve','limits':{'time_s':%g},'body':{'do':'%s','file':'%s'}}", time_s,
                      what, service_file(&service, what));
}

static void assert_finished(const struct node *reply, enum stop stopped_by)
{
    cr_assert_str_eq(text_at(reply, "plan.state"), "half", "the last placement that was told");
    cr_assert_eq(number_at(reply, "plan.stopped_by"), stopped_by);
    cr_assert_eq(number_at(reply, "job.attempts"), 1);
}

static void assert_serves(void)
{
    const struct node *reply = client_ask(&service, client, "{'v':1,'op':'solve','body':{'do':'answer'}}");
    cr_assert_str_eq(text_at(reply, "plan.answer"), "ok");
}

Test(service_isolation, a_loop_ends_at_its_time_and_its_placement_is_returned)
{
    start();
    const struct node *reply = solve("spin", 0.4);
    assert_finished(reply, STOPPED_BY_TIME);
    cr_assert_leq(number_at(reply, "job.elapsed_s"), 1.4);
    cr_assert_eq(stats_number(&service, "stats.events.workers_overrun"), 1);
    stop();
}

Test(service_isolation, an_abort_ends_the_search_and_its_placement_is_returned)
{
    start();
    assert_finished(solve("abort", 60), STOPPED_BY_FAULT);
    cr_assert_eq(stats_number(&service, "stats.events.workers_lost"), 1);
    assert_serves();
    stop();
}

Test(service_isolation, memory_that_ran_out_ends_the_search_and_its_placement_is_returned)
{
    start();
    assert_finished(solve("exhaust", 60), STOPPED_BY_FAULT);
    cr_assert_eq(stats_number(&service, "stats.events.workers_lost"), 0, "it said so and left");
    assert_serves();
    stop();
}

#ifndef MUTASI_SANITIZED
Test(service_isolation, who_tries_to_reach_the_network_is_killed_and_its_placement_returned)
{
    start();
    assert_finished(solve("escape", 60), STOPPED_BY_FAULT);
    cr_assert_eq(stats_number(&service, "stats.events.workers_lost"), 1);
    stop();
}
#endif

Test(service_isolation, a_killed_worker_is_followed_by_one_that_goes_on_from_its_placement)
{
    start();
    const struct node *reply = solve("go_on", 60);
    cr_assert_str_eq(text_at(reply, "plan.answer"), "second");
    cr_assert_str_eq(text_at(reply, "plan.state"), "half");
    cr_assert_eq(number_at(reply, "job.attempts"), 2);
    stop();
}

Test(service_isolation, what_an_effort_bounds_is_begun_anew_and_comes_out_the_same)
{
    start();
    const struct node *reply = client_ask(
        &service, client, "{'v':1,'op':'solve','limits':{'effort':1000},'body':{'do':'go_on','file':'%s'}}",
        service_file(&service, "file"));
    cr_assert_str_eq(text_at(reply, "plan.answer"), "second");
    cr_assert_null(document_at(reply, "plan.state"));
    stop();
}

Test(service_isolation, a_second_attempt_that_finds_less_does_not_cost_what_the_first_had_found)
{
    start();
    const struct node *reply = solve("worsen", 0.6);
    cr_assert_str_eq(text_at(reply, "plan.state"), "half");
    cr_assert_eq(number_at(reply, "job.attempts"), 2);
    cr_assert_eq(number_at(reply, "job.incumbent"), 120.5);
    stop();
}

Test(service_isolation, a_killed_worker_without_time_for_another_attempt_has_its_placement_returned)
{
    start();
    client_post(&service, client, "{'v':1,'op':'solve','limits':{'time_s':0.1},'body':{'do':'die_twice'}}");
    assert_finished(client_receive(&service, client, 30), STOPPED_BY_TIME);
    stop();
}

Test(service_isolation, two_workers_lost_are_a_failed_job_that_says_how_they_ended)
{
    start();
    const struct node *reply = solve("die_twice", 60);
    cr_assert_str_eq(text_at(reply, "error.code"), "worker_lost");
    cr_assert_not_null(strstr(text_at(reply, "error.message"), "signal 9"), "%s",
                       text_at(reply, "error.message"));
    cr_assert_eq(stats_number(&service, "stats.events.workers_lost"), 2);
    assert_serves();
    stop();
}

Test(service_isolation, a_check_keeps_to_its_time)
{
    start();
    const struct node *reply =
        client_ask(&service, client, "{'v':1,'op':'check','limits':{'time_s':0.3},'body':{'do':'mute'}}");
    cr_assert_str_eq(text_at(reply, "error.code"), "worker_lost");
    cr_assert_not_null(strstr(text_at(reply, "error.message"), "time_s"));
    cr_assert_lt(number_at(reply, "elapsed_s"), 5);
    assert_serves();
    stop();
}

/* Takes processor 0 from whoever else wants it. */
static void hog(pid_t *pids, int count)
{
    for (int i = 0; i < count; i++) {
        pids[i] = fork();
        if (pids[i] == 0) {
            execlp("taskset", "taskset", "-c", "0", "sh", "-c", "while :; do :; done", (char *)NULL);
            _exit(1);
        }
    }
}

Test(service_isolation, who_waits_for_a_processor_is_not_taken_for_one_who_overran)
{
    pid_t hogs[3];
    start();
    hog(hogs, 3);
    const struct node *reply = client_ask(
        &service, client, "{'v':1,'op':'solve','limits':{'time_s':2},'body':{'do':'starve','ms':800}}");
    for (int i = 0; i < 3; i++) {
        kill(hogs[i], SIGKILL);
        waitpid(hogs[i], NULL, 0);
    }
    cr_assert_str_eq(text_at(reply, "plan.answer"), "late", "by itself, after %g s",
                     number_at(reply, "job.elapsed_s"));
    cr_assert_eq(stats_number(&service, "stats.events.workers_overrun"), 0);
    stop();
}

static double elapsed_of_cancel(const char *what)
{
    client_ask(&service, client, "{'v':1,'op':'submit','key':'%s','body':{'do':'%s'}}", what, what);
    stats_wait(&service, "stats.jobs.running", 1);
    const struct node *reply = client_ask(&service, client, "{'v':1,'op':'cancel','key':'%s'}", what);
    cr_assert_str_eq(text_at(reply, "job.state"), "cancelled");
    return number_at(reply, "elapsed_s");
}

Test(service_isolation, cancelling_who_does_not_listen_takes_effect_within_a_second)
{
    service_prepare(&service);
    service_launch(
        &service, BIN_DIR,
        (const char *const[]){"--listen", service.url, "--worker", FAKE_WORKER, "--workers", "1", NULL});
    client = client_open(service.url);
    cr_assert_lt(elapsed_of_cancel("spin"), 1);
    const struct node *reply = client_ask(&service, client, "{'v':1,'op':'solve','body':{'do':'answer'}}");
    cr_assert_str_eq(text_at(reply, "plan.answer"), "ok");
    cr_assert_lt(number_at(reply, "elapsed_s"), 1.2, "the only worker is free again");
    cr_assert_eq(stats_number(&service, "stats.events.workers_lost"), 0);
    cr_assert_eq(stats_number(&service, "stats.events.workers_overrun"), 0);
    stop();
}

Test(service_isolation, cancelling_who_listens_costs_no_worker)
{
    start();
    const char *gate = service_file(&service, "gate");
    client_ask(&service, client, "{'v':1,'op':'submit','key':'k','body':{'do':'gate','file':'%s'}}", gate);
    stats_wait(&service, "stats.jobs.running", 1);
    double pids =
        stats_number(&service, "stats.workers[0].pid") + stats_number(&service, "stats.workers[1].pid");
    client_ask(&service, client, "{'v':1,'op':'cancel','key':'k'}");
    for (int i = 0; i < 4; i++)
        assert_serves();
    cr_assert_eq(stats_number(&service, "stats.workers[0].pid") +
                     stats_number(&service, "stats.workers[1].pid"),
                 pids);
    stop();
}
