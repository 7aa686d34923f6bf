/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/service/front_sockets.h"

#include <errno.h>
#include <limits.h>
#include <nanomsg/nn.h>
#include <nanomsg/reqrep.h>
#include <string.h>

/* nanomsg counts the 4-byte request id, and the ids of devices on the way, as part of a message. */
enum { SP_HEADER_MAX = 40 };
/* A reply is dropped while the one before it is still being written on that connection: a large buffer makes
 * that rare. */
enum { SEND_BUFFER_BYTES = 4 << 20 };

static int set_option(int socket, int option, int value)
{
    return nn_setsockopt(socket, NN_SOL_SOCKET, option, &value, sizeof value);
}

static int configure(int socket, size_t max_bytes)
{
    if (max_bytes > (size_t)INT_MAX - SP_HEADER_MAX) {
        return -1;
    }
    if (set_option(socket, NN_RCVMAXSIZE, (int)max_bytes + SP_HEADER_MAX) < 0) {
        return -1;
    }
    if (set_option(socket, NN_SNDBUF, SEND_BUFFER_BYTES) < 0) {
        return -1;
    }
    return set_option(socket, NN_IPV4ONLY, 0);
}

enum error_code front_socket_open(const char *url, enum listen_kind kind, size_t max_bytes, int *socket,
                                  int *readable, struct error *error)
{
    if (kind == LISTEN_IPC) {
        enum error_code code = ipc_path_check(url + strlen("ipc://"), error);
        if (code != ERROR_NONE) {
            return code;
        }
    }
    size_t size = sizeof *readable;
    *socket = nn_socket(AF_SP_RAW, NN_REP);
    if (*socket < 0 || configure(*socket, max_bytes) < 0 || nn_bind(*socket, url) < 0 ||
        nn_getsockopt(*socket, NN_SOL_SOCKET, NN_RCVFD, readable, &size) < 0) {
        return error_set(error, ERROR_IO, "", "cannot listen at %s: %s", url, nn_strerror(errno));
    }
    return ERROR_NONE;
}

enum receive_status front_socket_receive(int socket, struct route *route, void **message, size_t *length)
{
    memset(route, 0, sizeof *route);
    struct nn_iovec part = {.iov_base = message, .iov_len = NN_MSG};
    struct nn_msghdr header = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = route->control, .msg_controllen = ROUTE_BYTES};
    int got;
    do {
        got = nn_recvmsg(socket, &header, NN_DONTWAIT);
    } while (got < 0 && errno == EINTR);
    if (got < 0) {
        return errno == EAGAIN || errno == ETIMEDOUT ? RECEIVE_NOTHING : RECEIVE_FAILED;
    }
    *length = (size_t)got;
    struct nn_cmsghdr *sp = NN_CMSG_FIRSTHDR(&header);
    if (sp != NULL && sp->cmsg_level == PROTO_SP && sp->cmsg_type == SP_HDR) {
        return RECEIVE_MESSAGE;
    }
    message_release(*message);
    return RECEIVE_DROPPED;
}

void message_release(void *message)
{
    nn_freemsg(message);
}

bool front_socket_send(int socket, const struct route *route, const void *message, size_t length)
{
    struct route copy = *route;
    struct nn_iovec part = {.iov_base = (void *)message, .iov_len = length};
    struct nn_msghdr header = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = copy.control, .msg_controllen = ROUTE_BYTES};
    int sent;
    do {
        sent = nn_sendmsg(socket, &header, NN_DONTWAIT);
    } while (sent < 0 && errno == EINTR);
    return sent >= 0;
}
