/* SPDX-License-Identifier: MIT */
#include "client/job_read.h"

#include <math.h>

const struct mutasi_job job_none = {
    .key = "",
    .client = "",
    .op = "",
    .state = "",
    .accepted_at = "",
    .started_at = "",
    .finished_at = "",
    .elapsed_s = NAN,
    .incumbent = NAN,
    .bound = NAN,
    .gap = NAN,
    .error_code = "",
    .error_path = "",
    .error_text = "",
};

static const struct node *field(const struct node *map, const char *key)
{
    return map == NULL ? NULL : map_get(map, key);
}

const char *job_text(const struct node *map, const char *key)
{
    const struct node *node = field(map, key);
    return node != NULL && node->kind == NODE_STRING ? node->as.text : "";
}

double job_number(const struct node *map, const char *key)
{
    const struct node *node = field(map, key);
    if (node != NULL && node->kind == NODE_INTEGER)
        return (double)node->as.integer;
    return node != NULL && node->kind == NODE_REAL ? node->as.real : NAN;
}

int64_t job_integer(const struct node *map, const char *key)
{
    const struct node *node = field(map, key);
    return node != NULL && node->kind == NODE_INTEGER ? node->as.integer : 0;
}

struct mutasi_job job_read(const struct node *map)
{
    const struct node *error = field(map, "error");
    if (map == NULL)
        return job_none;
    return (struct mutasi_job){
        .id = job_integer(map, "id"),
        .key = job_text(map, "key"),
        .client = job_text(map, "client"),
        .op = job_text(map, "op"),
        .state = job_text(map, "state"),
        .priority = (int32_t)job_integer(map, "priority"),
        .attempts = (int32_t)job_integer(map, "attempts"),
        .place = job_integer(map, "place"),
        .accepted_at = job_text(map, "accepted_at"),
        .started_at = job_text(map, "started_at"),
        .finished_at = job_text(map, "finished_at"),
        .elapsed_s = job_number(map, "elapsed_s"),
        .incumbent = job_number(map, "incumbent"),
        .bound = job_number(map, "bound"),
        .gap = job_number(map, "gap"),
        .effort = job_integer(map, "effort"),
        .error_code = job_text(error, "code"),
        .error_path = job_text(error, "path"),
        .error_text = job_text(error, "message"),
    };
}
