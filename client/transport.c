/* SPDX-License-Identifier: MIT */
/* REQ in nanomsg re-sends by itself after NN_REQ_RESEND_IVL, and a second reply that comes late can abort the
 * process; an interval of 0 livelocks and -1 aborts. So the interval is longer than any wait, and a wait that
 * ends without a reply takes the socket with it: the next request starts on a new one. Re-sending on
 * reconnect stays (the old connection's reply can no longer come), so a service may restart its front under
 * us. */
#include "client/transport.h"

#include "proto/clock.h"

#include <errno.h>
#include <nanomsg/nn.h>
#include <nanomsg/reqrep.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    IPC_MAX_BYTES = 64 * 1024 * 1024,
    TCP_MAX_BYTES = 8 * 1024 * 1024,
    HEADER_BYTES = 4,        /* NN_RCVMAXSIZE counts the request id */
    RESEND_MS = 3600 * 1000, /* longer than any wait */
    SLICE_MS = 100,          /* between looks at the clock, the connection and is_cancelled */
    UNREACHABLE_AFTER_S = 5, /* without a connection; the front needs a fraction of that to come back */
    IPC_PATH_MAX = 107
};

struct transport {
    char *url;
    int socket; /* -1: none open */
    size_t max_bytes;
    struct seal_key *key; /* NULL: in clear */
};

static enum error_code fail(struct error *error, const char *what)
{
    return error_set(error, ERROR_IO, "", "%s: %s", what, nn_strerror(nn_errno()));
}

static enum error_code set_option(int socket, int level, int option, int value, struct error *error)
{
    if (nn_setsockopt(socket, level, option, &value, sizeof value) < 0)
        return fail(error, "nn_setsockopt");
    return ERROR_NONE;
}

/* nanomsg 1.1 aborts when it connects to an IPv4 address with IPv6 allowed, so it is allowed where it is
 * meant. */
static bool is_ipv6(const char *url)
{
    return strncmp(url, "tcp://[", 7) == 0;
}

static enum error_code configure(const struct transport *transport, struct error *error)
{
    const struct {
        int level, option, value;
    } options[] = {
        {NN_SOL_SOCKET, NN_RCVMAXSIZE, (int)transport->max_bytes + HEADER_BYTES},
        {NN_SOL_SOCKET, NN_RCVTIMEO, SLICE_MS},
        {NN_SOL_SOCKET, NN_SNDTIMEO, SLICE_MS},
        {NN_SOL_SOCKET, NN_RECONNECT_IVL, SLICE_MS},
        {NN_SOL_SOCKET, NN_IPV4ONLY, !is_ipv6(transport->url)},
        {NN_REQ, NN_REQ_RESEND_IVL, RESEND_MS},
    };
    enum error_code code = ERROR_NONE;
    for (size_t i = 0; i < sizeof options / sizeof *options && code == ERROR_NONE; i++)
        code = set_option(transport->socket, options[i].level, options[i].option, options[i].value, error);
    return code;
}

static void disconnect(struct transport *transport)
{
    if (transport->socket >= 0)
        while (nn_close(transport->socket) < 0 && nn_errno() == EINTR)
            continue;
    transport->socket = -1;
}

/* nanomsg tries again for ever, without a word. */
static enum error_code check_permission(const char *url, struct error *error)
{
    if (strncmp(url, "ipc://", 6) != 0 || access(url + 6, W_OK) == 0 || errno != EACCES)
        return ERROR_NONE;
    return error_set(error, ERROR_UNREACHABLE, "",
                     "%s: permission denied; whoever is in the group of its folder may connect", url);
}

static enum error_code connect_again(struct transport *transport, struct error *error)
{
    if (transport->socket >= 0)
        return ERROR_NONE;
    enum error_code code = check_permission(transport->url, error);
    if (code != ERROR_NONE)
        return code;
    transport->socket = nn_socket(AF_SP, NN_REQ);
    if (transport->socket < 0)
        return fail(error, "nn_socket");
    code = configure(transport, error);
    if (code == ERROR_NONE && nn_connect(transport->socket, transport->url) < 0)
        code = error_set(error, ERROR_BAD_VALUE, "", "%s: %s", transport->url, nn_strerror(nn_errno()));
    if (code != ERROR_NONE)
        disconnect(transport);
    return code;
}

static enum error_code check_url(const char *url, struct error *error)
{
    if (strncmp(url, "ipc://", 6) != 0 && strncmp(url, "tcp://", 6) != 0)
        return error_set(error, ERROR_BAD_VALUE, "", "%s: expected ipc://PATH or tcp://ADDRESS:PORT", url);
    if (url[0] == 'i' && strlen(url + 6) > IPC_PATH_MAX)
        return error_set(error, ERROR_BAD_VALUE, "", "the path of an ipc address has at most %d bytes",
                         IPC_PATH_MAX);
    return ERROR_NONE;
}

enum error_code transport_open(const char *url, struct transport **out, struct error *error)
{
    *out = NULL;
    enum error_code code = check_url(url, error);
    if (code != ERROR_NONE)
        return code;
    struct transport *transport = malloc(sizeof *transport);
    if (transport == NULL)
        return error_set(error, ERROR_MEMORY, "", "out of memory");
    *transport = (struct transport){.url = strdup(url), .socket = -1, .max_bytes = IPC_MAX_BYTES};
    if (url[0] == 't')
        transport->max_bytes = TCP_MAX_BYTES;
    code = transport->url == NULL ? error_set(error, ERROR_MEMORY, "", "out of memory")
                                  : connect_again(transport, error);
    if (code != ERROR_NONE) {
        transport_close(transport);
        return code;
    }
    *out = transport;
    return ERROR_NONE;
}

void transport_close(struct transport *transport)
{
    if (transport == NULL)
        return;
    disconnect(transport);
    seal_key_drop(transport->key);
    free(transport->url);
    free(transport);
}

void transport_use_key(struct transport *transport, struct seal_key *key)
{
    seal_key_drop(transport->key);
    transport->key = key;
}

const struct seal_key *transport_key(const struct transport *transport)
{
    return transport->key;
}

size_t transport_max_bytes(const struct transport *transport)
{
    return transport->max_bytes;
}

static bool is_passing(int code)
{
    return code == EINTR || code == EAGAIN || code == ETIMEDOUT;
}

static enum error_code send_request(const struct transport *transport, const void *request, size_t length,
                                    struct error *error)
{
    while (nn_send(transport->socket, request, length, 0) < 0)
        if (!is_passing(nn_errno()))
            return fail(error, "nn_send");
    return ERROR_NONE;
}

static bool is_cancelled(const struct transport_wait *wait)
{
    return wait->is_cancelled != NULL && wait->is_cancelled(wait->context);
}

/* Why to stop waiting, or ERROR_NONE. *connected_s: when a connection was last seen. */
static enum error_code look_around(const struct transport *transport, const struct transport_wait *wait,
                                   double *connected_s, struct error *error)
{
    double now = monotonic_s();
    if (nn_get_statistic(transport->socket, NN_STAT_CURRENT_CONNECTIONS) > 0)
        *connected_s = now;
    if (is_cancelled(wait))
        return error_set(error, ERROR_REFUSED, "", "cancelled");
    if (now - *connected_s > UNREACHABLE_AFTER_S)
        return error_set(error, ERROR_UNREACHABLE, "", "no service answers at %s", transport->url);
    return ERROR_NONE;
}

static enum error_code receive_reply(const struct transport *transport, const struct transport_wait *wait,
                                     void **reply, size_t *length, struct error *error)
{
    double connected_s = monotonic_s();
    double until_s = connected_s + wait->seconds;
    while (monotonic_s() < until_s) {
        int received = nn_recv(transport->socket, reply, NN_MSG, 0);
        if (received >= 0) {
            *length = (size_t)received;
            return ERROR_NONE;
        }
        *reply = NULL;
        if (!is_passing(nn_errno()))
            return fail(error, "nn_recv");
        enum error_code code = look_around(transport, wait, &connected_s, error);
        if (code != ERROR_NONE)
            return code;
    }
    return ERROR_NONE;
}

enum error_code transport_ask(struct transport *transport, const void *request, size_t length,
                              const struct transport_wait *wait, void **reply, size_t *reply_length,
                              struct error *error)
{
    *reply = NULL;
    *reply_length = 0;
    if (length > transport->max_bytes)
        return error_set(error, ERROR_TOO_LARGE, "",
                         "the request has %zu bytes, at most %zu can be sent to %s", length,
                         transport->max_bytes, transport->url);
    enum error_code code = connect_again(transport, error);
    if (code != ERROR_NONE)
        return code;
    code = send_request(transport, request, length, error);
    if (code == ERROR_NONE)
        code = receive_reply(transport, wait, reply, reply_length, error);
    if (*reply == NULL)
        disconnect(transport);
    return code;
}

void transport_free(void *reply)
{
    if (reply != NULL)
        nn_freemsg(reply);
}

bool transport_pause(const struct transport_wait *wait)
{
    double until_s = monotonic_s() + wait->seconds;
    while (!is_cancelled(wait)) {
        double left_s = until_s - monotonic_s();
        if (left_s <= 0)
            return true;
        poll(NULL, 0, left_s * 1000 < SLICE_MS ? (int)(left_s * 1000) + 1 : SLICE_MS);
    }
    return false;
}
