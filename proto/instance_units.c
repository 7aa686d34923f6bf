/* SPDX-License-Identifier: MIT */
/* Units and groups of units. */
#include "proto/instance_parts.h"

/* --- groups ----------------------------------------------------------------------------------------------
 */

static const struct field group_fields[] = {
    FIELD("competencies", OPTIONAL, read_minimums, struct group, demand),
    FIELD("headcount_limits", OPTIONAL, read_headcount_limits, struct group, demand),
    FIELD("id", REQUIRED, read_id, struct group, id),
    FIELD("name", OPTIONAL, read_text, struct group, name),
    FIELD("need", OPTIONAL, read_need, struct group, demand),
    FIELD("supply_limits", OPTIONAL, read_supply_limits, struct group, demand),
};

static enum error_code read_group(struct reader *reader, const struct field *field, const struct node *value,
                                  const struct path *at, void *record)
{
    (void)field;
    struct instance_reader *own = instance_reader_of(reader);
    struct group *group = record;
    group->demand = demand_none();
    enum error_code code = read_fields(reader, group_fields, COUNT_OF(group_fields), value, at, group);
    return code == ERROR_NONE ? id_declare(own, &own->group_ids, group->id, at) : code;
}

enum error_code groups_read(struct instance_reader *reader, const struct node *part, const struct path *at)
{
    static const struct field element = {.read = read_group};
    bool is_list = part != NULL && part->kind == NODE_ARRAY;
    if (!id_table_init(&reader->group_ids, reader->base.arena, is_list ? part->count : 0))
        return out_of_memory(&reader->base);
    if (part == NULL)
        return ERROR_NONE;
    struct list list = {0};
    enum error_code code = read_elements(&reader->base, &element, sizeof(struct group), part, at, &list);
    reader->instance->groups = reader->groups = list.items;
    reader->instance->group_count = list.count;
    return code;
}

/* --- units -----------------------------------------------------------------------------------------------
 */

static enum error_code read_at(struct reader *reader, const struct field *field, const struct node *value,
                               const struct path *at, void *record)
{
    (void)field;
    struct unit *unit = record;
    const struct node *pair[2];
    enum error_code code = read_two(reader, value, at, pair);
    if (code != ERROR_NONE)
        return code;
    const struct path first = {at, NULL, 0}, second = {at, NULL, 1};
    code = read_micro_within(reader, pair[0], &first, -90 * MICRO, 90 * MICRO, &unit->lat);
    if (code == ERROR_NONE)
        code = read_micro_within(reader, pair[1], &second, -180 * MICRO, 180 * MICRO, &unit->lon);
    unit->has_at = true;
    return code;
}

static const struct field unit_fields[] = {
    WHOLE("at", OPTIONAL, read_at),
    FIELD("budget", OPTIONAL, read_micro, struct unit, budget_upt, RANGE(0, MICRO_MAX)),
    FIELD("competencies", OPTIONAL, read_minimums, struct unit, demand),
    FIELD("group", OPTIONAL, read_group_ref, struct unit, group),
    FIELD("headcount_limits", OPTIONAL, read_headcount_limits, struct unit, demand),
    FIELD("id", REQUIRED, read_id, struct unit, id),
    FIELD("name", OPTIONAL, read_text, struct unit, name),
    FIELD("need", OPTIONAL, read_need, struct unit, demand),
    FIELD("open", OPTIONAL, read_boolean, struct unit, open),
    FIELD("supply_limits", OPTIONAL, read_supply_limits, struct unit, demand),
    FIELD("work", OPTIONAL, read_work, struct unit, demand),
};

static enum error_code read_unit(struct reader *reader, const struct field *field, const struct node *value,
                                 const struct path *at, void *record)
{
    (void)field;
    struct instance_reader *own = instance_reader_of(reader);
    struct unit *unit = record;
    *unit = (struct unit){.group = NONE, .open = true, .budget_upt = NONE, .demand = demand_none()};
    enum error_code code = read_fields(reader, unit_fields, COUNT_OF(unit_fields), value, at, unit);
    return code == ERROR_NONE ? id_declare(own, &own->unit_ids, unit->id, at) : code;
}

enum error_code units_read(struct instance_reader *reader, const struct node *part, const struct path *at)
{
    static const struct field element = {.read = read_unit};
    if (part->kind == NODE_ARRAY && !id_table_init(&reader->unit_ids, reader->base.arena, part->count))
        return out_of_memory(&reader->base);
    struct list list = {0};
    enum error_code code = read_elements(&reader->base, &element, sizeof(struct unit), part, at, &list);
    reader->instance->units = reader->units = list.items;
    reader->instance->unit_count = list.count;
    return code;
}
