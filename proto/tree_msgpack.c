/* SPDX-License-Identifier: MIT */
/* The MessagePack face. Bytes are scanned first (msgpack_scan.c), so that nothing is built from a message
 * that lies about its size; then msgpack-c's own decoder runs, through its template, with callbacks that fill
 * our 16-byte nodes. Packing is msgpack-c's packer over a sink. */
#include "proto/msgpack_scan.h"
#include "proto/number.h"
#include "proto/text_pool.h"
#include "proto/tree_internal.h"

#include <math.h>
#include <msgpack.h>

/* --- reading
 * ------------------------------------------------------------------------------------------------ */

struct decoder {
    struct node *next;              /* nodes not yet used; the scan has counted them */
    uint32_t pairs[TREE_DEPTH_MAX]; /* of the open maps, outermost first */
    unsigned open_maps;
    struct text_pool texts;
    enum error_code code;
    const struct node *twice; /* ERROR_DUPLICATE_KEY: the key */
    double seen;              /* ERROR_BAD_NUMBER: the number */
};

/* msgpack-c's template stops at a negative answer. */
enum { GO_ON = 0, STOP = -1 };

static int stop(struct decoder *decoder, enum error_code code)
{
    decoder->code = code;
    return STOP;
}

static int stop_at_number(struct decoder *decoder, double seen)
{
    decoder->seen = seen;
    return stop(decoder, ERROR_BAD_NUMBER);
}

static inline int take_integer(struct node *out, int64_t value)
{
    *out = (struct node){.kind = NODE_INTEGER, .as.integer = value};
    return GO_ON;
}

static inline struct node decode_root(struct decoder **decoder)
{
    (void)decoder;
    return (struct node){.kind = NODE_NULL};
}

static inline int decode_nil(struct decoder **decoder, struct node *out)
{
    (void)decoder;
    *out = (struct node){.kind = NODE_NULL};
    return GO_ON;
}

static inline int decode_true(struct decoder **decoder, struct node *out)
{
    (void)decoder;
    *out = (struct node){.kind = NODE_BOOLEAN, .as.boolean = true};
    return GO_ON;
}

static inline int decode_false(struct decoder **decoder, struct node *out)
{
    (void)decoder;
    *out = (struct node){.kind = NODE_BOOLEAN, .as.boolean = false};
    return GO_ON;
}

static inline int decode_uint64(struct decoder **decoder, uint64_t value, struct node *out)
{
    if (value > (uint64_t)INTEGER_MAX_2P53) {
        return stop_at_number(*decoder, (double)value);
    }
    return take_integer(out, (int64_t)value);
}

static inline int decode_int64(struct decoder **decoder, int64_t value, struct node *out)
{
    if (value > INTEGER_MAX_2P53 || value < -INTEGER_MAX_2P53) {
        return stop_at_number(*decoder, (double)value);
    }
    return take_integer(out, value);
}

#define DECODE_SMALL(name, type)                                                                             \
    static inline int decode_##name(struct decoder **decoder, type value, struct node *out)                  \
    {                                                                                                        \
        (void)decoder;                                                                                       \
        return take_integer(out, value);                                                                     \
    }
DECODE_SMALL(uint8, uint8_t)
DECODE_SMALL(uint16, uint16_t)
DECODE_SMALL(uint32, uint32_t)
DECODE_SMALL(int8, int8_t)
DECODE_SMALL(int16, int16_t)
DECODE_SMALL(int32, int32_t)

static inline int decode_double(struct decoder **decoder, double value, struct node *out)
{
    if (!isfinite(value)) {
        return stop_at_number(*decoder, value);
    }
    *out = node_from_real(value);
    return GO_ON;
}

/* A float32 is believed only when it is a number of at most six decimals; otherwise the sender has lost
 * digits without knowing. */
static inline int decode_float(struct decoder **decoder, double value, struct node *out)
{
    double micro = value * (double)MICRO; /* exact: 24 bits times 20 bits */
    if (!isfinite(value) || micro != nearbyint(micro)) {
        return stop_at_number(*decoder, value);
    }
    *out = node_from_real(value);
    return GO_ON;
}

static inline int decode_str(struct decoder **decoder, const char *base, const char *text, unsigned length,
                             struct node *out)
{
    (void)base;
    *out = (struct node){.kind = NODE_STRING, .count = length};
    enum error_code code = text_pool_copy(&(*decoder)->texts, text, length, &out->as.text);
    return code == ERROR_NONE ? GO_ON : stop(*decoder, code);
}

/* The scan has refused bin and ext already. */
static inline int decode_bin(struct decoder **decoder, const char *base, const char *bytes, unsigned length,
                             struct node *out)
{
    (void)base;
    (void)bytes;
    (void)length;
    (void)out;
    return stop(*decoder, ERROR_NOT_CANONICAL_TYPE);
}

#define decode_ext decode_bin

static inline struct node *take_nodes(struct decoder *decoder, size_t count)
{
    struct node *nodes = decoder->next;
    decoder->next += count;
    return nodes;
}

static inline int decode_array(struct decoder **decoder, unsigned count, struct node *out)
{
    *out = (struct node){.kind = NODE_ARRAY, .as.items = take_nodes(*decoder, count)};
    return GO_ON;
}

static inline int decode_array_item(struct decoder **decoder, struct node *array, struct node item)
{
    (void)decoder;
    array->as.items[array->count++] = item;
    return GO_ON;
}

static inline int decode_map(struct decoder **decoder, unsigned count, struct node *out)
{
    *out = (struct node){.kind = NODE_MAP, .as.items = take_nodes(*decoder, 2 * (size_t)count)};
    if (count > 0) {
        (*decoder)->pairs[(*decoder)->open_maps++] = count;
    }
    return GO_ON;
}

static inline int decode_map_item(struct decoder **decoder, struct node *map, struct node key,
                                  struct node value)
{
    map->as.items[2 * (size_t)map->count] = key;
    map->as.items[2 * (size_t)map->count + 1] = value;
    if (++map->count < (*decoder)->pairs[(*decoder)->open_maps - 1]) {
        return GO_ON;
    }
    (*decoder)->open_maps--;
    (*decoder)->twice = map_sort(map);
    return (*decoder)->twice == NULL ? GO_ON : stop(*decoder, ERROR_DUPLICATE_KEY);
}

#define msgpack_unpack_struct(name)     struct decode_##name
#define msgpack_unpack_func(type, name) static inline type decode##name
#define msgpack_unpack_callback(name)   decode##name
#define msgpack_unpack_object           struct node
#define msgpack_unpack_user             struct decoder *
#include <msgpack/unpack_define.h>
#include <msgpack/unpack_template.h>

/* The path to where the decoder stopped, out of its own stack. A duplicate is found at the end of its map. */
static size_t path_steps(const struct decode__context *context, struct path *steps)
{
    const struct decoder *decoder = context->user;
    size_t count = 0;
    for (unsigned i = 0; i < context->top && i < TREE_DEPTH_MAX; i++) {
        struct path step = {.index = context->stack[i].obj.count};
        bool last = i + 1 == context->top;
        if (last && decoder->code == ERROR_DUPLICATE_KEY) {
            step.key = decoder->twice->as.text;
        } else if (context->stack[i].ct == MSGPACK_CT_MAP_VALUE) {
            step.key = context->stack[i].map_key.as.text;
        } else if (context->stack[i].ct == MSGPACK_CT_MAP_KEY) {
            continue; /* the key itself is wrong: the map is the place */
        }
        step.up = count > 0 ? &steps[count - 1] : NULL;
        steps[count++] = step;
    }
    return count;
}

static enum error_code explain(const struct decode__context *context, size_t offset, struct error *error)
{
    const struct decoder *decoder = context->user;
    struct path steps[TREE_DEPTH_MAX];
    size_t count = path_steps(context, steps);
    const struct path *at = count > 0 ? &steps[count - 1] : NULL;
    switch (decoder->code) {
    case ERROR_DUPLICATE_KEY:
        return error_at(error, decoder->code, at, "the key \"%s\" is named twice", decoder->twice->as.text);
    case ERROR_BAD_STRING:
        return error_at(error, decoder->code, at, "byte %zu: a string is not UTF-8 or holds a NUL", offset);
    case ERROR_MEMORY:
        return error_at(error, decoder->code, at, "no memory for a string");
    case ERROR_BAD_NUMBER:
        if (isfinite(decoder->seen) && fabs(decoder->seen) < (double)INTEGER_MAX_2P53) {
            return error_at(error, decoder->code, at,
                            "byte %zu: a float32 that is no number of six decimals: send it as float64",
                            offset);
        }
        return error_at(error, decoder->code, at,
                        "byte %zu: %.17g is NaN, infinite or an integer beyond 2^53", offset, decoder->seen);
    default:
        return error_at(error, ERROR_INTERNAL, at, "byte %zu: scan and decoder disagree", offset);
    }
}

/* bytes have been measured, and nodes[] is as long as they need. */
static enum error_code decode(struct decoder *decoder, const void *bytes, size_t length, struct node *nodes,
                              struct error *error)
{
    struct decode__context context;
    context.user = decoder;
    decode_init(&context);
    size_t offset = 0;
    if (decode_execute(&context, bytes, length, &offset) != 1 || offset != length) {
        return explain(&context, offset, error);
    }
    nodes[0] = decode_data(&context);
    return ERROR_NONE;
}

enum error_code tree_read_msgpack(struct arena *arena, const void *bytes, size_t length,
                                  const struct scan_limits *limits, const struct node **out,
                                  struct error *error)
{
    *out = NULL;
    struct msgpack_extent extent;
    enum error_code code = msgpack_measure(bytes, length, limits, &extent, error);
    if (code != ERROR_NONE) {
        return code;
    }
    struct decoder decoder = {.code = ERROR_NONE};
    struct node *nodes = arena_alloc(arena, extent.nodes, sizeof *nodes);
    if (nodes == NULL || text_pool_init(&decoder.texts, arena, extent.text_bytes) != ERROR_NONE) {
        return error_set(error, ERROR_MEMORY, "", "no memory for %zu values", extent.nodes);
    }
    decoder.next = nodes + 1;
    code = decode(&decoder, bytes, length, nodes, error);
    text_pool_fini(&decoder.texts);
    if (code == ERROR_NONE) {
        *out = nodes;
    }
    return code;
}

/* --- writing
 * ------------------------------------------------------------------------------------------------ */

struct sink {
    tree_sink *write;
    void *to;
};

static int sink_write(void *data, const char *bytes, size_t length)
{
    const struct sink *sink = data;
    return sink->write(sink->to, bytes, length);
}

static int pack(msgpack_packer *packer, const struct node *node);

static int pack_items(msgpack_packer *packer, const struct node *items, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (pack(packer, &items[i]) != 0) {
            return -1;
        }
    }
    return 0;
}

static int pack_text(msgpack_packer *packer, const struct node *node)
{
    return msgpack_pack_str(packer, node->count) != 0
               ? -1
               : msgpack_pack_str_body(packer, node->as.text, node->count);
}

/* Recursion is bounded: the tree has been verified. */
static int pack(msgpack_packer *packer, const struct node *node)
{
    switch (node->kind) {
    case NODE_BOOLEAN:
        return node->as.boolean ? msgpack_pack_true(packer) : msgpack_pack_false(packer);
    case NODE_INTEGER:
        return msgpack_pack_int64(packer, node->as.integer);
    case NODE_REAL:
        return msgpack_pack_double(packer, node->as.real);
    case NODE_STRING:
        return pack_text(packer, node);
    case NODE_ARRAY:
        return msgpack_pack_array(packer, node->count) != 0 ? -1
                                                            : pack_items(packer, node->as.items, node->count);
    case NODE_MAP:
        return msgpack_pack_map(packer, node->count) != 0
                   ? -1
                   : pack_items(packer, node->as.items, 2 * (size_t)node->count);
    case NODE_ENCODED:
        return sink_write(packer->data, node->as.text, node->count);
    default:
        return msgpack_pack_nil(packer);
    }
}

enum error_code tree_pack(const struct node *root, tree_sink *write, void *to, struct error *error)
{
    struct sink sink = {.write = write, .to = to};
    msgpack_packer packer;
    msgpack_packer_init(&packer, &sink, sink_write);
    if (pack(&packer, root) != 0) {
        return error_set(error, ERROR_INTERNAL, "", "packing a document stopped half-way");
    }
    return ERROR_NONE;
}

static int count_bytes(void *to, const char *bytes, size_t length)
{
    (void)bytes;
    *(size_t *)to += length;
    return 0;
}

static int append_bytes(void *to, const char *bytes, size_t length)
{
    char **end = to;
    memcpy(*end, bytes, length);
    *end += length;
    return 0;
}

enum error_code tree_pack_arena(struct arena *arena, const struct node *root, const void **bytes,
                                size_t *length, struct error *error)
{
    size_t needed = 0;
    *bytes = NULL;
    *length = 0;
    tree_pack(root, count_bytes, &needed, error);
    char *start = arena_alloc(arena, needed, 1), *end = start;
    if (start == NULL) {
        return error_set(error, ERROR_MEMORY, "", "no memory for a message of %zu bytes", needed);
    }
    enum error_code code = tree_pack(root, append_bytes, &end, error);
    if (code == ERROR_NONE) {
        *bytes = start;
        *length = needed;
    }
    return code;
}

enum error_code tree_write_msgpack(struct arena *arena, const struct node *root, const void **bytes,
                                   size_t *length, struct error *error)
{
    enum error_code code = tree_verify(root, error);
    if (code != ERROR_NONE) {
        *bytes = NULL;
        *length = 0;
        return code;
    }
    return tree_pack_arena(arena, root, bytes, length, error);
}
