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
    struct staffing *staffing; /* the last one */
    double *reduced;           /* per item */
    int32_t *person;           /* per item: the first item of its person */
    int32_t *chosen;           /* per item: the person's in the base staff, or NO_ITEM */
    double *activity;          /* per row, of the base staff */
    int32_t *row_item;         /* scratch: the items of the people of one row */
    double *row_amount;        /* and what they bring to it */
    bool *could_differ;        /* per item: known already */
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
    s->row_amount = calloc(items, sizeof *s->row_amount);
    s->person = calloc(items, sizeof *s->person);
    s->chosen = calloc(items, sizeof *s->chosen);
    s->could_differ = calloc(items, sizeof *s->could_differ);
    if (!staff_core_init(&s->core, most_items) || !s->reduced || !s->activity || !s->row_item ||
        !s->row_amount || !s->person || !s->chosen || !s->could_differ) {
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
    free(s->row_amount);
    free(s->person);
    free(s->chosen);
    free(s->could_differ);
    free(s);
}

int64_t staff_search_work(const struct staff_search *search)
{
    return search->work;
}

/* --- prices --------------------------------------------------------------------------------------------- */

/* Slope of h in the price of one row, the items of whose people are listed. */
static double slope_at(const struct staff_search *search, const struct staff_row *row, int32_t count,
                       double price)
{
    double activity = row->base, target;
    for (int32_t i = 0; i < count;) {
        int32_t person = search->person[search->row_item[i]];
        double least = 0, amount = 0;
        for (; i < count && search->person[search->row_item[i]] == person; i++) {
            double reduced = search->reduced[search->row_item[i]] - price * search->row_amount[i];
            amount = reduced < least ? search->row_amount[i] : amount;
            least = reduced < least ? reduced : least;
        }
        activity += amount;
    }
    shape_minimum(row->shape, price, activity, &target);
    return target - activity;
}

static double amount_in(const struct staffing *st, int32_t item, int32_t row)
{
    for (int32_t e = st->items[item].first; e < st->items[item + 1].first; e++)
        if (st->entries[e].row == row)
            return st->entries[e].amount;
    return 0;
}

/* Lists a person's items, first .. end - 1, and takes the row's price out of their reduced costs. Returns the
 * new count; the same where none of them enters the row. */
static int32_t list_person(struct staff_search *search, int32_t r, int32_t first, int32_t end, int32_t count)
{
    const struct staffing *st = search->staffing;
    bool enters = false;
    for (int32_t i = first; i < end; i++) {
        double amount = amount_in(st, i, r);
        enters = enters || amount > 0;
        search->row_item[count + i - first] = i;
        search->row_amount[count + i - first] = amount;
    }
    if (!enters)
        return count;
    for (int32_t i = first; i < end; i++)
        search->reduced[i] += st->rows[r].price * search->row_amount[count + i - first];
    return count + end - first;
}

/* Widens the interval by the prices at which an item listed is as good as one before it of the same person,
 * or as nobody. */
static void widen_interval(const struct staff_search *search, int32_t at, double *low, double *high)
{
    int32_t item = search->row_item[at];
    double reduced = search->reduced[item], amount = search->row_amount[at];
    for (int32_t before = at; before >= 0; before--) {
        int32_t other = search->row_item[before];
        if (search->person[other] != search->person[item])
            break;
        double rival = before < at ? search->reduced[other] : 0,
               brings = before < at ? search->row_amount[before] : 0;
        if (amount == brings)
            continue;
        double even = (reduced - rival) / (amount - brings);
        *low = fmin(*low, even);
        *high = fmax(*high, even);
    }
}

/* Lists the items of the row's people and takes its price out of their reduced costs; the interval of prices
 * that could be best. */
static int32_t lift_price(struct staff_search *search, int32_t r, double *low, double *high)
{
    const struct staffing *st = search->staffing;
    int32_t count = 0;
    *low = *high = 0;
    for (int32_t i = 0, end; i < st->item_count; i = end) {
        for (end = i + 1; end < st->item_count && st->items[end].same_person; end++)
            continue;
        count = list_person(search, r, i, end, count);
    }
    for (int32_t i = 0; i < count; i++)
        widen_interval(search, i, low, high);
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
        search->reduced[search->row_item[i]] -= row->price * search->row_amount[i];
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

/* Of each person the item of least reduced cost, where that is negative. */
static void choose_base(struct staff_search *search)
{
    const struct staffing *st = search->staffing;
    for (int32_t i = 0, end; i < st->item_count; i = end) {
        int32_t chosen = search->reduced[i] < 0 ? i : NO_ITEM;
        for (end = i + 1; end < st->item_count && st->items[end].same_person; end++)
            if (search->reduced[end] < (chosen != NO_ITEM ? search->reduced[chosen] : 0))
                chosen = end;
        for (int32_t k = i; k < end; k++)
            search->chosen[k] = chosen;
    }
}

static void change_activity(struct staff_search *search, int32_t item, double sign)
{
    const struct staffing *st = search->staffing;
    for (int32_t e = st->items[item].first; e < st->items[item + 1].first; e++)
        search->activity[st->entries[e].row] += sign * st->entries[e].amount;
}

/* Takes the base staff; returns h. */
static double take_base_staff(struct staff_search *search)
{
    struct staffing *st = search->staffing;
    double h = 0;
    choose_base(search);
    for (int32_t r = 0; r < st->row_count; r++)
        search->activity[r] = st->rows[r].base;
    for (int32_t i = 0; i < st->item_count; i++) {
        st->items[i].taken = search->chosen[i] == i;
        if (!st->items[i].taken)
            continue;
        h += search->reduced[i];
        change_activity(search, i, 1);
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

static struct staff_base base_of(const struct staff_search *search)
{
    return (struct staff_base){search->reduced, search->person, search->chosen, search->activity};
}

static double sum_of_differences(const struct staff_search *search)
{
    struct staff_base base = base_of(search);
    double sum = 0;
    for (int32_t i = 0; i < search->staffing->item_count; i++)
        sum += staff_difference(&base, i);
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
        const struct open_item *open = &core->open[core->best_path[d]];
        search->staffing->items[open->item].taken = !open->in_base;
        if (open->replaced != NO_ITEM)
            search->staffing->items[open->replaced].taken = false;
    }
}

/* The least cost above h, by rooms that double: what a search of one room did not find costs at least the
 * room. */
static double least_excess(struct staff_search *search)
{
    struct staffing *st = search->staffing;
    struct staff_core *core = &search->core;
    struct staff_base base = base_of(search);
    double most = sum_of_differences(search), proven = 0;
    for (double room = fmax(st->excess * 1.1, FIRST_ROOM);; room *= 2) {
        room = room > most ? INFINITY : room;
        staff_core_open(core, st, &base, room, NO_ITEM);
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

static void number_people(struct staff_search *search)
{
    const struct staffing *st = search->staffing;
    for (int32_t i = 0; i < st->item_count; i++)
        search->person[i] = st->items[i].same_person ? search->person[i - 1] : i;
}

double staffing_solve(struct staff_search *search, struct staffing *st)
{
    search->staffing = st;
    number_people(search);
    reduce(search);
    for (int32_t r = 0; r < st->row_count; r++)
        improve_price(search, r);
    reduce(search); /* afresh: steps from a far guess would cost digits */
    double h = take_base_staff(search), excess = base_is_best(search) ? 0 : least_excess(search);
    st->excess = isinf(excess) ? 0 : excess;
    for (int32_t i = 0; i < st->item_count; i++)
        search->could_differ[i] = st->items[i].taken != (search->chosen[i] == i);
    return h + excess;
}

bool staff_search_in_base(const struct staff_search *search, int32_t item)
{
    return search->chosen[item] == item;
}

/* --- questions ------------------------------------------------------------------------------------------ */

/* The staff that was found answers for its other differences too. */
static void remember_differences(struct staff_search *search)
{
    const struct staff_core *core = &search->core;
    for (int32_t d = 0; d < core->best_length; d++) {
        const struct open_item *open = &core->open[core->best_path[d]];
        search->could_differ[open->item] = true;
        if (open->replaced != NO_ITEM)
            search->could_differ[open->replaced] = true;
    }
}

/* Whether some staff below the room has `instead` (NO_ITEM: nothing) of a person whose item in the base staff
 * is another, which costs `spent` already. */
static bool exists_with(struct staff_search *search, int32_t person, int32_t instead, double spent,
                        double room)
{
    struct staff_core *core = &search->core;
    struct staff_base base = base_of(search);
    int32_t chosen = search->chosen[person];
    if (chosen != NO_ITEM)
        change_activity(search, chosen, -1);
    if (instead != NO_ITEM)
        change_activity(search, instead, 1);
    staff_core_open(core, search->staffing, &base, room - spent, person);
    staff_core_search(core, room, spent, MOST_NODES_OF_A_QUESTION, true);
    if (chosen != NO_ITEM)
        change_activity(search, chosen, 1);
    if (instead != NO_ITEM)
        change_activity(search, instead, -1);
    count_search(search);
    if (core->best == INFINITY)
        return core->nodes > core->limit;
    remember_differences(search);
    return true;
}

/* The item of the base staff is left out: for nobody, or for another item of the person. */
static bool could_be_without(struct staff_search *search, int32_t item, double room, bool exactly)
{
    const struct staffing *st = search->staffing;
    struct staff_base base = base_of(search);
    double spent = staff_difference(&base, item);
    if (spent < room && (!exactly || exists_with(search, search->person[item], NO_ITEM, spent, room)))
        return true;
    for (int32_t i = search->person[item]; i < st->item_count && search->person[i] == search->person[item];
         i++) {
        spent = i == item ? room : staff_difference(&base, i);
        if (spent < room && (!exactly || exists_with(search, search->person[item], i, spent, room)))
            return true;
    }
    return false;
}

bool staffing_could_differ(struct staff_search *search, int32_t item, double room, bool exactly)
{
    if (search->could_differ[item])
        return true;
    if (search->chosen[item] == item)
        return could_be_without(search, item, room, exactly);
    struct staff_base base = base_of(search);
    double spent = staff_difference(&base, item);
    return spent < room && (!exactly || exists_with(search, search->person[item], item, spent, room));
}
