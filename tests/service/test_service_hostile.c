/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Peers that do not speak the protocol, or speak it with bad intentions. Each time the server lives, keeps
 * its size and serves an honest client. */
#include "tests/support/documents.h"
#include "tests/support/service.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(service_hostile, .timeout = 120);

/* SP protocol numbers: 16 x family + role. */
enum { SP_PAIR = 0x10, SP_PUB = 0x20, SP_REQ = 0x30, SP_REP = 0x31, SP_PUSH = 0x50 };

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
    cr_assert_eq(stats_number(&service, "stats.events.front_restarts"), 0, "the front lives");
}

static void stop(void)
{
    assert_serves();
    client_close(client);
    cr_assert_eq(service_stop(&service), 0);
}

Test(service_hostile, forty_connections_with_huge_headers_cost_little_memory)
{
    int fds[40];
    start();
    for (int i = 0; i < 40; i++) {
        fds[i] = raw_greet(service.path, SP_REQ);
        raw_send_header(fds[i], (64 << 20) - 1);
        raw_send(fds[i], "half a message", 14);
    }
    assert_serves();
    cr_assert_lt(stats_number(&service, "stats.front.resident_bytes"), 200e6);
    for (int i = 0; i < 40; i++)
        close(fds[i]);
    stop();
}

Test(service_hostile, a_header_beyond_the_limit_closes_the_connection)
{
    static const unsigned long long lengths[] = {(64ull << 20) + 4096, 1ull << 40, 1ull << 62, ~0ull};
    start();
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        int fd = raw_greet(service.path, SP_REQ);
        raw_send_header(fd, lengths[i]);
        raw_wait_closed(fd);
    }
    stop();
}

Test(service_hostile, peers_of_another_protocol_are_turned_away)
{
    static const unsigned char protocols[] = {SP_PAIR, SP_PUB, SP_REP, SP_PUSH, 0, 0xff};
    start();
    for (size_t i = 0; i < sizeof protocols; i++)
        raw_wait_closed(raw_greet(service.path, protocols[i]));
    stop();
}

Test(service_hostile, bytes_of_other_programs_are_turned_away)
{
    static const char *const texts[] = {"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n",
                                        "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
                                        "*1\r\n$4\r\nPING\r\n"};
    start();
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        int fd = raw_connect(service.path);
        raw_send(fd, texts[i], 8 + strlen(texts[i]) % 3);
        raw_wait_closed(fd);
    }
    stop();
}

Test(service_hostile, messages_without_a_request_id_are_dropped)
{
    static const struct {
        const char *bytes;
        size_t length;
    } bodies[] = {
        {"", 0},                                 /* nothing */
        {"\x80\x00", 2},                         /* half an id */
        {"\x00\x00\x00\x01", 4},                 /* an id of a device, none of a request */
        {"\x00\x00\x00\x01\x00\x00\x00\x02", 8}, /* two */
        {"\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00\x01"
         "\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00\x01\x00\x00\x00\x01\x80\x00\x00\x01\x80",
         45}, /* ten devices, then a request: more than may be on the way */
    };
    start();
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        int fd = raw_greet(service.path, SP_REQ);
        raw_send_header(fd, bodies[i].length);
        raw_send(fd, bodies[i].bytes, bodies[i].length);
        assert_serves();
        close(fd);
    }
    stop();
}

Test(service_hostile, a_request_by_way_of_devices_is_answered)
{
    /* two hops, the request id, then a ping: {v:1, op:"ping"} */
    static const char message[] = "\x00\x00\x00\x07\x00\x00\x00\x09\x80\x00\x00\x2a"
                                  "\x82\xa1v\x01\xa2op\xa4ping";
    unsigned char reply[9 + 12];
    start();
    int fd = raw_greet(service.path, SP_REQ);
    raw_send_header(fd, sizeof message - 1);
    raw_send(fd, message, sizeof message - 1);
    raw_receive(fd, reply, sizeof reply);
    cr_assert_eq(memcmp(reply + 9, message, 12), 0, "the way back is the way it came");
    close(fd);
    stop();
}

Test(service_hostile, a_repeated_request_is_answered_once)
{
    /* the same request id twice while the job runs; then a ping, whose reply must be the second */
    static const char ping[] = "\x80\x00\x00\x02\x82\xa1v\x01\xa2op\xa4ping";
    unsigned char header[9 + 4];
    start();
    const char *gate = service_file(&service, "gate");
    const void *bytes;
    size_t length;
    cr_assert_eq(tree_write_msgpack(
                     service.arena,
                     document_of(service.arena,
                                 arena_format(service.arena,
                                              "{'v':1,'op':'solve','body':{'do':'gate','file':'%s'}}", gate)),
                     &bytes, &length, NULL),
                 ERROR_NONE);
    int fd = raw_greet(service.path, SP_REQ);
    for (int i = 0; i < 2; i++) {
        raw_send_header(fd, 4 + length);
        raw_send(fd, "\x80\x00\x00\x01", 4);
        raw_send(fd, bytes, length);
    }
    stats_wait(&service, "stats.jobs.running", 1);
    cr_assert_eq(stats_number(&service, "stats.jobs.requests_waiting"), 1);
    file_touch(gate);
    raw_receive(fd, header, sizeof header);
    cr_assert_eq(memcmp(header + 9, "\x80\x00\x00\x01", 4), 0);
    raw_receive(fd, NULL, raw_length(header) - 4);
    raw_send_header(fd, sizeof ping - 1);
    raw_send(fd, ping, sizeof ping - 1);
    raw_receive(fd, header, sizeof header);
    cr_assert_eq(memcmp(header + 9, "\x80\x00\x00\x02", 4), 0, "no second reply came between");
    close(fd);
    stop();
}

Test(service_hostile, five_hundred_connections_leave_no_descriptor_behind)
{
    start();
    assert_serves();
    pid_t front = (pid_t)stats_number(&service, "stats.front.pid");
    int before = open_files(front);
    for (int i = 0; i < 500; i++) {
        int fd = i % 2 == 0 ? raw_connect(service.path) : raw_greet(service.path, SP_REQ);
        if (i % 3 == 0)
            raw_send_header(fd, 1000);
        close(fd);
    }
    assert_serves();
    int after;
    do {
        after = open_files(front);
    } while (after > before + 4 && stats_number(&service, "stats.front.pid") == front);
    cr_assert_leq(after, before + 4);
    cr_assert_eq(stats_number(&service, "stats.front.pid"), front);
    stop();
}

Test(service_hostile, a_front_without_free_descriptors_serves_whom_it_knows)
{
    enum { FREE = 4, CONNECTIONS = 10 }; /* some are accepted, the others wait to be */
    int fds[CONNECTIONS];
    start();
    assert_serves();
    pid_t front = (pid_t)stats_number(&service, "stats.front.pid");
    int known = client_open(service.url);
    client_ask(&service, known, "{'v':1,'op':'ping'}");
    int most = open_files(front) + FREE;
    const char *command =
        arena_format(service.arena, "prlimit --pid %ld --nofile=%d:%d", (long)front, most, most);
    cr_assert_eq(system(command), 0);
    for (int i = 0; i < CONNECTIONS; i++)
        fds[i] = raw_connect(service.path);
    for (int i = 0; i < 100; i++)
        cr_assert(document_at(client_ask(&service, known, "{'v':1,'op':'ping'}"), "ok")->as.boolean);
    for (int i = 0; i < CONNECTIONS; i++)
        close(fds[i]);
    cr_assert_eq(stats_number(&service, "stats.front.pid"), front, "a new client is served again");
    client_close(known);
    stop();
}

Test(service_hostile, a_front_beyond_its_size_is_replaced_and_clients_go_on)
{
    enum { MESSAGE = 60 << 20 };
    service_start(&service, "--front-mb", "40");
    client = client_open(service.url);
    pid_t front = (pid_t)stats_number(&service, "stats.front.pid");
    int fd = raw_greet(service.path, SP_REQ);
    char *bytes = arena_alloc(service.arena, MESSAGE, 1);
    raw_send_header(fd, MESSAGE + 100); /* never completed: the front holds it */
    memset(bytes, 1, MESSAGE);
    raw_send(fd, bytes, MESSAGE);
    raw_wait_closed(fd);
    cr_assert_neq(stats_number(&service, "stats.front.pid"), front);
    cr_assert_eq(stats_number(&service, "stats.events.front_restarts"), 1);
    cr_assert(document_at(client_ask(&service, client, "{'v':1,'op':'ping'}"), "ok")->as.boolean);
    client_close(client);
    cr_assert_eq(service_stop(&service), 0);
}
