/* SPDX-License-Identifier: GPL-3.0-or-later */
/* MessagePack bytes to a problem: {instance, policy?, scenario?, placement?} as a request's body brings them,
 * or the instance alone. Whatever the bytes, reading ends; a refusal has a code and a text; what is accepted
 * answers every question about it. */
#include "proto/problem.h"

#include <stdlib.h>

static void require(bool condition)
{
    if (!condition)
        abort();
}

static void ask_instance(const struct instance *instance, const struct policy *policy)
{
    int64_t mfte;
    for (int32_t i = 0; i < instance->unit_count; i++) {
        if (need_mfte(&instance->units[i].demand.need, policy->effective_minutes_micro, &mfte))
            require(mfte >= 0);
        require(instance_distance_m(instance, i, 0) >= 0 && instance_distance_m(instance, 0, i) >= 0);
        require(instance->units[i].group >= NONE && instance->units[i].group < instance->group_count);
    }
    for (int32_t i = 0; i < instance->employee_count; i++) {
        const struct employee *employee = &instance->employees[i];
        require(employee->unit >= NONE && employee->unit < instance->unit_count);
        for (int32_t k = 0; k < employee->holding_count; k++) {
            require(employee->holdings[k].competency < instance->competency_count);
            require(employee_level(employee, employee->holdings[k].competency) ==
                    employee->holdings[k].level);
        }
        for (int32_t k = 0; k < employee->prefer_count; k++)
            require(employee_preference_micro(employee, employee->prefers[k].unit) ==
                    employee->prefers[k].share_micro);
    }
    for (int64_t i = 0; i < instance->relocation_count; i++) {
        const struct override *entry = &instance->relocation[i];
        require(override_find(instance->relocation, instance->relocation_count, entry->employee,
                              entry->unit) == entry);
    }
}

static void ask(struct arena *arena, const struct problem *problem, const struct node *placement)
{
    struct error error = {0};
    struct placed *placed;
    const void *bytes;
    size_t length;
    ask_instance(problem->instance, problem->policy);
    require(tree_write_msgpack(arena, problem->instance_document, &bytes, &length, &error) == ERROR_NONE);
    require(tree_write_msgpack(arena, problem->policy_document, &bytes, &length, &error) == ERROR_NONE);
    if (placement != NULL)
        placement_read(arena, problem->instance, placement, NULL, &placed, &error);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct error error = {0};
    const struct node *body;
    if (tree_read_msgpack(arena, data, size, NULL, &body, &error) == ERROR_NONE) {
        const struct node *instance = map_get(body, "instance");
        const struct problem *problem = NULL;
        enum error_code code =
            problem_read(arena, instance != NULL ? instance : body, map_get(body, "policy"),
                         map_get(body, "scenario"), &problem, &error);
        require((code == ERROR_NONE) == (problem != NULL) && (problem != NULL || error.text[0] != '\0'));
        if (problem != NULL)
            ask(arena, problem, map_get(body, "placement"));
    }
    arena_free(arena);
    return 0;
}
