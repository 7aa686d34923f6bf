/* SPDX-License-Identifier: MIT */
/* A good staff of one place, from its start by one change after another. What its excess is limits the exact
 * search. */
#include "solver/model/proof_parts.h"

#include <string.h>

struct staff_merit staff_merit_of(const struct staff *staff, const int64_t *activity, int128 spent)
{
    struct staff_merit merit = {.excess = spent};
    for (int32_t r = 0; r < staff->row_count; r++) {
        int64_t below = staff->lower[r] - activity[r], above = activity[r] - staff->upper[r];
        merit.outside += below > 0 ? below : above > 0 ? above : 0;
        merit.excess += below > 0 || above > 0 ? 0 : (int128)staff_row_excess(staff, r, activity[r]);
    }
    return merit;
}

static bool is_better(const struct staff_merit *a, const struct staff_merit *b)
{
    return a->outside != b->outside ? a->outside < b->outside : a->excess < b->excess;
}

/* The person's item that is taken, NO_ITEM: none. */
static int32_t taken_of(const struct staff *staff, int32_t person)
{
    int32_t end = staff_person_end(staff, person);
    for (int32_t i = person; i < end; i++)
        if (staff->items[i].taken)
            return i;
    return NO_ITEM;
}

static void add(const struct staff *staff, int32_t item, int sign, int64_t *activity, int128 *spent)
{
    *spent += sign * staff->items[item].reduced;
    for (int32_t r = 0; r < staff->row_count; r++)
        activity[r] += sign * staff->items[item].amount[r];
}

/* Leaves the item out where it is taken; else takes it in the place of the person's that is. */
static void flip(const struct staff *staff, int32_t item, int64_t *activity, int128 *spent)
{
    int32_t taken = taken_of(staff, staff->items[item].person);
    if (taken != NO_ITEM)
        add(staff, taken, -1, activity, spent);
    if (taken != item)
        add(staff, item, 1, activity, spent);
}

static void take_flip(struct staff *staff, int32_t item)
{
    int32_t taken = taken_of(staff, staff->items[item].person);
    if (taken != NO_ITEM)
        staff->items[taken].taken = false;
    staff->items[item].taken = taken != item;
}

/* The item is as in the start, and having it otherwise costs more than all there is to gain. */
static bool is_settled(const struct staff *staff, int32_t i, const struct staff_merit *best)
{
    const struct staff_item *item = &staff->items[i];
    return item->forced ||
           (best->outside == 0 && item->taken == item->starts && staff_difference(staff, i) >= best->excess);
}

/* The flip that helps most, NO_ITEM: none helps. Improves *best to what it makes of it. */
static int32_t best_flip(const struct staff *staff, const int64_t *activity, int128 spent,
                         struct staff_merit *best)
{
    int32_t chosen = NO_ITEM;
    for (int32_t i = 0; i < staff->count; i++) {
        int64_t then[PROOF_OWN_ROWS_MOST];
        int128 cost = spent;
        if (is_settled(staff, i, best))
            continue;
        memcpy(then, activity, sizeof then);
        flip(staff, i, then, &cost);
        struct staff_merit merit = staff_merit_of(staff, then, cost);
        if (is_better(&merit, best)) {
            *best = merit;
            chosen = i;
        }
    }
    return chosen;
}

struct staff_merit staff_descend(struct staff *staff)
{
    int64_t activity[PROOF_OWN_ROWS_MOST] = {0};
    int128 spent = 0;
    memcpy(activity, staff->start, sizeof activity);
    struct staff_merit best = staff_merit_of(staff, activity, spent);
    for (int32_t step = 0; step < staff->count; step++) {
        staff->steps += (int64_t)staff->count * staff->row_count;
        int32_t chosen = best_flip(staff, activity, spent, &best);
        if (chosen == NO_ITEM)
            break;
        flip(staff, chosen, activity, &spent);
        take_flip(staff, chosen);
    }
    return best;
}
