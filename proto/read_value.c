/* SPDX-License-Identifier: MIT */
/* Single values: texts, words, numbers, days. */
#include "proto/read.h"

#include <stdio.h>
#include <string.h>

/* --- refusals ------------------------------------------------------------------------------------------- */

enum { SHOWN_TEXT = SHOWN_BYTES - 8 }; /* room for quotes, an ellipsis and the NUL */

/* A text is cut between characters, never within one. */
static void show_text(const struct node *node, char out[SHOWN_BYTES])
{
    size_t length = node->count;
    bool cut = length > SHOWN_TEXT;
    if (cut) {
        length = SHOWN_TEXT;
        while (length > 0 && ((unsigned char)node->as.text[length] & 0xC0) == 0x80)
            length--;
    }
    snprintf(out, SHOWN_BYTES, "\"%.*s%s\"", (int)length, node->as.text, cut ? "..." : "");
}

const char *node_shown(const struct node *node, char out[SHOWN_BYTES])
{
    switch (node->kind) {
    case NODE_STRING:
        show_text(node, out);
        break;
    case NODE_INTEGER:
        snprintf(out, SHOWN_BYTES, "%lld", (long long)node->as.integer);
        break;
    case NODE_REAL:
        snprintf(out, SHOWN_BYTES, "%.15g", node->as.real);
        break;
    case NODE_BOOLEAN:
        snprintf(out, SHOWN_BYTES, "%s", node->as.boolean ? "true" : "false");
        break;
    default:
        snprintf(out, SHOWN_BYTES, "%s", node_kind_name(node));
        break;
    }
    return out;
}

enum error_code refuse_type(struct reader *reader, const struct node *seen, const struct path *at,
                            const char *expected)
{
    return error_at(reader->error, ERROR_WRONG_TYPE, at, "seen %s, expected %s", node_kind_name(seen),
                    expected);
}

enum error_code refuse_value(struct reader *reader, const struct node *seen, const struct path *at,
                             const char *expected)
{
    char shown[SHOWN_BYTES];
    return error_at(reader->error, ERROR_BAD_VALUE, at, "seen %s, expected %s", node_shown(seen, shown),
                    expected);
}

enum error_code out_of_memory(struct reader *reader)
{
    return error_set(reader->error, ERROR_MEMORY, "", "out of memory while reading a document");
}

/* --- as they are ---------------------------------------------------------------------------------------- */

enum error_code read_node(struct reader *reader, const struct field *field, const struct node *value,
                          const struct path *at, void *record)
{
    (void)reader, (void)at;
    *(const struct node **)member_of(field, record) = value;
    return ERROR_NONE;
}

enum error_code read_format(struct reader *reader, const struct field *field, const struct node *value,
                            const struct path *at, void *record)
{
    (void)reader, (void)field, (void)value, (void)at, (void)record;
    return ERROR_NONE;
}

enum error_code read_boolean(struct reader *reader, const struct field *field, const struct node *value,
                             const struct path *at, void *record)
{
    if (value->kind != NODE_BOOLEAN)
        return refuse_type(reader, value, at, "true or false");
    *(bool *)member_of(field, record) = value->as.boolean;
    return ERROR_NONE;
}

/* --- texts ---------------------------------------------------------------------------------------------- */

enum error_code read_text(struct reader *reader, const struct field *field, const struct node *value,
                          const struct path *at, void *record)
{
    if (value->kind != NODE_STRING)
        return refuse_type(reader, value, at, "a string");
    if (value->count < (uint64_t)field->min)
        return error_at(reader->error, ERROR_BAD_VALUE, at,
                        "seen a string of %u bytes, expected at least %lld", value->count,
                        (long long)field->min);
    if (field->max > 0 && value->count > (uint64_t)field->max)
        return error_at(reader->error, ERROR_BAD_VALUE, at,
                        "seen a string of %u bytes, expected at most %lld", value->count,
                        (long long)field->max);
    *(const char **)member_of(field, record) = value->as.text;
    return ERROR_NONE;
}

/* C0, DEL and C1 (U+0080 to U+009F, in UTF-8 C2 80 to C2 9F). */
static bool has_control(const unsigned char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] < 0x20 || text[i] == 0x7F)
            return true;
        if (text[i] == 0xC2 && text[i + 1] >= 0x80 && text[i + 1] <= 0x9F)
            return true;
    }
    return false;
}

enum error_code id_check(struct reader *reader, const struct node *value, const struct path *at)
{
    if (value->kind != NODE_STRING)
        return refuse_type(reader, value, at, "a string");
    if (value->count < 1 || value->count > ID_MAX)
        return error_at(reader->error, ERROR_BAD_VALUE, at, "seen an id of %u bytes, expected 1 to %d",
                        value->count, ID_MAX);
    if (has_control((const unsigned char *)value->as.text, value->count))
        return error_at(reader->error, ERROR_BAD_VALUE, at,
                        "seen a control character in an id, expected none");
    return ERROR_NONE;
}

enum error_code read_id(struct reader *reader, const struct field *field, const struct node *value,
                        const struct path *at, void *record)
{
    enum error_code code = id_check(reader, value, at);
    if (code == ERROR_NONE)
        *(const char **)member_of(field, record) = value->as.text;
    return code;
}

static enum error_code refuse_word(struct reader *reader, const char *const *words, const struct node *value,
                                   const struct path *at)
{
    char expected[200], shown[SHOWN_BYTES];
    size_t used = 0;
    for (size_t i = 0; words[i] != NULL && used < sizeof expected; i++)
        used += (size_t)snprintf(expected + used, sizeof expected - used, "%s\"%s\"", i > 0 ? " or " : "",
                                 words[i]);
    return error_at(reader->error, ERROR_BAD_VALUE, at, "seen %s, expected %s", node_shown(value, shown),
                    expected);
}

enum error_code read_word(struct reader *reader, const struct field *field, const struct node *value,
                          const struct path *at, void *record)
{
    if (value->kind != NODE_STRING)
        return refuse_type(reader, value, at, "a string");
    for (int i = 0; field->words[i] != NULL; i++) {
        if (strcmp(value->as.text, field->words[i]) == 0) {
            memcpy(member_of(field, record), &i, sizeof i);
            return ERROR_NONE;
        }
    }
    return refuse_word(reader, field->words, value, at);
}

/* --- days ----------------------------------------------------------------------------------------------- */

enum error_code read_day(struct reader *reader, const struct field *field, const struct node *value,
                         const struct path *at, void *record)
{
    if (value->kind != NODE_STRING)
        return refuse_type(reader, value, at, "a date as a string, \"YYYY-MM-DD\"");
    if (!day_parse(value->as.text, (day *)member_of(field, record)))
        return refuse_value(reader, value, at, "a date \"YYYY-MM-DD\" between 1900 and 2200");
    return ERROR_NONE;
}
