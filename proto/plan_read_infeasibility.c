/* SPDX-License-Identifier: MIT */
#include "proto/plan_parts.h"

#include <string.h>

static const char *const kind_words[] = {
#define KIND_WORD(name, word) word,
    DEMAND_KIND_LIST(KIND_WORD)
#undef KIND_WORD
        NULL};
static const char *const side_words[] = {"least", "most", NULL};

/* A demand, and what comes with it where it is in a conflict or in a relaxation. */
struct demand_draft {
    struct hard_demand demand;
    int side;
    const struct node *limit, *to;
    bool is_needed;
    int32_t goes_to;
    int64_t cost_upt;
};

static enum error_code read_group(struct reader *reader, const struct field *field, const struct node *value,
                                  const struct path *at, void *record)
{
    const struct instance *instance = instance_of(reader);
    enum error_code code = id_check(reader, value, at);
    for (int32_t g = 0; code == ERROR_NONE && g < instance->group_count; g++) {
        if (strcmp(instance->groups[g].id, value->as.text) == 0) {
            *(int32_t *)member_of(field, record) = g;
            return ERROR_NONE;
        }
    }
    char shown[SHOWN_BYTES];
    return code ? code
                : error_at(reader->error, ERROR_UNKNOWN_ID, at,
                           "seen %s, expected the id of a group of the instance", node_shown(value, shown));
}

#define DEMAND_FIELDS_BEFORE_DEMAND                                                                          \
    FIELD("competency", OPTIONAL, plan_read_competency, struct demand_draft, demand.competency)
#define DEMAND_FIELD_DAY FIELD("day", OPTIONAL, read_day, struct demand_draft, demand.date)
#define DEMAND_FIELDS_FROM_DEMAND                                                                            \
    FIELD("demand", REQUIRED, read_word, struct demand_draft, demand.kind, .words = kind_words),             \
        FIELD("employee", OPTIONAL, plan_read_employee, struct demand_draft, demand.employee)
#define DEMAND_FIELDS_FROM_GROUP                                                                             \
    FIELD("group", OPTIONAL, read_group, struct demand_draft, demand.group),                                 \
        FIELD("level", OPTIONAL, read_int32, struct demand_draft, demand.level,                              \
              RANGE(LEVEL_MIN, LEVEL_MAX)),                                                                  \
        FIELD("limit", OPTIONAL, read_node, struct demand_draft, limit)
#define DEMAND_FIELDS_FROM_PAIR                                                                              \
    FIELD("pair", OPTIONAL, read_int32, struct demand_draft, demand.pair, RANGE(0, COUNT_MAX)),              \
        FIELD("row", OPTIONAL, read_text, struct demand_draft, demand.row),                                  \
        FIELD("rule", OPTIONAL, read_int32, struct demand_draft, demand.rule, RANGE(0, COUNT_MAX)),          \
        FIELD("side", OPTIONAL, read_word, struct demand_draft, side, .words = side_words)
#define DEMAND_FIELD_UNIT FIELD("unit", OPTIONAL, plan_read_unit, struct demand_draft, demand.unit)

static const struct field conflicting_fields[] = {
    DEMAND_FIELDS_BEFORE_DEMAND,
    DEMAND_FIELD_DAY,
    DEMAND_FIELDS_FROM_DEMAND,
    DEMAND_FIELDS_FROM_GROUP,
    FIELD("needed", REQUIRED, read_boolean, struct demand_draft, is_needed),
    DEMAND_FIELDS_FROM_PAIR,
    DEMAND_FIELD_UNIT,
};

static const struct field loosening_fields[] = {
    DEMAND_FIELDS_BEFORE_DEMAND,
    FIELD("cost", REQUIRED, read_micro, struct demand_draft, cost_upt, RANGE(0, MICRO_MAX)),
    DEMAND_FIELD_DAY,
    DEMAND_FIELDS_FROM_DEMAND,
    FIELD("goes_to", OPTIONAL, plan_read_unit, struct demand_draft, goes_to),
    DEMAND_FIELDS_FROM_GROUP,
    DEMAND_FIELDS_FROM_PAIR,
    FIELD("to", OPTIONAL, read_node, struct demand_draft, to),
    DEMAND_FIELD_UNIT,
};

/* --- what belongs to a kind --- */

static enum error_code expect(struct reader *reader, const struct node *map, const struct path *at,
                              const char *name, bool expected)
{
    const struct path here = {at, name, 0};
    if ((map_get(map, name) != NULL) == expected)
        return ERROR_NONE;
    return expected ? error_at(reader->error, ERROR_MISSING_FIELD, &here, "required for this demand")
                    : error_at(reader->error, ERROR_CONTRADICTION, &here,
                               "seen a value, expected none for this demand");
}

static enum error_code expect_fields(struct reader *reader, const struct node *map, const struct path *at,
                                     const struct hard_demand *demand)
{
    bool is_row = demand_has_row(demand->kind), is_minimum = demand->kind == DEMAND_COMPETENCY;
    const struct {
        const char *name;
        bool expected;
    } fields[] = {{"row", is_row},
                  {"limit", is_row},
                  {"side", is_row},
                  {"competency", is_minimum},
                  {"level", is_minimum},
                  {"day", demand_is_of_lending(demand->kind)},
                  {"pair", demand->kind == DEMAND_PAIR},
                  {"employee", demand_is_of_a_person(demand->kind)},
                  {"rule", demand->kind == DEMAND_RULE}};
    enum error_code code = ERROR_NONE;
    for (size_t i = 0; code == ERROR_NONE && i < COUNT_OF(fields); i++)
        code = expect(reader, map, at, fields[i].name, fields[i].expected);
    return code;
}

/* Of a unit, or of a group, or of neither. */
static enum error_code expect_place(struct reader *reader, const struct path *at,
                                    const struct hard_demand *demand)
{
    bool has_unit = demand->unit != NONE, has_group = demand->group != NONE, fits = false;
    switch (demand->kind) {
    case DEMAND_COMPETENCY:
    case DEMAND_SUPPLY:
    case DEMAND_BALANCE:
    case DEMAND_HEADCOUNT:
        fits = has_unit != has_group;
        break;
    case DEMAND_MOVES_IN:
    case DEMAND_MOVES_OUT:
    case DEMAND_LEND:
    case DEMAND_KEEP:
    case DEMAND_PLACE:
        fits = has_unit && !has_group;
        break;
    case DEMAND_BUDGET:
    case DEMAND_ROW:
        fits = !has_group;
        break;
    default:
        fits = !has_unit && !has_group;
        break;
    }
    return fits ? ERROR_NONE
                : error_at(reader->error, ERROR_CONTRADICTION, at,
                           "unit and group are not what this demand has: see PROTOCOL.md");
}

static enum error_code expect_within(struct reader *reader, const struct path *at, const char *name,
                                     int32_t index, int32_t count)
{
    if (index == NONE || index < count)
        return ERROR_NONE;
    return error_at(reader->error, ERROR_UNKNOWN_ID, &(struct path){at, name, 0}, "seen %d of %d", (int)index,
                    (int)count);
}

static enum error_code read_limit(struct reader *reader, enum demand_kind kind, const struct node *value,
                                  const struct path *at, const char *name, int64_t *out)
{
    const struct path here = {at, name, 0};
    int64_t micro, scale = demand_limit_scale(kind);
    if (kind == DEMAND_ROW)
        return read_integer_within(reader, value, &here, -INTEGER_MAX_2P53, INTEGER_MAX_2P53, out);
    enum error_code code = read_micro_within(reader, value, &here, -MICRO_MAX, MICRO_MAX, &micro);
    if (code == ERROR_NONE && micro % scale != 0)
        return refuse_value(reader, value, &here,
                            scale == MICRO ? "a whole number" : "thousandths of an FTE");
    *out = code == ERROR_NONE ? micro / scale : 0;
    return code;
}

static enum error_code finish(struct reader *reader, const struct node *map, const struct path *at,
                              struct demand_draft *draft)
{
    const struct problem *problem = ((struct plan_reader *)reader)->problem;
    struct hard_demand *demand = &draft->demand;
    enum error_code code = expect_fields(reader, map, at, demand);
    if (code == ERROR_NONE)
        code = expect_place(reader, at, demand);
    demand->is_most = draft->side == 1;
    if (code == ERROR_NONE && draft->limit != NULL)
        code = read_limit(reader, demand->kind, draft->limit, at, "limit", &demand->limit);
    if (code == ERROR_NONE)
        code = expect_within(reader, at, "pair", demand->pair, problem->instance->pair_count);
    if (code == ERROR_NONE)
        code = expect_within(reader, at, "rule", demand->rule, problem->policy->rule_count);
    return code;
}

static struct demand_draft empty_draft(void)
{
    return (struct demand_draft){
        .demand =
            {.unit = NONE, .group = NONE, .competency = NONE, .pair = NONE, .employee = NONE, .rule = NONE},
        .goes_to = NONE};
}

static enum error_code read_conflicting(struct reader *reader, const struct field *field,
                                        const struct node *value, const struct path *at, void *record)
{
    struct conflicting *out = member_of(field, record);
    struct demand_draft draft = empty_draft();
    enum error_code code =
        read_fields(reader, conflicting_fields, COUNT_OF(conflicting_fields), value, at, &draft);
    if (code == ERROR_NONE)
        code = finish(reader, value, at, &draft);
    *out = (struct conflicting){.demand = draft.demand, .is_needed = draft.is_needed};
    return code;
}

static enum error_code read_loosening(struct reader *reader, const struct field *field,
                                      const struct node *value, const struct path *at, void *record)
{
    struct loosening *out = member_of(field, record);
    struct demand_draft draft = empty_draft();
    enum error_code code =
        read_fields(reader, loosening_fields, COUNT_OF(loosening_fields), value, at, &draft);
    if (code == ERROR_NONE)
        code = finish(reader, value, at, &draft);
    if (code == ERROR_NONE)
        code = expect(reader, value, at, "to", demand_has_row(draft.demand.kind));
    *out = (struct loosening){.demand = draft.demand, .unit = draft.goes_to, .cost_upt = draft.cost_upt};
    return code == ERROR_NONE && draft.to != NULL
               ? read_limit(reader, draft.demand.kind, draft.to, at, "to", &out->to)
               : code;
}

/* --- the whole --- */

static const struct field conflicting_element = {.read = read_conflicting};
static const struct field loosening_element = {.read = read_loosening};

static const struct field relaxation_fields[] = {
    FIELD("at_least", REQUIRED, read_micro, struct infeasibility, at_least_upt, RANGE(-MICRO_MAX, MICRO_MAX)),
    FIELD("changes", REQUIRED, read_list, struct infeasibility, relaxation,
          LIST_OF(struct loosening, &loosening_element, struct infeasibility, relaxation_count)),
    FIELD("cost", REQUIRED, read_micro, struct infeasibility, cost_upt, RANGE(0, MICRO_MAX)),
};

static enum error_code read_relaxation(struct reader *reader, const struct field *field,
                                       const struct node *value, const struct path *at, void *record)
{
    struct infeasibility *out = record;
    (void)field;
    out->has_relaxation = value->kind != NODE_NULL;
    return out->has_relaxation
               ? read_fields(reader, relaxation_fields, COUNT_OF(relaxation_fields), value, at, record)
               : ERROR_NONE;
}

static const struct field infeasibility_fields[] = {
    FIELD("demands", REQUIRED, read_list, struct infeasibility, demands,
          LIST_OF(struct conflicting, &conflicting_element, struct infeasibility, demand_count)),
    FIELD("minimal", REQUIRED, read_boolean, struct infeasibility, is_minimal),
    WHOLE("relaxation", REQUIRED, read_relaxation),
};

enum error_code plan_read_infeasibility(struct reader *reader, const struct field *field,
                                        const struct node *value, const struct path *at, void *record)
{
    struct infeasibility *out = arena_alloc(reader->arena, 1, sizeof *out);
    *(const struct infeasibility **)member_of(field, record) = out;
    return out == NULL
               ? out_of_memory(reader)
               : read_fields(reader, infeasibility_fields, COUNT_OF(infeasibility_fields), value, at, out);
}
