/* SPDX-License-Identifier: MIT */
/* The staffs of a place that differ from its start in open items, person by person: of those with equal
 * activities in all rows only the one of least excess goes on, and none whose excess, with the least that the
 * people to come leave its rows to cost, reaches the best known. Lists stand by rising key, so one more
 * person is a merge of the list with itself, shifted by each of the person's items in turn. source:
 * Nemhauser, Ullmann 1969, "Discrete dynamic programming and capital allocation" */
#include "solver/model/proof_parts.h"

#include <stdlib.h>

/* One row's part of a key: (activity - base) / unit, in the digit of weight `radix`. */
struct digit {
    int64_t base, unit;
    uint64_t radix, size;
    int64_t rise, fall; /* what the people to come can still change */
};

struct states {
    struct staff *staff;
    struct digit digits[PROOF_OWN_ROWS_MOST];
    int32_t open, at, end; /* items; those of the person to decide, from at to end */
    int64_t count, trace_count;
    uint64_t best;
    int64_t best_trace;
    bool improved;
};

static int32_t item_at(const struct states *states, int32_t at)
{
    return states->staff->open[at].item;
}

/* The end of the open items of the person whose first is at `at`. */
static int32_t person_end(const struct states *states, int32_t at)
{
    int32_t person = states->staff->items[item_at(states, at)].person;
    while (at < states->open && states->staff->items[item_at(states, at)].person == person)
        at++;
    return at;
}

/* Adds, with that sign, what the person's open items can change. */
static void change_reach(struct states *states, int32_t at, int32_t end, int sign)
{
    for (int32_t r = 0; r < states->staff->row_count; r++) {
        int64_t rise = 0, fall = 0;
        for (int32_t i = at; i < end; i++) {
            int64_t shift = staff_shift(states->staff, item_at(states, i), r);
            rise = shift > rise ? shift : rise;
            fall = -shift > fall ? -shift : fall;
        }
        states->digits[r].rise += sign * rise;
        states->digits[r].fall += sign * fall;
    }
}

static int64_t unit_of(const struct states *states, int32_t row)
{
    int64_t unit = 0;
    for (int32_t i = 0; i < states->open; i++) {
        int64_t shift = staff_shift(states->staff, item_at(states, i), row);
        unit = greatest_divisor(shift < 0 ? -shift : shift, unit);
    }
    return unit > 0 ? unit : 1;
}

/* False when the keys of all activities leave 63 bits. */
static bool lay_out_keys(struct states *states)
{
    uint64_t radix = 1;
    for (int32_t at = 0, end; at < states->open; at = end) {
        end = person_end(states, at);
        change_reach(states, at, end, 1);
    }
    for (int32_t r = 0; r < states->staff->row_count; r++) {
        struct digit *digit = &states->digits[r];
        digit->radix = radix;
        digit->unit = unit_of(states, r);
        digit->base = states->staff->start[r] - digit->fall;
        digit->size = (uint64_t)((digit->rise + digit->fall) / digit->unit) + 1;
        if (__builtin_mul_overflow(radix, digit->size, &radix) || radix > (uint64_t)INT64_MAX)
            return false;
    }
    return true;
}

/* What having an item otherwise adds to a key, modulo 2^64. */
static uint64_t shift_of(const struct states *states, int32_t at)
{
    uint64_t shift = 0;
    for (int32_t r = 0; r < states->staff->row_count; r++) {
        const struct digit *digit = &states->digits[r];
        shift += (uint64_t)(staff_shift(states->staff, item_at(states, at), r) / digit->unit) * digit->radix;
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

/* The next label with an item decided otherwise; false when it cannot become the best. */
static bool take(struct states *states, int32_t at, struct staff_label *out)
{
    const struct staff_open *open = &states->staff->open[at];
    struct staff_head *head = &states->staff->heads[at - states->at];
    const struct staff_label *from = &states->staff->labels[head->next++];
    *out = (struct staff_label){
        .key = from->key + head->shift, .excess = from->excess + open->weight, .trace = states->trace_count};
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

/* The list whose next label has the least key: NO_ITEM for the one where nothing differs, else that of an
 * open item; of equals the first. False when all are merged. */
static bool least_list(const struct states *states, int64_t old, int32_t *list)
{
    const struct staff_label *labels = states->staff->labels;
    bool found = old < states->count;
    uint64_t least = found ? labels[old].key : 0;
    *list = NO_ITEM;
    for (int32_t at = states->at; at < states->end; at++) {
        const struct staff_head *head = &states->staff->heads[at - states->at];
        if (head->next == states->count)
            continue;
        uint64_t key = labels[head->next].key + head->shift;
        if (!found || key < least) {
            found = true;
            least = key;
            *list = at;
        }
    }
    return found;
}

static void decide_person(struct states *states)
{
    struct staff *staff = states->staff;
    int64_t old = 0, count = 0;
    int32_t list;
    for (int32_t at = states->at; at < states->end; at++)
        staff->heads[at - states->at] = (struct staff_head){shift_of(states, at), 0};
    while (least_list(states, old, &list)) {
        struct staff_label label;
        if (list == NO_ITEM) {
            label = staff->labels[old++];
            if (is_alive(states, &label))
                add(states, &label, &count);
        } else if (take(states, list, &label)) {
            add(states, &label, &count);
        }
    }
    struct staff_label *other = staff->labels;
    staff->labels = staff->next;
    staff->next = other;
    states->count = count;
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
        staff->items[i].taken = staff->items[i].starts;
    for (int64_t t = states->best_trace; t >= 0; t = staff->traces[t].before) {
        struct staff_item *item = &staff->items[staff->traces[t].item];
        item->taken = !item->starts;
        if (item->replaced != NO_ITEM)
            staff->items[item->replaced].taken = false;
    }
}

/* Decides one person after another while there is room for the states that come of it; what is left of it. */
static enum staff_status decide_people(struct states *states, int64_t *left)
{
    for (; states->at < states->open; states->at = states->end) {
        states->end = person_end(states, states->at);
        int64_t labels = states->count * (states->end - states->at + 1);
        if (labels > *left)
            return STAFF_BOUND;
        if (!make_room(states, labels))
            return STAFF_MEMORY;
        *left -= labels;
        change_reach(states, states->at, states->end, -1);
        decide_person(states);
    }
    return STAFF_EXACT;
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
    enum staff_status status = decide_people(&states, &left);
    staff->states_left -= granted - left;
    staff->states_here -= granted - left;
    if (status == STAFF_BOUND)
        *excess = frontier(&states);
    if (status != STAFF_EXACT)
        return status;
    if (states.improved)
        apply_best(&states);
    *excess = states.best;
    return STAFF_EXACT;
}
