/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/core_width.h"

#include "solver/engine/nth_least.h"

#include <math.h>
#include <stdlib.h>

enum { LEAST_PEOPLE = 30, LEAST_UNDECIDED = 1000 };
static const double LEAST_WIDTH_UPT = 1000;

/* How far the second choice of everybody who has one lies above the first; returns how many there are. */
static int32_t list_excesses(const struct store *store, const double *reduced, const double *least,
                             const int32_t *choice, double *excess)
{
    int32_t count = 0;
    for (int32_t k = 0; k < store->people; k++) {
        double second = INFINITY;
        int64_t best = store->first_choice[k] + choice[k];
        for (int64_t q = store->first_choice[k]; q < store->first_choice[k + 1]; q++)
            if (q != best)
                second = fmin(second, reduced[q]);
        if (isfinite(second))
            excess[count++] = second - least[k];
    }
    return count;
}

double core_width(const struct store *store, const double *reduced, const double *least,
                  const int32_t *choice, double *scratch)
{
    int32_t count = list_excesses(store, reduced, least, choice, scratch);
    if (count == 0)
        return (double)MICRO;
    int32_t share = store->people / 8 > LEAST_UNDECIDED ? store->people / 8 : LEAST_UNDECIDED;
    int32_t rows = store->rows < share ? store->rows : share;
    int32_t undecided = rows > LEAST_PEOPLE ? rows : LEAST_PEOPLE;
    return fmax(nth_least(scratch, count, undecided), LEAST_WIDTH_UPT);
}
