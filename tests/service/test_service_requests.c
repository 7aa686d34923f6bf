/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is asked and what is answered, on a real mutasid over its socket. */
#include "proto/plan.h"
#include "tests/support/documents.h"
#include "tests/support/service.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

TestSuite(service, .timeout = 120);

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
    cr_assert_eq(service_stop(&service), 0, "a drained service exits with 0");
}

Test(service, answers_ping)
{
    start();
    const struct node *reply = client_ask(&service, client, "{'v':1,'op':'ping'}");
    cr_assert_eq(number_at(reply, "v"), 1);
    cr_assert(document_at(reply, "ok")->as.boolean);
    cr_assert_geq(number_at(reply, "elapsed_s"), 0);
    cr_assert_str_eq(text_at(reply, "engine"), ENGINE_VERSION);
    cr_assert_eq(reply->count, 4, "v, ok, elapsed_s, engine and nothing more: %s",
                 document_text(service.arena, reply));
    stop();
}

Test(service, tells_its_stats)
{
    start();
    client_ask(&service, client, "{'v':1,'op':'ping'}");
    client_ask(&service, client, "{'v':1,'op':'ping'}");
    const struct node *reply = client_ask(&service, client, "{'v':1,'op':'stats'}");
    cr_assert_str_eq(text_at(reply, "stats.version"), MUTASI_VERSION);
    cr_assert_eq(number_at(reply, "stats.events.requests"), 3);
    cr_assert_eq(number_at(reply, "stats.events.pings"), 2);
    cr_assert_eq(number_at(reply, "stats.events.front_restarts"), 0);
    cr_assert_eq(number_at(reply, "stats.jobs.waiting"), 0);
    cr_assert_eq(document_at(reply, "stats.workers")->count, 2);
    cr_assert_gt(number_at(reply, "stats.front.resident_bytes"), 0);
    cr_assert_gt(number_at(reply, "stats.dispatcher.resident_bytes"), 0);
    cr_assert_geq(number_at(reply, "stats.latency.ping.count"), 1);
    stop();
}

Test(service, returns_what_a_worker_makes_of_the_body)
{
    start();
    const struct node *reply = client_ask(&service, client, "{'v':1,'op':'solve','body':{'do':'answer'}}");
    cr_assert_str_eq(text_at(reply, "plan.answer"), "ok");
    cr_assert_str_eq(text_at(reply, "plan.op"), "solve");
    cr_assert_str_eq(text_at(reply, "job.state"), "done");
    cr_assert_eq(number_at(reply, "job.id"), 1);
    cr_assert_eq(number_at(reply, "job.attempts"), 1);
    reply = client_ask(&service, client, "{'v':1,'op':'check','body':{'do':'answer'}}");
    cr_assert_str_eq(text_at(reply, "check.op"), "check");
    cr_assert_eq(number_at(reply, "job.id"), 2);
    stop();
}

Test(service, passes_a_workers_error_on_with_code_and_path)
{
    start();
    const struct node *reply = client_ask(&service, client, "{'v':1,'op':'solve','body':{'do':'error'}}");
    cr_assert_not(document_at(reply, "ok")->as.boolean);
    cr_assert_str_eq(text_at(reply, "error.code"), "unknown_id");
    cr_assert_str_eq(text_at(reply, "error.path"), "instance.units[3]");
    cr_assert_str_eq(text_at(reply, "error.message"), "no group \"north\"");
    stop();
}

Test(service, names_what_is_wrong_with_a_request)
{
    static const struct {
        const char *request, *code, *path;
    } cases[] = {
        {"{'v':1,'op':'dance'}", "unknown_op", "op"},
        {"{'v':2,'op':'ping'}", "bad_version", "v"},
        {"{'v':1}", "missing_field", "op"},
        {"{'v':1,'op':'solve'}", "missing_field", "body"},
        {"{'v':1,'op':'check'}", "missing_field", "body"},
        {"{'v':1,'op':'ping','colour':1}", "unknown_field", "colour"},
        {"{'v':1,'op':'solve','limits':{'time_s':-1},'body':{}}", "out_of_range", "limits.time_s"},
        {"{'v':1,'op':'solve','body':[1]}", "wrong_type", "body"},
        {"{'v':1,'op':'ping','body':{}}", "contradiction", "body"},
        {"{'v':1,'op':'stats','key':'k'}", "contradiction", "key"},
        {"[1,2]", "wrong_type", ""},
    };
    start();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct node *reply = client_ask(&service, client, "%s", cases[i].request);
        cr_assert_str_eq(text_at(reply, "error.code"), cases[i].code, "%s", cases[i].request);
        cr_assert_str_eq(text_at(reply, "error.path"), cases[i].path, "%s", cases[i].request);
    }
    stop();
}

Test(service, survives_bytes_that_are_no_document)
{
    /* an array header of 2^32-1 elements; half a map; a reserved byte; trailing garbage; nothing */
    static const struct {
        const char *bytes;
        size_t length;
    } cases[] = {{"\xdd\xff\xff\xff\xff", 5}, {"\x82\xa1v\x01", 4}, {"\xc1", 1}, {"\x80\x80", 2}, {"", 0}};
    start();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        client_send_bytes(client, cases[i].bytes, cases[i].length);
        const struct node *reply = client_receive(&service, client, 30);
        cr_assert_str_eq(text_at(reply, "error.code"), "malformed", "case %zu", i);
    }
    cr_assert(document_at(client_ask(&service, client, "{'v':1,'op':'ping'}"), "ok")->as.boolean);
    stop();
}

Test(service, says_how_far_a_job_is_when_the_wait_is_over)
{
    start();
    const char *gate = service_file(&service, "gate");
    const char *request = "{'v':1,'op':'solve','key':'k','wait_s':%g,'body':{'do':'gate','file':'%s'}}";
    const struct node *reply = client_ask(&service, client, request, 0.0, gate);
    cr_assert_eq(number_at(reply, "job.id"), 1, "at once");
    do {
        reply = client_ask(&service, client, request, 0.2, gate);
    } while (document_at(reply, "job.incumbent") == NULL);
    cr_assert_str_eq(text_at(reply, "job.state"), "running");
    cr_assert_eq(number_at(reply, "job.incumbent"), 120.5);
    cr_assert_eq(number_at(reply, "job.bound"), 100);
    cr_assert_float_eq(number_at(reply, "job.gap"), 0.170124, 1e-9);
    cr_assert_eq(number_at(reply, "job.effort"), 4242);
    cr_assert_null(document_at(reply, "plan"));
    file_touch(gate);
    reply = client_ask(&service, client, request, 20.0, gate);
    cr_assert_str_eq(text_at(reply, "plan.answer"), "through");
    cr_assert_eq(stats_number(&service, "stats.events.jobs_accepted"), 1);
    stop();
}

Test(service, drops_an_oversize_message_and_serves_on)
{
    service_start(&service, "--message-mb", "1");
    size_t length = (size_t)3 << 20;
    char *bytes = calloc(length, 1);
    int rude = client_open(service.url);
    client = client_open(service.url);
    client_send_bytes(rude, bytes, length);
    cr_assert_null(client_receive(&service, rude, 0.5), "nanomsg drops the connection");
    cr_assert(document_at(client_ask(&service, client, "{'v':1,'op':'ping'}"), "ok")->as.boolean);
    client_close(rude);
    free(bytes);
    stop();
}

Test(service, says_so_when_a_reply_is_too_large_to_send)
{
    service_start(&service, "--message-mb", "1");
    client = client_open(service.url);
    const char *request = "{'v':1,'op':'solve','body':{'do':'huge','bytes':%d}}";
    const struct node *reply = client_ask(&service, client, request, 1 << 20);
    cr_assert_str_eq(text_at(reply, "error.code"), "too_large");
    reply = client_ask(&service, client, request, (1 << 20) - 1000);
    cr_assert_eq(strlen(text_at(reply, "plan.huge")), (1 << 20) - 1000);
    stop();
}

Test(service, carries_messages_as_large_as_it_promises)
{
    enum { LARGE = 50 << 20 };
    start();
    struct node request = node_map(service.arena, 3), body = node_map(service.arena, 2);
    char *text = arena_alloc(service.arena, LARGE + 1, 1);
    memset(text, 'y', LARGE);
    map_add(&body, "do", node_borrowed("answer"));
    map_add(&body, "text", node_borrowed(text));
    map_add(&request, "v", node_integer(1));
    map_add(&request, "op", node_borrowed("solve"));
    map_add(&request, "body", body);
    cr_assert_eq(tree_canonicalise(&request, NULL), ERROR_NONE);
    client_send(client, &request);
    cr_assert_str_eq(text_at(client_receive(&service, client, 60), "plan.answer"), "ok");
    const struct node *reply =
        client_ask(&service, client, "{'v':1,'op':'solve','body':{'do':'huge','bytes':%d}}", LARGE);
    cr_assert_eq(strlen(text_at(reply, "plan.huge")), LARGE);
    stop();
}
