/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page's examples, asked of a real service: what it answers is what the schema says. */
#include "proto/message.h"
#include "tests/support/contract.h"
#include "tests/support/documents.h"
#include "tests/support/json_schema.h"
#include "tests/support/service.h"

#include <criterion/criterion.h>
#include <string.h>

static struct service service;
static int asker;

static void setup(void)
{
    contract_open(SOURCE_DIR "/proto/PROTOCOL.md");
    cr_assert_not_null(page.examples);
    service_prepare(&service);
    service_launch(&service, BIN_DIR, (const char *const[]){"--listen", service.url, "--workers", "1", NULL});
    asker = client_open(service.url);
}

static void teardown(void)
{
    client_close(asker);
    cr_expect_eq(service_stop(&service), 0);
    contract_close();
}

TestSuite(service_contract, .init = setup, .fini = teardown, .timeout = 120);

static const struct node *ask(const struct node *request)
{
    client_send(asker, request);
    const struct node *reply = client_receive(&service, asker, 30);
    cr_assert_not_null(reply, "no reply to %s", document_text(arena, request));
    const char *violation = schema_violation(arena, schema_named(arena, "reply"), reply);
    cr_assert_null(violation, "%s: %s", violation, document_text(arena, reply));
    return reply;
}

static const struct node *ask_text(const char *json)
{
    const struct node *request = document_of(arena, json);
    cr_assert_not_null(request, "%s", json);
    return ask(request);
}

/* The request example 1 of the page, as another operation and without waiting. */
static const struct node *city_as(const char *op)
{
    const struct node *solve = example("request", 1);
    struct node *map = arena_alloc(arena, 1, sizeof *map);
    *map = node_map(arena, 5);
    map_add(map, "body", *map_get(solve, "body"));
    map_add(map, "key", *map_get(solve, "key"));
    map_add(map, "limits", *map_get(solve, "limits"));
    map_add(map, "op", node_borrowed(op));
    map_add(map, "v", node_integer(1));
    return map;
}

Test(service_contract, every_request_of_the_page_is_answered_as_the_schema_says)
{
    const struct node *request;
    int n = 0;
    for (; (request = example("request", n)); n++)
        cr_expect_str_neq(text_at(ask(request), "error.code"), "internal", "request %d", n);
    cr_assert_geq(n, OP_COUNT);
}

Test(service_contract, a_job_is_shown_by_every_operation_as_the_schema_says)
{
    const struct node *reply = ask(city_as("submit"));
    cr_assert_str_eq(text_at(reply, "job.key"), "2026-07-counter-1", "%s", document_text(arena, reply));
    cr_assert_str_eq(text_at(reply, "job.op"), "solve");
    long long id = (long long)number_at(reply, "job.id");
    cr_assert_geq(id, 1);

    reply = ask_text("{'op':'wait','key':'2026-07-counter-1','v':1}");
    cr_assert_str_eq(text_at(reply, "plan.status"), "optimal", "%s", document_text(arena, reply));
    cr_assert_eq((long long)number_at(reply, "job.id"), id);

    reply = ask_text(arena_format(arena, "{'op':'result','job':%lld,'v':1}", id));
    cr_assert_str_eq(text_at(reply, "plan.status"), "optimal");

    static const char *const ops[] = {"status", "cancel"}; /* it has ended, so it stays as it is */
    for (size_t i = 0; i < sizeof ops / sizeof *ops; i++) {
        reply = ask_text(arena_format(arena, "{'op':'%s','job':%lld,'v':1}", ops[i], id));
        cr_assert_str_eq(text_at(reply, "job.state"), "done");
        cr_assert_str_neq(text_at(reply, "job.finished_at"), "(none)");
        cr_assert_null(map_get(reply, "plan"), "%s never carries the plan", ops[i]);
    }
    reply = ask(city_as("solve"));
    cr_assert_eq((long long)number_at(reply, "job.id"), id, "the same content under the same key");
}

Test(service_contract, a_failed_job_says_why_in_its_map_and_as_its_result)
{
    (void)ask_text("{'op':'submit','v':1,'key':'f','body':{'instance':{'format':'nonsense'}}}");
    const struct node *reply = ask_text("{'op':'wait','v':1,'key':'f'}");
    cr_assert_str_eq(text_at(reply, "error.path"), "instance.format", "%s", document_text(arena, reply));
    reply = ask_text("{'op':'status','v':1,'key':'f'}");
    cr_assert_str_eq(text_at(reply, "job.state"), "failed");
    cr_assert_str_eq(text_at(reply, "job.error.path"), "instance.format");
    reply = ask_text("{'op':'result','v':1,'key':'f'}");
    cr_assert_str_eq(text_at(reply, "error.path"), "instance.format");
}

Test(service_contract, a_job_that_is_not_there_is_unknown_whatever_is_asked)
{
    static const char *const ops[] = {"status", "wait", "result", "cancel"};
    for (size_t i = 0; i < sizeof ops / sizeof *ops; i++) {
        const struct node *reply = ask_text(arena_format(arena, "{'op':'%s','v':1,'job':4711}", ops[i]));
        cr_expect_str_eq(text_at(reply, "error.code"), "unknown_job", "%s", ops[i]);
        cr_expect_str_eq(text_at(reply, "error.path"), "job");
        reply = ask_text(arena_format(arena, "{'op':'%s','v':1,'key':'nobody'}", ops[i]));
        cr_expect_str_eq(text_at(reply, "error.code"), "unknown_job", "%s", ops[i]);
        cr_expect_str_eq(text_at(reply, "error.path"), "key");
    }
}
