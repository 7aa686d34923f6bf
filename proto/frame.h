/* SPDX-License-Identifier: MIT */
/* What travels between the processes of one service (front, dispatcher, workers), which is never the network:
 * a 16-byte header in the machine's own byte order, then `length` bytes. Both ends are built together and run
 * on one machine. */
#ifndef MUTASI_PROTO_FRAME_H
#define MUTASI_PROTO_FRAME_H

#include "proto/blob.h"

#include <stdint.h>

/* A child finds its end of the pipe here. */
enum { PIPE_FD = 3 };

/* Room for the largest message and what the service wraps around it. */
enum { FRAME_OVERHEAD_BYTES = 65536 };

enum frame_type {
    /* front -> dispatcher */
    FRAME_BOUND = 1, /* every endpoint is open */
    FRAME_REFUSED,   /* an endpoint could not be opened: one sentence */
    FRAME_REQUEST,   /* id: to be named by the reply; flags: index of the endpoint; a message */
    /* dispatcher -> front */
    FRAME_REPLY, /* id of the request; a message */
    FRAME_QUIT,  /* leave when everything is written */
    /* worker -> dispatcher; id: the job */
    FRAME_READY,    /* struct ready_note */
    FRAME_PROGRESS, /* struct progress_note, then the state so far */
    FRAME_RESULT,   /* MessagePack of a plan or a report */
    FRAME_ERROR,    /* struct error */
    /* dispatcher -> worker; id: the job */
    FRAME_JOB,    /* struct order, then the body, then the state when there is one */
    FRAME_FINISH, /* struct order, then the body, then the state */
    FRAME_CANCEL
};

struct frame_header {
    uint32_t length;
    uint16_t type; /* enum frame_type */
    uint16_t flags;
    uint64_t id;
};
_Static_assert(sizeof(struct frame_header) == 16, "the header has no padding");

struct frame {
    struct frame_header header;
    struct blob *payload; /* never NULL once received, also when empty */
};

/* A part of a payload to be sent. With a holder the bytes are not copied but held until they are written. */
struct piece {
    const void *bytes;
    size_t length;
    struct blob *holder; /* the blob that `bytes` lie in, or NULL */
};

enum frame_status {
    FRAME_OK,
    FRAME_CLOSED, /* the other end is gone */
    FRAME_BROKEN  /* a header that no honest peer sends, or no memory */
};

/* Blocking, for processes that have nothing else to do. max_length bounds the payload. The frame's payload is
 * the caller's to drop. */
enum frame_status frame_read(int fd, size_t max_length, struct frame *out);
enum frame_status frame_write(int fd, struct frame_header header, const struct piece *pieces, size_t count);

/* The header's length, from the pieces; UINT32_MAX when they exceed it. */
uint32_t pieces_length(const struct piece *pieces, size_t count);

#endif
