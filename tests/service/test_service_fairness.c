/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clients beside each other: turns, limits, and room for whoever comes. */
#include "tests/support/documents.h"
#include "tests/support/service.h"

#include <criterion/criterion.h>
#include <stddef.h>
#include <string.h>

TestSuite(service_fairness, .timeout = 120);

static struct service service;
static const char *gate;
static int loud, quiet;

/* One worker, the admin's socket, and two clients: "loud" and "quiet". */
static void start(const char *option, const char *value)
{
    service_prepare(&service);
    gate = service_file(&service, "gate");
    const char *first = arena_format(service.arena, "%s.loud", service.url);
    const char *second = arena_format(service.arena, "%s.quiet", service.url);
    const char *const arguments[] = {"--listen",  service.url, "--listen", first,   "--as",     "loud",
                                     "--listen",  second,      "--as",     "quiet", "--worker", FAKE_WORKER,
                                     "--workers", "1",         option,     value,   NULL};
    service_launch(&service, BIN_DIR, arguments);
    loud = client_open(first);
    quiet = client_open(second);
}

static void stop(void)
{
    file_touch(gate);
    client_close(loud);
    client_close(quiet);
    cr_assert_eq(service_stop(&service), 0);
}

static const struct node *submit(int client, const char *key, int number, int priority)
{
    return client_ask(&service, client,
                      "{'v':1,'op':'submit','key':'%s-%d','priority':%d,'body':{'do':'gate','file':'%s'}}",
                      key, number, priority, gate);
}

static bool accepted(const struct node *reply)
{
    return document_at(reply, "ok")->as.boolean;
}

/* busy, for the reason that the sentence names, and with a time to ask again. */
static void assert_busy(const struct node *reply, const char *sentence)
{
    cr_assert_str_eq(text_at(reply, "error.code"), "busy");
    cr_assert_not_null(strstr(text_at(reply, "error.message"), sentence), "%s",
                       text_at(reply, "error.message"));
    cr_assert_gt(number_at(reply, "error.retry_after_s"), 0);
    cr_assert_leq(number_at(reply, "error.retry_after_s"), 60);
}

/* Waits for the job's end. */
static long finished(int client, const char *key, int number)
{
    const struct node *reply = client_ask(&service, client, "{'v':1,'op':'wait','key':'%s-%d'}", key, number);
    cr_assert_str_eq(text_at(reply, "job.state"), "done");
    return (long)number_at(reply, "job.id");
}

/* Where in the log it says that the job has ended; a single worker ends jobs in the order they began. */
static ptrdiff_t ended(int client, const char *key, int number)
{
    size_t length;
    const char *line =
        arena_format(service.arena, " event=job_ended job=%ld ", finished(client, key, number));
    const char *log = file_text(service.arena, service.log, &length), *at = strstr(log, line);
    cr_assert_not_null(at, "%s", log);
    return at - log;
}

Test(service_fairness, a_quiet_client_is_next_whatever_the_loud_one_sends)
{
    enum { LOUD = 40 };
    start("--queue", "100");
    submit(loud, "l", 0, 0);
    stats_wait(&service, "stats.jobs.running", 1);
    for (int i = 1; i < LOUD; i++)
        cr_assert(accepted(submit(loud, "l", i, 100)));
    const struct node *reply = submit(quiet, "q", 0, -100);
    cr_assert_eq(number_at(reply, "job.place"), 1);
    file_touch(gate);
    ptrdiff_t quiet_end = ended(quiet, "q", 0);
    for (int i = 1; i < LOUD; i++)
        cr_assert_gt(ended(loud, "l", i), quiet_end, "job %d of the loud client went before", i);
    stop();
}

Test(service_fairness, among_a_clients_own_jobs_priority_decides)
{
    start("--queue", "100");
    submit(loud, "l", 0, 0);
    stats_wait(&service, "stats.jobs.running", 1);
    submit(loud, "l", 1, -5);
    submit(loud, "l", 2, 7);
    cr_assert_eq(number_at(submit(loud, "l", 1, -5), "job.place"), 2);
    cr_assert_eq(number_at(submit(loud, "l", 2, 7), "job.place"), 1);
    file_touch(gate);
    cr_assert_lt(ended(loud, "l", 2), ended(loud, "l", 1));
    stop();
}

Test(service_fairness, a_client_has_so_many_jobs_and_others_theirs)
{
    start("--client-jobs", "2");
    cr_assert(accepted(submit(loud, "l", 0, 0)));
    cr_assert(accepted(submit(loud, "l", 1, 0)));
    assert_busy(submit(loud, "l", 2, 0), "2 jobs of this client wait or run, it may have 2");
    cr_assert(accepted(submit(loud, "l", 1, 0)), "a job that is there may be asked for");
    cr_assert(accepted(submit(quiet, "q", 0, 0)));
    file_touch(gate);
    finished(loud, "l", 1);
    cr_assert(accepted(submit(loud, "l", 2, 0)), "there is room again");
    stop();
}

Test(service_fairness, a_client_has_so_many_bytes_and_others_theirs)
{
    enum { BYTES = 600 << 10 };
    static char text[BYTES + 1];
    memset(text, 'z', BYTES);
    start("--client-mb", "1");
    for (int i = 0; i < 3; i++) {
        struct node body = node_map(service.arena, 3), request = node_map(service.arena, 3);
        map_add(&body, "do", node_borrowed("gate"));
        map_add(&body, "file", node_borrowed(gate));
        map_add(&body, "text", node_borrowed(text + i));
        map_add(&request, "v", node_integer(1));
        map_add(&request, "op", node_borrowed("submit"));
        map_add(&request, "body", body);
        cr_assert_eq(tree_canonicalise(&request, NULL), ERROR_NONE);
        client_send(i < 2 ? loud : quiet, &request);
        const struct node *reply = client_receive(&service, i < 2 ? loud : quiet, 30);
        if (i == 1)
            assert_busy(reply, "exceed its limit of 1048576");
        else
            cr_assert(accepted(reply), "%s", text_at(reply, "error.message"));
    }
    stop();
}

Test(service_fairness, a_client_makes_so_many_requests_and_others_theirs)
{
    start("--client-rate", "2");
    const struct node *reply;
    int made = 0;
    do
        reply = client_ask(&service, loud, "{'v':1,'op':'ping'}");
    while (accepted(reply) && ++made < 1000);
    cr_assert_geq(made, 4, "a burst is twice the rate");
    cr_assert_lt(made, 1000);
    assert_busy(reply, "2 requests per second");
    cr_assert_leq(number_at(reply, "error.retry_after_s"), 0.5);
    cr_assert(accepted(client_ask(&service, quiet, "{'v':1,'op':'ping'}")));
    while (!accepted(client_ask(&service, loud, "{'v':1,'op':'ping'}"))) {
    } /* it is served again */
    stop();
}

Test(service_fairness, nobody_fills_the_queue_alone)
{
    start("--queue", "40");
    const struct node *reply;
    int waiting = 0;
    submit(loud, "l", 0, 0);
    stats_wait(&service, "stats.jobs.running", 1);
    while (accepted(reply = submit(loud, "l", waiting + 1, 0)))
        waiting++;
    assert_busy(reply, "the room left is for others");
    cr_assert_geq(waiting, 34);
    cr_assert(accepted(submit(quiet, "q", 0, 0)));
    stop();
}

/* Asks for the op with a body of so many bytes. */
static const struct node *ask_large(int client, const char *op, const char *field, size_t bytes)
{
    char *text = arena_alloc(service.arena, bytes + 1, 1);
    memset(text, 'z', bytes);
    text[bytes] = '\0';
    struct node instance = node_map(service.arena, 1), body = node_map(service.arena, 1),
                request = node_map(service.arena, 3);
    map_add(&instance, "text", node_borrowed(text));
    map_add(&body, field, instance);
    map_add(&request, "v", node_integer(1));
    map_add(&request, "op", node_borrowed(op));
    map_add(&request, "body", body);
    cr_assert_eq(tree_canonicalise(&request, NULL), ERROR_NONE);
    client_send(client, &request);
    return client_receive(&service, client, 30);
}

Test(service_fairness, what_would_never_have_room_is_too_large)
{
    start("--client-mb", "1");
    cr_assert_str_eq(text_at(ask_large(quiet, "submit", "x", 1 << 20), "error.code"), "too_large");
    cr_assert_str_eq(text_at(ask_large(quiet, "put", "instance", 1 << 20), "error.code"), "too_large");
    stop();
}

Test(service_fairness, a_stored_instance_takes_room_until_it_is_on_disk)
{
    start("--client-mb", "1");
    for (int i = 0; i < 4; i++) {
        const struct node *reply = ask_large(quiet, "put", "instance", 900 << 10);
        cr_assert(accepted(reply), "%s", text_at(reply, "error.message"));
    }
    cr_assert_eq(stats_number(&service, "stats.jobs.pending_bytes"), 0);
    stop();
}
