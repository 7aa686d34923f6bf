/* SPDX-License-Identifier: GPL-3.0-or-later */
/* batch: one request becomes a base and its scenarios, each a job like any other. */
#include "tests/support/documents.h"
#include "tests/support/service.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

TestSuite(service_batch, .timeout = 120);

static struct service service;
static int client;
static const char *city; /* what names the stored instance */

#define launch(...)                                                                                          \
    (service_launch(&service, BIN_DIR,                                                                       \
                    (const char *const[]){"--listen", service.url, "--worker", FAKE_WORKER, "--workers",     \
                                          "2", __VA_ARGS__, NULL}),                                          \
     client = client_open(service.url))

static void put(void)
{
    const struct node *reply =
        client_ask(&service, client, "{'v':1,'op':'put','body':{'instance':{'format':'mutasi-instance/1'}}}");
    city = text_at(reply, "stored.sha256");
}

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

/* A batch `meeting` whose base does what the policy says. */
static const struct node *hand_over(const char *policy, const char *scenarios)
{
    return client_ask(&service, client,
                      "{'v':1,'op':'batch','key':'meeting','body':{'instance':{'sha256':'%s'},'policy':%s,"
                      "'scenarios':%s}}",
                      city, policy, scenarios);
}

static const struct node *wait_for(const char *key)
{
    return client_ask(&service, client, "{'v':1,'op':'wait','key':'%s','wait_s':20}", key);
}

static const struct node *status_of(const char *key)
{
    return client_ask(&service, client, "{'v':1,'op':'status','key':'%s'}", key);
}

static const char *gate_policy(const char *gate)
{
    return arena_format(service.arena, "{'do':'gate','file':'%s'}", gate);
}

Test(service_batch, every_scenario_starts_from_the_base_and_waits_for_it)
{
    service_prepare(&service);
    launch(SERVICE_PLAIN);
    put();
    const char *gate = service_file(&service, "gate");
    const struct node *reply =
        hand_over(gate_policy(gate), "[{'do':'base'},{'do':'instance'},{'do':'base'}]");
    cr_assert_str_eq(text_at(reply, "batch.key"), "meeting");
    cr_assert_eq(number_at(reply, "batch.scenarios"), 3);
    cr_assert_eq(number_at(reply, "batch.accepted"), 3);
    cr_assert_eq(number_at(reply, "batch.ended"), 0);
    stats_wait(&service, "stats.jobs.running", 1);
    cr_assert_eq(stats_number(&service, "stats.jobs.waiting"), 3, "the other worker has nothing to do");
    cr_assert_str_eq(text_at(status_of("meeting/1"), "job.state"), "queued");
    file_touch(gate);
    cr_assert_str_eq(text_at(wait_for("meeting/0"), "plan.answer"), "through");
    cr_assert_str_eq(text_at(wait_for("meeting/1"), "plan.answer"), "through", "what the base answered");
    cr_assert_str_eq(text_at(wait_for("meeting/2"), "plan.format"), "mutasi-instance/1",
                     "the stored instance");
    cr_assert_str_eq(text_at(wait_for("meeting/3"), "plan.answer"), "through", "not of its neighbour");
    finish();
}

Test(service_batch, the_same_again_joins_and_other_content_is_refused_whole)
{
    service_prepare(&service);
    launch(SERVICE_PLAIN);
    put();
    hand_over("{'do':'answer'}", "[{'do':'base'},{'do':'error'}]");
    wait_for("meeting/1");
    stats_wait(&service, "stats.events.jobs_failed", 1);
    const struct node *reply = hand_over("{'do':'answer'}", "[{'do':'base'},{'do':'error'}]");
    cr_assert_eq(number_at(reply, "batch.accepted"), 2);
    cr_assert_eq(number_at(reply, "batch.ended"), 2,
                 "its failure was told to nobody, so it is not tried again");
    cr_assert_eq(stats_number(&service, "stats.events.jobs_accepted"), 3);
    cr_assert_str_eq(text_at(wait_for("meeting/2"), "error.code"), "unknown_id");
    reply = hand_over("{'do':'answer'}", "[{'do':'base'},{'do':'error'},{'do':'answer'}]");
    cr_assert_eq(number_at(reply, "batch.accepted"), 3, "more behind the same is the same batch, longer");
    cr_assert_eq(stats_number(&service, "stats.events.jobs_accepted"), 5,
                 "the new one, and the failed one that was told");
    wait_for("meeting/3");
    reply = hand_over("{'do':'answer'}", "[{'do':'answer'},{'do':'error'},{'do':'answer'},{'do':'answer'}]");
    cr_assert_str_eq(text_at(reply, "error.code"), "key_conflict");
    cr_assert_str_eq(text_at(status_of("meeting/4"), "error.code"), "unknown_job",
                     "nothing of it was accepted");
    finish();
}

Test(service_batch, scenarios_start_cold_when_the_base_fails_or_is_cancelled)
{
    service_prepare(&service);
    launch(SERVICE_PLAIN);
    put();
    hand_over("{'do':'error'}", "[{'do':'base'}]");
    cr_assert_str_eq(text_at(wait_for("meeting/1"), "plan.answer"), "cold");
    client_ask(&service, client,
               "{'v':1,'op':'batch','key':'other','body':{'instance':{'sha256':'%s'},"
               "'policy':{'do':'deaf'},'scenarios':[{'do':'base'}]}}",
               city);
    stats_wait(&service, "stats.jobs.running", 1);
    client_ask(&service, client, "{'v':1,'op':'cancel','key':'other/0'}");
    cr_assert_str_eq(text_at(wait_for("other/1"), "plan.answer"), "cold");
    finish();
}

Test(service_batch, a_scenario_that_waits_can_be_cancelled)
{
    service_prepare(&service);
    launch(SERVICE_PLAIN);
    put();
    const char *gate = service_file(&service, "gate");
    hand_over(gate_policy(gate), "[{'do':'base'},{'do':'base'}]");
    const struct node *reply = client_ask(&service, client, "{'v':1,'op':'cancel','key':'meeting/1'}");
    cr_assert_str_eq(text_at(reply, "job.state"), "cancelled");
    file_touch(gate);
    cr_assert_str_eq(text_at(wait_for("meeting/2"), "plan.answer"), "through");
    cr_assert_str_eq(text_at(status_of("meeting/1"), "job.state"), "cancelled");
    cr_assert_eq(stats_number(&service, "stats.jobs.waiting"), 0);
    finish();
}

Test(service_batch, a_kill_of_the_service_loses_nothing)
{
    service_prepare(&service);
    launch(SERVICE_PLAIN);
    put();
    const char *gate = service_file(&service, "gate");
    hand_over(gate_policy(gate), "[{'do':'base'},{'do':'base'}]");
    stats_wait(&service, "stats.jobs.running", 1);
    end(SIGKILL);
    launch(SERVICE_PLAIN);
    stats_wait(&service, "stats.jobs.running", 1);
    cr_assert_eq(stats_number(&service, "stats.jobs.waiting"), 2, "they wait for the base again");
    const struct node *reply = hand_over(gate_policy(gate), "[{'do':'base'},{'do':'base'}]");
    cr_assert_eq(number_at(reply, "batch.accepted"), 2);
    cr_assert_eq(stats_number(&service, "stats.events.jobs_accepted"), 0, "all were there");
    file_touch(gate);
    cr_assert_str_eq(text_at(wait_for("meeting/1"), "plan.answer"), "through");
    cr_assert_str_eq(text_at(wait_for("meeting/2"), "plan.answer"), "through");
    finish();
}

Test(service_batch, a_base_that_had_ended_before_a_kill_is_read_from_the_journal)
{
    service_prepare(&service);
    launch(SERVICE_PLAIN);
    put();
    const char *gate = service_file(&service, "gate");
    hand_over("{'do':'answer'}",
              arena_format(service.arena,
                           "[{'do':'gate','file':'%s'},{'do':'gate','file':'%s'},{'do':'base'}]", gate,
                           gate));
    stats_wait(&service, "stats.jobs.running", 2);
    stats_wait(&service, "stats.journal.transactions", 2);
    wait_for("meeting/0");
    end(SIGKILL);
    file_touch(gate);
    launch(SERVICE_PLAIN);
    cr_assert_str_eq(text_at(wait_for("meeting/3"), "plan.answer"), "ok");
    finish();
}

Test(service_batch, what_exceeds_a_limit_of_the_client_is_told_and_follows_later)
{
    service_prepare(&service);
    launch("--client-jobs", "3");
    put();
    const char *gate = service_file(&service, "gate"),
               *scenarios = "[{'do':'base'},{'do':'base'},{'do':'base'},{'do':'base'}]";
    const struct node *reply = hand_over(gate_policy(gate), scenarios);
    cr_assert_eq(number_at(reply, "batch.accepted"), 2);
    cr_assert_eq(number_at(reply, "batch.scenarios"), 4);
    cr_assert_str_eq(text_at(reply, "batch.busy"), "3 jobs of this client wait or run, it may have 3");
    cr_assert_geq(number_at(reply, "batch.retry_after_s"), 1);
    reply = hand_over(gate_policy(gate), scenarios);
    cr_assert_eq(number_at(reply, "batch.accepted"), 2, "there is still no room");
    cr_assert_eq(stats_number(&service, "stats.clients[0].waiting"), 2, "those that wait for the base count");
    file_touch(gate);
    wait_for("meeting/1");
    wait_for("meeting/2");
    reply = hand_over(gate_policy(gate), scenarios);
    cr_assert_eq(number_at(reply, "batch.accepted"), 4);
    cr_assert_str_eq(text_at(wait_for("meeting/4"), "plan.answer"), "through");
    finish();
}

Test(service_batch, without_room_for_the_base_it_is_busy)
{
    service_prepare(&service);
    launch("--client-jobs", "1");
    put();
    const char *gate = service_file(&service, "gate");
    client_ask(&service, client, "{'v':1,'op':'submit','key':'k','body':{'do':'gate','file':'%s'}}", gate);
    const struct node *reply = hand_over("{'do':'answer'}", "[{'do':'base'}]");
    cr_assert_str_eq(text_at(reply, "error.code"), "busy");
    file_touch(gate);
    wait_for("k");
    finish();
}

Test(service_batch, jobs_that_wait_for_a_base_leave_the_turn_to_others)
{
    service_prepare(&service);
    launch(SERVICE_PLAIN);
    put();
    const char *gate = service_file(&service, "gate");
    hand_over(gate_policy(gate), "[{'do':'base'},{'do':'base'}]");
    const struct node *reply = client_ask(
        &service, client, "{'v':1,'op':'solve','key':'later','priority':-5,'body':{'do':'answer'}}");
    cr_assert_str_eq(text_at(reply, "plan.answer"), "ok");
    file_touch(gate);
    wait_for("meeting/2");
    finish();
}

Test(service_batch, a_submission_may_start_from_any_job_of_the_client)
{
    service_prepare(&service);
    launch(SERVICE_PLAIN);
    put();
    client_ask(&service, client, "{'v':1,'op':'solve','key':'may','body':{'do':'answer'}}");
    const char *request = "{'v':1,'op':'solve','key':'june','body':{'do':'base','instance':{'sha256':'%s'},"
                          "'start':{'job':'%s'}}}";
    cr_assert_str_eq(text_at(client_ask(&service, client, request, city, "may"), "plan.answer"), "ok");
    const struct node *reply =
        client_ask(&service, client,
                   "{'v':1,'op':'solve','body':{'do':'base','instance':{'sha256':'%s'},"
                   "'start':{'job':'july'}}}",
                   city);
    cr_assert_str_eq(text_at(reply, "error.code"), "unknown_job");
    cr_assert_str_eq(text_at(reply, "error.path"), "start.job");
    finish();
}

static void refused(const char *body, const char *code, const char *path)
{
    const struct node *reply = client_ask(&service, client, "{'v':1,'op':'batch','key':'k','body':%s}", body);
    cr_expect_str_eq(text_at(reply, "error.code"), code, "%s", body);
    cr_expect_str_eq(text_at(reply, "error.path"), path, "%s", body);
}

Test(service_batch, refuses_bodies_that_are_none_and_accepts_nothing_of_them)
{
    static const char hash[] = "3cf18a7682ec6e3325543a6036ebadf735f2ff921f6d9a91017941a4d42dcf31";
    service_prepare(&service);
    launch(SERVICE_PLAIN);
    const char *named = arena_format(service.arena, "'instance':{'sha256':'%s'}", hash);
#define body(...) arena_format(service.arena, __VA_ARGS__)
    refused("{}", "missing_field", "instance");
    refused("{'instance':{'format':'mutasi-instance/1'},'scenarios':[{}]}", "wrong_type", "instance");
    refused("{'instance':{'sha256':'x'},'scenarios':[{}]}", "bad_value", "instance.sha256");
    refused(body("{%s}", named), "missing_field", "scenarios");
    refused(body("{%s,'scenarios':{}}", named), "wrong_type", "scenarios");
    refused(body("{%s,'scenarios':[]}", named), "out_of_range", "scenarios");
    refused(body("{%s,'scenarios':[{},7]}", named), "wrong_type", "scenarios[1]");
    refused(body("{%s,'scenarios':[{}],'policy':3}", named), "wrong_type", "policy");
    refused(body("{%s,'scenarios':[{}],'scenario':{}}", named), "unknown_field", "scenario");
    refused(body("{%s,'scenarios':[{}]}", named), "unknown_instance", "instance.sha256");
    char *many = arena_alloc(service.arena, 3 * 1001 + 1, 1);
    for (int i = 0; i < 1001; i++)
        memcpy(many + 3 * i, i == 0 ? "{} " : ",{}", 3);
    refused(body("{%s,'scenarios':[%s]}", named, many), "out_of_range", "scenarios");
    cr_assert_eq(stats_number(&service, "stats.events.jobs_accepted"), 0);
    finish();
}
