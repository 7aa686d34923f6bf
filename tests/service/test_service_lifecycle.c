/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The life of a job as its client sees it: submit, status, wait, result, cancel, list; and stored instances.
 */
#include "tests/support/documents.h"
#include "tests/support/service.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "proto/clock.h"

TestSuite(service_lifecycle, .timeout = 120);

static struct service service;
static int client;
static const char *gate;

static void start(void)
{
    service_start(&service, SERVICE_PLAIN);
    client = client_open(service.url);
    gate = service_file(&service, "gate");
}

static void stop(void)
{
    client_close(client);
    cr_assert_eq(service_stop(&service), 0);
}

static const struct node *submit_gate(const char *key, int priority)
{
    return client_ask(&service, client,
                      "{'v':1,'op':'submit','key':'%s','priority':%d,'body':{'do':'gate','file':'%s'}}", key,
                      priority, gate);
}

/* Both workers are busy until the gate opens. */
static void occupy(void)
{
    submit_gate("busy 1", 0);
    submit_gate("busy 2", 0);
    stats_wait(&service, "stats.jobs.running", 2);
}

#define ask(...) client_ask(&service, client, __VA_ARGS__)

Test(service_lifecycle, a_job_is_submitted_looked_at_waited_for_and_fetched)
{
    start();
    const struct node *reply = submit_gate("k", 7);
    cr_assert_eq(number_at(reply, "job.id"), 1);
    cr_assert_str_eq(text_at(reply, "job.key"), "k");
    cr_assert_str_eq(text_at(reply, "job.op"), "solve");
    cr_assert_eq(number_at(reply, "job.priority"), 7);
    cr_assert_eq(strlen(text_at(reply, "job.accepted_at")), 24);
    cr_assert_null(map_get(reply, "plan"));
    stats_wait(&service, "stats.jobs.running", 1);
    do {
        reply = ask("{'v':1,'op':'status','job':1}");
    } while (isnan(number_at(reply, "job.incumbent")));
    cr_assert_str_eq(text_at(reply, "job.state"), "running");
    cr_assert_eq(number_at(reply, "job.bound"), 100);
    cr_assert_eq(number_at(reply, "job.effort"), 4242);
    cr_assert_str_eq(text_at(ask("{'v':1,'op':'result','key':'k'}"), "error.code"), "not_done");
    reply = ask("{'v':1,'op':'wait','key':'k','wait_s':0.2}");
    cr_assert_str_eq(text_at(reply, "job.state"), "running", "waiting is over, the job is not");
    file_touch(gate);
    reply = ask("{'v':1,'op':'wait','key':'k'}");
    cr_assert_str_eq(text_at(reply, "job.state"), "done");
    cr_assert_str_eq(text_at(reply, "plan.answer"), "through");
    cr_assert_eq(strlen(text_at(reply, "job.finished_at")), 24);
    reply = ask("{'v':1,'op':'status','key':'k'}");
    cr_assert_str_eq(text_at(reply, "job.state"), "done");
    cr_assert_null(map_get(reply, "plan"), "status never tells the plan");
    cr_assert_str_eq(text_at(ask("{'v':1,'op':'result','job':1}"), "plan.answer"), "through");
    stop();
}

Test(service_lifecycle, submit_says_what_to_do)
{
    start();
    const struct node *reply = ask("{'v':1,'op':'submit','what':'check','body':{'do':'answer'}}");
    cr_assert_str_eq(text_at(reply, "job.op"), "check");
    cr_assert_str_eq(text_at(ask("{'v':1,'op':'wait','job':1}"), "check.answer"), "ok");
    reply = ask("{'v':1,'op':'check','body':{'do':'answer'}}");
    cr_assert_eq(number_at(reply, "job.id"), 1, "the same content, whichever op brings it");
    stop();
}

Test(service_lifecycle, a_job_that_is_not_there_is_unknown)
{
    start();
    static const char *const ops[] = {"status", "wait", "result", "cancel"};
    for (size_t i = 0; i < 4; i++) {
        const struct node *reply = ask("{'v':1,'op':'%s','job':1}", ops[i]);
        cr_assert_str_eq(text_at(reply, "error.code"), "unknown_job", "%s", ops[i]);
        cr_assert_str_eq(text_at(reply, "error.path"), "job");
        reply = ask("{'v':1,'op':'%s','key':'k'}", ops[i]);
        cr_assert_str_eq(text_at(reply, "error.code"), "unknown_job", "%s", ops[i]);
        cr_assert_str_eq(text_at(reply, "error.path"), "key");
    }
    stop();
}

Test(service_lifecycle, a_failure_is_told_by_status_and_result)
{
    start();
    ask("{'v':1,'op':'submit','key':'k','body':{'do':'error'}}");
    const struct node *reply = ask("{'v':1,'op':'wait','key':'k'}");
    cr_assert_str_eq(text_at(reply, "error.code"), "unknown_id");
    reply = ask("{'v':1,'op':'status','key':'k'}");
    cr_assert_str_eq(text_at(reply, "job.state"), "failed");
    cr_assert_str_eq(text_at(reply, "job.error.code"), "unknown_id");
    cr_assert_str_eq(text_at(reply, "job.error.path"), "instance.units[3]");
    cr_assert_str_eq(text_at(ask("{'v':1,'op':'result','key':'k'}"), "error.code"), "unknown_id");
    reply = ask("{'v':1,'op':'submit','key':'k','body':{'do':'answer'}}");
    cr_assert_eq(number_at(reply, "job.id"), 2, "it was told: a new attempt, under the same key");
    cr_assert_str_eq(text_at(ask("{'v':1,'op':'status','job':1}"), "error.code"), "unknown_job");
    stop();
}

Test(service_lifecycle, a_waiting_job_is_cancelled_at_once)
{
    start();
    occupy();
    submit_gate("k", 0);
    int other = client_open(service.url);
    client_post(&service, other, "{'v':1,'op':'wait','key':'k'}");
    stats_wait(&service, "stats.jobs.requests_waiting", 1);
    const struct node *reply = ask("{'v':1,'op':'cancel','key':'k'}");
    cr_assert_str_eq(text_at(reply, "job.state"), "cancelled");
    cr_assert_eq(number_at(reply, "job.attempts"), 0);
    cr_assert_str_eq(text_at(client_receive(&service, other, 30), "error.code"), "cancelled");
    cr_assert_str_eq(text_at(ask("{'v':1,'op':'result','key':'k'}"), "error.code"), "cancelled");
    cr_assert_str_eq(text_at(ask("{'v':1,'op':'cancel','key':'k'}"), "job.state"), "cancelled", "again");
    client_close(other);
    file_touch(gate);
    stop();
}

Test(service_lifecycle, a_running_job_is_cancelled_within_a_second_whether_its_worker_listens_or_not)
{
    start();
    static const char *const deeds[] = {"gate", "deaf"};
    for (int i = 0; i < 2; i++) {
        ask("{'v':1,'op':'submit','key':'%d','body':{'do':'%s','file':'%s'}}", i, deeds[i], gate);
        stats_wait(&service, "stats.jobs.running", 1);
        double before_s = monotonic_s();
        const struct node *reply = ask("{'v':1,'op':'cancel','key':'%d'}", i);
        cr_assert_lt(monotonic_s() - before_s, 1.0);
        cr_assert_str_eq(text_at(reply, "job.state"), "cancelled");
        cr_assert_eq(stats_number(&service, "stats.jobs.running"), 0);
    }
    for (int i = 0; i < 3; i++) {
        const struct node *reply = ask("{'v':1,'op':'solve','key':'n%d','body':{'do':'answer'}}", i);
        cr_assert_str_eq(text_at(reply, "plan.answer"), "ok", "workers are there again");
    }
    stop();
}

Test(service_lifecycle, a_job_that_is_done_stays_done_when_it_is_cancelled)
{
    start();
    ask("{'v':1,'op':'solve','key':'k','body':{'do':'answer'}}");
    cr_assert_str_eq(text_at(ask("{'v':1,'op':'cancel','key':'k'}"), "job.state"), "done");
    cr_assert_str_eq(text_at(ask("{'v':1,'op':'result','key':'k'}"), "plan.answer"), "ok");
    stop();
}

Test(service_lifecycle, priority_goes_first_and_the_place_in_the_queue_says_so)
{
    start();
    occupy();
    cr_assert_eq(number_at(submit_gate("low", -5), "job.place"), 1);
    cr_assert_eq(number_at(submit_gate("high", 5), "job.place"), 1);
    cr_assert_eq(number_at(ask("{'v':1,'op':'status','key':'low'}"), "job.place"), 2);
    file_touch(gate);
    const struct node *low = ask("{'v':1,'op':'wait','key':'low'}");
    const struct node *high = ask("{'v':1,'op':'wait','key':'high'}");
    cr_assert_leq(strcmp(text_at(high, "job.started_at"), text_at(low, "job.started_at")), 0);
    cr_assert(isnan(number_at(low, "job.place")));
    stop();
}

/* --- list --------------------------------------------------------------------------------------------- */

static void expect_list(const char *request, const char *expected)
{
    const struct node *reply = ask("%s", request), *jobs = document_at(reply, "jobs");
    char seen[256] = "";
    for (uint32_t i = 0; i < jobs->count; i++) {
        size_t used = strlen(seen);
        snprintf(seen + used, sizeof seen - used, "%d ", (int)number_at(&jobs->as.items[i], "id"));
    }
    snprintf(seen + strlen(seen), sizeof seen - strlen(seen), "%s",
             document_at(reply, "more")->as.boolean ? "more" : "");
    cr_assert_str_eq(seen, expected, "%s", request);
}

Test(service_lifecycle, jobs_are_listed_newest_first_page_by_page_and_by_state)
{
    start();
    for (int i = 1; i <= 3; i++)
        ask("{'v':1,'op':'solve','key':'%d','body':{'do':'answer'}}", i);
    ask("{'v':1,'op':'solve','key':'4','body':{'do':'error'}}");
    occupy(); /* 5 and 6 */
    submit_gate("7", 0);
    submit_gate("8", 0);
    ask("{'v':1,'op':'cancel','job':8}");
    expect_list("{'v':1,'op':'list'}", "8 7 6 5 4 3 2 1 ");
    expect_list("{'v':1,'op':'list','limit':3}", "8 7 6 more");
    expect_list("{'v':1,'op':'list','limit':3,'before':6}", "5 4 3 more");
    expect_list("{'v':1,'op':'list','limit':3,'before':3}", "2 1 ");
    expect_list("{'v':1,'op':'list','state':'done'}", "3 2 1 ");
    expect_list("{'v':1,'op':'list','state':'done','limit':2}", "3 2 more");
    expect_list("{'v':1,'op':'list','state':'failed'}", "4 ");
    expect_list("{'v':1,'op':'list','state':'cancelled'}", "8 ");
    expect_list("{'v':1,'op':'list','state':'running'}", "6 5 ");
    expect_list("{'v':1,'op':'list','state':'running','limit':1}", "6 more");
    expect_list("{'v':1,'op':'list','state':'queued'}", "7 ");
    const struct node *reply = ask("{'v':1,'op':'list','before':6,'limit':2}");
    cr_assert_str_eq(text_at(reply, "jobs[0].state"), "running", "memory knows better than the file");
    cr_assert_str_eq(text_at(reply, "jobs[0].client"), "local", "an admin sees whose");
    cr_assert_str_eq(text_at(reply, "jobs[1].error.code"), "unknown_id");
    file_touch(gate);
    stop();
}

Test(service_lifecycle, another_clients_jobs_are_as_if_they_were_not_there)
{
    service_prepare(&service);
    const char *urls[2];
    for (int i = 0; i < 2; i++)
        urls[i] = arena_format(service.arena, "ipc://%s", service_file(&service, i == 0 ? "a" : "b"));
    service_launch(&service, BIN_DIR,
                   (const char *const[]){"--listen", service.url, "--listen", urls[0], "--as", "anna",
                                         "--listen", urls[1], "--as", "budi", "--worker", FAKE_WORKER,
                                         "--workers", "1", NULL});
    client = client_open(urls[0]);
    int other = client_open(urls[1]), admin = client_open(service.url);
    ask("{'v':1,'op':'solve','key':'k','body':{'do':'answer'}}");
    static const char *const ops[] = {"status", "wait", "result", "cancel"};
    for (size_t i = 0; i < 4; i++) {
        const struct node *reply = client_ask(&service, other, "{'v':1,'op':'%s','job':1}", ops[i]);
        const struct node *none = client_ask(&service, other, "{'v':1,'op':'%s','job':2}", ops[i]);
        cr_assert_str_eq(text_at(reply, "error.code"), "unknown_job");
        cr_assert(node_equal(document_at(reply, "error"), document_at(none, "error")));
        cr_assert_str_eq(
            text_at(client_ask(&service, other, "{'v':1,'op':'%s','key':'k'}", ops[i]), "error.code"),
            "unknown_job");
    }
    cr_assert_eq(document_at(client_ask(&service, other, "{'v':1,'op':'list'}"), "jobs")->count, 0);
    const struct node *reply = client_ask(&service, admin, "{'v':1,'op':'list','client':'anna'}");
    cr_assert_str_eq(text_at(reply, "jobs[0].client"), "anna");
    cr_assert_str_eq(text_at(client_ask(&service, admin, "{'v':1,'op':'result','job':1}"), "plan.answer"),
                     "ok");
    reply = client_ask(&service, other, "{'v':1,'op':'list','client':'anna'}");
    cr_assert_str_eq(text_at(reply, "error.code"), "refused");
    client_close(other);
    client_close(admin);
    stop();
}

/* --- stored instances --------------------------------------------------------------------------------- */

Test(service_lifecycle, an_instance_is_stored_once_and_named_afterwards)
{
    start();
    const struct node *stored =
        ask("{'v':1,'op':'put','body':{'instance':{'format':'mutasi-instance/1','big':'xyz'}}}");
    const char *hash = text_at(stored, "stored.sha256");
    cr_assert_eq(strlen(hash), 64);
    cr_assert_gt(number_at(stored, "stored.bytes"), 20);
    cr_assert_eq(strlen(text_at(stored, "stored.kept_until")), 24);
    const struct node *again =
        ask("{'v':1,'op':'put','body':{'instance':{'format':'mutasi-instance/1','big':'xyz'}}}");
    cr_assert_str_eq(text_at(again, "stored.sha256"), hash);
    const struct node *reply =
        ask("{'v':1,'op':'solve','body':{'do':'instance','instance':{'sha256':'%s'}}}", hash);
    cr_assert_str_eq(text_at(reply, "plan.big"), "xyz", "the worker got what was stored");
    reply = ask("{'v':1,'op':'solve','body':{'do':'instance','instance':{'sha256':'%064d'}}}", 0);
    cr_assert_str_eq(text_at(reply, "error.code"), "unknown_instance");
    cr_assert_str_eq(text_at(reply, "error.path"), "instance.sha256");
    stop();
}

Test(service_lifecycle, an_instance_belongs_to_its_client)
{
    service_prepare(&service);
    const char *url = arena_format(service.arena, "ipc://%s", service_file(&service, "second"));
    service_launch(&service, BIN_DIR,
                   (const char *const[]){"--listen", service.url, "--listen", url, "--as", "budi", "--worker",
                                         FAKE_WORKER, "--workers", "1", NULL});
    client = client_open(service.url);
    int other = client_open(url);
    const char *hash = text_at(ask("{'v':1,'op':'put','body':{'instance':{'format':'mutasi-instance/1'}}}"),
                               "stored.sha256");
    const struct node *reply = client_ask(
        &service, other, "{'v':1,'op':'submit','body':{'do':'answer','instance':{'sha256':'%s'}}}", hash);
    cr_assert_str_eq(text_at(reply, "error.code"), "unknown_instance");
    client_close(other);
    stop();
}
