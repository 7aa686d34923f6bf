/* SPDX-License-Identifier: MIT */
/* One operation from request map to answered reply: asks again until the answer is there or patience ends. */
#ifndef MUTASI_CLIENT_EXCHANGE_H
#define MUTASI_CLIENT_EXCHANGE_H

#include "client/mutasi.h"
#include "client/transport.h"
#include "proto/message.h"

struct exchange {
    struct transport *transport;
    enum op op;
    const struct node *fields;         /* a map, more of the envelope than is named here; NULL: none */
    const char *key;                   /* NULL: none */
    const struct node *body;           /* NULL: none */
    const struct solve_limits *limits; /* NULL: none */
    bool is_held; /* the service may hold the request, and is asked again until the job has ended */
    double patience_s;
    double outage_s; /* a service that has answered may be away or draining for so long */
    void (*on_progress)(void *context, const struct mutasi_progress *progress);
    bool (*is_cancelled)(void *context);
    void *context;
};

/* reply   the whole reply map, in the arena */
enum error_code exchange_run(struct arena *arena, const struct exchange *exchange, const struct node **reply,
                             struct error *error);

#endif
