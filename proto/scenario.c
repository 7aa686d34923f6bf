/* SPDX-License-Identifier: MIT */
#include "proto/scenario.h"

#include "proto/policy.h"
#include "proto/scenario_parts.h"

enum error_code ids_known(const struct scenario_form *form, const char *field, const char *subfield,
                          const struct node *list, const struct id_set *known, const char *what,
                          struct error *error)
{
    const struct path outer = {form->at, field, 0}, inner = {&outer, subfield, 0};
    for (uint32_t i = 0; list && i < list->count; i++) {
        const char *id = list->as.items[i].as.text;
        if (id_set_find(known, id) < 0)
            return error_at(error, ERROR_UNKNOWN_ID, &(struct path){subfield ? &inner : &outer, NULL, i},
                            "there is no %s \"%s\"", what, id);
    }
    return ERROR_NONE;
}

/* Whether both lists can be addressed by id. Where they cannot, the scenario leaves the instance alone and
 * reading it says what is wrong. */
static bool addressable(struct arena *arena, const struct node *instance)
{
    const struct node *units = map_get(instance, "units"), *employees = map_get(instance, "employees");
    struct id_set set;
    return units && employees && id_set_build(arena, units, &set) && id_set_repeated(&set) < 0 &&
           id_set_build(arena, employees, &set) && id_set_repeated(&set) < 0;
}

static enum error_code apply_form(struct arena *arena, const struct scenario_form *form,
                                  const struct node **instance, const struct node **policy,
                                  struct error *error)
{
    if (!*policy)
        *policy = policy_default_document(arena);
    if (*policy && form->policy)
        *policy = merge_patch(arena, *policy, form->policy);
    if (!*policy)
        return error_at(error, ERROR_MEMORY, form->at, "out of memory");
    if (!addressable(arena, *instance))
        return ERROR_NONE;
    enum error_code code = scenario_remove(arena, form, instance, error);
    return code ? code : scenario_change(arena, form, *policy, instance, error);
}

enum error_code scenario_apply(struct arena *arena, const struct node *instance, const struct node *policy,
                               const struct node *scenario, const struct path *at,
                               const struct node **instance_out, const struct node **policy_out,
                               const struct node **forced, struct error *error)
{
    struct scenario_form form;
    *instance_out = instance;
    *policy_out = policy;
    *forced = NULL;
    if (!scenario)
        return ERROR_NONE;
    enum error_code code = scenario_read(arena, scenario, at, &form, error);
    if (!code)
        code = apply_form(arena, &form, instance_out, policy_out, error);
    if (!code)
        *forced = form.place;
    return code;
}
