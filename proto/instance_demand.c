/* SPDX-License-Identifier: MIT */
/* Demands of units and groups: need, work, limits, competency minimums. */
#include "proto/instance_parts.h"

#include <stdlib.h>

struct demand demand_none(void)
{
    const struct interval open = {INT64_MIN, INT64_MAX};
    return (struct demand){.need = {.kind = NEED_NONE}, .supply_mfte = open, .headcount = open};
}

/* --- need and work ---------------------------------------------------------------------------------------
 */

enum error_code read_need(struct reader *reader, const struct field *field, const struct node *value,
                          const struct path *at, void *record)
{
    struct demand *demand = member_of(field, record);
    demand->need.kind = NEED_FTE;
    return read_milli_within(reader, value, at, 0, COUNT_MAX * 1000, &demand->need.mfte);
}

struct task {
    const char *name;
    int64_t volume_micro, minutes_micro;
};

static const struct field task_fields[] = {
    FIELD("minutes", REQUIRED, read_micro, struct task, minutes_micro, RANGE(0, MICRO_MAX)),
    FIELD("task", OPTIONAL, read_text, struct task, name),
    FIELD("volume", REQUIRED, read_micro, struct task, volume_micro, RANGE(0, MICRO_MAX)),
};

/* Sums one task's volume x minutes into the need. A product is at most 10^30: 10^8 of them fit 127 bits, more
 * than a message can hold. */
static enum error_code add_task(struct reader *reader, const struct node *value, const struct path *at,
                                struct need *need)
{
    struct task task = {0};
    enum error_code code = read_fields(reader, task_fields, COUNT_OF(task_fields), value, at, &task);
    if (code != ERROR_NONE)
        return code;
    int128 product = (int128)task.volume_micro * task.minutes_micro;
    if (__builtin_add_overflow(need->micro_minutes, product, &need->micro_minutes))
        return error_at(reader->error, ERROR_OVERFLOW, at, "seen more minutes than 127 bits hold");
    return ERROR_NONE;
}

enum error_code read_work(struct reader *reader, const struct field *field, const struct node *value,
                          const struct path *at, void *record)
{
    struct demand *demand = member_of(field, record);
    if (demand->need.kind != NEED_NONE)
        return error_at(reader->error, ERROR_CONTRADICTION, at,
                        "seen both need and work, expected one of them");
    if (value->kind != NODE_ARRAY)
        return refuse_type(reader, value, at, "an array of tasks");
    demand->need.kind = NEED_WORK;
    enum error_code code = ERROR_NONE;
    for (uint32_t i = 0; code == ERROR_NONE && i < value->count; i++) {
        const struct path here = {at, NULL, i};
        code = add_task(reader, &value->as.items[i], &here, &demand->need);
    }
    return code;
}

/* --- limits ----------------------------------------------------------------------------------------------
 */

typedef enum error_code bound_reader(struct reader *reader, const struct node *value, const struct path *at,
                                     int64_t min, int64_t max, int64_t *out);

/* [lower|null, upper|null]; null leaves that end open. */
static enum error_code read_interval(struct reader *reader, bound_reader *read, int64_t max,
                                     const struct node *value, const struct path *at, struct interval *out)
{
    const struct node *ends[2];
    enum error_code code = read_two(reader, value, at, ends);
    const struct path first = {at, NULL, 0}, second = {at, NULL, 1};
    if (code == ERROR_NONE && ends[0]->kind != NODE_NULL)
        code = read(reader, ends[0], &first, 0, max, &out->lower);
    if (code == ERROR_NONE && ends[1]->kind != NODE_NULL)
        code = read(reader, ends[1], &second, 0, max, &out->upper);
    if (code == ERROR_NONE && out->lower > out->upper)
        return error_at(reader->error, ERROR_CONTRADICTION, at,
                        "seen a lower limit above the upper limit, expected lower <= upper");
    return code;
}

enum error_code read_supply_limits(struct reader *reader, const struct field *field, const struct node *value,
                                   const struct path *at, void *record)
{
    struct demand *demand = member_of(field, record);
    return read_interval(reader, read_milli_within, COUNT_MAX * 1000, value, at, &demand->supply_mfte);
}

enum error_code read_headcount_limits(struct reader *reader, const struct field *field,
                                      const struct node *value, const struct path *at, void *record)
{
    struct demand *demand = member_of(field, record);
    return read_interval(reader, read_integer_within, COUNT_MAX, value, at, &demand->headcount);
}

/* --- competency minimums ----------------------------------------------------------------------------------
 */

static const struct field minimum_fields[] = {
    FIELD("hard", OPTIONAL, read_boolean, struct minimum, hard),
    FIELD("id", REQUIRED, read_competency_ref, struct minimum, competency),
    FIELD("level", OPTIONAL, read_int32, struct minimum, level, RANGE(LEVEL_MIN, LEVEL_MAX)),
    FIELD("min", REQUIRED, read_int32, struct minimum, min, RANGE(0, COUNT_MAX)),
};

static enum error_code read_minimum(struct reader *reader, const struct field *field,
                                    const struct node *value, const struct path *at, void *record)
{
    (void)field;
    struct minimum *minimum = record;
    minimum->level = LEVEL_MIN;
    return read_fields(reader, minimum_fields, COUNT_OF(minimum_fields), value, at, minimum);
}

static int by_number(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

/* Sorted by (competency, level, position): equal ones become neighbours, however many there are. */
static enum error_code refuse_repeated(struct reader *reader, const struct demand *demand,
                                       const struct path *at)
{
    size_t count = (size_t)demand->minimum_count;
    int64_t *keys = arena_alloc(reader->arena, count, sizeof *keys);
    if (keys == NULL)
        return out_of_memory(reader);
    for (size_t i = 0; i < count; i++) {
        const struct minimum *minimum = &demand->minimums[i];
        keys[i] = (((int64_t)minimum->competency * 8 + minimum->level) << 26) | (int64_t)i;
    }
    qsort(keys, count, sizeof *keys, by_number);
    for (size_t i = 1; i < count; i++) {
        if (keys[i] >> 26 != keys[i - 1] >> 26)
            continue;
        const struct path here = {at, NULL, keys[i] & ((1 << 26) - 1)};
        return error_at(reader->error, ERROR_DUPLICATE_ID, &here,
                        "seen the same competency and level twice, expected one minimum for both");
    }
    return ERROR_NONE;
}

enum error_code read_minimums(struct reader *reader, const struct field *field, const struct node *value,
                              const struct path *at, void *record)
{
    static const struct field element = {.read = read_minimum};
    struct demand *demand = member_of(field, record);
    struct list list;
    enum error_code code = read_elements(reader, &element, sizeof(struct minimum), value, at, &list);
    if (code != ERROR_NONE)
        return code;
    demand->minimums = list.items;
    demand->minimum_count = list.count;
    return list.count > 1 ? refuse_repeated(reader, demand, at) : ERROR_NONE;
}
