/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The front is confined, and carries on: all of its threads may do nothing but carry. */
#include "tests/support/service.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TestSuite(front_confined, .timeout = 120);

static struct service service;

#ifndef MUTASI_SANITIZED /* it is not confined there */
/* What the kernel says of a thread: the number behind `field`. */
static int status_of(long pid, const char *thread, const char *field)
{
    char path[128], line[256];
    int number = -1;
    snprintf(path, sizeof path, "/proc/%ld/task/%s/status", pid, thread);
    FILE *file = fopen(path, "r");
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, field, strlen(field)) == 0) {
            number = atoi(line + strlen(field));
        }
    }
    if (file != NULL) {
        fclose(file);
    }
    return number;
}

Test(front_confined, every_thread_of_it_is_under_a_filter_and_gets_no_more_rights)
{
    service_start(&service, SERVICE_PLAIN);
    long front = (long)stats_number(&service, "stats.front.pid");
    char path[64];
    int threads = 0;
    snprintf(path, sizeof path, "/proc/%ld/task", front);
    DIR *tasks = opendir(path);
    cr_assert_not_null(tasks);
    for (struct dirent *entry; (entry = readdir(tasks)) != NULL;) {
        if (entry->d_name[0] != '.') {
            threads++;
            cr_assert_eq(status_of(front, entry->d_name, "Seccomp:"), 2, "thread %s", entry->d_name);
            cr_assert_eq(status_of(front, entry->d_name, "NoNewPrivs:"), 1, "thread %s", entry->d_name);
        }
    }
    closedir(tasks);
    cr_assert_geq(threads, 2, "nanomsg has a thread of its own");
    cr_assert_eq(service_stop(&service), 0);
}
#endif

Test(front_confined, under_its_filter_clients_come_and_go)
{
    service_start(&service, SERVICE_PLAIN);
    for (int i = 0; i < 50; i++) {
        int client = client_open(service.url);
        const struct node *reply = client_ask(&service, client, "{'v':1,'op':'ping'}");
        cr_assert_str_neq(text_at(reply, "engine"), "(none)");
        client_close(client);
    }
    cr_assert_eq(stats_number(&service, "stats.events.front_restarts"), 0);
    cr_assert_eq(service_stop(&service), 0);
}
