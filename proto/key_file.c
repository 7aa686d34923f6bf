/* SPDX-License-Identifier: MIT */
#include "proto/seal_key.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum error_code fail(struct error *error, const char *name, const char *what)
{
    return error_set(error, ERROR_IO, name, "%s: %s", what, strerror(errno));
}

static enum error_code check_file(int fd, const char *name, struct error *error)
{
    struct stat seen;
    if (fstat(fd, &seen) != 0)
        return fail(error, name, "cannot be looked at");
    if (!S_ISREG(seen.st_mode))
        return error_set(error, ERROR_BAD_VALUE, name, "not a regular file");
    if ((seen.st_mode & 077) != 0)
        return error_set(
            error, ERROR_BAD_VALUE, name,
            "mode %04o: others than its owner may use this key; chmod 600, and make a new one if "
            "others were there",
            (unsigned)(seen.st_mode & 07777));
    if (seen.st_uid != geteuid() && seen.st_uid != 0)
        return error_set(error, ERROR_BAD_VALUE, name, "belongs to user %u, neither to you nor to root",
                         (unsigned)seen.st_uid);
    return ERROR_NONE;
}

/* At most `size` bytes. */
static enum error_code read_all(int fd, const char *name, char *text, size_t size, size_t *length,
                                struct error *error)
{
    *length = 0;
    while (*length < size) {
        ssize_t got = read(fd, text + *length, size - *length);
        if (got == 0)
            return ERROR_NONE;
        if (got < 0 && errno != EINTR)
            return fail(error, name, "cannot be read");
        *length += got > 0 ? (size_t)got : 0;
    }
    return error_set(error, ERROR_TOO_LARGE, name, "a key has less than %zu bytes", size);
}

static void name_error(const char *name, struct error *error)
{
    char path[sizeof error->path];
    if (error == NULL)
        return;
    snprintf(path, sizeof path, "%s", error->path);
    snprintf(error->path, sizeof error->path, "%.90s%s%.100s", name, path[0] == '\0' ? "" : ": ", path);
}

enum error_code key_file_read(const char *name, struct seal_key **out, struct error *error)
{
    char text[KEY_FILE_MAX_BYTES];
    size_t length = 0;
    *out = NULL;
    int fd =
        open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK); /* never waits for a writer of a pipe */
    if (fd < 0)
        return fail(error, name, "cannot be opened");
    enum error_code code = check_file(fd, name, error);
    if (code == ERROR_NONE)
        code = read_all(fd, name, text, sizeof text, &length, error);
    close(fd);
    if (code == ERROR_NONE) {
        code = seal_key_read(text, length, out, error);
        if (code != ERROR_NONE)
            name_error(name, error);
    }
    sodium_memzero(text, sizeof text);
    return code;
}

static bool write_all(int fd, const char *text, size_t length)
{
    while (length > 0) {
        ssize_t put = write(fd, text, length);
        if (put < 0 && errno != EINTR)
            return false;
        text += put > 0 ? put : 0;
        length -= put > 0 ? (size_t)put : 0;
    }
    return fsync(fd) == 0;
}

enum error_code key_file_write(const char *name, const struct seal_key *key, struct error *error)
{
    char text[KEY_FILE_MAX_BYTES];
    size_t length = 0;
    enum error_code code = seal_key_write(key, text, sizeof text, &length, error);
    if (code != ERROR_NONE)
        return code;
    int fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0 && errno == EEXIST)
        code = error_set(error, ERROR_BAD_VALUE, name, "is there already; a key is never written over");
    else if (fd < 0)
        code = fail(error, name, "cannot be made");
    if (fd >= 0) {
        bool is_written = write_all(fd, text, length);
        if (!is_written || close(fd) != 0) {
            code = fail(error, name, "cannot be written");
            if (!is_written)
                close(fd);
            unlink(name);
        }
    }
    sodium_memzero(text, sizeof text);
    return code;
}
