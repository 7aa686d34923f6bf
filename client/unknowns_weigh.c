/* SPDX-License-Identifier: MIT */
/* What row prices prove of each unknown. A confirmed competency gives one person further entries in rows of
 * minimums and changes nothing else, so of the Lagrangian bound L = sum_k min_q (c - lambda . a) + sum_r
 * min_s (phi_r(s) + lambda_r s) only that person's term changes, and those rows' terms whose reach grows.
 *
 * All people's first unknowns are confirmed together and the model is written once for them, then all second
 * ones: what a person's choices gain there, they gain by that unknown. */
#include "client/unknowns.h"
#include "solver/model/certificate.h"
#include "solver/model/formulate.h"
#include "solver/model/row_least.h"

enum { NOW, THEN, SIDES };

/* A row in which some choice of the person gains, and the person's least and greatest entry in it. */
struct touched {
    int32_t row;
    int64_t least[SIDES], most[SIDES];
};

struct scale {
    struct arena *arena;
    struct unknowns *unknowns;
    const struct choice_model *models[SIDES];
    struct person_room *rooms[SIDES];
    const int64_t *prices;
    int64_t bound_upt; /* that the prices prove */
    bool *is_touched;  /* per row */
    struct touched *touched;
    int32_t touched_count;
};

static enum error_code no_memory(struct error *error)
{
    return error_set(error, ERROR_MEMORY, "", "out of memory");
}

/* --- one person's choices, now and then --- */

static int64_t amount_in(const struct person_view *view, int32_t choice, int32_t row)
{
    for (int32_t e = view->first[choice]; e < view->first[choice + 1]; e++)
        if (view->entries[e].row == row)
            return view->entries[e].amount;
    return 0;
}

static int128 least_reduced_ppt(const struct person_view *view, const int64_t *prices)
{
    int128 least = 0;
    for (int32_t q = 0; q < view->count; q++) {
        int128 reduced = (int128)view->cost_upt[q] * PPT_PER_UPT;
        for (int32_t e = view->first[q]; e < view->first[q + 1]; e++)
            reduced -= (int128)view->entries[e].amount * prices[view->entries[e].row];
        least = q == 0 || reduced < least ? reduced : least;
    }
    return least;
}

/* What one more in the row may save at most; false when it may make a plan possible. */
static bool unit_worth_ppt(const struct row *row, int128 *worth)
{
    *worth = row->under_count == 0 || row->reach_lower >= row->soft_lower
                 ? 0
                 : row->under[row->under_count - 1].slope_ppt;
    return row->lower == INT64_MIN || row->reach_lower >= row->lower;
}

static void touch(struct scale *scale, int32_t row)
{
    if (!scale->is_touched[row])
        scale->touched[scale->touched_count++] = (struct touched){.row = row};
    scale->is_touched[row] = true;
}

/* The most that any one choice gains, over the rows it gains in. */
static bool cap_ppt(struct scale *scale, const struct person_view views[SIDES], int128 *cap)
{
    bool is_bounded = true;
    *cap = 0;
    for (int32_t q = 0; q < views[THEN].count; q++) {
        int128 sum = 0, worth;
        for (int32_t e = views[THEN].first[q]; e < views[THEN].first[q + 1]; e++) {
            const struct entry *entry = &views[THEN].entries[e];
            int64_t gained = entry->amount - amount_in(&views[NOW], q, entry->row);
            if (gained == 0)
                continue;
            touch(scale, entry->row);
            is_bounded =
                unit_worth_ppt(choice_model_row(scale->models[NOW], entry->row), &worth) && is_bounded;
            sum += worth * gained;
        }
        *cap = sum > *cap ? sum : *cap;
    }
    return is_bounded;
}

static void measure_reach(const struct person_view views[SIDES], struct touched *touched)
{
    for (int side = NOW; side < SIDES; side++)
        for (int32_t q = 0; q < views[side].count; q++) {
            int64_t amount = amount_in(&views[side], q, touched->row);
            if (q == 0 || amount < touched->least[side])
                touched->least[side] = amount;
            if (q == 0 || amount > touched->most[side])
                touched->most[side] = amount;
        }
}

static bool row_term(const struct row *row, int64_t price, struct row_least *out)
{
    int64_t lower = row->lower > row->reach_lower ? row->lower : row->reach_lower;
    int64_t upper = row->upper < row->reach_upper ? row->upper : row->reach_upper;
    return lower <= upper && row_least_ppt(row, price, lower, upper, out);
}

/* What the bound falls by; false when the prices cannot say. */
static bool drop_ppt(const struct scale *scale, const struct person_view views[SIDES], int128 *drop)
{
    struct row_least now, then;
    *drop = least_reduced_ppt(&views[NOW], scale->prices) - least_reduced_ppt(&views[THEN], scale->prices);
    for (int32_t t = 0; t < scale->touched_count; t++) {
        struct touched touched = scale->touched[t];
        struct row row = *choice_model_row(scale->models[NOW], touched.row);
        int64_t price = scale->prices[touched.row];
        measure_reach(views, &touched);
        if (!row_term(&row, price, &now))
            return false;
        row.reach_lower += touched.least[THEN] - touched.least[NOW];
        row.reach_upper += touched.most[THEN] - touched.most[NOW];
        if (!row_term(&row, price, &then))
            return false;
        *drop += now.value_ppt - then.value_ppt;
    }
    return true;
}

/* --- one unknown --- */

static int64_t rounded_up(int128 ppt)
{
    int128 upt = ppt <= 0 ? 0 : (ppt + PPT_PER_UPT - 1) / PPT_PER_UPT;
    return upt > INT64_MAX / 4 ? INT64_MAX / 4 : (int64_t)upt;
}

static void take_most(struct unknown *unknown, int64_t most_upt)
{
    if (!unknown->has_most || most_upt < unknown->most_upt)
        unknown->most_upt = most_upt;
    unknown->has_most = true;
}

/* The bound is L rounded up, so L lies above bound - 1, and a plan costs at least bound - drop rounded up. */
static void weigh(struct scale *scale, struct unknown *unknown)
{
    struct person_view views[SIDES];
    const struct verification *base = &scale->unknowns->base;
    int64_t total = base->plan->objective.total;
    int128 cap, drop;
    scale->touched_count = 0;
    for (int side = NOW; side < SIDES; side++)
        choice_model_person(scale->models[side], unknown->employee, scale->rooms[side], &views[side]);
    bool is_bounded = cap_ppt(scale, views, &cap);
    unknown->state = UNKNOWN_OPEN;
    if (is_bounded)
        take_most(unknown, rounded_up(cap));
    if (is_bounded && cap == 0) {
        unknown->state = UNKNOWN_NOT_ASKED;
    } else if (base->has_bound && drop_ppt(scale, views, &drop)) {
        int64_t bound = scale->bound_upt - rounded_up(drop);
        unknown->promise_upt = is_bounded && cap < drop ? rounded_up(cap) : rounded_up(drop);
        take_most(unknown, total - bound);
        if (unknown->most_upt <= 0)
            unknown->state = UNKNOWN_CERTIFICATE;
        else if (bound >= base->bound_upt)
            unknown->state = UNKNOWN_WITHIN_GAP;
    }
    unknown->verified_most_upt = unknown->most_upt;
    for (int32_t t = 0; t < scale->touched_count; t++)
        scale->is_touched[scale->touched[t].row] = false;
}

/* --- what the placement as it is would save --- */

static enum error_code keep_placement(struct arena *arena, struct unknowns *unknowns, struct unknown *unknown,
                                      struct error *error)
{
    struct arena *scratch = arena_new();
    const struct verification *base = &unknowns->base;
    const struct plan *plan = base->plan;
    const struct evaluation *evaluation;
    if (scratch == NULL)
        return no_memory(error);
    confirmed_set(&unknowns->confirmed, unknown->employee, unknown->holding, unknown->level);
    enum error_code code =
        evaluate(scratch, &unknowns->confirmed.problem, unknowns->placement, &evaluation, error);
    if (code == ERROR_NONE) {
        unknown->saves_upt = plan->objective.total - evaluation->objective.total;
        code = unknown_fills(arena, unknowns, unknown, unknowns->placement, error);
    }
    confirmed_set(&unknowns->confirmed, unknown->employee, unknown->holding, LEVEL_UNKNOWN);
    arena_free(scratch);
    if (code != ERROR_NONE)
        return code;
    int64_t gap = plan->has_bound ? plan->objective.total - plan->bound_upt : INT64_MAX;
    unknown->least_upt = unknown->saves_upt > gap ? unknown->saves_upt - gap : 0;
    if (unknown->saves_upt > 0 && unknown->has_most && unknown->saves_upt >= unknown->most_upt)
        unknown->state = UNKNOWN_GAINS;
    return ERROR_NONE;
}

static enum error_code keep_placements(struct arena *arena, struct unknowns *unknowns, struct error *error)
{
    enum error_code code = ERROR_NONE;
    for (int32_t i = 0; i < unknowns->count && code == ERROR_NONE; i++)
        if (unknowns->list[i].state == UNKNOWN_OPEN || unknowns->list[i].state == UNKNOWN_WITHIN_GAP)
            code = keep_placement(arena, unknowns, &unknowns->list[i], error);
    return code;
}

/* --- layer by layer --- */

static enum error_code model_of(struct arena *arena, const struct problem *problem,
                                const struct choice_model **out, struct error *error)
{
    const int32_t *stuck;
    int32_t stuck_count;
    enum error_code code = formulate(arena, problem, out, &stuck, &stuck_count, error);
    return code == ERROR_NONE && *out == NULL
               ? error_set(error, ERROR_INTERNAL, "", "somebody is left without any choice")
               : code;
}

/* The unknowns that are the person's number `layer` from 0 are confirmed, or are not any more. */
static bool set_layer(struct unknowns *unknowns, int32_t layer, bool is_confirmed)
{
    int32_t number = 0;
    bool is_met = false;
    for (int32_t i = 0; i < unknowns->count; i++) {
        const struct unknown *unknown = &unknowns->list[i];
        number = i > 0 && unknowns->list[i - 1].employee == unknown->employee ? number + 1 : 0;
        if (number != layer)
            continue;
        is_met = true;
        confirmed_set(&unknowns->confirmed, unknown->employee, unknown->holding,
                      is_confirmed ? unknown->level : LEVEL_UNKNOWN);
    }
    return is_met;
}

static enum error_code weigh_layer(struct scale *scale, int32_t layer, struct error *error)
{
    struct unknowns *unknowns = scale->unknowns;
    struct arena *scratch = arena_new();
    if (scratch == NULL)
        return no_memory(error);
    enum error_code code = model_of(scratch, &unknowns->confirmed.problem, &scale->models[THEN], error);
    if (code == ERROR_NONE) {
        scale->rooms[THEN] = person_room_new(scale->models[THEN]);
        code = scale->rooms[THEN] == NULL ? no_memory(error) : ERROR_NONE;
    }
    for (int32_t i = 0, number = 0; i < unknowns->count && code == ERROR_NONE; i++) {
        struct unknown *unknown = &unknowns->list[i];
        number = i > 0 && unknown->employee == unknowns->list[i - 1].employee ? number + 1 : 0;
        if (number == layer)
            weigh(scale, unknown);
    }
    person_room_free(scale->rooms[THEN]);
    scale->rooms[THEN] = NULL;
    arena_free(scratch);
    return code;
}

static enum error_code open_scale(struct scale *scale, struct error *error)
{
    const struct verification *base = &scale->unknowns->base;
    const char *unknown_row;
    bool infeasible;
    enum error_code code = model_of(scale->arena, base->problem, &scale->models[NOW], error);
    if (code != ERROR_NONE)
        return code;
    size_t rows = (size_t)choice_model_row_count(scale->models[NOW]);
    scale->prices = verify_prices(scale->arena, scale->models[NOW], &base->plan->proof, &unknown_row);
    scale->is_touched = arena_alloc(scale->arena, rows, sizeof *scale->is_touched);
    scale->touched = arena_alloc(scale->arena, rows, sizeof *scale->touched);
    scale->rooms[NOW] = person_room_new(scale->models[NOW]);
    if (scale->prices == NULL || scale->is_touched == NULL || scale->touched == NULL ||
        scale->rooms[NOW] == NULL)
        return no_memory(error);
    return certificate_bound(scale->models[NOW], scale->prices, &scale->bound_upt, &infeasible, error);
}

enum error_code unknowns_weigh(struct arena *arena, struct unknowns *unknowns, struct error *error)
{
    struct scale scale = {.arena = arena_new(), .unknowns = unknowns};
    if (scale.arena == NULL)
        return no_memory(error);
    enum error_code code = open_scale(&scale, error);
    for (int32_t layer = 0; code == ERROR_NONE && set_layer(unknowns, layer, true); layer++) {
        code = weigh_layer(&scale, layer, error);
        set_layer(unknowns, layer, false);
    }
    person_room_free(scale.rooms[NOW]);
    arena_free(scale.arena);
    return code == ERROR_NONE ? keep_placements(arena, unknowns, error) : code;
}
