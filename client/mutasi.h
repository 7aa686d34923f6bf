/* SPDX-License-Identifier: MIT */
/* mutasi's client library: send a placement problem to a mutasid, get a plan back.
 *
 * Functions return true on success; otherwise they fill *error (never NULL) and leave outputs empty. Nothing
 * is printed. A client serves one thread at a time; use one client per thread. Link: mutasi_client. */
#ifndef MUTASI_CLIENT_MUTASI_H
#define MUTASI_CLIENT_MUTASI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mutasi_error {
    char code[32];  /* wire word, "unknown_id"; all of them: proto/PROTOCOL.md */
    char path[200]; /* where in the documents, "instance.employees[17].unit"; "" when nowhere */
    char text[400]; /* what was seen and what was expected */
};

/* A document, JSON or MessagePack (told apart by the first byte). bytes NULL: absent. Borrowed for the call.
 */
struct mutasi_document {
    const void *bytes;
    size_t length;
};

/* How a solve stands. Numbers in points, NAN while there is none. */
struct mutasi_progress {
    const char *state; /* "queued", "running", "done" ... */
    double incumbent, bound, gap, elapsed_s;
};

struct mutasi_request {
    struct mutasi_document instance; /* mutasi-instance/1 */
    struct mutasi_document policy;   /* mutasi-policy/1; absent: the default policy */
    struct mutasi_document scenario; /* absent: none */
    struct mutasi_document start;    /* {placement?, prices?}; absent: a cold start */
    double time_s;                   /* solving time; default 60 */
    double gap;                      /* relative gap to stop at, 0: exact; default 1e-4 */
    int64_t effort;                  /* counted work to stop at, 0: unbounded; default 0 */
    int64_t seed;                    /* default 1 */
    int32_t threads, memory_mb;      /* default 1, 4096 */
    const char *key; /* makes re-sending safe; NULL: the hash of all of the above and the engine's version */
    bool fresh;      /* a new run even when the service knows the answer; needs key NULL */
    double patience_s; /* how long to wait in all; 0: time_s and a minute */
    void (*on_progress)(void *context,
                        const struct mutasi_progress *progress); /* about once a second; or NULL */
    bool (*is_cancelled)(void *context);                         /* asked several times a second; or NULL */
    void *context;
};

struct mutasi_reply {
    struct mutasi_document
        document;                 /* MessagePack: the plan, check report, ping or stats; owned by the reply */
    const char *status;           /* of a plan: "optimal", "feasible", "infeasible", "no_plan_yet"; else "" */
    double objective, bound, gap; /* of a plan, in points; NAN where there is none */
    void *owned;
};

struct mutasi_client;

/* url: "ipc:///path" or "tcp://127.0.0.1:port". Connects in the background: a dead address shows in the first
 * request, as "unreachable". */
bool mutasi_client_open(const char *url, struct mutasi_client **out, struct mutasi_error *error);
void mutasi_client_close(struct mutasi_client *client); /* NULL allowed */

/* A request with every default set and no documents. */
void mutasi_request_init(struct mutasi_request *request);

/* Submits, and asks again under the same key until the plan is there or patience ends ("no_plan_yet" is a
 * plan; running out of patience is the error "io", is_cancelled "refused"). A busy service is asked again
 * when it says. An infeasible problem is a reply, not an error. */
bool mutasi_solve(struct mutasi_client *client, const struct mutasi_request *request,
                  struct mutasi_reply *reply, struct mutasi_error *error);

/* What a plan costs and which demands it breaks. plan: a mutasi-plan/1, or {employee: unit | null}. */
bool mutasi_check(struct mutasi_client *client, const struct mutasi_request *request,
                  struct mutasi_document plan, struct mutasi_reply *reply, struct mutasi_error *error);

bool mutasi_ping(struct mutasi_client *client, struct mutasi_reply *reply, struct mutasi_error *error);
bool mutasi_stats(struct mutasi_client *client, struct mutasi_reply *reply, struct mutasi_error *error);
void mutasi_reply_fini(struct mutasi_reply *reply); /* also of an empty one */

/* Either face of a document as indented JSON; the caller frees *text. */
bool mutasi_document_json(struct mutasi_document document, char **text, struct mutasi_error *error);
const char *mutasi_version(void);

#endif
