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
    const char *key;                   /* NULL: none */
    const struct node *body;           /* NULL: none */
    const struct solve_limits *limits; /* NULL: none */
    const char *part; /* the field of the reply that ends the exchange; NULL: any reply does */
    double patience_s;
    void (*on_progress)(void *context, const struct mutasi_progress *progress);
    bool (*is_cancelled)(void *context);
    void *context;
};

/* reply   the whole reply map, in the arena */
enum error_code exchange_run(struct arena *arena, const struct exchange *exchange, const struct node **reply,
                             struct error *error);

#endif
