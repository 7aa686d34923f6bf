/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/decomposition.h"

#include "solver/engine/decomposition_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_QUESTIONS = 120 /* per place */ };

int32_t decomposition_choice_count(const struct decomposition *d)
{
    return d->choice_count;
}

int32_t decomposition_person(const struct decomposition *d, int32_t choice)
{
    return d->person_store[d->choice_person[choice]];
}

int64_t decomposition_store_choice(const struct decomposition *d, int32_t choice)
{
    return d->choice_store[choice];
}

const struct store *decomposition_store(const struct decomposition *d)
{
    return d->store;
}

int32_t decomposition_price_person(const struct decomposition *d, int32_t price)
{
    return price < d->person_count ? d->person_store[price] : -1;
}

int32_t decomposition_price_count(const struct decomposition *d)
{
    return d->person_count + d->store->rows;
}

void decomposition_get_prices(const struct decomposition *d, double *prices)
{
    for (int32_t k = 0; k < d->person_count; k++)
        prices[k] = d->people[k].best;
    for (int32_t r = 0; r < d->store->rows; r++)
        prices[d->person_count + r] = d->rows[r].best;
}

void decomposition_set_prices(struct decomposition *d, const double *prices)
{
    for (int32_t k = 0; k < d->person_count; k++)
        d->people[k].best = prices[k];
    for (int32_t r = 0; r < d->store->rows; r++)
        d->rows[r].best = prices[d->person_count + r];
    d->best_bound = -INFINITY;
}

double decomposition_share(const struct decomposition *d, int32_t choice)
{
    return d->share[choice];
}

static double reduced_cost(const struct decomposition *d, int64_t q)
{
    const struct store *store = d->store;
    double reduced = store->cost[q];
    for (int64_t e = store->first_entry[q]; e < store->first_entry[q + 1]; e++)
        reduced -= d->rows[store->row[e]].best * store->amount[e];
    return reduced;
}

void decomposition_reduced_costs(struct decomposition *d, double *reduced, double *least)
{
    const struct store *store = d->store;
    for (int32_t k = 0; k < store->people; k++) {
        least[k] = INFINITY;
        for (int64_t q = store->first_choice[k]; q < store->first_choice[k + 1]; q++) {
            reduced[q] = store->cost[q];
            for (int64_t e = store->first_entry[q]; e < store->first_entry[q + 1]; e++)
                reduced[q] -= d->rows[store->row[e]].best * store->amount[e];
            least[k] = fmin(least[k], reduced[q]);
        }
    }
}

/* --- fixing --------------------------------------------------------------------------------------------- */

/* Everybody's others go where one is in; who has one open choice left takes it. */
static int32_t settle(const struct decomposition *d, uint8_t *state)
{
    int32_t open_count = 0;
    for (int32_t k = 0; k < d->person_count; k++) {
        int32_t in = 0, open = 0, last = -1;
        for (int32_t c = d->first_choice[k]; c < d->first_choice[k + 1]; c++) {
            in += state[c] == CHOICE_IN;
            open += state[c] == CHOICE_OPEN;
            last = state[c] == CHOICE_OPEN ? c : last;
        }
        if (in > 1 || in + open == 0)
            return -1;
        if (in == 0 && open == 1)
            state[last] = CHOICE_IN;
        for (int32_t c = d->first_choice[k]; in == 1 && c < d->first_choice[k + 1]; c++)
            if (state[c] == CHOICE_OPEN)
                state[c] = CHOICE_OUT;
        open_count += in == 0 && open > 1 ? open : 0;
    }
    return open_count;
}

/* One place's items, each asked for only while the linear bound leaves few open. */
static void fix_place(struct decomposition *d, int32_t p, double room, uint8_t *state)
{
    const struct staffing *staffing = &d->staffings[p];
    const int32_t *choice = d->item_choice + d->first_of_place[p];
    int32_t doubtful = 0;
    for (int32_t i = 0; i < staffing->item_count; i++)
        doubtful += staffing_could_differ(d->search, i, room, false);
    for (int32_t i = 0; i < staffing->item_count; i++)
        if (!staffing_could_differ(d->search, i, room, doubtful <= MOST_QUESTIONS))
            state[choice[i]] = staff_search_in_base(d->search, i) ? CHOICE_IN : CHOICE_OUT;
}

/* A plan within the slack has each place's staff within it of what the place gave to the best bound, which a
 * search that grew too long this time may miss. */
int32_t decomposition_fix(struct decomposition *d, double slack, uint8_t *state)
{
    memcpy(d->fixed, state, (size_t)d->choice_count);
    if (!isfinite(d->best_bound) || !solve_uses(d->solve, SWITCH_FIXING))
        return settle(d, state);
    decomposition_return_to_best(d);
    for (int32_t p = 0; p < d->store->places; p++) {
        double value = decomposition_solve_place(d, p);
        if (isinf(value))
            return -1;
        double h = value - d->staffings[p].excess;
        if (!solve_spend(d->solve, decomposition_uncounted_work(d)))
            fix_place(d, p, d->place_best[p] - h + slack, state);
        solve_spend(d->solve, decomposition_uncounted_work(d));
    }
    memcpy(d->fixed, state, (size_t)d->choice_count);
    return settle(d, state);
}

const uint8_t *decomposition_fixed(const struct decomposition *d)
{
    return d->fixed;
}

/* --- parts ---------------------------------------------------------------------------------------------- */

static void allow(const struct decomposition *d, const uint8_t *state, uint8_t *allowed)
{
    const struct store *store = d->store;
    memset(allowed, 0, (size_t)store->choices);
    for (int32_t k = 0; k < store->people; k++)
        if (d->settled_choice[k] >= 0)
            allowed[store->first_choice[k] + d->settled_choice[k]] = 1;
    for (int32_t c = 0; c < d->choice_count; c++)
        allowed[d->choice_store[c]] = state == NULL || state[c] != CHOICE_OUT;
}

void decomposition_choices(const struct decomposition *d, uint8_t *allowed)
{
    allow(d, NULL, allowed);
}

void decomposition_near(const struct decomposition *d, double margin, uint8_t *allowed)
{
    decomposition_choices(d, allowed);
    for (int32_t k = 0; k < d->person_count; k++) {
        double least = INFINITY;
        for (int32_t c = d->first_choice[k]; c < d->first_choice[k + 1]; c++)
            least = fmin(least, reduced_cost(d, d->choice_store[c]));
        double most = least < d->people[k].best - margin ? d->people[k].best : d->people[k].best + margin;
        for (int32_t c = d->first_choice[k]; c < d->first_choice[k + 1]; c++) {
            double reduced = reduced_cost(d, d->choice_store[c]);
            allowed[d->choice_store[c]] = reduced <= fmax(most, least);
        }
    }
}

int32_t decomposition_within(struct decomposition *d, double slack, uint8_t *allowed)
{
    uint8_t *state = calloc((size_t)d->choice_count + 1, 1);
    int32_t open = state != NULL ? decomposition_fix(d, slack, state) : INT32_MAX;
    if (state != NULL && open >= 0)
        allow(d, state, allowed);
    free(state);
    return open;
}

double decomposition_settled_price(const struct decomposition *d, int32_t k, int32_t *best)
{
    double least = INFINITY, second = INFINITY;
    for (int32_t c = d->first_choice[k]; c < d->first_choice[k + 1]; c++) {
        double reduced = reduced_cost(d, d->choice_store[c]);
        second = fmin(second, fmax(least, reduced));
        if (best != NULL && reduced < least)
            *best = c;
        least = fmin(least, reduced);
    }
    return isfinite(second) ? (least + second) / 2 : least;
}

/* Least reduced costs at the best row prices: of the choices that `from` has too, and of those that presolve
 * left out there. */
static void least_of_both(const struct decomposition *d, const struct decomposition *from, int32_t k,
                          double *kept, double *left_out)
{
    const struct store *store = d->store;
    int32_t person = d->person_store[k];
    *kept = *left_out = INFINITY;
    for (int32_t c = d->first_choice[k]; c < d->first_choice[k + 1]; c++) {
        int64_t q = d->choice_store[c];
        int32_t choice = store_model_choice(store, person, (int32_t)(q - store->first_choice[person]));
        int32_t there = store_find(from->store, person, choice);
        bool has = there >= 0 && store_model_choice(from->store, person, there) == choice;
        double *least = has ? kept : left_out;
        *least = fmin(*least, reduced_cost(d, q));
    }
}

/* Who is in both starts from the price there; who is settled there, from one that settles. No place shall
 * want anybody by a choice that presolve left out: whom a hard row keeps elsewhere stays at any price. */
static double adopted_price(const struct decomposition *d, const struct decomposition *from, int32_t k,
                            double known)
{
    double kept, left_out;
    least_of_both(d, from, k, &kept, &left_out);
    if (isinf(left_out))
        return isnan(known) ? decomposition_settled_price(d, k, NULL) : known;
    if (isnan(known))
        return left_out > kept ? (kept + left_out) / 2 : left_out;
    return fmin(known, left_out);
}

static void take_people(struct decomposition *d, const struct decomposition *from)
{
    for (int32_t k = 0, f = 0; k < d->person_count; k++) {
        while (f < from->person_count && from->person_store[f] < d->person_store[k])
            f++;
        bool known = f < from->person_count && from->person_store[f] == d->person_store[k];
        d->people[k].best = adopted_price(d, from, k, known ? from->people[f].best : NAN);
        d->people[k].pace = known ? from->people[f].pace : 1;
    }
}

void decomposition_row_prices(const struct decomposition *d, double *prices)
{
    for (int32_t r = 0; r < d->store->rows; r++)
        prices[r] = d->rows[r].best;
}

struct decomposition *decomposition_part(const struct decomposition *from, const uint8_t *allowed)
{
    double *prices = malloc(((size_t)from->store->rows + 1) * sizeof *prices);
    if (prices == NULL)
        return NULL;
    decomposition_row_prices(from, prices);
    struct decomposition *d = decomposition_new(from->solve, prices, allowed);
    if (d != NULL)
        take_people(d, from);
    free(prices);
    return d;
}

struct decomposition *decomposition_provable(struct solve *solve, const double *prices,
                                             const struct decomposition *from)
{
    struct decomposition *d = decomposition_make(solve, prices, NULL, true);
    if (d != NULL && from != NULL)
        take_people(d, from);
    return d;
}

void decomposition_placement(const struct decomposition *d, int32_t *choice)
{
    const struct store *store = d->store;
    for (int32_t k = 0; k < store->people; k++)
        choice[k] = d->settled_choice[k];
    for (int32_t k = 0; k < d->person_count; k++) {
        int32_t best = -1;
        for (int32_t c = d->first_choice[k]; c < d->first_choice[k + 1]; c++)
            if (d->state[c] == CHOICE_IN ||
                (d->state[c] == CHOICE_OPEN && (best < 0 || d->share[c] > d->share[best])))
                best = c;
        choice[d->person_store[k]] =
            (int32_t)(d->choice_store[best] - store->first_choice[d->person_store[k]]);
    }
}
