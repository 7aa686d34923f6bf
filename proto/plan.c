/* SPDX-License-Identifier: MIT */
#include "proto/plan.h"

const char *plan_status_word(enum plan_status status)
{
    static const char *const words[] = {
#define STATUS_WORD(name, word) [PLAN_##name] = word,
        PLAN_STATUS_LIST(STATUS_WORD)
#undef STATUS_WORD
    };
    return words[status];
}

const char *stop_word(enum stop stop)
{
    static const char *const words[] = {
#define STOP_WORD(name, word) [STOPPED_BY_##name] = word,
        STOP_LIST(STOP_WORD)
#undef STOP_WORD
    };
    return words[stop];
}

const char *demand_kind_word(enum demand_kind kind)
{
    static const char *const words[] = {
#define DEMAND_WORD(name, word) [DEMAND_##name] = word,
        DEMAND_KIND_LIST(DEMAND_WORD)
#undef DEMAND_WORD
    };
    return words[kind];
}

bool plan_has_placement(const struct plan *plan)
{
    return plan->status == PLAN_OPTIMAL || plan->status == PLAN_FEASIBLE;
}

double plan_gap(const struct plan *plan)
{
    int64_t objective = plan->objective.total;
    if (objective <= plan->bound_upt)
        return 0;
    return ((double)objective - (double)plan->bound_upt) / (double)(objective > MICRO ? objective : MICRO);
}

enum error_code plan_placement(struct arena *arena, const struct plan *plan, const struct problem *problem,
                               struct placed **out, struct error *error)
{
    const struct instance *instance = problem->instance;
    *out = arena_alloc(arena, (size_t)instance->employee_count, sizeof **out);
    if (!*out)
        return error_set(error, ERROR_MEMORY, "", "out of memory");
    for (int32_t i = 0; i < instance->employee_count; i++)
        (*out)[i] = (struct placed){.unit = instance->employees[i].unit, .offer = NONE, .surge = NONE};
    for (int32_t i = 0; i < plan->move_count; i++)
        (*out)[plan->moves[i].employee] =
            (struct placed){.unit = plan->moves[i].to, .offer = plan->moves[i].offer, .surge = NONE};
    for (int32_t i = 0; i < plan->unplaced_count; i++)
        (*out)[plan->unplaced[i]] = (struct placed){.unit = NONE, .offer = NONE, .surge = NONE};
    for (int32_t i = 0; i < plan->secondment_count; i++)
        (*out)[plan->secondments[i].employee].surge = plan->secondments[i].surge;
    return ERROR_NONE;
}
