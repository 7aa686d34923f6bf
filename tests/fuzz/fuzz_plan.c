/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes: as a plan of a small problem, as a case, and as a scenario on it. What is accepted must be
 * writable, and written twice must be the same. */
#include "proto/plan.h"
#include "proto/scenario.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const char office[] =
    "{\"format\":\"mutasi-instance/1\",\"date\":\"2026-01-01\",\"units\":[{\"id\":\"U1\",\"need\":1,"
    "\"competencies\":[{\"id\":\"law\",\"level\":2,\"min\":2}]},{\"id\":\"U2\"}],\"employees\":["
    "{\"id\":\"a\",\"unit\":\"U1\",\"pinned\":true},{\"id\":\"b\",\"unit\":\"U2\",\"consent\":[\"U1\"],"
    "\"offers\":[{\"kind\":\"incentive\",\"cost\":5,\"reluctance\":0}]},{\"id\":\"c\",\"unit\":null}],"
    "\"distances\":{\"units\":[\"U1\",\"U2\"],\"km\":[[0,1],[2,0]]},\"previous\":{\"a\":\"U1\"}}";

static void require(bool holds)
{
    if (!holds)
        abort();
}

static const struct node *parse(struct arena *arena, const uint8_t *data, size_t size)
{
    const struct node *node = NULL;
    if (size > 0 && data[0] == '{')
        (void)tree_read_json(arena, (const char *)data, size, NULL, &node, NULL);
    else
        (void)tree_read_msgpack(arena, data, size, NULL, &node, NULL);
    return node;
}

static void try_plan(struct arena *arena, const struct node *document, const struct problem *problem)
{
    const struct plan *plan, *again;
    const struct node *first, *second;
    struct placed *placed;
    struct error error;
    if (plan_read(arena, document, NULL, problem, &plan, &error) != ERROR_NONE) {
        require(plan == NULL && error.code != ERROR_INTERNAL);
        return;
    }
    require(plan_placement(arena, plan, problem, &placed, &error) == ERROR_NONE);
    require(plan_write(arena, plan, problem, &first, &error) == ERROR_NONE);
    require(plan_read(arena, first, NULL, problem, &again, &error) == ERROR_NONE);
    require(plan_write(arena, again, problem, &second, &error) == ERROR_NONE);
    require(node_equal(first, second));
}

static void try_scenario(struct arena *arena, const struct node *document, const struct node *instance)
{
    const struct path at = {NULL, "scenario", 0};
    const struct node *changed, *policy, *forced;
    const struct instance *read;
    const void *bytes;
    size_t length;
    struct error error;
    if (scenario_apply(arena, instance, NULL, document, &at, &changed, &policy, &forced, &error))
        return;
    require(tree_write_msgpack(arena, changed, &bytes, &length, &error) == ERROR_NONE);
    require(tree_write_msgpack(arena, policy, &bytes, &length, &error) == ERROR_NONE);
    (void)instance_read(arena, changed, NULL, &read, &error);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    const struct node *instance, *document = parse(arena, data, size);
    const struct problem *problem;
    struct plan_case parts;
    struct error error;
    require(tree_read_json(arena, office, strlen(office), NULL, &instance, &error) == ERROR_NONE);
    require(problem_read(arena, instance, NULL, NULL, &problem, &error) == ERROR_NONE);
    if (document) {
        try_plan(arena, document, problem);
        try_scenario(arena, document, instance);
        (void)case_read(document, &parts, &error);
    }
    arena_free(arena);
    return 0;
}
