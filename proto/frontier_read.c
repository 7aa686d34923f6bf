/* SPDX-License-Identifier: MIT */
#include "proto/frontier.h"
#include "proto/plan_parts.h"

/* A point as it stands in the document: what may be null is read by its status. */
struct point_draft {
    struct frontier_point point;
    const struct node *bound, *bound_verified, *found_at, *gap, *kpis, *objective, *value;
};

struct frontier_draft {
    struct frontier frontier;
    const struct node *knee, *limits, *policy_cap;
};

struct value_draft {
    struct frontier_value value;
    const struct node *most;
};

struct knee_draft {
    int64_t cap, share_ppm;
    int method;
};

static bool is_null(const struct node *value)
{
    return value->kind == NODE_NULL;
}

static enum error_code contradict(struct reader *reader, const struct path *at, const char *what)
{
    return error_at(reader->error, ERROR_CONTRADICTION, at, "%s", what);
}

/* --- points ----------------------------------------------------------------------------------------------
 */

static const struct field value_fields[] = {
    FIELD("least", REQUIRED, read_micro, struct value_draft, value.least_upt, RANGE(0, MICRO_MAX)),
    FIELD("most", REQUIRED, read_node, struct value_draft, most),
    FIELD("moves", REQUIRED, read_integer, struct value_draft, value.moves, RANGE(1, COUNT_MAX)),
    FIELD("per_move", REQUIRED, read_micro, struct value_draft, value.per_move_upt, RANGE(0, MICRO_MAX)),
};

static enum error_code value_read(struct reader *reader, const struct node *node, const struct path *at,
                                  struct frontier_value *out)
{
    struct value_draft draft = {0};
    if (is_null(node))
        return ERROR_NONE;
    enum error_code code = read_fields(reader, value_fields, COUNT_OF(value_fields), node, at, &draft);
    draft.value.has_most = code == ERROR_NONE && !is_null(draft.most);
    if (draft.value.has_most)
        code = read_micro_within(reader, draft.most, &(struct path){at, "most", 0}, 0, MICRO_MAX,
                                 &draft.value.most_upt);
    *out = draft.value;
    return code;
}

static enum error_code plan_parts_read(struct reader *reader, const struct point_draft *draft,
                                       const struct path *at, struct frontier_point *point)
{
    struct plan_reader context = {.reader = *reader};
    enum error_code code = plan_read_objective(&context, draft->objective, &(struct path){at, "objective", 0},
                                               &point->objective);
    if (code == ERROR_NONE)
        code = plan_read_kpis(&context, draft->kpis, &(struct path){at, "kpis", 0}, &point->kpis);
    if (code == ERROR_NONE)
        code = read_integer_within(reader, draft->found_at, &(struct path){at, "found_at", 0}, 0, point->cap,
                                   &point->found_at);
    if (code == ERROR_NONE)
        code = value_read(reader, draft->value, &(struct path){at, "value", 0}, &point->value);
    return code;
}

static enum error_code check_nulls(struct reader *reader, const struct point_draft *draft,
                                   const struct path *at)
{
    bool placed = frontier_has_plan(&draft->point), bounded = !is_null(draft->bound);
    if (placed == is_null(draft->objective) || placed == is_null(draft->kpis) ||
        placed == is_null(draft->found_at) || (!placed && !is_null(draft->value)))
        return contradict(reader, at, "a point has objective, kpis and found_at exactly when it has a plan");
    if (is_null(draft->gap) == (placed && bounded))
        return contradict(reader, at, "a point has a gap exactly when it has a plan and a bound");
    if (draft->bound_verified != NULL && is_null(draft->bound_verified) == bounded)
        return contradict(reader, at, "a point has a verified bound exactly when it has a bound");
    if (bounded && draft->point.status == PLAN_INFEASIBLE)
        return contradict(reader, at, "an infeasible point has no bound");
    return ERROR_NONE;
}

static const struct field point_fields[] = {
    FIELD("bound", REQUIRED, read_node, struct point_draft, bound),
    FIELD("bound_verified", OPTIONAL, read_node, struct point_draft, bound_verified),
    FIELD("cap", REQUIRED, read_integer, struct point_draft, point.cap, RANGE(0, COUNT_MAX)),
    FIELD("effort", REQUIRED, read_integer, struct point_draft, point.effort, RANGE(0, INTEGER_MAX_2P53)),
    FIELD("found_at", REQUIRED, read_node, struct point_draft, found_at),
    FIELD("gap", REQUIRED, read_node, struct point_draft, gap),
    FIELD("kpis", REQUIRED, read_node, struct point_draft, kpis),
    FIELD("objective", REQUIRED, read_node, struct point_draft, objective),
    FIELD("status", REQUIRED, read_word, struct point_draft, point.status, .words = plan_status_words),
    FIELD("value", REQUIRED, read_node, struct point_draft, value),
};

static enum error_code bounds_read(struct reader *reader, const struct point_draft *draft,
                                   const struct path *at, struct frontier_point *point)
{
    point->has_bound = !is_null(draft->bound);
    point->has_verified = point->has_bound && draft->bound_verified != NULL;
    enum error_code code = ERROR_NONE;
    if (point->has_bound)
        code = read_micro_within(reader, draft->bound, &(struct path){at, "bound", 0}, -MICRO_MAX, MICRO_MAX,
                                 &point->bound_upt);
    if (code == ERROR_NONE && point->has_verified)
        code = read_micro_within(reader, draft->bound_verified, &(struct path){at, "bound_verified", 0},
                                 -MICRO_MAX, point->bound_upt, &point->bound_verified_upt);
    return code;
}

static enum error_code read_point(struct reader *reader, const struct field *field, const struct node *value,
                                  const struct path *at, void *record)
{
    struct point_draft draft = {.point = {.found_at = NONE}};
    int64_t gap_ppm;
    enum error_code code = read_fields(reader, point_fields, COUNT_OF(point_fields), value, at, &draft);
    if (code == ERROR_NONE)
        code = check_nulls(reader, &draft, at);
    if (code != ERROR_NONE)
        return code;
    code = bounds_read(reader, &draft, at, &draft.point);
    if (code == ERROR_NONE && !is_null(draft.gap))
        code = read_micro_within(reader, draft.gap, &(struct path){at, "gap", 0}, 0, MICRO_MAX, &gap_ppm);
    if (code == ERROR_NONE && frontier_has_plan(&draft.point))
        code = plan_parts_read(reader, &draft, at, &draft.point);
    *(struct frontier_point *)member_of(field, record) = draft.point;
    return code;
}

/* What a plan is under one cap, it is under every larger one. */
static const char *wrong_after(const struct frontier_point *before, const struct frontier_point *point)
{
    const struct frontier_value *value = &point->value;
    if (point->cap <= before->cap)
        return "caps must grow";
    if (frontier_has_plan(before) && !frontier_has_plan(point))
        return "seen no plan, where there is one with fewer moves";
    if (frontier_has_plan(before) && point->objective.total > before->objective.total)
        return "seen a plan that costs more than one with fewer moves";
    if (value->moves != 0 && (!frontier_has_plan(before) || value->moves != point->cap - before->cap))
        return "seen a value of other moves than those since the point before";
    return NULL;
}

static enum error_code check_order(struct reader *reader, const struct frontier *frontier,
                                   const struct path *at)
{
    const struct path points = {at, "points", 0};
    for (int32_t i = 1; i < frontier->point_count; i++) {
        const char *wrong = wrong_after(&frontier->points[i - 1], &frontier->points[i]);
        if (wrong != NULL)
            return contradict(reader, &(struct path){&points, NULL, i}, wrong);
    }
    return ERROR_NONE;
}

/* --- the whole -------------------------------------------------------------------------------------------
 */

static const char *const methods[] = {FRONTIER_METHOD, NULL};

static const struct field knee_fields[] = {
    FIELD("cap", REQUIRED, read_integer, struct knee_draft, cap, RANGE(0, COUNT_MAX)),
    FIELD("method", REQUIRED, read_word, struct knee_draft, method, .words = methods),
    FIELD("share", REQUIRED, read_micro, struct knee_draft, share_ppm, RANGE(0, MICRO)),
};

static enum error_code knee_read(struct reader *reader, const struct node *node, const struct path *at,
                                 struct frontier *frontier)
{
    struct knee_draft draft = {0};
    frontier->knee = NONE;
    if (is_null(node))
        return ERROR_NONE;
    enum error_code code = read_fields(reader, knee_fields, COUNT_OF(knee_fields), node, at, &draft);
    if (code != ERROR_NONE)
        return code;
    for (int32_t i = 0; i < frontier->point_count; i++)
        if (frontier->points[i].cap == draft.cap && frontier_has_plan(&frontier->points[i]))
            frontier->knee = i;
    frontier->knee_share_ppm = draft.share_ppm;
    return frontier->knee != NONE ? ERROR_NONE
                                  : contradict(reader, at, "the knee must be a point with a plan");
}

static const struct field point_element = {.read = read_point};

static const struct field frontier_fields[] = {
    FIELD("engine", REQUIRED, read_text, struct frontier_draft, frontier.engine),
    WHOLE("format", REQUIRED, read_format),
    FIELD("instance_sha256", REQUIRED, plan_read_sha256, struct frontier_draft, frontier.instance_sha256),
    FIELD("knee", REQUIRED, read_node, struct frontier_draft, knee),
    FIELD("limits", REQUIRED, read_node, struct frontier_draft, limits),
    FIELD("points", REQUIRED, read_list, struct frontier_draft, frontier.points,
          LIST_OF(struct frontier_point, &point_element, struct frontier_draft, frontier.point_count)),
    FIELD("policy_cap", REQUIRED, read_node, struct frontier_draft, policy_cap),
    FIELD("policy_sha256", REQUIRED, plan_read_sha256, struct frontier_draft, frontier.policy_sha256),
};

static enum error_code finish(struct reader *reader, const struct frontier_draft *draft,
                              const struct path *at, struct frontier *frontier)
{
    *frontier = draft->frontier;
    frontier->policy_cap = NONE;
    if (frontier->point_count == 0)
        return contradict(reader, &(struct path){at, "points", 0}, "seen none, expected one at least");
    if (frontier->points[0].value.moves != 0)
        return contradict(reader, &(struct path){at, "points", 0}, "seen a value of the first point");
    enum error_code code = check_order(reader, frontier, at);
    if (code == ERROR_NONE && !is_null(draft->policy_cap))
        code = read_integer_within(reader, draft->policy_cap, &(struct path){at, "policy_cap", 0}, 0,
                                   COUNT_MAX, &frontier->policy_cap);
    if (code == ERROR_NONE)
        code = solve_limits_read(draft->limits, &(struct path){at, "limits", 0}, &frontier->limits,
                                 reader->error);
    return code != ERROR_NONE ? code
                              : knee_read(reader, draft->knee, &(struct path){at, "knee", 0}, frontier);
}

enum error_code frontier_read(struct arena *arena, const struct node *document, const struct path *at,
                              const struct frontier **out, struct error *error)
{
    struct reader reader = {arena, error};
    struct frontier_draft draft = {0};
    struct frontier *frontier = arena_alloc(arena, 1, sizeof *frontier);
    *out = NULL;
    if (frontier == NULL)
        return out_of_memory(&reader);
    enum error_code code = read_format_first(&reader, document, at, "mutasi-frontier/1");
    if (code == ERROR_NONE)
        code = read_fields(&reader, frontier_fields, COUNT_OF(frontier_fields), document, at, &draft);
    if (code == ERROR_NONE)
        code = finish(&reader, &draft, at, frontier);
    *out = code == ERROR_NONE ? frontier : NULL;
    return code;
}
