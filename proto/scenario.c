/* SPDX-License-Identifier: MIT */
#include "proto/scenario.h"

#include "proto/policy.h"
#include "proto/scenario_parts.h"

/* Whether the list can be addressed by id. Where it cannot, the scenario leaves the instance alone and
 * reading it says what is wrong. */
static enum error_code addressable(struct reader *reader, const struct node *instance, const char *field,
                                   bool *out)
{
    struct id_table ids;
    const struct node *list = map_get(instance, field);
    *out = false;
    return list ? ids_of_maps(reader, list, &ids, out) : ERROR_NONE;
}

static enum error_code change_instance(struct scenario *scenario, const struct node *policy,
                                       const struct node **instance)
{
    bool units, employees;
    enum error_code code = addressable(&scenario->reader, *instance, "units", &units);
    if (!code)
        code = addressable(&scenario->reader, *instance, "employees", &employees);
    if (code || !units || !employees)
        return code;
    code = scenario_remove(scenario, instance);
    return code ? code : scenario_change(scenario, policy, instance);
}

enum error_code scenario_apply(struct arena *arena, const struct node *instance, const struct node *policy,
                               const struct node *scenario, const struct path *at,
                               const struct node **instance_out, const struct node **policy_out,
                               const struct node **forced, struct error *error)
{
    struct scenario work = {.reader = {arena, error}, .at = at};
    *instance_out = instance;
    *policy_out = policy;
    *forced = NULL;
    if (!scenario)
        return ERROR_NONE;
    enum error_code code = scenario_read(&work, scenario);
    if (code)
        return code;
    if (!policy)
        *policy_out = policy_default_document(arena);
    if (*policy_out && work.form.policy)
        *policy_out = merge_patch(arena, *policy_out, work.form.policy);
    if (!*policy_out)
        return out_of_memory(&work.reader);
    *forced = work.form.place;
    return change_instance(&work, *policy_out, instance_out);
}
