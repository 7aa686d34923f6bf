/* SPDX-License-Identifier: MIT */
/* Rows over units, groups and the whole: supply with its balance price, headcount, competency minimums,
 * budgets, caps. */
#include "solver/model/choice_model_parts.h"
#include "solver/model/row_name.h"

#include <string.h>

struct row *choice_model_add_row(struct choice_model *model, const char *name)
{
    struct row *row = &model->rows[model->row_count++];
    *row = (struct row){.name = name,
                        .lower = INT64_MIN,
                        .upper = INT64_MAX,
                        .soft_lower = INT64_MIN,
                        .soft_upper = INT64_MAX};
    return row;
}

/* What one unit or group is called in row names, and the members that a row gets. */
struct place {
    const char *id, *supply, *headcount, *competency;
    const struct demand *demand;
    struct membership *members; /* room for all of the place's rows */
    int32_t member_count;
};

static void open_row(struct choice_model *model, struct place *place, const char *name, struct membership as)
{
    as.row = model->row_count;
    choice_model_add_row(model, name);
    place->members[place->member_count++] = as;
}

static void narrow(struct row *row, int64_t lower, int64_t upper)
{
    row->lower = lower > row->lower ? lower : row->lower;
    row->upper = upper < row->upper ? upper : row->upper;
}

const struct slope *slopes_of(struct arena *arena, const struct tiers *tiers, int64_t need, bool *rounded)
{
    struct slope *slopes = arena_alloc(arena, (size_t)tiers->count, sizeof *slopes);
    for (int32_t t = 0; slopes != NULL && t < tiers->count; t++) {
        slopes[t].distance = share_of(tiers->tier[t].share_ppm, need);
        slopes[t].slope_ppt =
            (int128)tiers->tier[t].slope_upt * PPT_PER_UPT / 1000; /* per FTE -> per milli-FTE */
        *rounded = *rounded || tiers->tier[t].slope_upt % 1000 != 0;
    }
    return slopes;
}

static bool price_balance(struct arena *arena, const struct balance_policy *balance, int64_t need,
                          struct row *row)
{
    row->soft_lower = share_of(balance->target_lower_ppm, need);
    row->soft_upper = share_of(balance->target_upper_ppm, need);
    row->under_count = balance->under.count;
    row->over_count = balance->over.count;
    row->under = slopes_of(arena, &balance->under, need, &row->rounded);
    row->over = slopes_of(arena, &balance->over, need, &row->rounded);
    if (balance->has_limit)
        narrow(row, share_of(balance->limit_lower_ppm, need), share_of(balance->limit_upper_ppm, need));
    return row->under != NULL && row->over != NULL;
}

static bool is_open(const struct interval *interval)
{
    return interval->lower == INT64_MIN && interval->upper == INT64_MAX;
}

static bool add_supply(struct arena *arena, struct choice_model *model, struct place *place)
{
    const struct policy *policy = model->problem->policy;
    int64_t need;
    bool balanced =
        policy->has_balance && need_mfte(&place->demand->need, policy->effective_minutes_micro, &need);
    if (!balanced && is_open(&place->demand->supply_mfte))
        return true;
    const char *name = row_name(arena, place->supply, place->id);
    open_row(model, place, name, (struct membership){.attribute = ATTRIBUTE_SUPPLY});
    struct row *row = &model->rows[model->row_count - 1];
    narrow(row, place->demand->supply_mfte.lower, place->demand->supply_mfte.upper);
    return name != NULL && (!balanced || price_balance(arena, &policy->balance, need, row));
}

static bool add_headcount(struct arena *arena, struct choice_model *model, struct place *place)
{
    if (is_open(&place->demand->headcount))
        return true;
    const char *name = row_name(arena, place->headcount, place->id);
    open_row(model, place, name, (struct membership){.attribute = ATTRIBUTE_HEAD});
    narrow(&model->rows[model->row_count - 1], place->demand->headcount.lower,
           place->demand->headcount.upper);
    return name != NULL;
}

static bool add_minimum(struct arena *arena, struct choice_model *model, struct place *place,
                        const struct minimum *minimum)
{
    const struct competency_policy *policy = &model->problem->policy->competency;
    const char *competency = model->problem->instance->competencies[minimum->competency];
    const char *name = row_name_competency(arena, place->competency, place->id, competency, minimum->level);
    struct slope *slope = arena_alloc(arena, 1, sizeof *slope);
    if (name == NULL || slope == NULL)
        return false;
    open_row(model, place, name,
             (struct membership){.attribute = ATTRIBUTE_QUALIFIED,
                                 .competency = minimum->competency,
                                 .level = minimum->level});
    struct row *row = &model->rows[model->row_count - 1];
    if (minimum->hard || policy->hard) {
        row->lower = minimum->min;
    } else {
        slope->slope_ppt = (int128)policy->shortage_upt * PPT_PER_UPT;
        row->soft_lower = minimum->min;
        row->under = slope;
        row->under_count = 1;
    }
    return true;
}

static bool add_demand(struct arena *arena, struct choice_model *model, struct place *place)
{
    bool ok = add_supply(arena, model, place) && add_headcount(arena, model, place);
    for (int32_t m = 0; ok && m < place->demand->minimum_count; m++)
        ok = add_minimum(arena, model, place, &place->demand->minimums[m]);
    return ok;
}

static int64_t share_cap(int64_t share_ppm, int64_t of)
{
    int64_t cap = (int64_t)((int128)share_ppm * of / MICRO);
    return cap > 1 ? cap : 1;
}

/* A row with a greatest activity, outside the memberships. Returns its index; NONE when out of memory. */
static int32_t add_cap(struct choice_model *model, const char *name, int64_t upper)
{
    choice_model_add_row(model, name)->upper = upper;
    return name != NULL ? model->row_count - 1 : NONE;
}

static bool add_unit_caps(struct arena *arena, struct choice_model *model, int32_t unit, int64_t staff,
                          struct place *place, int32_t *in_row, int32_t *out_row)
{
    const struct move_caps *caps = &model->problem->policy->moves;
    int64_t budget = model->problem->instance->units[unit].budget_upt;
    bool ok = true;
    *in_row = *out_row = NONE;
    if (budget != NONE) {
        const char *name = row_name(arena, "budget", place->id);
        open_row(model, place, name, (struct membership){.attribute = ATTRIBUTE_BUDGET});
        model->rows[model->row_count - 1].upper = budget;
        ok = name != NULL;
    }
    if (ok && caps->in_share_ppm != NONE && staff > 0) {
        *in_row =
            add_cap(model, row_name(arena, "moves-in", place->id), share_cap(caps->in_share_ppm, staff));
        ok = *in_row != NONE;
    }
    if (ok && caps->out_share_ppm != NONE && staff > 0) {
        *out_row =
            add_cap(model, row_name(arena, "moves-out", place->id), share_cap(caps->out_share_ppm, staff));
        ok = *out_row != NONE;
    }
    return ok;
}

static void add_moves_cap(struct choice_model *model, int64_t movable)
{
    const struct move_caps *caps = &model->problem->policy->moves;
    int64_t cap = caps->max != NONE ? caps->max : INT64_MAX;
    if (caps->max_share_ppm != NONE && share_cap(caps->max_share_ppm, movable) < cap)
        cap = share_cap(caps->max_share_ppm, movable);
    model->moves_row = NONE;
    if (cap == INT64_MAX)
        return;
    model->moves_row = add_cap(model, "moves", cap);
}

/* Rows of the groups and the whole, kept apart until every unit takes those it belongs to. */
struct shared_rows {
    struct place *groups;
    struct membership total_budget; /* row NONE where there is none */
    int64_t *staff;                 /* present headcount per unit */
    int64_t movable;                /* people with a present unit that is open */
};

static bool add_shared(struct arena *arena, struct choice_model *model, struct shared_rows *shared)
{
    const struct instance *instance = model->problem->instance;
    shared->groups = arena_alloc(arena, (size_t)instance->group_count, sizeof *shared->groups);
    for (int32_t g = 0; shared->groups != NULL && g < instance->group_count; g++) {
        const struct group *group = &instance->groups[g];
        struct place *place = &shared->groups[g];
        *place = (struct place){.id = group->id,
                                .supply = "group-supply",
                                .headcount = "group-headcount",
                                .competency = "group-competency",
                                .demand = &group->demand};
        place->members = arena_alloc(arena, (size_t)group->demand.minimum_count + 2, sizeof *place->members);
        if (place->members == NULL || !add_demand(arena, model, place))
            return false;
    }
    shared->total_budget = (struct membership){.row = NONE, .attribute = ATTRIBUTE_BUDGET};
    if (shared->groups == NULL)
        return false;
    if (model->problem->policy->budget_upt != NONE)
        shared->total_budget.row = add_cap(model, "budget", model->problem->policy->budget_upt);
    add_moves_cap(model, shared->movable);
    return true;
}

/* The unit's own rows, its group's and the total budget, into `members`; their number. NONE when out of
 * memory. */
static int32_t add_unit(struct arena *arena, struct choice_model *model, const struct shared_rows *shared,
                        int32_t u, struct membership *members, int32_t *in_row, int32_t *out_row)
{
    const struct unit *unit = &model->problem->instance->units[u];
    struct place place = {.id = unit->id,
                          .supply = "supply",
                          .headcount = "headcount",
                          .competency = "competency",
                          .demand = &unit->demand,
                          .members = members};
    *in_row = *out_row = NONE;
    if (!unit->open)
        return 0;
    if (!add_demand(arena, model, &place) ||
        !add_unit_caps(arena, model, u, shared->staff[u], &place, in_row, out_row))
        return NONE;
    if (unit->group != NONE) {
        const struct place *group = &shared->groups[unit->group];
        memcpy(members + place.member_count, group->members, (size_t)group->member_count * sizeof *members);
        place.member_count += group->member_count;
    }
    if (shared->total_budget.row != NONE)
        members[place.member_count++] = shared->total_budget;
    return place.member_count;
}

/* Upper bounds on the rows, and on the memberships of all units together. */
static void count_room(const struct choice_model *model, int64_t *rows, int64_t *memberships)
{
    const struct instance *instance = model->problem->instance;
    *rows = 2 + surge_row_room(model);
    *memberships = 0;
    for (int32_t g = 0; g < instance->group_count; g++)
        *rows += 2 + instance->groups[g].demand.minimum_count;
    for (int32_t u = 0; u < instance->unit_count; u++) {
        const struct unit *unit = &instance->units[u];
        int32_t shared = unit->group == NONE ? 0 : 2 + instance->groups[unit->group].demand.minimum_count;
        *rows += 5 + unit->demand.minimum_count;
        *memberships += 4 + unit->demand.minimum_count + shared;
    }
    for (int32_t p = 0; p < instance->pair_count; p++)
        *rows +=
            model->destinations[instance->pairs[p].a].count + model->destinations[instance->pairs[p].b].count;
}

static void count_staff(const struct instance *instance, struct shared_rows *shared)
{
    for (int32_t k = 0; k < instance->employee_count; k++) {
        int32_t unit = instance->employees[k].unit;
        if (unit == NONE)
            continue;
        shared->staff[unit]++;
        shared->movable += instance->units[unit].open;
    }
}

enum error_code formulate_rows(struct arena *arena, struct choice_model *model, struct error *error)
{
    const struct instance *instance = model->problem->instance;
    size_t units = (size_t)instance->unit_count;
    int64_t row_room, member_room;
    count_room(model, &row_room, &member_room);
    if (row_room > INT32_MAX || member_room > INT32_MAX)
        return error_set(error, ERROR_TOO_LARGE, NULL, "the model has more than 2^31 rows");
    struct shared_rows shared = {.staff = arena_alloc(arena, units, sizeof *shared.staff)};
    struct membership *members = arena_alloc(arena, (size_t)member_room, sizeof *members);
    int32_t *first = arena_alloc(arena, units + 1, sizeof *first);
    int32_t *in_row = arena_alloc(arena, units, sizeof *in_row);
    int32_t *out_row = arena_alloc(arena, units, sizeof *out_row);
    model->rows = arena_alloc(arena, (size_t)row_room, sizeof *model->rows);
    if (!shared.staff || !members || !first || !in_row || !out_row || !model->rows)
        return error_set(error, ERROR_MEMORY, NULL, "no memory for the rows of the model");
    count_staff(instance, &shared);
    bool ok = add_shared(arena, model, &shared);
    for (int32_t u = 0; ok && u < instance->unit_count; u++) {
        int32_t count = add_unit(arena, model, &shared, u, members + first[u], &in_row[u], &out_row[u]);
        ok = count != NONE;
        first[u + 1] = first[u] + count;
    }
    if (!ok)
        return error_set(error, ERROR_MEMORY, NULL, "no memory for the rows of the model");
    model->memberships = members;
    model->first_membership = first;
    model->in_row = in_row;
    model->out_row = out_row;
    return ERROR_NONE;
}
