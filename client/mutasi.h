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

/* How a job stands. Numbers in points, NAN while there is none. */
struct mutasi_progress {
    const char *state; /* "queued", "running", "done" ...; or why it is not known, and is asked for again:
                        * "busy", "draining", "unreachable" */
    double incumbent, bound, gap, elapsed_s;
    int64_t effort; /* work counted so far; 0 while there is none */
    int64_t place;  /* in the queue, 1 is next; 0 when not queued */
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
    const char *key;  /* makes re-sending safe; NULL: the hash of all of the above and the engine's version */
    bool fresh;       /* a new run even when the service knows the answer; needs key NULL */
    int32_t priority; /* -100..100 among your own jobs, the highest first; default 0, not part of the key */
    bool store_instance; /* the service keeps the instance: what it has already is named by its hash only */
    double patience_s;   /* how long to wait in all; 0: time_s and a minute, of a submission a minute */
    void (*on_progress)(void *context,
                        const struct mutasi_progress *progress); /* about once a second; or NULL */
    bool (*is_cancelled)(void *context);                         /* asked several times a second; or NULL */
    void *context;
};

/* A job as the service tells of it. Texts are never NULL, "" where there is none, and owned by the reply;
 * times are RFC 3339 UTC; numbers in points, NAN where there is none. */
struct mutasi_job {
    int64_t id;
    const char *key, *client;   /* client: whose it is; told to administrators only */
    const char *op;             /* "solve" or "check" */
    const char *state;          /* "queued", "running", "done", "failed", "cancelled" */
    int32_t priority, attempts; /* attempts: runs begun */
    int64_t place;              /* in the queue, 1 is next; 0 when not queued */
    const char *accepted_at, *started_at, *finished_at;
    double elapsed_s, incumbent, bound, gap;          /* elapsed_s: of running, so far or in all */
    int64_t effort;                                   /* work counted so far */
    const char *error_code, *error_path, *error_text; /* of a job that failed or was cancelled */
};

/* What became of a batch. Its jobs have the keys KEY/0 (the base: no scenario) and KEY/1 ... in the order of
 * the scenarios. */
struct mutasi_batch {
    const char *key;
    int32_t scenarios, accepted, ended; /* of the batch; that have a job; whose job has ended */
    double retry_after_s;               /* accepted < scenarios: a limit was reached, ask again then */
    const char *busy;                   /* and which; else "" */
};

/* What a call answers; each fills what it names. Texts and arrays are owned by the reply, absent ones are ""
 * and NULL. */
struct mutasi_reply {
    struct mutasi_document document; /* MessagePack: plan, check report, job, {jobs, more}, ping or stats */
    const char *status;           /* of a plan: "optimal", "feasible", "infeasible", "no_plan_yet"; else "" */
    double objective, bound, gap; /* of a plan, in points; NAN where there is none */
    struct mutasi_job job;        /* id 0: the reply tells of none */
    const struct mutasi_job *jobs; /* of a list, job_count of them, newest first */
    size_t job_count;
    bool more;                 /* of a list: older jobs are left */
    const char *sha256;        /* of a stored instance */
    struct mutasi_batch batch; /* scenarios 0: the reply tells of none */
    void *owned;
};

/* Names a job: by key when key is not NULL, else by id. */
struct mutasi_job_name {
    int64_t id;
    const char *key;
};

/* How to wait for a job; all zero: silently, until it ends. */
struct mutasi_watch {
    double patience_s; /* 0: until it ends */
    void (*on_progress)(void *context,
                        const struct mutasi_progress *progress); /* about once a second; or NULL */
    bool (*is_cancelled)(void *context);                         /* asked several times a second; or NULL */
    void *context;
};

/* Which jobs to list; all zero: the newest hundred. */
struct mutasi_list_query {
    const char *state;  /* of this state only; NULL: all */
    const char *client; /* for administrators: of this client only; NULL: all */
    int64_t before;     /* ids below this one; 0: from the newest */
    int32_t limit;      /* 1..1000; 0: 100 */
};

struct mutasi_client;

/* url: "ipc:///path" or "tcp://127.0.0.1:port"; NULL: $MUTASI_SERVICE, or else where mutasid listens by
 * default. Connects in the background: a dead address shows in the first request, as "unreachable". */
bool mutasi_client_open(const char *url, struct mutasi_client **out, struct mutasi_error *error);
void mutasi_client_close(struct mutasi_client *client);            /* NULL allowed */
const char *mutasi_client_url(const struct mutasi_client *client); /* as long as the client is open */

/* Seals everything from now on with the key in this file (`mutasi key new` makes one; mode 0600). Services on
 * tcp ask for it. Without this call $MUTASI_KEY_FILE names the file for tcp addresses. A key that the service
 * does not accept shows in the first request, as "refused". errors: "bad_value" when others can read the
 * file, "io", and those of reading its document */
bool mutasi_client_use_key(struct mutasi_client *client, const char *file, struct mutasi_error *error);

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

/* --- submit and walk away: the service keeps the job, through crashes too ----------------------------------
 */

/* Like mutasi_solve, but answers with the job as soon as the service has it for good. Submitting the same
 * again is harmless: it is the same job, by its key. */
bool mutasi_submit(struct mutasi_client *client, const struct mutasi_request *request,
                   struct mutasi_reply *reply, struct mutasi_error *error);

/* One instance (stored at the service, sent when it is not there), one policy, and a list of scenarios, 1 to
 * 1,000: a job for each, started from the plan of one without a scenario. As many are accepted as the service
 * has room for, see mutasi_batch.accepted; the same again joins them and goes on behind. The request's
 * scenario and start are not looked at, its key has at most 123 bytes. Wait for the jobs by their keys. */
bool mutasi_batch(struct mutasi_client *client, const struct mutasi_request *request,
                  struct mutasi_document scenarios, struct mutasi_reply *reply, struct mutasi_error *error);

/* The job as it stands. An error of the job (of a failed one) is told in it. No such job, or another
 * client's: the error "unknown_job", as in all that follow. */
bool mutasi_status(struct mutasi_client *client, const struct mutasi_job_name *name,
                   struct mutasi_reply *reply, struct mutasi_error *error);

/* The job's plan (or check report) once it has ended; the job goes on when the wait does not (patience: the
 * error "not_done", is_cancelled: "refused"). Sits through an outage of the service of up to a minute. Errors
 * of the job, and "cancelled", are errors here. watch NULL: silently, until it ends. */
bool mutasi_wait(struct mutasi_client *client, const struct mutasi_job_name *name,
                 const struct mutasi_watch *watch, struct mutasi_reply *reply, struct mutasi_error *error);

/* Like mutasi_wait, without waiting: the error "not_done" when the job has not ended. */
bool mutasi_result(struct mutasi_client *client, const struct mutasi_job_name *name,
                   struct mutasi_reply *reply, struct mutasi_error *error);

/* Ends the job within a second; it has no result then. Answers the job; one that had ended stays as it is. */
bool mutasi_cancel(struct mutasi_client *client, const struct mutasi_job_name *name,
                   struct mutasi_reply *reply, struct mutasi_error *error);

/* Jobs, newest first. query NULL: the newest hundred. While reply->more, the next page is the one before the
 * last id of this one. */
bool mutasi_list(struct mutasi_client *client, const struct mutasi_list_query *query,
                 struct mutasi_reply *reply, struct mutasi_error *error);

/* Stores an instance at the service, which answers its hash; requests with store_instance do this by
 * themselves.
 */
bool mutasi_put(struct mutasi_client *client, struct mutasi_document instance, struct mutasi_reply *reply,
                struct mutasi_error *error);

bool mutasi_ping(struct mutasi_client *client, struct mutasi_reply *reply, struct mutasi_error *error);
bool mutasi_stats(struct mutasi_client *client, struct mutasi_reply *reply, struct mutasi_error *error);
void mutasi_reply_fini(struct mutasi_reply *reply); /* also of an empty one */

/* Either face of a document as indented JSON; the caller frees *text. */
bool mutasi_document_json(struct mutasi_document document, char **text, struct mutasi_error *error);
const char *mutasi_version(void);

#endif
