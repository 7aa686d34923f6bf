/* SPDX-License-Identifier: MIT */
/* The form of a scenario: fields, types, lists without repetition, statements that exclude each other. */
#include "proto/scenario_parts.h"

#include <string.h>

/* --- ids -------------------------------------------------------------------------------------------------
 */

static const struct node *element_itself(const struct node *element)
{
    return element;
}

static const struct node *id_of_map(const struct node *element)
{
    return element->kind == NODE_MAP ? map_get(element, "id") : NULL;
}

static enum error_code ids_of(struct reader *reader, const struct node *list,
                              const struct node *(*id_of)(const struct node *element), struct id_table *ids,
                              bool *addressable)
{
    uint32_t count = list && list->kind == NODE_ARRAY ? list->count : 0;
    *addressable = !list || list->kind == NODE_ARRAY;
    if (!id_table_init(ids, reader->arena, count))
        return out_of_memory(reader);
    for (uint32_t i = 0; i < count; i++) {
        const struct node *id = id_of(&list->as.items[i]);
        bool fresh = false;
        if (!id || id->kind != NODE_STRING)
            *addressable = false;
        else if (id_table_add(ids, id->as.text, id->count, &fresh) == NONE)
            return out_of_memory(reader);
        *addressable = *addressable && fresh;
    }
    return ERROR_NONE;
}

enum error_code ids_of_list(struct reader *reader, const struct node *list, struct id_table *ids,
                            bool *addressable)
{
    return ids_of(reader, list, element_itself, ids, addressable);
}

enum error_code ids_of_maps(struct reader *reader, const struct node *list, struct id_table *ids,
                            bool *addressable)
{
    return ids_of(reader, list, id_of_map, ids, addressable);
}

int32_t id_position(const struct id_table *ids, const struct node *id)
{
    return id && id->kind == NODE_STRING ? id_table_find(ids, id->as.text, id->count) : NONE;
}

enum error_code ids_known(struct reader *reader, const struct node *list, const struct path *at,
                          const struct id_table *ids, const char *what)
{
    char seen[SHOWN_BYTES];
    for (uint32_t i = 0; list && i < list->count; i++)
        if (id_position(ids, &list->as.items[i]) == NONE)
            return error_at(reader->error, ERROR_UNKNOWN_ID, &(struct path){at, NULL, i},
                            "seen %s, expected the id of %s", node_shown(&list->as.items[i], seen), what);
    return ERROR_NONE;
}

/* --- values ----------------------------------------------------------------------------------------------
 */

static enum error_code read_ids(struct reader *reader, const struct field *field, const struct node *value,
                                const struct path *at, void *record)
{
    struct id_table ids;
    char seen[SHOWN_BYTES];
    if (value->kind != NODE_ARRAY)
        return refuse_type(reader, value, at, "a list of ids");
    if (!id_table_init(&ids, reader->arena, value->count))
        return out_of_memory(reader);
    for (uint32_t i = 0; i < value->count; i++) {
        const struct node *id = &value->as.items[i];
        const struct path here = {at, NULL, i};
        bool fresh;
        enum error_code code = id_check(reader, id, &here);
        if (code)
            return code;
        if (id_table_add(&ids, id->as.text, id->count, &fresh) == NONE)
            return out_of_memory(reader);
        if (!fresh)
            return error_at(reader->error, ERROR_DUPLICATE_ID, &here, "seen %s twice, expected it once",
                            node_shown(id, seen));
    }
    return read_node(reader, field, value, at, record);
}

static enum error_code read_map(struct reader *reader, const struct field *field, const struct node *value,
                                const struct path *at, void *record)
{
    return value->kind == NODE_MAP ? read_node(reader, field, value, at, record)
                                   : refuse_type(reader, value, at, "a map");
}

static enum error_code read_array(struct reader *reader, const struct field *field, const struct node *value,
                                  const struct path *at, void *record)
{
    return value->kind == NODE_ARRAY ? read_node(reader, field, value, at, record)
                                     : refuse_type(reader, value, at, "a list");
}

static enum error_code read_places(struct reader *reader, const struct field *field, const struct node *value,
                                   const struct path *at, void *record)
{
    enum error_code code = read_map(reader, field, value, at, record);
    for (uint32_t i = 0; !code && i < value->count; i++) {
        const struct node *pair = &value->as.items[2 * i];
        code = id_check(reader, &pair[1], &(struct path){at, pair->as.text, 0});
    }
    return code;
}

static enum error_code read_needs(struct reader *reader, const struct field *field, const struct node *value,
                                  const struct path *at, void *record)
{
    enum error_code code = read_map(reader, field, value, at, record);
    struct need_change change;
    for (uint32_t i = 0; !code && i < value->count; i++) {
        const struct node *pair = &value->as.items[2 * i];
        code = need_change_read(reader, &pair[1], &(struct path){at, pair->as.text, 0}, &change);
    }
    return code;
}

/* "+10%", "-2.5%": a sign, one to six digits, perhaps a point and one to six digits, a percent sign. */
static bool percent_parse(const char *text, int64_t *micro_percent)
{
    int64_t sign = *text == '-' ? -1 : 1, value = 0, unit = MICRO;
    int digits = 0;
    if (*text != '-' && *text != '+')
        return false;
    for (text++; *text >= '0' && *text <= '9' && digits < 6; text++, digits++)
        value = value * 10 + (*text - '0');
    value *= MICRO;
    if (digits > 0 && *text == '.') {
        for (text++; *text >= '0' && *text <= '9' && unit > 1; text++)
            value += (*text - '0') * (unit /= 10);
        digits = unit < MICRO;
    }
    *micro_percent = sign * value;
    return digits > 0 && strcmp(text, "%") == 0;
}

enum error_code need_change_read(struct reader *reader, const struct node *node, const struct path *at,
                                 struct need_change *out)
{
    out->is_percent = node->kind == NODE_STRING;
    if (!out->is_percent && node->kind != NODE_INTEGER && node->kind != NODE_REAL)
        return refuse_type(reader, node, at, "a number of FTE or a percentage such as \"+10%\"");
    if (!out->is_percent)
        return read_micro_within(reader, node, at, 0, MICRO_MAX, &out->value);
    if (!percent_parse(node->as.text, &out->value))
        return refuse_value(reader, node, at, "a signed percentage such as \"+10%\" or \"-2.5%\"");
    if (out->value < -100 * MICRO)
        return error_at(reader->error, ERROR_OUT_OF_RANGE, at, "seen %s, expected at least -100%%",
                        node->as.text);
    return ERROR_NONE;
}

/* --- statements that exclude each other ------------------------------------------------------------------
 */

/* No id of the list may be an element, or a key, of the other field. */
static enum error_code exclusive(struct scenario *scenario, const char *field, const struct node *list,
                                 const char *other_field, const struct node *other)
{
    struct id_table ids;
    bool addressable;
    const struct path at = {scenario->at, field, 0};
    if (!list || !other)
        return ERROR_NONE;
    enum error_code code =
        ids_of_list(&scenario->reader, other->kind == NODE_ARRAY ? other : NULL, &ids, &addressable);
    for (uint32_t i = 0; !code && i < list->count; i++) {
        const struct node *id = &list->as.items[i];
        if (id_position(&ids, id) != NONE || map_get(other, id->as.text))
            code = error_at(scenario->reader.error, ERROR_CONTRADICTION, &(struct path){&at, NULL, i},
                            "seen \"%s\" in %s and in %s, expected only one of them", id->as.text, field,
                            other_field);
    }
    return code;
}

static enum error_code contradictions(struct scenario *scenario)
{
    const struct scenario_form *form = &scenario->form;
    enum error_code code = exclusive(scenario, "open", form->open, "close", form->close);
    if (!code)
        code = exclusive(scenario, "release", form->release, "pin", form->pin);
    return code ? code : exclusive(scenario, "pin", form->pin, "place", form->place);
}

/* --- the whole -------------------------------------------------------------------------------------------
 */

#define MEMBER(name) .offset = offsetof(struct scenario_form, name)

static const struct field scenario_fields[] = {
    {"add", OPTIONAL, read_map, MEMBER(add)},         {"close", OPTIONAL, read_ids, MEMBER(close)},
    {"name", REQUIRED, read_text, MEMBER(name)},      {"need", OPTIONAL, read_needs, MEMBER(need)},
    {"open", OPTIONAL, read_ids, MEMBER(open)},       {"pin", OPTIONAL, read_ids, MEMBER(pin)},
    {"place", OPTIONAL, read_places, MEMBER(place)},  {"policy", OPTIONAL, read_map, MEMBER(policy)},
    {"release", OPTIONAL, read_ids, MEMBER(release)}, {"remove", OPTIONAL, read_map, MEMBER(remove)},
};
static const struct field add_fields[] = {
    {"employees", OPTIONAL, read_array, MEMBER(add_employees)},
    {"surges", OPTIONAL, read_array, MEMBER(add_surges)},
    {"units", OPTIONAL, read_array, MEMBER(add_units)},
};
static const struct field remove_fields[] = {
    {"employees", OPTIONAL, read_ids, MEMBER(remove_employees)},
    {"surges", OPTIONAL, read_ids, MEMBER(remove_surges)},
    {"units", OPTIONAL, read_ids, MEMBER(remove_units)},
};

enum error_code scenario_read(struct scenario *scenario, const struct node *document)
{
    struct scenario_form *form = &scenario->form;
    struct reader *reader = &scenario->reader;
    const struct path add = {scenario->at, "add", 0}, remove = {scenario->at, "remove", 0};
    enum error_code code =
        read_fields(reader, scenario_fields, COUNT_OF(scenario_fields), document, scenario->at, form);
    if (!code && form->add)
        code = read_fields(reader, add_fields, COUNT_OF(add_fields), form->add, &add, form);
    if (!code && form->remove)
        code = read_fields(reader, remove_fields, COUNT_OF(remove_fields), form->remove, &remove, form);
    return code ? code : contradictions(scenario);
}
