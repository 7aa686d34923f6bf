/* SPDX-License-Identifier: MIT */
#include "client/service_url.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Where the packaged service listens. Only root makes folders in /run. */
#define SYSTEM_SOCKET "/run/mutasi/socket"

/* Also where we may not look: then something is there that we are to hear about. */
static bool is_there(const char *path)
{
    struct stat seen;
    return lstat(path, &seen) == 0 || errno == EACCES;
}

static enum error_code check_directory(const char *directory, struct error *error)
{
    struct stat seen;
    if (lstat(directory, &seen) != 0)
        return error_set(error, ERROR_UNREACHABLE, "",
                         "no service was named, and none has run here: neither %s nor " SYSTEM_SOCKET
                         " is there. Start mutasid, or say where it is, with --to URL or in MUTASI_SERVICE",
                         directory);
    if (!S_ISDIR(seen.st_mode) || seen.st_uid != geteuid() || (seen.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return error_set(error, ERROR_REFUSED, "", "%s is not a directory that only you may enter",
                         directory);
    return ERROR_NONE;
}

static enum error_code copy(const char *from, char *url, size_t size, struct error *error)
{
    int length = snprintf(url, size, "%s", from);
    if (length < 0 || (size_t)length >= size)
        return error_set(error, ERROR_BAD_VALUE, "", "an address has at most %zu bytes", size - 1);
    return ERROR_NONE;
}

/* Where `mutasid` without --listen is, else where the packaged one is. */
static enum error_code choose_default(char *url, size_t size, struct error *error)
{
    char directory[256];
    const char *runtime = getenv("XDG_RUNTIME_DIR");
    bool has_runtime = runtime != NULL && runtime[0] == '/';
    int length = has_runtime ? snprintf(directory, sizeof directory, "%s/mutasi", runtime)
                             : snprintf(directory, sizeof directory, "/tmp/mutasi-%u", (unsigned)geteuid());
    if (length < 0 || (size_t)length >= sizeof directory)
        return error_set(error, ERROR_BAD_VALUE, "", "XDG_RUNTIME_DIR is too long for an ipc path");
    char whole[sizeof directory + 32];
    snprintf(whole, sizeof whole, "ipc://%s/mutasid.ipc", directory);
    if (!is_there(whole + strlen("ipc://")) && is_there(SYSTEM_SOCKET))
        return copy("ipc://" SYSTEM_SOCKET, url, size, error);
    enum error_code code = check_directory(directory, error);
    if (code != ERROR_NONE)
        return code;
    return copy(whole, url, size, error);
}

enum error_code service_url_choose(const char *given, char *url, size_t size, struct error *error)
{
    const char *named = getenv("MUTASI_SERVICE");
    if (given != NULL)
        return copy(given, url, size, error);
    return named != NULL && named[0] != '\0' ? copy(named, url, size, error)
                                             : choose_default(url, size, error);
}
