/* SPDX-License-Identifier: MIT */
/* Whom a person may be lent to, and from where. People who may go to every open unit share one list. */
#include "solver/model/choice_model_parts.h"

#include <string.h>

/* The lending units among a person's destinations; to each surge from all of them but its own unit. */
static struct loans *make_loans(struct arena *arena, const struct choice_model *model,
                                const struct destinations *to)
{
    const struct instance *instance = model->problem->instance;
    struct loans *loans = arena_alloc(arena, 1, sizeof *loans);
    int32_t *lenders = arena_alloc(arena, (size_t)to->count, sizeof *lenders);
    struct loan_block *blocks = arena_alloc(arena, (size_t)instance->surge_count, sizeof *blocks);
    if (loans == NULL || lenders == NULL || blocks == NULL)
        return NULL;
    *loans = (struct loans){.lenders = lenders, .blocks = blocks};
    for (int32_t i = 0; i < to->count; i++)
        if (model->lending->lenders[to->units[i]].may_lend)
            lenders[loans->lender_count++] = to->units[i];
    for (int32_t s = 0; s < instance->surge_count; s++) {
        int32_t unit = instance->surges[s].unit;
        if (!surge_is_planned(model->problem, s) || position_of(to->units, to->count, unit) == NONE)
            continue;
        int32_t skipped = position_of(lenders, loans->lender_count, unit);
        blocks[loans->block_count++] = (struct loan_block){s, skipped, loans->total};
        loans->total += loans->lender_count - (skipped != NONE);
    }
    return loans;
}

enum error_code formulate_loans(struct arena *arena, struct choice_model *model,
                                struct destinations *destinations, struct error *error)
{
    const struct instance *instance = model->problem->instance;
    const struct destinations *shared = NULL;
    bool complete = true;
    enum error_code code = lending_new(arena, model->problem, &model->lending, error);
    if (code != ERROR_NONE || model->lending == NULL || model->question != NULL)
        return code; /* no hard demand asks that anybody is lent */
    for (int32_t k = 0; complete && k < instance->employee_count; k++) {
        struct destinations *to = &destinations[k];
        if (to->count < 2)
            continue;
        bool is_shared = shared != NULL && shared->units == to->units;
        to->loans = is_shared ? shared->loans : make_loans(arena, model, to);
        complete = to->loans != NULL;
        shared = to->units == model->open_units ? to : shared;
    }
    return complete ? ERROR_NONE
                    : error_set(error, ERROR_MEMORY, NULL, "no memory for the choices of secondment");
}
