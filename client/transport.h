/* SPDX-License-Identifier: MIT */
/* One nanomsg REQ socket to one service: the only file of the client that knows nanomsg. */
#ifndef MUTASI_CLIENT_TRANSPORT_H
#define MUTASI_CLIENT_TRANSPORT_H

#include "proto/error.h"
#include "proto/seal_key.h"

#include <stdbool.h>
#include <stddef.h>

struct transport;

/* errors: ERROR_BAD_VALUE for an address we do not speak, ERROR_IO, ERROR_MEMORY */
enum error_code transport_open(const char *url, struct transport **out, struct error *error);
void transport_close(struct transport *transport); /* NULL allowed */

/* What requests are sealed with from now on, see sealed.h: the transport takes the key over. NULL: in clear.
 */
void transport_use_key(struct transport *transport, struct seal_key *key);
const struct seal_key *transport_key(const struct transport *transport); /* NULL: none */

size_t transport_max_bytes(const struct transport *transport); /* largest message either way */

struct transport_wait {
    double seconds;                      /* for the reply */
    bool (*is_cancelled)(void *context); /* may be NULL */
    void *context;
};

/* Sends a request and waits for its reply. *reply is freed with transport_free.
 * *reply is NULL when none came in time, which is no error.
 * errors: ERROR_TOO_LARGE before sending; ERROR_UNREACHABLE when nobody has been connected for some seconds;
 * ERROR_REFUSED when cancelled; ERROR_IO */
enum error_code transport_ask(struct transport *transport, const void *request, size_t length,
                              const struct transport_wait *wait, void **reply, size_t *reply_length,
                              struct error *error);
void transport_free(void *reply);

/* Waits without a request; false when cancelled. */
bool transport_pause(const struct transport_wait *wait);

#endif
