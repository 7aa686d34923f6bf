/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/polish.h"

#include "solver/engine/anneal.h"
#include "solver/engine/ascent.h"

#include <math.h>
#include <stdlib.h>

static const double HOT = 0.3, COLD = 0.01; /* of the width */

struct polish {
    struct solve *solve;
    struct anneal *anneal;
    double width;
};

/* Reduced costs at the decomposition's prices; infinite for choices it does not have. */
static void price_part(const struct store *store, const double *prices, const uint8_t *allowed,
                       double *reduced, double *least)
{
    ascent_reduced_costs(store, prices, reduced, NULL);
    for (int32_t k = 0; k < store->people; k++) {
        least[k] = INFINITY;
        for (int64_t q = store->first_choice[k]; q < store->first_choice[k + 1]; q++) {
            reduced[q] = allowed[q] != 0 ? reduced[q] : INFINITY;
            least[k] = fmin(least[k], reduced[q]);
        }
    }
}

struct polish *polish_new(struct solve *solve, const struct decomposition *d, double width)
{
    const struct store *store = &solve->store;
    struct polish *p = calloc(1, sizeof *p);
    uint8_t *allowed = calloc((size_t)store->choices + 1, 1);
    double *reduced = malloc(((size_t)store->choices + 1) * sizeof *reduced);
    double *least = malloc(((size_t)store->people + 1) * sizeof *least);
    double *prices = malloc(((size_t)store->rows + 1) * sizeof *prices);
    if (p != NULL && allowed != NULL && reduced != NULL && least != NULL && prices != NULL) {
        decomposition_row_prices(d, prices);
        decomposition_choices(d, allowed);
        price_part(store, prices, allowed, reduced, least);
        p->solve = solve;
        p->width = width;
        p->anneal = anneal_new(solve, &(struct anneal_core){.prices = prices,
                                                            .reduced = reduced,
                                                            .least = least,
                                                            .width = width,
                                                            .margin = 0x1p200 / width});
    }
    free(allowed);
    free(reduced);
    free(least);
    free(prices);
    if (p != NULL && p->anneal == NULL) {
        free(p);
        return NULL;
    }
    return p;
}

void polish_free(struct polish *p)
{
    if (p == NULL)
        return;
    anneal_free(p->anneal);
    free(p);
}

void polish_run(struct polish *p, const int32_t *choice, int64_t moves_per_person)
{
    if (!solve_uses(p->solve, SWITCH_POLISH)) {
        solve_offer_choice(p->solve, choice);
        return;
    }
    anneal_start(p->anneal, choice);
    anneal_run(p->anneal, moves_per_person * anneal_mobile_people(p->anneal), HOT * p->width,
               COLD * p->width);
}
