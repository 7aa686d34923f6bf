/* SPDX-License-Identifier: MIT */
/* The calls of those who submit and walk away. */
#include "client/call.h"
#include "client/document.h"
#include "client/job_read.h"

#include <math.h>

#define OUTAGE_S 60.0 /* that a wait sits through: a restart of the service, or of its machine's network */

/* --- one job --- */

static enum error_code take_job(struct call *call, const struct node *from, struct mutasi_reply *reply,
                                const struct node **job)
{
    *job = map_get(from, "job");
    if (*job == NULL)
        return error_set(&call->error, ERROR_MALFORMED, "job", "the reply tells of no job");
    reply->job = job_read(*job);
    return ERROR_NONE;
}

bool mutasi_submit(struct mutasi_client *client, const struct mutasi_request *request,
                   struct mutasi_reply *reply, struct mutasi_error *error)
{
    struct call call = {.client = client, .request = request};
    struct node body;
    const struct node *answer, *job = NULL;
    enum error_code code = call_begin(&call, reply);
    if (code == ERROR_NONE)
        code = call_body(&call, &body);
    if (code == ERROR_NONE)
        code = call_ask(&call, OP_SUBMIT, &body, &answer);
    if (code == ERROR_NONE)
        code = take_job(&call, answer, reply, &job);
    return call_end(&call, code, job, reply, error);
}

/* {job} or {key}. */
static struct node name_fields(struct arena *arena, const struct mutasi_job_name *name)
{
    struct node fields = node_map(arena, 1);
    if (name->key != NULL)
        map_add(&fields, "key", node_borrowed(name->key));
    else
        map_add(&fields, "job", node_integer(name->id));
    return fields;
}

/* What status, cancel, result and wait have in common: one job, named in the envelope. */
static enum error_code ask_of_job(struct call *call, enum op op, const struct mutasi_job_name *name,
                                  const struct mutasi_watch *watch, const struct node **answer)
{
    const struct node fields = name_fields(call->arena, name);
    struct exchange exchange = {
        .transport = call->client->transport, .op = op, .fields = &fields, .patience_s = ASK_PATIENCE_S};
    if (op == OP_WAIT) {
        exchange.is_held = true;
        exchange.patience_s = watch->patience_s > 0 ? watch->patience_s : INFINITY;
        exchange.outage_s = OUTAGE_S;
        exchange.on_progress = watch->on_progress;
        exchange.is_cancelled = watch->is_cancelled;
        exchange.context = watch->context;
    }
    return exchange_run(call->arena, &exchange, answer, &call->error);
}

static bool ask_for_job(struct mutasi_client *client, enum op op, const struct mutasi_job_name *name,
                        struct mutasi_reply *reply, struct mutasi_error *error)
{
    struct call call = {.client = client};
    const struct node *answer, *job = NULL;
    enum error_code code = call_begin(&call, reply);
    if (code == ERROR_NONE)
        code = ask_of_job(&call, op, name, NULL, &answer);
    if (code == ERROR_NONE)
        code = take_job(&call, answer, reply, &job);
    return call_end(&call, code, job, reply, error);
}

bool mutasi_status(struct mutasi_client *client, const struct mutasi_job_name *name,
                   struct mutasi_reply *reply, struct mutasi_error *error)
{
    return ask_for_job(client, OP_STATUS, name, reply, error);
}

bool mutasi_cancel(struct mutasi_client *client, const struct mutasi_job_name *name,
                   struct mutasi_reply *reply, struct mutasi_error *error)
{
    return ask_for_job(client, OP_CANCEL, name, reply, error);
}

static bool ask_for_outcome(struct mutasi_client *client, enum op op, const struct mutasi_job_name *name,
                            const struct mutasi_watch *watch, struct mutasi_reply *reply,
                            struct mutasi_error *error)
{
    struct call call = {.client = client};
    const struct node *answer, *part = NULL;
    enum error_code code = call_begin(&call, reply);
    if (code == ERROR_NONE)
        code = ask_of_job(&call, op, name, watch, &answer);
    if (code == ERROR_NONE)
        code = call_take_outcome(&call, answer, reply, &part);
    return call_end(&call, code, part, reply, error);
}

bool mutasi_result(struct mutasi_client *client, const struct mutasi_job_name *name,
                   struct mutasi_reply *reply, struct mutasi_error *error)
{
    return ask_for_outcome(client, OP_RESULT, name, NULL, reply, error);
}

bool mutasi_wait(struct mutasi_client *client, const struct mutasi_job_name *name,
                 const struct mutasi_watch *watch, struct mutasi_reply *reply, struct mutasi_error *error)
{
    static const struct mutasi_watch silently = {.patience_s = 0};
    return ask_for_outcome(client, OP_WAIT, name, watch != NULL ? watch : &silently, reply, error);
}

/* --- many jobs --- */

static struct node list_fields(struct arena *arena, const struct mutasi_list_query *query)
{
    struct node fields = node_map(arena, 4);
    if (query->state != NULL)
        map_add(&fields, "state", node_borrowed(query->state));
    if (query->client != NULL)
        map_add(&fields, "client", node_borrowed(query->client));
    if (query->before > 0)
        map_add(&fields, "before", node_integer(query->before));
    if (query->limit > 0)
        map_add(&fields, "limit", node_integer(query->limit));
    return fields;
}

static enum error_code take_jobs(struct call *call, const struct node *from, struct mutasi_reply *reply)
{
    const struct node *list = map_get(from, "jobs"), *more = map_get(from, "more");
    if (list == NULL || list->kind != NODE_ARRAY)
        return error_set(&call->error, ERROR_MALFORMED, "jobs", "the reply holds no list of jobs");
    struct mutasi_job *jobs = arena_alloc(call->arena, list->count, sizeof *jobs);
    if (jobs == NULL)
        return error_set(&call->error, ERROR_MEMORY, "", "out of memory");
    for (uint32_t i = 0; i < list->count; i++)
        jobs[i] = job_read(&list->as.items[i]);
    reply->jobs = jobs;
    reply->job_count = list->count;
    reply->more = more != NULL && more->kind == NODE_BOOLEAN && more->as.boolean;
    return ERROR_NONE;
}

/* {jobs, more} of a reply, without what else is in it. */
static enum error_code list_document(struct call *call, const struct node *from, struct node *out)
{
    const char *const keys[] = {"jobs", "more"};
    *out = node_map(call->arena, 2);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (map_get(from, keys[i]) != NULL)
            map_add(out, keys[i], *map_get(from, keys[i]));
    return tree_canonicalise(out, &call->error);
}

bool mutasi_list(struct mutasi_client *client, const struct mutasi_list_query *query,
                 struct mutasi_reply *reply, struct mutasi_error *error)
{
    static const struct mutasi_list_query newest = {.limit = 0};
    struct call call = {.client = client};
    const struct node *answer;
    struct node document;
    enum error_code code = call_begin(&call, reply);
    if (code == ERROR_NONE) {
        const struct node fields = list_fields(call.arena, query != NULL ? query : &newest);
        const struct exchange exchange = {
            .transport = client->transport, .op = OP_LIST, .fields = &fields, .patience_s = ASK_PATIENCE_S};
        code = exchange_run(call.arena, &exchange, &answer, &call.error);
    }
    if (code == ERROR_NONE)
        code = take_jobs(&call, answer, reply);
    if (code == ERROR_NONE)
        code = list_document(&call, answer, &document);
    return call_end(&call, code, &document, reply, error);
}

/* --- instances --- */

bool mutasi_put(struct mutasi_client *client, struct mutasi_document instance, struct mutasi_reply *reply,
                struct mutasi_error *error)
{
    struct call call = {.client = client};
    const struct node *tree = NULL, *stored = NULL;
    enum error_code code = call_begin(&call, reply);
    if (code == ERROR_NONE)
        code = document_read(call.arena, instance, "instance", &tree, &call.error);
    if (code == ERROR_NONE && tree == NULL)
        code = error_set(&call.error, ERROR_MISSING_FIELD, "instance", "there is no instance to store");
    if (code == ERROR_NONE)
        code = call_put(&call, tree, &stored);
    if (code == ERROR_NONE)
        reply->sha256 = job_text(stored, "sha256");
    return call_end(&call, code, stored, reply, error);
}
