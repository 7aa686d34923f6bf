/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One place picks its staff, with all rows that only this place enters inside the problem. A person may have
 * several items there (plain, with an offer, lent to a surge), of which a staff has at most one:
 *
 *     v = min over such sets S of its items   sum_{i in S} c_i + sum_r phi_r(base_r + sum_{i in S} a_ri)
 *
 * Any prices p of these rows give a lower bound and reduced costs rc_i = c_i - p . a_i:
 *
 *     h(p) = sum_people min(0, least rc of the person's items)
 *          + sum_r min_s (phi_r(s) + p_r (s - base_r)) <= v
 *
 * The base staff has, of each person, the item of least reduced cost, or none where that is not negative. A
 * staff S costs h + what it has otherwise costs above the base staff's items + what its rows cost above their
 * minima; all three are >= 0. So every staff within `room` of h differs from the base in few people, and a
 * depth-first search over these differences that finds none has proven v >= h + room. The room starts at what
 * the last call needed and doubles until a staff is found. source: Martello, Toth 1990, "Knapsack Problems",
 * section 2.5 (core and reduction); several items of a person: Sinha, Zoltners 1979, "The multiple-choice
 * knapsack problem"; the linear bound: Fisher 1981 */
#ifndef MUTASI_SOLVER_ENGINE_STAFFING_H
#define MUTASI_SOLVER_ENGINE_STAFFING_H

#include "solver/engine/store.h"

enum { STAFFING_MOST_ROWS = 16 };

struct staff_entry {
    int32_t row;   /* among the place's own */
    double amount; /* whole, > 0 */
};

struct staff_item {
    double cost;      /* micro-points */
    int32_t first;    /* entries up to the next item's */
    bool same_person; /* as the item before */
    bool taken;       /* out: an optimal staff */
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
 * the base staff. True also when the search grew too long; not exactly: when the item's
 * difference alone allows it. Staffs that were found before, the best one too, are remembered whatever they
 * cost: so the rooms of one place's questions start at its excess and do not fall. */
bool staffing_could_differ(struct staff_search *search, int32_t item, double room, bool exactly);
bool staff_search_in_base(const struct staff_search *search, int32_t item);

#endif
