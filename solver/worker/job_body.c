/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "proto/body_instance.h"
#include "proto/read.h"
#include "solver/worker/job_parts.h"

#include <string.h>

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

/* The instance that the body names. Disks rot: what was kept must still have its hash. */
static enum error_code read_stored(struct arena *arena, const struct job_input *input,
                                   const struct node **instance, struct error *error)
{
    bool named;
    unsigned char wanted[INSTANCE_HASH_BYTES], found[INSTANCE_HASH_BYTES];
    enum error_code code = body_names_instance(input->body, &named, wanted, error);
    if (code != ERROR_NONE || !named) {
        return code;
    }
    if (input->instance == NULL) {
        return error_set(error, ERROR_UNKNOWN_INSTANCE, "instance.sha256",
                         "no instance of this hash is kept");
    }
    instance_hash(input->instance, input->instance_length, found);
    if (memcmp(wanted, found, sizeof found) != 0) {
        return error_set(error, ERROR_IO, "instance.sha256",
                         "the instance that was kept has another hash now");
    }
    code = tree_read_msgpack(arena, input->instance, input->instance_length, NULL, instance, error);
    return code != ERROR_NONE && error != NULL ? error_within(error, "instance") : code;
}

static enum error_code read_body(struct arena *arena, const struct job_input *input,
                                 const struct field *parts, size_t part_count, struct job_body *out,
                                 struct error *error)
{
    const struct node *root = NULL;
    struct reader reader = {.arena = arena, .error = error};
    enum error_code code = tree_read_msgpack(arena, input->body, input->body_length, NULL, &root, error);
    *out = (struct job_body){0};
    if (code == ERROR_NONE) {
        code = read_fields(&reader, parts, part_count, root, NULL, out);
    }
    return code == ERROR_NONE ? read_stored(arena, input, &out->instance, error) : code;
}

enum error_code job_body_solve(struct arena *arena, const struct job_input *input, struct job_body *out,
                               struct error *error)
{
    enum error_code code = read_body(arena, input, solve_parts, COUNT_OF(solve_parts), out, error);
    if (code == ERROR_NONE && input->instance == NULL && out->start != NULL &&
        map_get(out->start, "job") != NULL) { /* the service looks for it in small bodies only */
        return error_set(error, ERROR_CONTRADICTION, "start.job",
                         "only a body that names a stored instance may start from a job");
    }
    return code;
}

enum error_code job_body_check(struct arena *arena, const struct job_input *input, struct job_body *out,
                               struct error *error)
{
    enum error_code code = read_body(arena, input, check_parts, COUNT_OF(check_parts), out, error);
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
