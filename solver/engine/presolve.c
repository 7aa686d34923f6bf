/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/presolve.h"

#include "proto/clock.h"
#include "solver/engine/classes.h"
#include "solver/engine/presolve_parts.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_ROUNDS = 8, LOOK_AT_CLOCK_EVERY = 100000 /* units of work, however many people that is */ };

/* --- reaches -------------------------------------------------------------------------------------------- */

/* Least and greatest entry of a person in the rows that its choices enter: low, high of p->touched. */
static void find_span(struct presolve *p, int32_t k)
{
    const struct store *store = p->store;
    p->touched_count = p->left = 0;
    for (int64_t q = store->first_choice[k]; q < store->first_choice[k + 1]; q++) {
        if (!presolve_is_left(p, k, q))
            continue;
        p->left++;
        p->work += store->first_entry[q + 1] - store->first_entry[q];
        for (int64_t e = store->first_entry[q]; e < store->first_entry[q + 1]; e++) {
            struct span *span = &p->spans[store->row[e]];
            int64_t amount = (int64_t)store->amount[e];
            if (span->seen == 0) {
                p->touched[p->touched_count++] = store->row[e];
                span->low = span->high = amount;
            }
            span->low = amount < span->low ? amount : span->low;
            span->high = amount > span->high ? amount : span->high;
            span->seen++;
        }
    }
    for (int32_t i = 0; i < p->touched_count; i++) {
        struct span *span = &p->spans[p->touched[i]];
        span->low = span->seen < p->left && span->low > 0 ? 0 : span->low;
        span->high = span->seen < p->left && span->high < 0 ? 0 : span->high;
        span->enters_always = span->seen == p->left;
        span->seen = 0;
    }
}

/* What more and less activity can do to the row; false when its interval cannot be met. */
static bool judge_row(struct presolve *p, int32_t r)
{
    const struct row *row = choice_model_row(p->store->model, r);
    struct reach *reach = &p->reach[r];
    reach->breaks_above = row->upper < reach->greatest;
    reach->breaks_below = row->lower > reach->least;
    reach->hurts_above = reach->breaks_above || (row->over_count > 0 && row->soft_upper < reach->greatest);
    reach->hurts_below = reach->breaks_below || (row->under_count > 0 && row->soft_lower > reach->least);
    return row->upper >= reach->least && row->lower <= reach->greatest;
}

static bool is_late(struct presolve *p, int32_t person)
{
    if (person > 0 && p->work - p->looked_at < LOOK_AT_CLOCK_EVERY)
        return false;
    p->looked_at = p->work;
    return monotonic_s() >= p->deadline_s;
}

static bool find_reaches(struct presolve *p)
{
    const struct store *store = p->store;
    memset(p->reach, 0, (size_t)store->rows * sizeof *p->reach);
    for (int32_t k = 0; k < store->people; k++) {
        if (is_late(p, k))
            return false;
        find_span(p, k);
        for (int32_t i = 0; i < p->touched_count; i++) {
            p->reach[p->touched[i]].least += p->spans[p->touched[i]].low;
            p->reach[p->touched[i]].greatest += p->spans[p->touched[i]].high;
        }
    }
    for (int32_t r = 0; r < store->rows; r++)
        p->infeasible = !judge_row(p, r) || p->infeasible;
    return true;
}

/* --- choices in no plan --------------------------------------------------------------------------------- */

/* Whether the row stays within reach of its interval with this amount of the person's. */
static bool can_hold(const struct presolve *p, int32_t r, int64_t amount)
{
    const struct row *row = choice_model_row(p->store->model, r);
    const struct reach *reach = &p->reach[r];
    const struct span *span = &p->spans[r];
    return reach->least - span->low + amount <= row->upper &&
           reach->greatest - span->high + amount >= row->lower;
}

/* The touched rows that the person has to enter: without an entry there, a choice is in no plan. */
static int32_t count_demands(struct presolve *p)
{
    int32_t count = 0;
    for (int32_t i = 0; i < p->touched_count; i++) {
        struct span *span = &p->spans[p->touched[i]];
        span->demands = !span->enters_always && !can_hold(p, p->touched[i], 0);
        count += span->demands;
    }
    return count;
}

static bool can_be_held(const struct presolve *p, int64_t q, int32_t demands)
{
    const struct store *store = p->store;
    for (int64_t e = store->first_entry[q]; e < store->first_entry[q + 1]; e++) {
        const struct reach *reach = &p->reach[store->row[e]];
        demands -= p->spans[store->row[e]].demands;
        if ((reach->breaks_above || reach->breaks_below) &&
            !can_hold(p, store->row[e], (int64_t)store->amount[e]))
            return false;
    }
    return demands <= 0;
}

static void drop_impossible(struct presolve *p, int32_t k)
{
    const struct store *store = p->store;
    int32_t demands = count_demands(p);
    for (int64_t q = store->first_choice[k]; q < store->first_choice[k + 1]; q++)
        if (presolve_is_left(p, k, q) && !can_be_held(p, q, demands)) {
            p->instead[q] = -1;
            p->removed++;
            p->left--;
        }
    p->infeasible = p->infeasible || p->left == 0;
}

/* --- rounds --------------------------------------------------------------------------------------------- */

/* False when the deadline came first. */
static bool look_for_more(struct presolve *p)
{
    const struct store *store = p->store;
    int64_t before = -1;
    for (int round = 0; round < MOST_ROUNDS && before != p->removed; round++) {
        before = p->removed;
        if (!find_reaches(p))
            return false;
        for (int32_t k = 0; k < store->people && !p->infeasible; k++) {
            if (store->first_choice[k + 1] - store->first_choice[k] < 2)
                continue;
            if (is_late(p, k))
                return false;
            find_span(p, k);
            drop_impossible(p, k);
            if (p->left > 1)
                presolve_drop_dominated(p, k);
        }
        if (p->infeasible)
            return true;
    }
    return before == p->removed || find_reaches(p);
}

static bool find_idle(struct presolve *p)
{
    bool found = false;
    for (int32_t r = 0; r < p->store->rows; r++) {
        p->idle[r] = !p->reach[r].hurts_above && !p->reach[r].hurts_below;
        found = found || p->idle[r];
    }
    return found;
}

static bool presolve_init(struct presolve *p, struct store *store, double deadline_s)
{
    size_t rows = (size_t)store->rows + 1, widest = 1;
    for (int32_t k = 0; k < store->people; k++) {
        size_t count = (size_t)(store->first_choice[k + 1] - store->first_choice[k]);
        widest = count > widest ? count : widest;
    }
    *p = (struct presolve){.store = store,
                           .deadline_s = deadline_s,
                           .instead = malloc(((size_t)store->choices + 1) * sizeof *p->instead),
                           .reach = calloc(rows, sizeof *p->reach),
                           .spans = calloc(rows, sizeof *p->spans),
                           .touched = calloc(rows, sizeof *p->touched),
                           .excess = calloc(rows, sizeof *p->excess),
                           .idle = calloc(rows, sizeof *p->idle),
                           .ranked = calloc(widest, sizeof *p->ranked)};
    if (!p->instead || !p->reach || !p->spans || !p->touched || !p->excess || !p->idle || !p->ranked)
        return false;
    for (int32_t k = 0; k < store->people; k++)
        for (int64_t q = store->first_choice[k]; q < store->first_choice[k + 1]; q++)
            p->instead[q] = (int32_t)(q - store->first_choice[k]);
    return true;
}

static void presolve_fini(struct presolve *p)
{
    free(p->instead);
    free(p->reach);
    free(p->spans);
    free(p->touched);
    free(p->excess);
    free(p->idle);
    free(p->ranked);
}

int64_t presolve_run(struct store *store, double deadline_s)
{
    struct presolve p;
    bool ok = presolve_init(&p, store, deadline_s) && look_for_more(&p);
    if (ok && p.infeasible)
        store->infeasible = true;
    else if (ok && (find_idle(&p) || p.removed > 0))
        presolve_write(&p);
    p.work += store->entries;
    if (ok && !store->infeasible)
        store->class_of = classes_new(store);
    int64_t work = p.work;
    presolve_fini(&p);
    return work;
}
