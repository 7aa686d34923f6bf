/* SPDX-License-Identifier: MIT */
/* The tree of a certificate: rows and people that its points price, and its nodes. Its shape is checked here;
 * whether a row or a choice exists, where the model is known. */
#include "proto/plan_parts.h"

#include <string.h>

struct tree_reader {
    struct reader *reader;
    struct certificate_tree *tree;
};

static enum error_code check_list(struct reader *reader, const struct node *value, const struct path *at,
                                  const char *expected, int64_t most)
{
    if (value->kind != NODE_ARRAY)
        return refuse_type(reader, value, at, expected);
    if (value->count > most)
        return error_at(reader->error, ERROR_TOO_LARGE, at, "%u elements, at most %lld",
                        (unsigned)value->count, (long long)most);
    return ERROR_NONE;
}

/* --- what points are about ------------------------------------------------------------------------------ */

static enum error_code check_once(struct reader *reader, struct id_table *seen, const struct node *name,
                                  const struct path *at)
{
    bool fresh;
    if (id_table_add(seen, name->as.text, name->count, &fresh) == NONE)
        return out_of_memory(reader);
    return fresh ? ERROR_NONE
                 : error_at(reader->error, ERROR_DUPLICATE_ID, at, "'%s' is named twice", name->as.text);
}

static const struct field row_element = {.read = read_text};

/* A list of names, each once; each is read by element->read into its place. */
static enum error_code read_names(struct reader *reader, const struct field *element, size_t element_size,
                                  const struct node *value, const struct path *at, struct list *out)
{
    struct id_table seen;
    enum error_code code = read_elements(reader, element, element_size, value, at, out);
    if (code == ERROR_NONE && !id_table_init(&seen, reader->arena, value->count))
        return out_of_memory(reader);
    for (uint32_t i = 0; code == ERROR_NONE && i < value->count; i++) {
        const struct path here = {.up = at, .index = i};
        code = check_once(reader, &seen, &value->as.items[i], &here);
    }
    return code;
}

/* --- points --------------------------------------------------------------------------------------------- */

struct point_parts {
    const struct node *people, *rows;
};

static const struct field point_fields[] = {
    FIELD("people", OPTIONAL, read_node, struct point_parts, people),
    FIELD("rows", REQUIRED, read_node, struct point_parts, rows),
};

static enum error_code read_values(struct reader *reader, const struct node *value, const struct path *up,
                                   const char *key, int32_t expected, const int64_t **out)
{
    const struct path at = {.up = up, .key = key};
    enum error_code code = check_list(reader, value, &at, "a list of integers", UINT32_MAX);
    if (code == ERROR_NONE && value->count != (uint32_t)expected)
        code = error_at(reader->error, ERROR_BAD_VALUE, &at,
                        "%u numbers, expected %d: as many as the certificate's %s", (unsigned)value->count,
                        (int)expected, key);
    if (code != ERROR_NONE)
        return code;
    int64_t *values = arena_alloc(reader->arena, (size_t)expected, sizeof *values);
    if (values == NULL)
        return out_of_memory(reader);
    for (uint32_t i = 0; code == ERROR_NONE && i < value->count; i++) {
        const struct path here = {.up = &at, .index = i};
        code = read_integer_within(reader, &value->as.items[i], &here, -INTEGER_MAX_2P53, INTEGER_MAX_2P53,
                                   &values[i]);
    }
    *out = values;
    return code;
}

static enum error_code read_point(const struct tree_reader *context, const struct node *value,
                                  const struct path *at, struct certificate_point *out)
{
    struct point_parts parts = {0};
    struct reader *reader = context->reader;
    enum error_code code = read_fields(reader, point_fields, COUNT_OF(point_fields), value, at, &parts);
    if (code == ERROR_NONE)
        code = read_values(reader, parts.rows, at, "rows", context->tree->row_count, &out->row_prices_ppt);
    if (code == ERROR_NONE && parts.people != NULL)
        code = read_values(reader, parts.people, at, "people", context->tree->person_count,
                           &out->person_prices_ppt);
    return code;
}

static enum error_code read_points(const struct tree_reader *context, const struct node *value,
                                   const struct path *at)
{
    struct reader *reader = context->reader;
    enum error_code code = check_list(reader, value, at, "a list of points", CERTIFICATE_POINTS_MOST);
    if (code != ERROR_NONE)
        return code;
    struct certificate_point *points = arena_alloc(reader->arena, value->count, sizeof *points);
    if (points == NULL)
        return out_of_memory(reader);
    for (uint32_t i = 0; code == ERROR_NONE && i < value->count; i++) {
        const struct path here = {.up = at, .index = i};
        code = read_point(context, &value->as.items[i], &here, &points[i]);
    }
    context->tree->points = points;
    context->tree->point_count = (int32_t)value->count;
    return code;
}

/* --- nodes ---------------------------------------------------------------------------------------------- */

enum { AT_EMPLOYEE, AT_UNIT, AT_OFFER, AT_IN, AT_OUT, BRANCHING_PARTS };

static enum error_code read_offer(struct reader *reader, const struct node *value, const struct path *at,
                                  struct certificate_node *node)
{
    static const struct field surge = FIELD(NULL, REQUIRED, plan_read_surge, struct certificate_node, surge);
    int64_t offer = NONE;
    int32_t count = instance_of(reader)->employees[node->employee].offer_count;
    node->offer = NONE;
    if (value->kind == NODE_STRING)
        return surge.read(reader, &surge, value, at, node);
    enum error_code code =
        value->kind == NODE_NULL ? ERROR_NONE : read_integer_within(reader, value, at, 0, count - 1, &offer);
    node->offer = (int32_t)offer;
    return code;
}

/* A node behind its parent that no other has as child: so there is no cycle. */
static enum error_code read_child(const struct tree_reader *context, const struct node *value,
                                  const struct path *at, int32_t parent, bool *has_parent, int32_t *out)
{
    int64_t child = 0;
    enum error_code code =
        read_integer_within(context->reader, value, at, parent + 1, context->tree->node_count - 1, &child);
    if (code != ERROR_NONE)
        return code;
    if (has_parent[child])
        return error_at(context->reader->error, ERROR_CONTRADICTION, at, "node %lld already has a parent",
                        (long long)child);
    has_parent[child] = true;
    *out = (int32_t)child;
    return ERROR_NONE;
}

static enum error_code read_branching(const struct tree_reader *context, const struct node *value,
                                      const struct path *at, int32_t index, bool *has_parent,
                                      struct certificate_node *node)
{
    static const struct field employee = FIELD(NULL, REQUIRED, plan_read_employee, struct certificate_node,
                                               employee),
                              unit = FIELD(NULL, REQUIRED, plan_read_unit_or_null, struct certificate_node,
                                           unit);
    struct path here[BRANCHING_PARTS];
    const struct node *part = value->as.items;
    enum error_code code;
    if (value->count != BRANCHING_PARTS)
        return refuse_value(context->reader, value, at,
                            "a point, or [employee, unit, offer or surge, in, out]");
    for (int i = 0; i < BRANCHING_PARTS; i++)
        here[i] = (struct path){.up = at, .index = i};
    *node = (struct certificate_node){
        .point = NONE, .unit = NONE, .surge = NONE}; /* null leaves a unit as it was */
    if ((code = employee.read(context->reader, &employee, &part[AT_EMPLOYEE], &here[AT_EMPLOYEE], node)) ||
        (code = unit.read(context->reader, &unit, &part[AT_UNIT], &here[AT_UNIT], node)) ||
        (code = read_offer(context->reader, &part[AT_OFFER], &here[AT_OFFER], node)) ||
        (code = read_child(context, &part[AT_IN], &here[AT_IN], index, has_parent, &node->in)))
        return code;
    return read_child(context, &part[AT_OUT], &here[AT_OUT], index, has_parent, &node->out);
}

static enum error_code read_tree_node(const struct tree_reader *context, const struct node *value,
                                      const struct path *at, int32_t index, bool *has_parent,
                                      struct certificate_node *node)
{
    int64_t point = 0;
    if (index > 0 && !has_parent[index])
        return error_at(context->reader->error, ERROR_CONTRADICTION, at, "no branching leads to this node");
    if (value->kind == NODE_ARRAY)
        return read_branching(context, value, at, index, has_parent, node);
    enum error_code code =
        read_integer_within(context->reader, value, at, 0, context->tree->point_count - 1, &point);
    node->point = (int32_t)point;
    return code;
}

static enum error_code read_nodes(const struct tree_reader *context, const struct node *value,
                                  const struct path *at)
{
    struct reader *reader = context->reader;
    enum error_code code = check_list(reader, value, at, "a list of nodes", CERTIFICATE_NODES_MOST);
    if (code != ERROR_NONE)
        return code;
    if (value->count == 0)
        return refuse_value(reader, value, at, "at least the root");
    struct certificate_node *nodes = arena_alloc(reader->arena, value->count, sizeof *nodes);
    bool *has_parent = arena_alloc(reader->arena, value->count, sizeof *has_parent);
    if (nodes == NULL || has_parent == NULL)
        return out_of_memory(reader);
    context->tree->nodes = nodes;
    context->tree->node_count = (int32_t)value->count;
    for (uint32_t i = 0; code == ERROR_NONE && i < value->count; i++) {
        const struct path here = {.up = at, .index = i};
        code = read_tree_node(context, &value->as.items[i], &here, (int32_t)i, has_parent, &nodes[i]);
    }
    return code;
}

enum error_code plan_read_tree(struct reader *reader, const struct certificate_parts *parts,
                               const struct path *at, const struct certificate_tree **out)
{
    const struct path rows = {.up = at, .key = "rows"}, people = {.up = at, .key = "people"},
                      points = {.up = at, .key = "points"}, nodes = {.up = at, .key = "nodes"};
    struct list row_names, employees;
    struct certificate_tree *tree = arena_alloc(reader->arena, 1, sizeof *tree);
    const struct tree_reader context = {reader, tree};
    enum error_code code;
    *out = NULL;
    if (tree == NULL)
        return out_of_memory(reader);
    if ((code = read_names(reader, &row_element, sizeof(char *), parts->rows, &rows, &row_names)) ||
        (code =
             read_names(reader, &plan_employee_element, sizeof(int32_t), parts->people, &people, &employees)))
        return code;
    tree->rows = row_names.items;
    tree->row_count = row_names.count;
    tree->people = employees.items;
    tree->person_count = employees.count;
    if ((code = read_points(&context, parts->points, &points)) ||
        (code = read_nodes(&context, parts->nodes, &nodes)))
        return code;
    *out = tree;
    return ERROR_NONE;
}
