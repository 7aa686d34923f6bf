/* SPDX-License-Identifier: MIT */
/* Numbers: rounded once to 10^-6, then checked against their range as integers. */
#include "proto/read.h"

#include <math.h>

static enum error_code refuse_range(struct reader *reader, const struct node *value, const struct path *at,
                                    double min, double max)
{
    char shown[SHOWN_BYTES];
    return error_at(reader->error, ERROR_OUT_OF_RANGE, at, "seen %s, expected a number from %.15g to %.15g",
                    node_shown(value, shown), min, max);
}

/* false when the number is beyond NUMBER_MAX. */
static bool to_micro(const struct node *value, int64_t *micro)
{
    if (value->kind == NODE_INTEGER) {
        int64_t whole = value->as.integer;
        if (whole > COUNT_MAX || whole < -COUNT_MAX)
            return false;
        *micro = whole * MICRO;
        return true;
    }
    if (!(fabs(value->as.real) <= NUMBER_MAX))
        return false;
    *micro = micro_from_double(value->as.real);
    return true;
}

static bool is_number(const struct node *value)
{
    return value->kind == NODE_INTEGER || value->kind == NODE_REAL;
}

enum error_code read_micro_within(struct reader *reader, const struct node *value, const struct path *at,
                                  int64_t min, int64_t max, int64_t *out)
{
    if (!is_number(value))
        return refuse_type(reader, value, at, "a number");
    int64_t micro;
    if (!to_micro(value, &micro) || micro < min || micro > max)
        return refuse_range(reader, value, at, (double)min / 1e6, (double)max / 1e6);
    *out = micro;
    return ERROR_NONE;
}

/* The range is checked before the rounding to 10^-3: -0.0001 is negative. */
enum error_code read_milli_within(struct reader *reader, const struct node *value, const struct path *at,
                                  int64_t min, int64_t max, int64_t *out)
{
    int64_t micro = 0;
    enum error_code code = read_micro_within(reader, value, at, min * 1000, max * 1000, &micro);
    if (code == ERROR_NONE)
        *out = micro_to_milli(micro);
    return code;
}

enum error_code read_integer_within(struct reader *reader, const struct node *value, const struct path *at,
                                    int64_t min, int64_t max, int64_t *out)
{
    if (value->kind == NODE_REAL)
        return error_at(reader->error, ERROR_WRONG_TYPE, at, "seen the number %.15g, expected an integer",
                        value->as.real);
    if (value->kind != NODE_INTEGER)
        return refuse_type(reader, value, at, "an integer");
    if (value->as.integer < min || value->as.integer > max)
        return refuse_range(reader, value, at, (double)min, (double)max);
    *out = value->as.integer;
    return ERROR_NONE;
}

enum error_code read_micro(struct reader *reader, const struct field *field, const struct node *value,
                           const struct path *at, void *record)
{
    return read_micro_within(reader, value, at, field->min, field->max, (int64_t *)member_of(field, record));
}

enum error_code read_milli(struct reader *reader, const struct field *field, const struct node *value,
                           const struct path *at, void *record)
{
    return read_milli_within(reader, value, at, field->min, field->max, (int64_t *)member_of(field, record));
}

enum error_code read_integer(struct reader *reader, const struct field *field, const struct node *value,
                             const struct path *at, void *record)
{
    return read_integer_within(reader, value, at, field->min, field->max,
                               (int64_t *)member_of(field, record));
}

enum error_code read_int32(struct reader *reader, const struct field *field, const struct node *value,
                           const struct path *at, void *record)
{
    int64_t wide = 0;
    enum error_code code = read_integer_within(reader, value, at, field->min, field->max, &wide);
    if (code == ERROR_NONE)
        *(int32_t *)member_of(field, record) = (int32_t)wide;
    return code;
}

enum error_code read_two(struct reader *reader, const struct node *value, const struct path *at,
                         const struct node *out[2])
{
    if (value->kind != NODE_ARRAY)
        return refuse_type(reader, value, at, "an array of two");
    if (value->count != 2)
        return error_at(reader->error, ERROR_BAD_VALUE, at, "seen an array of %u, expected an array of two",
                        value->count);
    out[0] = &value->as.items[0];
    out[1] = &value->as.items[1];
    return ERROR_NONE;
}
