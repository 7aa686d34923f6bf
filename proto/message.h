/* SPDX-License-Identifier: MIT */
/* Requests and replies on the wire (MessagePack maps) and what a job may use.
 *
 *   request  {v:1, op, key?, wait_s?, fresh?, limits?, body?}
 *   reply    {v:1, ok:true, elapsed_s, job?:{...}, plan? | check? | stats? ...}
 *            {v:1, ok:false, elapsed_s, error:{code, path, message, retry_after_s?}}
 *
 * solve and check need a body, ping and stats take v and op only. The envelope is read without building the
 * body: the service passes it on as bytes. */
#ifndef MUTASI_PROTO_MESSAGE_H
#define MUTASI_PROTO_MESSAGE_H

#include "proto/tree.h"

enum { PROTOCOL_VERSION = 1 };
enum { WAIT_MAX_S = 20, KEY_MAX_BYTES = 128 };

/* X(NAME, word) */
#define OP_LIST(X) X(SOLVE, "solve") X(CHECK, "check") X(PING, "ping") X(STATS, "stats")
enum op {
#define OP_ENUM(name, word) OP_##name,
    OP_LIST(OP_ENUM)
#undef OP_ENUM
        OP_COUNT
};
const char *op_word(enum op op);

/* What a solve may use. Defaults: 60 s, gap 1e-4, effort 0 (unbounded), seed 1, threads 1, memory 4096 MiB.
 * Ranges: time_s 0.1..86400, gap 0..1, effort 0..2^53, seed 0..2^53, threads 1..64, memory_mb 64..1048576. */
struct solve_limits {
    double time_s;
    double gap;
    int64_t effort;
    int64_t seed;
    int32_t threads;
    int32_t memory_mb;
};
extern const struct solve_limits solve_limits_default;

enum error_code solve_limits_read(const struct node *document, const struct path *at,
                                  struct solve_limits *out, struct error *error);
enum error_code solve_limits_write(struct arena *arena, const struct solve_limits *limits, struct node *out);

struct envelope {
    enum op op;
    const char *key; /* NULL when absent */
    double wait_s;   /* 0..WAIT_MAX_S; WAIT_MAX_S when absent */
    bool fresh;
    struct solve_limits limits;
    const void *body; /* a map, into the message; NULL for ping and stats */
    size_t body_length;
};

/* Scans the whole message against `limits`, then reads everything but the body. The body's span is a
 * well-formed MessagePack map. */
enum error_code envelope_read(struct arena *arena, const void *bytes, size_t length,
                              const struct scan_limits *limits, struct envelope *out, struct error *error);

/* A part of a reply that is already encoded: one MessagePack value. */
struct encoded {
    const char *key;
    const void *bytes;
    size_t length;
};

/* {v, ok:true, elapsed_s, fields..., part.key: part.bytes}. fields: a map, or NULL; part: NULL for none.
 * Keys come out in bytewise order. */
enum error_code reply_write(struct arena *arena, double elapsed_s, const struct node *fields,
                            const struct encoded *part, const void **bytes, size_t *length,
                            struct error *error);
/* retry_after_s: 0 leaves it out. Needs no memory beyond the arena's first block. */
enum error_code reply_write_error(struct arena *arena, double elapsed_s, const struct error *what,
                                  double retry_after_s, const void **bytes, size_t *length);

#endif
