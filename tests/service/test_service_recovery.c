/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was accepted is there after the service was killed: the real server, killed and started again on the
 * same journal. */
#include "tests/support/documents.h"
#include "tests/support/service.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

TestSuite(service_recovery, .timeout = 120);

static struct service service;
static int client;

static const char *const gate_request = "{'v':1,'op':'submit','key':'%s','body':{'do':'gate','file':'%s'}}";

#define launch(...)                                                                                          \
    (service_launch(&service, BIN_DIR,                                                                       \
                    (const char *const[]){"--listen", service.url, "--worker", FAKE_WORKER, "--workers",     \
                                          "2", __VA_ARGS__, NULL}),                                          \
     client = client_open(service.url))

static void end(int signal)
{
    int status;
    client_close(client);
    cr_assert_eq(kill(service.pid, signal), 0);
    cr_assert_eq(waitpid(service.pid, &status, 0), service.pid);
    service.pid = 0;
}

static void finish(void)
{
    client_close(client);
    cr_assert_eq(service_stop(&service), 0);
}

Test(service_recovery, jobs_that_waited_or_ran_run_after_a_kill)
{
    service_prepare(&service);
    const char *gate = service_file(&service, "gate");
    launch(SERVICE_PLAIN);
    for (int i = 1; i <= 5; i++)
        client_ask(&service, client, gate_request, arena_format(service.arena, "%d", i), gate);
    stats_wait(&service, "stats.jobs.running", 2);
    end(SIGKILL);
    file_touch(gate);
    launch(SERVICE_PLAIN);
    for (int i = 1; i <= 5; i++) {
        const struct node *reply =
            client_ask(&service, client, "{'v':1,'op':'wait','job':%d,'wait_s':20}", i);
        cr_assert_str_eq(text_at(reply, "plan.answer"), "through", "job %d", i);
        cr_assert_str_eq(text_at(reply, "job.key"), arena_format(service.arena, "%d", i));
    }
    cr_assert_eq(stats_number(&service, "stats.events.jobs_accepted"), 0, "nobody submitted them again");
    finish();
}

Test(service_recovery, a_kill_is_no_fault_of_the_job_that_ran)
{
    service_prepare(&service);
    const char *once = service_file(&service, "once"), *gate = service_file(&service, "gate");
    launch("--workers", "1");
    client_ask(&service, client, gate_request, "k", gate);
    stats_wait(&service, "stats.jobs.running", 1);
    end(SIGKILL);
    launch("--workers", "1");
    stats_wait(&service, "stats.jobs.running", 1);
    end(SIGKILL);
    file_touch(gate);
    launch("--workers", "1");
    const struct node *reply = client_ask(&service, client, "{'v':1,'op':'wait','key':'k'}");
    cr_assert_str_eq(text_at(reply, "job.state"), "done");
    cr_assert_geq(number_at(reply, "job.attempts"), 2);
    reply = client_ask(&service, client, "{'v':1,'op':'solve','body':{'do':'crash_once','file':'%s'}}", once);
    cr_assert_str_eq(text_at(reply, "plan.answer"), "second");
    finish();
}

Test(service_recovery, a_key_joins_its_job_after_a_kill_and_finds_its_result_after_the_next)
{
    service_prepare(&service);
    const char *gate = service_file(&service, "gate");
    const char *solve = "{'v':1,'op':'solve','key':'k','body':{'do':'gate','file':'%s'}}";
    launch(SERVICE_PLAIN);
    client_ask(&service, client, gate_request, "k", gate);
    end(SIGKILL);
    file_touch(gate);
    launch(SERVICE_PLAIN);
    const struct node *first = client_ask(&service, client, solve, gate);
    cr_assert_eq(number_at(first, "job.id"), 1);
    end(SIGKILL);
    launch(SERVICE_PLAIN);
    const struct node *again = client_ask(&service, client, solve, gate);
    cr_assert(node_equal(document_at(first, "plan"), document_at(again, "plan")));
    cr_assert(node_equal(document_at(first, "job"), document_at(again, "job")), "to the last field");
    cr_assert_eq(stats_number(&service, "stats.events.jobs_accepted"), 0);
    const struct node *other = client_ask(&service, client, "{'v':1,'op':'solve','body':{'do':'answer'}}");
    cr_assert_eq(number_at(other, "job.id"), 2, "numbers go on");
    finish();
}

Test(service_recovery, failures_and_cancellations_stay_what_they_were)
{
    service_prepare(&service);
    launch(SERVICE_PLAIN);
    const char *gate = service_file(&service, "gate");
    client_ask(&service, client, "{'v':1,'op':'submit','key':'f','body':{'do':'error'}}");
    client_ask(&service, client, gate_request, "c", gate);
    client_ask(&service, client, "{'v':1,'op':'cancel','key':'c'}");
    stats_wait(&service, "stats.events.jobs_failed", 1);
    client_ask(&service, client, "{'v':1,'op':'wait','key':'f'}"); /* it is on disk now */
    end(SIGKILL);
    launch(SERVICE_PLAIN);
    const struct node *reply = client_ask(&service, client, "{'v':1,'op':'result','key':'f'}");
    cr_assert_str_eq(text_at(reply, "error.code"), "unknown_id");
    cr_assert_str_eq(text_at(reply, "error.path"), "instance.units[3]");
    reply = client_ask(&service, client, "{'v':1,'op':'result','key':'c'}");
    cr_assert_str_eq(text_at(reply, "error.code"), "cancelled");
    cr_assert_eq(stats_number(&service, "stats.jobs.waiting"), 0);
    finish();
}

Test(service_recovery, a_large_request_comes_back_whole)
{
    enum { LARGE = 3 << 20 };
    service_prepare(&service);
    const char *gate = service_file(&service, "gate");
    char *text = arena_alloc(service.arena, LARGE + 1, 1);
    memset(text, 'z', LARGE);
    launch("--workers", "1");
    struct node body = node_map(service.arena, 3), request = node_map(service.arena, 4);
    map_add(&body, "do", node_borrowed("gate"));
    map_add(&body, "file", node_borrowed(gate));
    map_add(&body, "text", node_borrowed(text));
    map_add(&request, "v", node_integer(1));
    map_add(&request, "op", node_borrowed("submit"));
    map_add(&request, "body", body);
    cr_assert_eq(tree_canonicalise(&request, NULL), ERROR_NONE);
    client_send(client, &request);
    cr_assert_eq(number_at(client_receive(&service, client, 30), "job.id"), 1);
    end(SIGKILL);
    file_touch(gate);
    launch("--workers", "1");
    client_send(client, &request); /* without a key: the same bytes find the same job */
    cr_assert_eq(number_at(client_receive(&service, client, 30), "job.id"), 1);
    const struct node *reply = client_ask(&service, client, "{'v':1,'op':'wait','job':1}");
    cr_assert_str_eq(text_at(reply, "plan.answer"), "through");
    finish();
}

Test(service_recovery, jobs_that_wait_outlive_a_drain)
{
    service_prepare(&service);
    const char *gate = service_file(&service, "gate");
    launch("--drain", "0");
    for (int i = 1; i <= 4; i++)
        client_ask(&service, client, gate_request, arena_format(service.arena, "%d", i), gate);
    stats_wait(&service, "stats.jobs.running", 2);
    end(SIGTERM);
    file_touch(gate);
    launch(SERVICE_PLAIN);
    for (int i = 1; i <= 4; i++) {
        const struct node *reply = client_ask(&service, client, "{'v':1,'op':'wait','job':%d}", i);
        cr_assert_str_eq(text_at(reply, "plan.answer"), i <= 2 ? "cancelled" : "through", "job %d", i);
    }
    finish();
}

Test(service_recovery, lowered_bounds_forget_the_oldest_at_the_next_start)
{
    service_prepare(&service);
    launch(SERVICE_PLAIN);
    for (int i = 1; i <= 5; i++)
        client_ask(&service, client, "{'v':1,'op':'solve','key':'%d','body':{'do':'answer'}}", i);
    end(SIGTERM);
    launch("--result-keep", "2");
    const struct node *jobs;
    do {
        jobs = document_at(client_ask(&service, client, "{'v':1,'op':'list'}"), "jobs");
    } while (jobs->count > 2);
    cr_assert_eq(number_at(&jobs->as.items[0], "id"), 5);
    cr_assert_eq(number_at(&jobs->as.items[1], "id"), 4);
    const struct node *reply = client_ask(&service, client, "{'v':1,'op':'result','job':3}");
    cr_assert_str_eq(text_at(reply, "error.code"), "unknown_job");
    reply = client_ask(&service, client, "{'v':1,'op':'solve','key':'3','body':{'do':'answer'}}");
    cr_assert_eq(number_at(reply, "job.id"), 6, "its key is free, its number is not");
    finish();
}

Test(service_recovery, results_beyond_their_bytes_are_forgotten_the_oldest_first)
{
    enum { BYTES = 400 << 10 };
    service_prepare(&service);
    launch("--result-keep-mb", "1");
    for (int i = 1; i <= 3; i++)
        client_ask(&service, client, "{'v':1,'op':'solve','key':'%d','body':{'do':'huge','bytes':%d}}", i,
                   BYTES);
    const struct node *reply;
    do {
        reply = client_ask(&service, client, "{'v':1,'op':'status','job':1}");
    } while (strcmp(text_at(reply, "job.state"), "done") == 0);
    cr_assert_str_eq(text_at(reply, "error.code"), "unknown_job");
    for (int i = 2; i <= 3; i++) {
        reply = client_ask(&service, client, "{'v':1,'op':'result','job':%d}", i);
        cr_assert_eq(strlen(text_at(reply, "plan.huge")), BYTES);
    }
    finish();
}

Test(service_recovery, an_instance_and_the_job_that_names_it_outlive_a_kill)
{
    service_prepare(&service);
    const char *gate = service_file(&service, "gate");
    launch("--workers", "1");
    const struct node *stored = client_ask(
        &service, client, "{'v':1,'op':'put','body':{'instance':{'format':'mutasi-instance/1','a':'b'}}}");
    client_ask(&service, client, gate_request, "first", gate);
    client_ask(&service, client,
               "{'v':1,'op':'submit','key':'k','body':{'do':'instance','instance':{'sha256':'%s'}}}",
               text_at(stored, "stored.sha256"));
    end(SIGKILL);
    file_touch(gate);
    launch("--workers", "1");
    const struct node *reply = client_ask(&service, client, "{'v':1,'op':'wait','key':'k'}");
    cr_assert_str_eq(text_at(reply, "plan.a"), "b");
    finish();
}
