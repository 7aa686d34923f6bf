/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A placement in the making: one option per person, the activity of every row, and what a change of some
 * options would do. Broken hard rows are charged a penalty, so that a search may pass through infeasible
 * placements; the best feasible one seen is remembered.
 *
 * A change is tried between selection_begin and selection_commit (or the next selection_begin, which drops
 * it): selection_begin(s); selection_replace(s, option); ...; delta = selection_delta(s);
 * selection_commit(s);
 *
 * Seen from row prices lambda, a placement costs sum of reduced costs + sum_r (phi_r(s) + lambda_r s), both
 * least at the bound: a row is hurt by a change when its second term rises. */
#ifndef MUTASI_SOLVER_ENGINE_SELECTION_H
#define MUTASI_SOLVER_ENGINE_SELECTION_H

#include "solver/engine/candidates.h"

/* A row as the search sees it: phi with the common single slope spelled out, and the penalty beyond the hard
 * interval. */
struct lane {
    double activity;
    double price; /* phi and penalty at the activity */
    double shift; /* by the change being tried, when stamp is the selection's */
    double soft_lower, soft_upper, under_slope, over_slope;
    double lower, upper, penalty;
    double least_penalty;
    double row_price;                /* lambda, or 0 */
    double ideal_lower, ideal_upper; /* where phi(s) + lambda s is (nearly) least */
    double steepness;                /* what a unit beyond the ideal costs, at least; positive */
    const struct shape *tiers;       /* where phi has more than one slope on a side; else NULL */
    uint32_t stamp, mark;            /* mark: see company.c */
};

/* What a change gives to a person; only of the change with this stamp. */
struct change {
    uint32_t stamp;
    int32_t option;
};

struct selection {
    const struct candidates *candidates;
    struct lane *lanes;
    int32_t *hard; /* rows whose interval can be broken */
    int32_t hard_count;
    int32_t *at;    /* per person: option */
    double total;   /* costs, prices and penalties, micro-points */
    int32_t broken; /* hard rows outside their interval */
    /* the best feasible placement since selection_set; what differs from it is in the log */
    double best_total; /* INFINITY while there is none */
    int32_t *best;     /* per person: option */
    int32_t *log;      /* people who changed since; log_count > people: too many to name */
    int32_t log_count;
    /* the change being tried */
    int32_t *touched; /* rows with a shift */
    int32_t touched_count;
    int32_t *hurt; /* set by selection_delta */
    int32_t hurt_count;
    uint32_t stamp, mark;
    double cost_delta;
    int32_t changed_count;
    int32_t *changed_to;    /* options; room for everybody's */
    struct change *changes; /* per person: the last change that took the person along */
};

/* prices  per row, micro-points per row unit; borrowed for the call
 * unit    a natural step of reduced costs, micro-points: a hard row's penalty starts at the greater of its
 *         price and of one unit per greatest entry, and never falls below that
 * False when out of memory; selection_free is due either way. */
bool selection_init(struct selection *selection, const struct candidates *candidates, const double *prices,
                    double unit);
void selection_free(struct selection *selection);

/* Starts again from these choices (per person, counted within the person; the person's first option where it
 * is no candidate). */
void selection_set(struct selection *selection, const int32_t *choice);
void selection_get(const struct selection *selection, int32_t *choice);

/* The best feasible placement since selection_set; best_total must be finite. */
void selection_get_best(const struct selection *selection, int32_t *choice);

/* How far the row lies outside its hard interval; 0 inside. */
double selection_violation(const struct selection *selection, int32_t row);

/* Penalties of broken rows grow a little, those of the others fall towards their least. source: Yagiura,
 * Ibaraki, Glover 2004, section 3.4, adaptive control of penalty weights */
void selection_balance_penalties(struct selection *selection);

/* Multiplies penalty and least penalty of the rows that are broken now. Returns how many there are. */
int32_t selection_raise_penalties(struct selection *selection, double factor);

/* Multiplies the penalty of the rows that are broken now; it falls again as others do. */
void selection_press(struct selection *selection, double factor);

/* The present placement is feasible and better than the best. */
void selection_note_best(struct selection *selection);

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

static inline int32_t lane_is_broken(const struct lane *lane)
{
    return lane->activity < lane->lower || lane->activity > lane->upper;
}

static inline void selection_begin(struct selection *s)
{
    s->touched_count = 0;
    s->changed_count = 0;
    s->cost_delta = 0;
    s->stamp++;
}

static inline void selection_enter(struct selection *s, int32_t option, double sign)
{
    const struct option *o = &s->candidates->options[option];
    for (int32_t e = o->first; e < o->end; e++) {
        const struct option_entry *entry = &s->candidates->entries[e];
        struct lane *lane = &s->lanes[entry->row];
        if (lane->stamp != s->stamp) {
            lane->stamp = s->stamp;
            lane->shift = 0;
            s->touched[s->touched_count++] = entry->row;
        }
        lane->shift += sign * entry->amount;
    }
    s->cost_delta += sign * o->cost;
}

/* The option's person takes it instead of the present one, which may be the same. Each person at most once in
 * one change. */
static inline void selection_replace(struct selection *s, int32_t to)
{
    int32_t person = s->candidates->options[to].person;
    selection_enter(s, s->at[person], -1);
    selection_enter(s, to, 1);
    s->changes[person] = (struct change){s->stamp, to};
    s->changed_to[s->changed_count++] = to;
}

static inline bool selection_has_changed(const struct selection *s, int32_t person)
{
    return s->changes[person].stamp == s->stamp;
}

/* What the change does to the total; lists the rows it hurts by more than a micro-point. */
static inline double selection_delta(struct selection *s)
{
    double delta = s->cost_delta;
    s->hurt_count = 0;
    for (int32_t i = 0; i < s->touched_count; i++) {
        const struct lane *lane = &s->lanes[s->touched[i]];
        if (lane->shift == 0)
            continue;
        double rise = lane_price(lane, lane->activity + lane->shift) - lane->price;
        delta += rise;
        if (rise + lane->row_price * lane->shift > 1)
            s->hurt[s->hurt_count++] = s->touched[i];
    }
    return delta;
}

static inline void selection_commit(struct selection *s)
{
    s->total += s->cost_delta;
    for (int32_t i = 0; i < s->touched_count; i++) {
        struct lane *lane = &s->lanes[s->touched[i]];
        if (lane->shift == 0)
            continue;
        s->broken -= lane_is_broken(lane);
        lane->activity += lane->shift;
        s->broken += lane_is_broken(lane);
        s->total -= lane->price;
        lane->price = lane_price(lane, lane->activity);
        s->total += lane->price;
    }
    for (int32_t i = 0; i < s->changed_count; i++) {
        int32_t person = s->candidates->options[s->changed_to[i]].person;
        s->at[person] = s->changed_to[i];
        if (s->log_count <= s->candidates->store->people)
            s->log[s->log_count++] = person;
    }
    if (s->broken == 0 && s->total < s->best_total - 0.5)
        selection_note_best(s);
}

#endif
