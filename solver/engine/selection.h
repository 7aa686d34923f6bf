/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A placement in the making: one choice per person, the activity of every row, and what a change of some
 * choices would do. Broken hard rows are charged a penalty, so that a search may pass through infeasible
 * placements.
 *
 * A change is tried between selection_begin and selection_commit (or the next selection_begin, which drops
 * it): selection_begin(s); selection_replace(s, person, choice); ...; delta = selection_delta(s);
 * selection_commit(s); */
#ifndef MUTASI_SOLVER_ENGINE_SELECTION_H
#define MUTASI_SOLVER_ENGINE_SELECTION_H

#include "solver/engine/store.h"

enum { SELECTION_CHANGES = 8 };

/* A row as the search sees it: phi with the common single slope spelled out, and the penalty beyond the hard
 * interval. */
struct lane {
    double soft_lower, soft_upper, under_slope, over_slope;
    double lower, upper, penalty;
    const struct shape *tiers; /* where phi has more than one slope on a side; else NULL */
};

struct selection {
    const struct store *store;
    struct lane *lanes;
    int64_t *at;      /* per person: choice, counted over the whole store */
    double *activity; /* per row */
    double *price;    /* per row: phi and penalty at the activity */
    double total;     /* costs, prices and penalties, micro-points */
    /* the change being tried */
    double *shift;    /* per row */
    int32_t *touched; /* rows with a shift */
    int32_t touched_count;
    uint32_t *mark, stamp;
    double cost_delta;
    int32_t changed_count;
    int32_t changed_person[SELECTION_CHANGES];
    int64_t changed_to[SELECTION_CHANGES];
};

bool selection_init(struct selection *selection, const struct store *store, double penalty);
void selection_free(struct selection *selection);

/* Starts again from these choices (per person, counted within the person). */
void selection_set(struct selection *selection, const int32_t *choice);
void selection_get(const struct selection *selection, int32_t *choice);

/* How far the row lies outside its hard interval; 0 inside. */
double selection_violation(const struct selection *selection, int32_t row);

/* Multiplies the penalties of the rows that are broken now. Returns how many there are. */
int32_t selection_raise_penalties(struct selection *selection, double factor);

static inline double lane_price(const struct lane *lane, double activity)
{
    double price = 0;
    if (lane->tiers != NULL)
        price = shape_price(lane->tiers, activity);
    else if (activity < lane->soft_lower)
        price = (lane->soft_lower - activity) * lane->under_slope;
    else if (activity > lane->soft_upper)
        price = (activity - lane->soft_upper) * lane->over_slope;
    if (activity < lane->lower)
        price += (lane->lower - activity) * lane->penalty;
    else if (activity > lane->upper)
        price += (activity - lane->upper) * lane->penalty;
    return price;
}

static inline void selection_begin(struct selection *s)
{
    s->touched_count = 0;
    s->changed_count = 0;
    s->cost_delta = 0;
    s->stamp++;
}

static inline void selection_enter(struct selection *s, int64_t choice, double sign)
{
    const struct store *store = s->store;
    for (int64_t e = store->first_entry[choice]; e < store->first_entry[choice + 1]; e++) {
        int32_t r = store->row[e];
        if (s->mark[r] != s->stamp) {
            s->mark[r] = s->stamp;
            s->shift[r] = 0;
            s->touched[s->touched_count++] = r;
        }
        s->shift[r] += sign * store->amount[e];
    }
    s->cost_delta += sign * store->cost[choice];
}

/* Each person at most once in one change, at most SELECTION_CHANGES people. */
static inline void selection_replace(struct selection *s, int32_t person, int64_t to)
{
    selection_enter(s, s->at[person], -1);
    selection_enter(s, to, 1);
    s->changed_person[s->changed_count] = person;
    s->changed_to[s->changed_count++] = to;
}

static inline double selection_delta(const struct selection *s)
{
    double delta = s->cost_delta;
    for (int32_t i = 0; i < s->touched_count; i++) {
        int32_t r = s->touched[i];
        if (s->shift[r] != 0)
            delta += lane_price(&s->lanes[r], s->activity[r] + s->shift[r]) - s->price[r];
    }
    return delta;
}

static inline void selection_commit(struct selection *s)
{
    s->total += s->cost_delta;
    for (int32_t i = 0; i < s->touched_count; i++) {
        int32_t r = s->touched[i];
        if (s->shift[r] == 0)
            continue;
        s->activity[r] += s->shift[r];
        s->total -= s->price[r];
        s->price[r] = lane_price(&s->lanes[r], s->activity[r]);
        s->total += s->price[r];
    }
    for (int32_t i = 0; i < s->changed_count; i++)
        s->at[s->changed_person[i]] = s->changed_to[i];
}

#endif
