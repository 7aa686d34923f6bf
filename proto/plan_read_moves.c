/* SPDX-License-Identifier: MIT */
/* Moves and the people they name. */
#include "proto/plan_parts.h"

#include <string.h>

const struct instance *instance_of(const struct reader *reader)
{
    return ((const struct plan_reader *)reader)->problem->instance;
}

/* --- references: int32_t members -------------------------------------------------------------------------
 */

static enum error_code unknown_id(struct reader *reader, const struct node *seen, const struct path *at,
                                  const char *what)
{
    char shown[SHOWN_BYTES];
    return error_at(reader->error, ERROR_UNKNOWN_ID, at, "seen %s, expected the id of %s of the instance",
                    node_shown(seen, shown), what);
}

static enum error_code read_reference(struct reader *reader, const struct field *field,
                                      const struct id_table *ids, const char *what, const struct node *value,
                                      const struct path *at, void *record)
{
    enum error_code code = id_check(reader, value, at);
    int32_t index = code ? NONE : id_table_find(ids, value->as.text, value->count);
    if (!code && index == NONE)
        return unknown_id(reader, value, at, what);
    *(int32_t *)member_of(field, record) = index;
    return code;
}

enum error_code plan_read_unit(struct reader *reader, const struct field *field, const struct node *value,
                               const struct path *at, void *record)
{
    return read_reference(reader, field, &((struct plan_reader *)reader)->units, "a unit", value, at, record);
}

enum error_code plan_read_unit_or_null(struct reader *reader, const struct field *field,
                                       const struct node *value, const struct path *at, void *record)
{
    return value->kind == NODE_NULL ? ERROR_NONE : plan_read_unit(reader, field, value, at, record);
}

enum error_code plan_read_employee(struct reader *reader, const struct field *field, const struct node *value,
                                   const struct path *at, void *record)
{
    return read_reference(reader, field, &((struct plan_reader *)reader)->employees, "an employee", value, at,
                          record);
}

enum error_code plan_read_surge(struct reader *reader, const struct field *field, const struct node *value,
                                const struct path *at, void *record)
{
    return read_reference(reader, field, &((struct plan_reader *)reader)->surges, "a surge", value, at,
                          record);
}

enum error_code plan_read_competency(struct reader *reader, const struct field *field,
                                     const struct node *value, const struct path *at, void *record)
{
    const struct instance *instance = instance_of(reader);
    int32_t low = 0, high = instance->competency_count;
    enum error_code code = id_check(reader, value, at);
    if (code)
        return code;
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        if (strcmp(instance->competencies[middle], value->as.text) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == instance->competency_count || strcmp(instance->competencies[low], value->as.text) != 0)
        return unknown_id(reader, value, at, "a competency");
    *(int32_t *)member_of(field, record) = low;
    return ERROR_NONE;
}

/* --- reasons ---------------------------------------------------------------------------------------------
 */

static enum error_code read_reason_word(struct reader *reader, const struct field *field,
                                        const struct node *value, const struct path *at, void *record)
{
    static const char *const words[] = {
#define REASON_WORD(word) word,
        REASON_LIST(REASON_WORD)
#undef REASON_WORD
            NULL};
    int index = 0;
    struct field word = {.read = read_word, .words = words};
    enum error_code code = read_word(reader, &word, value, at, &index);
    *(const char **)member_of(field, record) = words[index];
    return code;
}

static enum error_code read_supply(struct reader *reader, const struct field *field, const struct node *value,
                                   const struct path *at, void *record)
{
    ((struct reason *)record)->has_supply = true;
    return read_milli(reader, field, value, at, record);
}

static enum error_code read_points(struct reader *reader, const struct field *field, const struct node *value,
                                   const struct path *at, void *record)
{
    ((struct reason *)record)->has_points = true;
    return read_micro(reader, field, value, at, record);
}

static enum error_code read_other(struct reader *reader, const struct field *field, const struct node *value,
                                  const struct path *at, void *record)
{
    ((struct reason *)record)->has_employee = true;
    return plan_read_employee(reader, field, value, at, record);
}

static const struct field reason_fields[] = {
    FIELD("after", OPTIONAL, read_supply, struct reason, after_mfte, RANGE(0, MILLI_MAX)),
    FIELD("before", OPTIONAL, read_supply, struct reason, before_mfte, RANGE(0, MILLI_MAX)),
    FIELD("cite", OPTIONAL, read_text, struct reason, cite, .min = 1),
    FIELD("competency", OPTIONAL, plan_read_competency, struct reason, competency),
    FIELD("employee", OPTIONAL, read_other, struct reason, employee),
    FIELD("level", OPTIONAL, read_int32, struct reason, level, RANGE(LEVEL_MIN, LEVEL_MAX)),
    FIELD("points", OPTIONAL, read_points, struct reason, points_upt, RANGE(0, MICRO_MAX)),
    FIELD("reason", REQUIRED, read_reason_word, struct reason, word),
    FIELD("unit", OPTIONAL, plan_read_unit, struct reason, unit),
};

static enum error_code read_reason(struct reader *reader, const struct field *field, const struct node *value,
                                   const struct path *at, void *record)
{
    struct reason *reason = (struct reason *)member_of(field, record);
    *reason = (struct reason){.unit = NONE, .competency = NONE};
    enum error_code code = read_fields(reader, reason_fields, COUNT_OF(reason_fields), value, at, reason);
    if (code != ERROR_NONE || !reason->has_supply)
        return code;
    const char *absent = !map_get(value, "before") ? "before" : !map_get(value, "after") ? "after" : NULL;
    if (absent == NULL)
        return ERROR_NONE;
    return error_at(reader->error, ERROR_MISSING_FIELD, &(struct path){at, absent, 0},
                    "seen one of before and after, expected both or neither");
}

const struct field plan_reason_element = {.read = read_reason};

/* --- moves -----------------------------------------------------------------------------------------------
 */

static const struct field move_fields[] = {
    FIELD("cost", REQUIRED, read_micro, struct move, cost_upt, RANGE(0, MICRO_MAX)),
    FIELD("employee", REQUIRED, plan_read_employee, struct move, employee),
    FIELD("from", REQUIRED, plan_read_unit_or_null, struct move, from),
    FIELD("offer", OPTIONAL, read_int32, struct move, offer, RANGE(0, COUNT_MAX)),
    FIELD("reasons", REQUIRED, read_list, struct move, reasons,
          LIST_OF(struct reason, &plan_reason_element, struct move, reason_count)),
    FIELD("to", REQUIRED, plan_read_unit, struct move, to),
};

static enum error_code move_check(struct reader *reader, const struct move *move, const struct path *at)
{
    const struct employee *employee = &instance_of(reader)->employees[move->employee];
    if (move->offer >= employee->offer_count)
        return error_at(reader->error, ERROR_OUT_OF_RANGE, &(struct path){at, "offer", 0},
                        "seen offer %d, expected less than the %d that \"%s\" has", move->offer,
                        employee->offer_count, employee->id);
    if (move->from != employee->unit)
        return error_at(reader->error, ERROR_CONTRADICTION, &(struct path){at, "from", 0},
                        "seen another unit, expected the present unit of \"%s\"", employee->id);
    if (move->from == move->to && move->offer == NONE)
        return error_at(reader->error, ERROR_CONTRADICTION, &(struct path){at, "to", 0},
                        "seen the present unit of \"%s\" and no offer, expected a change", employee->id);
    return ERROR_NONE;
}

static enum error_code read_move(struct reader *reader, const struct field *field, const struct node *value,
                                 const struct path *at, void *record)
{
    struct move *move = (struct move *)member_of(field, record);
    *move = (struct move){.from = NONE, .offer = NONE};
    enum error_code code = read_fields(reader, move_fields, COUNT_OF(move_fields), value, at, move);
    return code ? code : move_check(reader, move, at);
}

const struct field plan_move_element = {.read = read_move};
const struct field plan_employee_element = {.read = plan_read_employee};

/* Everybody is named at most once, and who has no present unit is either moved or unplaced. */
enum error_code plan_everybody_once(struct plan_reader *context, const struct plan *plan,
                                    const struct path *at)
{
    const struct instance *instance = context->problem->instance;
    const struct path moves = {at, "moves", 0}, unplaced = {at, "unplaced", 0};
    struct error *error = context->reader.error;
    bool *named = arena_alloc(context->reader.arena, (size_t)instance->employee_count, sizeof *named);
    if (!named)
        return out_of_memory(&context->reader);
    for (int32_t i = 0; i < plan->move_count + plan->unplaced_count; i++) {
        bool moved = i < plan->move_count;
        int32_t position = moved ? i : i - plan->move_count;
        int32_t employee = moved ? plan->moves[i].employee : plan->unplaced[position];
        const struct path here = {moved ? &moves : &unplaced, NULL, position};
        if (named[employee])
            return error_at(error, ERROR_DUPLICATE_ID, &here, "seen \"%s\" twice, expected once",
                            instance->employees[employee].id);
        if (!moved && instance->employees[employee].unit != NONE)
            return error_at(error, ERROR_CONTRADICTION, &here, "seen \"%s\", expected nobody with a unit",
                            instance->employees[employee].id);
        named[employee] = true;
    }
    for (int32_t i = 0; i < instance->employee_count && plan_has_placement(plan); i++)
        if (instance->employees[i].unit == NONE && !named[i])
            return error_at(error, ERROR_CONTRADICTION, &unplaced,
                            "seen \"%s\" neither moved nor unplaced, expected one of them",
                            instance->employees[i].id);
    return ERROR_NONE;
}
