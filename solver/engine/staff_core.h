/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The exact part of a place's problem (staffing.h): which of the open items should differ from the base
 * staff, so that their |reduced costs| and what the rows cost above their minima sum to the least. Depth
 * first, dearest items first. One row of many states, the workload, is followed by a table of its cost to go
 * over the items still to come (dynamic programming); the others by how far those items could still move
 * them. source: Bellman 1957; Martello, Toth 1990 */
#ifndef MUTASI_SOLVER_ENGINE_STAFF_CORE_H
#define MUTASI_SOLVER_ENGINE_STAFF_CORE_H

#include "solver/engine/staffing.h"

#include <math.h>

/* An item that may differ from the base staff. */
struct open_item {
    double magnitude; /* |reduced cost| */
    int32_t item;
    bool in_base;
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
    double *down, *up;               /* per open item and lane: how far the items from it on can move it */
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

/* Opens the items whose |reduced cost| is below `room` (but `except`) around the base staff. */
void staff_core_open(struct staff_core *core, const struct staffing *staffing, const double *reduced,
                     const double *activity, double room, int32_t except);

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
