/* SPDX-License-Identifier: MIT */
#include "client/call.h"
#include "client/document.h"
#include "client/job_read.h"
#include "client/service_url.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *mutasi_version(void)
{
    return MUTASI_VERSION;
}

static enum error_code use_key(struct mutasi_client *client, const char *file, struct error *error)
{
    struct seal_key *key;
    enum error_code code = key_file_read(file, &key, error);
    if (code == ERROR_NONE)
        transport_use_key(client->transport, key);
    return code;
}

/* tcp is always sealed, unless it was asked for otherwise; an ipc endpoint is guarded by its directory. */
static enum error_code use_environment(struct mutasi_client *client, struct error *error)
{
    const char *file = getenv("MUTASI_KEY_FILE");
    bool is_wanted = file != NULL && file[0] != '\0' && strncmp(client->url, "tcp://", 6) == 0;
    return is_wanted ? use_key(client, file, error) : ERROR_NONE;
}

bool mutasi_client_open(const char *url, struct mutasi_client **out, struct mutasi_error *error)
{
    struct error inner = {0};
    struct mutasi_client *client = calloc(1, sizeof *client);
    enum error_code code = client == NULL ? error_set(&inner, ERROR_MEMORY, "", "out of memory")
                                          : service_url_choose(url, client->url, sizeof client->url, &inner);
    if (code == ERROR_NONE)
        code = transport_open(client->url, &client->transport, &inner);
    if (code == ERROR_NONE)
        code = use_environment(client, &inner);
    *out = code == ERROR_NONE ? client : NULL;
    if (code == ERROR_NONE)
        return true;
    mutasi_client_close(client);
    return error_publish(&inner, error);
}

bool mutasi_client_use_key(struct mutasi_client *client, const char *file, struct mutasi_error *error)
{
    struct error inner = {0};
    return use_key(client, file, &inner) == ERROR_NONE || error_publish(&inner, error);
}

const char *mutasi_client_url(const struct mutasi_client *client)
{
    return client->url;
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
    *reply = (struct mutasi_reply){
        .status = "", .objective = NAN, .bound = NAN, .gap = NAN, .job = job_none, .sha256 = ""};
}

/* --- operations --- */

bool mutasi_solve(struct mutasi_client *client, const struct mutasi_request *request,
                  struct mutasi_reply *reply, struct mutasi_error *error)
{
    struct call call = {.client = client, .request = request};
    struct node body;
    const struct node *answer, *plan = NULL;
    enum error_code code = call_begin(&call, reply);
    if (code == ERROR_NONE)
        code = call_body(&call, &body);
    if (code == ERROR_NONE)
        code = call_ask(&call, OP_SOLVE, &body, &answer);
    if (code == ERROR_NONE)
        code = call_take_outcome(&call, answer, reply, &plan);
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
    const struct node *answer, *report = NULL;
    enum error_code code = call_begin(&call, reply);
    if (code == ERROR_NONE)
        code = call_body(&call, &body);
    if (code == ERROR_NONE)
        code = add_plan(&call, &body, plan);
    if (code == ERROR_NONE)
        code = call_ask(&call, OP_CHECK, &body, &answer);
    if (code == ERROR_NONE)
        code = call_take_outcome(&call, answer, reply, &report);
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
