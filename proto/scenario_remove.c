/* SPDX-License-Identifier: MIT */
/* Taking units and people out of an instance, together with everything that refers to them. */
#include "proto/scenario_parts.h"

#include <string.h>

struct removal {
    struct arena *arena;
    struct id_table units, employees, surges; /* the removed ones */
    bool out_of_memory;
};

static bool removed(const struct id_table *ids, const struct node *id)
{
    return id_position(ids, id) != NONE;
}

static bool keep_unit(void *context, const struct node *element, uint32_t index)
{
    (void)index;
    return !removed(&((struct removal *)context)->units, map_get(element, "id"));
}

static bool keep_employee(void *context, const struct node *element, uint32_t index)
{
    (void)index;
    return !removed(&((struct removal *)context)->employees, map_get(element, "id"));
}

static bool keep_surge(void *context, const struct node *element, uint32_t index)
{
    (void)index;
    return !removed(&((struct removal *)context)->surges, map_get(element, "id"));
}

static bool keep_unit_id(void *context, const struct node *element, uint32_t index)
{
    (void)index;
    return !removed(&((struct removal *)context)->units, element);
}

static bool keep_unit_key(void *context, const char *key)
{
    return id_table_find(&((struct removal *)context)->units, key, (uint32_t)strlen(key)) == NONE;
}

/* relocation, supplies, surges: an element that names something removed goes with it. */
static bool keep_reference(void *context, const struct node *element, uint32_t index)
{
    (void)index;
    const struct removal *removal = context;
    return !removed(&removal->units, map_get(element, "unit")) &&
           !removed(&removal->employees, map_get(element, "employee"));
}

static bool keep_pair(void *context, const struct node *element, uint32_t index)
{
    (void)index;
    const struct removal *removal = context;
    const struct node *people = map_get(element, "employees");
    for (uint32_t i = 0; people && people->kind == NODE_ARRAY && i < people->count; i++)
        if (removed(&removal->employees, &people->as.items[i]))
            return false;
    return true;
}

static bool keep_previous(void *context, const struct node *map, uint32_t i)
{
    const struct removal *removal = context;
    return !removed(&removal->employees, &map->as.items[2 * i]) &&
           !removed(&removal->units, &map->as.items[2 * i + 1]);
}

/* Sets map[key] to value, remembering when memory ran out (value or the new map NULL). */
static const struct node *set(struct removal *removal, const struct node *map, const char *key,
                              const struct node *value)
{
    if (value == map_get(map, key) && value)
        return map;
    const struct node *changed = value ? map_with(removal->arena, map, key, value) : NULL;
    removal->out_of_memory |= !changed;
    return changed ? changed : map;
}

static const struct node *filter_field(struct removal *removal, const struct node *map, const char *key,
                                       node_filter *keep)
{
    const struct node *array = map_get(map, key);
    return array ? set(removal, map, key, array_filtered(removal->arena, array, keep, removal)) : map;
}

/* A person who consented only to units that are gone consents to none. */
static const struct node *without_consent(struct removal *removal, const struct node *employee)
{
    static const struct node none = {.kind = NODE_STRING, .count = 4, .as.text = "none"};
    const struct node *before = map_get(employee, "consent");
    const struct node *changed = filter_field(removal, employee, "consent", keep_unit_id);
    const struct node *after = map_get(changed, "consent");
    bool emptied = before && before->kind == NODE_ARRAY && before->count > 0 && after->count == 0;
    return emptied ? set(removal, changed, "consent", &none) : changed;
}

/* The person loses a removed unit, and the pin that held them there. */
static const struct node *without_units(struct removal *removal, const struct node *employee)
{
    static const struct node nowhere = {.kind = NODE_NULL};
    const struct node *prefers = map_get(employee, "prefers");
    if (removed(&removal->units, map_get(employee, "unit"))) {
        employee = set(removal, employee, "unit", &nowhere);
        if (map_get(employee, "pinned")) {
            const struct node *unpinned = map_with(removal->arena, employee, "pinned", NULL);
            removal->out_of_memory |= !unpinned;
            employee = unpinned ? unpinned : employee;
        }
    }
    if (prefers)
        employee =
            set(removal, employee, "prefers", map_filtered(removal->arena, prefers, keep_unit_key, removal));
    return without_consent(removal, employee);
}

static const struct node *employees_without_units(struct removal *removal, const struct node *instance)
{
    const struct node *before = map_get(instance, "employees");
    struct node *after = arena_alloc(removal->arena, 1, sizeof *after);
    struct node *items = arena_alloc(removal->arena, before->count, sizeof *items);
    if (!after || !items) {
        removal->out_of_memory = true;
        return instance;
    }
    for (uint32_t i = 0; i < before->count; i++)
        items[i] = *without_units(removal, &before->as.items[i]);
    *after = (struct node){.kind = NODE_ARRAY, .count = before->count, .as.items = items};
    return set(removal, instance, "employees", after);
}

/* Which rows and columns of the distance table stay. */
struct table_filter {
    struct removal *removal;
    const struct node *ids;
};

static bool keep_column(void *context, const struct node *element, uint32_t index)
{
    (void)element;
    const struct table_filter *filter = context;
    return index >= filter->ids->count || !removed(&filter->removal->units, &filter->ids->as.items[index]);
}

static const struct node *smaller_table(struct removal *removal, const struct node *km,
                                        struct table_filter *filter)
{
    const struct node *rows = array_filtered(removal->arena, km, keep_column, filter);
    if (!rows || rows == km || rows->kind != NODE_ARRAY)
        return rows;
    for (uint32_t i = 0; i < rows->count; i++) {
        const struct node *row = array_filtered(removal->arena, &rows->as.items[i], keep_column, filter);
        if (!row)
            return NULL;
        rows->as.items[i] = *row;
    }
    return rows;
}

static const struct node *smaller_distances(struct removal *removal, const struct node *instance)
{
    const struct node *distances = map_get(instance, "distances");
    const struct node *ids = distances ? map_get(distances, "units") : NULL;
    const struct node *km = distances ? map_get(distances, "km") : NULL;
    if (!ids || !km || ids->kind != NODE_ARRAY || km->kind != NODE_ARRAY)
        return instance;
    struct table_filter filter = {removal, ids};
    distances = set(removal, distances, "km", smaller_table(removal, km, &filter));
    distances = filter_field(removal, distances, "units", keep_unit_id);
    return set(removal, instance, "distances", distances);
}

static const struct node *smaller_previous(struct removal *removal, const struct node *instance)
{
    const struct node *previous = map_get(instance, "previous");
    if (!previous || previous->kind != NODE_MAP)
        return instance;
    struct node copy = node_map(removal->arena, previous->count);
    for (uint32_t i = 0; i < previous->count; i++)
        if (keep_previous(removal, previous, i))
            map_add(&copy, previous->as.items[2 * i].as.text, previous->as.items[2 * i + 1]);
    return set(removal, instance, "previous", &copy);
}

/* The ids to be removed, each of which must be there. */
static enum error_code removal_ids(struct scenario *scenario, const char *field, const struct node *ids,
                                   const struct node *list, const char *what, struct id_table *out)
{
    struct id_table known;
    bool addressable;
    const struct path remove = {scenario->at, "remove", 0}, at = {&remove, field, 0};
    enum error_code code = ids_of_list(&scenario->reader, ids, out, &addressable);
    if (!code)
        code = ids_of_maps(&scenario->reader, list, &known, &addressable);
    return code ? code : ids_known(&scenario->reader, ids, &at, &known, what);
}

enum error_code scenario_remove(struct scenario *scenario, const struct node **instance)
{
    const struct scenario_form *form = &scenario->form;
    struct removal removal = {.arena = scenario->reader.arena};
    const struct node *left = *instance;
    if (!form->remove)
        return ERROR_NONE;
    enum error_code code =
        removal_ids(scenario, "units", form->remove_units, map_get(left, "units"), "a unit", &removal.units);
    if (!code)
        code = removal_ids(scenario, "employees", form->remove_employees, map_get(left, "employees"),
                           "an employee", &removal.employees);
    if (!code)
        code = removal_ids(scenario, "surges", form->remove_surges, map_get(left, "surges"), "a surge",
                           &removal.surges);
    if (code)
        return code;
    left = filter_field(&removal, left, "surges", keep_surge);
    left = filter_field(&removal, left, "employees", keep_employee);
    left = filter_field(&removal, left, "relocation", keep_reference);
    left = filter_field(&removal, left, "supplies", keep_reference);
    left = filter_field(&removal, left, "pairs", keep_pair);
    left = smaller_previous(&removal, left);
    if (removal.units.count > 0) {
        left = filter_field(&removal, left, "units", keep_unit);
        left = filter_field(&removal, left, "surges", keep_reference);
        left = employees_without_units(&removal, left);
        left = smaller_distances(&removal, left);
    }
    *instance = left;
    return removal.out_of_memory ? out_of_memory(&scenario->reader) : ERROR_NONE;
}
