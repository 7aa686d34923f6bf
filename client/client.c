/* SPDX-License-Identifier: MIT */
#include "client/document.h"
#include "client/exchange.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

#define ASK_PATIENCE_S   30.0 /* for operations that need no solving */
#define SOLVE_PATIENCE_S 60.0 /* beyond the solving time: queueing, sending, checking */

struct mutasi_client {
    struct transport *transport;
    char engine[80]; /* as the service's ping says; "" until asked */
};

/* What one call works with; the reply takes the arena over. */
struct call {
    struct mutasi_client *client;
    const struct mutasi_request *request; /* NULL: none */
    struct arena *arena;
    struct error error;
};

const char *mutasi_version(void)
{
    return MUTASI_VERSION;
}

bool mutasi_client_open(const char *url, struct mutasi_client **out, struct mutasi_error *error)
{
    struct error inner = {0};
    struct mutasi_client *client = calloc(1, sizeof *client);
    enum error_code code = client == NULL ? error_set(&inner, ERROR_MEMORY, "", "out of memory")
                                          : transport_open(url, &client->transport, &inner);
    *out = code == ERROR_NONE ? client : NULL;
    if (code == ERROR_NONE)
        return true;
    free(client);
    return error_publish(&inner, error);
}

void mutasi_client_close(struct mutasi_client *client)
{
    if (client == NULL)
        return;
    transport_close(client->transport);
    free(client);
}

void mutasi_request_init(struct mutasi_request *request)
{
    *request = (struct mutasi_request){
        .time_s = solve_limits_default.time_s,
        .gap = solve_limits_default.gap,
        .effort = solve_limits_default.effort,
        .seed = solve_limits_default.seed,
        .threads = solve_limits_default.threads,
        .memory_mb = solve_limits_default.memory_mb,
    };
}

void mutasi_reply_fini(struct mutasi_reply *reply)
{
    arena_free(reply->owned);
    *reply = (struct mutasi_reply){.status = "", .objective = NAN, .bound = NAN, .gap = NAN};
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

/* --- the body and its key --- */

static enum error_code add_document(struct call *call, struct node *body, const char *key,
                                    struct mutasi_document document)
{
    const struct node *tree;
    enum error_code code = document_read(call->arena, document, key, &tree, &call->error);
    if (code == ERROR_NONE && tree != NULL)
        map_add(body, key, *tree);
    return code;
}

/* {instance, policy?, scenario?, start?} and room for one more. */
static enum error_code read_body(struct call *call, struct node *body)
{
    const struct mutasi_request *request = call->request;
    if (request->instance.bytes == NULL)
        return error_set(&call->error, ERROR_MISSING_FIELD, "instance", "a request needs an instance");
    *body = node_map(call->arena, 5);
    enum error_code code = add_document(call, body, "instance", request->instance);
    if (code == ERROR_NONE)
        code = add_document(call, body, "policy", request->policy);
    if (code == ERROR_NONE)
        code = add_document(call, body, "scenario", request->scenario);
    if (code == ERROR_NONE)
        code = add_document(call, body, "start", request->start);
    return code;
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

/* --- operations --- */

static enum error_code call_begin(struct call *call, struct mutasi_reply *reply)
{
    *reply = (struct mutasi_reply){0};
    mutasi_reply_fini(reply);
    call->arena = arena_new();
    return call->arena == NULL ? error_set(&call->error, ERROR_MEMORY, "", "out of memory") : ERROR_NONE;
}

/* Hands `part` of the answer (or all of it) over to the reply; or frees everything. */
static bool call_end(struct call *call, enum error_code code, const struct node *part,
                     struct mutasi_reply *reply, struct mutasi_error *error)
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

static double points(const struct node *map, const char *key)
{
    const struct node *node = map == NULL ? NULL : map_get(map, key);
    if (node == NULL || (node->kind != NODE_INTEGER && node->kind != NODE_REAL))
        return NAN;
    return node->kind == NODE_INTEGER ? (double)node->as.integer : node->as.real;
}

static void describe_plan(const struct node *plan, struct mutasi_reply *reply)
{
    const struct node *status = map_get(plan, "status");
    if (status != NULL && status->kind == NODE_STRING)
        reply->status = status->as.text;
    reply->objective = points(map_get(plan, "objective"), "total");
    reply->bound = points(plan, "bound");
    reply->gap = points(plan, "gap");
}

/* Sends the body under its key until the part is there. */
static enum error_code ask_with_body(struct call *call, enum op op, struct node *body, const char *part,
                                     const struct node **answer)
{
    const struct mutasi_request *request = call->request;
    char key[65];
    enum error_code code = tree_canonicalise(body, &call->error);
    if (code == ERROR_NONE && request->key != NULL && request->fresh)
        code = error_set(&call->error, ERROR_CONTRADICTION, "fresh",
                         "a fresh run cannot have a key of the caller's");
    if (code == ERROR_NONE && request->key == NULL)
        code = learn_engine(call);
    if (code == ERROR_NONE && request->key == NULL)
        code = compute_key(call, body, key);
    if (code != ERROR_NONE)
        return code;
    const struct solve_limits limits = limits_of(request);
    const struct exchange exchange = {
        .transport = call->client->transport,
        .op = op,
        .key = request->key != NULL ? request->key : key,
        .body = body,
        .limits = &limits,
        .part = part,
        .patience_s = request->patience_s > 0 ? request->patience_s : request->time_s + SOLVE_PATIENCE_S,
        .on_progress = request->on_progress,
        .is_cancelled = request->is_cancelled,
        .context = request->context,
    };
    const struct node *reply;
    code = exchange_run(call->arena, &exchange, &reply, &call->error);
    *answer = code == ERROR_NONE ? map_get(reply, part) : NULL;
    return code;
}

bool mutasi_solve(struct mutasi_client *client, const struct mutasi_request *request,
                  struct mutasi_reply *reply, struct mutasi_error *error)
{
    struct call call = {.client = client, .request = request};
    struct node body;
    const struct node *plan = NULL;
    enum error_code code = call_begin(&call, reply);
    if (code == ERROR_NONE)
        code = read_body(&call, &body);
    if (code == ERROR_NONE)
        code = ask_with_body(&call, OP_SOLVE, &body, "plan", &plan);
    if (code == ERROR_NONE)
        describe_plan(plan, reply);
    return call_end(&call, code, plan, reply, error);
}

/* A hand-made placement is told from a plan by its lack of a format. */
static enum error_code add_plan(struct call *call, struct node *body, struct mutasi_document plan)
{
    const struct node *tree;
    enum error_code code = document_read(call->arena, plan, "plan", &tree, &call->error);
    if (code != ERROR_NONE)
        return code;
    if (tree == NULL)
        return error_set(&call->error, ERROR_MISSING_FIELD, "plan", "a check needs a plan or a placement");
    map_add(body, map_get(tree, "format") != NULL ? "plan" : "placement", *tree);
    return ERROR_NONE;
}

bool mutasi_check(struct mutasi_client *client, const struct mutasi_request *request,
                  struct mutasi_document plan, struct mutasi_reply *reply, struct mutasi_error *error)
{
    struct call call = {.client = client, .request = request};
    struct node body;
    const struct node *report = NULL;
    enum error_code code = call_begin(&call, reply);
    if (code == ERROR_NONE)
        code = read_body(&call, &body);
    if (code == ERROR_NONE)
        code = add_plan(&call, &body, plan);
    if (code == ERROR_NONE)
        code = ask_with_body(&call, OP_CHECK, &body, "check", &report);
    return call_end(&call, code, report, reply, error);
}

static bool ask_plainly(struct mutasi_client *client, enum op op, const char *part,
                        struct mutasi_reply *reply, struct mutasi_error *error)
{
    struct call call = {.client = client};
    const struct node *answer = NULL;
    enum error_code code = call_begin(&call, reply);
    if (code == ERROR_NONE) {
        const struct exchange exchange = {
            .transport = client->transport, .op = op, .patience_s = ASK_PATIENCE_S};
        code = exchange_run(call.arena, &exchange, &answer, &call.error);
    }
    if (code == ERROR_NONE && part != NULL && map_get(answer, part) != NULL)
        answer = map_get(answer, part);
    return call_end(&call, code, answer, reply, error);
}

bool mutasi_ping(struct mutasi_client *client, struct mutasi_reply *reply, struct mutasi_error *error)
{
    return ask_plainly(client, OP_PING, NULL, reply, error);
}

bool mutasi_stats(struct mutasi_client *client, struct mutasi_reply *reply, struct mutasi_error *error)
{
    return ask_plainly(client, OP_STATS, "stats", reply, error);
}
