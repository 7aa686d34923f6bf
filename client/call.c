/* SPDX-License-Identifier: MIT */
#include "client/call.h"

#include "client/document.h"
#include "client/job_read.h"

#include <stdio.h>
#include <sys/random.h>

#define QUEUE_PATIENCE_S 60.0 /* beyond the solving time: queueing, sending, checking */

enum error_code call_begin(struct call *call, struct mutasi_reply *reply)
{
    *reply = (struct mutasi_reply){0};
    mutasi_reply_fini(reply);
    call->arena = arena_new();
    return call->arena == NULL ? error_set(&call->error, ERROR_MEMORY, "", "out of memory") : ERROR_NONE;
}

bool call_end(struct call *call, enum error_code code, const struct node *part, struct mutasi_reply *reply,
              struct mutasi_error *error)
{
    if (code == ERROR_NONE)
        code = document_write(call->arena, part, &reply->document, &call->error);
    if (code == ERROR_NONE) {
        reply->owned = call->arena;
        return true;
    }
    arena_free(call->arena);
    mutasi_reply_fini(reply);
    return error_publish(&call->error, error);
}

/* --- the body and its key --- */

enum error_code call_add_document(struct call *call, struct node *body, const char *key,
                                  struct mutasi_document document)
{
    const struct node *tree;
    enum error_code code = document_read(call->arena, document, key, &tree, &call->error);
    if (code == ERROR_NONE && tree != NULL)
        map_add(body, key, *tree);
    return code;
}

/* As it is, or by its hash when the service is to keep it. */
enum error_code call_add_instance(struct call *call, struct node *body)
{
    char hash[65];
    if (!call->request->store_instance && !call->is_batch)
        return call_add_document(call, body, "instance", call->request->instance);
    enum error_code code =
        document_read(call->arena, call->request->instance, "instance", &call->instance, &call->error);
    if (code == ERROR_NONE)
        code = tree_sha256(call->instance, hash, &call->error);
    if (code != ERROR_NONE)
        return code;
    struct node name = node_map(call->arena, 1);
    map_add(&name, "sha256", node_string(call->arena, hash));
    map_add(body, "instance", name);
    return ERROR_NONE;
}

enum error_code call_body(struct call *call, struct node *body)
{
    const struct mutasi_request *request = call->request;
    if (request->instance.bytes == NULL)
        return error_set(&call->error, ERROR_MISSING_FIELD, "instance", "a request needs an instance");
    *body = node_map(call->arena, 5);
    enum error_code code = call_add_instance(call, body);
    if (code == ERROR_NONE)
        code = call_add_document(call, body, "policy", request->policy);
    if (code == ERROR_NONE)
        code = call_add_document(call, body, "scenario", request->scenario);
    if (code == ERROR_NONE)
        code = call_add_document(call, body, "start", request->start);
    return code;
}

static struct solve_limits limits_of(const struct mutasi_request *request)
{
    return (struct solve_limits){
        .time_s = request->time_s,
        .gap = request->gap,
        .effort = request->effort,
        .seed = request->seed,
        .threads = request->threads,
        .memory_mb = request->memory_mb,
    };
}

static enum error_code learn_engine(struct call *call)
{
    struct mutasi_client *client = call->client;
    if (client->engine[0] != '\0')
        return ERROR_NONE;
    const struct exchange ping = {
        .transport = client->transport,
        .op = OP_PING,
        .patience_s = ASK_PATIENCE_S,
        .is_cancelled = call->request->is_cancelled,
        .context = call->request->context,
    };
    const struct node *reply;
    enum error_code code = exchange_run(call->arena, &ping, &reply, &call->error);
    if (code != ERROR_NONE)
        return code;
    const struct node *engine = map_get(reply, "engine");
    if (engine == NULL || engine->kind != NODE_STRING)
        return error_set(&call->error, ERROR_MALFORMED, "engine", "the service does not name its engine");
    snprintf(client->engine, sizeof client->engine, "%s", engine->as.text);
    return ERROR_NONE;
}

static enum error_code random_text(char hex[33], struct error *error)
{
    unsigned char bytes[16];
    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
        return error_set(error, ERROR_IO, "", "no random numbers");
    for (size_t i = 0; i < sizeof bytes; i++)
        snprintf(hex + 2 * i, 3, "%02x", bytes[i]);
    return ERROR_NONE;
}

/* SHA-256 of the canonical {fields of the body, engine, limits}: whoever asks for the same gets the same job.
 */
static enum error_code compute_key(struct call *call, const struct node *body, char key[65])
{
    struct solve_limits limits = limits_of(call->request);
    struct node map = node_map(call->arena, body->count + 3u), limits_node;
    for (uint32_t i = 0; i < body->count; i++)
        map_add(&map, body->as.items[2 * i].as.text, body->as.items[2 * i + 1]);
    enum error_code code = solve_limits_write(call->arena, &limits, &limits_node);
    if (code != ERROR_NONE)
        return error_set(&call->error, code, "limits", "the limits cannot be written");
    map_add(&map, "engine", node_borrowed(call->client->engine));
    map_add(&map, "limits", limits_node);
    char nonce[33];
    if (call->request->fresh) {
        code = random_text(nonce, &call->error);
        map_add(&map, "nonce", node_string(call->arena, nonce));
    }
    if (code == ERROR_NONE)
        code = tree_canonicalise(&map, &call->error);
    return code != ERROR_NONE ? code : tree_sha256(&map, key, &call->error);
}

static enum error_code choose_key(struct call *call, const struct node *body, char key[65])
{
    const struct mutasi_request *request = call->request;
    if (request->key != NULL && request->fresh)
        return error_set(&call->error, ERROR_CONTRADICTION, "fresh",
                         "a fresh run cannot have a key of the caller's");
    if (request->key != NULL)
        return ERROR_NONE;
    enum error_code code = learn_engine(call);
    return code != ERROR_NONE ? code : compute_key(call, body, key);
}

/* --- asking --- */

enum error_code call_put(struct call *call, const struct node *instance, const struct node **stored)
{
    struct node body = node_map(call->arena, 1);
    const struct node *reply;
    map_add(&body, "instance", *instance);
    enum error_code code = tree_canonicalise(&body, &call->error);
    if (code != ERROR_NONE)
        return code;
    const struct exchange exchange = {
        .transport = call->client->transport,
        .op = OP_PUT,
        .body = &body,
        .patience_s = ASK_PATIENCE_S,
        .is_cancelled = call->request != NULL ? call->request->is_cancelled : NULL,
        .context = call->request != NULL ? call->request->context : NULL,
    };
    code = exchange_run(call->arena, &exchange, &reply, &call->error);
    if (code != ERROR_NONE)
        return code;
    *stored = map_get(reply, "stored");
    if (*stored == NULL)
        return error_set(&call->error, ERROR_MALFORMED, "stored", "the service does not say what it stored");
    return ERROR_NONE;
}

static enum error_code run(struct call *call, const struct exchange *exchange, const struct node **reply)
{
    const struct node *stored;
    enum error_code code = exchange_run(call->arena, exchange, reply, &call->error);
    if (code != ERROR_UNKNOWN_INSTANCE || call->instance == NULL)
        return code;
    code = call_put(call, call->instance, &stored);
    return code != ERROR_NONE ? code : exchange_run(call->arena, exchange, reply, &call->error);
}

static double patience_of(const struct mutasi_request *request, enum op op)
{
    if (request->patience_s > 0)
        return request->patience_s;
    return op == OP_SUBMIT || op == OP_BATCH ? QUEUE_PATIENCE_S : request->time_s + QUEUE_PATIENCE_S;
}

enum error_code call_ask(struct call *call, enum op op, struct node *body, const struct node **reply)
{
    const struct mutasi_request *request = call->request;
    struct node fields = node_map(call->arena, 1);
    char key[65];
    if (request->priority != 0)
        map_add(&fields, "priority", node_integer(request->priority));
    enum error_code code = tree_canonicalise(body, &call->error);
    if (code == ERROR_NONE)
        code = choose_key(call, body, key);
    if (code != ERROR_NONE)
        return code;
    const struct solve_limits limits = limits_of(request);
    const struct exchange exchange = {
        .transport = call->client->transport,
        .op = op,
        .fields = &fields,
        .key = request->key != NULL ? request->key : key,
        .body = body,
        .limits = &limits,
        .is_held = op != OP_SUBMIT && op != OP_BATCH,
        .patience_s = patience_of(request, op),
        .on_progress = request->on_progress,
        .is_cancelled = request->is_cancelled,
        .context = request->context,
    };
    return run(call, &exchange, reply);
}

/* --- what came back --- */

static void describe_plan(const struct node *plan, struct mutasi_reply *reply)
{
    const struct node *objective = map_get(plan, "objective");
    reply->status = job_text(plan, "status");
    reply->objective = job_number(objective, "total");
    reply->bound = job_number(plan, "bound");
    reply->gap = job_number(plan, "gap");
}

enum error_code call_take_outcome(struct call *call, const struct node *from, struct mutasi_reply *reply,
                                  const struct node **part)
{
    const struct node *plan = map_get(from, "plan");
    *part = plan != NULL ? plan : map_get(from, "check");
    if (*part == NULL)
        return error_set(&call->error, ERROR_MALFORMED, "", "the reply has neither a plan nor a report");
    if (plan != NULL)
        describe_plan(plan, reply);
    reply->job = job_read(map_get(from, "job"));
    return ERROR_NONE;
}
