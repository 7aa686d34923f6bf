/* SPDX-License-Identifier: MIT */
/* The form of a scenario: fields, types, lists without repetition, statements that exclude each other. */
#include "proto/scenario_parts.h"

#include <stdlib.h>
#include <string.h>

static int by_id_then_position(const void *a, const void *b)
{
    const struct id_place *x = a, *y = b;
    int order = strcmp(x->id, y->id);
    return order ? order : (x->position > y->position) - (x->position < y->position);
}

bool id_set_build(struct arena *arena, const struct node *array, struct id_set *out)
{
    *out = (struct id_set){0};
    if (!array)
        return true;
    if (array->kind != NODE_ARRAY || !(out->places = arena_alloc(arena, array->count, sizeof *out->places)))
        return false;
    for (uint32_t i = 0; i < array->count; i++) {
        const struct node *item = &array->as.items[i];
        const struct node *id = item->kind == NODE_STRING ? item : map_get(item, "id");
        if (!id || id->kind != NODE_STRING)
            return false;
        out->places[out->count++] = (struct id_place){.id = id->as.text, .position = i};
    }
    qsort(out->places, out->count, sizeof *out->places, by_id_then_position);
    return true;
}

static int by_id(const void *key, const void *place)
{
    return strcmp(key, ((const struct id_place *)place)->id);
}

int64_t id_set_find(const struct id_set *set, const char *id)
{
    const struct id_place *found =
        set->count ? bsearch(id, set->places, set->count, sizeof *set->places, by_id) : NULL;
    return found ? found->position : -1;
}

int64_t id_set_repeated(const struct id_set *set)
{
    for (size_t i = 1; i < set->count; i++)
        if (strcmp(set->places[i - 1].id, set->places[i].id) == 0)
            return set->places[i].position;
    return -1;
}

static enum error_code wrong_type(const struct path *at, const char *expected, const struct node *seen,
                                  struct error *error)
{
    return error_at(error, ERROR_WRONG_TYPE, at, "expected %s, got %s", expected, node_kind_name(seen));
}

static enum error_code list_check(struct arena *arena, const struct node *list, const struct path *at,
                                  struct error *error)
{
    struct id_set set;
    if (list->kind != NODE_ARRAY)
        return wrong_type(at, "an array of ids", list, error);
    for (uint32_t i = 0; i < list->count; i++)
        if (list->as.items[i].kind != NODE_STRING)
            return wrong_type(&(struct path){at, NULL, i}, "an id", &list->as.items[i], error);
    if (!id_set_build(arena, list, &set))
        return error_at(error, ERROR_MEMORY, at, "out of memory");
    int64_t repeated = id_set_repeated(&set);
    if (repeated >= 0)
        return error_at(error, ERROR_DUPLICATE_ID, &(struct path){at, NULL, repeated},
                        "\"%s\" is named twice", list->as.items[repeated].as.text);
    return ERROR_NONE;
}

enum field_kind { FIELD_TEXT, FIELD_MAP, FIELD_IDS, FIELD_ARRAY };

struct field {
    const char *name;
    enum field_kind kind;
    const struct node **out;
};

static enum error_code field_check(struct arena *arena, const struct field *field, const struct node *value,
                                   const struct path *at, struct error *error)
{
    switch (field->kind) {
    case FIELD_TEXT:
        return value->kind == NODE_STRING ? ERROR_NONE : wrong_type(at, "a string", value, error);
    case FIELD_MAP:
        return value->kind == NODE_MAP ? ERROR_NONE : wrong_type(at, "a map", value, error);
    case FIELD_ARRAY:
        return value->kind == NODE_ARRAY ? ERROR_NONE : wrong_type(at, "an array", value, error);
    case FIELD_IDS:
        break;
    }
    return list_check(arena, value, at, error);
}

static enum error_code fields_read(struct arena *arena, const struct node *map, const struct path *at,
                                   const struct field *fields, size_t count, struct error *error)
{
    if (map->kind != NODE_MAP)
        return wrong_type(at, "a map", map, error);
    for (uint32_t i = 0; i < map->count; i++) {
        const char *key = map->as.items[2 * i].as.text;
        const struct node *value = &map->as.items[2 * i + 1];
        const struct path here = {at, key, 0};
        size_t f = 0;
        while (f < count && strcmp(fields[f].name, key) != 0)
            f++;
        if (f == count)
            return error_at(error, ERROR_UNKNOWN_FIELD, &here, "a scenario has no field \"%s\" here", key);
        enum error_code code = field_check(arena, &fields[f], value, &here, error);
        if (code)
            return code;
        *fields[f].out = value;
    }
    return ERROR_NONE;
}

/* "+10%", "-2.5%": a sign, digits, at most six decimals, a percent sign. */
static bool percent_parse(const char *text, int64_t *micro_percent)
{
    bool negative = *text == '-';
    int64_t value = 0, unit = MICRO;
    int digits = 0;
    if (*text != '-' && *text != '+')
        return false;
    for (text++; *text >= '0' && *text <= '9'; text++, digits++)
        value = value * 10 + (*text - '0');
    if (digits < 1 || digits > 6)
        return false;
    value *= MICRO;
    if (*text == '.') {
        const char *first = ++text;
        for (; *text >= '0' && *text <= '9' && unit > 1; text++)
            value += (*text - '0') * (unit /= 10);
        if (text == first)
            return false;
    }
    *micro_percent = negative ? -value : value;
    return strcmp(text, "%") == 0;
}

static double number_of(const struct node *node)
{
    return node->kind == NODE_INTEGER ? (double)node->as.integer : node->as.real;
}

enum error_code need_change_read(const struct node *node, const struct path *at, struct need_change *out,
                                 struct error *error)
{
    if (node->kind == NODE_STRING) {
        out->is_percent = true;
        if (!percent_parse(node->as.text, &out->value))
            return error_at(error, ERROR_BAD_VALUE, at,
                            "\"%s\" is not a signed percentage such as \"+10%%\" or \"-2.5%%\"",
                            node->as.text);
        if (out->value < -100 * MICRO)
            return error_at(error, ERROR_OUT_OF_RANGE, at, "%s leaves less than no need", node->as.text);
        return ERROR_NONE;
    }
    if (node->kind != NODE_INTEGER && node->kind != NODE_REAL)
        return wrong_type(at, "a number of FTE or a percentage such as \"+10%\"", node, error);
    double fte = number_of(node);
    if (fte < 0 || fte > NUMBER_MAX)
        return error_at(error, ERROR_OUT_OF_RANGE, at, "%g is outside 0..%g", fte, NUMBER_MAX);
    *out = (struct need_change){.is_percent = false, .value = micro_from_double(fte)};
    return ERROR_NONE;
}

static enum error_code maps_check(const struct scenario_form *form, struct error *error)
{
    const struct path place = {form->at, "place", 0}, need = {form->at, "need", 0};
    for (uint32_t i = 0; form->place && i < form->place->count; i++) {
        const struct node *pair = &form->place->as.items[2 * i];
        if (pair[1].kind != NODE_STRING)
            return wrong_type(&(struct path){&place, pair->as.text, 0}, "a unit id", &pair[1], error);
    }
    for (uint32_t i = 0; form->need && i < form->need->count; i++) {
        const struct node *pair = &form->need->as.items[2 * i];
        struct need_change change;
        enum error_code code =
            need_change_read(&pair[1], &(struct path){&need, pair->as.text, 0}, &change, error);
        if (code)
            return code;
    }
    return ERROR_NONE;
}

/* No id of the list may be in the other list, or be a key of the map. */
static enum error_code exclusive(struct arena *arena, const struct scenario_form *form, const char *field,
                                 const struct node *list, const char *other_field, const struct node *other,
                                 struct error *error)
{
    struct id_set set = {0};
    const struct path at = {form->at, field, 0};
    if (!list || !other)
        return ERROR_NONE;
    if (other->kind == NODE_ARRAY && !id_set_build(arena, other, &set))
        return error_at(error, ERROR_MEMORY, &at, "out of memory");
    for (uint32_t i = 0; i < list->count; i++) {
        const char *id = list->as.items[i].as.text;
        if (other->kind == NODE_MAP ? map_get(other, id) != NULL : id_set_find(&set, id) >= 0)
            return error_at(error, ERROR_CONTRADICTION, &(struct path){&at, NULL, i},
                            "\"%s\" is named by both %s and %s", id, field, other_field);
    }
    return ERROR_NONE;
}

static enum error_code groups_read(struct arena *arena, const struct node *add, const struct node *remove,
                                   struct scenario_form *out, struct error *error)
{
    const struct path add_at = {out->at, "add", 0}, remove_at = {out->at, "remove", 0};
    const struct field added[] = {{"employees", FIELD_ARRAY, &out->add_employees},
                                  {"units", FIELD_ARRAY, &out->add_units}};
    const struct field removed[] = {{"employees", FIELD_IDS, &out->remove_employees},
                                    {"units", FIELD_IDS, &out->remove_units}};
    enum error_code code = ERROR_NONE;
    if (add)
        code = fields_read(arena, add, &add_at, added, 2, error);
    if (!code && remove)
        code = fields_read(arena, remove, &remove_at, removed, 2, error);
    return code;
}

enum error_code scenario_read(struct arena *arena, const struct node *document, const struct path *at,
                              struct scenario_form *out, struct error *error)
{
    *out = (struct scenario_form){.at = at};
    const struct node *name = NULL, *add = NULL, *remove = NULL;
    const struct field fields[] = {
        {"add", FIELD_MAP, &add},
        {"close", FIELD_IDS, &out->close},
        {"name", FIELD_TEXT, &name},
        {"need", FIELD_MAP, &out->need},
        {"open", FIELD_IDS, &out->open},
        {"pin", FIELD_IDS, &out->pin},
        {"place", FIELD_MAP, &out->place},
        {"policy", FIELD_MAP, &out->policy},
        {"release", FIELD_IDS, &out->release},
        {"remove", FIELD_MAP, &remove},
    };
    enum error_code code = fields_read(arena, document, at, fields, sizeof fields / sizeof *fields, error);
    if (!code && !name)
        code = error_at(error, ERROR_MISSING_FIELD, &(struct path){at, "name", 0}, "a scenario needs a name");
    if (!code)
        code = groups_read(arena, add, remove, out, error);
    if (!code)
        code = maps_check(out, error);
    if (!code)
        code = exclusive(arena, out, "open", out->open, "close", out->close, error);
    if (!code)
        code = exclusive(arena, out, "release", out->release, "pin", out->pin, error);
    return code ? code : exclusive(arena, out, "pin", out->pin, "place", out->place, error);
}
