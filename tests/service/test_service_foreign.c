/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clients of other makes: nanocat (nanomsg-utils) and nngcat (nng-utils). */
#include "tests/support/documents.h"
#include "tests/support/service.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

TestSuite(service_foreign, .timeout = 120);

static struct service service;

/* Starts the service, asks ping by the command (with the url and the request's file put in), reads the reply.
 */
static void ping_by(const char *command_format, const char *url)
{
    const void *request;
    size_t length;
    const struct node *ping = document_of(service.arena, "{'v':1,'op':'ping'}"), *reply;
    cr_assert_eq(tree_write_msgpack(service.arena, ping, &request, &length, NULL), ERROR_NONE);
    const char *path = service_file(&service, "request");
    FILE *file = fopen(path, "wb");
    cr_assert_eq(fwrite(request, 1, length, file), length);
    fclose(file);
    char said[4096];
    FILE *pipe = popen(arena_format(service.arena, command_format, url, path), "r");
    size_t got = fread(said, 1, sizeof said, pipe);
    cr_assert_eq(pclose(pipe), 0);
    struct error error;
    cr_assert_eq(tree_read_msgpack(service.arena, said, got, NULL, &reply, &error), ERROR_NONE,
                 "%zu bytes: %s", got, error.text);
    cr_assert(document_at(reply, "ok")->as.boolean);
}

#define NANOCAT "timeout 30 nanocat --req --connect %s --raw --recv-timeout 20 --file %s"
/* Without an interval nngcat 1.5.2 sets a negative timeout when sending took longer than a millisecond. */
#define NNGCAT "timeout 30 nngcat --req --dial %s --raw --count 1 --interval 20 --file %s"

Test(service_foreign, nanocat_and_nngcat_are_answered_over_ipc)
{
    service_start(&service, SERVICE_PLAIN);
    ping_by(NANOCAT, service.url);
    ping_by(NNGCAT, service.url);
    cr_assert_eq(stats_number(&service, "stats.events.pings"), 2);
    cr_assert_eq(service_stop(&service), 0);
}

Test(service_foreign, nanocat_and_nngcat_are_answered_over_tcp)
{
    service_prepare(&service);
    const char *v4 = service_loopback_v4(&service), *v6 = service_loopback_v6(&service);
    service_launch(&service, BIN_DIR,
                   (const char *const[]){"--listen", service.url, "--insecure-loopback", "--listen", v4,
                                         "--worker", FAKE_WORKER, v6 ? "--listen" : NULL, v6, NULL});
    ping_by(NANOCAT, v4);
    ping_by(NNGCAT, v4);
    if (v6)
        ping_by(NNGCAT, v6);
    cr_assert_eq(stats_number(&service, "stats.events.pings"), v6 ? 3 : 2);
    cr_assert_eq(service_stop(&service), 0);
}
