/* SPDX-License-Identifier: MIT */
#include "client/ticket.h"

#include "client/file.h"
#include "proto/read.h"

#define FORMAT "mutasi-ticket/1"

static enum error_code read_limits(struct reader *reader, const struct field *field, const struct node *value,
                                   const struct path *at, void *record)
{
    struct ticket *ticket = record;
    (void)field;
    return solve_limits_read(value, at, &ticket->limits, reader->error);
}

static const struct field ticket_fields[] = {
    WHOLE("format", REQUIRED, read_format),
    FIELD("instance", REQUIRED, read_node, struct ticket, instance),
    FIELD("job", REQUIRED, read_integer, struct ticket, job, RANGE(1, INTEGER_MAX_2P53)),
    FIELD("key", REQUIRED, read_text, struct ticket, key, RANGE(1, KEY_MAX_BYTES)),
    WHOLE("limits", REQUIRED, read_limits),
    FIELD("policy", OPTIONAL, read_node, struct ticket, policy),
    FIELD("scenario", OPTIONAL, read_node, struct ticket, scenario),
    FIELD("service", REQUIRED, read_text, struct ticket, service),
};

enum error_code ticket_write(struct arena *arena, const char *file, const struct ticket *ticket,
                             struct error *error)
{
    struct node map = node_map(arena, COUNT_OF(ticket_fields)), limits;
    enum error_code code = solve_limits_write(arena, &ticket->limits, &limits);
    if (code != ERROR_NONE)
        return error_set(error, code, "limits", "the limits cannot be written");
    map_add(&map, "format", node_borrowed(FORMAT));
    map_add(&map, "instance", *ticket->instance);
    map_add(&map, "job", node_integer(ticket->job));
    map_add(&map, "key", node_borrowed(ticket->key));
    map_add(&map, "limits", limits);
    if (ticket->policy != NULL)
        map_add(&map, "policy", *ticket->policy);
    if (ticket->scenario != NULL)
        map_add(&map, "scenario", *ticket->scenario);
    map_add(&map, "service", node_borrowed(ticket->service));
    code = tree_canonicalise(&map, error);
    return code != ERROR_NONE ? code : file_write_tree(arena, file, &map, error);
}

enum error_code ticket_read(struct arena *arena, const char *file, struct ticket *out, struct error *error)
{
    const struct node *document;
    struct reader reader = {.arena = arena, .error = error};
    enum error_code code = file_read_tree(arena, file, &document, error);
    *out = (struct ticket){.limits = solve_limits_default};
    if (code != ERROR_NONE)
        return code;
    code = read_format_first(&reader, document, NULL, FORMAT);
    if (code == ERROR_NONE)
        code = read_fields(&reader, ticket_fields, COUNT_OF(ticket_fields), document, NULL, out);
    if (code != ERROR_NONE)
        file_name_error(file, error);
    return code;
}
