/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Large messages in files without a name. */
#include "solver/service/spool.h"
#include "tests/support/documents.h"
#include "tests/support/service.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

TestSuite(spool, .timeout = 120);

static int entries_of(const char *folder)
{
    int count = 0;
    DIR *directory = opendir(folder);
    cr_assert_not_null(directory);
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;)
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(directory);
    return count;
}

Test(spool, keeps_bytes_in_a_file_that_has_no_name)
{
    enum { LENGTH = 3000001 };
    char folder[] = "/tmp/mutasi-test-XXXXXX";
    cr_assert_not_null(mkdtemp(folder));
    struct blob *blob = spool_blob(folder, LENGTH);
    cr_assert_not_null(blob);
    cr_assert_eq(blob->length, LENGTH);
    for (size_t i = 0; i < LENGTH; i++)
        blob->bytes[i] = (unsigned char)(i % 251);
    spool_rest(blob);
    spool_rest(blob);
    for (size_t i = 0; i < LENGTH; i++)
        if (blob->bytes[i] != i % 251)
            cr_assert_fail("byte %zu is lost", i);
    cr_assert_eq(entries_of(folder), 0);
    blob_drop(blob);
    cr_assert_eq(rmdir(folder), 0);
}

Test(spool, says_when_no_file_can_be_made)
{
    struct error error;
    cr_assert_eq(spool_check("/proc/no/such/folder", &error), ERROR_REFUSED);
    cr_assert_not_null(strstr(error.text, "/proc/no/such/folder"));
    cr_assert_null(spool_blob("/proc/no/such/folder", 1 << 20));
    cr_assert_eq(spool_check("/tmp", &error), ERROR_NONE);
}

Test(spool, leaves_bytes_in_memory_alone)
{
    struct blob *blob = blob_new(100);
    memset(blob->bytes, 7, 100);
    spool_rest(blob);
    cr_assert_eq(blob->bytes[99], 7);
    blob_drop(blob);
}

/* One worker is held at a gate; a body of 40 MB waits behind it, then is answered as it was sent. */
Test(spool, holds_waiting_messages_outside_of_the_dispatchers_memory)
{
    enum { LENGTH = 40000000 };
    struct service service;
    service_start(&service, "--workers", "1", "--spool", service.directory);
    int client = client_open(service.url);
    const char *gate = service_file(&service, "gate");
    client_ask(&service, client,
               "{'v':1,'op':'solve','key':'first','wait_s':0,'body':{'do':'gate','file':'%s'}}", gate);
    stats_wait(&service, "stats.jobs.running", 1);
    int entries = entries_of(service.directory);
    double before = stats_number(&service, "stats.dispatcher.resident_bytes");
    struct node request = node_map(service.arena, 5), body = node_map(service.arena, 2);
    char *text = arena_alloc(service.arena, LENGTH + 1, 1);
    memset(text, 'z', LENGTH);
    map_add(&body, "do", node_borrowed("answer"));
    map_add(&body, "text", node_borrowed(text));
    map_add(&request, "v", node_integer(1));
    map_add(&request, "op", node_borrowed("solve"));
    map_add(&request, "key", node_borrowed("second"));
    map_add(&request, "wait_s", node_integer(0));
    map_add(&request, "body", body);
    cr_assert_eq(tree_canonicalise(&request, NULL), ERROR_NONE);
    client_send(client, &request);
    cr_assert_str_eq(text_at(client_receive(&service, client, 30), "job.state"), "queued");
    cr_assert_gt(stats_number(&service, "stats.jobs.pending_bytes"), LENGTH);
    double grown = stats_number(&service, "stats.dispatcher.resident_bytes") - before;
#ifdef MUTASI_SANITIZED
    (void)grown; /* what SQLite frees while it writes the body stays in the sanitizer's quarantine */
#else
    cr_assert_lt(grown, LENGTH / 4);
#endif
    cr_assert_eq(entries_of(service.directory), entries);
    file_touch(gate);
    stats_wait(&service, "stats.events.jobs_done", 2);
    client_close(client);
    cr_assert_eq(service_stop(&service), 0);
}
