/* SPDX-License-Identifier: MIT */
#include "proto/problem.h"

#include "proto/id_table.h"
#include "proto/read.h"
#include "proto/scenario.h"

#include <string.h>

/* --- maps of employees to units
 * ----------------------------------------------------------------------------- */

/* Ids to indices, for documents that arrive after the instance. */
struct ids {
    struct id_table employees, units, surges;
};

static bool ids_init(struct ids *ids, struct arena *arena, const struct instance *instance)
{
    bool fresh;
    if (!id_table_init(&ids->employees, arena, (size_t)instance->employee_count) ||
        !id_table_init(&ids->units, arena, (size_t)instance->unit_count) ||
        !id_table_init(&ids->surges, arena, (size_t)instance->surge_count))
        return false;
    for (int32_t i = 0; i < instance->employee_count; i++)
        id_table_add(&ids->employees, instance->employees[i].id, (uint32_t)strlen(instance->employees[i].id),
                     &fresh);
    for (int32_t i = 0; i < instance->unit_count; i++)
        id_table_add(&ids->units, instance->units[i].id, (uint32_t)strlen(instance->units[i].id), &fresh);
    for (int32_t i = 0; i < instance->surge_count; i++)
        id_table_add(&ids->surges, instance->surges[i].id, (uint32_t)strlen(instance->surges[i].id), &fresh);
    return true;
}

static enum error_code resolve(struct reader *reader, const struct id_table *table, const struct node *id,
                               const struct path *at, const char *kind, int32_t *out)
{
    char shown[SHOWN_BYTES];
    if (id->kind != NODE_STRING)
        return refuse_type(reader, id, at, kind);
    *out = id_table_find(table, id->as.text, id->count);
    if (*out == NONE)
        return error_at(reader->error, ERROR_UNKNOWN_ID, at, "seen %s, expected %s", node_shown(id, shown),
                        kind);
    return ERROR_NONE;
}

static enum error_code read_unit_or_null(struct reader *reader, const struct ids *ids,
                                         const struct node *value, const struct path *at, int32_t *unit)
{
    *unit = NONE;
    if (value->kind == NODE_NULL)
        return ERROR_NONE;
    return resolve(reader, &ids->units, value, at, "the id of a unit, or null", unit);
}

struct lent_parts {
    const struct node *surge, *unit;
};

/* {unit, surge}: placed in the unit, and lent to the surge. */
static enum error_code read_lent(struct reader *reader, const struct ids *ids, const struct node *value,
                                 const struct path *at, struct placed *placed)
{
    static const struct field fields[] = {
        FIELD("surge", REQUIRED, read_node, struct lent_parts, surge),
        FIELD("unit", REQUIRED, read_node, struct lent_parts, unit),
    };
    struct lent_parts parts = {0};
    const struct path surge = {at, "surge", 0}, unit = {at, "unit", 0};
    enum error_code code = read_fields(reader, fields, COUNT_OF(fields), value, at, &parts);
    if (code == ERROR_NONE)
        code = resolve(reader, &ids->surges, parts.surge, &surge, "the id of a surge", &placed->surge);
    if (code == ERROR_NONE)
        code = resolve(reader, &ids->units, parts.unit, &unit, "the id of a unit", &placed->unit);
    return code;
}

enum error_code placement_read(struct arena *arena, const struct instance *instance, const struct node *map,
                               const struct path *at, struct placed **out, struct error *error)
{
    *out = NULL;
    struct reader reader = {arena, error};
    struct ids ids;
    if (map->kind != NODE_MAP)
        return refuse_type(&reader, map, at, "a map of employees to units");
    struct placed *placed = arena_alloc(arena, (size_t)instance->employee_count, sizeof *placed);
    if (placed == NULL || !ids_init(&ids, arena, instance))
        return out_of_memory(&reader);
    for (int32_t i = 0; i < instance->employee_count; i++)
        placed[i] = (struct placed){instance->employees[i].unit, NONE, NONE};
    for (size_t i = 0; i < map->count; i++) {
        const struct node *key = &map->as.items[2 * i];
        const struct path here = {at, key->as.text, 0};
        int32_t employee;
        enum error_code code =
            resolve(&reader, &ids.employees, key, &here, "the id of an employee", &employee);
        if (code == ERROR_NONE)
            code = key[1].kind == NODE_MAP
                       ? read_lent(&reader, &ids, &key[1], &here, &placed[employee])
                       : read_unit_or_null(&reader, &ids, &key[1], &here, &placed[employee].unit);
        if (code != ERROR_NONE)
            return code;
    }
    *out = placed;
    return ERROR_NONE;
}

/* --- the scenario's `place`
 * ---------------------------------------------------------------------------------- */

static enum error_code force(struct reader *reader, const struct instance *instance, const struct ids *ids,
                             const struct node *key, const struct path *at, int32_t *forced)
{
    int32_t employee, unit;
    enum error_code code = resolve(reader, &ids->employees, key, at, "the id of an employee", &employee);
    if (code == ERROR_NONE)
        code = read_unit_or_null(reader, ids, key + 1, at, &unit);
    if (code != ERROR_NONE)
        return code;
    if (unit == NONE)
        return refuse_type(reader, key + 1, at, "the id of a unit");
    if (!instance->units[unit].open)
        return error_at(reader->error, ERROR_CONTRADICTION, at,
                        "seen a person placed into the closed unit \"%s\", expected an open one",
                        instance->units[unit].id);
    forced[employee] = unit;
    return ERROR_NONE;
}

static enum error_code read_forced(struct reader *reader, const struct node *map, struct problem *problem)
{
    const struct path scenario = {NULL, "scenario", 0}, at = {&scenario, "place", 0};
    const struct instance *instance = problem->instance;
    struct ids ids;
    if (map == NULL)
        return ERROR_NONE;
    int32_t *forced = arena_alloc(reader->arena, (size_t)instance->employee_count, sizeof *forced);
    if (forced == NULL || !ids_init(&ids, reader->arena, instance))
        return out_of_memory(reader);
    for (int32_t i = 0; i < instance->employee_count; i++)
        forced[i] = NONE;
    for (size_t i = 0; i < map->count; i++) {
        const struct node *key = &map->as.items[2 * i];
        const struct path here = {&at, key->as.text, 0};
        enum error_code code = force(reader, instance, &ids, key, &here, forced);
        if (code != ERROR_NONE)
            return code;
    }
    problem->forced_unit = forced;
    return ERROR_NONE;
}

/* --- the whole
 * ------------------------------------------------------------------------------------------------ */

static enum error_code read_all(struct reader *reader, const struct node *forced, struct problem *problem)
{
    const struct path instance = {NULL, "instance", 0}, policy = {NULL, "policy", 0};
    enum error_code code = instance_read(reader->arena, problem->instance_document, &instance,
                                         &problem->instance, reader->error);
    if (code == ERROR_NONE)
        code = policy_read(reader->arena, problem->policy_document, &policy, &problem->policy, reader->error);
    if (code == ERROR_NONE)
        code = policy_check(problem->policy, problem->instance, reader->error);
    return code == ERROR_NONE ? read_forced(reader, forced, problem) : code;
}

enum error_code problem_read(struct arena *arena, const struct node *instance, const struct node *policy,
                             const struct node *scenario, const struct problem **out, struct error *error)
{
    *out = NULL;
    struct reader reader = {arena, error};
    const struct path at = {NULL, "scenario", 0};
    const struct node *forced = NULL;
    struct problem *problem = arena_alloc(arena, 1, sizeof *problem);
    if (policy == NULL)
        policy = policy_default_document(arena);
    if (problem == NULL || policy == NULL)
        return out_of_memory(&reader);
    enum error_code code = scenario_apply(arena, instance, policy, scenario, &at, &problem->instance_document,
                                          &problem->policy_document, &forced, error);
    if (code == ERROR_NONE)
        code = read_all(&reader, forced, problem);
    if (code == ERROR_NONE)
        *out = problem;
    return code;
}
