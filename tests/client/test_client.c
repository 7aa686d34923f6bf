/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The client library against a service that says what the test tells it to. */
#include "client/mutasi.h"
#include "tests/support/script.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INSTANCE                                                                                             \
    "{\"format\": \"mutasi-instance/1\", \"date\": \"2026-01-05\", \"units\": [], \"employees\": []}"
#define PING "{'v':1,'ok':true,'elapsed_s':0,'engine':'test-engine 1'}"
#define PLAN                                                                                                 \
    "{'v':1,'ok':true,'elapsed_s':0,'plan':{'status':'optimal','objective':{'total':12.5},'bound':12,'gap':" \
    "0.04}}"

static struct mutasi_request request_of(const char *instance)
{
    struct mutasi_request request;
    mutasi_request_init(&request);
    request.instance = script_text(instance);
    request.patience_s = 15;
    return request;
}

/* Solves once over a client of its own. */
static bool solve(const char *url, const struct mutasi_request *request, struct mutasi_reply *reply,
                  struct mutasi_error *error)
{
    struct mutasi_client *client;
    cr_assert(mutasi_client_open(url, &client, error));
    bool is_answered = mutasi_solve(client, request, reply, error);
    mutasi_client_close(client);
    return is_answered;
}

Test(client, hands_back_the_plan_and_its_numbers)
{
    struct script script = {.replies = {PING, PLAN}};
    struct mutasi_request request = request_of(INSTANCE);
    struct mutasi_reply reply;
    struct mutasi_error error;
    char *json;
    script_start(&script);
    cr_assert(solve(script.url, &request, &reply, &error), "%s", error.text);
    cr_assert_str_eq(reply.status, "optimal");
    cr_assert_float_eq(reply.objective, 12.5, 1e-9);
    cr_assert_float_eq(reply.bound, 12, 1e-9);
    cr_assert(mutasi_document_json(reply.document, &json, &error));
    cr_assert_not_null(strstr(json, "\"status\": \"optimal\""));
    free(json);
    mutasi_reply_fini(&reply);
    script_stop(&script);
}

Test(client, asks_again_under_the_same_key_until_the_plan_is_there)
{
    struct script script = {
        .replies = {PING, "{'v':1,'ok':true,'elapsed_s':0,'job':{'id':'1','state':'running'}}",
                    "{'v':1,'ok':true,'elapsed_s':0,'job':{'id':'1','state':'running'}}", PLAN}};
    struct mutasi_request request = request_of(INSTANCE);
    struct mutasi_reply reply;
    struct mutasi_error error;
    script_start(&script);
    cr_assert(solve(script.url, &request, &reply, &error), "%s", error.text);
    mutasi_reply_fini(&reply);
    cr_assert_eq(strlen(script_key(script.requests[1])), 64);
    cr_assert_str_eq(script_key(script.requests[1]), script_key(script.requests[2]));
    cr_assert_str_eq(script_key(script.requests[1]), script_key(script.requests[3]));
    script_stop(&script);
}

static void count_progress(void *context, const struct mutasi_progress *progress)
{
    int *count = context;
    *count +=
        progress->incumbent > 41.9 && progress->incumbent < 42.1 && strcmp(progress->state, "running") == 0;
}

Test(client, tells_progress_and_then_asks_with_a_short_wait)
{
    struct script script = {
        .replies = {PING, "{'v':1,'ok':true,'elapsed_s':0,'job':{'id':'1','state':'running','incumbent':42}}",
                    PLAN}};
    struct mutasi_request request = request_of(INSTANCE);
    struct mutasi_reply reply;
    struct mutasi_error error;
    int count = 0;
    request.on_progress = count_progress;
    request.context = &count;
    script_start(&script);
    cr_assert(solve(script.url, &request, &reply, &error), "%s", error.text);
    mutasi_reply_fini(&reply);
    cr_assert_eq(count, 1);
    const struct node *wait_s = map_get(script.requests[1], "wait_s");
    cr_assert_not_null(wait_s);
    cr_assert_leq(wait_s->kind == NODE_INTEGER ? (double)wait_s->as.integer : wait_s->as.real, 1.1);
    script_stop(&script);
}

Test(client, waits_and_asks_again_when_the_service_is_busy)
{
    struct script script = {.replies = {PING,
                                        "{'v':1,'ok':false,'elapsed_s':0,'error':{'code':'busy','path':'','"
                                        "message':'full','retry_after_s':0.2}}",
                                        PLAN}};
    struct mutasi_request request = request_of(INSTANCE);
    struct mutasi_reply reply;
    struct mutasi_error error;
    script_start(&script);
    cr_assert(solve(script.url, &request, &reply, &error), "%s", error.text);
    mutasi_reply_fini(&reply);
    script_stop(&script);
}

Test(client, gives_up_on_a_busy_service_when_patience_ends)
{
    struct script script = {.replies = {PING, "{'v':1,'ok':false,'elapsed_s':0,'error':{'code':'busy','path':"
                                              "'','message':'full','retry_after_s':60}}"}};
    struct mutasi_request request = request_of(INSTANCE);
    struct mutasi_reply reply;
    struct mutasi_error error;
    request.patience_s = 1;
    script_start(&script);
    cr_assert_not(solve(script.url, &request, &reply, &error));
    cr_assert_str_eq(error.code, "busy");
    cr_assert_null(reply.document.bytes);
    script_stop(&script);
}

Test(client, passes_on_what_the_service_refuses)
{
    struct script script = {.replies = {PING,
                                        "{'v':1,'ok':false,'elapsed_s':0,'error':{'code':'unknown_id','path':"
                                        "'instance.employees[0].unit','message':'no unit x'}}"}};
    struct mutasi_request request = request_of(INSTANCE);
    struct mutasi_reply reply;
    struct mutasi_error error;
    script_start(&script);
    cr_assert_not(solve(script.url, &request, &reply, &error));
    cr_assert_str_eq(error.code, "unknown_id");
    cr_assert_str_eq(error.path, "instance.employees[0].unit");
    cr_assert_str_eq(error.text, "no unit x");
    script_stop(&script);
}

/* The key of one solve. ping: what the service says about itself. */
static void solve_for_key(const char *ping, const struct mutasi_request *request, char key[65])
{
    struct script script = {.replies = {ping, PLAN}};
    struct mutasi_reply reply;
    struct mutasi_error error;
    script_start(&script);
    cr_assert(solve(script.url, request, &reply, &error), "%s", error.text);
    mutasi_reply_fini(&reply);
    snprintf(key, 65, "%s", script_key(script.requests[1]));
    script_stop(&script);
}

Test(client, keys_depend_on_what_is_asked_and_not_on_how_it_is_written)
{
    char key[65], same[65], other_seed[65], other_engine[65], fresh[65];
    struct mutasi_request request = request_of(INSTANCE);
    solve_for_key(PING, &request, key);
    request.instance = script_text("\xEF\xBB\xBF {\"employees\":[],\"units\":[],\n\"date\":\"2026-01-05\","
                                   "\"format\":\"mutasi-instance/1\"}");
    solve_for_key(PING, &request, same);
    cr_assert_str_eq(key, same);
    request.fresh = true;
    solve_for_key(PING, &request, fresh);
    cr_assert_str_neq(key, fresh);
    request.fresh = false;
    request.seed = 2;
    solve_for_key(PING, &request, other_seed);
    cr_assert_str_neq(key, other_seed);
    request.seed = 1;
    solve_for_key("{'v':1,'ok':true,'elapsed_s':0,'engine':'test-engine 2'}", &request, other_engine);
    cr_assert_str_neq(key, other_engine);
}

Test(client, says_when_nobody_answers)
{
    struct mutasi_request request = request_of(INSTANCE);
    struct mutasi_reply reply;
    struct mutasi_error error;
    cr_assert_not(solve("ipc:///tmp/mutasi-nobody-is-here", &request, &reply, &error));
    cr_assert_str_eq(error.code, "unreachable");
}

static bool always(void *context)
{
    (void)context;
    return true;
}

Test(client, stops_when_its_caller_cancels)
{
    struct mutasi_request request = request_of(INSTANCE);
    struct mutasi_reply reply;
    struct mutasi_error error;
    request.is_cancelled = always;
    cr_assert_not(solve("ipc:///tmp/mutasi-nobody-is-here", &request, &reply, &error));
    cr_assert_str_eq(error.code, "refused");
}

/* 9 MiB of name: more than tcp carries, refused before anybody is asked for it. */
Test(client, sends_nothing_that_is_larger_than_the_transport_carries)
{
    size_t length = 9 * 1024 * 1024;
    char *instance = malloc(length + 100);
    struct mutasi_request request = request_of("");
    struct mutasi_reply reply;
    struct mutasi_error error;
    cr_assert_not_null(instance);
    strcpy(instance, "{\"name\":\"");
    memset(instance + 9, 'x', length);
    strcpy(instance + 9 + length, "\"}");
    request.instance = script_text(instance);
    request.key = "a";
    cr_assert_not(solve("tcp://127.0.0.1:9", &request, &reply, &error));
    cr_assert_str_eq(error.code, "too_large");
    free(instance);
}

Test(client, refuses_addresses_it_does_not_speak)
{
    struct mutasi_client *client;
    struct mutasi_error error;
    cr_assert_not(mutasi_client_open("ws://127.0.0.1:80", &client, &error));
    cr_assert_str_eq(error.code, "bad_value");
    cr_assert_null(client);
    char longer[200] = "ipc:///tmp/";
    memset(longer + 11, 'x', 150);
    cr_assert_not(mutasi_client_open(longer, &client, &error));
    cr_assert_str_eq(error.code, "bad_value");
}

Test(client, names_the_document_that_is_broken)
{
    struct mutasi_request request = request_of("{\"units\": [}");
    struct mutasi_reply reply;
    struct mutasi_error error;
    cr_assert_not(solve("ipc:///tmp/mutasi-nobody-is-here", &request, &reply, &error));
    cr_assert_str_eq(error.code, "malformed");
    cr_assert_eq(strncmp(error.path, "instance", 8), 0);
}
