/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/enumeration.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_DEPTH = 400, SPEND_EVERY = 4096, WORK_PER_ROW = 4 };
static const int64_t MAX_TABLE = 4000000;      /* suffix reaches: depth x rows */
static const int64_t MAX_SPAN = INT64_MAX / 4; /* excess and slack in pico-points stay below */

struct enumeration {
    struct solve *solve;
    const struct store *store;
    int64_t *excess; /* per choice: exact reduced cost above the person's least, pico-points */
    int32_t *order;  /* free people, those with the widest excess first; a class side by side */
    bool *follows;   /* per level: a member of the same class as the level before */
    int32_t depth;
    double *least, *greatest; /* per level and row: what the people from there on can add */
    double *activity;
    int32_t *choice;
    int64_t slack_ppt; /* a better plan's excesses sum to at most this */
    int128 bound_ppt;  /* L, exact */
    int64_t nodes, limit;
    bool stopped;
};

static int64_t reduced_ppt(const struct store *store, const int64_t *prices, int64_t q, bool *fits)
{
    int128 reduced = (int128)(int64_t)store->cost[q] * PPT_PER_UPT;
    for (int64_t e = store->first_entry[q]; e < store->first_entry[q + 1]; e++)
        reduced -= (int128)prices[store->row[e]] * (int64_t)store->amount[e];
    *fits = *fits && reduced < MAX_SPAN && reduced > -MAX_SPAN;
    return (int64_t)reduced;
}

/* Excess of every choice; false when a number leaves its range. */
static bool fill_excess_at(struct enumeration *e, const int64_t *prices)
{
    const struct store *store = e->store;
    bool fits = true;
    for (int32_t k = 0; fits && k < store->people; k++) {
        int64_t least = INT64_MAX;
        for (int64_t q = store->first_choice[k]; q < store->first_choice[k + 1]; q++) {
            e->excess[q] = reduced_ppt(store, prices, q, &fits);
            least = e->excess[q] < least ? e->excess[q] : least;
        }
        for (int64_t q = store->first_choice[k]; q < store->first_choice[k + 1]; q++)
            e->excess[q] -= least;
    }
    return fits;
}

/* At the best prices; where those run away, as they do when there is no plan, at none. */
static bool fill_excess(struct enumeration *e)
{
    int64_t bound = e->solve->price_bound_upt;
    bool fits = e->solve->has_bound && bound != INT64_MIN && fill_excess_at(e, e->solve->prices_ppt);
    if (!fits) {
        int64_t *none = calloc((size_t)e->store->rows + 1, sizeof *none);
        fits = none != NULL && store_bound(e->store, none, &bound) && fill_excess_at(e, none);
        free(none);
    }
    e->bound_ppt = ((int128)bound - 1) * PPT_PER_UPT;
    return fits;
}

/* What the excesses of a plan better than the incumbent may sum to. */
static void update_slack(struct enumeration *e)
{
    const struct solve *solve = e->solve;
    if (!solve->has_incumbent) {
        e->slack_ppt = MAX_SPAN;
        return;
    }
    int128 slack = ((int128)solve->incumbent_upt - 1) * PPT_PER_UPT - e->bound_ppt;
    e->slack_ppt = slack > MAX_SPAN ? MAX_SPAN : slack < -1 ? -1 : (int64_t)slack;
}

static int64_t widest_excess(const struct enumeration *e, int32_t k)
{
    int64_t second = INT64_MAX;
    int32_t rivals = 0;
    for (int64_t q = e->store->first_choice[k]; q < e->store->first_choice[k + 1]; q++) {
        if (e->excess[q] > e->slack_ppt)
            continue;
        rivals++;
        if (e->excess[q] > 0 && e->excess[q] < second)
            second = e->excess[q];
    }
    return rivals < 2 ? -1 : second;
}

struct ranked {
    int64_t excess;
    int32_t first_of_class, person;
};

static int compare_ranked(const void *left, const void *right)
{
    const struct ranked *a = left, *b = right;
    if (a->excess != b->excess)
        return a->excess > b->excess ? -1 : 1;
    if (a->first_of_class != b->first_of_class)
        return a->first_of_class < b->first_of_class ? -1 : 1;
    return a->person < b->person ? -1 : a->person > b->person;
}

/* People with one choice left are placed; the others are ordered for the search. */
static bool rank_people(struct enumeration *e)
{
    const struct store *store = e->store;
    struct ranked *ranked = malloc(((size_t)store->people + 1) * sizeof *ranked);
    for (int32_t k = 0; ranked != NULL && k < store->people; k++) {
        int64_t width = widest_excess(e, k), best = store->first_choice[k];
        if (width >= 0) {
            int32_t first = store->class_of != NULL ? store->class_of[k] : k;
            ranked[e->depth++] = (struct ranked){width, first, k};
            continue;
        }
        while (e->excess[best] != 0)
            best++;
        e->choice[k] = (int32_t)(best - store->first_choice[k]);
        for (int64_t i = store->first_entry[best]; i < store->first_entry[best + 1]; i++)
            e->activity[store->row[i]] += store->amount[i];
    }
    if (ranked == NULL)
        return false;
    qsort(ranked, (size_t)e->depth, sizeof *ranked, compare_ranked);
    for (int32_t d = 0; d < e->depth; d++) {
        e->order[d] = ranked[d].person;
        e->follows[d] = d > 0 && ranked[d].first_of_class == ranked[d - 1].first_of_class;
    }
    free(ranked);
    return true;
}

/* Least and greatest entry of one person in every row, over the choices within the slack, added to the level.
 */
static void add_reach(const struct enumeration *e, int32_t k, double *least, double *greatest, double *low,
                      double *high, int32_t *seen)
{
    const struct store *store = e->store;
    int32_t options = 0;
    for (int64_t q = store->first_choice[k]; q < store->first_choice[k + 1]; q++) {
        if (e->excess[q] > e->slack_ppt)
            continue;
        options++;
        for (int64_t i = store->first_entry[q]; i < store->first_entry[q + 1]; i++) {
            int32_t r = store->row[i];
            low[r] = seen[r] == 0 || store->amount[i] < low[r] ? store->amount[i] : low[r];
            high[r] = seen[r] == 0 || store->amount[i] > high[r] ? store->amount[i] : high[r];
            seen[r]++;
        }
    }
    for (int32_t r = 0; r < store->rows; r++) {
        if (seen[r] > 0 && seen[r] < options) {
            low[r] = low[r] < 0 ? low[r] : 0;
            high[r] = high[r] > 0 ? high[r] : 0;
        }
        least[r] += seen[r] > 0 ? low[r] : 0;
        greatest[r] += seen[r] > 0 ? high[r] : 0;
        seen[r] = 0;
    }
}

static bool fill_reaches(struct enumeration *e)
{
    size_t rows = (size_t)e->store->rows, cells = ((size_t)e->depth + 1) * rows + 1;
    double *low = calloc(2 * rows + 1, sizeof *low);
    int32_t *seen = calloc(rows + 1, sizeof *seen);
    e->least = calloc(cells, sizeof *e->least);
    e->greatest = calloc(cells, sizeof *e->greatest);
    bool ok = low != NULL && seen != NULL && e->least != NULL && e->greatest != NULL;
    for (int32_t d = e->depth - 1; ok && d >= 0; d--) {
        double *least = e->least + (size_t)d * rows, *greatest = e->greatest + (size_t)d * rows;
        memcpy(least, least + rows, rows * sizeof *least);
        memcpy(greatest, greatest + rows, rows * sizeof *greatest);
        add_reach(e, e->order[d], least, greatest, low, low + rows, seen);
    }
    free(low);
    free(seen);
    return ok;
}

/* Whether every hard row can still be met by the people from this level on. */
static bool can_be_met(const struct enumeration *e, int32_t level)
{
    const double *least = e->least + (size_t)level * (size_t)e->store->rows;
    const double *greatest = e->greatest + (size_t)level * (size_t)e->store->rows;
    for (int32_t r = 0; r < e->store->rows; r++)
        if (e->activity[r] + greatest[r] < e->store->shapes[r].lower ||
            e->activity[r] + least[r] > e->store->shapes[r].upper)
            return false;
    return true;
}

static void enter(struct enumeration *e, int64_t q, double sign)
{
    for (int64_t i = e->store->first_entry[q]; i < e->store->first_entry[q + 1]; i++)
        e->activity[e->store->row[i]] += sign * e->store->amount[i];
}

static bool count_node(struct enumeration *e)
{
    e->nodes++;
    if (e->nodes % SPEND_EVERY == 0 &&
        solve_spend(e->solve, (int64_t)SPEND_EVERY * WORK_PER_ROW * e->store->rows))
        e->stopped = true;
    e->stopped = e->stopped || e->nodes > e->limit;
    return !e->stopped;
}

/* The next choice of a person in the order of (excess, index), or -1. last: the one before, -1 at first; with
 * `again`, the one to begin with. */
static int64_t next_choice(const struct enumeration *e, int32_t k, int64_t last, bool again)
{
    int64_t next = again ? last : -1;
    for (int64_t q = e->store->first_choice[k]; !again && q < e->store->first_choice[k + 1]; q++) {
        bool after =
            last < 0 || e->excess[q] > e->excess[last] || (e->excess[q] == e->excess[last] && q > last);
        if (after && (next < 0 || e->excess[q] < e->excess[next]))
            next = q;
    }
    return next;
}

/* Tries the choices of one person in the order of their excess; from that of the class's member before on. */
static void search(struct enumeration *e, int32_t level, int64_t spent)
{
    if (!count_node(e) || !can_be_met(e, level))
        return;
    if (level == e->depth) {
        if (solve_offer_choice(e->solve, e->choice))
            update_slack(e);
        return;
    }
    int32_t k = e->order[level];
    bool again = e->follows[level];
    int64_t last = again ? e->store->first_choice[k] + e->choice[e->order[level - 1]] : -1;
    for (;;) {
        int64_t next = next_choice(e, k, last, again);
        if (next < 0 || e->stopped || e->excess[next] > e->slack_ppt - spent)
            return;
        last = next;
        again = false;
        e->choice[k] = (int32_t)(next - e->store->first_choice[k]);
        enter(e, next, 1);
        search(e, level + 1, spent + e->excess[next]);
        enter(e, next, -1);
    }
}

static bool allocate(struct enumeration *e)
{
    size_t people = (size_t)e->store->people + 1;
    e->excess = calloc((size_t)e->store->choices + 1, sizeof *e->excess);
    e->order = calloc(people, sizeof *e->order);
    e->follows = calloc(people, sizeof *e->follows);
    e->choice = calloc(people, sizeof *e->choice);
    e->activity = calloc((size_t)e->store->rows + 1, sizeof *e->activity);
    return e->excess != NULL && e->order != NULL && e->follows != NULL && e->choice != NULL &&
           e->activity != NULL;
}

static bool run(struct enumeration *e)
{
    if (!allocate(e) || !fill_excess(e))
        return false;
    update_slack(e);
    if (!rank_people(e) || e->depth > MAX_DEPTH || (int64_t)e->depth * e->store->rows > MAX_TABLE ||
        !fill_reaches(e))
        return false;
    search(e, 0, 0);
    if (e->stopped)
        return false;
    if (e->solve->has_incumbent)
        solve_offer_bound(e->solve, e->solve->incumbent_upt);
    return true;
}

bool enumeration_run(struct solve *solve, int64_t nodes)
{
    struct enumeration e = {.solve = solve, .store = &solve->store, .limit = nodes};
    if (!solve_uses(solve, SWITCH_ENUMERATION))
        return false;
    enum engine_part outer = meter_enter(&solve->meter, ENGINE_ENUMERATE);
    bool finished = run(&e);
    meter_enter(&solve->meter, outer);
    free(e.excess);
    free(e.order);
    free(e.follows);
    free(e.choice);
    free(e.activity);
    free(e.least);
    free(e.greatest);
    return finished;
}
