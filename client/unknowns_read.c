/* SPDX-License-Identifier: MIT */
/* Unknown competencies as `explain --unknowns --json` wrote them, back against the case they are about. */
#include "client/unknowns.h"
#include "proto/read.h"

#include <string.h>

/* A document's own reader: names are those of this case. */
struct unknowns_reader {
    struct reader reader;
    const struct problem *problem;
    const struct plan *plan;
};

static enum error_code unknown_id(struct reader *reader, const struct path *at, const char *id)
{
    return error_at(reader->error, ERROR_UNKNOWN_ID, at, "'%s' is not in the case", id);
}

/* --- names to indices; null where that may be is NONE --- */

static enum error_code find_employee(struct reader *reader, const char *id, const struct path *at,
                                     int32_t *out)
{
    const struct instance *instance = ((struct unknowns_reader *)reader)->problem->instance;
    for (*out = 0; *out < instance->employee_count; ++*out)
        if (strcmp(instance->employees[*out].id, id) == 0)
            return ERROR_NONE;
    return unknown_id(reader, at, id);
}

static enum error_code find_unit(struct reader *reader, const char *id, const struct path *at, int32_t *out)
{
    const struct instance *instance = ((struct unknowns_reader *)reader)->problem->instance;
    for (*out = 0; *out < instance->unit_count; ++*out)
        if (strcmp(instance->units[*out].id, id) == 0)
            return ERROR_NONE;
    return unknown_id(reader, at, id);
}

static enum error_code find_group(struct reader *reader, const char *id, const struct path *at, int32_t *out)
{
    const struct instance *instance = ((struct unknowns_reader *)reader)->problem->instance;
    for (*out = 0; *out < instance->group_count; ++*out)
        if (strcmp(instance->groups[*out].id, id) == 0)
            return ERROR_NONE;
    return unknown_id(reader, at, id);
}

static enum error_code find_competency(struct reader *reader, const char *id, const struct path *at,
                                       int32_t *out)
{
    const struct instance *instance = ((struct unknowns_reader *)reader)->problem->instance;
    for (*out = 0; *out < instance->competency_count; ++*out)
        if (strcmp(instance->competencies[*out], id) == 0)
            return ERROR_NONE;
    return unknown_id(reader, at, id);
}

typedef enum error_code finder(struct reader *reader, const char *id, const struct path *at, int32_t *out);

static enum error_code read_found(struct reader *reader, finder *find, const struct node *value,
                                  const struct path *at, int32_t *out)
{
    enum error_code code = id_check(reader, value, at);
    return code == ERROR_NONE ? find(reader, value->as.text, at, out) : code;
}

static enum error_code read_employee(struct reader *reader, const struct field *field,
                                     const struct node *value, const struct path *at, void *record)
{
    return read_found(reader, find_employee, value, at, member_of(field, record));
}

static enum error_code read_competency(struct reader *reader, const struct field *field,
                                       const struct node *value, const struct path *at, void *record)
{
    return read_found(reader, find_competency, value, at, member_of(field, record));
}

static enum error_code read_unit(struct reader *reader, const struct field *field, const struct node *value,
                                 const struct path *at, void *record)
{
    int32_t *out = member_of(field, record);
    *out = NONE;
    return value->kind == NODE_NULL ? ERROR_NONE : read_found(reader, find_unit, value, at, out);
}

static enum error_code read_group(struct reader *reader, const struct field *field, const struct node *value,
                                  const struct path *at, void *record)
{
    return read_found(reader, find_group, value, at, member_of(field, record));
}

/* --- what is filled --- */

struct filled_draft {
    struct filled filled;
    int32_t competency, level;
};

static const struct field filled_fields[] = {
    FIELD("competency", REQUIRED, read_competency, struct filled_draft, competency),
    FIELD("group", OPTIONAL, read_group, struct filled_draft, filled.group),
    FIELD("level", REQUIRED, read_int32, struct filled_draft, level, RANGE(LEVEL_MIN, LEVEL_MAX)),
    FIELD("unit", OPTIONAL, read_unit, struct filled_draft, filled.unit),
};

static enum error_code read_filled(struct reader *reader, const struct field *field, const struct node *value,
                                   const struct path *at, void *record)
{
    const struct instance *instance = ((struct unknowns_reader *)reader)->problem->instance;
    struct filled_draft draft = {.filled = {NONE, NONE, NULL}};
    struct filled *out = member_of(field, record);
    enum error_code code = read_fields(reader, filled_fields, COUNT_OF(filled_fields), value, at, &draft);
    if (code != ERROR_NONE)
        return code;
    if ((draft.filled.unit == NONE) == (draft.filled.group == NONE))
        return error_at(reader->error, ERROR_BAD_VALUE, at, "expected a unit or a group");
    const struct demand *demand = draft.filled.unit != NONE ? &instance->units[draft.filled.unit].demand
                                                            : &instance->groups[draft.filled.group].demand;
    *out = draft.filled;
    for (int32_t m = 0; m < demand->minimum_count; m++)
        if (demand->minimums[m].competency == draft.competency && demand->minimums[m].level == draft.level)
            out->minimum = &demand->minimums[m];
    return out->minimum != NULL
               ? ERROR_NONE
               : error_at(reader->error, ERROR_CONTRADICTION, at, "the case has no such competency minimum");
}

/* --- one unknown --- */

static const char *const state_words[] = {
    "not_asked", "excluded_by_certificate", "excluded_by_solve", "within_gap", "open", "gains", NULL};
static const struct field difference_fields[] = {
    FIELD("employee", REQUIRED, read_employee, struct difference, employee),
    FIELD("in_plan", REQUIRED, read_unit, struct difference, here),
    FIELD("then", REQUIRED, read_unit, struct difference, there),
};

static enum error_code read_difference(struct reader *reader, const struct field *field,
                                       const struct node *value, const struct path *at, void *record)
{
    return read_fields(reader, difference_fields, COUNT_OF(difference_fields), value, at,
                       member_of(field, record));
}

static const struct field filled_element = {.read = read_filled};
static const struct field difference_element = {.read = read_difference};

/* null: nothing bounds it */
static enum error_code read_most(struct reader *reader, const struct field *field, const struct node *value,
                                 const struct path *at, void *record)
{
    struct unknown *unknown = record;
    (void)field;
    unknown->has_most = value->kind != NODE_NULL;
    return unknown->has_most ? read_micro_within(reader, value, at, -MICRO_MAX, MICRO_MAX, &unknown->most_upt)
                             : ERROR_NONE;
}

static enum error_code read_verified(struct reader *reader, const struct field *field,
                                     const struct node *value, const struct path *at, void *record)
{
    return value->kind == NODE_NULL
               ? ERROR_NONE
               : read_micro_within(reader, value, at, -MICRO_MAX, MICRO_MAX, member_of(field, record));
}

static const struct field unknown_fields[] = {
    FIELD("competency", REQUIRED, read_competency, struct unknown, competency),
    FIELD("differences", REQUIRED, read_list, struct unknown, differences,
          LIST_OF(struct difference, &difference_element, struct unknown, difference_count)),
    FIELD("employee", REQUIRED, read_employee, struct unknown, employee),
    FIELD("fills", REQUIRED, read_list, struct unknown, fills,
          LIST_OF(struct filled, &filled_element, struct unknown, filled_count)),
    FIELD("level", REQUIRED, read_int32, struct unknown, level, RANGE(LEVEL_MIN, LEVEL_MAX)),
    FIELD("saves", REQUIRED, read_micro, struct unknown, saves_upt, RANGE(0, MICRO_MAX)),
    FIELD("solved", REQUIRED, read_boolean, struct unknown, is_solved),
    FIELD("state", REQUIRED, read_word, struct unknown, state, .words = state_words),
    FIELD("worth_at_least", REQUIRED, read_micro, struct unknown, least_upt, RANGE(0, MICRO_MAX)),
    WHOLE("worth_at_most", REQUIRED, read_most),
    FIELD("worth_at_most_verified", REQUIRED, read_verified, struct unknown, verified_most_upt),
};

static enum error_code read_unknown(struct reader *reader, const struct field *field,
                                    const struct node *value, const struct path *at, void *record)
{
    return read_fields(reader, unknown_fields, COUNT_OF(unknown_fields), value, at, member_of(field, record));
}

/* --- the document --- */

struct draft {
    struct unknowns unknowns;
    const struct node *plan, *states, *counts_as;
};

static const struct field unknown_element = {.read = read_unknown};
static const struct field draft_fields[] = {
    WHOLE("format", REQUIRED, read_format),
    FIELD("people", REQUIRED, read_int32, struct draft, unknowns.people, RANGE(0, COUNT_MAX)),
    FIELD("plan", REQUIRED, read_node, struct draft, plan),
    FIELD("states", REQUIRED, read_node, struct draft, states),
    FIELD("unknown_counts_as", REQUIRED, read_node, struct draft, counts_as),
    FIELD("unknowns", REQUIRED, read_list, struct draft, unknowns.list,
          LIST_OF(struct unknown, &unknown_element, struct draft, unknowns.count)),
};

static bool is_text(const struct node *node, const char *text)
{
    return node != NULL && node->kind == NODE_STRING && strcmp(node->as.text, text) == 0;
}

static bool is_of_plan(const struct node *node, const struct plan *plan)
{
    const struct node total = node_micro(plan->objective.total), *seen = map_get(node, "objective");
    return is_text(map_get(node, "instance_sha256"), plan->proof.instance_sha256) &&
           is_text(map_get(node, "policy_sha256"), plan->proof.policy_sha256) && seen != NULL &&
           node_equal(seen, &total);
}

enum error_code unknowns_from_document(struct arena *arena, const struct problem *problem,
                                       const struct plan *plan, const struct node *document,
                                       struct unknowns *out, struct error *error)
{
    struct unknowns_reader context = {.reader = {arena, error}, .problem = problem, .plan = plan};
    struct draft draft = {0};
    enum error_code code = read_format_first(&context.reader, document, NULL, UNKNOWNS_FORMAT);
    if (code == ERROR_NONE && !is_of_plan(map_get(document, "plan"), plan))
        return error_set(error, ERROR_CONTRADICTION, "plan", "these are the unknowns of another plan");
    if (code == ERROR_NONE)
        code = read_fields(&context.reader, draft_fields, COUNT_OF(draft_fields), document, NULL, &draft);
    *out = draft.unknowns;
    return code;
}
