/* SPDX-License-Identifier: MIT */
/* Ids: declared once, referred to anywhere; competencies are declared by being named. */
#include "proto/instance_parts.h"

#include <stdlib.h>
#include <string.h>

enum error_code id_declare(struct instance_reader *reader, struct id_table *table, const char *id,
                           const struct path *at)
{
    bool fresh;
    int32_t index = id_table_add(table, id, (uint32_t)strlen(id), &fresh);
    if (index == NONE)
        return out_of_memory(&reader->base);
    const struct path here = {at, "id", 0};
    if (!fresh)
        return error_at(reader->base.error, ERROR_DUPLICATE_ID, &here,
                        "seen \"%s\" again (first at position %d), expected an id of its own", id, index);
    return ERROR_NONE;
}

enum error_code id_resolve(struct instance_reader *reader, const struct id_table *table,
                           const struct node *id, const struct path *at, const char *kind, int32_t *out)
{
    char shown[SHOWN_BYTES];
    if (id->kind != NODE_STRING)
        return error_at(reader->base.error, ERROR_WRONG_TYPE, at, "seen %s, expected the id of %s",
                        node_kind_name(id), kind);
    *out = id_table_find(table, id->as.text, id->count);
    if (*out == NONE)
        return error_at(reader->base.error, ERROR_UNKNOWN_ID, at, "seen %s, expected the id of %s",
                        node_shown(id, shown), kind);
    return ERROR_NONE;
}

enum error_code competency_intern(struct instance_reader *reader, const struct node *id,
                                  const struct path *at, int32_t *out)
{
    if (id->kind != NODE_STRING)
        return refuse_type(&reader->base, id, at, "the id of a competency");
    *out = id_table_find(&reader->competency_ids, id->as.text, id->count);
    if (*out != NONE)
        return ERROR_NONE;
    bool fresh;
    *out = id_table_add(&reader->competency_ids, id->as.text, id->count, &fresh);
    return *out == NONE ? out_of_memory(&reader->base) : id_check(&reader->base, id, at);
}

enum error_code read_unit_ref(struct reader *reader, const struct field *field, const struct node *value,
                              const struct path *at, void *record)
{
    struct instance_reader *own = instance_reader_of(reader);
    return id_resolve(own, &own->unit_ids, value, at, "a unit", (int32_t *)member_of(field, record));
}

enum error_code read_group_ref(struct reader *reader, const struct field *field, const struct node *value,
                               const struct path *at, void *record)
{
    struct instance_reader *own = instance_reader_of(reader);
    return id_resolve(own, &own->group_ids, value, at, "a group", (int32_t *)member_of(field, record));
}

enum error_code read_employee_ref(struct reader *reader, const struct field *field, const struct node *value,
                                  const struct path *at, void *record)
{
    struct instance_reader *own = instance_reader_of(reader);
    return id_resolve(own, &own->employee_ids, value, at, "an employee", (int32_t *)member_of(field, record));
}

enum error_code read_competency_ref(struct reader *reader, const struct field *field,
                                    const struct node *value, const struct path *at, void *record)
{
    return competency_intern(instance_reader_of(reader), value, at, (int32_t *)member_of(field, record));
}

/* --- competencies in bytewise order ----------------------------------------------------------------------
 */

struct named {
    const char *text;
    int32_t met; /* provisional index */
};

static int by_text(const void *a, const void *b)
{
    const struct named *left = a, *right = b;
    return strcmp(left->text, right->text);
}

/* The lists are const to everybody else; here they are still being made. */
static void rename_minimums(const struct demand *demand, const int32_t *rank)
{
    struct minimum *minimums = (struct minimum *)demand->minimums;
    for (int32_t i = 0; i < demand->minimum_count; i++)
        minimums[i].competency = rank[minimums[i].competency];
}

static void rename_employee(const struct employee *employee, const int32_t *rank)
{
    struct holding *holdings = (struct holding *)employee->holdings;
    for (int32_t i = 0; i < employee->holding_count; i++)
        holdings[i].competency = rank[holdings[i].competency];
    struct offer *offers = (struct offer *)employee->offers;
    for (int32_t i = 0; i < employee->offer_count; i++) {
        if (offers[i].competency != NONE)
            offers[i].competency = rank[offers[i].competency];
    }
}

static void rename_all(const struct instance *instance, const int32_t *rank)
{
    for (int32_t i = 0; i < instance->unit_count; i++)
        rename_minimums(&instance->units[i].demand, rank);
    for (int32_t i = 0; i < instance->group_count; i++)
        rename_minimums(&instance->groups[i].demand, rank);
    for (int32_t i = 0; i < instance->employee_count; i++)
        rename_employee(&instance->employees[i], rank);
}

/* Holdings stay sorted: a map's keys come in bytewise order, and so do the competencies now. */
enum error_code competencies_settle(struct instance_reader *reader)
{
    const struct id_table *met = &reader->competency_ids;
    size_t count = (size_t)met->count;
    struct named *named = arena_alloc(reader->base.arena, count, sizeof *named);
    const char **ids = arena_alloc(reader->base.arena, count, sizeof *ids);
    int32_t *rank = arena_alloc(reader->base.arena, count, sizeof *rank);
    if (named == NULL || ids == NULL || rank == NULL)
        return out_of_memory(&reader->base);
    for (size_t i = 0; i < count; i++)
        named[i] = (struct named){met->entries[i].text, (int32_t)i};
    qsort(named, count, sizeof *named, by_text);
    for (size_t i = 0; i < count; i++) {
        ids[i] = named[i].text;
        rank[named[i].met] = (int32_t)i;
    }
    rename_all(reader->instance, rank);
    reader->instance->competencies = ids;
    reader->instance->competency_count = (int32_t)count;
    return ERROR_NONE;
}
