/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One place picks its staff, with all rows that only this place enters inside the problem:
 *
 *     v = min over sets S of its items   sum_{i in S} c_i + sum_r phi_r(base_r + sum_{i in S} a_ri)
 *
 * Any prices p of these rows give a lower bound and reduced costs:
 *
 *     h(p) = sum_i min(0, c_i - p . a_i) + sum_r min_s (phi_r(s) + p_r (s - base_r)) <= v
 *
 * A staff S costs h + sum |reduced cost| of the items in which S differs from {reduced cost < 0} + what its
 * rows cost above their minima; all three are >= 0. So every staff within `room` of h differs from it in few
 * items, and a depth-first search over these differences that finds none has proven v >= h + room. The room
 * starts at what the last call needed and doubles until a staff is found. source: Martello, Toth 1990,
 * "Knapsack Problems", section 2.5 (core and reduction); the linear bound: Fisher 1981 */
#ifndef MUTASI_SOLVER_ENGINE_STAFFING_H
#define MUTASI_SOLVER_ENGINE_STAFFING_H

#include "solver/engine/store.h"

enum { STAFFING_MOST_ROWS = 16 };

struct staff_entry {
    int32_t row;   /* among the place's own */
    double amount; /* whole, > 0 */
};

struct staff_item {
    double cost;   /* micro-points */
    int32_t first; /* entries up to the next item's */
    bool taken;    /* out: an optimal staff */
};

struct staff_row {
    const struct shape *shape;
    double base;           /* activity of those who stand there in any case */
    double floor, ceiling; /* of the price */
    double price;          /* in: a guess; out: where h is about greatest */
    double at, least;      /* scratch: argmin and min of phi + price s */
};

struct staffing {
    struct staff_row *rows;
    struct staff_item *items; /* and one more, whose `first` ends the entries */
    struct staff_entry *entries;
    int32_t row_count, item_count;
    double excess; /* in: a guess; out: v - h */
};

struct staff_search; /* scratch, for one place after another */

struct staff_search *staff_search_new(int32_t most_items);
void staff_search_free(struct staff_search *search);
int64_t staff_search_work(const struct staff_search *search); /* counted so far */

/* Returns v, or where the search grew too long a lower bound of it that needs no more room; +INFINITY when no
 * staff keeps the hard intervals. */
double staffing_solve(struct staff_search *search, struct staffing *staffing);

/* Of the place last solved: whether some staff that costs less than h + room has the item the other way than
 * {reduced cost < 0}. True also when the search grew too long; not exactly: when the item's reduced cost
 * alone allows it. Staffs that were found before, the best one too, are remembered whatever they cost: so the
 * rooms of one place's questions start at its excess and do not fall. */
bool staffing_could_differ(struct staff_search *search, int32_t item, double room, bool exactly);
bool staff_search_in_base(const struct staff_search *search, int32_t item);

#endif
