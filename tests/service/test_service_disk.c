/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A disk that takes nothing any more, under the real server: its files may not grow. */
#define _GNU_SOURCE /* prlimit */
#include "tests/support/documents.h"
#include "tests/support/service.h"

#include <criterion/criterion.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

TestSuite(service_disk, .timeout = 120);

static struct service service;
static int client;
static const char *gate;

#define ask(...) client_ask(&service, client, __VA_ARGS__)

static void start(void)
{
    service_start(&service, SERVICE_PLAIN);
    client = client_open(service.url);
    gate = service_file(&service, "gate");
    ask("{'v':1,'op':'solve','key':'before','body':{'do':'answer'}}");
}

static void stop(void)
{
    client_close(client);
    cr_assert_eq(service_stop(&service), 0);
}

static void allow_files_of(rlim_t bytes)
{
    struct rlimit limit;
    cr_assert_eq(prlimit(service.pid, RLIMIT_FSIZE, NULL, &limit), 0);
    limit.rlim_cur = bytes;
    cr_assert_eq(prlimit(service.pid, RLIMIT_FSIZE, &limit, NULL), 0);
}

static const struct node *until_not_busy(const char *request)
{
    const struct node *reply;
    do {
        reply = ask("%s", request);
    } while (strcmp(text_at(reply, "error.code"), "busy") == 0);
    return reply;
}

static bool failing(void)
{
    return document_at(ask("{'v':1,'op':'stats'}"), "stats.journal.failing")->as.boolean;
}

Test(service_disk, a_full_disk_refuses_what_is_new_and_serves_the_rest)
{
    start();
    allow_files_of(1);
    const char *request = "{'v':1,'op':'solve','key':'k','wait_s':20,'body':{'do':'answer'}}";
    const struct node *reply = ask("%s", "{'v':1,'op':'submit','key':'k','body':{'do':'answer'}}");
    cr_assert_str_eq(text_at(reply, "error.code"), "busy");
    cr_assert_gt(number_at(reply, "error.retry_after_s"), 0);
    cr_assert(failing());
    reply = ask("{'v':1,'op':'submit','key':'other','body':{'do':'answer'}}");
    cr_assert_str_eq(text_at(reply, "error.code"), "busy");
    cr_assert_not_null(strstr(text_at(reply, "error.message"), "journal"));
    reply = ask("{'v':1,'op':'put','body':{'instance':{'format':'mutasi-instance/1'}}}");
    cr_assert_str_eq(text_at(reply, "error.code"), "busy");
    cr_assert_str_eq(text_at(ask("{'v':1,'op':'result','key':'before'}"), "plan.answer"), "ok");
    cr_assert_eq(document_at(ask("{'v':1,'op':'list'}"), "jobs")->count, 1, "only what is on disk");
    cr_assert_str_eq(text_at(ask("{'v':1,'op':'status','key':'k'}"), "error.code"), "busy",
                     "not accepted yet");
    allow_files_of(RLIM_INFINITY);
    reply = until_not_busy(request);
    cr_assert_str_eq(text_at(reply, "plan.answer"), "ok");
    cr_assert_eq(number_at(reply, "job.id"), 2, "the submission that was refused joined its job");
    cr_assert_not(failing());
    cr_assert_eq(stats_number(&service, "stats.events.jobs_accepted"), 2);
    stop();
}

Test(service_disk, a_result_is_told_only_when_the_disk_has_it)
{
    start();
    int other = client_open(service.url);
    ask("{'v':1,'op':'submit','key':'k','body':{'do':'gate','file':'%s'}}", gate);
    stats_wait(&service, "stats.jobs.running", 1);
    client_post(&service, other, "{'v':1,'op':'wait','key':'k'}");
    stats_wait(&service, "stats.jobs.requests_waiting", 1);
    allow_files_of(1);
    file_touch(gate);
    stats_wait(&service, "stats.events.jobs_done", 2);
    stats_wait(&service, "stats.journal.failures", 2);
    cr_assert_null(client_receive(&service, other, 0.5), "not yet");
    allow_files_of(RLIM_INFINITY);
    const struct node *reply = client_receive(&service, other, 30);
    cr_assert_str_eq(text_at(reply, "plan.answer"), "through");
    client_close(other);
    stop();
}

Test(service_disk, nothing_begins_while_the_disk_is_full_and_everything_after)
{
    start();
    int status;
    ask("{'v':1,'op':'submit','key':'1','body':{'do':'gate','file':'%s'}}", gate);
    ask("{'v':1,'op':'submit','key':'2','body':{'do':'gate','file':'%s'}}", gate);
    stats_wait(&service, "stats.jobs.running", 2);
    ask("{'v':1,'op':'submit','key':'3','body':{'do':'answer'}}");
    allow_files_of(1);
    const struct node *reply = ask("{'v':1,'op':'submit','key':'4','body':{'do':'answer'}}");
    cr_assert_str_eq(text_at(reply, "error.code"), "busy");
    file_touch(gate);
    stats_wait(&service, "stats.events.jobs_done", 3);
    stats_wait(&service, "stats.journal.failures", 2);
    cr_assert_eq(stats_number(&service, "stats.jobs.waiting"), 2);
    client_close(client);
    cr_assert_eq(kill(service.pid, SIGKILL), 0);
    cr_assert_eq(waitpid(service.pid, &status, 0), service.pid);
    service_launch(&service, BIN_DIR,
                   (const char *const[]){"--listen", service.url, "--worker", FAKE_WORKER, NULL});
    client = client_open(service.url);
    for (int i = 1; i <= 3; i++)
        cr_assert_str_eq(text_at(ask("{'v':1,'op':'wait','key':'%d'}", i), "job.state"), "done", "job %d", i);
    reply = ask("{'v':1,'op':'status','key':'4'}");
    cr_assert_str_eq(text_at(reply, "error.code"), "unknown_job", "it was never accepted");
    stop();
}

static bool log_has(const char *text)
{
    size_t length;
    struct arena *arena = arena_new();
    const char *log = file_text(arena, service.log, &length);
    bool has = log != NULL && strstr(log, text) != NULL;
    arena_free(arena);
    return has;
}

Test(service_disk, who_reads_the_journal_for_long_is_named_and_nobody_waits)
{
    enum { BYTES = 50 << 20, ANSWERS = 4 };
    char command[256];
    start();
    snprintf(command, sizeof command, "exec sqlite3 -readonly -batch %s >%s", service.journal, gate);
    FILE *reader = popen(command, "w");
    fputs("BEGIN; SELECT id FROM overview;\n", reader);
    fflush(reader);
    struct stat seen = {.st_size = 0};
    while (stat(gate, &seen) != 0 || seen.st_size == 0)
        poll(NULL, 0, 1);
    for (int i = 0; i < ANSWERS; i++) {
        const struct node *reply =
            ask("{'v':1,'op':'solve','key':'%d','body':{'do':'huge','bytes':%d}}", i, BYTES);
        cr_assert_eq(strlen(text_at(reply, "plan.huge")), BYTES);
    }
    while (!log_has("event=journal_read_for_long"))
        ask("{'v':1,'op':'submit','body':{'do':'answer'}}");
    cr_assert(log_has("reader_pid="));
    cr_assert_gt(stats_number(&service, "stats.journal.wal_bytes"), 128 << 20);
    pclose(reader);
    double wal_bytes;
    do {
        wal_bytes = stats_number(&service, "stats.journal.wal_bytes");
    } while (wal_bytes > 64 << 20);
    stop();
}
