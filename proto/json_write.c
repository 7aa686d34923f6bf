/* SPDX-License-Identifier: MIT */
/* The JSON face, writing. Strings are escaped only where JSON demands it; numbers are the shortest of 15, 16
 * or 17 digits that read back as the same double, with a decimal point whatever the locale says. */
#include "proto/number.h"
#include "proto/tree_internal.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

struct writer {
    char *text;
    size_t length, capacity;
    enum json_style style;
    bool failed; /* out of memory: everything further is dropped */
};

static void put(struct writer *writer, const char *bytes, size_t length)
{
    if (length > writer->capacity - writer->length) {
        size_t capacity = 2 * writer->capacity + length;
        char *grown = writer->failed ? NULL : realloc(writer->text, capacity);
        if (grown == NULL) {
            writer->failed = true;
            return;
        }
        writer->text = grown;
        writer->capacity = capacity;
    }
    memcpy(writer->text + writer->length, bytes, length);
    writer->length += length;
}

static void put_text(struct writer *writer, const char *text)
{
    put(writer, text, strlen(text));
}

static void put_escaped(struct writer *writer, unsigned char byte)
{
    static const char *const named[] = {['\b'] = "\\b", ['\t'] = "\\t", ['\n'] = "\\n", ['\f'] = "\\f",
                                        ['\r'] = "\\r", ['"'] = "\\\"", ['\\'] = "\\\\"};
    if (byte < sizeof named / sizeof named[0] && named[byte] != NULL) {
        put_text(writer, named[byte]);
        return;
    }
    char code[8];
    snprintf(code, sizeof code, "\\u%04x", byte);
    put_text(writer, code);
}

static void put_string(struct writer *writer, const struct node *node)
{
    const char *text = node->as.text;
    size_t start = 0;
    put(writer, "\"", 1);
    for (size_t i = 0; i < node->count; i++) {
        unsigned char byte = (unsigned char)text[i];
        if (byte < 0x20 || byte == '"' || byte == '\\') {
            put(writer, text + start, i - start);
            put_escaped(writer, byte);
            start = i + 1;
        }
    }
    put(writer, text + start, node->count - start);
    put(writer, "\"", 1);
}

static bool is_number_byte(char byte)
{
    return (byte >= '0' && byte <= '9') || byte == '-' || byte == '+' || byte == 'e';
}

/* Whatever bytes the locale puts between the digits become one point. */
static void make_point(char *text)
{
    char *to = text;
    for (const char *from = text; *from != '\0'; from++) {
        if (is_number_byte(*from)) {
            *to++ = *from;
        } else if (to == text || to[-1] != '.') {
            *to++ = '.';
        }
    }
    *to = '\0';
}

/* The decimal of at most 15 digits and 6 places that this double is, as %.15g prints it. Nearly every number
 * of a document is one, and this is ten times faster than the general way. */
static bool put_micro(struct writer *writer, double value)
{
    double scaled = nearbyint(value * (double)MICRO);
    if (fabs(scaled) >= 1e15 || fabs(scaled) < 100 || scaled / (double)MICRO != value) {
        return false; /* below 10^-4 %.15g turns to exponents */
    }
    int64_t micro = (int64_t)fabs(scaled);
    char text[40];
    int length = snprintf(text, sizeof text, "%s%" PRId64 ".%06" PRId64, value < 0 ? "-" : "", micro / MICRO,
                          micro % MICRO);
    while (length > 0 && text[length - 1] == '0') {
        length--;
    }
    put(writer, text, (size_t)length);
    return true;
}

static void put_real(struct writer *writer, double value)
{
    if (put_micro(writer, value)) {
        return;
    }
    char text[48];
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text - 2, "%.*g", digits, value);
        if (strtod(text, NULL) == value) { /* reads and writes in the same locale */
            break;
        }
    }
    make_point(text);
    if (strpbrk(text, ".e") == NULL) {
        memcpy(text + strlen(text), ".0",
               3); /* integral beyond 2^53: without a point it would be an integer */
    }
    put_text(writer, text);
}

static void put_break(struct writer *writer, unsigned depth)
{
    if (writer->style == JSON_INDENTED) {
        put(writer, "\n", 1);
        for (unsigned i = 0; i < depth; i++) {
            put(writer, "  ", 2);
        }
    }
}

static bool all_plain(const struct node *array)
{
    for (size_t i = 0; i < array->count; i++) {
        if (array->as.items[i].kind == NODE_ARRAY || array->as.items[i].kind == NODE_MAP) {
            return false;
        }
    }
    return true;
}

static void put_node(struct writer *writer, const struct node *node, unsigned depth);

static void put_array(struct writer *writer, const struct node *array, unsigned depth)
{
    bool one_line = all_plain(array);
    put(writer, "[", 1);
    for (size_t i = 0; i < array->count; i++) {
        if (i > 0) {
            put_text(writer, one_line && writer->style == JSON_INDENTED ? ", " : ",");
        }
        if (!one_line) {
            put_break(writer, depth + 1);
        }
        put_node(writer, &array->as.items[i], depth + 1);
    }
    if (!one_line) {
        put_break(writer, depth);
    }
    put(writer, "]", 1);
}

static void put_map(struct writer *writer, const struct node *map, unsigned depth)
{
    put(writer, "{", 1);
    for (size_t i = 0; i < map->count; i++) {
        if (i > 0) {
            put(writer, ",", 1);
        }
        put_break(writer, depth + 1);
        put_string(writer, &map->as.items[2 * i]);
        put_text(writer, writer->style == JSON_INDENTED ? ": " : ":");
        put_node(writer, &map->as.items[2 * i + 1], depth + 1);
    }
    if (map->count > 0) {
        put_break(writer, depth);
    }
    put(writer, "}", 1);
}

/* Recursion is bounded: the tree has been verified. */
static void put_node(struct writer *writer, const struct node *node, unsigned depth)
{
    char digits[24];
    switch ((enum node_kind)node->kind) {
    case NODE_NULL:
        put_text(writer, "null");
        break;
    case NODE_BOOLEAN:
        put_text(writer, node->as.boolean ? "true" : "false");
        break;
    case NODE_INTEGER:
        snprintf(digits, sizeof digits, "%" PRId64, node->as.integer);
        put_text(writer, digits);
        break;
    case NODE_REAL:
        put_real(writer, node->as.real);
        break;
    case NODE_STRING:
        put_string(writer, node);
        break;
    case NODE_ARRAY:
        put_array(writer, node, depth);
        break;
    case NODE_MAP:
        put_map(writer, node, depth);
        break;
    }
}

enum error_code tree_write_json(struct arena *arena, const struct node *root, enum json_style style,
                                const char **text, size_t *length, struct error *error)
{
    *text = NULL;
    *length = 0;
    enum error_code code = tree_verify(root, error);
    if (code != ERROR_NONE) {
        return code;
    }
    struct writer writer = {.style = style};
    put_node(&writer, root, 0);
    if (style == JSON_INDENTED) {
        put(&writer, "\n", 1);
    }
    char *copy = writer.failed ? NULL : arena_text(arena, writer.text, writer.length);
    if (copy == NULL) {
        code = error_set(error, ERROR_MEMORY, "", "no memory for a JSON text of %zu bytes", writer.length);
    } else {
        *text = copy;
        *length = writer.length;
    }
    free(writer.text);
    return code;
}
