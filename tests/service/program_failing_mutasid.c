/* SPDX-License-Identifier: GPL-3.0-or-later */
/* mutasid, of which a test can make one chosen call fail: of its own and of every library in it. The
 * functions here take the place of libc's in this one program. Not under sanitizers, which do the same. */
#define _GNU_SOURCE /* RTLD_NEXT, pwrite64 */
#include "tests/support/fault_control.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef MUTASI_SANITIZED

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *bytes, size_t size);

static struct fault_control *control;

/* Before main, and after all that the loader does. */
__attribute__((constructor)) static void map_control(void)
{
    const char *path = getenv(FAULT_CONTROL_VARIABLE);
    int fd = path != NULL ? open(path, O_RDWR | O_CLOEXEC) : -1;
    void *mapped =
        fd >= 0 ? mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0) : MAP_FAILED;
    if (fd >= 0)
        close(fd);
    if (mapped != MAP_FAILED)
        control = mapped;
}

static bool fails(enum fault_kind kind)
{
    return control != NULL && atomic_load(&control->kind) == (int)kind &&
           atomic_load(&control->countdown) > 0 && atomic_fetch_sub(&control->countdown, 1) == 1;
}

void *malloc(size_t size)
{
    if (fails(FAULT_MEMORY)) {
        errno = ENOMEM;
        return NULL;
    }
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    if (fails(FAULT_MEMORY)) {
        errno = ENOMEM;
        return NULL;
    }
    return __libc_calloc(count, size);
}

void *realloc(void *bytes, size_t size)
{
    if (fails(FAULT_MEMORY)) {
        errno = ENOMEM;
        return NULL;
    }
    return __libc_realloc(bytes, size);
}

static ssize_t write_failed(void)
{
    errno = ENOSPC;
    return -1;
}

ssize_t write(int fd, const void *bytes, size_t count)
{
    return fails(FAULT_WRITE) ? write_failed() : (ssize_t)syscall(SYS_write, fd, bytes, count);
}

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset)
{
    return fails(FAULT_WRITE) ? write_failed() : (ssize_t)syscall(SYS_pwrite64, fd, bytes, count, offset);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset)
{
    return pwrite64(fd, bytes, count, offset);
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags)
{
    return fails(FAULT_WRITE) ? write_failed() : (ssize_t)syscall(SYS_sendmsg, fd, message, flags);
}

int ftruncate64(int fd, off64_t length)
{
    return fails(FAULT_WRITE) ? (int)write_failed() : (int)syscall(SYS_ftruncate, fd, length);
}

static int sync_failed(void)
{
    errno = EIO;
    return -1;
}

int fsync(int fd)
{
    return fails(FAULT_SYNC) ? sync_failed() : (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd)
{
    return fails(FAULT_SYNC) ? sync_failed() : (int)syscall(SYS_fdatasync, fd);
}

int posix_spawnp(pid_t *pid, const char *file, const posix_spawn_file_actions_t *actions,
                 const posix_spawnattr_t *attributes, char *const argv[], char *const environment[])
{
    int (*next)(pid_t *, const char *, const posix_spawn_file_actions_t *, const posix_spawnattr_t *,
                char *const[], char *const[]);
    *(void **)&next = dlsym(RTLD_NEXT, "posix_spawnp");
    return fails(FAULT_SPAWN) ? EAGAIN : next(pid, file, actions, attributes, argv, environment);
}

#endif
