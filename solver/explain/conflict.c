/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/explain/conflict.h"

#include "solver/explain/relaxation.h"
#include "solver/explain/relevance.h"
#include "solver/explain/single_row.h"

#include <string.h>

/* More demands than anybody reads: a set that could not be made smaller is then not told. */
enum { DEMANDS_MOST = 2000, PLACES_TRIED = 20 };

struct search {
    struct inquiry inquiry;
    struct relaxation relaxation;
    uint64_t *set;      /* the demands found so far; together they leave no plan */
    uint64_t *in_force; /* of the question to be asked */
    int32_t *list;      /* demands to choose from */
    bool is_exact;      /* the set was found by sums: every demand is needed */
    struct error *error;
};

static enum error_code ask(struct search *search, enum answer *out)
{
    return inquiry_ask(&search->inquiry, search->in_force, out, search->error);
}

/* --- QuickXplain --- */

static void force(struct search *search, const int32_t *list, int32_t count)
{
    for (int32_t i = 0; i < count; i++) {
        demand_add(search->in_force, list[i]);
    }
}

static void force_not(struct search *search, const int32_t *list, int32_t count)
{
    for (int32_t i = 0; i < count; i++) {
        demand_drop(search->in_force, list[i]);
    }
}

/* Of the list, those needed beside what is in force for there to be no plan; with all of the list there is
 * none. They are moved to the front of the list; *kept is their number. What is in force is as before.
 * has_grown   since it was last asked about */
static enum error_code explain(struct search *search, bool has_grown, int32_t *list, int32_t count,
                               int32_t *kept)
{
    enum answer answer = ANSWER_UNKNOWN;
    enum error_code code = has_grown ? ask(search, &answer) : ERROR_NONE;
    *kept = 0;
    if (code != ERROR_NONE || answer == ANSWER_NO_PLAN || count == 0) {
        return code;
    }
    if (count == 1) {
        *kept = 1;
        return ERROR_NONE;
    }
    int32_t half = count / 2, first = 0, second = 0;
    force(search, list, half);
    code = explain(search, true, list + half, count - half, &second);
    force_not(search, list, half);
    if (code != ERROR_NONE) {
        return code;
    }
    force(search, list + half, second);
    code = explain(search, second > 0, list, half, &first);
    force_not(search, list + half, second);
    memmove(list + first, list + half, (size_t)second * sizeof *list);
    *kept = first + second;
    return code;
}

/* The demands [first, end) of the set are reduced to what the rest of the set needs. */
static enum error_code reduce(struct search *search, int32_t first, int32_t end)
{
    size_t words = demand_set_words(search->inquiry.demands.count);
    int32_t count = 0, kept;
    memcpy(search->in_force, search->set, words * sizeof *search->set);
    for (int32_t d = first; d < end; d++) {
        if (demand_in(search->set, d)) {
            search->list[count++] = d;
        }
    }
    force_not(search, search->list, count);
    enum error_code code = explain(search, true, search->list, count, &kept);
    if (code == ERROR_NONE) {
        memcpy(search->set, search->in_force, words * sizeof *search->set);
        for (int32_t i = 0; i < kept; i++) {
            demand_add(search->set, search->list[i]);
        }
    }
    return code;
}

/* --- where to begin --- */

static void take(uint64_t *set, int32_t first, int32_t end)
{
    for (int32_t d = first; d < end; d++) {
        demand_add(set, d);
    }
}

/* The demands of a row, or of its pair. */
static void take_row(struct search *search, int32_t r)
{
    const struct demands *demands = &search->inquiry.demands;
    const int32_t pair = r >= demands->plain_rows
                             ? demands_of_pair_row(demands, choice_model_row(search->inquiry.whole, r)->name)
                             : NONE;
    const int32_t sides[2] = {pair != NONE ? pair : demands->lower[r],
                              pair != NONE ? pair : demands->upper[r]};
    for (int side = 0; side < 2; side++) {
        if (sides[side] != NONE) {
            demand_add(search->set, sides[side]);
        }
    }
}

static bool gives_way(const struct search *search, int32_t r)
{
    const struct row *row = choice_model_row(search->inquiry.whole, r);
    int64_t activity = search->inquiry.breakage.activity[r];
    return activity < row->lower || activity > row->upper;
}

/* Which rows may be to blame, narrow guesses first. */
enum guess { GUESS_UNIT, GUESS_BROKEN, GUESS_PRICED };

/* The unit or group of a row's demands: units first, then groups; NONE: another row. */
static int32_t place_of(const struct search *search, int32_t r)
{
    const struct demands *demands = &search->inquiry.demands;
    int32_t side = r >= demands->plain_rows    ? NONE
                   : demands->lower[r] != NONE ? demands->lower[r]
                                               : demands->upper[r];
    if (side == NONE) {
        return NONE;
    }
    const struct hard_demand *demand = &demands->list[side];
    return demand->unit != NONE ? demand->unit
           : demand->group != NONE
               ? search->inquiry.restrictions.problem->instance->unit_count + demand->group
               : NONE;
}

static void take_guess(struct search *search, enum guess guess, int32_t place)
{
    memset(search->set, 0, demand_set_words(search->inquiry.demands.count) * sizeof *search->set);
    for (int32_t r = 0; r < choice_model_row_count(search->inquiry.whole); r++) {
        if ((guess == GUESS_UNIT && place_of(search, r) == place) ||
            (guess == GUESS_BROKEN && gives_way(search, r)) ||
            (guess == GUESS_PRICED && (gives_way(search, r) || search->relaxation.prices_ppt[r] != 0))) {
            take_row(search, r);
        }
    }
    take(search->set, search->inquiry.demands.first_of_people, search->inquiry.demands.count);
}

static enum error_code try_guess(struct search *search, enum guess guess, int32_t place, bool *is_right)
{
    enum answer answer;
    take_guess(search, guess, place);
    memcpy(search->in_force, search->set,
           demand_set_words(search->inquiry.demands.count) * sizeof *search->set);
    enum error_code code = ask(search, &answer);
    *is_right = answer == ANSWER_NO_PLAN;
    return code;
}

/* The rows of one unit, or group, that gives way. Each is tried once: its first row that gives way asks. */
static enum error_code try_places(struct search *search, bool *is_right)
{
    enum error_code code = ERROR_NONE;
    int32_t tried = 0, last = NONE;
    for (int32_t r = 0; r < search->inquiry.demands.plain_rows && code == ERROR_NONE && !*is_right; r++) {
        int32_t place = place_of(search, r);
        if (place == NONE || place == last || !gives_way(search, r) || tried == PLACES_TRIED) {
            continue;
        }
        last = place;
        tried++;
        code = try_guess(search, GUESS_UNIT, place, is_right);
    }
    return code;
}

static enum error_code begin_anywhere(struct search *search)
{
    bool is_right = false;
    enum error_code code = ERROR_NONE;
    if (search->relaxation.is_found) {
        code = try_places(search, &is_right);
        for (int guess = GUESS_BROKEN; code == ERROR_NONE && !is_right && guess <= GUESS_PRICED; guess++) {
            code = try_guess(search, (enum guess)guess, NONE, &is_right);
        }
    }
    if (!is_right) {
        take(search->set, 0, search->inquiry.demands.count);
    }
    return code;
}

/* A row that nobody can satisfy whatever the others do: its demands into the set. */
static bool begin_with_row(struct search *search, const struct choice_model *model)
{
    const struct demands *demands = &search->inquiry.demands;
    for (int32_t r = 0; r < choice_model_row_count(model); r++) {
        const struct row *row = choice_model_row(model, r);
        bool is_pair = r >= demands->plain_rows, is_crossed = row->lower > row->upper;
        bool is_low = row->lower > row->reach_upper, is_high = row->upper < row->reach_lower;
        if (!is_crossed && !is_low && !is_high) {
            continue;
        }
        if (is_pair) {
            demand_add(search->set, demands_of_pair_row(demands, row->name));
        }
        if (!is_pair && (is_low || is_crossed)) {
            demand_add(search->set, demands->lower[r]);
        }
        if (!is_pair && !is_low) {
            demand_add(search->set, demands->upper[r]);
        }
        take(search->set, demands->first_of_people, demands->count);
        return true;
    }
    return false;
}

static enum error_code relax(struct search *search)
{
    const struct inquiry_limits *limits = &search->inquiry.limits;
    int64_t effort = limits->effort_of_relaxation;
    bool is_bounded = limits->effort > 0 && (effort == 0 || limits->effort / 2 < effort);
    return relaxation_find(&search->inquiry, is_bounded ? limits->effort / 2 : effort, &search->relaxation,
                           search->error);
}

/* A set of demands that leave no plan together, and the relaxation. */
static enum error_code begin(struct search *search, struct arena *arena)
{
    const struct demands *demands = &search->inquiry.demands;
    const struct choice_model *model;
    const int32_t *stuck;
    int32_t stuck_count;
    enum error_code code =
        formulate(arena, search->inquiry.restrictions.problem, &model, &stuck, &stuck_count, search->error);
    if (code != ERROR_NONE) {
        return code;
    }
    if (model == NULL) {
        take(search->set, demands->first_of[stuck[0]], demands->first_of[stuck[0] + 1]);
        return relax(search);
    }
    bool is_found = begin_with_row(search, model);
    code = relax(search);
    return code != ERROR_NONE || is_found ? code : begin_anywhere(search);
}

/* --- making it smaller --- */

/* The only demand that is no person's, when it is one side of a row: its row, else NONE. */
static int32_t only_row(const struct search *search, bool *is_most)
{
    const struct demands *demands = &search->inquiry.demands;
    int32_t only = NONE;
    for (int32_t d = 0; d < demands->first_of_people; d++) {
        if (demand_in(search->set, d) && only != NONE) {
            return NONE;
        }
        only = demand_in(search->set, d) ? d : only;
    }
    for (int32_t r = 0; only != NONE && r < demands->plain_rows; r++) {
        if (demands->lower[r] == only || demands->upper[r] == only) {
            *is_most = demands->upper[r] == only;
            return r;
        }
    }
    return NONE;
}

static enum error_code is_needed(struct search *search, int32_t demand, bool *out)
{
    enum answer answer = ANSWER_PLAN;
    enum error_code code = ERROR_NONE;
    if (!search->is_exact) {
        memcpy(search->in_force, search->set,
               demand_set_words(search->inquiry.demands.count) * sizeof *search->set);
        demand_drop(search->in_force, demand);
        code = ask(search, &answer);
    }
    *out = answer == ANSWER_PLAN;
    return code;
}

/* A plan without each of the rows and pairs, all people kept: it then is one without that row of any smaller
 * set of people's demands, so that these may take all the effort that is left. */
static enum error_code see_rows_needed(struct search *search)
{
    enum error_code code = ERROR_NONE;
    bool needed;
    for (int32_t d = 0; d < search->inquiry.demands.first_of_people && code == ERROR_NONE; d++) {
        if (demand_in(search->set, d)) {
            code = is_needed(search, d, &needed);
        }
    }
    return code;
}

static enum error_code make_smaller(struct search *search)
{
    const struct demands *demands = &search->inquiry.demands;
    bool is_most = false;
    enum error_code code = reduce(search, 0, demands->first_of_people);
    if (code != ERROR_NONE) {
        return code;
    }
    int32_t row = only_row(search, &is_most);
    if (row == NONE) {
        code = see_rows_needed(search);
        if (code == ERROR_NONE && !relevance_reduce(&search->inquiry, search->set)) {
            code = error_set(search->error, ERROR_MEMORY, NULL, "no memory for what excludes a plan");
        }
        return code == ERROR_NONE ? reduce(search, demands->first_of_people, demands->count) : code;
    }
    search->is_exact = single_row_reduce(&search->inquiry, row, is_most, search->set);
    return ERROR_NONE;
}

/* --- the answer --- */

static int32_t set_size(const struct search *search)
{
    int32_t count = 0;
    for (size_t w = 0; w < demand_set_words(search->inquiry.demands.count); w++) {
        count += __builtin_popcountll(search->set[w]);
    }
    return count;
}

static enum error_code write_demands(struct search *search, struct arena *arena, struct infeasibility *out)
{
    const struct demands *demands = &search->inquiry.demands;
    struct conflicting *list = arena_alloc(arena, (size_t)set_size(search), sizeof *list);
    enum error_code code = ERROR_NONE;
    if (list == NULL) {
        return error_set(search->error, ERROR_MEMORY, NULL, "no memory for what excludes a plan");
    }
    out->demands = list;
    out->is_minimal = true;
    for (int32_t d = 0; d < demands->count && code == ERROR_NONE; d++) {
        if (!demand_in(search->set, d)) {
            continue;
        }
        struct conflicting *next = &list[out->demand_count++];
        next->demand = demands->list[d];
        code = is_needed(search, d, &next->is_needed);
        out->is_minimal = out->is_minimal && next->is_needed;
    }
    return code;
}

static bool is_cheapest(const struct relaxation *relaxation)
{
    return relaxation->is_found && relaxation->at_least_upt >= relaxation->cost_upt;
}

static enum error_code find(struct search *search, struct arena *arena, struct infeasibility *out)
{
    size_t count = (size_t)search->inquiry.demands.count, words = demand_set_words((int32_t)count);
    const struct relaxation *relaxation = &search->relaxation;
    const struct inquiry_limits *limits = &search->inquiry.limits;
    search->set = arena_alloc(arena, words, sizeof *search->set);
    search->in_force = arena_alloc(arena, words, sizeof *search->in_force);
    search->list = arena_alloc(arena, count, sizeof *search->list);
    if (search->set == NULL || search->in_force == NULL || search->list == NULL) {
        return error_set(search->error, ERROR_MEMORY, NULL, "no memory for what excludes a plan");
    }
    enum error_code code = begin(search, arena);
    if (code == ERROR_NONE) {
        code = make_smaller(search);
    }
    if (code == ERROR_NONE && set_size(search) <= DEMANDS_MOST) {
        code = write_demands(search, arena, out);
    }
    if (code == ERROR_NONE && limits->is_thorough && !is_cheapest(relaxation) &&
        !inquiry_is_over(&search->inquiry)) {
        code = relaxation_find(&search->inquiry, 0, &search->relaxation, search->error);
    }
    out->has_relaxation = relaxation->is_found;
    out->relaxation = relaxation->list;
    out->relaxation_count = relaxation->count;
    out->cost_upt = relaxation->cost_upt;
    out->at_least_upt = relaxation->at_least_upt;
    return code;
}

enum error_code conflict_find(struct arena *arena, const struct problem *problem,
                              const struct inquiry_limits *limits, const struct infeasibility **out,
                              struct error *error)
{
    int64_t lifting_upt[RESTRICTIONS];
    struct infeasibility *found = arena_alloc(arena, 1, sizeof *found);
    struct search search = {.error = error};
    *out = NULL;
    if (found == NULL) {
        return error_set(error, ERROR_MEMORY, NULL, "no memory for what excludes a plan");
    }
    relaxation_lifting(lifting_upt);
    enum error_code code = inquiry_begin(arena, problem, limits, lifting_upt, &search.inquiry, error);
    if (code == ERROR_NONE && search.inquiry.whole == NULL) {
        found->is_minimal = true; /* no demand is to blame */
    } else if (code == ERROR_NONE) {
        code = find(&search, arena, found);
    }
    inquiry_end(&search.inquiry);
    if (code == ERROR_NONE && (found->is_minimal || found->demand_count > 0 || found->has_relaxation)) {
        *out = found;
    }
    return code;
}
