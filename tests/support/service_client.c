/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clients of a service: honest ones by nanomsg, others by hand. */
#include "proto/clock.h"
#include "tests/support/service.h"

#include "tests/support/documents.h"

#include <errno.h>
#include <math.h>
#include <nanomsg/nn.h>
#include <nanomsg/reqrep.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

enum { CLIENT_MAX_BYTES = 256 << 20, PATIENCE_S = 60 };

static void require(bool condition, const char *what)
{
    if (condition)
        return;
    fprintf(stderr, "client helper: %s: %s\n", what, strerror(errno));
    abort();
}

int client_open(const char *url)
{
    int most = CLIENT_MAX_BYTES;
    int socket = nn_socket(AF_SP, NN_REQ);
    require(socket >= 0, "nn_socket");
    require(nn_setsockopt(socket, NN_SOL_SOCKET, NN_RCVMAXSIZE, &most, sizeof most) == 0, "NN_RCVMAXSIZE");
    require(nn_connect(socket, url) >= 0, "nn_connect");
    return socket;
}

void client_close(int socket)
{
    nn_close(socket);
}

void client_send_bytes(int socket, const void *bytes, size_t length)
{
    require(nn_send(socket, bytes, length, 0) == (int)length, "nn_send");
}

void client_send(int socket, const struct node *request)
{
    struct arena *arena = arena_new();
    const void *bytes;
    size_t length;
    struct error error;
    require(tree_write_msgpack(arena, request, &bytes, &length, &error) == ERROR_NONE, "tree_write_msgpack");
    client_send_bytes(socket, bytes, length);
    arena_free(arena);
}

/* The message, nanomsg's; NULL: none came. */
static void *receive(int socket, double seconds, size_t *length)
{
    int timeout_ms = (int)(seconds * 1000);
    void *bytes = NULL;
    nn_setsockopt(socket, NN_SOL_SOCKET, NN_RCVTIMEO, &timeout_ms, sizeof timeout_ms);
    int got = nn_recv(socket, &bytes, NN_MSG, 0);
    *length = got < 0 ? 0 : (size_t)got;
    return got < 0 ? NULL : bytes;
}

unsigned char *client_receive_bytes(struct service *service, int socket, double seconds, size_t *length)
{
    void *bytes = receive(socket, seconds, length);
    if (bytes == NULL)
        return NULL;
    unsigned char *copy = arena_alloc(service->arena, *length + 1, 1);
    require(copy != NULL, "no memory");
    memcpy(copy, bytes, *length);
    nn_freemsg(bytes);
    return copy;
}

const struct node *client_receive(struct service *service, int socket, double seconds)
{
    size_t length;
    struct error error;
    void *bytes = receive(socket, seconds, &length);
    if (bytes == NULL)
        return NULL;
    struct scan_limits limits = scan_limits_default;
    limits.bytes = CLIENT_MAX_BYTES;
    const struct node *reply;
    require(tree_read_msgpack(service->arena, bytes, length, &limits, &reply, &error) == ERROR_NONE,
            "the reply is no document");
    nn_freemsg(bytes);
    return reply;
}

static const struct node *spell(struct service *service, const char *format, va_list arguments)
{
    char text[8192];
    require(vsnprintf(text, sizeof text, format, arguments) < (int)sizeof text, "the request is too long");
    const struct node *request = document_of(service->arena, text);
    require(request != NULL, "the request is no JSON");
    return request;
}

void client_post(struct service *service, int socket, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    client_send(socket, spell(service, format, arguments));
    va_end(arguments);
}

const struct node *client_ask(struct service *service, int socket, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    client_send(socket, spell(service, format, arguments));
    va_end(arguments);
    const struct node *reply = client_receive(service, socket, PATIENCE_S);
    require(reply != NULL, "no reply");
    return reply;
}

/* --- looking at replies ------------------------------------------------------------------------------- */

const char *text_at(const struct node *reply, const char *path)
{
    const struct node *node = document_at(reply, path);
    return node != NULL && node->kind == NODE_STRING ? node->as.text : "(none)";
}

double number_at(const struct node *reply, const char *path)
{
    const struct node *node = document_at(reply, path);
    if (node != NULL && node->kind == NODE_INTEGER)
        return (double)node->as.integer;
    return node != NULL && node->kind == NODE_REAL ? node->as.real : (double)NAN;
}

double stats_number(struct service *service, const char *path)
{
    int socket = client_open(service->url);
    double value = number_at(client_ask(service, socket, "{'v':1,'op':'stats'}"), path);
    client_close(socket);
    return value;
}

void stats_wait(struct service *service, const char *path, double least)
{
    int socket = client_open(service->url);
    double until_s = monotonic_s() + PATIENCE_S;
    while (!(number_at(client_ask(service, socket, "{'v':1,'op':'stats'}"), path) >= least))
        require(monotonic_s() < until_s, path);
    client_close(socket);
}

/* --- raw connections ---------------------------------------------------------------------------------- */

int raw_connect(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct timeval patience = {.tv_sec = PATIENCE_S};
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    require(fd >= 0, "socket");
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    require(connect(fd, (struct sockaddr *)&address, sizeof address) == 0, "connect");
    return fd;
}

int raw_greet(const char *path, unsigned char protocol)
{
    unsigned char greeting[8] = {0, 'S', 'P', 0, 0, protocol, 0, 0}, seen[8];
    int fd = raw_connect(path);
    raw_send(fd, greeting, sizeof greeting);
    require(recv(fd, seen, sizeof seen, MSG_WAITALL) == (ssize_t)sizeof seen, "no greeting");
    return fd;
}

void raw_send(int fd, const void *bytes, size_t length)
{
    const char *at = bytes;
    while (length > 0) {
        ssize_t put = send(fd, at, length, MSG_NOSIGNAL);
        if (put < 0) {
            require(errno == EPIPE || errno == ECONNRESET, "send");
            return;
        }
        at += put;
        length -= (size_t)put;
    }
}

void raw_send_header(int fd, unsigned long long length)
{
    unsigned char header[9] = {1};
    for (int i = 0; i < 8; i++)
        header[1 + i] = (unsigned char)(length >> (56 - 8 * i));
    raw_send(fd, header, sizeof header);
}

void raw_receive(int fd, void *bytes, size_t length)
{
    unsigned char scratch[4096];
    while (length > 0) {
        size_t most = bytes == NULL && length > sizeof scratch ? sizeof scratch : length;
        ssize_t got = recv(fd, bytes != NULL ? bytes : scratch, most, 0);
        require(got > 0, "recv");
        bytes = bytes != NULL ? (char *)bytes + got : NULL;
        length -= (size_t)got;
    }
}

size_t raw_length(const unsigned char *header)
{
    size_t length = 0;
    for (int i = 1; i <= 8; i++)
        length = length << 8 | header[i];
    return length;
}

void raw_wait_closed(int fd)
{
    char bytes[256];
    ssize_t got;
    while ((got = recv(fd, bytes, sizeof bytes, 0)) > 0)
        ;
    require(got == 0 || errno == ECONNRESET, "the connection stays open");
    close(fd);
}
