/* SPDX-License-Identifier: MIT */
#include "proto/read.h"

#include <string.h>

/* Like strcmp, but most names already differ in their first byte. */
static int compare_names(const char *a, const char *b)
{
    if (a[0] != b[0])
        return (unsigned char)a[0] < (unsigned char)b[0] ? -1 : 1;
    return strcmp(a, b);
}

/* --- a map by its table --------------------------------------------------------------------------------- */

static enum error_code missing(struct reader *reader, const struct field *field, const struct path *at)
{
    const struct path here = {at, field->name, 0};
    return error_at(reader->error, ERROR_MISSING_FIELD, &here,
                    "seen no field \"%s\", expected it to be there", field->name);
}

static enum error_code unknown(struct reader *reader, const struct field *fields, size_t count,
                               const struct node *key, const struct path *at)
{
    char names[300], seen[SHOWN_BYTES];
    size_t used = 0;
    names[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(fields[i].name);
        if (used + length + 3 > sizeof names)
            break;
        if (used > 0)
            used = (size_t)(stpcpy(names + used, ", ") - names);
        memcpy(names + used, fields[i].name, length + 1);
        used += length;
    }
    const struct path here = {at, key->as.text, 0};
    return error_at(reader->error, ERROR_UNKNOWN_FIELD, &here, "seen the field %s, expected one of: %s",
                    node_shown(key, seen), names);
}

/* Passes the fields that stand before `key` in the table; a required one among them is missing. */
static enum error_code pass_absent(struct reader *reader, const struct field **next, const struct field *end,
                                   const char *key, const struct path *at)
{
    while (*next < end && (key == NULL || compare_names((*next)->name, key) < 0)) {
        if ((*next)->presence == REQUIRED)
            return missing(reader, *next, at);
        (*next)++;
    }
    return ERROR_NONE;
}

enum error_code read_fields(struct reader *reader, const struct field *fields, size_t field_count,
                            const struct node *map, const struct path *at, void *record)
{
    if (map->kind != NODE_MAP)
        return refuse_type(reader, map, at, "a map");
    const struct field *next = fields, *end = fields + field_count;
    for (size_t i = 0; i < map->count; i++) {
        const struct node *key = &map->as.items[2 * i];
        enum error_code code = pass_absent(reader, &next, end, key->as.text, at);
        if (code != ERROR_NONE)
            return code;
        if (next == end || strcmp(next->name, key->as.text) != 0)
            return unknown(reader, fields, field_count, key, at);
        const struct path here = {at, key->as.text, 0};
        code = next->read(reader, next, key + 1, &here, record);
        if (code != ERROR_NONE)
            return code;
        next++;
    }
    return pass_absent(reader, &next, end, NULL, at);
}

enum error_code read_format_first(struct reader *reader, const struct node *document, const struct path *at,
                                  const char *format)
{
    if (document->kind != NODE_MAP)
        return refuse_type(reader, document, at, "a map");
    const struct node *seen = map_get(document, "format");
    const struct path here = {at, "format", 0};
    if (seen == NULL)
        return error_at(reader->error, ERROR_MISSING_FIELD, &here,
                        "seen no field \"format\", expected it to be \"%s\"", format);
    if (seen->kind != NODE_STRING)
        return refuse_type(reader, seen, &here, "a string");
    char shown[SHOWN_BYTES];
    if (strcmp(seen->as.text, format) != 0)
        return error_at(reader->error, ERROR_BAD_VALUE, &here, "seen %s, expected \"%s\"",
                        node_shown(seen, shown), format);
    return ERROR_NONE;
}

/* --- lists and pairs ------------------------------------------------------------------------------------ */

static enum error_code list_alloc(struct reader *reader, size_t count, size_t size, struct list *out)
{
    *out = (struct list){NULL, 0};
    if (count == 0)
        return ERROR_NONE;
    out->items = arena_alloc(reader->arena, count, size);
    if (out->items == NULL || count > INT32_MAX)
        return out_of_memory(reader);
    out->count = (int32_t)count;
    return ERROR_NONE;
}

enum error_code read_elements(struct reader *reader, const struct field *element, size_t element_size,
                              const struct node *list, const struct path *at, struct list *out)
{
    if (list->kind != NODE_ARRAY)
        return refuse_type(reader, list, at, "an array");
    enum error_code code = list_alloc(reader, list->count, element_size, out);
    char *place = out->items;
    for (uint32_t i = 0; code == ERROR_NONE && i < list->count; i++, place += element_size) {
        const struct path here = {at, NULL, i};
        code = element->read(reader, element, &list->as.items[i], &here, place);
    }
    return code;
}

enum error_code read_pairs(struct reader *reader, pair_reader *read, size_t element_size,
                           const struct node *map, const struct path *at, struct list *out)
{
    if (map->kind != NODE_MAP)
        return refuse_type(reader, map, at, "a map");
    enum error_code code = list_alloc(reader, map->count, element_size, out);
    char *place = out->items;
    for (size_t i = 0; code == ERROR_NONE && i < map->count; i++, place += element_size) {
        const struct node *key = &map->as.items[2 * i];
        const struct path here = {at, key->as.text, 0};
        code = read(reader, key, key + 1, &here, place);
    }
    return code;
}

enum error_code read_list(struct reader *reader, const struct field *field, const struct node *value,
                          const struct path *at, void *record)
{
    struct list list;
    enum error_code code = read_elements(reader, field->element, field->element_size, value, at, &list);
    if (code != ERROR_NONE)
        return code;
    memcpy(member_of(field, record), &list.items, sizeof list.items); /* any T *: no alias of void * */
    memcpy((char *)record + field->count_offset, &list.count, sizeof list.count);
    return ERROR_NONE;
}
