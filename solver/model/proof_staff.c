/* SPDX-License-Identifier: MIT */
/* The best staff of one place. For prices of its rows, with reduced costs rc,
 *     h = sum_people min(0, least rc of the person's items) + sum_r min_s (phi_r(s) + price_r s)
 * is below every staff. The start has of each person the item of least rc, where that is negative. A staff
 * exceeds h by what it has otherwise costs above the start's items plus what its activities cost above their
 * least. So with a staff of excess u at hand, a better one differs only in items whose difference is below u:
 * the others are settled, and the rest is searched (proof_states.c). */
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
    staff->heads = calloc((size_t)widest + 1, sizeof *staff->heads);
    return staff->items != NULL && staff->open != NULL && staff->heads != NULL;
}

void staff_free(struct staff *staff)
{
    free(staff->items);
    free(staff->open);
    free(staff->heads);
    free(staff->labels);
    free(staff->next);
    free(staff->traces);
}

/* --- people --------------------------------------------------------------------------------------------- */

static void number_people(struct staff *staff)
{
    for (int32_t i = 0; i < staff->count; i++)
        staff->items[i].person = staff->items[i].same_person ? staff->items[i - 1].person : i;
}

int32_t staff_person_end(const struct staff *staff, int32_t first)
{
    int32_t end = first + 1;
    while (end < staff->count && staff->items[end].same_person)
        end++;
    return end;
}

int128 staff_difference(const struct staff *staff, int32_t item)
{
    const struct staff_item *of = &staff->items[item];
    if (of->starts)
        return -of->reduced;
    return of->reduced - (of->replaced != NO_ITEM ? staff->items[of->replaced].reduced : 0);
}

int64_t staff_shift(const struct staff *staff, int32_t item, int32_t row)
{
    const struct staff_item *of = &staff->items[item];
    if (of->starts)
        return -of->amount[row];
    return of->amount[row] - (of->replaced != NO_ITEM ? staff->items[of->replaced].amount[row] : 0);
}

/* The person's item of least reduced cost after the row's price has changed so much; NO_ITEM: nobody is
 * cheaper.
 */
static int32_t least_item(const struct staff *staff, int32_t first, int32_t end, int32_t row, int128 change)
{
    int32_t chosen = NO_ITEM;
    int128 least = 0;
    for (int32_t i = first; i < end; i++) {
        const struct staff_item *item = &staff->items[i];
        int128 reduced = item->reduced - change * item->amount[row];
        if (item->forced)
            return i;
        if (reduced < least) {
            least = reduced;
            chosen = i;
        }
    }
    return chosen;
}

/* --- rows ----------------------------------------------------------------------------------------------- */

static void reach_of(const struct staff *staff, int32_t row, int64_t *least, int64_t *most)
{
    *least = *most = 0;
    for (int32_t i = 0, end; i < staff->count; i = end) {
        int64_t largest = 0;
        end = staff_person_end(staff, i);
        for (int32_t k = i; k < end; k++) {
            int64_t amount = staff->items[k].amount[row];
            largest = amount > largest ? amount : largest;
            *least += staff->items[k].forced ? amount : 0;
        }
        *most += largest;
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

/* Of each person; taken to it. */
static void choose_start(struct staff *staff)
{
    for (int32_t i = 0, end; i < staff->count; i = end) {
        end = staff_person_end(staff, i);
        int32_t chosen = least_item(staff, i, end, 0, 0);
        for (int32_t k = i; k < end; k++) {
            struct staff_item *item = &staff->items[k];
            item->starts = item->taken = k == chosen;
            item->replaced = k == chosen ? NO_ITEM : chosen;
        }
    }
}

/* h at the present prices; sets reduced and the start. */
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
    for (int32_t i = 0; i < staff->count; i++) {
        struct staff_item *item = &staff->items[i];
        item->reduced = item->cost;
        for (int32_t r = 0; r < staff->row_count; r++)
            item->reduced -= (int128)staff->price[r] * item->amount[r];
    }
    choose_start(staff);
    for (int32_t i = 0; i < staff->count; i++) {
        const struct staff_item *item = &staff->items[i];
        *bound += item->starts ? item->reduced : 0;
        for (int32_t r = 0; item->starts && r < staff->row_count; r++)
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
    for (int32_t i = 0, end; i < staff->count; i = end) {
        end = staff_person_end(staff, i);
        int32_t chosen = least_item(staff, i, end, row, change);
        slope -= chosen != NO_ITEM ? staff->items[chosen].amount[row] : 0;
    }
    return slope;
}

static void widen(int128 even, int128 *low, int128 *high)
{
    *low = even - 1 < *low ? even - 1 : *low;
    *high = even + 1 > *high ? even + 1 : *high;
}

/* The prices at which a person's items are as good as nobody, or as each other. */
static void price_interval(const struct staff *staff, int32_t row, int128 *low, int128 *high)
{
    *low = *high = staff->price[row];
    for (int32_t i = 0; i < staff->count; i++) {
        const struct staff_item *item = &staff->items[i];
        if (!item->forced && item->amount[row] != 0)
            widen(staff->price[row] + item->reduced / item->amount[row], low, high);
        for (int32_t k = item->person; k < i; k++) {
            int64_t more = item->amount[row] - staff->items[k].amount[row];
            if (more != 0)
                widen(staff->price[row] + (item->reduced - staff->items[k].reduced) / more, low, high);
        }
    }
}

/* Makes h greatest in one price, the others as they are: h is concave. */
static void sharpen_row(struct staff *staff, int32_t row)
{
    int128 low, high;
    price_interval(staff, row, &low, &high);
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
        most += staff->items[i].forced ? 0 : staff_difference(staff, i);
    return most;
}

static bool shifts_a_row(const struct staff *staff, int32_t item)
{
    for (int32_t r = 0; r < staff->row_count; r++)
        if (staff_shift(staff, item, r) != 0)
            return true;
    return false;
}

static int by_falling_weight(const void *a, const void *b)
{
    const struct staff_open *left = a, *right = b;
    if (left->dearest != right->dearest)
        return left->dearest < right->dearest ? 1 : -1;
    return left->item < right->item ? -1 : left->item > right->item;
}

/* A person's, from `first` on, get the weight of the dearest of them. */
static void join_person(struct staff_open *open, int32_t first, int32_t end)
{
    uint64_t dearest = 0;
    for (int32_t o = first; o < end; o++)
        dearest = open[o].weight > dearest ? open[o].weight : dearest;
    for (int32_t o = first; o < end; o++)
        open[o].dearest = dearest;
}

/* Items that a staff of less excess may have otherwise. The dear ones first keep the lists of states short.
 */
static int32_t open_items(struct staff *staff, uint64_t excess)
{
    int32_t count = 0;
    for (int32_t i = 0, end; i < staff->count; i = end) {
        int32_t first = count;
        end = staff_person_end(staff, i);
        for (int32_t k = i; k < end; k++) {
            int128 difference = staff_difference(staff, k);
            if (!staff->items[k].forced && difference < (int128)excess && shifts_a_row(staff, k))
                staff->open[count++] = (struct staff_open){.weight = (uint64_t)difference, .item = k};
        }
        join_person(staff->open, first, count);
    }
    if (count > 1)
        qsort(staff->open, (size_t)count, sizeof *staff->open, by_falling_weight);
    return count;
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
    struct staff_merit merit = staff_descend(staff);
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
    number_people(staff);
    for (int32_t i = 0; i < staff->count; i++)
        if (!is_moderate(staff->items[i].cost))
            return STAFF_OVERFLOW;
    if (!cut_intervals(staff))
        return STAFF_NONE;
    if (!linear_bound(staff, value))
        return STAFF_OVERFLOW;
    struct staff_merit merit = staff_merit_of(staff, staff->start, 0);
    if (merit.outside == 0 && merit.excess == 0)
        return STAFF_EXACT;
    for (int round = 0; round < ROUNDS; round++)
        for (int32_t r = 0; r < staff->row_count; r++)
            sharpen_row(staff, r);
    return linear_bound(staff, value) ? best_staff(staff, value) : STAFF_OVERFLOW;
}
