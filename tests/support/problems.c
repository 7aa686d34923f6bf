/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/problems.h"

#include "tests/support/documents.h"

const struct node *instance_document_of(struct arena *arena, const char *members)
{
    return document_of(
        arena, arena_format(arena, "{'format': 'mutasi-instance/1', 'date': '2026-07-01', %s}", members));
}

const struct node *policy_document_of(struct arena *arena, const char *members)
{
    const char *comma = members[0] == '\0' ? "" : ", ";
    return document_of(arena, arena_format(arena, "{'format': 'mutasi-policy/1'%s%s}", comma, members));
}

const struct problem *problem_of(struct arena *arena, const char *instance, const char *policy,
                                 const char *scenario, struct error *error)
{
    const struct problem *problem = NULL;
    const struct node *instance_node = instance_document_of(arena, instance);
    const struct node *policy_node = policy == NULL ? NULL : policy_document_of(arena, policy);
    const struct node *scenario_node = scenario == NULL ? NULL : document_of(arena, scenario);
    if (instance_node == NULL || (policy != NULL && policy_node == NULL) ||
        (scenario != NULL && scenario_node == NULL)) {
        error_set(error, ERROR_MALFORMED, NULL, "the test's own text is not JSON");
        return NULL;
    }
    return problem_read(arena, instance_node, policy_node, scenario_node, &problem, error) == ERROR_NONE
               ? problem
               : NULL;
}

struct placed *placement_of(struct arena *arena, const struct problem *problem, const char *map)
{
    struct placed *placement = NULL;
    const struct node *node = document_of(arena, map);
    if (node == NULL ||
        placement_read(arena, problem->instance, node, NULL, &placement, NULL) != ERROR_NONE) {
        return NULL;
    }
    return placement;
}
