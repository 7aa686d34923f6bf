/* SPDX-License-Identifier: MIT */
/* https://github.com/msgpack/msgpack/blob/master/spec.md, "Formats". */
#include "proto/msgpack_scan.h"

#include <stdarg.h>
#include <stdio.h>

const struct scan_limits scan_limits_default = {
    .bytes = (size_t)64 << 20, .nodes = (size_t)16 << 20, .depth = TREE_DEPTH_MAX};

enum shape { PLAIN, TEXT, LIST, MAP, FOREIGN, INVALID };

/* The head of a value: the first byte, and behind it a length or a number. */
struct head {
    enum shape shape;
    size_t size;  /* bytes of the head */
    size_t count; /* bytes of a text, elements of a list, pairs of a map */
};

struct level {
    size_t left;   /* nodes still to come in this container */
    size_t total;  /* nodes in it */
    size_t key_at; /* where the latest key of a map starts */
    bool map;
};

struct scan {
    const unsigned char *bytes;
    size_t length, at;
    size_t nodes_left;
    unsigned depth, depth_max;
    struct level levels[TREE_DEPTH_MAX];
    struct msgpack_extent *extent;
};

static size_t big_endian(const unsigned char *bytes, size_t size)
{
    size_t value = 0;
    for (size_t i = 0; i < size; i++) {
        value = value << 8 | bytes[i];
    }
    return value;
}

/* The bytes 0xc0..0xdf: shape, and the size of the number (plain) or of the length (others) that follows. */
static const struct {
    unsigned char shape, size;
} variable[32] = {
    {PLAIN, 0},   {INVALID, 0}, {PLAIN, 0},   {PLAIN, 0},   {FOREIGN, 1}, {FOREIGN, 2}, {FOREIGN, 4},
    {FOREIGN, 1}, {FOREIGN, 2}, {FOREIGN, 4}, {PLAIN, 4},   {PLAIN, 8},   {PLAIN, 1},   {PLAIN, 2},
    {PLAIN, 4},   {PLAIN, 8},   {PLAIN, 1},   {PLAIN, 2},   {PLAIN, 4},   {PLAIN, 8},   {FOREIGN, 0},
    {FOREIGN, 0}, {FOREIGN, 0}, {FOREIGN, 0}, {FOREIGN, 0}, {TEXT, 1},    {TEXT, 2},    {TEXT, 4},
    {LIST, 2},    {LIST, 4},    {MAP, 2},     {MAP, 4},
};

/* The head that starts at `bytes`, of which `left` > 0 are there; shape INVALID with size 0 when it is cut.
 */
static inline struct head read_head(const unsigned char *bytes, size_t left)
{
    unsigned char first = bytes[0];
    if (first < 0x80 || first >= 0xe0) {
        return (struct head){PLAIN, 1, 0};
    }
    if (first >= 0xc0) {
        struct head head = {variable[first & 31].shape, 1 + (size_t)variable[first & 31].size, 0};
        if (left < head.size) {
            return (struct head){INVALID, 0, 0};
        }
        if (head.shape != PLAIN) {
            head.count = big_endian(bytes + 1, head.size - 1);
        }
        return head;
    }
    if (first >= 0xa0) {
        return (struct head){TEXT, 1, first & 31};
    }
    return (struct head){first >= 0x90 ? LIST : MAP, 1, first & 15};
}

bool msgpack_text(const void *value, const char **text, size_t *length)
{
    struct head head = read_head(value, 5);
    *text = (const char *)value + head.size;
    *length = head.count;
    return head.shape == TEXT;
}

bool msgpack_map(const void *value, size_t *pairs)
{
    struct head head = read_head(value, 5);
    *pairs = head.count;
    return head.shape == MAP;
}

bool msgpack_list(const void *value, size_t *elements)
{
    struct head head = read_head(value, 5);
    *elements = head.count;
    return head.shape == LIST;
}

/* More than any head has: what was scanned is there whole. */
enum { HEAD_MOST = 9 };

const void *msgpack_inside(const void *value)
{
    return (const unsigned char *)value + read_head(value, HEAD_MOST).size;
}

const void *msgpack_behind(const void *value)
{
    const unsigned char *at = value;
    for (size_t left = 1; left > 0; left--) {
        struct head head = read_head(at, HEAD_MOST);
        at += head.size + (head.shape == TEXT ? head.count : 0);
        left += head.shape == MAP ? 2 * head.count : head.shape == LIST ? head.count : 0;
    }
    return at;
}

/* Where the scan stands, in words: only called when something is wrong. */
static void describe(const struct scan *scan, char *path, size_t capacity)
{
    size_t length = 0;
    path[0] = '\0';
    for (unsigned i = 0; i < scan->depth && length < capacity; i++) {
        const struct level *level = &scan->levels[i];
        const char *text;
        size_t bytes;
        int more = 0;
        if (!level->map) {
            more = snprintf(path + length, capacity - length, "[%zu]", level->total - level->left);
        } else if (level->left % 2 == 1 && msgpack_text(scan->bytes + level->key_at, &text, &bytes)) {
            more = snprintf(path + length, capacity - length, "%s%.*s", length > 0 ? "." : "",
                            (int)(bytes < capacity ? bytes : capacity), text);
        }
        length += more > 0 ? (size_t)more : 0;
    }
}

/* The message says where the scan stands: the path, and the byte. */
__attribute__((format(printf, 4, 5))) static enum error_code
fail(const struct scan *scan, struct error *error, enum error_code code, const char *format, ...)
{
    char path[sizeof error->path], text[200];
    describe(scan, path, sizeof path);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return error_set(error, code, path, "byte %zu: %s", scan->at, text);
}

static enum error_code fail_head(const struct scan *scan, const struct head *head, struct error *error)
{
    unsigned first = scan->bytes[scan->at];
    if (head->shape == FOREIGN) {
        return fail(scan, error, ERROR_NOT_CANONICAL_TYPE,
                    "type 0x%02x: bin and ext have no place in a document", first);
    }
    if (head->size == 0) {
        return fail(scan, error, ERROR_MALFORMED, "the message ends inside a value of type 0x%02x", first);
    }
    return fail(scan, error, ERROR_MALFORMED, "0x%02x starts no MessagePack value", first);
}

/* Every element takes at least one byte, so a count beyond the remaining bytes is a lie. */
static enum error_code enter(struct scan *scan, const struct head *head, struct error *error)
{
    size_t total = head->shape == MAP ? 2 * head->count : head->count;
    size_t remaining = scan->length - scan->at - head->size;
    if (total > remaining) {
        return fail(scan, error, ERROR_MALFORMED, "a container of %zu values in the last %zu bytes", total,
                    remaining);
    }
    if (scan->depth == scan->depth_max) {
        return fail(scan, error, ERROR_TOO_DEEP, "containers are nested deeper than %u", scan->depth_max);
    }
    if (total > scan->nodes_left) {
        return fail(scan, error, ERROR_TOO_LARGE, "more values than a message may hold");
    }
    scan->nodes_left -= total;
    scan->extent->nodes += total;
    scan->at += head->size;
    scan->levels[scan->depth++] =
        (struct level){.left = total, .total = total, .map = head->shape == MAP, .key_at = scan->at};
    return ERROR_NONE;
}

/* The value at scan->at, or the head of a container. */
static inline enum error_code scan_value(struct scan *scan, struct error *error)
{
    if (scan->at == scan->length) {
        return fail(scan, error, ERROR_MALFORMED, "the message ends where a value is expected");
    }
    struct head head = read_head(scan->bytes + scan->at, scan->length - scan->at);
    switch (head.shape) {
    case PLAIN:
        scan->at += head.size;
        return ERROR_NONE;
    case TEXT:
        if (head.count > scan->length - scan->at - head.size) {
            return fail(scan, error, ERROR_MALFORMED, "a string of %zu bytes in the last %zu bytes",
                        head.count, scan->length - scan->at - head.size);
        }
        scan->at += head.size + head.count;
        scan->extent->text_bytes += head.count + 1;
        return ERROR_NONE;
    case LIST:
    case MAP:
        return enter(scan, &head, error);
    case FOREIGN:
    case INVALID:
        break;
    }
    return fail_head(scan, &head, error);
}

static bool is_text(unsigned char first)
{
    return (first & 0xe0) == 0xa0 || (first >= 0xd9 && first <= 0xdb);
}

/* Called before each element of the innermost container. */
static inline enum error_code begin_element(struct scan *scan, struct level *level, struct error *error)
{
    if (level->map && level->left % 2 == 0 && scan->at < scan->length) {
        if (!is_text(scan->bytes[scan->at])) {
            return fail(scan, error, ERROR_NOT_CANONICAL_TYPE, "a key of type 0x%02x, expected a string",
                        scan->bytes[scan->at]);
        }
        level->key_at = scan->at;
    }
    struct msgpack_extent *extent = scan->extent;
    if (scan->depth == 1 && extent->mark_count < SCAN_MARKS) {
        extent->marks[extent->mark_count++] = scan->at;
    }
    return ERROR_NONE;
}

static enum error_code scan_all(struct scan *scan, struct error *error)
{
    enum error_code code = scan_value(scan, error);
    while (code == ERROR_NONE && scan->depth > 0) {
        struct level *level = &scan->levels[scan->depth - 1];
        if (level->left == 0) {
            scan->depth--;
            if (scan->depth > 0) {
                scan->levels[scan->depth - 1].left--;
            }
            continue;
        }
        code = begin_element(scan, level, error);
        if (code != ERROR_NONE) {
            return code;
        }
        unsigned depth = scan->depth;
        code = scan_value(scan, error);
        if (scan->depth == depth && code == ERROR_NONE) {
            level->left--;
        }
    }
    return code;
}

enum error_code msgpack_measure(const void *bytes, size_t length, const struct scan_limits *limits,
                                struct msgpack_extent *extent, struct error *error)
{
    const struct scan_limits *bounds = limits != NULL ? limits : &scan_limits_default;
    *extent = (struct msgpack_extent){.nodes = 1};
    if (length > bounds->bytes) {
        return error_set(error, ERROR_TOO_LARGE, "", "a message of %zu bytes, the limit is %zu", length,
                         bounds->bytes);
    }
    if (bounds->nodes == 0) {
        return error_set(error, ERROR_TOO_LARGE, "", "a message of 1 value, the limit is 0");
    }
    struct scan scan = {.bytes = bytes, .length = length, .nodes_left = bounds->nodes - 1, .extent = extent};
    scan.depth_max = bounds->depth < TREE_DEPTH_MAX ? bounds->depth : TREE_DEPTH_MAX;
    enum error_code code = scan_all(&scan, error);
    if (code == ERROR_NONE && scan.at < length) {
        return fail(&scan, error, ERROR_MALFORMED, "%zu bytes behind the end of the document",
                    length - scan.at);
    }
    return code;
}

enum error_code msgpack_scan(const void *bytes, size_t length, const struct scan_limits *limits,
                             struct error *error)
{
    struct msgpack_extent extent;
    return msgpack_measure(bytes, length, limits, &extent, error);
}
