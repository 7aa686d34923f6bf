/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a worker cannot do, tried by a program that is shut in as a worker is. */
#include "proto/confinement.h"
#include "solver/service/child.h"
#include "tests/support/service.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

TestSuite(confined, .timeout = 60);

enum { MAX_BYTES = 1 << 20, KILLED_BY = 128 };

/* What became of a confined process that tries this. */
static int try(const char *act)
{
    struct child child;
    struct error error;
    int status;
    char *argv[] = {BIN_DIR "/program_confined", (char *)act, NULL};
    cr_assert_eq(child_start(&child, argv, MAX_BYTES, &error), ERROR_NONE, "%s", error.text);
    cr_assert_eq(waitpid(child.pid, &status, 0), child.pid);
    child_gone(&child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : KILLED_BY + WTERMSIG(status);
}

static void starts_worker(struct child *worker, struct ready_note *note)
{
    struct error error;
    struct frame frame = {.payload = NULL};
    char *argv[] = {BIN_DIR "/mutasi-worker", NULL};
    cr_assert_eq(child_start(worker, argv, MAX_BYTES, &error), ERROR_NONE, "%s", error.text);
    while (channel_take(&worker->channel, &frame) == FRAME_OK && frame.payload == NULL) {
        struct pollfd pipe = {.fd = worker->channel.fd, .events = POLLIN};
        cr_assert_eq(poll(&pipe, 1, 60000), 1);
        cr_assert_eq(channel_fill(&worker->channel), FRAME_OK);
    }
    cr_assert_eq(frame.header.type, FRAME_READY);
    cr_assert_eq(frame.payload->length, sizeof *note);
    memcpy(note, frame.payload->bytes, sizeof *note);
    blob_drop(frame.payload);
}

static void ends_worker(struct child *worker)
{
    pid_t pid = worker->pid;
    child_gone(worker);
    cr_assert_eq(waitpid(pid, NULL, 0), pid);
}

static int entries(const char *folder)
{
    int count = 0;
    DIR *directory = opendir(folder);
    cr_assert_not_null(directory);
    while (readdir(directory) != NULL)
        count++;
    closedir(directory);
    return count - 2; /* . and .. */
}

Test(confined, inherits_no_descriptor)
{
    cr_assert_eq(try("use an inherited descriptor"), 1);
}

Test(confined, a_worker_leaves_no_directory_behind_even_while_it_runs)
{
    struct child worker;
    struct ready_note note;
    char folder[] = "/tmp/mutasi-test-XXXXXX";
    cr_assert_not_null(mkdtemp(folder));
    cr_assert_eq(setenv("TMPDIR", folder, 1), 0);
    starts_worker(&worker, &note);
    cr_assert(note.in_force & 1u << CONFINED_DIRECTORY);
    cr_assert(note.in_force & 1u << CONFINED_DESCRIPTORS);
    cr_assert_eq(entries(folder), 0);
    ends_worker(&worker);
    cr_assert_eq(rmdir(folder), 0);
}

Test(confined, without_a_folder_to_make_it_in_the_directory_is_reported_missing)
{
    struct child worker;
    struct ready_note note;
    cr_assert_eq(setenv("TMPDIR", "/nonexistent", 1), 0);
    starts_worker(&worker, &note);
    cr_assert_not(note.in_force & 1u << CONFINED_DIRECTORY);
    ends_worker(&worker);
}

/* Whoever may look into a worker sees that its network is its own. */
Test(confined, a_worker_has_a_network_of_its_own_where_the_kernel_allows)
{
    struct child worker;
    struct ready_note note;
    char path[64], ours[64] = "", its[64] = "";
    starts_worker(&worker, &note);
    snprintf(path, sizeof path, "/proc/%ld/ns/net", (long)worker.pid);
    ssize_t seen = readlink(path, its, sizeof its - 1);
    cr_assert_gt(readlink("/proc/self/ns/net", ours, sizeof ours - 1), 0);
    if (seen > 0)
        cr_assert_eq(strcmp(ours, its) != 0, (note.in_force & 1u << CONFINED_NETWORK_NAMESPACE) != 0);
    ends_worker(&worker);
}

#ifndef MUTASI_SANITIZED
Test(confined, is_killed_for_any_system_call_that_computing_does_not_need)
{
    static const char *const acts[] = {"open a network socket", "open a unix socket",     "read a file",
                                       "write a file",          "list a directory",       "execute a program",
                                       "make a process",        "signal another process", "trace a process",
                                       "run written code",      "leave its namespace",    "gain rights",
                                       "limit another process", "write elsewhere"};
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
        cr_assert_eq(try(acts[i]), KILLED_BY + SIGSYS, "it could %s", acts[i]);
}

Test(confined, starts_threads_and_aborts_as_anybody)
{
    cr_assert_eq(try("use threads"), 0);
    cr_assert_eq(try("die"), KILLED_BY + SIGABRT, "with its sentence in the log");
}

Test(confined, a_leak_ends_where_the_memory_of_the_job_ends)
{
    cr_assert_eq(try("leak"), 0);
}

Test(confined, no_job_gets_more_memory_than_any_job_may_have)
{
    cr_assert_eq(try("leak beyond all"), 0);
}

Test(confined, a_loop_ends_with_its_processor_time)
{
    cr_assert_eq(try("spin"), KILLED_BY + SIGXCPU);
}
#endif
