/* SPDX-License-Identifier: MIT */
/* The call of those who ask for many scenarios at once. */
#include "client/call.h"
#include "client/document.h"
#include "client/job_read.h"

static int32_t count_in(const struct node *map, const char *key)
{
    const struct node *count = map_get(map, key);
    bool is_count = count != NULL && count->kind == NODE_INTEGER && count->as.integer >= 0 &&
                    count->as.integer <= INT32_MAX;
    return is_count ? (int32_t)count->as.integer : 0;
}

static enum error_code take_batch(struct call *call, const struct node *answer, struct mutasi_reply *reply,
                                  const struct node **part)
{
    const struct node *map = *part = map_get(answer, "batch");
    if (map == NULL || count_in(map, "scenarios") == 0)
        return error_set(&call->error, ERROR_MALFORMED, "batch", "the reply tells of no batch");
    reply->batch = (struct mutasi_batch){.key = job_text(map, "key"),
                                         .scenarios = count_in(map, "scenarios"),
                                         .accepted = count_in(map, "accepted"),
                                         .ended = count_in(map, "ended"),
                                         .retry_after_s = job_number(map, "retry_after_s"),
                                         .busy = job_text(map, "busy")};
    return ERROR_NONE;
}

bool mutasi_batch(struct mutasi_client *client, const struct mutasi_request *request,
                  struct mutasi_document scenarios, struct mutasi_reply *reply, struct mutasi_error *error)
{
    struct call call = {.client = client, .request = request, .is_batch = true};
    const struct node *answer = NULL, *part = NULL;
    enum error_code code = call_begin(&call, reply);
    struct node body = {0};
    if (code == ERROR_NONE && request->instance.bytes == NULL)
        code = error_set(&call.error, ERROR_MISSING_FIELD, "instance", "a batch needs an instance");
    if (code == ERROR_NONE) {
        body = node_map(call.arena, 3);
        code = call_add_instance(&call, &body);
    }
    if (code == ERROR_NONE)
        code = call_add_document(&call, &body, "policy", request->policy);
    if (code == ERROR_NONE)
        code = call_add_document(&call, &body, "scenarios", scenarios);
    if (code == ERROR_NONE)
        code = call_ask(&call, OP_BATCH, &body, &answer);
    if (code == ERROR_NONE)
        code = take_batch(&call, answer, reply, &part);
    return call_end(&call, code, part, reply, error);
}
