/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/staffing.h"

#include "solver/engine/staff_core.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BISECTIONS = 18 };
static const int64_t MOST_NODES = 20000, MOST_NODES_OF_A_QUESTION = 2000;
static const double FIRST_ROOM = 1000;

struct staff_search {
    struct staffing *staffing;     /* the last one */
    double *reduced;               /* per item */
    double *activity;              /* per row, of the base staff */
    int32_t *row_item, *row_entry; /* scratch: the items of one row */
    bool *could_differ;            /* per item: known already */
    struct staff_core core;
    int64_t work;
};

struct staff_search *staff_search_new(int32_t most_items)
{
    struct staff_search *s = calloc(1, sizeof *s);
    size_t items = (size_t)most_items + 2;
    if (s == NULL)
        return NULL;
    s->reduced = calloc(items, sizeof *s->reduced);
    s->activity = calloc(STAFFING_MOST_ROWS, sizeof *s->activity);
    s->row_item = calloc(items, sizeof *s->row_item);
    s->row_entry = calloc(items, sizeof *s->row_entry);
    s->could_differ = calloc(items, sizeof *s->could_differ);
    if (!staff_core_init(&s->core, most_items) || !s->reduced || !s->activity || !s->row_item ||
        !s->row_entry || !s->could_differ) {
        staff_search_free(s);
        return NULL;
    }
    return s;
}

void staff_search_free(struct staff_search *s)
{
    if (s == NULL)
        return;
    staff_core_free(&s->core);
    free(s->reduced);
    free(s->activity);
    free(s->row_item);
    free(s->row_entry);
    free(s->could_differ);
    free(s);
}

int64_t staff_search_work(const struct staff_search *search)
{
    return search->work;
}

/* --- prices --------------------------------------------------------------------------------------------- */

/* Slope of h in the price of one row, whose `count` items are listed. */
static double slope_at(const struct staff_search *search, const struct staff_row *row, int32_t count,
                       double price)
{
    const struct staff_entry *entries = search->staffing->entries;
    double activity = row->base, target;
    for (int32_t i = 0; i < count; i++) {
        double amount = entries[search->row_entry[i]].amount;
        activity += search->reduced[search->row_item[i]] < price * amount ? amount : 0;
    }
    shape_minimum(row->shape, price, activity, &target);
    return target - activity;
}

/* Lists the row's items and takes its price out of their reduced costs; the interval of prices that could be
 * best. */
static int32_t lift_price(struct staff_search *search, int32_t r, double *low, double *high)
{
    const struct staffing *st = search->staffing;
    int32_t count = 0;
    *low = *high = 0;
    for (int32_t i = 0; i < st->item_count; i++)
        for (int32_t e = st->items[i].first; e < st->items[i + 1].first; e++)
            if (st->entries[e].row == r) {
                search->reduced[i] += st->rows[r].price * st->entries[e].amount;
                double ratio = search->reduced[i] / st->entries[e].amount;
                *low = fmin(*low, ratio);
                *high = fmax(*high, ratio);
                search->row_item[count] = i;
                search->row_entry[count++] = e;
            }
    *low = fmax(*low, st->rows[r].floor);
    *high = fmin(*high, st->rows[r].ceiling);
    search->work += st->items[st->item_count].first / 4;
    return count;
}

/* Moves the price of one row to where h is greatest while the others stand. */
static void improve_price(struct staff_search *search, int32_t r)
{
    struct staff_row *row = &search->staffing->rows[r];
    double low, high;
    int32_t count = lift_price(search, r, &low, &high);
    for (int i = 0; i < BISECTIONS && high > low; i++) {
        double middle = (low + high) / 2;
        if (slope_at(search, row, count, middle) > 0)
            low = middle;
        else
            high = middle;
    }
    row->price = (low + high) / 2;
    for (int32_t i = 0; i < count; i++)
        search->reduced[search->row_item[i]] -=
            row->price * search->staffing->entries[search->row_entry[i]].amount;
    search->work += (int64_t)count * BISECTIONS / 4;
}

static void reduce(struct staff_search *search)
{
    const struct staffing *st = search->staffing;
    for (int32_t i = 0; i < st->item_count; i++) {
        search->reduced[i] = st->items[i].cost;
        for (int32_t e = st->items[i].first; e < st->items[i + 1].first; e++)
            search->reduced[i] -= st->rows[st->entries[e].row].price * st->entries[e].amount;
    }
    search->work += st->items[st->item_count].first;
}

/* --- staffs --------------------------------------------------------------------------------------------- */

/* Takes {reduced < 0}; returns h. */
static double take_base_staff(struct staff_search *search)
{
    struct staffing *st = search->staffing;
    double h = 0;
    for (int32_t r = 0; r < st->row_count; r++)
        search->activity[r] = st->rows[r].base;
    for (int32_t i = 0; i < st->item_count; i++) {
        st->items[i].taken = search->reduced[i] < 0;
        if (!st->items[i].taken)
            continue;
        h += search->reduced[i];
        for (int32_t e = st->items[i].first; e < st->items[i + 1].first; e++)
            search->activity[st->entries[e].row] += st->entries[e].amount;
    }
    for (int32_t r = 0; r < st->row_count; r++) {
        struct staff_row *row = &st->rows[r];
        row->least = shape_minimum(row->shape, row->price, search->activity[r], &row->at);
        h += row->least - row->price * row->base;
    }
    return h;
}

static bool base_is_best(const struct staff_search *search)
{
    const struct staffing *st = search->staffing;
    for (int32_t r = 0; r < st->row_count; r++) {
        const struct staff_row *row = &st->rows[r];
        double s = search->activity[r];
        if (s < row->shape->lower || s > row->shape->upper ||
            shape_price(row->shape, s) + row->price * s > row->least)
            return false;
    }
    return true;
}

static double sum_of_magnitudes(const struct staff_search *search)
{
    double sum = 0;
    for (int32_t i = 0; i < search->staffing->item_count; i++)
        sum += fabs(search->reduced[i]);
    return sum;
}

static void count_search(struct staff_search *search)
{
    const struct staff_core *core = &search->core;
    search->work +=
        core->nodes * (core->rows + 2) + (core->has_table ? core->states * core->open_count / 8 : 0);
}

static void take_differences(struct staff_search *search)
{
    const struct staff_core *core = &search->core;
    for (int32_t d = 0; d < core->best_length; d++) {
        struct staff_item *item = &search->staffing->items[core->open[core->best_path[d]].item];
        item->taken = !item->taken;
    }
}

/* The least cost above h, by rooms that double: what a search of one room did not find costs at least the
 * room. */
static double least_excess(struct staff_search *search)
{
    struct staffing *st = search->staffing;
    struct staff_core *core = &search->core;
    double most = sum_of_magnitudes(search), proven = 0;
    for (double room = fmax(st->excess * 1.1, FIRST_ROOM);; room *= 2) {
        room = room > most ? INFINITY : room;
        staff_core_open(core, st, search->reduced, search->activity, room, -1);
        staff_core_search(core, room, 0, MOST_NODES, false);
        count_search(search);
        if (core->nodes > core->limit)
            return proven;
        if (core->best < INFINITY) {
            take_differences(search);
            return core->best;
        }
        if (isinf(room))
            return INFINITY;
        proven = room;
    }
}

double staffing_solve(struct staff_search *search, struct staffing *st)
{
    search->staffing = st;
    reduce(search);
    for (int32_t r = 0; r < st->row_count; r++)
        improve_price(search, r);
    reduce(search); /* afresh: steps from a far guess would cost digits */
    double h = take_base_staff(search), excess = base_is_best(search) ? 0 : least_excess(search);
    st->excess = isinf(excess) ? 0 : excess;
    for (int32_t i = 0; i < st->item_count; i++)
        search->could_differ[i] = st->items[i].taken != (search->reduced[i] < 0);
    return h + excess;
}

bool staff_search_in_base(const struct staff_search *search, int32_t item)
{
    return search->reduced[item] < 0;
}

/* Switches the item in the base staff. */
static void switch_base(struct staff_search *search, int32_t item, double sign)
{
    const struct staffing *st = search->staffing;
    for (int32_t e = st->items[item].first; e < st->items[item + 1].first; e++)
        search->activity[st->entries[e].row] += sign * st->entries[e].amount;
}

bool staffing_could_differ(struct staff_search *search, int32_t item, double room, bool exactly)
{
    struct staff_core *core = &search->core;
    double spent = fabs(search->reduced[item]);
    if (search->could_differ[item])
        return true;
    if (spent >= room || !exactly)
        return spent < room;
    double sign = search->reduced[item] < 0 ? -1 : 1;
    switch_base(search, item, sign);
    staff_core_open(core, search->staffing, search->reduced, search->activity, room - spent, item);
    staff_core_search(core, room, spent, MOST_NODES_OF_A_QUESTION, true);
    switch_base(search, item, -sign);
    count_search(search);
    if (core->best == INFINITY)
        return core->nodes > core->limit;
    for (int32_t d = 0; d < core->best_length; d++) /* the staff that was found answers for them too */
        search->could_differ[core->open[core->best_path[d]].item] = true;
    return true;
}
