/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/read.h"
#include "solver/worker/job_parts.h"

static const struct field solve_parts[] = {
    FIELD("instance", REQUIRED, read_node, struct job_body, instance),
    FIELD("policy", OPTIONAL, read_node, struct job_body, policy),
    FIELD("scenario", OPTIONAL, read_node, struct job_body, scenario),
    FIELD("start", OPTIONAL, read_node, struct job_body, start),
};

static const struct field check_parts[] = {
    FIELD("instance", REQUIRED, read_node, struct job_body, instance),
    FIELD("placement", OPTIONAL, read_node, struct job_body, placement),
    FIELD("plan", OPTIONAL, read_node, struct job_body, plan),
    FIELD("policy", OPTIONAL, read_node, struct job_body, policy),
    FIELD("scenario", OPTIONAL, read_node, struct job_body, scenario),
};

static enum error_code read_body(struct arena *arena, const void *bytes, size_t length,
                                 const struct field *parts, size_t part_count, struct job_body *out,
                                 struct error *error)
{
    const struct node *root = NULL;
    struct reader reader = {.arena = arena, .error = error};
    enum error_code code = tree_read_msgpack(arena, bytes, length, NULL, &root, error);
    *out = (struct job_body){0};
    return code != ERROR_NONE ? code : read_fields(&reader, parts, part_count, root, NULL, out);
}

enum error_code job_body_solve(struct arena *arena, const void *bytes, size_t length, struct job_body *out,
                               struct error *error)
{
    return read_body(arena, bytes, length, solve_parts, COUNT_OF(solve_parts), out, error);
}

enum error_code job_body_check(struct arena *arena, const void *bytes, size_t length, struct job_body *out,
                               struct error *error)
{
    enum error_code code = read_body(arena, bytes, length, check_parts, COUNT_OF(check_parts), out, error);
    if (code != ERROR_NONE) {
        return code;
    }
    if (out->plan == NULL && out->placement == NULL) {
        return error_set(error, ERROR_MISSING_FIELD, "plan",
                         "there is neither a plan nor a placement to check");
    }
    if (out->plan != NULL && out->placement != NULL) {
        return error_set(error, ERROR_CONTRADICTION, "placement", "give a plan or a placement, not both");
    }
    return ERROR_NONE;
}
