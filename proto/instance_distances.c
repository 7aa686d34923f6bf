/* SPDX-License-Identifier: MIT */
/* The distance table: kilometres straight into whole metres. */
#include "proto/instance_parts.h"

enum { DISTANCE_MAX_M = 100000000 }; /* 100,000 km: more than twice around the earth */

struct table {
    const struct node *units, *km;
};

static const struct field table_fields[] = {
    FIELD("km", REQUIRED, read_node, struct table, km),
    FIELD("units", REQUIRED, read_node, struct table, units),
};

/* Which units the table covers; each takes one row. */
static enum error_code read_covered(struct instance_reader *reader, const struct node *units,
                                    const struct path *at, int32_t *table_row)
{
    if (units->kind != NODE_ARRAY)
        return refuse_type(&reader->base, units, at, "an array of units");
    for (uint32_t i = 0; i < units->count; i++) {
        const struct path here = {at, NULL, i};
        int32_t unit;
        enum error_code code =
            id_resolve(reader, &reader->unit_ids, &units->as.items[i], &here, "a unit", &unit);
        if (code != ERROR_NONE)
            return code;
        if (table_row[unit] != NONE)
            return error_at(reader->base.error, ERROR_DUPLICATE_ID, &here,
                            "seen the unit \"%s\" again, expected each unit once", reader->units[unit].id);
        table_row[unit] = (int32_t)i;
    }
    return ERROR_NONE;
}

static enum error_code check_square(struct instance_reader *reader, const struct node *list, uint32_t size,
                                    const struct path *at)
{
    if (list->kind != NODE_ARRAY)
        return refuse_type(&reader->base, list, at, "an array");
    if (list->count != size)
        return error_at(reader->base.error, ERROR_BAD_VALUE, at,
                        "seen an array of %u, expected %u: as many as distances.units", list->count, size);
    return ERROR_NONE;
}

static enum error_code read_row(struct instance_reader *reader, const struct node *row, uint32_t size,
                                const struct path *at, int32_t *row_m)
{
    enum error_code code = check_square(reader, row, size, at);
    for (uint32_t i = 0; code == ERROR_NONE && i < size; i++) {
        const struct path here = {at, NULL, i};
        int64_t metres;
        code = read_milli_within(&reader->base, &row->as.items[i], &here, 0, DISTANCE_MAX_M, &metres);
        if (code == ERROR_NONE)
            row_m[i] = (int32_t)metres;
    }
    return code;
}

static enum error_code read_km(struct instance_reader *reader, const struct node *km, uint32_t size,
                               const struct path *at)
{
    enum error_code code = check_square(reader, km, size, at);
    if (code != ERROR_NONE)
        return code;
    int32_t *table_m = arena_alloc(reader->base.arena, (size_t)size * size, sizeof *table_m);
    if (table_m == NULL)
        return out_of_memory(&reader->base);
    for (uint32_t i = 0; i < size; i++) {
        const struct path row = {at, NULL, i}, diagonal = {&row, NULL, i};
        int32_t *row_m = table_m + (size_t)i * size;
        code = read_row(reader, &km->as.items[i], size, &row, row_m);
        if (code != ERROR_NONE)
            return code;
        if (row_m[i] != 0)
            return refuse_value(&reader->base, &km->as.items[i].as.items[i], &diagonal,
                                "0 from a unit to itself");
    }
    reader->instance->table_m = table_m;
    reader->instance->table_size = (int32_t)size;
    return ERROR_NONE;
}

enum error_code distances_read(struct instance_reader *reader, const struct node *part, const struct path *at)
{
    struct instance *instance = reader->instance;
    int32_t *table_row = arena_alloc(reader->base.arena, (size_t)instance->unit_count, sizeof *table_row);
    if (table_row == NULL)
        return out_of_memory(&reader->base);
    for (int32_t i = 0; i < instance->unit_count; i++)
        table_row[i] = NONE;
    instance->table_row = table_row;
    if (part == NULL)
        return ERROR_NONE;
    struct table table = {0};
    enum error_code code = read_fields(&reader->base, table_fields, COUNT_OF(table_fields), part, at, &table);
    const struct path units = {at, "units", 0}, km = {at, "km", 0};
    if (code == ERROR_NONE)
        code = read_covered(reader, table.units, &units, table_row);
    return code == ERROR_NONE ? read_km(reader, table.km, table.units->count, &km) : code;
}
