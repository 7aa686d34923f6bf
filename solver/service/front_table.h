/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests that wait for their reply: one reply each, and forgotten after a while. */
#ifndef MUTASI_SOLVER_SERVICE_FRONT_TABLE_H
#define MUTASI_SOLVER_SERVICE_FRONT_TABLE_H

#include "solver/service/front_sockets.h"

#include <stdbool.h>
#include <stdint.h>

/* The dispatcher answers within 20 s; a request older than this gets no reply any more. */
enum { PENDING_EXPIRY_S = 60 };
enum { PENDING_MAX = 16384 };

struct pending {
    uint64_t id;
    uint32_t endpoint;
    double since_s;
    struct route route;
};

struct front_table;

struct front_table *front_table_new(void); /* NULL when out of memory */
void front_table_free(struct front_table *table);

bool front_table_full(const struct front_table *table);

/* A new id for the request. 0: not taken, because the very same request (a client's repetition) is pending
 * already, or the table is full. */
uint64_t front_table_add(struct front_table *table, uint32_t endpoint, const struct route *route,
                         double now_s);

/* Takes a request out to reply to it. false: expired, or answered before. */
bool front_table_take(struct front_table *table, uint64_t id, struct pending *out);

void front_table_expire(struct front_table *table, double now_s);

#endif
