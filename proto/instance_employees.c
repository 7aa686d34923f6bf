/* SPDX-License-Identifier: MIT */
/* Employees: where they are, what they hold, what they want. The bulk of a document. */
#include "proto/instance_parts.h"

#include <stdlib.h>
#include <string.h>

static int by_unit(const void *a, const void *b) /* both structs and plain indices begin with the unit */
{
    int32_t left = *(const int32_t *)a, right = *(const int32_t *)b;
    return (left > right) - (left < right);
}

/* --- competencies -----------------------------------------------------------------------------------------
 */

static enum error_code read_holding(struct reader *reader, const struct node *key, const struct node *value,
                                    const struct path *at, void *element)
{
    struct holding *holding = element;
    enum error_code code = competency_intern(instance_reader_of(reader), key, at, &holding->competency);
    if (code != ERROR_NONE || value->kind == NODE_NULL) {
        holding->level = LEVEL_UNKNOWN;
        return code;
    }
    int64_t level = 0;
    code = read_integer_within(reader, value, at, LEVEL_MIN, LEVEL_MAX, &level);
    holding->level = (int32_t)level;
    return code;
}

static enum error_code read_holdings(struct reader *reader, const struct field *field,
                                     const struct node *value, const struct path *at, void *record)
{
    (void)field;
    struct employee *employee = record;
    struct list list = {0};
    enum error_code code = read_pairs(reader, read_holding, sizeof(struct holding), value, at, &list);
    employee->holdings = list.items;
    employee->holding_count = list.count;
    return code;
}

/* --- preferences and consent ------------------------------------------------------------------------------
 */

static enum error_code read_preference(struct reader *reader, const struct node *key,
                                       const struct node *value, const struct path *at, void *element)
{
    struct instance_reader *own = instance_reader_of(reader);
    struct preference *preference = element;
    enum error_code code = id_resolve(own, &own->unit_ids, key, at, "a unit", &preference->unit);
    if (code != ERROR_NONE)
        return code;
    return read_micro_within(reader, value, at, 0, MICRO, &preference->share_micro);
}

static bool in_order(const struct preference *prefers, int32_t count)
{
    for (int32_t i = 1; i < count; i++) {
        if (prefers[i - 1].unit > prefers[i].unit)
            return false;
    }
    return true;
}

static enum error_code read_prefers(struct reader *reader, const struct field *field,
                                    const struct node *value, const struct path *at, void *record)
{
    (void)field;
    struct employee *employee = record;
    struct list list = {0};
    enum error_code code = read_pairs(reader, read_preference, sizeof(struct preference), value, at, &list);
    if (code != ERROR_NONE)
        return code;
    if (!in_order(list.items, list.count))
        qsort(list.items, (size_t)list.count, sizeof(struct preference), by_unit);
    employee->prefers = list.items;
    employee->prefer_count = list.count;
    return ERROR_NONE;
}

static enum error_code read_consent_units(struct reader *reader, const struct node *value,
                                          const struct path *at, struct employee *employee)
{
    static const struct field element = {.read = read_unit_ref};
    struct list list = {0};
    enum error_code code = read_elements(reader, &element, sizeof(int32_t), value, at, &list);
    if (code != ERROR_NONE)
        return code;
    int32_t *units = list.items;
    if (list.count > 1)
        qsort(units, (size_t)list.count, sizeof *units, by_unit);
    for (int32_t i = 1; i < list.count; i++) {
        if (units[i - 1] == units[i])
            return error_at(reader->error, ERROR_DUPLICATE_ID, at,
                            "seen the unit \"%s\" twice, expected each unit once",
                            instance_reader_of(reader)->units[units[i]].id);
    }
    employee->consent = CONSENT_LISTED;
    employee->consent_units = units;
    employee->consent_count = list.count;
    return ERROR_NONE;
}

static enum error_code read_consent(struct reader *reader, const struct field *field,
                                    const struct node *value, const struct path *at, void *record)
{
    static const char *const words[] = {[CONSENT_ANY] = "any", [CONSENT_NONE] = "none", NULL};
    const struct field word = {.read = read_word, .offset = field->offset, .words = words};
    if (value->kind == NODE_ARRAY)
        return read_consent_units(reader, value, at, record);
    if (value->kind != NODE_STRING)
        return refuse_type(reader, value, at, "\"any\", \"none\" or an array of units");
    return read_word(reader, &word, value, at, record);
}

/* --- offers ------------------------------------------------------------------------------------------------
 */

enum { ABSENT = -1 };

static const char *const offer_words[] = {
    [OFFER_TRAINING] = "training", [OFFER_INCENTIVE] = "incentive", NULL};

static const struct field offer_fields[] = {
    FIELD("competency", OPTIONAL, read_competency_ref, struct offer, competency),
    FIELD("cost", REQUIRED, read_micro, struct offer, cost_upt, RANGE(0, MICRO_MAX)),
    FIELD("kind", REQUIRED, read_word, struct offer, kind, .words = offer_words),
    FIELD("level", OPTIONAL, read_int32, struct offer, level, RANGE(LEVEL_MIN, LEVEL_MAX)),
    FIELD("reluctance", OPTIONAL, read_micro, struct offer, reluctance_micro, RANGE(0, 1000 * MICRO)),
};

static enum error_code offer_lacks(struct reader *reader, const struct path *at, const char *name,
                                   const char *kind)
{
    const struct path here = {at, name, 0};
    return error_at(reader->error, ERROR_MISSING_FIELD, &here,
                    "seen no field \"%s\", expected it in an offer of kind \"%s\"", name, kind);
}

static enum error_code offer_excludes(struct reader *reader, const struct path *at, const char *name,
                                      const char *kind)
{
    const struct path here = {at, name, 0};
    return error_at(reader->error, ERROR_CONTRADICTION, &here,
                    "seen the field \"%s\" in an offer of kind \"%s\", expected it not there", name, kind);
}

static enum error_code read_offer(struct reader *reader, const struct field *field, const struct node *value,
                                  const struct path *at, void *record)
{
    (void)field;
    struct offer *offer = record;
    *offer = (struct offer){.competency = NONE, .level = ABSENT, .reluctance_micro = ABSENT};
    enum error_code code = read_fields(reader, offer_fields, COUNT_OF(offer_fields), value, at, offer);
    if (code != ERROR_NONE)
        return code;
    const char *kind = offer_words[offer->kind];
    if (offer->kind == OFFER_INCENTIVE) {
        if (offer->competency != NONE)
            return offer_excludes(reader, at, "competency", kind);
        if (offer->level != ABSENT)
            return offer_excludes(reader, at, "level", kind);
        return offer->reluctance_micro == ABSENT ? offer_lacks(reader, at, "reluctance", kind) : ERROR_NONE;
    }
    if (offer->reluctance_micro != ABSENT)
        return offer_excludes(reader, at, "reluctance", kind);
    if (offer->level == ABSENT)
        offer->level = LEVEL_MIN;
    return offer->competency == NONE ? offer_lacks(reader, at, "competency", kind) : ERROR_NONE;
}

/* --- one employee ------------------------------------------------------------------------------------------
 */

static enum error_code read_present_unit(struct reader *reader, const struct field *field,
                                         const struct node *value, const struct path *at, void *record)
{
    return value->kind == NODE_NULL ? ERROR_NONE : read_unit_ref(reader, field, value, at, record);
}

static const struct field tag_element = {.read = read_text, .min = 1};
static const struct field offer_element = {.read = read_offer};

static const struct field employee_fields[] = {
    FIELD("born", OPTIONAL, read_day, struct employee, born),
    WHOLE("competencies", OPTIONAL, read_holdings),
    FIELD("consent", OPTIONAL, read_consent, struct employee, consent),
    FIELD("fte", OPTIONAL, read_milli, struct employee, fte_mfte, RANGE(0, 1000 * 1000)),
    FIELD("grade", OPTIONAL, read_text, struct employee, grade, .min = 1),
    FIELD("id", REQUIRED, read_id, struct employee, id),
    FIELD("name", OPTIONAL, read_text, struct employee, name),
    FIELD("offers", OPTIONAL, read_list, struct employee, offers,
          LIST_OF(struct offer, &offer_element, struct employee, offer_count)),
    FIELD("pinned", OPTIONAL, read_boolean, struct employee, pinned),
    WHOLE("prefers", OPTIONAL, read_prefers),
    FIELD("reluctance", OPTIONAL, read_micro, struct employee, reluctance_micro, RANGE(0, 1000 * MICRO)),
    FIELD("since", OPTIONAL, read_day, struct employee, since),
    FIELD("status", OPTIONAL, read_text, struct employee, status, .min = 1),
    FIELD("tags", OPTIONAL, read_list, struct employee, tags,
          LIST_OF(const char *, &tag_element, struct employee, tag_count)),
    FIELD("unit", REQUIRED, read_present_unit, struct employee, unit),
};

static enum error_code check_pin(struct instance_reader *reader, const struct employee *employee,
                                 const struct path *at)
{
    const struct path here = {at, "pinned", 0};
    if (!employee->pinned)
        return ERROR_NONE;
    if (employee->unit == NONE)
        return error_at(reader->base.error, ERROR_CONTRADICTION, &here,
                        "seen a pinned person without a present unit, expected a unit to be pinned to");
    if (!reader->units[employee->unit].open)
        return error_at(reader->base.error, ERROR_CONTRADICTION, &here,
                        "seen a person pinned in the closed unit \"%s\", expected an open one",
                        reader->units[employee->unit].id);
    return ERROR_NONE;
}

static enum error_code check_past(struct instance_reader *reader, day value, const char *name,
                                  const struct path *at)
{
    const struct path here = {at, name, 0};
    if (value == DAY_NONE || value <= reader->instance->date)
        return ERROR_NONE;
    char seen[11], date[11];
    day_format(value, seen);
    day_format(reader->instance->date, date);
    return error_at(reader->base.error, ERROR_BAD_VALUE, &here,
                    "seen %s, expected no day after the planning date %s", seen, date);
}

static enum error_code check_incentives(struct instance_reader *reader, const struct employee *employee,
                                        const struct path *at)
{
    const struct path list = {at, "offers", 0};
    for (int32_t i = 0; i < employee->offer_count; i++) {
        const struct path element = {&list, NULL, i}, here = {&element, "reluctance", 0};
        const struct offer *offer = &employee->offers[i];
        if (offer->kind == OFFER_INCENTIVE && offer->reluctance_micro > employee->reluctance_micro)
            return error_at(
                reader->base.error, ERROR_CONTRADICTION, &here,
                "seen an incentive that raises the reluctance, expected at most the person's own");
    }
    return ERROR_NONE;
}

static enum error_code read_employee(struct reader *reader, const struct field *field,
                                     const struct node *value, const struct path *at, void *record)
{
    (void)field;
    struct instance_reader *own = instance_reader_of(reader);
    struct employee *employee = record;
    *employee = (struct employee){.unit = NONE,
                                  .previous = NONE,
                                  .fte_mfte = 1000,
                                  .reluctance_micro = MICRO,
                                  .since = DAY_NONE,
                                  .born = DAY_NONE,
                                  .consent = CONSENT_ANY};
    enum error_code code =
        read_fields(reader, employee_fields, COUNT_OF(employee_fields), value, at, employee);
    if (code == ERROR_NONE)
        code = check_pin(own, employee, at);
    if (code == ERROR_NONE)
        code = check_past(own, employee->since, "since", at);
    if (code == ERROR_NONE)
        code = check_past(own, employee->born, "born", at);
    if (code == ERROR_NONE)
        code = check_incentives(own, employee, at);
    return code == ERROR_NONE ? id_declare(own, &own->employee_ids, employee->id, at) : code;
}

enum error_code employees_read(struct instance_reader *reader, const struct node *part, const struct path *at)
{
    static const struct field element = {.read = read_employee};
    if (part->kind == NODE_ARRAY && !id_table_init(&reader->employee_ids, reader->base.arena, part->count))
        return out_of_memory(&reader->base);
    struct list list = {0};
    enum error_code code = read_elements(&reader->base, &element, sizeof(struct employee), part, at, &list);
    reader->instance->employees = reader->employees = list.items;
    reader->instance->employee_count = list.count;
    return code;
}
