/* SPDX-License-Identifier: MIT */
/* Surges: work for a time, which people of other units are lent to. */
#include "proto/instance_parts.h"

static const struct field surge_fields[] = {
    FIELD("from", REQUIRED, read_day, struct surge, from),
    FIELD("id", REQUIRED, read_id, struct surge, id),
    FIELD("need", REQUIRED, read_milli, struct surge, need_mfte, RANGE(0, COUNT_MAX * 1000)),
    FIELD("to", REQUIRED, read_day, struct surge, to),
    FIELD("unit", REQUIRED, read_unit_ref, struct surge, unit),
};

static enum error_code read_surge(struct reader *reader, const struct field *field, const struct node *value,
                                  const struct path *at, void *record)
{
    (void)field;
    struct instance_reader *own = instance_reader_of(reader);
    struct surge *surge = record;
    enum error_code code = read_fields(reader, surge_fields, COUNT_OF(surge_fields), value, at, surge);
    const struct path to = {at, "to", 0};
    if (code == ERROR_NONE && surge->from > surge->to)
        return error_at(reader->error, ERROR_CONTRADICTION, &to,
                        "seen a surge that ends before it begins, expected from <= to");
    return code == ERROR_NONE ? id_declare(own, &own->surge_ids, surge->id, at) : code;
}

enum error_code surges_read(struct instance_reader *reader, const struct node *part, const struct path *at)
{
    static const struct field element = {.read = read_surge};
    struct list list = {0};
    if (part == NULL)
        return ERROR_NONE;
    if (part->kind == NODE_ARRAY && part->count > SURGES_MOST)
        return error_at(reader->base.error, ERROR_TOO_LARGE, at, "seen %u surges, expected at most %d",
                        part->count, SURGES_MOST);
    if (part->kind == NODE_ARRAY && !id_table_init(&reader->surge_ids, reader->base.arena, part->count))
        return out_of_memory(&reader->base);
    enum error_code code = read_elements(&reader->base, &element, sizeof(struct surge), part, at, &list);
    reader->instance->surges = list.items;
    reader->instance->surge_count = list.count;
    return code;
}
