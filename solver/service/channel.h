/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One end of a framed pipe that never blocks: frames are collected as they arrive and written as the other
 * end takes them. For event loops; one thread. */
#ifndef MUTASI_SOLVER_SERVICE_CHANNEL_H
#define MUTASI_SOLVER_SERVICE_CHANNEL_H

#include "proto/frame.h"

#include <stdbool.h>

struct segment;

struct channel {
    int fd;            /* -1 when closed */
    size_t max_length; /* of a payload, in either direction */
    const char *spool; /* folder for large payloads received (spool.h); NULL: memory. Borrowed */
    /* received */
    unsigned char *inbox;
    size_t inbox_start, inbox_end;
    struct frame partial; /* payload set: a frame larger than the inbox is being read into it */
    size_t partial_have;
    /* to be written */
    struct segment *first, *last;
    size_t queued_bytes;
    uint64_t written_bytes; /* since channel_init */
};

/* Takes the descriptor over (and makes it non-blocking). false: no memory, the descriptor stays the caller's.
 */
bool channel_init(struct channel *channel, int fd, size_t max_length);
void channel_fini(struct channel *channel); /* closes; whatever was queued is lost */

/* Reads once what is there. Take all frames before the next fill. FRAME_CLOSED: the other end closed. */
enum frame_status channel_fill(struct channel *channel);

/* The next complete frame; the payload is the caller's to drop. FRAME_OK with payload NULL: none yet. */
enum frame_status channel_take(struct channel *channel, struct frame *out);

/* Queues a frame; nothing is written before the next flush. false: no memory or too long, nothing queued. */
bool channel_send(struct channel *channel, struct frame_header header, const struct piece *pieces,
                  size_t count);

/* Writes as much as the pipe takes. */
enum frame_status channel_flush(struct channel *channel);

#endif
