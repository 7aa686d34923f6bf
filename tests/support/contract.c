/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/contract.h"

#include "proto/clock.h"
#include "solver/worker/job.h"

#include <string.h>

struct arena *arena;
struct page page;

void contract_open(const char *path)
{
    arena = arena_new();
    page = page_read(arena, path);
}

void contract_close(void)
{
    arena_free(arena);
}

const struct node *example(const char *kind, int n)
{
    const char *text = page_example(&page, "json", kind, n);
    const struct node *node = NULL;
    if (!text || tree_read_json(arena, text, strlen(text), NULL, &node, NULL) != ERROR_NONE)
        return NULL;
    return node;
}

const struct problem *contract_problem(const struct node *instance, const struct node *policy,
                                       const struct node *scenario, struct error *error)
{
    const struct problem *problem = NULL;
    (void)problem_read(arena, instance, policy, scenario, &problem, error);
    return problem;
}

const struct node *decoded(const void *bytes, size_t length)
{
    const struct node *node = NULL;
    (void)tree_read_msgpack(arena, bytes, length, NULL, &node, NULL);
    return node;
}

enum error_code request_read(const struct node *request, struct envelope *out, struct error *error)
{
    const void *bytes;
    size_t length;
    enum error_code code = tree_write_msgpack(arena, request, &bytes, &length, error);
    return code != ERROR_NONE ? code : envelope_read(arena, bytes, length, NULL, out, error);
}

enum error_code request_run(const struct node *request, const struct node **out, struct error *error)
{
    const struct job_events nobody = {0};
    const void *bytes;
    size_t length;
    struct envelope envelope;
    enum error_code code = request_read(request, &envelope, error);
    if (code != ERROR_NONE)
        return code;
    const struct job_input input = {.body = envelope.body, .body_length = envelope.body_length};
    code = envelope.what == OP_SOLVE
               ? job_solve(arena, &input, &envelope.limits, monotonic_s(), &nobody, &bytes, &length, error)
               : job_check(arena, &input, &bytes, &length, error);
    *out = code == ERROR_NONE ? decoded(bytes, length) : NULL;
    return code;
}
