/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys make submissions idempotent: DESIGN section 2. */
#include "tests/support/documents.h"
#include "tests/support/service.h"

#include <criterion/criterion.h>
#include <string.h>

TestSuite(service_keys, .timeout = 120);

static struct service service;
static int client, other;

static void start(void)
{
    service_start(&service, SERVICE_PLAIN);
    client = client_open(service.url);
    other = client_open(service.url);
}

static void stop(void)
{
    client_close(client);
    client_close(other);
    cr_assert_eq(service_stop(&service), 0);
}

Test(service_keys, two_clients_with_one_key_share_the_running_job)
{
    start();
    const char *gate = service_file(&service, "gate");
    const char *request = "{'v':1,'op':'solve','key':'budget-2025','body':{'do':'gate','file':'%s'}}";
    client_post(&service, client, request, gate);
    client_post(&service, other, request, gate);
    stats_wait(&service, "stats.jobs.requests_waiting", 2);
    file_touch(gate);
    const struct node *one = client_receive(&service, client, 30), *two = client_receive(&service, other, 30);
    cr_assert_str_eq(text_at(one, "plan.answer"), "through");
    cr_assert_eq(number_at(one, "job.id"), number_at(two, "job.id"));
    cr_assert(node_equal(document_at(one, "plan"), document_at(two, "plan")));
    cr_assert_eq(stats_number(&service, "stats.events.jobs_accepted"), 1);
    cr_assert_eq(stats_number(&service, "stats.events.jobs_joined"), 1);
    stop();
}

Test(service_keys, a_finished_result_is_returned_again)
{
    start();
    const char *request = "{'v':1,'op':'solve','key':'k','body':{'do':'answer'}}";
    const struct node *first = client_ask(&service, client, request);
    const struct node *again = client_ask(&service, other, request);
    cr_assert_eq(number_at(first, "job.id"), 1);
    cr_assert_eq(number_at(again, "job.id"), 1);
    cr_assert(node_equal(document_at(first, "plan"), document_at(again, "plan")));
    cr_assert_eq(stats_number(&service, "stats.events.results_returned_again"), 1);
    stop();
}

Test(service_keys, without_a_key_equal_content_is_the_key)
{
    start();
    const struct node *first = client_ask(&service, client, "{'v':1,'op':'solve','body':{'do':'answer'}}");
    const struct node *again =
        client_ask(&service, other, "{'v':1,'op':'solve','wait_s':3,'body':{'do':'answer'}}");
    const struct node *limits =
        client_ask(&service, other, "{'v':1,'op':'solve','limits':{'seed':7},'body':{'do':'answer'}}");
    const struct node *checked = client_ask(&service, client, "{'v':1,'op':'check','body':{'do':'answer'}}");
    cr_assert_eq(number_at(first, "job.id"), 1);
    cr_assert_eq(number_at(again, "job.id"), 1, "how long one waits is not content");
    cr_assert_eq(number_at(limits, "job.id"), 2, "limits are content");
    cr_assert_eq(number_at(checked, "job.id"), 3, "the operation is content");
    stop();
}

Test(service_keys, a_key_with_other_content_is_refused)
{
    start();
    client_ask(&service, client, "{'v':1,'op':'solve','key':'k','body':{'do':'answer'}}");
    const struct node *reply =
        client_ask(&service, client, "{'v':1,'op':'solve','key':'k','body':{'do':'answer','x':1}}");
    cr_assert_str_eq(text_at(reply, "error.code"), "key_conflict");
    cr_assert_str_eq(text_at(reply, "error.path"), "key");
    reply = client_ask(&service, client, "{'v':1,'op':'check','key':'k','body':{'do':'answer'}}");
    cr_assert_str_eq(text_at(reply, "error.code"), "key_conflict");
    stop();
}

Test(service_keys, fresh_runs_a_finished_job_again)
{
    start();
    const char *request = "{'v':1,'op':'solve','key':'k','fresh':true,'body':{'do':'answer'}}";
    cr_assert_eq(number_at(client_ask(&service, client, request), "job.id"), 1);
    cr_assert_eq(number_at(client_ask(&service, client, request), "job.id"), 2);
    const struct node *kept =
        client_ask(&service, client, "{'v':1,'op':'solve','key':'k','body':{'do':'answer'}}");
    cr_assert_eq(number_at(kept, "job.id"), 2, "the new run took the key over");
    stop();
}

Test(service_keys, fresh_joins_a_run_that_is_not_over)
{
    start();
    const char *gate = service_file(&service, "gate");
    const char *request = "{'v':1,'op':'solve','key':'k','fresh':true,'body':{'do':'gate','file':'%s'}}";
    client_post(&service, client, request, gate);
    client_post(&service, other, request, gate);
    stats_wait(&service, "stats.jobs.requests_waiting", 2);
    file_touch(gate);
    cr_assert_eq(number_at(client_receive(&service, client, 30), "job.id"), 1);
    cr_assert_eq(number_at(client_receive(&service, other, 30), "job.id"), 1);
    stop();
}

Test(service_keys, a_failed_job_is_told_once_and_then_tried_again)
{
    start();
    const char *request = "{'v':1,'op':'solve','key':'k','wait_s':%d,'body':{'do':'error'}}";
    const char *gate = service_file(&service, "gate");
    const char *busy = "{'v':1,'op':'submit','key':'%d','body':{'do':'gate','file':'%s'}}";
    client_ask(&service, client, busy, 1, gate);
    client_ask(&service, client, busy, 2, gate);
    cr_assert_str_eq(text_at(client_ask(&service, client, request, 0), "job.state"), "queued");
    file_touch(gate);
    stats_wait(&service, "stats.events.jobs_failed", 1);
    cr_assert_str_eq(text_at(client_ask(&service, client, request, 20), "error.code"), "unknown_id");
    cr_assert_eq(stats_number(&service, "stats.events.jobs_accepted"), 3, "nobody had been told before");
    cr_assert_str_eq(text_at(client_ask(&service, client, request, 20), "error.code"), "unknown_id");
    cr_assert_eq(stats_number(&service, "stats.events.jobs_accepted"), 4, "asking again is a new attempt");
    const struct node *corrected =
        client_ask(&service, client, "{'v':1,'op':'solve','key':'k','body':{'do':'answer'}}");
    cr_assert_str_eq(text_at(corrected, "plan.answer"), "ok", "a failure does not occupy its key");
    stop();
}

Test(service_keys, every_endpoint_is_a_client_of_its_own)
{
    service_prepare(&service);
    const char *url = arena_format(service.arena, "ipc://%s", service_file(&service, "second"));
    service_launch(&service, BIN_DIR,
                   (const char *const[]){"--listen", service.url, "--as", "one", "--listen", url, "--as",
                                         "two:admin", "--worker", FAKE_WORKER, "--workers", "1", NULL});
    client = client_open(service.url);
    other = client_open(url);
    const char *request = "{'v':1,'op':'solve','key':'k','body':{'do':'answer'}}";
    cr_assert_eq(number_at(client_ask(&service, client, request), "job.id"), 1);
    cr_assert_eq(number_at(client_ask(&service, other, request), "job.id"), 2);
    const struct node *reply =
        client_ask(&service, other, "{'v':1,'op':'solve','key':'k2','body':{'do':'answer'}}");
    cr_assert_eq(number_at(reply, "job.id"), 3);
    stop();
}

/* Asks for the job until it is forgotten. */
static void wait_forgotten(int id)
{
    const struct node *reply;
    do {
        reply = client_ask(&service, client, "{'v':1,'op':'status','job':%d}", id);
    } while (strcmp(text_at(reply, "job.state"), "done") == 0);
    cr_assert_str_eq(text_at(reply, "error.code"), "unknown_job");
}

Test(service_keys, the_results_that_came_first_are_forgotten_first)
{
    service_start(&service, "--result-keep", "2");
    client = other = client_open(service.url);
    const char *request = "{'v':1,'op':'solve','key':'%s','body':{'do':'answer'}}";
    client_ask(&service, client, request, "a");
    client_ask(&service, client, request, "b");
    cr_assert_eq(number_at(client_ask(&service, client, request, "a"), "job.id"), 1);
    client_ask(&service, client, request, "c"); /* job 3, pushes a out */
    wait_forgotten(1);
    cr_assert_eq(number_at(client_ask(&service, client, request, "b"), "job.id"), 2);
    cr_assert_eq(number_at(client_ask(&service, client, request, "c"), "job.id"), 3);
    cr_assert_eq(number_at(client_ask(&service, client, request, "a"), "job.id"), 4);
    stop();
}
