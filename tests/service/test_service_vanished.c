/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clients that leave, never read, or never finish what they say: afterwards nothing of them is left. */
#include "tests/support/documents.h"
#include "tests/support/service.h"

#include "proto/clock.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(service_vanished, .timeout = 120);

enum { SP_REQ = 0x30, PATIENCE_S = 60 };

static struct service service;
static int client;

static void start(void)
{
    service_start(&service, SERVICE_PLAIN);
    client = client_open(service.url);
}

static void assert_serves(void)
{
    cr_assert(document_at(client_ask(&service, client, "{'v':1,'op':'ping'}"), "ok")->as.boolean);
}

static void stop(void)
{
    assert_serves();
    client_close(client);
    cr_assert_eq(service_stop(&service), 0);
}

static pid_t front(void)
{
    return (pid_t)number_at(client_ask(&service, client, "{'v':1,'op':'stats'}"), "stats.front.pid");
}

/* Waits until the process has no more than so many descriptors. */
static void wait_files(pid_t pid, int most)
{
    double until_s = monotonic_s() + PATIENCE_S;
    while (open_files(pid) > most) {
        cr_assert_lt(monotonic_s(), until_s, "%d descriptors, %d at the start", open_files(pid), most);
        assert_serves();
    }
}

static void wait_nobody_waits(void)
{
    double until_s = monotonic_s() + PATIENCE_S;
    while (number_at(client_ask(&service, client, "{'v':1,'op':'stats'}"), "stats.jobs.requests_waiting") > 0)
        cr_assert_lt(monotonic_s(), until_s);
}

/* A request as a connection sends it: the id, then the document. */
static void raw_request(int fd, unsigned id, const char *json)
{
    const void *bytes;
    size_t length;
    unsigned char header[4] = {0x80, 0, (unsigned char)(id >> 8), (unsigned char)id};
    cr_assert_eq(tree_write_msgpack(service.arena, document_of(service.arena, json), &bytes, &length, NULL),
                 ERROR_NONE);
    raw_send_header(fd, sizeof header + length);
    raw_send(fd, header, sizeof header);
    raw_send(fd, bytes, length);
}

/* Every second one leaves before anybody can have read what it asked. */
Test(service_vanished, clients_that_wait_and_leave_are_forgotten)
{
    enum { CLIENTS = 100 };
    int fds[CLIENTS];
    start();
    const char *gate = service_file(&service, "gate");
    const char *wait = arena_format(
        service.arena, "{'v':1,'op':'solve','key':'k','wait_s':2,'body':{'do':'gate','file':'%s'}}", gate);
    assert_serves();
    pid_t pid = front();
    int before = open_files(pid), own = open_files(service.pid);
    for (int i = 0; i < CLIENTS; i++) {
        fds[i] = raw_greet(service.path, SP_REQ);
        raw_request(fds[i], 1, wait);
        if (i % 2 == 1)
            close(fds[i]);
    }
    stats_wait(&service, "stats.events.jobs_joined", CLIENTS / 2 - 1);
    for (int i = 0; i < CLIENTS; i += 2)
        close(fds[i]);
    wait_nobody_waits();
    wait_files(pid, before);
    cr_assert_leq(open_files(service.pid), own);
    file_touch(gate);
    const struct node *reply = client_ask(&service, client, wait);
    cr_assert_str_eq(text_at(reply, "plan.answer"), "through", "their job went on");
    cr_assert_eq(front(), pid, "the front lives");
    stop();
}

Test(service_vanished, half_open_connections_are_closed_when_their_clients_are)
{
    enum { CONNECTIONS = 60 };
    int fds[CONNECTIONS];
    start();
    assert_serves();
    pid_t pid = front();
    int before = open_files(pid);
    for (int i = 0; i < CONNECTIONS; i++) {
        fds[i] = i % 3 == 0 ? raw_connect(service.path) : raw_greet(service.path, SP_REQ);
        if (i % 3 == 2) {
            raw_send_header(fds[i], 1000);
            raw_send(fds[i], "half", 4);
        }
    }
    for (int i = 0; i < 20; i++)
        assert_serves();
    for (int i = 0; i < CONNECTIONS; i++)
        close(fds[i]);
    wait_files(pid, before);
    stop();
}

Test(service_vanished, clients_that_never_read_hold_up_nobody)
{
    enum { CONNECTIONS = 20, ASKED = 20 };
    static const char huge[] = "{'v':1,'op':'solve','key':'huge','body':{'do':'huge','bytes':8000000}}";
    int fds[CONNECTIONS];
    start();
    cr_assert(document_at(client_ask(&service, client, huge), "ok")->as.boolean);
    pid_t pid = front();
    int before = open_files(pid);
    for (int i = 0; i < CONNECTIONS; i++) {
        fds[i] = raw_greet(service.path, SP_REQ);
        for (unsigned id = 0; id < ASKED; id++)
            raw_request(fds[i], id, huge);
    }
    for (int i = 0; i < 20; i++)
        assert_serves();
    cr_assert_eq(strlen(text_at(client_ask(&service, client, huge), "plan.huge")), 8000000);
    for (int i = 0; i < CONNECTIONS; i++)
        close(fds[i]);
    wait_files(pid, before);
    cr_assert_eq(front(), pid, "3.2 GB were asked for, and the front is as it was");
    cr_assert_lt(stats_number(&service, "stats.dispatcher.resident_bytes"), 600e6);
    stop();
}

/* Fills the front with half a message, until it is replaced. */
static void swell_front(void)
{
    enum { MESSAGE = 60 << 20 };
    static char bytes[MESSAGE];
    memset(bytes, 1, MESSAGE);
    int fd = raw_greet(service.path, SP_REQ);
    raw_send_header(fd, MESSAGE + 100);
    raw_send(fd, bytes, MESSAGE);
    raw_wait_closed(fd);
}

/* The front is replaced while honest clients wait: their sockets connect anew and ask again by themselves. */
Test(service_vanished, honest_clients_get_their_answers_through_a_front_that_is_replaced)
{
    enum { HONEST = 10, ATTACKS = 3 };
    int honest[HONEST];
    service_start(&service, "--front-mb", "40");
    client = client_open(service.url);
    pid_t pid = front();
    const char *gate = service_file(&service, "gate");
    for (int i = 0; i < HONEST; i++) {
        honest[i] = client_open(service.url);
        client_post(&service, honest[i], "{'v':1,'op':'solve','key':'k%d','body':{'do':'gate','file':'%s'}}",
                    i % 3, gate);
    }
    stats_wait(&service, "stats.jobs.requests_waiting", HONEST);
    for (int i = 1; i <= ATTACKS; i++) {
        swell_front();
        stats_wait(&service, "stats.jobs.requests_waiting", HONEST);
        cr_assert_eq(stats_number(&service, "stats.events.front_restarts"), i);
    }
    cr_assert_neq(front(), pid);
    file_touch(gate);
    for (int i = 0; i < HONEST; i++) {
        const struct node *reply = client_receive(&service, honest[i], PATIENCE_S);
        cr_assert_not_null(reply, "client %d was forgotten", i);
        cr_assert_str_eq(text_at(reply, "plan.answer"), "through");
        client_close(honest[i]);
    }
    size_t length;
    cr_assert_null(strstr(file_text(service.arena, service.log, &length), "again_in_s=0.1"),
                   "one that was replaced starts at once");
    cr_assert_eq(stats_number(&service, "stats.events.jobs_accepted"), 3, "nothing ran twice");
    stop();
}

/* Whether the kernel probes some connection accepted at this local port: /proc/net/tcp, timer 02. */
static bool kernel_probes(int port)
{
    char line[512];
    bool found = false;
    FILE *table = fopen("/proc/net/tcp", "r");
    cr_assert_not_null(table);
    while (!found && fgets(line, sizeof line, table) != NULL) {
        unsigned local, state, timer;
        found = sscanf(line, " %*d: %*x:%x %*x:%*x %x %*x:%*x %x:", &local, &state, &timer) == 3 &&
                local == (unsigned)port && state == 1 && timer == 2;
    }
    fclose(table);
    return found;
}

/* Nothing else would ever end a tcp connection whose client lost its power. */
Test(service_vanished, a_tcp_client_that_is_silent_is_probed)
{
    service_prepare(&service);
    const char *tcp = service_loopback_v4(&service);
    const char *const arguments[] = {"--listen", service.url, "--listen",  tcp, "--insecure-loopback",
                                     "--worker", FAKE_WORKER, "--workers", "1", NULL};
    service_launch(&service, BIN_DIR, arguments);
    client = client_open(tcp);
    assert_serves();
    double until_s = monotonic_s() + PATIENCE_S;
    int port = atoi(strrchr(tcp, ':') + 1);
    while (!kernel_probes(port)) {
        cr_assert_lt(monotonic_s(), until_s);
        stats_number(&service, "stats.uptime_s");
    }
    stop();
}

Test(service_vanished, a_front_that_takes_no_replies_is_replaced)
{
    enum { ASKED = 3000 }; /* their replies are more than the pipe holds */
    start();
    pid_t pid = front();
    const char *gate = service_file(&service, "gate");
    const char *wait =
        arena_format(service.arena, "{'v':1,'op':'solve','key':'k','body':{'do':'gate','file':'%s'}}", gate);
    int fd = raw_greet(service.path, SP_REQ);
    for (unsigned id = 0; id < ASKED; id++)
        raw_request(fd, id, wait);
    stats_wait(&service, "stats.jobs.requests_waiting", ASKED);
    cr_assert_eq(kill(pid, SIGSTOP), 0);
    file_touch(gate);
    stats_wait(&service, "stats.events.front_restarts", 1);
    cr_assert_neq(front(), pid);
    close(fd);
    stop();
}
