/* SPDX-License-Identifier: MIT */
/* One request and its reply, sealed where the transport has a key. */
#ifndef MUTASI_CLIENT_SEALED_H
#define MUTASI_CLIENT_SEALED_H

#include "client/transport.h"

struct opened_reply {
    void *message;     /* freed with transport_free; NULL when no reply came in time */
    const void *bytes; /* the reply, into the message */
    size_t length;
};

/* transport_ask, in clear without a key. With one, what cannot be opened is worth another try: a front that
 * was restarted makes nanomsg send the same bytes again, which the service takes for a replay, and clocks
 * differ. The request is sealed anew and sent at most 4 times in all. errors  those of transport_ask;
 * ERROR_REFUSED when the service knows no such key (or not now, or the clocks are too far apart), or does not
 * seal at this address; ERROR_MEMORY */
enum error_code transport_ask_sealed(struct transport *transport, const void *request, size_t length,
                                     const struct transport_wait *wait, struct opened_reply *out,
                                     struct error *error);

#endif
