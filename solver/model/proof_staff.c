/* SPDX-License-Identifier: MIT */
/* The best staff of one place. For prices of its rows, with reduced costs rc,
 *     h = sum_q min(0, rc_q) + sum_r min_s (phi_r(s) + price_r s)
 * is below every staff, and a staff exceeds it by sum |rc_q| over the items where it differs from the start
 * {rc < 0} plus what its activities cost above their least. So with a staff of excess u at hand, a better one
 * differs only in items of |rc| < u: the others are settled, and the rest is searched (proof_states.c). */
#include "solver/model/proof_parts.h"

#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 2, BISECTIONS = 48, DEEPENINGS = 3 };
#define PRICE_MOST (INT64_MAX / 4)

bool staff_init(struct staff *staff, int64_t widest)
{
    *staff = (struct staff){.states_left = PROOF_STATES_MOST};
    staff->items = calloc((size_t)widest + 1, sizeof *staff->items);
    staff->open = calloc((size_t)widest + 1, sizeof *staff->open);
    return staff->items != NULL && staff->open != NULL;
}

void staff_free(struct staff *staff)
{
    free(staff->items);
    free(staff->open);
    free(staff->labels);
    free(staff->next);
    free(staff->traces);
}

/* --- rows ----------------------------------------------------------------------------------------------- */

static void reach_of(const struct staff *staff, int32_t row, int64_t *least, int64_t *most)
{
    *least = *most = 0;
    for (int32_t i = 0; i < staff->count; i++) {
        *least += staff->items[i].forced ? staff->items[i].amount[row] : 0;
        *most += staff->items[i].amount[row];
    }
}

/* The row's interval within what the items reach; and, when asked, within what the model's people do: fewer,
 * where somebody has several of the items. */
static void interval_of(const struct staff *staff, int32_t row, int64_t least, int64_t most, int64_t *lower,
                        int64_t *upper)
{
    const struct row *of = staff->rows[row];
    *lower = of->lower > least ? of->lower : least;
    *upper = of->upper < most ? of->upper : most;
    if (staff->keeps_reach) {
        *lower = of->reach_lower > *lower ? of->reach_lower : *lower;
        *upper = of->reach_upper < *upper ? of->reach_upper : *upper;
    }
}

static int64_t clamp(int128 value, int64_t limit)
{
    return value > limit ? limit : value < -limit ? -limit : (int64_t)value;
}

static void drop_row(struct staff *staff, int32_t row)
{
    int32_t last = --staff->row_count;
    staff->rows[row] = staff->rows[last];
    staff->price[row] = staff->price[last];
    for (int32_t i = 0; i < staff->count; i++)
        staff->items[i].amount[row] = staff->items[i].amount[last];
}

/* Hard intervals cut to what the items can reach; false when one is empty. A row that no staff here can feel
 * is dropped. */
static bool cut_intervals(struct staff *staff)
{
    for (int32_t r = staff->row_count - 1; r >= 0; r--) {
        const struct row *row = staff->rows[r];
        int64_t least, most, lower, upper;
        reach_of(staff, r, &least, &most);
        interval_of(staff, r, least, most, &lower, &upper);
        if (lower > upper)
            return false;
        if (lower == least && upper == most && row_price_ppt(row, least) == 0 &&
            row_price_ppt(row, most) == 0)
            drop_row(staff, r);
    }
    for (int32_t r = 0; r < staff->row_count; r++) {
        int64_t least, most;
        reach_of(staff, r, &least, &most);
        interval_of(staff, r, least, most, &staff->lower[r], &staff->upper[r]);
        int128 limit = MODERATE_PPT / (most > 0 ? most : 1);
        staff->limit[r] = limit > PRICE_MOST ? PRICE_MOST : (int64_t)limit;
        staff->price[r] = clamp(staff->price[r], staff->limit[r]);
    }
    return true;
}

uint64_t staff_row_excess(const struct staff *staff, int32_t row, int64_t activity)
{
    if (activity < staff->lower[row] || activity > staff->upper[row])
        return EXCESS_NONE;
    int128 excess = row_price_ppt(staff->rows[row], activity) + (int128)staff->price[row] * activity -
                    staff->least[row].value_ppt;
    return excess > (int128)EXCESS_MOST ? EXCESS_MOST : (uint64_t)excess;
}

/* --- the linear bound and its prices -------------------------------------------------------------------- */

/* h at the present prices; sets reduced, the start, and taken to it. */
static bool linear_bound(struct staff *staff, int128 *bound)
{
    bool fits = true;
    *bound = 0;
    for (int32_t r = 0; r < staff->row_count; r++) {
        staff->start[r] = 0;
        fits = fits &&
               row_least_ppt(staff->rows[r], staff->price[r], staff->lower[r], staff->upper[r],
                             &staff->least[r]) &&
               is_moderate(staff->least[r].value_ppt);
        *bound += staff->least[r].value_ppt;
    }
    for (int32_t i = 0; fits && i < staff->count; i++) {
        struct staff_item *item = &staff->items[i];
        item->reduced = item->cost;
        for (int32_t r = 0; r < staff->row_count; r++)
            item->reduced -= (int128)staff->price[r] * item->amount[r];
        item->taken = item->forced || item->reduced < 0;
        *bound += item->taken ? item->reduced : 0;
        for (int32_t r = 0; item->taken && r < staff->row_count; r++)
            staff->start[r] += item->amount[r];
    }
    return fits;
}

/* Slope of h in one price: the activity its row wants less the one the items give. */
static int128 slope(const struct staff *staff, int32_t row, int64_t price)
{
    struct row_least least;
    row_least_ppt(staff->rows[row], price, staff->lower[row], staff->upper[row], &least);
    int128 slope = least.at;
    int128 change = (int128)price - staff->price[row];
    for (int32_t i = 0; i < staff->count; i++) {
        const struct staff_item *item = &staff->items[i];
        if (item->amount[row] > 0 && (item->forced || item->reduced < change * item->amount[row]))
            slope -= item->amount[row];
    }
    return slope;
}

/* Makes h greatest in one price, the others as they are: h is concave. */
static void sharpen_row(struct staff *staff, int32_t row)
{
    int128 low = staff->price[row], high = low;
    for (int32_t i = 0; i < staff->count; i++) {
        const struct staff_item *item = &staff->items[i];
        if (item->forced || item->amount[row] == 0)
            continue;
        int128 even = staff->price[row] + item->reduced / item->amount[row];
        low = even - 1 < low ? even - 1 : low;
        high = even + 1 > high ? even + 1 : high;
    }
    low = clamp(low, staff->limit[row]);
    high = clamp(high, staff->limit[row]);
    for (int i = 0; i < BISECTIONS && high - low > 1; i++) {
        int128 middle = low + (high - low) / 2;
        int128 rise = slope(staff, row, (int64_t)middle);
        low = rise >= 0 ? middle : low;
        high = rise <= 0 ? middle : high;
    }
    staff->steps += (int64_t)staff->count * BISECTIONS;
    int64_t before = staff->price[row];
    staff->price[row] = (int64_t)(low + (high - low) / 2);
    for (int32_t i = 0; i < staff->count; i++)
        staff->items[i].reduced -= (int128)(staff->price[row] - before) * staff->items[i].amount[row];
}

/* --- a good staff --------------------------------------------------------------------------------------- */

struct merit {
    int128 outside; /* how far activities are outside their hard intervals */
    int128 excess;
};

static struct merit merit_of(const struct staff *staff, const int64_t *activity, int128 spent)
{
    struct merit merit = {.excess = spent};
    for (int32_t r = 0; r < staff->row_count; r++) {
        int64_t below = staff->lower[r] - activity[r], above = activity[r] - staff->upper[r];
        merit.outside += below > 0 ? below : above > 0 ? above : 0;
        merit.excess += below > 0 || above > 0 ? 0 : (int128)staff_row_excess(staff, r, activity[r]);
    }
    return merit;
}

static bool is_better(const struct merit *a, const struct merit *b)
{
    return a->outside != b->outside ? a->outside < b->outside : a->excess < b->excess;
}

static int128 magnitude(int128 value)
{
    return value < 0 ? -value : value;
}

static void flip(const struct staff *staff, int32_t i, int64_t *activity, int128 *spent)
{
    const struct staff_item *item = &staff->items[i];
    bool differs = item->taken != (item->reduced < 0);
    *spent += differs ? -magnitude(item->reduced) : magnitude(item->reduced);
    for (int32_t r = 0; r < staff->row_count; r++)
        activity[r] += item->taken ? -item->amount[r] : item->amount[r];
}

/* Flips the item that helps most until none helps: a staff, and what it exceeds h by. */
static struct merit descend(struct staff *staff)
{
    int64_t activity[PROOF_OWN_ROWS_MOST] = {0};
    int128 spent = 0;
    memcpy(activity, staff->start, sizeof activity);
    struct merit best = merit_of(staff, activity, spent);
    for (int32_t step = 0; step < staff->count; step++) {
        int32_t chosen = -1;
        staff->steps += (int64_t)staff->count * staff->row_count;
        for (int32_t i = 0; i < staff->count; i++) {
            int64_t then[PROOF_OWN_ROWS_MOST];
            int128 cost = spent;
            if (staff->items[i].forced ||
                (best.outside == 0 && magnitude(staff->items[i].reduced) >= best.excess))
                continue;
            memcpy(then, activity, sizeof then);
            flip(staff, i, then, &cost);
            struct merit merit = merit_of(staff, then, cost);
            if (is_better(&merit, &best)) {
                best = merit;
                chosen = i;
            }
        }
        if (chosen < 0)
            break;
        flip(staff, chosen, activity, &spent);
        staff->items[chosen].taken = !staff->items[chosen].taken;
    }
    return best;
}

/* --- the answer ----------------------------------------------------------------------------------------- */

/* No staff exceeds h by more. */
static int128 most_excess(const struct staff *staff)
{
    int128 most = 0;
    for (int32_t r = 0; r < staff->row_count; r++) {
        uint64_t low = staff_row_excess(staff, r, staff->lower[r]);
        uint64_t high = staff_row_excess(staff, r, staff->upper[r]);
        most += low > high ? low : high;
    }
    for (int32_t i = 0; i < staff->count; i++)
        most += staff->items[i].forced ? 0 : magnitude(staff->items[i].reduced);
    return most;
}

static bool touches(const struct staff *staff, const struct staff_item *item)
{
    for (int32_t r = 0; r < staff->row_count; r++)
        if (item->amount[r] != 0)
            return true;
    return false;
}

static int by_falling_weight(const void *a, const void *b)
{
    const struct staff_open *left = a, *right = b;
    if (left->weight != right->weight)
        return left->weight < right->weight ? 1 : -1;
    return left->item < right->item ? -1 : left->item > right->item;
}

/* Items that a staff of less excess may have otherwise. The dear ones first keep the lists of states short.
 */
static int32_t open_items(struct staff *staff, uint64_t excess)
{
    int32_t open = 0;
    for (int32_t i = 0; i < staff->count; i++) {
        const struct staff_item *item = &staff->items[i];
        if (!item->forced && magnitude(item->reduced) < (int128)excess && touches(staff, item))
            staff->open[open++] = (struct staff_open){(uint64_t)magnitude(item->reduced), i};
    }
    if (open > 1)
        qsort(staff->open, (size_t)open, sizeof *staff->open, by_falling_weight);
    return open;
}

/* The least excess below *excess: sought below small parts of it first, because a search is the shorter the
 * less it may spend, and what a staff found by flips exceeds is often far above the least. */
static enum staff_status least_excess(struct staff *staff, uint64_t *excess)
{
    uint64_t proven = 0;
    for (int shift = DEEPENINGS * 2; shift >= 0; shift -= 2) {
        uint64_t most = *excess >> shift, found = most;
        if (most == 0)
            continue;
        enum staff_status status = staff_states(staff, open_items(staff, most), &found);
        if (status != STAFF_EXACT || found < most || shift == 0) {
            *excess = status == STAFF_BOUND && proven > found ? proven : found;
            return status;
        }
        proven = most;
    }
    return STAFF_EXACT;
}

static enum staff_status best_staff(struct staff *staff, int128 *value)
{
    struct merit merit = descend(staff);
    bool found = merit.outside == 0 && merit.excess < (int128)EXCESS_MOST;
    int128 most = found ? merit.excess : most_excess(staff) + 1;
    uint64_t first = most < (int128)EXCESS_MOST ? (uint64_t)most : EXCESS_MOST, excess = first;
    enum staff_status status = least_excess(staff, &excess);
    *value += excess;
    if (status != STAFF_EXACT || found || excess < first)
        return status;
    return first < EXCESS_MOST ? STAFF_NONE : STAFF_BOUND;
}

enum staff_status staff_solve(struct staff *staff, int128 *value)
{
    staff->steps += staff->count;
    staff->states_here = PROOF_STATES_PER_STAFF;
    for (int32_t i = 0; i < staff->count; i++)
        if (!is_moderate(staff->items[i].cost))
            return STAFF_OVERFLOW;
    if (!cut_intervals(staff))
        return STAFF_NONE;
    if (!linear_bound(staff, value))
        return STAFF_OVERFLOW;
    struct merit merit = merit_of(staff, staff->start, 0);
    if (merit.outside == 0 && merit.excess == 0)
        return STAFF_EXACT;
    for (int round = 0; round < ROUNDS; round++)
        for (int32_t r = 0; r < staff->row_count; r++)
            sharpen_row(staff, r);
    return linear_bound(staff, value) ? best_staff(staff, value) : STAFF_OVERFLOW;
}
