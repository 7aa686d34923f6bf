/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a service manager is told, seen from its end of the socket; and the signals it sends. */
#include "tests/support/documents.h"
#include "tests/support/service.h"

#include "proto/clock.h"

#include <criterion/criterion.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

TestSuite(service_supervision, .timeout = 60);

static struct service service;
static int manager; /* receives what is told */
static char told[8192];

static void listen_as_manager(const char *watchdog_us)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    service_prepare(&service);
    snprintf(address.sun_path, sizeof address.sun_path, "%s/notify", service.directory);
    manager = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    cr_assert_eq(bind(manager, (struct sockaddr *)&address, sizeof address), 0);
    setenv("NOTIFY_SOCKET", address.sun_path, 1);
    if (watchdog_us != NULL) {
        setenv("WATCHDOG_USEC", watchdog_us, 1);
    }
}

static void launch(void)
{
    service_launch(&service, BIN_DIR,
                   (const char *const[]){"--listen", service.url, "--worker", FAKE_WORKER, "--workers", "1",
                                         "--drain", "20", NULL});
}

/* The next message. "" when none comes within the seconds. */
static const char *next_told(double seconds)
{
    struct pollfd readable = {.fd = manager, .events = POLLIN};
    told[0] = '\0';
    if (poll(&readable, 1, (int)(seconds * 1000)) == 1) {
        ssize_t length = recv(manager, told, sizeof told - 1, 0);
        cr_assert_geq(length, 0);
        told[length] = '\0';
    }
    return told;
}

/* Until something holds this text. */
static void wait_told(const char *what)
{
    for (double until_s = monotonic_s() + 20; monotonic_s() < until_s;) {
        if (strstr(next_told(1), what) != NULL) {
            return;
        }
    }
    cr_assert_fail("never told %s", what);
}

Test(service_supervision, says_when_it_is_ready_and_what_it_does)
{
    listen_as_manager(NULL);
    launch();
    wait_told("READY=1\nSTATUS=serving: 0 jobs running, 0 waiting");
    kill(service.pid, SIGTERM);
    wait_told("STOPPING=1");
    const char *patience = strstr(told, "EXTEND_TIMEOUT_USEC=");
    cr_assert_not_null(patience, "%s", told);
    cr_assert_geq(atof(strchr(patience, '=') + 1), 20e6, "the time it may drain, and more: %s", told);
    cr_assert_eq(service_wait(&service), 0);
}

Test(service_supervision, shows_a_watchdog_that_its_loop_turns)
{
    listen_as_manager("400000");
    launch();
    wait_told("READY=1");
    for (int i = 0; i < 5; i++) {
        double asked_s = monotonic_s();
        wait_told("WATCHDOG=1");
        cr_assert_lt(monotonic_s() - asked_s, 0.4, "a beat that comes late is a restart");
    }
    cr_assert_eq(service_stop(&service), 0);
}

Test(service_supervision, a_hangup_signal_reloads_and_serves_on)
{
    listen_as_manager(NULL);
    launch();
    wait_told("READY=1");
    kill(service.pid, SIGHUP);
    wait_told("RELOADING=1");
    cr_assert_not_null(strstr(told, "MONOTONIC_USEC="), "%s", told);
    wait_told("READY=1");
    int client = client_open(service.url);
    const struct node *reply = client_ask(&service, client, "{'v':1,'op':'stats'}");
    cr_assert_not(document_at(reply, "stats.draining")->as.boolean);
    client_close(client);
    cr_assert_eq(service_stop(&service), 0);
}

Test(service_supervision, goes_without_a_manager)
{
    service_prepare(&service);
    unsetenv("NOTIFY_SOCKET");
    launch();
    kill(service.pid, SIGHUP);
    int client = client_open(service.url);
    cr_assert(document_at(client_ask(&service, client, "{'v':1,'op':'ping'}"), "ok")->as.boolean);
    client_close(client);
    cr_assert_eq(service_stop(&service), 0);
}
