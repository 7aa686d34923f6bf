/* SPDX-License-Identifier: MIT */
/* A request without its body. The scan marks where the parts of the outermost map are; each small part is
 * then read on its own, the body is only pointed at. */
#include "proto/envelope_parts.h"

#include "proto/msgpack_scan.h"
#include "proto/tree_internal.h"

#include <stdio.h>

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
        return error_set(error, ERROR_DUPLICATE_KEY, field_word(field), "the key \"%s\" is named twice",
                         field_word(field));
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
        error_within(&inner, field_word(field));
        return error_set(error, code, inner.path, "%s", inner.text);
    }
    return ERROR_NONE;
}

/* Absent: nothing changes. */
static enum error_code take(struct arena *arena, const struct parts *parts, enum field field,
                            struct envelope *out, struct error *error)
{
    const struct node *value;
    enum error_code code = read_part(arena, parts, field, &value, error);
    return code != ERROR_NONE || value == NULL ? code : envelope_take(field, value, out, error);
}

/* The version comes first: another version may well name other fields. */
static enum error_code take_version(struct arena *arena, const struct parts *parts, struct envelope *out,
                                    struct error *error)
{
    if (parts->of[FIELD_V].bytes == NULL && !parts->partial) {
        return error_set(error, ERROR_BAD_VERSION, "v", "the request names no version, expected v: %d",
                         PROTOCOL_VERSION);
    }
    return take(arena, parts, FIELD_V, out, error);
}

static enum error_code refuse_unknown(const struct parts *parts, struct error *error)
{
    char known[160] = "";
    size_t length = 0;
    for (int field = 0; field < FIELDS && length < sizeof known; field++) {
        length +=
            (size_t)snprintf(known + length, sizeof known - length, " %s", field_word((enum field)field));
    }
    return error_set(error, ERROR_UNKNOWN_FIELD, parts->unknown, "no field of a request; these are:%s",
                     known);
}

static enum error_code check_parts(const struct parts *parts, enum op op, struct error *error)
{
    size_t pairs;
    unsigned given = 0;
    const unsigned char *body = parts->of[FIELD_BODY].bytes;
    for (int field = 0; field < FIELDS; field++) {
        given |= parts->of[field].bytes != NULL ? 1U << field : 0;
    }
    enum error_code code = envelope_check_fields(op, given, error);
    if (code == ERROR_NONE && body != NULL && !msgpack_map(body, &pairs)) {
        return error_set(error, ERROR_WRONG_TYPE, field_word(FIELD_BODY), "the body is no map, expected one");
    }
    return code;
}

static enum error_code read_parts(struct arena *arena, const struct parts *parts, struct envelope *out,
                                  struct error *error)
{
    enum error_code code = take_version(arena, parts, out, error);
    if (code == ERROR_NONE && parts->has_unknown) {
        code = refuse_unknown(parts, error);
    }
    if (code == ERROR_NONE && parts->of[FIELD_OP].bytes == NULL) {
        code = error_set(error, ERROR_MISSING_FIELD, "op",
                         "the request names no operation, expected one of:%s", OP_WORDS);
    }
    if (code == ERROR_NONE) {
        code = take(arena, parts, FIELD_OP, out, error);
    }
    for (int field = 0; field < FIELDS && code == ERROR_NONE; field++) {
        if (field != FIELD_V && field != FIELD_OP && field != FIELD_BODY) {
            code = take(arena, parts, (enum field)field, out, error);
        }
    }
    return code == ERROR_NONE ? check_parts(parts, out->op, error) : code;
}

enum error_code envelope_read(struct arena *arena, const void *bytes, size_t length,
                              const struct scan_limits *limits, struct envelope *out, struct error *error)
{
    *out = (struct envelope){.wait_s = WAIT_MAX_S, .limit = LIST_DEFAULT, .limits = solve_limits_default};
    struct msgpack_extent extent;
    enum error_code code = msgpack_measure(bytes, length, limits, &extent, error);
    if (code != ERROR_NONE) {
        return code;
    }
    size_t pairs;
    if (!msgpack_map(bytes, &pairs)) {
        return error_set(error, ERROR_WRONG_TYPE, "",
                         "the request is no map, expected one: {\"v\": %d, \"op\": ...}", PROTOCOL_VERSION);
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
