/* SPDX-License-Identifier: MIT */
/* The reach of every row: the sum over people of their least and greatest entry.
 *
 * People who may go to every open unit and have nothing of their own (offers, explicit values, pairs) are a
 * crowd: what they add to a row depends on how many they are, what they supply and hold, and where they come
 * from. They are counted, not written out. */
#include "solver/model/choice_model_parts.h"
#include "solver/model/cost.h"

/* --- the crowd --- */

struct crowd {
    const struct choice_model *model;
    bool *member;      /* per person */
    int32_t *coverage; /* per row: open units whose people enter it */
    int64_t *holders;  /* per competency and level 1..5: who count for it, settled or not */
    int64_t *settled_holders;
    int64_t *movers;         /* per unit: who would leave it */
    int64_t people, settled; /* settled: cannot be left unplaced */
    int64_t supply_mfte, settled_mfte;
    int64_t all_movers;
    int32_t open;
};

static bool has_budgets(const struct choice_model *model)
{
    int32_t end = model->first_membership[model->problem->instance->unit_count];
    for (int32_t m = 0; m < end; m++)
        if (model->memberships[m].attribute == ATTRIBUTE_BUDGET)
            return true;
    return false;
}

/* Of several open units at least two, so that nobody is bound to one. */
static void find_members(struct crowd *crowd)
{
    const struct choice_model *model = crowd->model;
    const struct instance *instance = model->problem->instance;
    if (crowd->open < 2 || has_budgets(model))
        return;
    for (int32_t k = 0; k < instance->employee_count; k++)
        crowd->member[k] =
            model->destinations[k].count == crowd->open && instance->employees[k].offer_count == 0;
    for (int64_t i = 0; i < instance->supply_count; i++)
        crowd->member[instance->supplies[i].employee] = false;
    for (int64_t i = 0; i < model->patch_count; i++)
        crowd->member[model->patches[i].person] = false;
}

static void count_holdings(struct crowd *crowd, int32_t person, bool settled)
{
    const struct problem *problem = crowd->model->problem;
    const struct employee *employee = &problem->instance->employees[person];
    for (int32_t h = 0; h < employee->holding_count; h++)
        for (int32_t level = LEVEL_MIN; level <= LEVEL_MAX; level++) {
            size_t at = (size_t)employee->holdings[h].competency * (LEVEL_MAX + 1) + (size_t)level;
            int64_t counts = qualifies(problem, person, NONE, employee->holdings[h].competency, level);
            crowd->holders[at] += counts;
            crowd->settled_holders[at] += settled ? counts : 0;
        }
}

static void count_member(struct crowd *crowd, int32_t person)
{
    const struct instance *instance = crowd->model->problem->instance;
    const struct employee *employee = &instance->employees[person];
    bool settled = !crowd->model->destinations[person].unplaced;
    crowd->people++;
    crowd->settled += settled;
    crowd->supply_mfte += employee->fte_mfte;
    crowd->settled_mfte += settled ? employee->fte_mfte : 0;
    if (employee->unit != NONE && instance->units[employee->unit].open) {
        crowd->movers[employee->unit]++;
        crowd->all_movers++;
    }
    count_holdings(crowd, person, settled);
}

static bool crowd_init(struct arena *arena, struct choice_model *model, struct crowd *crowd)
{
    const struct instance *instance = model->problem->instance;
    size_t levels = (size_t)instance->competency_count * (LEVEL_MAX + 1);
    *crowd = (struct crowd){
        .model = model,
        .member = arena_alloc(arena, (size_t)instance->employee_count, sizeof *crowd->member),
        .coverage = arena_alloc(arena, (size_t)model->row_count, sizeof *crowd->coverage),
        .holders = arena_alloc(arena, levels, sizeof *crowd->holders),
        .settled_holders = arena_alloc(arena, levels, sizeof *crowd->settled_holders),
        .movers = arena_alloc(arena, (size_t)instance->unit_count, sizeof *crowd->movers),
    };
    if (!crowd->member || !crowd->coverage || !crowd->holders || !crowd->settled_holders || !crowd->movers)
        return false;
    for (int32_t u = 0; u < instance->unit_count; u++)
        crowd->open += instance->units[u].open;
    for (int32_t m = 0; m < model->first_membership[instance->unit_count]; m++)
        crowd->coverage[model->memberships[m].row]++;
    find_members(crowd);
    for (int32_t k = 0; k < instance->employee_count; k++)
        if (crowd->member[k])
            count_member(crowd, k);
    return true;
}

/* What all and what the settled members add to a row that everybody placed in a unit enters. */
static void membership_sums(const struct crowd *crowd, const struct membership *in, int64_t *all,
                            int64_t *settled)
{
    size_t at = in->attribute == ATTRIBUTE_QUALIFIED
                    ? (size_t)in->competency * (LEVEL_MAX + 1) + (size_t)in->level
                    : 0;
    *all = in->attribute == ATTRIBUTE_SUPPLY ? crowd->supply_mfte
           : in->attribute == ATTRIBUTE_HEAD ? crowd->people
                                             : crowd->holders[at];
    *settled = in->attribute == ATTRIBUTE_SUPPLY ? crowd->settled_mfte
               : in->attribute == ATTRIBUTE_HEAD ? crowd->settled
                                                 : crowd->settled_holders[at];
}

static bool widen(struct row *row, int64_t least, int64_t greatest)
{
    return !__builtin_add_overflow(row->reach_lower, least, &row->reach_lower) &&
           !__builtin_add_overflow(row->reach_upper, greatest, &row->reach_upper);
}

/* A row is counted where its first unit is; whoever is settled cannot avoid one that covers all open units.
 */
static int32_t add_crowd_memberships(struct crowd *crowd, struct choice_model *model)
{
    int32_t end = model->first_membership[model->problem->instance->unit_count];
    for (int32_t m = 0; m < end; m++) {
        const struct membership *in = &model->memberships[m];
        int64_t all, settled;
        if (crowd->coverage[in->row] == 0)
            continue;
        membership_sums(crowd, in, &all, &settled);
        bool everywhere = crowd->coverage[in->row] == crowd->open;
        crowd->coverage[in->row] = 0;
        if (!widen(&model->rows[in->row], everywhere ? settled : 0, all))
            return in->row;
    }
    return NONE;
}

static bool widen_cap(struct choice_model *model, int32_t row, int64_t greatest)
{
    return row == NONE || widen(&model->rows[row], 0, greatest);
}

static bool is_lender(const struct choice_model *model, int32_t unit)
{
    return model->lending->first_day[unit + 1] > model->lending->first_day[unit];
}

/* Whether anybody of the crowd can be lent to it. */
static bool has_lenders(const struct choice_model *model, int32_t surge)
{
    for (int32_t u = 0; u < model->problem->instance->unit_count; u++)
        if (u != model->problem->instance->surges[surge].unit && is_lender(model, u))
            return true;
    return false;
}

/* Each of them may be lent, or in another unit, or in none. Returns a row whose sum leaves 64 bits, or NONE.
 */
static int32_t add_crowd_loans(const struct crowd *crowd, struct choice_model *model)
{
    const struct instance *instance = model->problem->instance;
    for (int32_t s = 0; s < instance->surge_count; s++) {
        int32_t row = model->surge_row[s];
        if (row != NONE && has_lenders(model, s) && !widen(&model->rows[row], 0, crowd->supply_mfte))
            return row;
    }
    for (int32_t d = 0; d < model->lending->first_day[instance->unit_count]; d++) {
        struct lending_rows on = model->lending_rows[d];
        if (!widen(&model->rows[on.lend], 0, crowd->people))
            return on.lend;
        if (on.keep != NONE && !widen(&model->rows[on.keep], 0, crowd->supply_mfte))
            return on.keep;
    }
    return NONE;
}

/* Returns a row whose sum leaves 64 bits, or NONE. */
static int32_t add_crowd(struct crowd *crowd, struct choice_model *model)
{
    if (crowd->people == 0)
        return NONE;
    for (int32_t u = 0; u < model->problem->instance->unit_count; u++) {
        if (!widen_cap(model, model->in_row[u], crowd->all_movers - crowd->movers[u]))
            return model->in_row[u];
        if (!widen_cap(model, model->out_row[u], crowd->movers[u]))
            return model->out_row[u];
    }
    if (!widen_cap(model, model->moves_row, crowd->all_movers))
        return model->moves_row;
    int32_t broken = model->lending == NULL ? NONE : add_crowd_loans(crowd, model);
    return broken != NONE ? broken : add_crowd_memberships(crowd, model);
}

/* --- people written out --- */

/* Least and greatest entry of one person in every row; a row that a choice does not enter has entry 0 there.
 */
struct extent {
    int64_t least, greatest;
    int32_t choices; /* that enter the row; 0: not seen yet */
};

static void note_entries(const struct person_view *view, struct extent *extents, int32_t *seen,
                         int32_t *seen_count)
{
    for (int32_t e = 0; e < view->first[view->count]; e++) {
        const struct entry *entry = &view->entries[e];
        struct extent *extent = &extents[entry->row];
        if (extent->choices == 0) {
            *extent = (struct extent){.least = entry->amount, .greatest = entry->amount};
            seen[(*seen_count)++] = entry->row;
        }
        extent->choices++;
        extent->least = entry->amount < extent->least ? entry->amount : extent->least;
        extent->greatest = entry->amount > extent->greatest ? entry->amount : extent->greatest;
    }
}

static bool add_extent(struct row *row, struct extent *extent, int32_t choice_count)
{
    int64_t least = extent->least, greatest = extent->greatest;
    if (extent->choices < choice_count) {
        least = least < 0 ? least : 0;
        greatest = greatest > 0 ? greatest : 0;
    }
    extent->choices = 0;
    return !__builtin_add_overflow(row->reach_lower, least, &row->reach_lower) &&
           !__builtin_add_overflow(row->reach_upper, greatest, &row->reach_upper);
}

/* --- all --- */

static enum error_code overflow(const struct row *row, struct error *error)
{
    return error_set(error, ERROR_OVERFLOW, NULL, "row %s: its sum over all people leaves 64 bits",
                     row->name);
}

enum error_code formulate_reach(struct arena *arena, struct choice_model *model, struct error *error)
{
    struct extent *extents = arena_alloc(arena, (size_t)model->row_count, sizeof *extents);
    int32_t *seen = arena_alloc(arena, (size_t)model->row_count, sizeof *seen);
    struct person_room *room = person_room_new(model);
    struct crowd crowd;
    enum error_code code = ERROR_NONE;
    if (extents == NULL || seen == NULL || room == NULL || !crowd_init(arena, model, &crowd)) {
        code = error_set(error, ERROR_MEMORY, NULL, "no memory for the rows of the model");
        goto out;
    }
    int32_t broken = add_crowd(&crowd, model);
    if (broken != NONE)
        code = overflow(&model->rows[broken], error);
    for (int32_t k = 0; k < choice_model_person_count(model) && code == ERROR_NONE; k++) {
        struct person_view view;
        int32_t seen_count = 0;
        if (crowd.member[k])
            continue;
        choice_model_person(model, k, room, &view);
        note_entries(&view, extents, seen, &seen_count);
        for (int32_t i = 0; i < seen_count && code == ERROR_NONE; i++)
            if (!add_extent(&model->rows[seen[i]], &extents[seen[i]], view.count))
                code = overflow(&model->rows[seen[i]], error);
    }
out:
    person_room_free(room);
    return code;
}
