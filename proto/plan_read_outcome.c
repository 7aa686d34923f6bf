/* SPDX-License-Identifier: MIT */
/* What a plan says about units and in all. */
#include "proto/plan_parts.h"

/* --- pairs of [before, after] ----------------------------------------------------------------------------
 */

static enum error_code read_both(struct reader *reader, const struct field *field, const struct node *value,
                                 const struct path *at, void *record, value_reader *read, size_t size)
{
    const struct node *both[2];
    enum error_code code = read_two(reader, value, at, both);
    struct field one = *field;
    for (int i = 0; i < 2 && !code; i++, one.offset += size)
        code = read(reader, &one, both[i], &(struct path){at, NULL, i}, record);
    return code;
}

static enum error_code read_two_int32(struct reader *reader, const struct field *field,
                                      const struct node *value, const struct path *at, void *record)
{
    return read_both(reader, field, value, at, record, read_int32, sizeof(int32_t));
}

static enum error_code read_two_milli(struct reader *reader, const struct field *field,
                                      const struct node *value, const struct path *at, void *record)
{
    return read_both(reader, field, value, at, record, read_milli, sizeof(int64_t));
}

static enum error_code read_two_micro(struct reader *reader, const struct field *field,
                                      const struct node *value, const struct path *at, void *record)
{
    return read_both(reader, field, value, at, record, read_micro, sizeof(int64_t));
}

/* --- units -----------------------------------------------------------------------------------------------
 */

static const struct field shortage_fields[] = {
    FIELD("competency", REQUIRED, plan_read_competency, struct shortage, competency),
    FIELD("have", REQUIRED, read_int32, struct shortage, have, RANGE(0, COUNT_MAX)),
    FIELD("level", REQUIRED, read_int32, struct shortage, level, RANGE(LEVEL_MIN, LEVEL_MAX)),
    FIELD("min", REQUIRED, read_int32, struct shortage, min, RANGE(0, COUNT_MAX)),
};

static enum error_code read_shortage(struct reader *reader, const struct field *field,
                                     const struct node *value, const struct path *at, void *record)
{
    return read_fields(reader, shortage_fields, COUNT_OF(shortage_fields), value, at,
                       member_of(field, record));
}

static const struct field shortage_element = {.read = read_shortage};

struct outcome_draft {
    struct unit_outcome outcome;
    int32_t unit;
};

static enum error_code read_need(struct reader *reader, const struct field *field, const struct node *value,
                                 const struct path *at, void *record)
{
    bool stated = value->kind != NODE_NULL;
    ((struct outcome_draft *)record)->outcome.has_need = stated;
    return stated ? read_milli(reader, field, value, at, record) : ERROR_NONE;
}

static const struct field outcome_fields[] = {
    FIELD("headcount", REQUIRED, read_two_int32, struct outcome_draft, outcome.headcount,
          RANGE(0, COUNT_MAX)),
    FIELD("id", REQUIRED, plan_read_unit, struct outcome_draft, unit),
    FIELD("need", REQUIRED, read_need, struct outcome_draft, outcome.need_mfte, RANGE(0, MILLI_MAX)),
    FIELD("shortages", REQUIRED, read_list, struct outcome_draft, outcome.shortages,
          LIST_OF(struct shortage, &shortage_element, struct outcome_draft, outcome.shortage_count)),
    FIELD("supply", REQUIRED, read_two_milli, struct outcome_draft, outcome.supply_mfte, RANGE(0, MILLI_MAX)),
};

static enum error_code read_outcome(struct reader *reader, const struct field *field,
                                    const struct node *value, const struct path *at, void *record)
{
    struct outcome_draft draft = {0};
    enum error_code code = read_fields(reader, outcome_fields, COUNT_OF(outcome_fields), value, at, &draft);
    if (code)
        return code;
    if (draft.unit != at->index)
        return error_at(reader->error, ERROR_BAD_VALUE, &(struct path){at, "id", 0},
                        "seen \"%s\", expected the units in the instance's order",
                        instance_of(reader)->units[draft.unit].id);
    *(struct unit_outcome *)member_of(field, record) = draft.outcome;
    return ERROR_NONE;
}

enum error_code plan_read_units(struct plan_reader *reader, const struct node *units, const struct path *at,
                                struct plan *plan)
{
    static const struct field element = {.read = read_outcome};
    struct list list;
    int32_t expected = plan_has_placement(plan) ? reader->problem->instance->unit_count : 0;
    if (units->kind == NODE_ARRAY && units->count != (uint32_t)expected)
        return error_at(reader->reader.error, ERROR_BAD_VALUE, at, "seen %u units, expected %d", units->count,
                        expected);
    enum error_code code =
        read_elements(&reader->reader, &element, sizeof(struct unit_outcome), units, at, &list);
    plan->units = list.items;
    return code;
}

/* --- totals ----------------------------------------------------------------------------------------------
 */

#define POINTS(name, presence, member)                                                                       \
    FIELD(name, presence, read_micro, struct objective, member, RANGE(0, MICRO_MAX))

static const struct field objective_fields[] = {
    POINTS("balance", REQUIRED, balance),       POINTS("competency", REQUIRED, competency),
    POINTS("offers", REQUIRED, offers),         POINTS("persistence", REQUIRED, persistence),
    POINTS("relocation", REQUIRED, relocation), POINTS("secondment", OPTIONAL, secondment),
    POINTS("tenure", OPTIONAL, tenure),         POINTS("total", REQUIRED, total),
    POINTS("unplaced", REQUIRED, unplaced),
};

enum error_code plan_read_objective(struct plan_reader *context, const struct node *objective,
                                    const struct path *at, struct objective *out)
{
    return read_fields(&context->reader, objective_fields, COUNT_OF(objective_fields), objective, at, out);
}

#define KPI(name, read, member, most) FIELD(name, REQUIRED, read, struct kpis, member, RANGE(0, most))

static const struct field kpis_fields[] = {
    KPI("budget_spent", read_micro, budget_spent_upt, MICRO_MAX),
    KPI("coverage_max", read_two_micro, coverage_max_ppm, MICRO_MAX),
    KPI("coverage_min", read_two_micro, coverage_min_ppm, MICRO_MAX),
    KPI("first_placements", read_int32, first_placements, COUNT_MAX),
    KPI("km", read_milli, km_m, MILLI_MAX),
    KPI("moves", read_int32, moves, COUNT_MAX),
    KPI("preference_hits", read_int32, preference_hits, COUNT_MAX),
    KPI("shortages", read_two_int32, shortages, COUNT_MAX),
    KPI("spread", read_two_micro, spread_ppm, MICRO_MAX),
};

enum error_code plan_read_kpis(struct plan_reader *context, const struct node *kpis, const struct path *at,
                               struct kpis *out)
{
    return read_fields(&context->reader, kpis_fields, COUNT_OF(kpis_fields), kpis, at, out);
}
