/* SPDX-License-Identifier: MIT */
/* What a solve may use, read and written. One table says the names and the ranges. */
#include "proto/message.h"

#include "proto/number.h"
#include "proto/tree_internal.h"

#include <math.h>

const struct solve_limits solve_limits_default = {
    .time_s = 60, .gap = 1e-4, .effort = 0, .seed = 1, .threads = 1, .memory_mb = 4096};

enum field { TIME_S, GAP, EFFORT, SEED, THREADS, MEMORY_MB, FIELDS };

static const struct {
    const char *name;
    double lowest, highest;
    bool whole;
} fields[FIELDS] = {
    [TIME_S] = {"time_s", 0.1, 86400, false},
    [GAP] = {"gap", 0, 1, false},
    [EFFORT] = {"effort", 0, (double)INTEGER_MAX_2P53, true},
    [SEED] = {"seed", 0, (double)INTEGER_MAX_2P53, true},
    [THREADS] = {"threads", 1, 64, true},
    [MEMORY_MB] = {"memory_mb", 64, 1048576, true},
};

static enum field field_named(const char *name)
{
    int i = 0;
    while (i < FIELDS && strcmp(fields[i].name, name) != 0) {
        i++;
    }
    return (enum field)i;
}

static void assign(struct solve_limits *limits, enum field field, double number, int64_t integer)
{
    switch (field) {
    case TIME_S:
        limits->time_s = number;
        break;
    case GAP:
        limits->gap = number;
        break;
    case EFFORT:
        limits->effort = integer;
        break;
    case SEED:
        limits->seed = integer;
        break;
    case THREADS:
        limits->threads = (int32_t)integer;
        break;
    case MEMORY_MB:
        limits->memory_mb = (int32_t)integer;
        break;
    case FIELDS:
        break;
    }
}

/* A number of a document counts in 10^-6, like every other; the large whole ones need no rounding. */
static enum error_code read_field(const struct node *value, enum field field, const struct path *at,
                                  struct solve_limits *out, struct error *error)
{
    bool integer = value->kind == NODE_INTEGER;
    if (!integer && (value->kind != NODE_REAL || fields[field].whole)) {
        return error_at(error, ERROR_WRONG_TYPE, at, "%s, expected %s", node_kind_name(value),
                        fields[field].whole ? "an integer" : "a number");
    }
    double number = integer ? (double)value->as.integer : value->as.real;
    if (number < fields[field].lowest || number > fields[field].highest) {
        return error_at(error, ERROR_OUT_OF_RANGE, at, "%.15g, expected %.15g to %.15g", number,
                        fields[field].lowest, fields[field].highest);
    }
    if (!integer) {
        number = (double)micro_from_double(number) / (double)MICRO;
    }
    assign(out, field, number, integer ? value->as.integer : 0);
    return ERROR_NONE;
}

enum error_code solve_limits_read(const struct node *document, const struct path *at,
                                  struct solve_limits *out, struct error *error)
{
    *out = solve_limits_default;
    if (document == NULL) {
        return ERROR_NONE;
    }
    if (document->kind != NODE_MAP) {
        return error_at(error, ERROR_WRONG_TYPE, at, "%s, expected a map", node_kind_name(document));
    }
    for (size_t i = 0; i < document->count; i++) {
        const char *name = document->as.items[2 * i].as.text;
        struct path step = {.up = at, .key = name};
        enum field field = field_named(name);
        if (field == FIELDS) {
            return error_at(error, ERROR_UNKNOWN_FIELD, &step,
                            "limits know time_s, gap, effort, seed, threads and memory_mb");
        }
        enum error_code code = read_field(&document->as.items[2 * i + 1], field, &step, out, error);
        if (code != ERROR_NONE) {
            return code;
        }
    }
    return ERROR_NONE;
}

enum error_code solve_limits_write(struct arena *arena, const struct solve_limits *limits, struct node *out)
{
    struct node map = node_map(arena, FIELDS);
    map_add(&map, "time_s", node_micro(micro_from_double(limits->time_s)));
    map_add(&map, "gap", node_micro(micro_from_double(limits->gap)));
    map_add(&map, "effort", node_integer(limits->effort));
    map_add(&map, "seed", node_integer(limits->seed));
    map_add(&map, "threads", node_integer(limits->threads));
    map_add(&map, "memory_mb", node_integer(limits->memory_mb));
    *out = map;
    return tree_canonicalise(out, NULL);
}
