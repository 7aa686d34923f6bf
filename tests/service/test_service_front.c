/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libnanomsg asserts what it cannot survive, and aborts. Provoked here: the front dies, another is there
 * within a second, and no job notices. */
#include "proto/clock.h"
#include "tests/support/documents.h"
#include "tests/support/service.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(service_front, .timeout = 120);

#ifndef MUTASI_SANITIZED /* a sanitizer's own memory has no room below the limit that provokes the abort */

enum { SP_REQ = 0x30, CLIENTS = 4, CLAIMS = 3, LARGE_BYTES = 60 << 20, SPARE_BYTES = 8 << 20 };

static struct service service;
static int client;

/* The front gets no memory beyond what it has and a little: nanomsg allocates what a header claims, and
 * aborts where malloc returns NULL. */
static void starve_of_memory(pid_t front)
{
    char command[128];
    unsigned long pages = 0;
    snprintf(command, sizeof command, "/proc/%ld/statm", (long)front);
    FILE *file = fopen(command, "re");
    cr_assert_not_null(file);
    cr_assert_eq(fscanf(file, "%lu", &pages), 1);
    fclose(file);
    unsigned long bytes = pages * (unsigned long)sysconf(_SC_PAGESIZE) + SPARE_BYTES;
    snprintf(command, sizeof command, "prlimit --pid %ld --as=%lu", (long)front, bytes);
    cr_assert_eq(system(command), 0);
}

/* The first may still fit into what malloc has reserved for a thread. */
static void claim_much(void)
{
    int fds[CLAIMS];
    for (int i = 0; i < CLAIMS; i++)
        fds[i] = raw_greet(service.path, SP_REQ);
    for (int i = 0; i < CLAIMS; i++)
        raw_send_header(fds[i], LARGE_BYTES);
    for (int i = 0; i < CLAIMS; i++)
        raw_wait_closed(fds[i]);
}

static bool log_says(const char *words)
{
    char line[1024];
    bool said = false;
    FILE *log = fopen(service.log, "re");
    cr_assert_not_null(log);
    while (fgets(line, sizeof line, log) != NULL)
        said = said || strstr(line, words) != NULL;
    fclose(log);
    return said;
}

static double seconds_until_served(void)
{
    double since_s = monotonic_s();
    int honest = client_open(service.url);
    cr_assert(document_at(client_ask(&service, honest, "{'v':1,'op':'ping'}"), "ok")->as.boolean);
    client_close(honest);
    return monotonic_s() - since_s;
}

Test(service_front, an_abort_of_nanomsg_is_over_within_a_second_and_no_job_notices)
{
    int sockets[CLIENTS];
    service_start(&service, SERVICE_PLAIN);
    client = client_open(service.url);
    const char *gate = service_file(&service, "gate");
    for (int i = 0; i < CLIENTS; i++) {
        sockets[i] = client_open(service.url);
        client_post(&service, sockets[i], "{'v':1,'op':'solve','key':'k%d','body':{'do':'gate','file':'%s'}}",
                    i, gate);
    }
    stats_wait(&service, "stats.jobs.requests_waiting", CLIENTS);
    for (int i = 1; i <= 3; i++) {
        starve_of_memory((pid_t)stats_number(&service, "stats.front.pid"));
        claim_much();
        cr_assert_lt(seconds_until_served(), 1.0, "the %d. time", i);
        cr_assert_eq(stats_number(&service, "stats.events.front_restarts"), i);
    }
    cr_assert(log_says("event=front_lost signal=6"), "it was an abort");
    file_touch(gate);
    for (int i = 0; i < CLIENTS; i++) {
        const struct node *reply = client_receive(&service, sockets[i], 60);
        cr_assert_str_eq(text_at(reply, "plan.answer"), "through");
        cr_assert_eq(number_at(reply, "job.attempts"), 1);
        client_close(sockets[i]);
    }
    cr_assert_eq(stats_number(&service, "stats.events.jobs_accepted"), CLIENTS, "none lost, none twice");
    cr_assert_eq(stats_number(&service, "stats.events.workers_lost"), 0);
    client_close(client);
    cr_assert_eq(service_stop(&service), 0);
}
#endif
