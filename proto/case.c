/* SPDX-License-Identifier: MIT */
#include "proto/plan.h"
#include "proto/read.h"

static const struct field case_fields[] = {
    WHOLE("format", REQUIRED, read_format),
    FIELD("instance", REQUIRED, read_node, struct plan_case, instance),
    FIELD("plan", REQUIRED, read_node, struct plan_case, plan),
    FIELD("policy", REQUIRED, read_node, struct plan_case, policy),
    FIELD("scenario", OPTIONAL, read_node, struct plan_case, scenario),
};

enum error_code case_write(struct arena *arena, const struct plan_case *from, const struct node **out,
                           struct error *error)
{
    struct node *root = arena_alloc(arena, 1, sizeof *root);
    *out = NULL;
    if (!root)
        return error_set(error, ERROR_MEMORY, "", "out of memory");
    *root = node_map(arena, COUNT_OF(case_fields));
    map_add(root, "format", node_borrowed("mutasi-case/1"));
    map_add(root, "instance", *from->instance);
    map_add(root, "plan", *from->plan);
    map_add(root, "policy", *from->policy);
    if (from->scenario)
        map_add(root, "scenario", *from->scenario);
    enum error_code code = tree_canonicalise(root, error);
    if (!code)
        *out = root;
    return code;
}

/* A map of the right format; its fields are read by whoever uses the part. A scenario has no format. */
static enum error_code part_check(struct reader *reader, const struct node *part, const char *key,
                                  const char *format)
{
    const struct path at = {NULL, key, 0};
    if (part && !format && part->kind != NODE_MAP)
        return refuse_type(reader, part, &at, "a map");
    return part && format ? read_format_first(reader, part, &at, format) : ERROR_NONE;
}

enum error_code case_read(const struct node *document, struct plan_case *out, struct error *error)
{
    struct reader reader = {.arena = NULL, .error = error};
    *out = (struct plan_case){0};
    enum error_code code = read_format_first(&reader, document, NULL, "mutasi-case/1");
    if (!code)
        code = read_fields(&reader, case_fields, COUNT_OF(case_fields), document, NULL, out);
    if (!code)
        code = part_check(&reader, out->instance, "instance", "mutasi-instance/1");
    if (!code)
        code = part_check(&reader, out->policy, "policy", "mutasi-policy/1");
    if (!code)
        code = part_check(&reader, out->scenario, "scenario", NULL);
    return code ? code : part_check(&reader, out->plan, "plan", "mutasi-plan/1");
}
