/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The real mutasi-worker at the end of a pipe, as the dispatcher uses it. */
#include "proto/body_instance.h"
#include "proto/order.h"
#include "solver/service/child.h"
#include "tests/support/city.h"
#include "tests/support/documents.h"
#include "tests/support/random_tree.h"
#include "tests/support/service.h"

#include "proto/plan.h"

#include <criterion/criterion.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

TestSuite(worker, .timeout = 120);

enum { MAX_BYTES = 256 << 20 };

static struct child worker;
static struct arena *arena;

static struct frame next_frame(void)
{
    struct frame frame;
    while (channel_take(&worker.channel, &frame) == FRAME_OK && frame.payload == NULL) {
        struct pollfd pipe = {.fd = worker.channel.fd, .events = POLLIN};
        cr_assert_eq(poll(&pipe, 1, 60000), 1, "the worker says nothing");
        cr_assert_eq(channel_fill(&worker.channel), FRAME_OK, "the worker is gone");
    }
    cr_assert_not_null(frame.payload);
    return frame;
}

static struct frame next_answer(void)
{
    struct frame frame = next_frame();
    while (frame.header.type == FRAME_PROGRESS) {
        blob_drop(frame.payload);
        frame = next_frame();
    }
    return frame;
}

static void start(void)
{
    char *argv[] = {BIN_DIR "/mutasi-worker", NULL};
    struct error error;
    arena = arena_new();
    cr_assert_eq(child_start(&worker, argv, MAX_BYTES, &error), ERROR_NONE, "%s", error.text);
    struct frame frame = next_frame();
    cr_assert_eq(frame.header.type, FRAME_READY);
    blob_drop(frame.payload);
}

static int stop(void)
{
    int status;
    pid_t pid = worker.pid;
    child_gone(&worker);
    cr_assert_eq(waitpid(pid, &status, 0), pid);
    arena_free(arena);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void flush(void)
{
    struct pollfd pipe = {.fd = worker.channel.fd, .events = POLLOUT};
    while (worker.channel.first != NULL && poll(&pipe, 1, 60000) == 1)
        cr_assert_eq(channel_flush(&worker.channel), FRAME_OK);
}

static struct order order_of(enum op op, size_t body_length)
{
    struct order order;
    memset(&order, 0, sizeof order);
    order.limits = solve_limits_default;
    order.op = op;
    order.body_length = body_length;
    return order;
}

static void send_order(enum frame_type type, uint64_t id, const struct order *order, const void *body,
                       size_t length)
{
    struct piece pieces[] = {{.bytes = order, .length = sizeof *order}, {.bytes = body, .length = length}};
    cr_assert(
        channel_send(&worker.channel, (struct frame_header){.type = (uint16_t)type, .id = id}, pieces, 2));
    flush();
}

static void send_document(enum frame_type type, const struct node *body, struct solve_limits limits)
{
    const void *bytes;
    size_t length;
    cr_assert_eq(tree_write_msgpack(arena, body, &bytes, &length, NULL), ERROR_NONE);
    struct order order = order_of(OP_SOLVE, length);
    order.limits = limits;
    order.stopped_by = STOPPED_BY_TIME;
    send_order(type, 5, &order, bytes, length);
}

static const struct node *document_in(struct frame *frame)
{
    const struct node *document;
    struct error error;
    cr_assert_eq(
        tree_read_msgpack(arena, frame->payload->bytes, frame->payload->length, NULL, &document, &error),
        ERROR_NONE, "%s", error.text);
    blob_drop(frame->payload);
    return document;
}

static enum error_code code_in(struct frame *frame)
{
    struct error error;
    cr_assert_eq(frame->header.type, FRAME_ERROR);
    cr_assert_eq(frame->payload->length, sizeof error);
    memcpy(&error, frame->payload->bytes, sizeof error);
    blob_drop(frame->payload);
    return error.code;
}

/* Two units of one kilometre's cost apart would do; nobody has to move. */
static const struct node *small_body(void)
{
    return document_of(arena, "{'instance':{'format':'mutasi-instance/1','date':'2025-01-01',"
                              "'units':[{'id':'a','need':1},{'id':'b','need':1}],"
                              "'employees':[{'id':'x','unit':'a'},{'id':'y','unit':'b'}]}}");
}

Test(worker, solves_one_job_after_another)
{
    start();
    for (int i = 0; i < 3; i++) {
        send_document(FRAME_JOB, small_body(), solve_limits_default);
        struct frame frame = next_answer();
        cr_assert_eq(frame.header.type, FRAME_RESULT);
        cr_assert_eq(frame.header.id, 5);
        cr_assert_str_eq(text_at(document_in(&frame), "status"), "optimal");
    }
    cr_assert_eq(stop(), 0, "it leaves when the pipe closes");
}

/* Shut in as it is: a call that is missing in its list would kill it. */
static const struct node *solved_city(const struct node *body, struct solve_limits limits)
{
    send_document(FRAME_JOB, body, limits);
    struct frame frame = next_answer();
    cr_assert_eq(frame.header.type, FRAME_RESULT);
    return document_in(&frame);
}

Test(worker, solves_a_city_with_threads_with_effort_and_to_a_gap)
{
    struct solve_limits limits = solve_limits_default;
    start();
    const struct node *body = city_body(arena, 3000, 40);
    limits.time_s = 1;
    limits.gap = 0;
    limits.threads = 3;
    cr_assert_str_eq(text_at(solved_city(body, limits), "stopped_by"), "time");
    limits.time_s = 100;
    limits.threads = 2;
    limits.effort = 20000000;
    cr_assert_str_eq(text_at(solved_city(body, limits), "stopped_by"), "effort");
    limits.effort = 0;
    limits.threads = 1;
    limits.gap = 0.1;
    cr_assert_str_eq(text_at(solved_city(body, limits), "status"), "optimal");
    cr_assert_eq(stop(), 0);
}

Test(worker, checks_the_plan_of_a_city)
{
    struct solve_limits limits = solve_limits_default;
    const void *bytes;
    size_t length;
    start();
    struct node body = *city_body(arena, 3000, 40);
    limits.gap = 0.1;
    const struct node *plan = solved_city(&body, limits);
    struct node check = node_map(arena, 2);
    map_add(&check, "instance", *map_get(&body, "instance"));
    map_add(&check, "plan", *plan);
    cr_assert_eq(tree_write_msgpack(arena, &check, &bytes, &length, NULL), ERROR_NONE);
    struct order order = order_of(OP_CHECK, length);
    send_order(FRAME_JOB, 6, &order, bytes, length);
    struct frame frame = next_answer();
    cr_assert_eq(frame.header.type, FRAME_RESULT);
    cr_assert(document_at(document_in(&frame), "feasible")->as.boolean);
    cr_assert_eq(stop(), 0);
}

Test(worker, reports_what_is_wrong_with_a_body_and_goes_on)
{
    start();
    send_document(FRAME_JOB, document_of(arena, "{'instance':{}}"), solve_limits_default);
    struct frame frame = next_answer();
    cr_assert_eq(code_in(&frame), ERROR_MISSING_FIELD);
    struct order order = order_of(OP_SOLVE, 1);
    send_order(FRAME_JOB, 6, &order, "\xc1", 1);
    frame = next_answer();
    cr_assert_eq(code_in(&frame), ERROR_MALFORMED);
    send_document(FRAME_JOB, small_body(), solve_limits_default);
    frame = next_answer();
    cr_assert_eq(frame.header.type, FRAME_RESULT);
    blob_drop(frame.payload);
    cr_assert_eq(stop(), 0);
}

/* Order, body, instance, and of a job that another finishes its state. */
Test(worker, finds_the_stored_instance_and_the_state_behind_the_body)
{
    start();
    const void *body, *instance;
    size_t body_length, instance_length;
    unsigned char sha256[INSTANCE_HASH_BYTES];
    cr_assert_eq(
        tree_write_msgpack(arena, map_get(small_body(), "instance"), &instance, &instance_length, NULL),
        ERROR_NONE);
    instance_hash(instance, instance_length, sha256);
    const char *named =
        arena_format(arena, "{'instance':{'sha256':'%s'}}", hex_of(arena, sha256, sizeof sha256));
    cr_assert_eq(tree_write_msgpack(arena, document_of(arena, named), &body, &body_length, NULL), ERROR_NONE);
    struct order order = order_of(OP_SOLVE, body_length);
    order.instance_length = instance_length;
    struct piece pieces[] = {{.bytes = &order, .length = sizeof order},
                             {.bytes = body, .length = body_length},
                             {.bytes = instance, .length = instance_length},
                             {.bytes = "\xc0", .length = 1}};
    cr_assert(channel_send(&worker.channel, (struct frame_header){.type = FRAME_JOB, .id = 5}, pieces, 3));
    flush();
    struct frame frame = next_answer();
    cr_assert_eq(frame.header.type, FRAME_RESULT);
    cr_assert_str_eq(text_at(document_in(&frame), "status"), "optimal");
    cr_assert(channel_send(&worker.channel, (struct frame_header){.type = FRAME_FINISH, .id = 5}, pieces, 4));
    flush();
    frame = next_answer();
    cr_assert_neq(code_in(&frame), ERROR_NONE, "nil is no state, so it was found where the state is");
    send_order(FRAME_JOB, 6, &order, body, body_length);
    struct pollfd pipe = {.fd = worker.channel.fd, .events = POLLIN};
    cr_assert_eq(poll(&pipe, 1, 60000), 1);
    cr_assert_eq(channel_fill(&worker.channel), FRAME_CLOSED, "an order that claims an instance it lacks");
    cr_assert_eq(stop(), 0);
}

Test(worker, stops_with_its_best_plan_when_cancelled)
{
    struct solve_limits limits = solve_limits_default;
    limits.time_s = 100;
    limits.gap = 0;
    start();
    send_document(FRAME_JOB, city_body(arena, 3000, 40), limits);
    struct frame frame = next_frame();
    cr_assert_eq(frame.header.type, FRAME_PROGRESS);
    cr_assert_geq(frame.payload->length, sizeof(struct progress_note));
    blob_drop(frame.payload);
    cr_assert(channel_send(&worker.channel, (struct frame_header){.type = FRAME_CANCEL, .id = 4}, NULL, 0));
    cr_assert(channel_send(&worker.channel, (struct frame_header){.type = FRAME_CANCEL, .id = 5}, NULL, 0));
    flush();
    frame = next_answer();
    cr_assert_eq(frame.header.type, FRAME_RESULT);
    cr_assert_str_eq(text_at(document_in(&frame), "stopped_by"), "cancel");
    cr_assert_eq(stop(), 0);
}

Test(worker, ends_at_once_when_the_dispatcher_is_gone)
{
    struct solve_limits limits = solve_limits_default;
    limits.time_s = 10000;
    limits.gap = 0;
    start();
    send_document(FRAME_JOB, city_body(arena, 3000, 40), limits);
    struct frame frame = next_frame();
    cr_assert_eq(frame.header.type, FRAME_PROGRESS);
    blob_drop(frame.payload);
    cr_assert_eq(stop(), 0);
}

Test(worker, finishes_from_a_state_and_without_one)
{
    struct solve_limits limits = solve_limits_default;
    limits.time_s = 100;
    limits.gap = 0;
    start();
    const struct node *body = city_body(arena, 3000, 40);
    const void *bytes;
    size_t length;
    cr_assert_eq(tree_write_msgpack(arena, body, &bytes, &length, NULL), ERROR_NONE);
    send_document(FRAME_JOB, body, limits);
    struct frame told = next_frame();
    struct progress_note note;
    memcpy(&note, told.payload->bytes, sizeof note);
    while (!note.has_incumbent) {
        blob_drop(told.payload);
        told = next_frame();
        memcpy(&note, told.payload->bytes, sizeof note);
    }
    kill(worker.pid, SIGKILL);
    cr_assert_eq(waitpid(worker.pid, NULL, 0), worker.pid);
    child_gone(&worker);

    char *argv[] = {BIN_DIR "/mutasi-worker", NULL};
    cr_assert_eq(child_start(&worker, argv, MAX_BYTES, NULL), ERROR_NONE);
    struct frame frame = next_frame();
    blob_drop(frame.payload);
    struct order order = order_of(OP_SOLVE, length);
    order.stopped_by = STOPPED_BY_TIME;
    struct piece pieces[] = {
        {.bytes = &order, .length = sizeof order},
        {.bytes = bytes, .length = length},
        {.bytes = told.payload->bytes + sizeof note, .length = told.payload->length - sizeof note}};
    cr_assert(channel_send(&worker.channel, (struct frame_header){.type = FRAME_FINISH, .id = 5}, pieces, 3));
    flush();
    frame = next_answer();
    const struct node *plan = document_in(&frame);
    cr_assert_str_eq(text_at(plan, "status"), "feasible");
    cr_assert_str_eq(text_at(plan, "stopped_by"), "time");
    cr_assert_float_eq(number_at(plan, "objective.total"), note.incumbent, 1e-5, "the plan that was told");
    blob_drop(told.payload);

    send_document(FRAME_FINISH, body, limits);
    frame = next_answer();
    cr_assert_str_eq(text_at(document_in(&frame), "status"), "no_plan_yet");
    cr_assert_eq(stop(), 0);
}

#ifndef MUTASI_SANITIZED
Test(worker, stays_within_a_jobs_memory_and_goes_on)
{
    enum { NODES = 10000000 }; /* 160 MB as a tree */
    struct solve_limits limits = solve_limits_default;
    limits.memory_mb = 64;
    start();
    struct order order = order_of(OP_SOLVE, 0);
    size_t length = 0;
    unsigned char *body = malloc(NODES + 32);
    memcpy(body, "\x81\xa8instance\xdd\x00\x98\x96\x80", 15); /* {instance: [0, 0, ...]} */
    length = 15;
    memset(body + length, 0, NODES);
    length += NODES;
    order.limits = limits;
    order.body_length = length;
    send_order(FRAME_JOB, 6, &order, body, length);
    free(body);
    struct frame frame = next_answer();
    cr_assert_eq(code_in(&frame), ERROR_MEMORY);
    send_document(FRAME_JOB, small_body(), solve_limits_default);
    frame = next_answer();
    cr_assert_eq(frame.header.type, FRAME_RESULT);
    blob_drop(frame.payload);
    cr_assert_eq(stop(), 0);
}
#endif

Test(worker, an_order_that_claims_more_than_it_holds_ends_it)
{
    start();
    struct order order = order_of(OP_SOLVE, 100);
    send_order(FRAME_JOB, 6, &order, "short", 5);
    struct pollfd pipe = {.fd = worker.channel.fd, .events = POLLIN};
    cr_assert_eq(poll(&pipe, 1, 60000), 1);
    cr_assert_eq(channel_fill(&worker.channel), FRAME_CLOSED, "by itself");
    cr_assert_eq(stop(), 0);
}
