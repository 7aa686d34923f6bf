/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/service/listen_url.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static const char *after(const char *text, const char *prefix)
{
    size_t length = strlen(prefix);
    return strncmp(text, prefix, length) == 0 ? text + length : NULL;
}

static enum error_code check_ipc(const char *path, struct error *error)
{
    if (path[0] == '\0') {
        return error_set(error, ERROR_BAD_VALUE, "", "ipc:// needs a path");
    }
    if (strlen(path) > IPC_PATH_MAX) {
        return error_set(error, ERROR_BAD_VALUE, "", "the ipc path has %zu bytes, at most %d fit: %s",
                         strlen(path), IPC_PATH_MAX, path);
    }
    return ERROR_NONE;
}

static bool port_valid(const char *text)
{
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > 5 || text[digits] != '\0') {
        return false;
    }
    long port = strtol(text, NULL, 10);
    return port >= 1 && port <= 65535;
}

/* Splits "127.0.0.1:5555" or "[::1]:5555". */
static bool split_address(const char *text, char *host, size_t size, const char **port)
{
    const char *end, *begin = text;
    if (text[0] == '[') {
        begin = text + 1;
        end = strstr(begin, "]:");
        *port = end != NULL ? end + 2 : NULL;
    } else {
        end = strchr(text, ':');
        *port = end != NULL ? end + 1 : NULL;
    }
    if (end == NULL || (size_t)(end - begin) >= size) {
        return false;
    }
    memcpy(host, begin, (size_t)(end - begin));
    host[end - begin] = '\0';
    return true;
}

static bool is_loopback(const char *host, bool *numeric)
{
    struct in_addr v4;
    struct in6_addr v6;
    *numeric = true;
    if (inet_pton(AF_INET, host, &v4) == 1) {
        return ntohl(v4.s_addr) >> 24 == 127;
    }
    if (inet_pton(AF_INET6, host, &v6) == 1) {
        return IN6_IS_ADDR_LOOPBACK(&v6);
    }
    *numeric = false;
    return false;
}

static enum error_code check_tcp(const char *address, bool *loopback, struct error *error)
{
    char host[64];
    const char *port;
    bool numeric;
    if (!split_address(address, host, sizeof host, &port)) {
        return error_set(error, ERROR_BAD_VALUE, "", "tcp:// needs ADDRESS:PORT, seen '%s'", address);
    }
    *loopback = is_loopback(host, &numeric);
    if (!numeric) {
        return error_set(error, ERROR_BAD_VALUE, "", "tcp:// needs a numeric address, seen '%s'", host);
    }
    if (!port_valid(port)) {
        return error_set(error, ERROR_BAD_VALUE, "", "a port is 1 to 65535, seen '%s'", port);
    }
    return ERROR_NONE;
}

enum error_code listen_url_check(const char *url, enum listen_kind *kind, bool *loopback, struct error *error)
{
    const char *rest;
    *loopback = true;
    if ((rest = after(url, "ipc://")) != NULL) {
        *kind = LISTEN_IPC;
        return check_ipc(rest, error);
    }
    if ((rest = after(url, "tcp://")) != NULL) {
        *kind = LISTEN_TCP;
        return check_tcp(rest, loopback, error);
    }
    return error_set(error, ERROR_REFUSED, "", "listens on ipc:// and tcp:// only, seen '%s'", url);
}

static enum error_code private_directory(const char *path, struct error *error)
{
    struct stat seen;
    if (mkdir(path, 0700) != 0 && errno != EEXIST) {
        return error_set(error, ERROR_IO, "", "cannot make %s: %s", path, strerror(errno));
    }
    if (lstat(path, &seen) != 0) {
        return error_set(error, ERROR_IO, "", "cannot read %s: %s", path, strerror(errno));
    }
    if (!S_ISDIR(seen.st_mode) || seen.st_uid != geteuid() || (seen.st_mode & 077) != 0) {
        return error_set(error, ERROR_REFUSED, "", "%s is not a directory of this user alone (mode 0700)",
                         path);
    }
    return ERROR_NONE;
}

enum error_code listen_url_default(char *url, size_t size, struct error *error)
{
    char directory[IPC_PATH_MAX + 1];
    const char *runtime = getenv("XDG_RUNTIME_DIR");
    int length;
    if (runtime != NULL && runtime[0] == '/') {
        length = snprintf(directory, sizeof directory, "%s/mutasi", runtime);
    } else {
        length = snprintf(directory, sizeof directory, "/tmp/mutasi-%u", (unsigned)geteuid());
    }
    if (length < 0 || (size_t)length >= sizeof directory) {
        return error_set(error, ERROR_BAD_VALUE, "", "XDG_RUNTIME_DIR is too long for an ipc path");
    }
    enum error_code code = private_directory(directory, error);
    if (code != ERROR_NONE) {
        return code;
    }
    snprintf(url, size, "ipc://%s/mutasid.ipc", directory);
    return ERROR_NONE;
}

static bool answers(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        return false;
    }
    /* a full backlog says EAGAIN: somebody listens */
    bool alive = connect(fd, (struct sockaddr *)&address, sizeof address) == 0 || errno == EAGAIN;
    close(fd);
    return alive;
}

enum error_code ipc_path_check(const char *path, struct error *error)
{
    struct stat seen;
    if (lstat(path, &seen) != 0) {
        if (errno == ENOENT) {
            return ERROR_NONE;
        }
        return error_set(error, ERROR_IO, "", "cannot read %s: %s", path, strerror(errno));
    }
    if (!S_ISSOCK(seen.st_mode)) {
        return error_set(error, ERROR_REFUSED, "", "%s exists and is not a socket", path);
    }
    if (answers(path)) {
        return error_set(error, ERROR_REFUSED, "", "another server listens on %s", path);
    }
    return ERROR_NONE;
}
