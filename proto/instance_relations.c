/* SPDX-License-Identifier: MIT */
/* What the document says about an employee and a unit, or two employees: explicit costs and supplies, pairs,
 * the previous plan. */
#include "proto/instance_parts.h"

#include <stdlib.h>
#include <string.h>

/* --- relocation and supplies: overrides of one (employee, unit) --------------------------------------------
 */

static int by_employee_and_unit(const void *a, const void *b)
{
    const struct override *left = a, *right = b;
    if (left->employee != right->employee)
        return left->employee < right->employee ? -1 : 1;
    return (left->unit > right->unit) - (left->unit < right->unit);
}

/* Sorts, unless the document already is. */
static void sort_overrides(struct override *overrides, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        if (by_employee_and_unit(&overrides[i - 1], &overrides[i]) > 0) {
            qsort(overrides, count, sizeof *overrides, by_employee_and_unit);
            return;
        }
    }
}

/* Which entry of the document is the second for that employee and unit; only a refusal asks. */
static int64_t second_entry(const struct instance_reader *reader, const struct node *part,
                            const struct override *repeated)
{
    const char *employee = reader->employees[repeated->employee].id;
    const char *unit = reader->units[repeated->unit].id;
    bool seen = false;
    for (uint32_t i = 0; i < part->count; i++) {
        const struct node *entry = &part->as.items[i];
        if (strcmp(map_get(entry, "employee")->as.text, employee) != 0 ||
            strcmp(map_get(entry, "unit")->as.text, unit) != 0)
            continue;
        if (seen)
            return i;
        seen = true;
    }
    return 0;
}

static enum error_code refuse_repeated(struct instance_reader *reader, const struct node *part,
                                       const struct list *list, const struct path *at)
{
    const struct override *overrides = list->items;
    for (int32_t i = 1; i < list->count; i++) {
        if (by_employee_and_unit(&overrides[i - 1], &overrides[i]) != 0)
            continue;
        const struct path here = {at, NULL, second_entry(reader, part, &overrides[i])};
        return error_at(reader->base.error, ERROR_DUPLICATE_ID, &here,
                        "seen a second entry for \"%s\" and \"%s\", expected one",
                        reader->employees[overrides[i].employee].id, reader->units[overrides[i].unit].id);
    }
    return ERROR_NONE;
}

static enum error_code read_overrides(struct instance_reader *reader, const struct field *element,
                                      const struct node *part, const struct path *at, struct list *out)
{
    *out = (struct list){NULL, 0};
    if (part == NULL)
        return ERROR_NONE;
    enum error_code code = read_elements(&reader->base, element, sizeof(struct override), part, at, out);
    if (code != ERROR_NONE)
        return code;
    sort_overrides(out->items, (size_t)out->count);
    return refuse_repeated(reader, part, out, at);
}

static const struct field relocation_fields[] = {
    FIELD("cost", REQUIRED, read_micro, struct override, value, RANGE(0, MICRO_MAX)),
    FIELD("employee", REQUIRED, read_employee_ref, struct override, employee),
    FIELD("unit", REQUIRED, read_unit_ref, struct override, unit),
};

static enum error_code read_relocation_entry(struct reader *reader, const struct field *field,
                                             const struct node *value, const struct path *at, void *record)
{
    (void)field;
    struct override *entry = record;
    enum error_code code =
        read_fields(reader, relocation_fields, COUNT_OF(relocation_fields), value, at, entry);
    if (code == ERROR_NONE && instance_reader_of(reader)->employees[entry->employee].unit == entry->unit)
        return error_at(reader->error, ERROR_CONTRADICTION, at,
                        "seen a relocation cost to the present unit, expected another unit: staying is free");
    return code;
}

enum error_code relocation_read(struct instance_reader *reader, const struct node *part,
                                const struct path *at)
{
    static const struct field element = {.read = read_relocation_entry};
    struct list list;
    enum error_code code = read_overrides(reader, &element, part, at, &list);
    reader->instance->relocation = list.items;
    reader->instance->relocation_count = list.count;
    return code;
}

static const struct field supply_fields[] = {
    FIELD("employee", REQUIRED, read_employee_ref, struct override, employee),
    FIELD("fte", REQUIRED, read_milli, struct override, value, RANGE(0, 1000 * 1000)),
    FIELD("unit", REQUIRED, read_unit_ref, struct override, unit),
};

static enum error_code read_supply_entry(struct reader *reader, const struct field *field,
                                         const struct node *value, const struct path *at, void *record)
{
    (void)field;
    return read_fields(reader, supply_fields, COUNT_OF(supply_fields), value, at, record);
}

enum error_code supplies_read(struct instance_reader *reader, const struct node *part, const struct path *at)
{
    static const struct field element = {.read = read_supply_entry};
    struct list list;
    enum error_code code = read_overrides(reader, &element, part, at, &list);
    reader->instance->supplies = list.items;
    reader->instance->supply_count = list.count;
    return code;
}

/* --- pairs -------------------------------------------------------------------------------------------------
 */

static enum error_code read_couple(struct reader *reader, const struct field *field, const struct node *value,
                                   const struct path *at, void *record)
{
    static const struct field first = {.read = read_employee_ref, .offset = offsetof(struct pair, a)};
    static const struct field second = {.read = read_employee_ref, .offset = offsetof(struct pair, b)};
    (void)field;
    struct pair *pair = record;
    const struct node *couple[2];
    enum error_code code = read_two(reader, value, at, couple);
    const struct path first_at = {at, NULL, 0}, second_at = {at, NULL, 1};
    if (code == ERROR_NONE)
        code = read_employee_ref(reader, &first, couple[0], &first_at, pair);
    if (code == ERROR_NONE)
        code = read_employee_ref(reader, &second, couple[1], &second_at, pair);
    if (code == ERROR_NONE && pair->a == pair->b)
        return error_at(reader->error, ERROR_CONTRADICTION, at,
                        "seen the same person twice, expected two different people");
    return code;
}

static const char *const kind_words[] = {[PAIR_TOGETHER] = "together", [PAIR_APART] = "apart", NULL};
static const char *const scope_words[] = {[SCOPE_UNIT] = "unit", [SCOPE_GROUP] = "group", NULL};

static const struct field pair_fields[] = {
    WHOLE("employees", REQUIRED, read_couple),
    FIELD("kind", REQUIRED, read_word, struct pair, kind, .words = kind_words),
    FIELD("scope", REQUIRED, read_word, struct pair, scope, .words = scope_words),
};

static enum error_code read_pair(struct reader *reader, const struct field *field, const struct node *value,
                                 const struct path *at, void *record)
{
    (void)field;
    return read_fields(reader, pair_fields, COUNT_OF(pair_fields), value, at, record);
}

enum error_code pairs_read(struct instance_reader *reader, const struct node *part, const struct path *at)
{
    static const struct field element = {.read = read_pair};
    struct list list = {0};
    if (part == NULL)
        return ERROR_NONE;
    enum error_code code = read_elements(&reader->base, &element, sizeof(struct pair), part, at, &list);
    reader->instance->pairs = list.items;
    reader->instance->pair_count = list.count;
    return code;
}

/* --- previous: {employee: unit}
 * ----------------------------------------------------------------------------- */

enum error_code previous_read(struct instance_reader *reader, const struct node *part, const struct path *at)
{
    if (part == NULL)
        return ERROR_NONE;
    if (part->kind != NODE_MAP)
        return refuse_type(&reader->base, part, at, "a map of employees to units");
    for (size_t i = 0; i < part->count; i++) {
        const struct node *key = &part->as.items[2 * i];
        const struct path here = {at, key->as.text, 0};
        int32_t employee, unit;
        enum error_code code =
            id_resolve(reader, &reader->employee_ids, key, &here, "an employee", &employee);
        if (code == ERROR_NONE)
            code = id_resolve(reader, &reader->unit_ids, key + 1, &here, "a unit", &unit);
        if (code != ERROR_NONE)
            return code;
        reader->employees[employee].previous = unit;
    }
    reader->instance->has_previous = true;
    return ERROR_NONE;
}
