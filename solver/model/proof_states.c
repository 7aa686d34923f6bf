/* SPDX-License-Identifier: MIT */
/* The staffs of a place that differ from its start in open items, item by item: of those with equal
 * activities in all rows only the one of least excess goes on, and none whose excess, with the least that the
 * items to come leave its rows to cost, reaches the best known. Lists stand by rising key, so taking one more
 * item is a merge of the list with itself shifted. source: Nemhauser, Ullmann 1969, "Discrete dynamic
 * programming and capital allocation" */
#include "solver/model/proof_parts.h"

#include <stdlib.h>

/* One row's part of a key: (activity - base) / unit, in the digit of weight `radix`. */
struct digit {
    int64_t base, unit;
    uint64_t radix, size;
    int64_t rise, fall; /* what the items to come can still change */
};

struct states {
    struct staff *staff;
    struct digit digits[PROOF_OWN_ROWS_MOST];
    int32_t open, at; /* items, and the next to decide */
    int64_t count, trace_count;
    uint64_t best;
    int64_t best_trace;
    bool improved;
};

static bool starts_taken(const struct staff_item *item)
{
    return item->forced || item->reduced < 0;
}

static const struct staff_item *open_item(const struct states *states, int32_t at)
{
    return &states->staff->items[states->staff->open[at].item];
}

/* False when the keys of all activities leave 63 bits. */
static bool lay_out_keys(struct states *states)
{
    uint64_t radix = 1;
    for (int32_t r = 0; r < states->staff->row_count; r++) {
        struct digit *digit = &states->digits[r];
        *digit = (struct digit){.radix = radix};
        for (int32_t i = 0; i < states->open; i++) {
            const struct staff_item *item = open_item(states, i);
            digit->unit = greatest_divisor(item->amount[r], digit->unit);
            *(starts_taken(item) ? &digit->fall : &digit->rise) += item->amount[r];
        }
        digit->unit = digit->unit > 0 ? digit->unit : 1;
        digit->base = states->staff->start[r] - digit->fall;
        digit->size = (uint64_t)((digit->rise + digit->fall) / digit->unit) + 1;
        if (__builtin_mul_overflow(radix, digit->size, &radix) || radix > (uint64_t)INT64_MAX)
            return false;
    }
    return true;
}

/* What deciding an item otherwise adds to a key, modulo 2^64. */
static uint64_t shift_of(const struct states *states, const struct staff_item *item)
{
    uint64_t shift = 0;
    for (int32_t r = 0; r < states->staff->row_count; r++) {
        const struct digit *digit = &states->digits[r];
        uint64_t step = (uint64_t)(item->amount[r] / digit->unit) * digit->radix;
        shift += starts_taken(item) ? -step : step;
    }
    return shift;
}

static uint64_t start_key(const struct states *states)
{
    uint64_t key = 0;
    for (int32_t r = 0; r < states->staff->row_count; r++) {
        const struct digit *digit = &states->digits[r];
        key += (uint64_t)((states->staff->start[r] - digit->base) / digit->unit) * digit->radix;
    }
    return key;
}

static int64_t activity_of(const struct digit *digit, uint64_t key)
{
    return digit->base + (int64_t)(key / digit->radix % digit->size) * digit->unit;
}

static uint64_t sum_below(uint64_t a, uint64_t b)
{
    return a >= EXCESS_NONE - b ? EXCESS_NONE : a + b;
}

/* What the rows cost above their least if no further item differs; EXCESS_NONE outside a hard interval. */
static uint64_t cost_now(const struct states *states, uint64_t key)
{
    uint64_t cost = 0;
    for (int32_t r = 0; r < states->staff->row_count; r++)
        cost = sum_below(cost, staff_row_excess(states->staff, r, activity_of(&states->digits[r], key)));
    return cost;
}

/* At least what they will cost, each row as near to its best activity as the items to come can bring it. */
static uint64_t cost_to_come(const struct states *states, uint64_t key)
{
    uint64_t cost = 0;
    for (int32_t r = 0; r < states->staff->row_count; r++) {
        const struct digit *digit = &states->digits[r];
        int64_t activity = activity_of(digit, key), wanted = states->staff->least[r].at;
        int64_t up = wanted - activity < digit->rise ? wanted - activity : digit->rise;
        int64_t down = activity - wanted < digit->fall ? activity - wanted : digit->fall;
        activity += activity < wanted ? up : -down;
        cost = sum_below(cost, staff_row_excess(states->staff, r, activity));
    }
    return cost;
}

static bool is_alive(const struct states *states, const struct staff_label *label)
{
    return label->excess < states->best &&
           sum_below(label->excess, cost_to_come(states, label->key)) < states->best;
}

static void remember_best(struct states *states, const struct staff_label *label)
{
    uint64_t excess = sum_below(label->excess, cost_now(states, label->key));
    if (excess >= states->best)
        return;
    states->best = excess;
    states->best_trace = label->trace;
    states->improved = true;
}

static bool make_room(struct states *states, int64_t labels)
{
    struct staff *staff = states->staff;
    if (labels > staff->label_room) {
        struct staff_label *grown = realloc(staff->labels, (size_t)labels * 2 * sizeof *grown);
        staff->labels = grown != NULL ? grown : staff->labels;
        struct staff_label *other = realloc(staff->next, (size_t)labels * 2 * sizeof *other);
        staff->next = other != NULL ? other : staff->next;
        if (grown == NULL || other == NULL)
            return false;
        staff->label_room = labels * 2;
    }
    if (states->trace_count + labels > staff->trace_room) {
        int64_t room = 2 * (states->trace_count + labels);
        struct staff_trace *grown = realloc(staff->traces, (size_t)room * sizeof *grown);
        if (grown == NULL)
            return false;
        staff->traces = grown;
        staff->trace_room = room;
    }
    return true;
}

/* A label with the present item decided otherwise; false when it cannot become the best. */
static bool take(struct states *states, const struct staff_label *from, uint64_t shift,
                 struct staff_label *out)
{
    const struct staff_open *open = &states->staff->open[states->at];
    *out = (struct staff_label){
        .key = from->key + shift, .excess = from->excess + open->weight, .trace = states->trace_count};
    if (!is_alive(states, out))
        return false;
    states->staff->traces[states->trace_count++] = (struct staff_trace){from->trace, open->item};
    remember_best(states, out);
    return true;
}

static void add(struct states *states, const struct staff_label *label, int64_t *count)
{
    struct staff_label *next = states->staff->next;
    if (*count == 0 || next[*count - 1].key != label->key)
        next[(*count)++] = *label;
    else if (label->excess < next[*count - 1].excess)
        next[*count - 1] = *label;
}

static void decide_item(struct states *states)
{
    struct staff *staff = states->staff;
    const struct staff_item *item = open_item(states, states->at);
    uint64_t shift = shift_of(states, item);
    int64_t old = 0, shifted = 0, count = 0;
    while (old < states->count || shifted < states->count) {
        struct staff_label label;
        bool is_old = old < states->count && (shifted == states->count ||
                                              staff->labels[old].key <= staff->labels[shifted].key + shift);
        if (is_old) {
            label = staff->labels[old++];
            if (is_alive(states, &label))
                add(states, &label, &count);
        } else if (take(states, &staff->labels[shifted++], shift, &label)) {
            add(states, &label, &count);
        }
    }
    struct staff_label *other = staff->labels;
    staff->labels = staff->next;
    staff->next = other;
    states->count = count;
}

static void settle_item(struct states *states)
{
    const struct staff_item *item = open_item(states, states->at);
    for (int32_t r = 0; r < states->staff->row_count; r++)
        *(starts_taken(item) ? &states->digits[r].fall : &states->digits[r].rise) -= item->amount[r];
}

/* What all the states left can still become. */
static uint64_t frontier(const struct states *states)
{
    uint64_t least = states->best;
    for (int64_t i = 0; i < states->count; i++) {
        const struct staff_label *label = &states->staff->labels[i];
        uint64_t excess = sum_below(label->excess, cost_to_come(states, label->key));
        least = excess < least ? excess : least;
    }
    return least;
}

static void apply_best(struct states *states)
{
    struct staff *staff = states->staff;
    for (int32_t i = 0; i < staff->count; i++)
        staff->items[i].taken = starts_taken(&staff->items[i]);
    for (int64_t t = states->best_trace; t >= 0; t = staff->traces[t].before)
        staff->items[staff->traces[t].item].taken = !starts_taken(&staff->items[staff->traces[t].item]);
}

enum staff_status staff_states(struct staff *staff, int32_t open, uint64_t *excess)
{
    struct states states = {.staff = staff, .open = open, .best = *excess, .best_trace = -1, .count = 1};
    int64_t left = staff->states_left < staff->states_here ? staff->states_left : staff->states_here;
    int64_t granted = left;
    if (!lay_out_keys(&states)) {
        *excess = 0;
        return STAFF_BOUND;
    }
    if (!make_room(&states, 1))
        return STAFF_MEMORY;
    staff->labels[0] = (struct staff_label){.key = start_key(&states), .trace = -1};
    remember_best(&states, &staff->labels[0]);
    for (; states.at < open && left >= 2 * states.count; states.at++) {
        if (!make_room(&states, 2 * states.count))
            return STAFF_MEMORY;
        left -= 2 * states.count;
        settle_item(&states);
        decide_item(&states);
    }
    staff->states_left -= granted - left;
    staff->states_here -= granted - left;
    if (states.at < open) {
        *excess = frontier(&states);
        return STAFF_BOUND;
    }
    if (states.improved)
        apply_best(&states);
    *excess = states.best;
    return STAFF_EXACT;
}
