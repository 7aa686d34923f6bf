/* SPDX-License-Identifier: MIT */
/* Requests and replies on the wire (MessagePack maps) and what a job may use.
 *
 *   solve check     {v:1, op, body, key?, limits?, priority?, fresh?, wait_s?}
 *   submit          {v:1, op, body, key?, limits?, priority?, fresh?, what?}
 *   status result   {v:1, op, job | key}
 *   cancel
 *   wait            {v:1, op, job | key, wait_s?}
 *   list            {v:1, op, state?, before?, limit?, client?}
 *   put             {v:1, op, body}
 *   batch           {v:1, op, body, key?, limits?, priority?}
 *   ping stats      {v:1, op}
 *   reply           {v:1, ok:true, elapsed_s, job?:{...}, plan? | check? | stats? | jobs? | stored? ...}
 *                   {v:1, ok:false, elapsed_s, error:{code, path, message, retry_after_s?}}
 *
 * The envelope is read without building the body: the service passes it on as bytes. */
#ifndef MUTASI_PROTO_MESSAGE_H
#define MUTASI_PROTO_MESSAGE_H

#include "proto/tree.h"

enum { PROTOCOL_VERSION = 1 };
enum { WAIT_MAX_S = 20, KEY_MAX_BYTES = 128 };
enum { PRIORITY_MIN = -100, PRIORITY_MAX = 100 };
enum { LIST_DEFAULT = 100, LIST_MAX = 1000 };

/* X(NAME, word) */
#define OP_LIST(X)                                                                                           \
    X(SOLVE, "solve")                                                                                        \
    X(CHECK, "check")                                                                                        \
    X(PING, "ping")                                                                                          \
    X(STATS, "stats")                                                                                        \
    X(SUBMIT, "submit")                                                                                      \
    X(STATUS, "status")                                                                                      \
    X(WAIT, "wait")                                                                                          \
    X(RESULT, "result")                                                                                      \
    X(CANCEL, "cancel")                                                                                      \
    X(LIST, "list")                                                                                          \
    X(PUT, "put")                                                                                            \
    X(BATCH, "batch")
enum op {
#define OP_ENUM(name, word) OP_##name,
    OP_LIST(OP_ENUM)
#undef OP_ENUM
        OP_COUNT
};
const char *op_word(enum op op);

/* All words, a space before each. */
#define OP_SPACED(name, word) " " word
#define OP_WORDS              OP_LIST(OP_SPACED)

/* X(NAME, word); how a job goes from one to the next: PROTOCOL.md, section 5 */
#define JOB_STATE_LIST(X)                                                                                    \
    X(QUEUED, "queued") X(RUNNING, "running") X(DONE, "done") X(FAILED, "failed") X(CANCELLED, "cancelled")
enum job_state {
#define JOB_STATE_ENUM(name, word) JOB_##name,
    JOB_STATE_LIST(JOB_STATE_ENUM)
#undef JOB_STATE_ENUM
};
const char *job_state_word(enum job_state state);
/* false, and *out as it was, when it is no state's word. */
bool job_state_from_word(const char *word, enum job_state *out);

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

/* What an operation does not take is absent in every envelope of it. */
struct envelope {
    enum op op;
    enum op what;     /* of submissions: OP_SOLVE or OP_CHECK, whichever op brings them */
    const char *key;  /* NULL when absent; status, wait, result and cancel: NULL when `job` names it */
    uint64_t job;     /* 1..2^53; 0 when absent */
    double wait_s;    /* 0..WAIT_MAX_S; WAIT_MAX_S when absent */
    int32_t priority; /* PRIORITY_MIN..PRIORITY_MAX; 0 when absent */
    bool fresh;
    bool has_state;
    enum job_state state; /* list: of this state only, when has_state */
    uint64_t before;      /* list: ids below this one; 0 when absent */
    int32_t limit;        /* list: 1..LIST_MAX; LIST_DEFAULT when absent */
    const char *client;   /* list: of this client; NULL when absent. A valid name */
    struct solve_limits limits;
    const void *body; /* solve, check, submit, put, batch: a map, into the message; NULL elsewhere */
    size_t body_length;
};

/* Scans the whole message against `limits`, then reads everything but the body. The body's span is a
 * well-formed MessagePack map. Fields that the operation does not take are refused. */
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
