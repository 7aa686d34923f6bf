/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Admission, and how the service stops. */
#include "tests/support/documents.h"
#include "tests/support/service.h"

#include "proto/plan.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <string.h>

TestSuite(service_limits, .timeout = 120);

static struct service service;
static int client;

static const char *const gate_request =
    "{'v':1,'op':'solve','key':'%s','wait_s':%d,'body':{'do':'gate','file':'%s'}}";

Test(service_limits, a_full_queue_is_busy_and_says_when_to_ask_again)
{
    service_start(&service, "--queue", "1");
    client = client_open(service.url);
    const char *gate = service_file(&service, "gate");
    client_ask(&service, client, gate_request, "a", 0, gate);
    stats_wait(&service, "stats.jobs.running", 1);
    client_ask(&service, client, gate_request, "b", 0, gate);
    stats_wait(&service, "stats.jobs.running", 2);
    client_ask(&service, client, gate_request, "c", 0, gate);
    const struct node *reply = client_ask(&service, client, gate_request, "d", 0, gate);
    cr_assert_str_eq(text_at(reply, "error.code"), "busy");
    cr_assert_geq(number_at(reply, "error.retry_after_s"), 1);
    cr_assert_leq(number_at(reply, "error.retry_after_s"), 60);
    reply = client_ask(&service, client, gate_request, "c", 0, gate);
    cr_assert_str_eq(text_at(reply, "job.state"), "queued",
                     "asking for a job that is there is always allowed");
    file_touch(gate);
    reply = client_ask(&service, client, gate_request, "c", 20, gate);
    cr_assert_str_eq(text_at(reply, "plan.answer"), "through");
    reply = client_ask(&service, client, gate_request, "d", 20, gate);
    cr_assert_str_eq(text_at(reply, "plan.answer"), "through", "there is room again");
    cr_assert_eq(stats_number(&service, "stats.events.busy"), 1);
    client_close(client);
    cr_assert_eq(service_stop(&service), 0);
}

Test(service_limits, bytes_of_waiting_jobs_are_bounded)
{
    enum { HALF_MIB = 512 << 10 };
    service_start(&service, "--pending-mb", "1");
    client = client_open(service.url);
    const char *gate = service_file(&service, "gate");
    char *text = arena_alloc(service.arena, HALF_MIB + 1, 1);
    memset(text, 'z', HALF_MIB);
    for (int i = 0; i < 2; i++) {
        struct node request = node_map(service.arena, 4), body = node_map(service.arena, 4);
        map_add(&body, "do", node_borrowed("gate"));
        map_add(&body, "file", node_borrowed(gate));
        map_add(&body, "n", node_integer(i));
        map_add(&body, "text", node_borrowed(text));
        map_add(&request, "v", node_integer(1));
        map_add(&request, "op", node_borrowed("solve"));
        map_add(&request, "wait_s", node_integer(0));
        map_add(&request, "body", body);
        cr_assert_eq(tree_canonicalise(&request, NULL), ERROR_NONE);
        client_send(client, &request);
        const struct node *reply = client_receive(&service, client, 30);
        if (i == 0)
            cr_assert_eq(number_at(reply, "job.id"), 1);
        else
            cr_assert_str_eq(text_at(reply, "error.code"), "busy", "two halves and what is around them");
    }
    file_touch(gate);
    stats_wait(&service, "stats.events.jobs_done", 1);
    cr_assert_eq(stats_number(&service, "stats.jobs.pending_bytes"), 0);
    client_close(client);
    cr_assert_eq(service_stop(&service), 0);
}

Test(service_limits, draining_finishes_what_runs_and_accepts_nothing_new)
{
    service_start(&service, SERVICE_PLAIN);
    client = client_open(service.url);
    int other = client_open(service.url);
    const char *gate = service_file(&service, "gate");
    client_post(&service, client, gate_request, "k", 20, gate);
    stats_wait(&service, "stats.jobs.running", 1);
    cr_assert_eq(kill(service.pid, SIGTERM), 0);
    const struct node *reply;
    do {
        reply = client_ask(&service, other, "{'v':1,'op':'stats'}");
    } while (!document_at(reply, "stats.draining")->as.boolean);
    reply = client_ask(&service, other, "{'v':1,'op':'solve','body':{'do':'answer'}}");
    cr_assert_str_eq(text_at(reply, "error.code"), "draining");
    reply = client_ask(&service, other, "{'v':1,'op':'check','body':{'do':'answer'}}");
    cr_assert_str_eq(text_at(reply, "error.code"), "draining");
    reply = client_ask(&service, other, gate_request, "k", 0, gate);
    cr_assert_str_eq(text_at(reply, "job.state"), "running", "the running job can be asked for");
    file_touch(gate);
    reply = client_receive(&service, client, 30);
    cr_assert_str_eq(text_at(reply, "plan.answer"), "through", "the reply is delivered before the end");
    client_close(client);
    client_close(other);
    cr_assert_eq(service_wait(&service), 0);
}

Test(service_limits, a_large_last_reply_is_written_before_the_end)
{
    enum { LARGE = 32 << 20 };
    service_start(&service, SERVICE_PLAIN);
    client = client_open(service.url);
    client_post(&service, client, "{'v':1,'op':'solve','body':{'do':'huge','bytes':%d}}", LARGE);
    stats_wait(&service, "stats.events.jobs_accepted", 1);
    cr_assert_eq(kill(service.pid, SIGTERM), 0);
    cr_assert_eq(strlen(text_at(client_receive(&service, client, 30), "plan.huge")), LARGE);
    client_close(client);
    cr_assert_eq(service_wait(&service), 0);
}

Test(service_limits, when_the_drain_is_over_running_jobs_return_their_best_plan)
{
    service_start(&service, "--drain", "0.2");
    client = client_open(service.url);
    int deaf = client_open(service.url), waiting = client_open(service.url);
    const char *gate = service_file(&service, "gate");
    client_post(&service, client, gate_request, "k", 20, gate);
    client_post(&service, deaf, "{'v':1,'op':'solve','body':{'do':'deaf'}}");
    stats_wait(&service, "stats.jobs.running", 2);
    client_post(&service, waiting, gate_request, "w", 20, gate);
    stats_wait(&service, "stats.jobs.waiting", 1);
    cr_assert_eq(kill(service.pid, SIGINT), 0);
    const struct node *reply = client_receive(&service, client, 30);
    cr_assert_str_eq(text_at(reply, "plan.answer"), "cancelled", "who listens is told to stop");
    reply = client_receive(&service, deaf, 30);
    cr_assert_str_eq(text_at(reply, "plan.state"), "half", "who does not is killed and finished");
    cr_assert_eq(number_at(reply, "plan.stopped_by"), STOPPED_BY_CANCEL);
    reply = client_receive(&service, waiting, 30);
    cr_assert_str_eq(text_at(reply, "job.state"), "queued", "who never began waits for the next start");
    client_close(client);
    client_close(deaf);
    client_close(waiting);
    cr_assert_eq(service_wait(&service), 0);
}

Test(service_limits, an_idle_service_stops_at_once_and_leaves_no_process)
{
    service_start(&service, SERVICE_PLAIN);
    pid_t children[3] = {(pid_t)stats_number(&service, "stats.front.pid"),
                         (pid_t)stats_number(&service, "stats.workers[0].pid"),
                         (pid_t)stats_number(&service, "stats.workers[1].pid")};
    cr_assert_eq(service_stop(&service), 0);
    for (int i = 0; i < 3; i++)
        cr_assert_eq(kill(children[i], 0), -1, "child %d is gone", i);
}

Test(service_limits, a_killed_dispatcher_takes_its_children_along)
{
    service_start(&service, SERVICE_PLAIN);
    client = client_open(service.url);
    client_ask(&service, client, "{'v':1,'op':'solve','wait_s':0,'body':{'do':'deaf'}}");
    stats_wait(&service, "stats.jobs.running", 1);
    int children[3] = {open_process((pid_t)stats_number(&service, "stats.front.pid")),
                       open_process((pid_t)stats_number(&service, "stats.workers[0].pid")),
                       open_process((pid_t)stats_number(&service, "stats.workers[1].pid"))};
    client_close(client);
    cr_assert_eq(kill(service.pid, SIGKILL), 0);
    cr_assert_eq(service_wait(&service), 128 + SIGKILL);
    for (int i = 0; i < 3; i++)
        cr_assert(process_ends(children[i], 30), "child %d ends", i);
}
