/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sealed requests to a real service: honest ones, and bytes to tamper with. */
#ifndef MUTASI_TESTS_SUPPORT_SEALED_H
#define MUTASI_TESTS_SUPPORT_SEALED_H

#include "proto/seal.h"
#include "tests/support/service.h"

/* A request as it goes over the wire; in the service's arena. */
struct sealed {
    unsigned char *bytes;
    size_t length;
    struct seal_nonce nonce;
};

/* Spelled as client_ask does. */
struct sealed sealed_request(struct service *service, const struct seal_key *key, int64_t time_ms,
                             const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Sends the bytes, waits for the reply. NULL: it is the one refusal, byte for byte. Anything else than that
 * or a reply sealed for this request ends the program. */
const struct node *sealed_exchange(struct service *service, int socket, const struct seal_key *key,
                                   const struct sealed *request);

/* An honest request and its reply; NULL: refused. */
const struct node *sealed_ask(struct service *service, int socket, const struct seal_key *key,
                              const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
