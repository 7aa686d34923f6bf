/* SPDX-License-Identifier: MIT */
/* mutasi-instance/1: the document's root and the order of its parts. */
#include "proto/instance_parts.h"

struct root {
    const char *name;
    day date;
    const struct node *units, *employees, *groups, *distances, *relocation, *supplies, *pairs, *surges,
        *previous;
};

static const struct field root_fields[] = {
    FIELD("date", REQUIRED, read_day, struct root, date),
    FIELD("distances", OPTIONAL, read_node, struct root, distances),
    FIELD("employees", REQUIRED, read_node, struct root, employees),
    WHOLE("format", REQUIRED, read_format),
    FIELD("groups", OPTIONAL, read_node, struct root, groups),
    FIELD("name", OPTIONAL, read_text, struct root, name),
    FIELD("pairs", OPTIONAL, read_node, struct root, pairs),
    FIELD("previous", OPTIONAL, read_node, struct root, previous),
    FIELD("relocation", OPTIONAL, read_node, struct root, relocation),
    FIELD("supplies", OPTIONAL, read_node, struct root, supplies),
    FIELD("surges", OPTIONAL, read_node, struct root, surges),
    FIELD("units", REQUIRED, read_node, struct root, units),
};

/* Each part may refer to those before it. */
static enum error_code read_parts(struct instance_reader *reader, const struct root *root,
                                  const struct path *at)
{
    const struct {
        const char *name;
        part_reader *read;
        const struct node *node;
    } parts[] = {
        {"groups", groups_read, root->groups},
        {"units", units_read, root->units},
        {"employees", employees_read, root->employees},
        {"distances", distances_read, root->distances},
        {"relocation", relocation_read, root->relocation},
        {"supplies", supplies_read, root->supplies},
        {"pairs", pairs_read, root->pairs},
        {"surges", surges_read, root->surges},
        {"previous", previous_read, root->previous},
    };
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        const struct path here = {at, parts[i].name, 0};
        enum error_code code = parts[i].read(reader, parts[i].node, &here);
        if (code != ERROR_NONE)
            return code;
    }
    return competencies_settle(reader);
}

enum error_code instance_read(struct arena *arena, const struct node *document, const struct path *at,
                              const struct instance **out, struct error *error)
{
    *out = NULL;
    struct instance_reader reader = {.base = {arena, error}};
    struct root root = {0};
    enum error_code code = read_format_first(&reader.base, document, at, "mutasi-instance/1");
    if (code == ERROR_NONE)
        code = read_fields(&reader.base, root_fields, COUNT_OF(root_fields), document, at, &root);
    if (code != ERROR_NONE)
        return code;
    struct instance *instance = reader.instance = arena_alloc(arena, 1, sizeof *instance);
    if (instance == NULL || !id_table_init(&reader.competency_ids, arena, 0))
        return out_of_memory(&reader.base);
    instance->name = root.name;
    instance->date = root.date;
    code = read_parts(&reader, &root, at);
    if (code == ERROR_NONE)
        *out = instance;
    return code;
}
