/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every call of a job's path fails once, one after another: malloc, write, fsync, posix_spawn in mutasid
 * itself, its libraries included (the journal's file: test_journal_faults.c). A client that asks again gets
 * its plan, the service lives, and after a restart every job has the result that was shown.
 *
 * FAULTS_STEP in the environment: every so many-th call (default 17; 1: all). */
#include "tests/support/documents.h"
#include "tests/support/fault_control.h"
#include "tests/support/service.h"

#include "proto/clock.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

TestSuite(service_injected, .timeout = 3000);

enum { JOBS_MAX = 5000, PLAN_MAX = 256 };

static const char *const fault_words[] = {
#define FAULT_WORD(name, what) [FAULT_##name] = what,
    FAULT_LIST(FAULT_WORD)
#undef FAULT_WORD
};

static struct service service;
static int client;
static struct fault_control *control;
static char plans[JOBS_MAX][PLAN_MAX]; /* as shown, as JSON */
static int jobs;
static unsigned asked_again;

static int step(void)
{
    const char *text = getenv("FAULTS_STEP");
    return text != NULL && atoi(text) > 0 ? atoi(text) : 17;
}

static void map_control(void)
{
    const char *path = service_file(&service, "control");
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    cr_assert_eq(ftruncate(fd, sizeof *control), 0);
    control = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    cr_assert_neq(control, MAP_FAILED);
    close(fd);
    setenv(FAULT_CONTROL_VARIABLE, path, 1);
}

static void launch(const char *program)
{
    service.program = program;
    service_launch(&service, BIN_DIR,
                   (const char *const[]){"--listen", service.url, "--worker", FAKE_WORKER, "--workers", "2",
                                         "--result-keep", "100000", NULL});
    client = client_open(service.url);
}

/* --- one job ------------------------------------------------------------------------------------------ */

/* Errors that say: not now. */
static bool is_passing(const struct node *reply)
{
    const char *code = text_at(reply, "error.code");
    return strcmp(code, "busy") == 0 || strcmp(code, "memory") == 0 || strcmp(code, "io") == 0 ||
           strcmp(code, "worker_lost") == 0;
}

/* Until a reply comes that is no passing error. What is lost for want of memory is asked for again. */
static const struct node *ask_until(const char *op, int job)
{
    const char *request =
        arena_format(service.arena,
                     strcmp(op, "submit") == 0 ? "{'v':1,'op':'%s','key':'k%d','body':{'do':'answer','n':%d}}"
                                               : "{'v':1,'op':'%s','key':'k%d'}",
                     op, job, job);
    for (double until_s = monotonic_s() + 60; monotonic_s() < until_s; asked_again++) {
        client_post(&service, client, "%s", request);
        const struct node *reply = client_receive(&service, client, strcmp(op, "wait") == 0 ? 3 : 0.5);
        cr_assert_eq(waitpid(service.pid, NULL, WNOHANG), 0, "the service lives");
        if (reply != NULL && !is_passing(reply)) {
            return reply;
        }
    }
    cr_assert_fail("job %d: %s was never answered", job, op);
    return NULL;
}

static const char *plan_of(const struct node *reply)
{
    const char *text;
    size_t length;
    const struct node *plan = document_at(reply, "plan");
    cr_assert_not_null(plan, "job %d: %s %s", jobs, text_at(reply, "error.code"),
                       text_at(reply, "error.message"));
    cr_assert_eq(tree_write_json(service.arena, plan, JSON_CANONICAL, &text, &length, NULL), ERROR_NONE);
    cr_assert_lt(length, PLAN_MAX);
    return text;
}

static void run_job(void)
{
    cr_assert_lt(jobs, JOBS_MAX);
    const struct node *reply = ask_until("submit", jobs);
    cr_assert(document_at(reply, "ok")->as.boolean, "job %d: %s", jobs, text_at(reply, "error.code"));
    snprintf(plans[jobs], PLAN_MAX, "%s", plan_of(ask_until("wait", jobs)));
    cr_assert_str_eq(plan_of(ask_until("result", jobs)), plans[jobs]);
    jobs++;
}

/* --- every call in turn ------------------------------------------------------------------------------- */

static int fail_each(enum fault_kind kind)
{
    for (int nth = 1;; nth += step()) {
        atomic_store(&control->countdown, nth);
        atomic_store(&control->kind, (int)kind);
        run_job();
        bool struck = atomic_load(&control->countdown) <= 0;
        atomic_store(&control->kind, FAULT_NONE);
        if (!struck) {
            return nth - 1;
        }
    }
}

/* A worker that is killed must be replaced: its posix_spawn fails at first. */
static void fail_spawn(void)
{
    pid_t worker = (pid_t)stats_number(&service, "stats.workers[0].pid");
    atomic_store(&control->countdown, 1);
    atomic_store(&control->kind, FAULT_SPAWN);
    kill(worker, SIGKILL);
    stats_wait(&service, "stats.events.workers_lost", 1);
    run_job();
    double until_s = monotonic_s() + 60;
    while (atomic_load(&control->countdown) > 0)
        cr_assert_lt(monotonic_s(), until_s, "the worker was to be replaced");
    run_job();
    stats_wait(&service, "stats.workers[0].pid", 1);
    cr_assert_neq((pid_t)stats_number(&service, "stats.workers[0].pid"), worker);
}

static void check_all(void)
{
    for (int job = 0; job < jobs; job++) {
        const struct node *reply = client_ask(&service, client, "{'v':1,'op':'result','key':'k%d'}", job);
        cr_assert_str_eq(plan_of(reply), plans[job], "job %d", job);
    }
}

static void start(void)
{
#ifdef MUTASI_SANITIZED
    cr_skip_test("sanitizers take malloc for themselves");
#endif
    service_prepare(&service);
    map_control();
    launch("program_failing_mutasid");
    run_job(); /* what is allocated once is not of a job's path */
}

/* What was shown is there, now and in the next life of the service. */
static void finish(void)
{
    check_all();
    client_close(client);
    cr_assert_eq(kill(service.pid, SIGKILL), 0);
    service_reap(&service);
    launch(NULL);
    check_all();
    client_close(client);
    cr_assert_eq(service_stop(&service), 0);
}

static void go_through(enum fault_kind kind)
{
    start();
    int calls = fail_each(kind);
    fprintf(stderr, "%s: %d calls of a job's path, every %d-th failed; asked again %u times\n",
            fault_words[kind], calls, step(), asked_again);
    cr_assert_gt(calls, 0);
    finish();
}

Test(service_injected, a_job_survives_every_allocation_that_fails)
{
    go_through(FAULT_MEMORY);
}

Test(service_injected, a_job_survives_every_write_that_fails)
{
    go_through(FAULT_WRITE);
}

Test(service_injected, a_job_survives_every_sync_that_fails)
{
    go_through(FAULT_SYNC);
}

Test(service_injected, a_worker_that_cannot_be_started_is_started_later)
{
    start();
    fail_spawn();
    finish();
}
