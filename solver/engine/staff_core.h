/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The exact part of a place's problem (staffing.h): which differences from the base staff, at most one of a
 * person, cost the least together with what the rows then cost above their minima. Depth first, people of
 * dear differences first. One row of many states, the workload, is followed by a table of its cost to go over
 * the differences still to come (dynamic programming); the others by how far those could still move them.
 * source: Bellman 1957; Martello, Toth 1990 */
#ifndef MUTASI_SOLVER_ENGINE_STAFF_CORE_H
#define MUTASI_SOLVER_ENGINE_STAFF_CORE_H

#include "solver/engine/staffing.h"

#include <math.h>

enum { NO_ITEM = -1 };

/* A difference from the base staff: its item of a person is left out, or another takes its place. A person's
 * stand together. */
struct open_item {
    double magnitude; /* what it costs above the base staff */
    double dearest;   /* of the person's differences */
    int32_t item, person;
    int32_t replaced; /* item of the base staff that gives way to this one, NO_ITEM: none */
    int32_t next;     /* the first difference of the next person */
    bool in_base;     /* left out */
};

/* What a row costs above its minimum: phi(s) + price s - least within the hard interval. */
struct staff_lane {
    double lower, upper, soft_lower, soft_upper, under, over, price, least;
    double at;                 /* where it is 0 */
    const struct shape *tiers; /* where phi has more than one slope on a side; else NULL */
};

struct staff_core {
    struct open_item *open;
    int32_t open_count, rows;
    struct staff_lane lanes[STAFFING_MOST_ROWS];
    int32_t
        lane_of[STAFFING_MOST_ROWS]; /* of the place's rows: its lane, or -1 where it cannot cost anything */
    double *shift;                   /* per open item and lane: what differing does to the activity */
    double *down, *up;               /* per open item and lane: how far those from it on can move it */
    double *activity;                /* per depth and lane */
    int32_t *path, *best_path;       /* open items that differ */
    int32_t best_length;
    double best; /* of the staff found; INFINITY while there is none */
    double room; /* only staffs below it are looked for */
    bool first_only;
    int64_t nodes, limit;

    /* to_go[o][t]: the least that items from o on and lane 0 cost when its activity stands at lowest + t *
     * unit */
    bool has_table;
    float *to_go;
    int64_t to_go_room, states;
    double lowest, unit;
    double table_part; /* of an entry: a bound in spite of its single precision */
};

bool staff_core_init(struct staff_core *core, int32_t most_items);
void staff_core_free(struct staff_core *core);

/* The base staff of a place, and what its reduced costs are. */
struct staff_base {
    const double *reduced;  /* per item */
    const int32_t *person;  /* per item: the first item of its person */
    const int32_t *chosen;  /* per item: the person's in the base staff, or NO_ITEM */
    const double *activity; /* per row */
};

static inline double staff_difference(const struct staff_base *base, int32_t item)
{
    int32_t chosen = base->chosen[item];
    double instead = chosen != NO_ITEM ? base->reduced[chosen] : 0;
    return chosen == item ? -base->reduced[item] : base->reduced[item] - instead;
}

/* Opens the differences below `room` from the base staff (but those of the person `except`). */
void staff_core_open(struct staff_core *core, const struct staffing *staffing, const struct staff_base *base,
                     double room, int32_t except);

/* Looks for the best set of differences that costs less than room with `spent` on top; nodes > limit
 * afterwards: gave up. */
void staff_core_search(struct staff_core *core, double room, double spent, int64_t limit, bool first_only);

static inline double staff_lane_above(const struct staff_lane *lane, double s)
{
    if (s < lane->lower || s > lane->upper)
        return (double)INFINITY;
    double value = lane->price * s - lane->least;
    if (lane->tiers != NULL)
        return value + shape_price(lane->tiers, s);
    if (s < lane->soft_lower)
        return value + (lane->soft_lower - s) * lane->under;
    if (s > lane->soft_upper)
        return value + (s - lane->soft_upper) * lane->over;
    return value;
}

#endif
