/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench/own_service.h"

#include "bench/machine.h"
#include "client/executable.h"
#include "solver/service/process.h"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { PATIENCE_S = 30 };

bool own_prepare(struct own_service *service)
{
    *service = (struct own_service){.out = -1};
    snprintf(service->directory, sizeof service->directory, "/tmp/mutasi-bench-XXXXXX");
    if (mkdtemp(service->directory) == NULL) {
        return false;
    }
    snprintf(service->socket, sizeof service->socket, "%s/socket", service->directory);
    snprintf(service->journal, sizeof service->journal, "%s/journal.db", service->directory);
    snprintf(service->log, sizeof service->log, "%s/log", service->directory);
    return true;
}

void own_remove(struct own_service *service)
{
    char name[4096];
    DIR *directory = opendir(service->directory);
    for (struct dirent *entry; directory != NULL && (entry = readdir(directory)) != NULL;) {
        snprintf(name, sizeof name, "%s/%s", service->directory, entry->d_name);
        unlink(name);
    }
    if (directory != NULL) {
        closedir(directory);
    }
    rmdir(service->directory);
}

/* --- starting ----------------------------------------------------------------------------------------- */

static int spawn(struct own_service *service, char *const argv[])
{
    int ends[2];
    posix_spawn_file_actions_t files;
    if (pipe(ends) != 0) {
        return -1;
    }
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&files, ends[1]);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, service->log, O_WRONLY | O_CREAT | O_APPEND,
                                     0600);
    int failed = posix_spawnp(&service->pid, argv[0], &files, NULL, argv, environ);
    posix_spawn_file_actions_destroy(&files);
    close(ends[1]);
    if (failed != 0) {
        close(ends[0]);
        service->pid = 0;
        return -1;
    }
    return ends[0];
}

bool own_start(struct own_service *service, const char *const options[])
{
    char program[4096], url[128], files[48];
    const char *const head[] = {"prlimit", files,      "setpriv", "--pdeathsig", "KILL",
                                program,   "--listen", url,       "--journal",   service->journal};
    enum { HEAD = sizeof head / sizeof *head };
    const char *argv[HEAD + OWN_ARGUMENTS_MAX + 1] = {0};
    if (!executable_path("mutasid", program, sizeof program)) {
        return false;
    }
    snprintf(files, sizeof files, "--nofile=%d:%d", service->files, service->files);
    snprintf(url, sizeof url, "ipc://%s", service->socket);
    memcpy(argv, head, sizeof head);
    for (size_t i = 0; options[i] != NULL && i < OWN_ARGUMENTS_MAX; i++) {
        argv[HEAD + i] = options[i];
    }
    service->ready = false;
    service->out = spawn(service, (char *const *)(service->files > 0 ? argv : argv + 2));
    return service->out >= 0;
}

bool own_is_ready(struct own_service *service)
{
    char line[512];
    ssize_t got = service->ready || service->out < 0 ? 0 : read(service->out, line, sizeof line - 1);
    if (got > 0) {
        line[got] = '\0';
        service->ready = strstr(line, "mutasid: ready") != NULL;
    }
    return service->ready;
}

bool own_wait_ready(struct own_service *service)
{
    double until_s = now_s() + PATIENCE_S;
    while (!own_is_ready(service)) {
        struct pollfd readable = {.fd = service->out, .events = POLLIN};
        if (poll(&readable, 1, 1000) < 0 || now_s() > until_s || (readable.revents & POLLHUP) != 0) {
            return own_is_ready(service);
        }
    }
    return true;
}

/* --- ending ------------------------------------------------------------------------------------------- */

static int end(struct own_service *service, int signal)
{
    int status = 0;
    if (service->pid > 0) {
        kill(service->pid, signal);
        waitpid(service->pid, &status, 0);
    }
    if (service->out >= 0) {
        close(service->out);
    }
    service->pid = 0;
    service->out = -1;
    service->ready = false;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void own_kill(struct own_service *service)
{
    end(service, SIGKILL);
}

int own_stop(struct own_service *service)
{
    return end(service, SIGTERM);
}

/* --- looking at processes ----------------------------------------------------------------------------- */

/* The beginning of a small file of the process; false when it is gone. */
int own_children(const struct own_service *service, struct own_child *children)
{
    char name[64], text[4096], comm[64];
    int count = 0;
    snprintf(name, sizeof name, "task/%ld/children", (long)service->pid);
    if (service->pid == 0 || !process_file(service->pid, name, text, sizeof text)) {
        return 0;
    }
    char *rest = text;
    for (long pid; count < OWN_CHILDREN_MAX && (pid = strtol(rest, &rest, 10)) > 0;) {
        if (process_file((pid_t)pid, "comm", comm, sizeof comm)) {
            children[count++] = (struct own_child){(pid_t)pid, strncmp(comm, "mutasi-front", 12) == 0};
        }
    }
    return count;
}

double process_cpu_s(pid_t pid)
{
    char text[1024];
    unsigned long user = 0, kernel = 0;
    const char *after = process_file(pid, "stat", text, sizeof text) ? strrchr(text, ')') : NULL;
    if (after == NULL ||
        sscanf(after, ") %*c %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %lu %lu", &user, &kernel) != 2) {
        return 0;
    }
    return (double)(user + kernel) / (double)sysconf(_SC_CLK_TCK);
}

int process_files(pid_t pid)
{
    char path[64];
    int count = 0;
    snprintf(path, sizeof path, "/proc/%ld/fd", (long)pid);
    DIR *directory = opendir(path);
    while (directory != NULL && readdir(directory) != NULL) {
        count++;
    }
    if (directory != NULL) {
        closedir(directory);
    }
    return count;
}
