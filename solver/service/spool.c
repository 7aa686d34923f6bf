/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _DEFAULT_SOURCE /* madvise */
#include "solver/service/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* An open file without a name, or -1. */
static int open_nameless(const char *folder)
{
    char path[PATH_MAX];
    int length = snprintf(path, sizeof path, "%s/mutasid-XXXXXX", folder);
    if (length < 0 || (size_t)length >= sizeof path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    int fd = mkstemp(path); /* mode 0600 */
    if (fd >= 0) {
        unlink(path);
        fcntl(fd, F_SETFD, FD_CLOEXEC);
    }
    return fd;
}

enum error_code spool_check(const char *folder, struct error *error)
{
    int fd = open_nameless(folder);
    if (fd < 0) {
        return error_set(error, ERROR_REFUSED, "", "no file can be made in %s: %s", folder, strerror(errno));
    }
    close(fd);
    return ERROR_NONE;
}

static void unmap(void *bytes, size_t length)
{
    munmap(bytes, length);
}

struct blob *spool_blob(const char *folder, size_t length)
{
    int fd = open_nameless(folder);
    if (fd < 0) {
        return NULL;
    }
    void *bytes = MAP_FAILED;
    if (posix_fallocate(fd, 0, (off_t)length) == 0) { /* a hole on a full disk would be SIGBUS later */
        bytes = mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    }
    close(fd);
    if (bytes == MAP_FAILED) {
        return NULL;
    }
    struct blob *blob = blob_around(bytes, length, unmap);
    if (blob == NULL) {
        munmap(bytes, length);
    }
    return blob;
}

void spool_rest(const struct blob *blob)
{
    if (blob->release == unmap) {
        madvise(blob->bytes, blob->length, MADV_DONTNEED); /* of a shared file: the file keeps the bytes */
    }
}
