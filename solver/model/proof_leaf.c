/* SPDX-License-Identifier: MIT */
/* The bound at one leaf: of one point, under one path. What the path does not touch is taken from the point.
 */
#include "solver/model/proof_parts.h"

#include <stdlib.h>
#include <string.h>

/* Least and greatest entry of one person in a row, over all choices and over the allowed ones. */
struct row_span {
    int64_t least[2], most[2];
    int32_t count[2];
};

static enum error_code overflow(struct error *error)
{
    return error_set(error, ERROR_OVERFLOW, NULL, "a term of the proof leaves its range");
}

/* --- room ----------------------------------------------------------------------------------------------- */

static void forget(struct proof_checker *checker, int32_t k)
{
    int64_t first = checker->store.first_choice[k], count = checker->store.first_choice[k + 1] - first;
    memset(checker->state + first, count == 1 ? CHOICE_HELD : CHOICE_ALLOWED, (size_t)count);
    checker->is_touched[k] = false;
}

enum error_code proof_checker_init(struct proof_checker *checker, const struct choice_model *model,
                                   struct error *error)
{
    if (choice_model_total_choices(model) > PROOF_CHOICES_MOST)
        return error_set(error, ERROR_TOO_LARGE, NULL, "a proof by branching over %lld choices, at most %lld",
                         (long long)choice_model_total_choices(model), (long long)PROOF_CHOICES_MOST);
    struct proof_store *store = &checker->store;
    enum error_code code = proof_store_init(store, model, error);
    if (code != ERROR_NONE)
        return code;
    size_t people = (size_t)store->people + 1, rows = (size_t)store->rows + 1,
           places = (size_t)store->places + 1, choices = (size_t)store->choices + 1;
    checker->state = calloc(choices, sizeof *checker->state);
    checker->touched = calloc(people, sizeof *checker->touched);
    checker->is_touched = calloc(people, sizeof *checker->is_touched);
    checker->reach_lower = calloc(rows, sizeof *checker->reach_lower);
    checker->reach_upper = calloc(rows, sizeof *checker->reach_upper);
    checker->spans = calloc(rows, sizeof *checker->spans);
    checker->span_rows = calloc(rows, sizeof *checker->span_rows);
    checker->reduced = calloc(choices, sizeof *checker->reduced);
    checker->least = calloc(people, sizeof *checker->least);
    checker->places = calloc(places, sizeof *checker->places);
    checker->taken = calloc(choices, sizeof *checker->taken);
    checker->is_changed = calloc(places, sizeof *checker->is_changed);
    if (!checker->state || !checker->touched || !checker->is_touched || !checker->reach_lower ||
        !checker->reach_upper || !checker->spans || !checker->span_rows || !checker->reduced ||
        !checker->least || !checker->places || !checker->taken || !checker->is_changed ||
        !staff_init(&checker->staff, store->widest))
        return error_set(error, ERROR_MEMORY, NULL, "no memory to check the proof");
    for (int32_t k = 0; k < store->people; k++)
        forget(checker, k);
    return ERROR_NONE;
}

void proof_checker_free(struct proof_checker *checker)
{
    proof_store_free(&checker->store);
    staff_free(&checker->staff);
    free(checker->state);
    free(checker->touched);
    free(checker->is_touched);
    free(checker->reach_lower);
    free(checker->reach_upper);
    free(checker->spans);
    free(checker->span_rows);
    free(checker->reduced);
    free(checker->least);
    free(checker->places);
    free(checker->taken);
    free(checker->is_changed);
}

/* --- the point ------------------------------------------------------------------------------------------ */

static bool reduce(struct proof_checker *checker, int64_t q, int128 *reduced)
{
    const struct proof_store *store = &checker->store;
    const struct proof_point *point = checker->point;
    bool is_unit_side = point->person_prices_ppt != NULL;
    *reduced = (int128)store->cost_upt[q] * PPT_PER_UPT;
    *reduced -= is_unit_side ? point->person_prices_ppt[store->person[q]] : 0;
    for (int64_t e = store->first_entry[q]; e < store->first_entry[q + 1]; e++) {
        int32_t r = store->entries[e].row;
        int128 term = (int128)point->row_prices_ppt[r] * store->entries[e].amount;
        if (is_unit_side && store->owner[r] >= 0)
            continue;
        if (!is_moderate(term))
            return false;
        *reduced -= term;
    }
    return is_moderate(*reduced);
}

/* The least reduced cost of a person over the choices that `allowed` (NULL: all) leaves. */
static int128 least_of(const struct proof_checker *checker, int32_t k, const uint8_t *state)
{
    int128 least = 0;
    bool found = false;
    for (int64_t q = checker->store.first_choice[k]; q < checker->store.first_choice[k + 1]; q++) {
        if (state != NULL && state[q] == CHOICE_GONE)
            continue;
        least = !found || checker->reduced[q] < least ? checker->reduced[q] : least;
        found = true;
    }
    return least;
}

enum error_code proof_point_enter(struct proof_checker *checker, const struct proof_point *point,
                                  bool is_shared, struct error *error)
{
    const struct proof_store *store = &checker->store;
    checker->point = point;
    checker->is_shared = is_shared;
    checker->sum = 0;
    for (int64_t q = 0; q < store->choices; q++)
        if (!reduce(checker, q, &checker->reduced[q]))
            return overflow(error);
    for (int32_t k = 0; k < store->people; k++) {
        checker->least[k] = least_of(checker, k, NULL);
        checker->sum += point->person_prices_ppt == NULL ? checker->least[k] : point->person_prices_ppt[k];
    }
    memset(checker->places, 0, (size_t)store->places * sizeof *checker->places);
    checker->steps += store->first_entry[store->choices] + store->choices + store->places;
    return ERROR_NONE;
}

/* --- the path ------------------------------------------------------------------------------------------- */

void proof_path_begin(struct proof_checker *checker)
{
    for (int32_t i = 0; i < checker->touched_count; i++)
        forget(checker, checker->touched[i]);
    checker->touched_count = 0;
}

void proof_path_turn(struct proof_checker *checker, int32_t person, int32_t choice, bool is_in)
{
    int64_t first = checker->store.first_choice[person], end = checker->store.first_choice[person + 1];
    if (!checker->is_touched[person])
        checker->touched[checker->touched_count++] = person;
    checker->is_touched[person] = true;
    for (int64_t q = first; q < end; q++)
        if ((q == first + choice) != is_in)
            checker->state[q] = CHOICE_GONE;
    checker->steps += end - first;
}

/* Who has one choice left holds it. False when somebody has none. */
static bool settle(struct proof_checker *checker)
{
    for (int32_t i = 0; i < checker->touched_count; i++) {
        int32_t k = checker->touched[i];
        int64_t left = 0, last = 0;
        for (int64_t q = checker->store.first_choice[k]; q < checker->store.first_choice[k + 1]; q++)
            if (checker->state[q] != CHOICE_GONE) {
                left++;
                last = q;
            }
        if (left == 0)
            return false;
        if (left == 1)
            checker->state[last] = CHOICE_HELD;
    }
    return true;
}

static void widen(struct row_span *span, int which, int64_t amount)
{
    bool is_first = span->count[which]++ == 0;
    span->least[which] = is_first || amount < span->least[which] ? amount : span->least[which];
    span->most[which] = is_first || amount > span->most[which] ? amount : span->most[which];
}

enum { OVER_ALL, OVER_ALLOWED };

/* What a person's lost choices take from the reach of the rows they enter. */
static void narrow_reach(struct proof_checker *checker, int32_t k)
{
    const struct proof_store *store = &checker->store;
    int32_t rows = 0, choices[2] = {0};
    for (int64_t q = store->first_choice[k]; q < store->first_choice[k + 1]; q++) {
        bool is_allowed = checker->state[q] != CHOICE_GONE;
        choices[OVER_ALL]++;
        choices[OVER_ALLOWED] += is_allowed ? 1 : 0;
        for (int64_t e = store->first_entry[q]; e < store->first_entry[q + 1]; e++) {
            struct row_span *span = &checker->spans[store->entries[e].row];
            if (span->count[OVER_ALL] == 0)
                checker->span_rows[rows++] = store->entries[e].row;
            widen(span, OVER_ALL, store->entries[e].amount);
            if (is_allowed)
                widen(span, OVER_ALLOWED, store->entries[e].amount);
        }
        checker->steps += store->first_entry[q + 1] - store->first_entry[q];
    }
    for (int32_t i = 0; i < rows; i++) {
        struct row_span *span = &checker->spans[checker->span_rows[i]];
        for (int which = OVER_ALL; which <= OVER_ALLOWED; which++)
            if (span->count[which] < choices[which])
                widen(span, which, 0);
        checker->reach_lower[checker->span_rows[i]] += span->least[OVER_ALLOWED] - span->least[OVER_ALL];
        checker->reach_upper[checker->span_rows[i]] += span->most[OVER_ALLOWED] - span->most[OVER_ALL];
        *span = (struct row_span){0};
    }
}

static void find_reach(struct proof_checker *checker)
{
    for (int32_t r = 0; r < checker->store.rows; r++) {
        const struct row *row = choice_model_row(checker->store.model, r);
        checker->reach_lower[r] = row->reach_lower;
        checker->reach_upper[r] = row->reach_upper;
    }
    for (int32_t i = 0; i < checker->touched_count; i++)
        narrow_reach(checker, checker->touched[i]);
    checker->steps += checker->store.rows;
}

/* --- terms of rows and people --------------------------------------------------------------------------- */

/* Adds the terms of the priced rows; the intervals of all rows must meet their reach. */
static enum error_code add_rows(struct proof_checker *checker, int128 *bound, bool *is_empty,
                                struct error *error)
{
    bool is_unit_side = checker->point->person_prices_ppt != NULL;
    for (int32_t r = 0; r < checker->store.rows; r++) {
        const struct row *row = choice_model_row(checker->store.model, r);
        int64_t lower = row->lower > checker->reach_lower[r] ? row->lower : checker->reach_lower[r];
        int64_t upper = row->upper < checker->reach_upper[r] ? row->upper : checker->reach_upper[r];
        struct row_least least;
        if (lower > upper) {
            *is_empty = true;
            return ERROR_NONE;
        }
        if (is_unit_side && checker->store.owner[r] >= 0)
            continue;
        if (!row_least_ppt(row, checker->point->row_prices_ppt[r], lower, upper, &least) ||
            !is_moderate(least.value_ppt))
            return overflow(error);
        *bound += least.value_ppt;
    }
    return ERROR_NONE;
}

static void add_people(struct proof_checker *checker, int128 *bound)
{
    for (int32_t i = 0; i < checker->touched_count; i++) {
        int32_t k = checker->touched[i];
        *bound += least_of(checker, k, checker->state) - checker->least[k];
    }
}

/* --- places --------------------------------------------------------------------------------------------- */

/* The state of a choice where no path restricts anybody. */
static uint8_t free_state(const struct proof_store *store, int64_t q)
{
    int32_t k = store->person[q];
    return store->first_choice[k + 1] - store->first_choice[k] == 1 ? CHOICE_HELD : CHOICE_ALLOWED;
}

static void add_item(struct proof_checker *checker, int64_t q, bool is_forced, bool same_person)
{
    const struct proof_store *store = &checker->store;
    struct staff_item *item = &checker->staff.items[checker->staff.count++];
    *item = (struct staff_item){.cost = checker->reduced[q], .forced = is_forced, .same_person = same_person};
    for (int64_t e = store->first_entry[q]; e < store->first_entry[q + 1]; e++)
        if (store->owner[store->entries[e].row] >= 0)
            item->amount[store->slot[store->entries[e].row]] = store->entries[e].amount;
}

enum error_code proof_may_go_on(const struct proof_checker *checker, struct error *error)
{
    if (checker->steps + checker->staff.steps > PROOF_STEPS_MOST)
        return error_set(error, ERROR_TOO_LARGE, NULL, "checking the proof takes more than %lld steps",
                         (long long)PROOF_STEPS_MOST);
    if (checker->watch != NULL && checker->watch->is_over(checker->watch->context))
        return error_set(error, ERROR_TOO_LARGE, NULL, "checking the proof takes longer than there is time");
    return ERROR_NONE;
}

/* The best staff of a place, of all people or of those the path leaves. */
static enum staff_status solve_place(struct proof_checker *checker, int32_t p, bool is_restricted,
                                     int128 *value)
{
    const struct proof_store *store = &checker->store;
    struct staff *staff = &checker->staff;
    staff->count = 0;
    staff->keeps_reach = true;
    staff->row_count = store->own[p].count;
    for (int32_t i = 0; i < staff->row_count; i++) {
        staff->rows[i] = choice_model_row(store->model, store->own[p].row[i]);
        staff->price[i] = checker->point->row_prices_ppt[store->own[p].row[i]];
    }
    int32_t last = -1; /* of the people; a person's choices stand together */
    for (int64_t i = store->first_at[p]; i < store->first_at[p + 1]; i++) {
        int64_t q = store->at[i];
        uint8_t state = is_restricted ? checker->state[q] : free_state(store, q);
        if (state == CHOICE_GONE)
            continue;
        add_item(checker, q, state == CHOICE_HELD, store->person[q] == last);
        last = store->person[q];
    }
    checker->steps += store->first_at[p + 1] - store->first_at[p];
    return staff_solve(staff, value);
}

static enum error_code staff_error(enum staff_status status, struct error *error)
{
    return status == STAFF_MEMORY     ? error_set(error, ERROR_MEMORY, NULL, "no memory to check the proof")
           : status == STAFF_OVERFLOW ? overflow(error)
                                      : ERROR_NONE;
}

static enum error_code know_place(struct proof_checker *checker, int32_t p, struct error *error)
{
    const struct proof_store *store = &checker->store;
    struct place_answer *answer = &checker->places[p];
    enum error_code code = answer->is_known ? ERROR_NONE : proof_may_go_on(checker, error);
    if (answer->is_known || code != ERROR_NONE)
        return code;
    enum staff_status status = solve_place(checker, p, false, &answer->value);
    answer->is_known = true;
    answer->is_exact = status == STAFF_EXACT;
    answer->is_empty = status == STAFF_NONE;
    for (int64_t i = store->first_at[p]; answer->is_exact && i < store->first_at[p + 1]; i++)
        checker->taken[store->at[i]] = checker->staff.items[i - store->first_at[p]].taken;
    return staff_error(status, error);
}

/* Marks the places whose known best staff this path does not leave as it is. */
static void mark_changes(struct proof_checker *checker)
{
    const struct proof_store *store = &checker->store;
    memset(checker->is_changed, 0, (size_t)store->places * sizeof *checker->is_changed);
    for (int32_t i = 0; i < checker->touched_count; i++) {
        int32_t k = checker->touched[i];
        for (int64_t q = store->first_choice[k]; q < store->first_choice[k + 1]; q++) {
            const struct place_answer *answer = &checker->places[store->place[q]];
            bool holds = checker->state[q] == CHOICE_ALLOWED ||
                         checker->taken[q] == (checker->state[q] == CHOICE_HELD);
            if (checker->state[q] != free_state(store, q) && !(answer->is_exact && holds))
                checker->is_changed[store->place[q]] = true;
        }
    }
}

/* The unrestricted staff is below the restricted one, and both are proven: the better counts. */
static enum error_code add_changed_place(struct proof_checker *checker, int32_t p, int128 *bound,
                                         bool *is_empty, struct error *error)
{
    const struct place_answer *answer = &checker->places[p];
    int128 value = 0;
    enum error_code code = proof_may_go_on(checker, error);
    if (code != ERROR_NONE)
        return code;
    enum staff_status status = solve_place(checker, p, true, &value);
    *is_empty = status == STAFF_NONE;
    if (answer->is_known && answer->value > value)
        value = answer->value;
    *bound += value;
    return staff_error(status, error);
}

static enum error_code add_places(struct proof_checker *checker, int128 *bound, bool *is_empty,
                                  struct error *error)
{
    enum error_code code = ERROR_NONE;
    for (int32_t p = 0; checker->is_shared && code == ERROR_NONE && p < checker->store.places; p++)
        code = know_place(checker, p, error);
    mark_changes(checker);
    for (int32_t p = 0; code == ERROR_NONE && !*is_empty && p < checker->store.places; p++) {
        if (checker->is_changed[p]) {
            code = add_changed_place(checker, p, bound, is_empty, error);
            continue;
        }
        code = know_place(checker, p, error);
        *is_empty = checker->places[p].is_empty;
        *bound += checker->places[p].value;
    }
    checker->steps += checker->store.places;
    return code;
}

enum error_code proof_leaf_bound(struct proof_checker *checker, int128 *bound, bool *is_empty,
                                 struct error *error)
{
    *bound = checker->sum;
    *is_empty = !settle(checker);
    if (*is_empty)
        return ERROR_NONE;
    find_reach(checker);
    enum error_code code = add_rows(checker, bound, is_empty, error);
    if (code != ERROR_NONE || *is_empty)
        return code;
    if (checker->point->person_prices_ppt != NULL)
        return add_places(checker, bound, is_empty, error);
    add_people(checker, bound);
    return ERROR_NONE;
}
