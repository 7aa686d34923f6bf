/* SPDX-License-Identifier: MIT */
/* A request without its body. The scan marks where the parts of the outermost map are; each small part is
 * then read on its own, the body is only pointed at. */
#include "proto/message.h"

#include "proto/msgpack_scan.h"
#include "proto/tree_internal.h"

#include <stdio.h>

enum field { FIELD_BODY, FIELD_FRESH, FIELD_KEY, FIELD_LIMITS, FIELD_OP, FIELD_V, FIELD_WAIT_S, FIELDS };

static const char *const names[FIELDS] = {"body", "fresh", "key", "limits", "op", "v", "wait_s"};

/* More pairs than fields hold an unknown field or a duplicate among the first FIELDS + 1, so all that needs
 * to be told from a valid request is marked. */
_Static_assert(SCAN_MARKS >= 2 * FIELDS + 3, "the scan marks too few parts");

/* No part but the body needs more. */
static const struct scan_limits part_limits = {.bytes = 4096, .nodes = 64, .depth = 2};

struct part {
    const unsigned char *bytes; /* NULL when absent */
    size_t length;
};

struct parts {
    struct part of[FIELDS];
    char unknown[64]; /* the first field the envelope does not name */
    bool has_unknown;
    bool partial; /* there are more pairs than the scan has marked */
};

static enum field field_named(const char *text, size_t length)
{
    int i = 0;
    while (i < FIELDS && (strlen(names[i]) != length || memcmp(names[i], text, length) != 0)) {
        i++;
    }
    return (enum field)i;
}

static enum error_code take_part(struct parts *parts, const char *key, size_t length, struct part part,
                                 struct error *error)
{
    enum field field = field_named(key, length);
    if (field == FIELDS) {
        if (!parts->has_unknown) {
            size_t shown = length < sizeof parts->unknown - 1 ? length : sizeof parts->unknown - 1;
            memcpy(parts->unknown, key, shown);
            parts->unknown[shown] = '\0';
            parts->has_unknown = true;
        }
        return ERROR_NONE;
    }
    if (parts->of[field].bytes != NULL) {
        return error_set(error, ERROR_DUPLICATE_KEY, names[field], "the key \"%s\" is named twice",
                         names[field]);
    }
    parts->of[field] = part;
    return ERROR_NONE;
}

static enum error_code split(const unsigned char *bytes, size_t length, const struct msgpack_extent *extent,
                             struct parts *parts, struct error *error)
{
    for (size_t i = 0; i + 1 < extent->mark_count; i += 2) {
        const char *key;
        size_t key_length, start = extent->marks[i + 1];
        size_t end = i + 2 < extent->mark_count ? extent->marks[i + 2] : length;
        msgpack_text(bytes + extent->marks[i], &key, &key_length);
        struct part part = {.bytes = bytes + start, .length = end - start};
        enum error_code code = take_part(parts, key, key_length, part, error);
        if (code != ERROR_NONE) {
            return code;
        }
    }
    return ERROR_NONE;
}

/* The tree of one part; *out is NULL when it is absent. */
static enum error_code read_part(struct arena *arena, const struct parts *parts, enum field field,
                                 const struct node **out, struct error *error)
{
    const struct part *part = &parts->of[field];
    *out = NULL;
    if (part->bytes == NULL) {
        return ERROR_NONE;
    }
    struct error inner;
    enum error_code code = tree_read_msgpack(arena, part->bytes, part->length, &part_limits, out, &inner);
    if (code != ERROR_NONE) {
        bool deeper = inner.path[0] != '\0' && inner.path[0] != '[';
        char path[sizeof inner.path + 16];
        snprintf(path, sizeof path, "%s%s%s", names[field], deeper ? "." : "", inner.path);
        return error_set(error, code, path, "%s", inner.text);
    }
    return ERROR_NONE;
}

static enum error_code wrong_type(enum field field, const struct node *seen, const char *expected,
                                  struct error *error)
{
    return error_set(error, ERROR_WRONG_TYPE, names[field], "%s, expected %s", node_kind_name(seen),
                     expected);
}

static enum error_code read_version(struct arena *arena, const struct parts *parts, struct error *error)
{
    const struct node *value;
    enum error_code code = read_part(arena, parts, FIELD_V, &value, error);
    if (code != ERROR_NONE) {
        return code;
    }
    if (value == NULL) {
        return error_set(error, ERROR_BAD_VERSION, "v", "the request names no version, expected v: %d",
                         PROTOCOL_VERSION);
    }
    if (value->kind != NODE_INTEGER || value->as.integer != PROTOCOL_VERSION) {
        return error_set(error, ERROR_BAD_VERSION, "v", "%s that is not %d", node_kind_name(value),
                         PROTOCOL_VERSION);
    }
    return ERROR_NONE;
}

static enum error_code read_op(struct arena *arena, const struct parts *parts, enum op *out,
                               struct error *error)
{
    const struct node *value;
    enum error_code code = read_part(arena, parts, FIELD_OP, &value, error);
    if (code != ERROR_NONE) {
        return code;
    }
    if (value == NULL) {
        return error_set(error, ERROR_MISSING_FIELD, "op", "the request names no operation");
    }
    if (value->kind != NODE_STRING) {
        return wrong_type(FIELD_OP, value, "a string", error);
    }
    for (int op = 0; op < OP_COUNT; op++) {
        if (strcmp(op_word((enum op)op), value->as.text) == 0) {
            *out = (enum op)op;
            return ERROR_NONE;
        }
    }
    return error_set(error, ERROR_UNKNOWN_OP, "op", "\"%s\" is no operation of this service", value->as.text);
}

static enum error_code read_key(struct arena *arena, const struct parts *parts, const char **out,
                                struct error *error)
{
    const struct node *value;
    enum error_code code = read_part(arena, parts, FIELD_KEY, &value, error);
    if (code != ERROR_NONE || value == NULL) {
        return code;
    }
    if (value->kind != NODE_STRING) {
        return wrong_type(FIELD_KEY, value, "a string", error);
    }
    if (value->count == 0 || value->count > KEY_MAX_BYTES) {
        return error_set(error, ERROR_OUT_OF_RANGE, "key", "%u bytes, expected 1 to %d", value->count,
                         KEY_MAX_BYTES);
    }
    *out = value->as.text;
    return ERROR_NONE;
}

static enum error_code read_wait(struct arena *arena, const struct parts *parts, double *out,
                                 struct error *error)
{
    const struct node *value;
    enum error_code code = read_part(arena, parts, FIELD_WAIT_S, &value, error);
    if (code != ERROR_NONE || value == NULL) {
        return code;
    }
    if (value->kind != NODE_INTEGER && value->kind != NODE_REAL) {
        return wrong_type(FIELD_WAIT_S, value, "a number", error);
    }
    double seconds = value->kind == NODE_INTEGER ? (double)value->as.integer : value->as.real;
    if (seconds < 0 || seconds > WAIT_MAX_S) {
        return error_set(error, ERROR_OUT_OF_RANGE, "wait_s", "%.15g, expected 0 to %d", seconds, WAIT_MAX_S);
    }
    *out = seconds;
    return ERROR_NONE;
}

static enum error_code read_fresh(struct arena *arena, const struct parts *parts, bool *out,
                                  struct error *error)
{
    const struct node *value;
    enum error_code code = read_part(arena, parts, FIELD_FRESH, &value, error);
    if (code != ERROR_NONE || value == NULL) {
        return code;
    }
    if (value->kind != NODE_BOOLEAN) {
        return wrong_type(FIELD_FRESH, value, "a boolean", error);
    }
    *out = value->as.boolean;
    return ERROR_NONE;
}

static enum error_code read_limits(struct arena *arena, const struct parts *parts, struct solve_limits *out,
                                   struct error *error)
{
    const struct node *value;
    enum error_code code = read_part(arena, parts, FIELD_LIMITS, &value, error);
    struct path at = {.key = names[FIELD_LIMITS]};
    return code != ERROR_NONE ? code : solve_limits_read(value, &at, out, error);
}

/* solve and check need a body; what ping and stats would ignore is refused. */
static enum error_code check_parts(const struct parts *parts, enum op op, struct error *error)
{
    size_t pairs;
    const unsigned char *body = parts->of[FIELD_BODY].bytes;
    bool submits = op == OP_SOLVE || op == OP_CHECK;
    for (int field = 0; field < FIELDS && !submits; field++) {
        if (parts->of[field].bytes != NULL && field != FIELD_OP && field != FIELD_V) {
            return error_set(error, ERROR_CONTRADICTION, names[field], "%s takes v and op only", op_word(op));
        }
    }
    if (submits && body == NULL) {
        return error_set(error, ERROR_MISSING_FIELD, names[FIELD_BODY], "%s needs a body", op_word(op));
    }
    if (submits && !msgpack_map(body, &pairs)) {
        return error_set(error, ERROR_WRONG_TYPE, names[FIELD_BODY], "the body is no map");
    }
    return ERROR_NONE;
}

/* The version comes first: another version may well name other fields. */
static enum error_code read_parts(struct arena *arena, const struct parts *parts, struct envelope *out,
                                  struct error *error)
{
    bool unseen = parts->partial && parts->of[FIELD_V].bytes == NULL;
    enum error_code code = unseen ? ERROR_NONE : read_version(arena, parts, error);
    if (code == ERROR_NONE && parts->has_unknown) {
        code = error_set(error, ERROR_UNKNOWN_FIELD, parts->unknown,
                         "a request knows v, op, key, wait_s, fresh, limits and body");
    }
    if (code == ERROR_NONE) {
        code = read_op(arena, parts, &out->op, error);
    }
    if (code == ERROR_NONE) {
        code = read_key(arena, parts, &out->key, error);
    }
    if (code == ERROR_NONE) {
        code = read_wait(arena, parts, &out->wait_s, error);
    }
    if (code == ERROR_NONE) {
        code = read_fresh(arena, parts, &out->fresh, error);
    }
    if (code == ERROR_NONE) {
        code = read_limits(arena, parts, &out->limits, error);
    }
    return code == ERROR_NONE ? check_parts(parts, out->op, error) : code;
}

enum error_code envelope_read(struct arena *arena, const void *bytes, size_t length,
                              const struct scan_limits *limits, struct envelope *out, struct error *error)
{
    *out = (struct envelope){.wait_s = WAIT_MAX_S, .limits = solve_limits_default};
    struct msgpack_extent extent;
    enum error_code code = msgpack_measure(bytes, length, limits, &extent, error);
    if (code != ERROR_NONE) {
        return code;
    }
    size_t pairs;
    if (!msgpack_map(bytes, &pairs)) {
        return error_set(error, ERROR_WRONG_TYPE, "", "the request is no map");
    }
    struct parts parts = {.partial = 2 * pairs > extent.mark_count};
    code = split(bytes, length, &extent, &parts, error);
    if (code == ERROR_NONE) {
        code = read_parts(arena, &parts, out, error);
    }
    if (code == ERROR_NONE) {
        out->body = parts.of[FIELD_BODY].bytes;
        out->body_length = parts.of[FIELD_BODY].length;
    }
    return code;
}
