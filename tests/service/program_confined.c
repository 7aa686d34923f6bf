/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is shut in as a worker is, then does what its argument says. Exit status: 0 it could, 1 it was refused, 2
 * no such word. */
#define _GNU_SOURCE /* syscall, unshare */
#include "solver/worker/sandbox.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { INHERITED_FD = 9, MEMORY_MB = 64, BLOCK = 1 << 20 };

static pid_t parent;

static int open_socket(void)
{
    return socket(AF_INET, SOCK_STREAM, 0) < 0;
}

static int open_unix_socket(void)
{
    return socket(AF_UNIX, SOCK_DGRAM, 0) < 0;
}

static int read_file(void)
{
    return open("/etc/passwd", O_RDONLY | O_CLOEXEC) < 0;
}

static int write_file(void)
{
    return open("left-behind", O_WRONLY | O_CREAT | O_CLOEXEC, 0600) < 0;
}

static int list_directory(void)
{
    return syscall(SYS_getdents64, 0, NULL, 0) < 0;
}

static int execute(void)
{
    return execl("/bin/true", "true", (char *)NULL);
}

static int make_process(void)
{
    return fork() < 0;
}

static int shoot_another(void)
{
    return kill(parent, 0);
}

static int trace(void)
{
    return syscall(SYS_ptrace, 0, 0, 0, 0) < 0;
}

static int run_written_code(void)
{
    return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
           MAP_FAILED;
}

static int leave_namespace(void)
{
    return unshare(CLONE_NEWUSER);
}

static int gain_rights(void)
{
    return syscall(SYS_setuid, 0) != 0;
}

static int limit_another(void)
{
    struct rlimit limit;
    return (int)syscall(SYS_prlimit64, parent, RLIMIT_AS, NULL, &limit);
}

static int write_elsewhere(void)
{
    return write(0, "x", 1) != 1;
}

/* --- what a worker does --- */

static int use_inherited(void)
{
    struct pollfd there = {.fd = INHERITED_FD, .events = POLLIN};
    return poll(&there, 1, 0) == 1 && (there.revents & POLLNVAL) != 0;
}

static void *count(void *context)
{
    int *sum = context;
    void *room = malloc(BLOCK);
    *sum += room != NULL;
    free(room);
    return NULL;
}

static int use_threads(void)
{
    pthread_t threads[2];
    int sums[2] = {0, 0};
    for (int i = 0; i < 2; i++) {
        if (pthread_create(&threads[i], NULL, count, &sums[i]) != 0)
            return 1;
    }
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    return sums[0] + sums[1] != 2;
}

static int die(void)
{
    fprintf(stderr, "dies on purpose\n");
    abort();
}

/* Keeps what it gets; the sandbox bounds it. 0: all of it, and not much more, was to be had. */
static int leak(void)
{
    size_t got = 0;
    sandbox_allow(MEMORY_MB, 60, 1);
    for (char *block; got < 100 * (size_t)MEMORY_MB && (block = malloc(BLOCK)) != NULL; got++)
        memset(block, 1, BLOCK);
    return got < MEMORY_MB / 2 || got > MEMORY_MB;
}

/* The most of all jobs together bounds even one that was promised more. */
static int leak_beyond_all(void)
{
    size_t got = 0;
    sandbox_allow(100 * MEMORY_MB, 60, 1);
    for (char *block; got < 100 * (size_t)MEMORY_MB && (block = malloc(BLOCK)) != NULL; got++)
        memset(block, 1, BLOCK);
    return got < MEMORY_MB || got > 2 * MEMORY_MB;
}

static int spin(void)
{
    sandbox_allow(MEMORY_MB, 0, 1);
    for (volatile unsigned long i = 0;; i++)
        ;
    return 0;
}

static const struct {
    const char *word;
    int (*act)(void);
} acts[] = {{"open a network socket", open_socket},
            {"open a unix socket", open_unix_socket},
            {"read a file", read_file},
            {"write a file", write_file},
            {"list a directory", list_directory},
            {"execute a program", execute},
            {"make a process", make_process},
            {"signal another process", shoot_another},
            {"trace a process", trace},
            {"run written code", run_written_code},
            {"leave its namespace", leave_namespace},
            {"gain rights", gain_rights},
            {"limit another process", limit_another},
            {"write elsewhere", write_elsewhere},
            {"use an inherited descriptor", use_inherited},
            {"use threads", use_threads},
            {"die", die},
            {"leak", leak},
            {"leak beyond all", leak_beyond_all},
            {"spin", spin}};

int main(int argc, char **argv)
{
    struct sandbox sandbox;
    parent = getppid();
    dup2(STDERR_FILENO, INHERITED_FD);
    sandbox_enter(2 * MEMORY_MB, &sandbox);
    for (size_t i = 0; argc > 1 && i < sizeof acts / sizeof *acts; i++) {
        if (strcmp(argv[1], acts[i].word) == 0)
            return acts[i].act() != 0;
    }
    return 2;
}
