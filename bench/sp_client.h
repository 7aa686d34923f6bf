/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A client of a service on a unix socket that never blocks: thousands of them fit into one thread. It speaks
 * request/reply of the scalability protocols by itself, because a nanomsg socket is two descriptors and a
 * share of its threads, and asks again when it likes, not when the driver wants it to.
 *
 * One request under way at a time. Whoever drives it waits for what sp_events names, calls sp_advance, and
 * connects again after SP_LOST. */
#ifndef MUTASI_BENCH_SP_CLIENT_H
#define MUTASI_BENCH_SP_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sp_client {
    int fd;         /* -1: not connected */
    bool greeted;   /* the server's greeting has come */
    bool waiting;   /* a request is under way */
    uint32_t asked; /* number of the last request */
    unsigned char *out;
    size_t out_length, out_done, out_capacity;
    unsigned char *in;
    size_t in_have, in_capacity;
};

enum sp_event {
    SP_NOTHING,
    SP_REPLY, /* to the last request; *bytes until the next call */
    SP_LOST   /* not connected any more, a request under way is forgotten */
};

void sp_init(struct sp_client *client);
void sp_fini(struct sp_client *client);

/* false: nobody listens there, or too many wait to be accepted. */
bool sp_connect(struct sp_client *client, const char *path);
void sp_close(struct sp_client *client);

/* Copies the message; it leaves with sp_advance. false: no memory. */
bool sp_ask(struct sp_client *client, const void *bytes, size_t length);

short sp_events(const struct sp_client *client); /* for poll */
enum sp_event sp_advance(struct sp_client *client, const unsigned char **bytes, size_t *length);

#endif
