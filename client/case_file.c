/* SPDX-License-Identifier: MIT */
#include "client/case_file.h"

#include "client/file.h"

static enum error_code read_parts(struct arena *arena, const struct node *document, struct case_file *out,
                                  struct error *error)
{
    const struct path at = {.key = "plan"};
    enum error_code code = case_read(document, &out->parts, error);
    if (code == ERROR_NONE)
        code = problem_read(arena, out->parts.instance, out->parts.policy, out->parts.scenario, &out->problem,
                            error);
    if (code == ERROR_NONE)
        code = plan_read(arena, out->parts.plan, &at, out->problem, &out->plan, error);
    return code;
}

enum error_code case_file_parse(struct arena *arena, const char *file, const struct node *document,
                                struct case_file *out, struct error *error)
{
    *out = (struct case_file){.file = file};
    enum error_code code = read_parts(arena, document, out, error);
    if (code != ERROR_NONE)
        file_name_error(file, error);
    return code;
}

enum error_code case_file_read(struct arena *arena, const char *file, struct case_file *out,
                               struct error *error)
{
    const struct node *document;
    enum error_code code = file_read_tree(arena, file, &document, error);
    return code != ERROR_NONE ? code : case_file_parse(arena, file, document, out, error);
}

static enum error_code everybody_stays(struct arena *arena, const struct instance *instance,
                                       struct placed **out, struct error *error)
{
    *out = arena_alloc(arena, (size_t)instance->employee_count, sizeof **out);
    if (*out == NULL)
        return error_set(error, ERROR_MEMORY, "", "out of memory for the placement");
    for (int32_t i = 0; i < instance->employee_count; i++)
        (*out)[i] = (struct placed){instance->employees[i].unit, NONE, NONE};
    return ERROR_NONE;
}

static enum error_code count(const struct instance *instance, struct standing *out, struct error *error)
{
    enum error_code code = ERROR_NONE;
    for (int32_t i = 0; i < instance->employee_count && code == ERROR_NONE; i++) {
        struct placed stays = {instance->employees[i].unit, NONE, NONE};
        code = measures_change(&out->before, i, stays, 1, error);
        if (code == ERROR_NONE)
            code = measures_change(&out->after, i, out->placement[i], 1, error);
    }
    return code;
}

enum error_code standing_of(struct arena *arena, const struct problem *problem, const struct plan *plan,
                            struct standing *out, struct error *error)
{
    struct placed *placement;
    bool is_placed = plan != NULL && plan_has_placement(plan);
    *out = (struct standing){0};
    enum error_code code = is_placed ? plan_placement(arena, plan, problem, &placement, error)
                                     : everybody_stays(arena, problem->instance, &placement, error);
    if (code == ERROR_NONE)
        code = measures_new(arena, problem, true, &out->before, error);
    if (code == ERROR_NONE)
        code = measures_new(arena, problem, false, &out->after, error);
    if (code != ERROR_NONE)
        return code;
    out->placement = placement;
    return count(problem->instance, out, error);
}

const char *unit_title(const struct unit *unit)
{
    return unit->name != NULL ? unit->name : unit->id;
}

const char *group_title(const struct group *group)
{
    return group->name != NULL ? group->name : group->id;
}

const char *employee_title(const struct employee *employee)
{
    return employee->name != NULL ? employee->name : employee->id;
}
