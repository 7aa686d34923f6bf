/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _DEFAULT_SOURCE /* syscall */
#include "tests/support/service.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { READY_TIMEOUT_MS = 30000 };

static void require(bool condition, const struct service *service, const char *what)
{
    if (condition)
        return;
    fprintf(stderr, "service helper: %s (log: %s)\n", what, service->log);
    abort();
}

void service_prepare(struct service *service)
{
    memset(service, 0, sizeof *service);
    snprintf(service->directory, sizeof service->directory, "/tmp/mutasi-test-XXXXXX");
    require(mkdtemp(service->directory) != NULL, service, "mkdtemp");
    snprintf(service->path, sizeof service->path, "%s/socket", service->directory);
    snprintf(service->url, sizeof service->url, "ipc://%s", service->path);
    snprintf(service->log, sizeof service->log, "%s/log", service->directory);
    snprintf(service->journal, sizeof service->journal, "%s/journal.db", service->directory);
    service->arena = arena_new();
    require(service->arena != NULL, service, "arena_new");
}

/* Reads until the line that says it is ready. */
static void wait_ready(const struct service *service, int out)
{
    char line[4096];
    size_t have = 0;
    struct pollfd readable = {.fd = out, .events = POLLIN};
    while (memchr(line, '\n', have) == NULL) {
        require(have < sizeof line && poll(&readable, 1, READY_TIMEOUT_MS) == 1, service, "no ready line");
        ssize_t got = read(out, line + have, sizeof line - have);
        require(got > 0, service, "mutasid ended before it was ready");
        have += (size_t)got;
    }
    require(strncmp(line, "mutasid: ready ", 15) == 0, service, "another line than ready");
}

void service_launch(struct service *service, const char *bin_dir, const char *const arguments[])
{
    char program[4096];
    const char *argv[SERVICE_ARGUMENTS_MAX + 8] = {"setpriv", "--pdeathsig", "KILL",
                                                   program,   "--journal",   service->journal};
    snprintf(program, sizeof program, "%s/%s", bin_dir,
             service->program != NULL ? service->program : "mutasid");
    size_t count = 6;
    for (size_t i = 0; arguments[i] != NULL; i++) {
        require(i < SERVICE_ARGUMENTS_MAX, service, "too many arguments");
        argv[count++] = arguments[i];
    }
    int out[2];
    posix_spawn_file_actions_t files;
    require(pipe(out) == 0, service, "pipe");
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, out[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&files, out[0]);
    posix_spawn_file_actions_addclose(&files, out[1]);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, service->log, O_WRONLY | O_CREAT | O_APPEND,
                                     0600);
    int failed = posix_spawnp(&service->pid, argv[0], &files, NULL, (char *const *)argv, environ);
    posix_spawn_file_actions_destroy(&files);
    close(out[1]);
    require(failed == 0, service, "cannot start mutasid");
    wait_ready(service, out[0]);
    close(out[0]);
}

static void remove_directory(const char *path)
{
    char name[4096];
    DIR *directory = opendir(path);
    for (struct dirent *entry; directory != NULL && (entry = readdir(directory)) != NULL;) {
        snprintf(name, sizeof name, "%s/%s", path, entry->d_name);
        unlink(name);
    }
    if (directory != NULL)
        closedir(directory);
    rmdir(path);
}

int service_reap(struct service *service)
{
    int status = 0;
    if (service->pid > 0)
        require(waitpid(service->pid, &status, 0) == service->pid, service, "waitpid");
    service->pid = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int service_wait(struct service *service)
{
    int code = service_reap(service);
    remove_directory(service->directory);
    arena_free(service->arena);
    return code;
}

int service_stop(struct service *service)
{
    kill(service->pid, SIGTERM);
    return service_wait(service);
}

/* The port of a TCP socket bound to the address and given back, 0 when there is no such address. */
static int free_port(struct sockaddr *address, socklen_t length, const in_port_t *port)
{
    int socket_fd = socket(address->sa_family, SOCK_STREAM, 0);
    bool is_there = socket_fd >= 0 && bind(socket_fd, address, length) == 0 &&
                    getsockname(socket_fd, address, &length) == 0;
    if (socket_fd >= 0)
        close(socket_fd);
    return is_there ? ntohs(*port) : 0;
}

const char *service_loopback_v4(struct service *service)
{
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int port = free_port((struct sockaddr *)&v4, sizeof v4, &v4.sin_port);
    return port == 0 ? NULL : arena_format(service->arena, "tcp://127.0.0.1:%d", port);
}

const char *service_loopback_v6(struct service *service)
{
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
    int port = free_port((struct sockaddr *)&v6, sizeof v6, &v6.sin6_port);
    return port == 0 ? NULL : arena_format(service->arena, "tcp://[::1]:%d", port);
}

const char *service_file(struct service *service, const char *name)
{
    return arena_format(service->arena, "%s/%s", service->directory, name);
}

void file_touch(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    if (fd >= 0)
        close(fd);
}

int open_process(pid_t pid)
{
    return (int)syscall(SYS_pidfd_open, pid, 0);
}

bool process_ends(int process, int seconds)
{
    struct pollfd ended = {.fd = process, .events = POLLIN};
    bool ends = process >= 0 && poll(&ended, 1, seconds * 1000) == 1;
    close(process);
    return ends;
}

int open_files(pid_t pid)
{
    char path[64];
    int count = 0;
    snprintf(path, sizeof path, "/proc/%ld/fd", (long)pid);
    DIR *directory = opendir(path);
    while (directory != NULL && readdir(directory) != NULL)
        count++;
    if (directory != NULL)
        closedir(directory);
    return count;
}
