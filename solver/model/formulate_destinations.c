/* SPDX-License-Identifier: MIT */
/* Where each person may end. People who may go anywhere share one list. */
#include "solver/model/choice_model_parts.h"
#include "solver/model/formulate.h"

#include <string.h>

static bool may(const struct choice_model *model, int32_t employee, int32_t unit)
{
    const struct question *question = model->question;
    return question != NULL
               ? restrictions_allow(question->restrictions, employee, unit, question->lifted[employee])
               : eligibility_of(model->problem, employee, unit).barrier == BARRIER_NONE;
}

static int32_t *open_units(struct arena *arena, const struct instance *instance, int32_t *count)
{
    int32_t *open = arena_alloc(arena, (size_t)instance->unit_count, sizeof *open);
    *count = 0;
    for (int32_t u = 0; open != NULL && u < instance->unit_count; u++)
        if (instance->units[u].open)
            open[(*count)++] = u;
    return open;
}

/* Free to go to every open unit, and to stay: no pin, no list, no rule, nothing forced. */
static bool goes_anywhere(const struct choice_model *model, int32_t employee)
{
    const struct problem *problem = model->problem;
    const struct question *question = model->question;
    if (question != NULL)
        return (question->restrictions->held[employee] & ~question->lifted[employee]) == 0;
    const struct employee *person = &problem->instance->employees[employee];
    bool forced = problem->forced_unit != NULL && problem->forced_unit[employee] != NONE;
    return !person->pinned && !forced && person->consent == CONSENT_ANY &&
           moving_rule(problem, employee) == NULL && staying_rule(problem, employee) == NULL;
}

/* Candidates of one who is not free: the consented units and the present and forced one, or all where
 * something is lifted; each is then checked. */
static int32_t candidates(const struct choice_model *model, int32_t employee, int32_t *list)
{
    const struct problem *problem = model->problem;
    const struct employee *person = &problem->instance->employees[employee];
    bool is_lifted = model->question != NULL && model->question->lifted[employee] != 0;
    int32_t count = 0;
    int32_t extra[2] = {person->unit, problem->forced_unit != NULL ? problem->forced_unit[employee] : NONE};
    if (person->consent == CONSENT_ANY || is_lifted)
        for (int32_t u = 0; u < problem->instance->unit_count; u++)
            list[count++] = u;
    else if (person->consent == CONSENT_LISTED && person->consent_count > 0) {
        memcpy(list, person->consent_units, (size_t)person->consent_count * sizeof *list);
        count = person->consent_count;
    }
    for (int i = 0; i < 2; i++) {
        int32_t at = 0;
        while (at < count && list[at] < extra[i])
            at++;
        if (extra[i] == NONE || (at < count && list[at] == extra[i]))
            continue;
        memmove(list + at + 1, list + at, (size_t)(count - at) * sizeof *list);
        list[at] = extra[i];
        count++;
    }
    return count;
}

static bool own_destinations(struct arena *arena, const struct choice_model *model, int32_t employee,
                             int32_t *scratch, struct destinations *to)
{
    int32_t kept = 0, count = candidates(model, employee, scratch);
    for (int32_t i = 0; i < count; i++)
        if (may(model, employee, scratch[i]))
            scratch[kept++] = scratch[i];
    int32_t *units = arena_alloc(arena, (size_t)kept, sizeof *units);
    if (units == NULL)
        return false;
    memcpy(units, scratch, (size_t)kept * sizeof *units);
    to->units = units;
    to->count = kept;
    return true;
}

enum error_code formulate_destinations(struct arena *arena, struct choice_model *model, const int32_t **stuck,
                                       int32_t *stuck_count, struct error *error)
{
    const struct instance *instance = model->problem->instance;
    size_t people = (size_t)instance->employee_count;
    struct destinations *all = arena_alloc(arena, people, sizeof *all);
    int32_t *without = arena_alloc(arena, people, sizeof *without);
    int32_t *scratch = arena_alloc(arena, (size_t)instance->unit_count + 2, sizeof *scratch);
    int32_t open_count, *open = open_units(arena, instance, &open_count);
    model->open_units = open;
    if (all == NULL || without == NULL || scratch == NULL || open == NULL)
        return error_set(error, ERROR_MEMORY, NULL, "no memory for the choices of %zu people", people);
    *stuck_count = 0;
    for (int32_t k = 0; k < instance->employee_count; k++) {
        all[k].unplaced = may(model, k, NONE);
        if (goes_anywhere(model, k)) {
            all[k].units = open;
            all[k].count = open_count;
        } else if (!own_destinations(arena, model, k, scratch, &all[k])) {
            return error_set(error, ERROR_MEMORY, NULL, "no memory for the choices of %zu people", people);
        }
        if (all[k].count == 0 && !all[k].unplaced)
            without[(*stuck_count)++] = k;
    }
    *stuck = without;
    model->destinations = all;
    return formulate_loans(arena, model, all, error);
}
