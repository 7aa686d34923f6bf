/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/rounding.h"

#include "solver/engine/ascent.h"
#include "solver/engine/core.h"
#include "solver/engine/nth_least.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_FRACTIONAL = 100, SECOND_CHOICES = 1000, NODES = 500 };
static const double WHOLE = 1 - 1e-6;
static const double CLOSE = 0.002; /* of the bound: from there to the plan known already */

struct rounding {
    struct solve *solve;
    int64_t *fixed;           /* per person: the choice that has most of them */
    int32_t *choice;          /* likewise, counted from the person's first */
    uint8_t *free;            /* per choice */
    double *reduced, *excess; /* per choice; excess: sorted */
    double *least;            /* per person */
};

/* Returns how many people are cut into fractions. */
static int32_t choose_most(const struct rounding *r, const double *x)
{
    const struct store *store = &r->solve->store;
    int32_t fractional = 0;
    for (int32_t k = 0; k < store->people; k++) {
        int64_t most = store->first_choice[k];
        for (int64_t q = most; q < store->first_choice[k + 1]; q++)
            most = x[q] > x[most] ? q : most;
        r->fixed[k] = most;
        r->choice[k] = (int32_t)(most - store->first_choice[k]);
        fractional += x[most] < WHOLE;
    }
    return fractional;
}

/* Frees so many second choices, those of least reduced cost. */
static void free_cheapest(const struct rounding *r, const double *prices)
{
    const struct store *store = &r->solve->store;
    int64_t count = 0;
    ascent_reduced_costs(store, prices, r->reduced, r->least);
    for (int32_t k = 0; k < store->people; k++)
        for (int64_t q = store->first_choice[k]; q < store->first_choice[k + 1]; q++) {
            r->reduced[q] -= r->least[k];
            if (q != r->fixed[k])
                r->excess[count++] = r->reduced[q];
        }
    double most = count == 0 ? 0 : nth_least(r->excess, count, SECOND_CHOICES);
    for (int32_t k = 0; k < store->people; k++)
        for (int64_t q = store->first_choice[k]; q < store->first_choice[k + 1]; q++)
            r->free[q] = q == r->fixed[k] || r->reduced[q] <= most;
}

/* Where the relaxation costs much less than a plan, its fractions say little about whole people. */
static bool is_close(const struct solve *solve)
{
    return solve->has_incumbent && solve->has_bound &&
           (double)(solve->incumbent_upt - solve->bound_upt) <= CLOSE * fabs((double)solve->bound_upt);
}

static void offer(const struct rounding *r, const double *prices, const double *x)
{
    int32_t fractional = choose_most(r, x);
    solve_offer_choice(r->solve, r->choice);
    if (fractional == 0 || fractional > MOST_FRACTIONAL || !is_close(r->solve))
        return;
    free_cheapest(r, prices);
    struct core core = {.fixed = r->fixed, .free = r->free, .cuts = true, .nodes = NODES};
    core_solve(r->solve, &core);
}

void rounding_offer(struct solve *solve, const double *prices, const double *x)
{
    size_t people = (size_t)solve->store.people + 1, choices = (size_t)solve->store.choices + 1;
    struct rounding r = {.solve = solve,
                         .fixed = calloc(people, sizeof *r.fixed),
                         .choice = calloc(people, sizeof *r.choice),
                         .free = calloc(choices, 1),
                         .reduced = calloc(choices, sizeof *r.reduced),
                         .excess = calloc(choices, sizeof *r.excess),
                         .least = calloc(people, sizeof *r.least)};
    if (r.fixed != NULL && r.choice != NULL && r.free != NULL && r.reduced != NULL && r.excess != NULL &&
        r.least != NULL)
        offer(&r, prices, x);
    free(r.fixed);
    free(r.choice);
    free(r.free);
    free(r.reduced);
    free(r.excess);
    free(r.least);
}
