/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/service/child.h"

#include "proto/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

extern char **environ;

/* FOLDER/NAME, when it is a program. */
static bool program_in(const char *folder, const char *name, char *path, size_t size)
{
    int written = snprintf(path, size, "%s/%s", folder, name);
    return written > 0 && (size_t)written < size && access(path, X_OK) == 0;
}

void child_program(const char *name, char *path, size_t size)
{
    char folder[4096 + sizeof MUTASI_LIBEXEC_FROM_BIN + 1];
    ssize_t length = readlink("/proc/self/exe", folder, 4096 - 1);
    if (length > 0) {
        folder[length] = '\0';
        char *slash = strrchr(folder, '/');
        *slash = '\0';
        if (program_in(folder, name, path, size)) {
            return;
        }
        strcpy(slash, "/" MUTASI_LIBEXEC_FROM_BIN);
        if (program_in(folder, name, path, size)) {
            return;
        }
    }
    snprintf(path, size, "%s", name);
}

/* How the child begins: see child_start. */
static int spawn_with(pid_t *pid, char *const argv[], int its_end, posix_spawn_file_actions_t *files,
                      posix_spawnattr_t *attributes)
{
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    short flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
    int failed = posix_spawn_file_actions_addopen(files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (failed == 0) {
        failed = posix_spawn_file_actions_adddup2(files, STDERR_FILENO, STDOUT_FILENO);
    }
    if (failed == 0) {
        failed = posix_spawn_file_actions_adddup2(files, its_end, PIPE_FD);
    }
    if (failed == 0) {
        failed = posix_spawnattr_setflags(attributes, flags);
    }
    if (failed == 0) {
        failed = posix_spawnattr_setpgroup(attributes, 0);
    }
    if (failed == 0) {
        failed = posix_spawnattr_setsigmask(attributes, &none);
    }
    if (failed == 0) {
        failed = posix_spawnattr_setsigdefault(attributes, &all);
    }
    if (failed == 0) {
        failed = posix_spawnp(pid, argv[0], files, attributes, argv, environ);
    }
    return failed;
}

static int spawn(pid_t *pid, char *const argv[], int its_end)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    int failed = posix_spawn_file_actions_init(&files);
    if (failed != 0) {
        return failed;
    }
    failed = posix_spawnattr_init(&attributes);
    if (failed == 0) {
        failed = spawn_with(pid, argv, its_end, &files, &attributes);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&files);
    return failed;
}

enum error_code child_start(struct child *child, char *const argv[], size_t max_length, struct error *error)
{
    int ends[2];
    *child = (struct child){.channel = {.fd = -1}};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
        return error_set(error, ERROR_IO, "", "cannot make a pipe: %s", strerror(errno));
    }
    if (!channel_init(&child->channel, ends[0], max_length)) {
        close(ends[0]);
        close(ends[1]);
        return error_set(error, ERROR_MEMORY, "", "no memory for a pipe");
    }
    int failed = spawn(&child->pid, argv, ends[1]);
    close(ends[1]);
    if (failed != 0) {
        child_gone(child);
        return error_set(error, ERROR_IO, "", "cannot start %s: %s", argv[0], strerror(failed));
    }
    child->started_s = monotonic_s();
    return ERROR_NONE;
}

void child_kill(const struct child *child)
{
    if (child->pid > 0) {
        kill(child->pid, SIGKILL);
    }
}

void child_gone(struct child *child)
{
    channel_fini(&child->channel);
    child->pid = 0;
}
