/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The ascent of the unit side's bound. Steps along momentum over the root of the mean square, as in Adam,
 * with a pace of each price besides: faster while its pulls agree, slower when they turn. People's prices
 * share levels, one per place and one of everybody: a scarcity raises them all, and a single person is pulled
 * to and fro too much to tell. source: Kingma, Ba 2015, "Adam"; Jacobs 1988, "Increased rates of convergence
 * through learning rate adaptation" */
#include "solver/engine/decomposition_parts.h"

#include <math.h>

static const double MOMENTUM = 0.85;
static const double SQUARES = 0.97;
static const double REST = 0.01;
static const double QUICKENS = 1.1, SLOWS = 0.8, FASTEST = 30, SLOWEST = 0.03; /* the pace */
static const double PLACE_STEP = 1, EVERYBODY_STEP = 3; /* of a level, to those of people */
static const double SHARE_MEMORY = 0.9;
static const double ROUNDING = 1e-9; /* of the value: what sums in doubles may be wrong by, and far more */

static double safe(const struct decomposition *d, double value)
{
    return value - ROUNDING * fabs(value) - 0.5 * d->rounded_rows - 1e-3;
}

double decomposition_bound(const struct decomposition *d)
{
    return safe(d, d->best_bound);
}

/* --- value ---------------------------------------------------------------------------------------------- */

double decomposition_solve_place(struct decomposition *d, int32_t p)
{
    struct staffing *staffing = &d->staffings[p];
    const int32_t *choice = d->item_choice + d->first_of_place[p];
    const int64_t *first = d->first_priced + d->first_of_place[p] + p;
    for (int32_t i = 0; i < staffing->item_count; i++) {
        double cost =
            d->store->cost[d->choice_store[choice[i]]] - d->people[d->choice_person[choice[i]]].value;
        for (int64_t e = first[i]; e < first[i + 1]; e++)
            cost -= d->rows[d->priced[e].row].value * d->priced[e].amount;
        staffing->items[i].cost = cost;
    }
    return staffing_solve(d->search, staffing);
}

static void enter_gradient(struct decomposition *d, int32_t p)
{
    const struct staffing *staffing = &d->staffings[p];
    const int32_t *choice = d->item_choice + d->first_of_place[p];
    const int64_t *first = d->first_priced + d->first_of_place[p] + p;
    for (int32_t i = 0; i < staffing->item_count; i++) {
        d->share[choice[i]] *= SHARE_MEMORY;
        if (!staffing->items[i].taken)
            continue;
        d->share[choice[i]] += 1 - SHARE_MEMORY;
        d->people[d->choice_person[choice[i]]].gradient -= 1;
        for (int64_t e = first[i]; e < first[i + 1]; e++)
            d->rows[d->priced[e].row].gradient -= d->priced[e].amount;
    }
}

int64_t decomposition_uncounted_work(struct decomposition *d)
{
    int64_t work = staff_search_work(d->search) - d->counted;
    d->counted += work;
    return work;
}

/* L at the present prices, and its subgradient; NAN when the solve must stop. */
static double value_and_gradient(struct decomposition *d)
{
    double value = d->base_cost;
    for (int32_t k = 0; k < d->person_count; k++) {
        d->people[k].gradient = d->placed[k] ? 0 : 1;
        value += d->placed[k] ? 0 : d->people[k].value;
    }
    for (int32_t r = 0; r < d->store->rows; r++)
        d->rows[r].gradient = -d->base[r];
    for (int32_t p = 0; p < d->store->places; p++) {
        if (d->is_stale[p])
            d->place_value[p] = decomposition_solve_place(d, p);
        d->is_stale[p] = false;
        value += d->place_value[p];
        enter_gradient(d, p);
        if (solve_spend(d->solve, decomposition_uncounted_work(d)))
            return NAN;
    }
    for (int32_t r = 0; r < d->store->rows; r++) {
        if (d->owner[r] != ROW_PRICED)
            continue;
        double at, activity = -d->rows[r].gradient;
        value += shape_minimum(&d->store->shapes[r], d->rows[r].value, activity, &at) -
                 d->rows[r].value * d->base[r];
        d->rows[r].gradient = at - activity;
    }
    return value;
}

/* --- ascent --------------------------------------------------------------------------------------------- */

static void change_pace(struct multiplier *m)
{
    double agreement = m->gradient * m->momentum;
    if (agreement > 0)
        m->pace = fmin(m->pace * QUICKENS, FASTEST);
    else if (agreement < 0)
        m->pace = fmax(m->pace * SLOWS, SLOWEST);
}

/* A price that nothing pulls at any more comes to rest, so that its places need not be asked again. */
static bool move(struct multiplier *m, double step, double bias_m, double bias_v)
{
    double old = m->value;
    change_pace(m);
    m->momentum = MOMENTUM * m->momentum + (1 - MOMENTUM) * m->gradient;
    m->square = SQUARES * m->square + (1 - SQUARES) * m->gradient * m->gradient;
    if (m->gradient == 0 && m->momentum * m->momentum < REST * m->square)
        m->momentum = 0;
    else if (m->square > 1e-12)
        m->value += step * m->box * m->pace * (m->momentum / bias_m) / sqrt(m->square / bias_v);
    m->value = fmax(m->floor, fmin(m->ceiling, m->value));
    return m->value != old;
}

/* Pulled by what pulls at all their people together; the value is the step that they take. */
static void move_levels(struct decomposition *d, double step, double bias_m, double bias_v)
{
    struct multiplier *everybody = &d->levels[d->store->places];
    for (int32_t p = 0; p <= d->store->places; p++)
        d->levels[p].value = d->levels[p].gradient = 0;
    for (int32_t k = 0; k < d->person_count; k++) {
        double pull = d->placed[k] ? 0 : d->people[k].gradient;
        d->levels[d->level_of[k]].gradient += pull;
        everybody->gradient += pull;
    }
    for (int32_t p = 0; p < d->store->places; p++)
        move(&d->levels[p], step * PLACE_STEP, bias_m, bias_v);
    move(everybody, step * EVERYBODY_STEP, bias_m, bias_v);
}

static void move_people(struct decomposition *d, double step, double bias_m, double bias_v)
{
    move_levels(d, step, bias_m, bias_v);
    for (int32_t k = 0; k < d->person_count; k++) {
        double shift = d->levels[d->level_of[k]].value + d->levels[d->store->places].value;
        if (d->placed[k] || (!move(&d->people[k], step, bias_m, bias_v) && shift == 0))
            continue;
        d->people[k].value += shift;
        for (int32_t c = d->first_choice[k]; c < d->first_choice[k + 1]; c++)
            if (d->state[c] == CHOICE_OPEN)
                d->is_stale[d->store->place[d->choice_store[c]]] = true;
    }
}

static void move_rows(struct decomposition *d, double step, double bias_m, double bias_v)
{
    bool any = false;
    for (int32_t r = 0; r < d->store->rows; r++)
        if (d->owner[r] == ROW_PRICED && move(&d->rows[r], step, bias_m, bias_v))
            any = true;
    for (int32_t p = 0; any && p < d->store->places; p++)
        d->is_stale[p] = d->is_stale[p] || d->has_priced[p];
}

static void keep_best(struct decomposition *d, double value)
{
    d->best_bound = value;
    for (int32_t p = 0; p < d->store->places; p++)
        d->place_best[p] = d->place_value[p];
    for (int32_t k = 0; k < d->person_count; k++)
        d->people[k].best = d->people[k].value;
    for (int32_t r = 0; r < d->store->rows; r++)
        d->rows[r].best =
            d->owner[r] >= 0 ? d->staffings[d->owner[r]].rows[d->own_index[r]].price : d->rows[r].value;
}

void decomposition_return_to_best(struct decomposition *d)
{
    for (int32_t p = 0; p < d->store->places; p++)
        d->is_stale[p] = true;
    for (int32_t p = 0; p <= d->store->places; p++)
        d->levels[p] = (struct multiplier){.box = 1, .pace = 1, .floor = -INFINITY, .ceiling = INFINITY};
    for (int32_t k = 0; k < d->person_count; k++) {
        d->people[k].value = d->people[k].best;
        d->people[k].momentum = d->people[k].square = 0;
    }
    for (int32_t r = 0; r < d->store->rows; r++) {
        d->rows[r].value = d->rows[r].best;
        d->rows[r].momentum = d->rows[r].square = 0;
        if (d->owner[r] >= 0)
            d->staffings[d->owner[r]].rows[d->own_index[r]].price = d->rows[r].best;
    }
}

void decomposition_quicken(struct decomposition *d)
{
    for (int32_t k = 0; k < d->person_count; k++)
        d->people[k].pace = 1;
    for (int32_t r = 0; r < d->store->rows; r++)
        d->rows[r].pace = 1;
}

double decomposition_run(struct decomposition *d, int32_t passes, double first, double last, double enough)
{
    double size = first, decay = pow(last / first, 1.0 / (passes > 1 ? passes - 1 : 1));
    decomposition_return_to_best(d);
    for (int32_t pass = 0; pass < passes; pass++, size *= decay) {
        double value = value_and_gradient(d);
        if (isnan(value))
            break;
        if (isinf(value))
            return INFINITY;
        if (value > d->best_bound)
            keep_best(d, value);
        if (solve_spend(d->solve, d->entry_count + decomposition_uncounted_work(d)) ||
            safe(d, d->best_bound) >= enough)
            break;
        double bias_m = 1 - pow(MOMENTUM, pass + 1), bias_v = 1 - pow(SQUARES, pass + 1);
        move_people(d, size, bias_m, bias_v);
        move_rows(d, size, bias_m, bias_v);
    }
    return safe(d, d->best_bound);
}
