/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/json_schema.h"

#include "proto/schema.h"

#include <regex.h>
#include <stdio.h>
#include <string.h>

/* --- references ------------------------------------------------------------------------------------------
 */

static const struct node *pointer(const struct node *root, const char *path)
{
    char key[100];
    while (root && *path == '/') {
        size_t length = strcspn(++path, "/");
        snprintf(key, sizeof key, "%.*s", (int)length, path);
        root = map_get(root, key);
        path += length;
    }
    return root;
}

struct schema schema_named(struct arena *arena, const char *name)
{
    char file[60];
    size_t length = strcspn(name, ".#");
    snprintf(file, sizeof file, "%.*s", (int)length, name);
    const char *text = schema_text(file), *anchor = strchr(name, '#');
    struct schema schema = {NULL, NULL};
    if (!text || tree_read_json(arena, text, strlen(text), NULL, &schema.root, NULL) != ERROR_NONE)
        return schema;
    schema.node = anchor ? pointer(schema.root, anchor + 1) : schema.root;
    return schema;
}

struct schema schema_resolved(struct arena *arena, struct schema schema)
{
    const struct node *ref;
    while (schema.node && schema.node->kind == NODE_MAP && (ref = map_get(schema.node, "$ref"))) {
        if (ref->as.text[0] == '#')
            schema.node = pointer(schema.root, ref->as.text + 1);
        else
            schema = schema_named(arena, ref->as.text);
    }
    return schema;
}

/* --- validation ------------------------------------------------------------------------------------------
 */

struct check {
    struct arena *arena;
    struct schema schema;
    const struct node *value;
    const struct path *at;
    const char *violation;
};

static bool violated(struct check *check, const char *what)
{
    struct error error;
    error_at(&error, ERROR_NONE, check->at, "%s", what);
    check->violation = arena_format(check->arena, "%s: %s", error.path, what);
    return false;
}

static bool valid(struct check *outer, const struct node *schema, const struct node *value,
                  const struct path *at);

static double number(const struct node *node)
{
    return node->kind == NODE_INTEGER ? (double)node->as.integer : node->as.real;
}

static bool is_number(const struct node *node)
{
    return node->kind == NODE_INTEGER || node->kind == NODE_REAL;
}

static bool has_type(const struct node *value, const char *type)
{
    static const struct {
        const char *type;
        enum node_kind kind;
    } kinds[] = {{"object", NODE_MAP},      {"array", NODE_ARRAY}, {"string", NODE_STRING},
                 {"integer", NODE_INTEGER}, {"null", NODE_NULL},   {"boolean", NODE_BOOLEAN}};
    if (strcmp(type, "number") == 0)
        return is_number(value);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i].type, type) == 0)
            return value->kind == kinds[i].kind;
    return false;
}

static bool check_type(struct check *check, const struct node *argument)
{
    bool fits = argument->kind == NODE_STRING && has_type(check->value, argument->as.text);
    for (uint32_t i = 0; argument->kind == NODE_ARRAY && i < argument->count; i++)
        fits = fits || has_type(check->value, argument->as.items[i].as.text);
    return fits || violated(check, "another type");
}

static bool check_const(struct check *check, const struct node *argument)
{
    return node_equal(check->value, argument) || violated(check, "another constant");
}

static bool check_enum(struct check *check, const struct node *argument)
{
    for (uint32_t i = 0; i < argument->count; i++)
        if (node_equal(check->value, &argument->as.items[i]))
            return true;
    return violated(check, "not one of the values");
}

static bool check_minimum(struct check *check, const struct node *argument)
{
    return !is_number(check->value) || number(check->value) >= number(argument) ||
           violated(check, "too small");
}

static bool check_exclusive_minimum(struct check *check, const struct node *argument)
{
    return !is_number(check->value) || number(check->value) > number(argument) ||
           violated(check, "too small");
}

static bool check_maximum(struct check *check, const struct node *argument)
{
    return !is_number(check->value) || number(check->value) <= number(argument) ||
           violated(check, "too large");
}

static bool check_min_length(struct check *check, const struct node *argument)
{
    return check->value->kind != NODE_STRING || check->value->count >= argument->as.integer ||
           violated(check, "too short");
}

static bool check_max_length(struct check *check, const struct node *argument)
{
    return check->value->kind != NODE_STRING || check->value->count <= argument->as.integer ||
           violated(check, "too long");
}

static bool check_pattern(struct check *check, const struct node *argument)
{
    regex_t regex;
    if (check->value->kind != NODE_STRING)
        return true;
    if (regcomp(&regex, argument->as.text, REG_EXTENDED | REG_NOSUB) != 0)
        return violated(check, "a pattern that does not compile");
    bool matches = regexec(&regex, check->value->as.text, 0, NULL, 0) == 0;
    regfree(&regex);
    return matches || violated(check, "another pattern");
}

static bool check_min_items(struct check *check, const struct node *argument)
{
    return check->value->kind != NODE_ARRAY || check->value->count >= argument->as.integer ||
           violated(check, "too few elements");
}

static bool check_max_items(struct check *check, const struct node *argument)
{
    return check->value->kind != NODE_ARRAY || check->value->count <= argument->as.integer ||
           violated(check, "too many elements");
}

static bool check_items(struct check *check, const struct node *argument)
{
    for (uint32_t i = 0; check->value->kind == NODE_ARRAY && i < check->value->count; i++)
        if (!valid(check, argument, &check->value->as.items[i], &(struct path){check->at, NULL, i}))
            return false;
    return true;
}

static bool check_prefix_items(struct check *check, const struct node *argument)
{
    const struct node *value = check->value;
    for (uint32_t i = 0; value->kind == NODE_ARRAY && i < value->count && i < argument->count; i++)
        if (!valid(check, &argument->as.items[i], &value->as.items[i], &(struct path){check->at, NULL, i}))
            return false;
    return true;
}

static bool check_required(struct check *check, const struct node *argument)
{
    for (uint32_t i = 0; check->value->kind == NODE_MAP && i < argument->count; i++)
        if (!map_get(check->value, argument->as.items[i].as.text))
            return violated(check, "a field is missing");
    return true;
}

static bool check_dependent_required(struct check *check, const struct node *argument)
{
    for (uint32_t i = 0; check->value->kind == NODE_MAP && i < argument->count; i++)
        if (map_get(check->value, argument->as.items[2 * i].as.text) &&
            !check_required(check, &argument->as.items[2 * i + 1]))
            return false;
    return true;
}

static bool check_properties(struct check *check, const struct node *argument)
{
    for (uint32_t i = 0; check->value->kind == NODE_MAP && i < check->value->count; i++) {
        const struct node *pair = &check->value->as.items[2 * i];
        const struct node *schema = map_get(argument, pair->as.text);
        if (schema && !valid(check, schema, &pair[1], &(struct path){check->at, pair->as.text, 0}))
            return false;
    }
    return true;
}

static bool check_additional(struct check *check, const struct node *argument)
{
    const struct node *known = map_get(check->schema.node, "properties");
    for (uint32_t i = 0; check->value->kind == NODE_MAP && i < check->value->count; i++) {
        const struct node *pair = &check->value->as.items[2 * i];
        const struct path here = {check->at, pair->as.text, 0};
        if (known && map_get(known, pair->as.text))
            continue;
        if (argument->kind == NODE_BOOLEAN)
            return argument->as.boolean || violated(check, "an unknown field");
        if (!valid(check, argument, &pair[1], &here))
            return false;
    }
    return true;
}

static bool check_property_names(struct check *check, const struct node *argument)
{
    for (uint32_t i = 0; check->value->kind == NODE_MAP && i < check->value->count; i++)
        if (!valid(check, argument, &check->value->as.items[2 * i], check->at))
            return false;
    return true;
}

static bool check_one_of(struct check *check, const struct node *argument)
{
    int fitting = 0;
    for (uint32_t i = 0; i < argument->count; i++)
        fitting += valid(check, &argument->as.items[i], check->value, check->at);
    return fitting == 1 || violated(check, "fits none, or several, of the alternatives");
}

static bool check_not(struct check *check, const struct node *argument)
{
    return !valid(check, argument, check->value, check->at) || violated(check, "must not be there");
}

static bool check_ref(struct check *check, const struct node *argument)
{
    (void)argument;
    struct check inner = *check;
    const struct node alone = *map_get(check->schema.node, "$ref");
    struct node pair[] = {{.kind = NODE_STRING, .count = 4, .as.text = "$ref"}, alone};
    const struct node only = {.kind = NODE_MAP, .count = 1, .as.items = pair};
    inner.schema = schema_resolved(check->arena, (struct schema){&only, check->schema.root});
    if (!inner.schema.node)
        return violated(check, "a reference to nothing");
    bool ok = valid(&inner, inner.schema.node, check->value, check->at);
    check->violation = inner.violation;
    return ok;
}

static bool check_nothing(struct check *check, const struct node *argument)
{
    (void)check, (void)argument;
    return true;
}

static const struct keyword {
    const char *name;
    bool (*holds)(struct check *check, const struct node *argument);
} keywords[] = {
    {"$defs", check_nothing},
    {"$id", check_nothing},
    {"$ref", check_ref},
    {"$schema", check_nothing},
    {"additionalProperties", check_additional},
    {"const", check_const},
    {"default", check_nothing},
    {"dependentRequired", check_dependent_required},
    {"description", check_nothing},
    {"enum", check_enum},
    {"exclusiveMinimum", check_exclusive_minimum},
    {"items", check_items},
    {"maxItems", check_max_items},
    {"maxLength", check_max_length},
    {"maximum", check_maximum},
    {"minItems", check_min_items},
    {"minLength", check_min_length},
    {"minimum", check_minimum},
    {"not", check_not},
    {"oneOf", check_one_of},
    {"pattern", check_pattern},
    {"prefixItems", check_prefix_items},
    {"properties", check_properties},
    {"propertyNames", check_property_names},
    {"required", check_required},
    {"title", check_nothing},
    {"type", check_type},
};

static bool keyword_holds(struct check *check, const char *name, const struct node *argument)
{
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
        if (strcmp(keywords[i].name, name) == 0)
            return keywords[i].holds(check, argument);
    return violated(check, "a keyword that this validator does not know");
}

static bool valid(struct check *outer, const struct node *schema, const struct node *value,
                  const struct path *at)
{
    struct check check = {
        .arena = outer->arena, .schema = {schema, outer->schema.root}, .value = value, .at = at};
    bool ok = true;
    for (uint32_t i = 0; ok && i < schema->count; i++)
        ok = keyword_holds(&check, schema->as.items[2 * i].as.text, &schema->as.items[2 * i + 1]);
    if (!ok)
        outer->violation = check.violation;
    return ok;
}

const char *schema_violation(struct arena *arena, struct schema schema, const struct node *value)
{
    struct check check = {.arena = arena, .schema = schema};
    return valid(&check, schema.node, value, NULL) ? NULL : check.violation;
}
