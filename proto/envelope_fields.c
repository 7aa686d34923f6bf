/* SPDX-License-Identifier: MIT */
/* The fields of an envelope, one function each. */
#include "proto/envelope_parts.h"

#include "proto/identity.h"
#include "proto/number.h"

#include <string.h>

static const char *const names[FIELDS] = {
#define FIELD_NAME(name, word) word,
    FIELD_LIST(FIELD_NAME)
#undef FIELD_NAME
};

const char *field_word(enum field field)
{
    return names[field];
}

enum field field_named(const char *text, size_t length)
{
    int i = 0;
    while (i < FIELDS && (strlen(names[i]) != length || memcmp(names[i], text, length) != 0)) {
        i++;
    }
    return (enum field)i;
}

static enum error_code wrong_type(enum field field, const struct node *seen, const char *expected,
                                  struct error *error)
{
    return error_set(error, ERROR_WRONG_TYPE, names[field], "%s, expected %s", node_kind_name(seen),
                     expected);
}

/* --- kinds of values ---------------------------------------------------------------------------------- */

static enum error_code integer_of(enum field field, const struct node *value, int64_t lowest, int64_t highest,
                                  int64_t *out, struct error *error)
{
    if (value->kind != NODE_INTEGER) {
        return wrong_type(field, value, "an integer", error);
    }
    if (value->as.integer < lowest || value->as.integer > highest) {
        return error_set(error, ERROR_OUT_OF_RANGE, names[field], "%lld, expected %lld to %lld",
                         (long long)value->as.integer, (long long)lowest, (long long)highest);
    }
    *out = value->as.integer;
    return ERROR_NONE;
}

static enum error_code id_of(enum field field, const struct node *value, uint64_t *out, struct error *error)
{
    int64_t id = 0;
    enum error_code code = integer_of(field, value, 1, INTEGER_MAX_2P53, &id, error);
    *out = (uint64_t)id;
    return code;
}

static enum error_code text_of(enum field field, const struct node *value, uint32_t longest, const char **out,
                               struct error *error)
{
    if (value->kind != NODE_STRING) {
        return wrong_type(field, value, "a string", error);
    }
    if (value->count == 0 || value->count > longest) {
        return error_set(error, ERROR_OUT_OF_RANGE, names[field], "%u bytes, expected 1 to %u", value->count,
                         longest);
    }
    *out = value->as.text;
    return ERROR_NONE;
}

/* --- fields ------------------------------------------------------------------------------------------- */

/* The protocol's version. */
static enum error_code take_v(const struct node *value, struct error *error)
{
    if (value->kind != NODE_INTEGER) {
        return error_set(error, ERROR_BAD_VERSION, "v", "%s, expected %d", node_kind_name(value),
                         PROTOCOL_VERSION);
    }
    if (value->as.integer != PROTOCOL_VERSION) {
        return error_set(error, ERROR_BAD_VERSION, "v", "%lld, expected %d", (long long)value->as.integer,
                         PROTOCOL_VERSION);
    }
    return ERROR_NONE;
}

static enum error_code take_op(const struct node *value, struct envelope *out, struct error *error)
{
    if (value->kind != NODE_STRING) {
        return wrong_type(FIELD_OP, value, "a string", error);
    }
    for (int op = 0; op < OP_COUNT; op++) {
        if (strcmp(op_word((enum op)op), value->as.text) == 0) {
            out->op = (enum op)op;
            out->what = out->op == OP_CHECK ? OP_CHECK : OP_SOLVE;
            return ERROR_NONE;
        }
    }
    return error_set(error, ERROR_UNKNOWN_OP, "op", "\"%.40s\", expected one of:%s", value->as.text,
                     OP_WORDS);
}

static enum error_code take_what(const struct node *value, struct envelope *out, struct error *error)
{
    if (value->kind != NODE_STRING) {
        return wrong_type(FIELD_WHAT, value, "a string", error);
    }
    bool solve = strcmp(value->as.text, op_word(OP_SOLVE)) == 0;
    if (!solve && strcmp(value->as.text, op_word(OP_CHECK)) != 0) {
        return error_set(error, ERROR_BAD_VALUE, names[FIELD_WHAT], "\"%s\", expected solve or check",
                         value->as.text);
    }
    out->what = solve ? OP_SOLVE : OP_CHECK;
    return ERROR_NONE;
}

static enum error_code take_wait(const struct node *value, struct envelope *out, struct error *error)
{
    if (value->kind != NODE_INTEGER && value->kind != NODE_REAL) {
        return wrong_type(FIELD_WAIT_S, value, "a number", error);
    }
    double seconds = value->kind == NODE_INTEGER ? (double)value->as.integer : value->as.real;
    if (seconds < 0 || seconds > WAIT_MAX_S) {
        return error_set(error, ERROR_OUT_OF_RANGE, names[FIELD_WAIT_S], "%.15g, expected 0 to %d", seconds,
                         WAIT_MAX_S);
    }
    out->wait_s = seconds;
    return ERROR_NONE;
}

static enum error_code take_fresh(const struct node *value, struct envelope *out, struct error *error)
{
    if (value->kind != NODE_BOOLEAN) {
        return wrong_type(FIELD_FRESH, value, "a boolean", error);
    }
    out->fresh = value->as.boolean;
    return ERROR_NONE;
}

static enum error_code take_priority(const struct node *value, struct envelope *out, struct error *error)
{
    int64_t priority = 0;
    enum error_code code = integer_of(FIELD_PRIORITY, value, PRIORITY_MIN, PRIORITY_MAX, &priority, error);
    out->priority = (int32_t)priority;
    return code;
}

static enum error_code take_limit(const struct node *value, struct envelope *out, struct error *error)
{
    int64_t limit = LIST_DEFAULT;
    enum error_code code = integer_of(FIELD_LIMIT, value, 1, LIST_MAX, &limit, error);
    out->limit = (int32_t)limit;
    return code;
}

static enum error_code take_state(const struct node *value, struct envelope *out, struct error *error)
{
    if (value->kind != NODE_STRING) {
        return wrong_type(FIELD_STATE, value, "a string", error);
    }
    out->has_state = job_state_from_word(value->as.text, &out->state);
    return out->has_state
               ? ERROR_NONE
               : error_set(error, ERROR_BAD_VALUE, names[FIELD_STATE],
                           "\"%s\", expected queued, running, done, failed or cancelled", value->as.text);
}

static enum error_code take_client(const struct node *value, struct envelope *out, struct error *error)
{
    enum error_code code = text_of(FIELD_CLIENT, value, CLIENT_NAME_MAX, &out->client, error);
    if (code == ERROR_NONE && !client_name_valid(out->client)) {
        return error_set(error, ERROR_BAD_VALUE, names[FIELD_CLIENT],
                         "\"%s\" is no client's name: a-z 0-9 . _ -", out->client);
    }
    return code;
}

enum error_code envelope_take(enum field field, const struct node *value, struct envelope *out,
                              struct error *error)
{
    const struct path at = {.key = names[field]};
    switch (field) {
    case FIELD_BEFORE:
        return id_of(field, value, &out->before, error);
    case FIELD_CLIENT:
        return take_client(value, out, error);
    case FIELD_FRESH:
        return take_fresh(value, out, error);
    case FIELD_JOB:
        return id_of(field, value, &out->job, error);
    case FIELD_KEY:
        return text_of(field, value, KEY_MAX_BYTES, &out->key, error);
    case FIELD_LIMIT:
        return take_limit(value, out, error);
    case FIELD_LIMITS:
        return solve_limits_read(value, &at, &out->limits, error);
    case FIELD_OP:
        return take_op(value, out, error);
    case FIELD_PRIORITY:
        return take_priority(value, out, error);
    case FIELD_STATE:
        return take_state(value, out, error);
    case FIELD_V:
        return take_v(value, error);
    case FIELD_WAIT_S:
        return take_wait(value, out, error);
    case FIELD_WHAT:
        return take_what(value, out, error);
    case FIELD_BODY:
    case FIELDS:
        break;
    }
    return error_set(error, ERROR_INTERNAL, "", "the envelope has no such field");
}
