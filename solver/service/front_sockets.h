/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The service's nanomsg sockets: raw REP, so that one thread holds many requests open. The only file of the
 * service that knows nanomsg. */
#ifndef MUTASI_SOLVER_SERVICE_FRONT_SOCKETS_H
#define MUTASI_SOLVER_SERVICE_FRONT_SOCKETS_H

#include "proto/error.h"
#include "solver/service/listen_url.h"

#include <stdbool.h>
#include <stddef.h>

/* Where a reply goes: the request's SP header as nanomsg's control buffer. Compared bytewise: a client that
 * sends its request again sends the same one. */
enum { ROUTE_BYTES = 96 };
struct route {
    unsigned char control[ROUTE_BYTES];
};

/* Opens and binds a socket for messages up to max_bytes. `readable` becomes a descriptor for poll. */
enum error_code front_socket_open(const char *url, enum listen_kind kind, size_t max_bytes, int *socket,
                                  int *readable, struct error *error);

enum receive_status {
    RECEIVE_MESSAGE,
    RECEIVE_NOTHING, /* no message is waiting */
    RECEIVE_DROPPED, /* a message that no reply could find back from */
    RECEIVE_FAILED   /* the socket is unusable */
};

/* message: to be released by message_release. Never blocks. */
enum receive_status front_socket_receive(int socket, struct route *route, void **message, size_t *length);
void message_release(void *message);

/* Hands a reply over; success is not delivery. Never blocks. false: it was not taken. */
bool front_socket_send(int socket, const struct route *route, const void *message, size_t length);

#endif
