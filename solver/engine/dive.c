/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/dive.h"

#include <math.h>
#include <stdlib.h>

enum { LEAST_BATCH = 4 };
static const double FIRST_STEP = 0.1, LAST_STEP = 0.02; /* of the width */
static const double SURE = 0.98;                        /* share that settles somebody */

struct leaning {
    double share;
    int32_t choice;
};

struct dive {
    struct solve *solve;
    const struct dive_pace *pace;
    struct decomposition *d;
    uint8_t *state;
    double *prices;
    struct leaning *leanings;
};

static int surest_first(const void *left, const void *right)
{
    const struct leaning *a = left, *b = right;
    if (a->share != b->share)
        return a->share > b->share ? -1 : 1;
    return a->choice < b->choice ? -1 : a->choice > b->choice;
}

/* The choice each unplaced person leans to; returns how many there are. */
static int32_t list_leanings(struct dive *dive)
{
    int32_t count = 0, person = -1, choices = decomposition_choice_count(dive->d);
    bool placed = false;
    for (int32_t c = 0; c < choices; c++) {
        if (decomposition_person(dive->d, c) != person) {
            person = decomposition_person(dive->d, c);
            placed = false;
            dive->leanings[count++] = (struct leaning){-1, -1};
        }
        struct leaning *mine = &dive->leanings[count - 1];
        if (dive->state[c] == CHOICE_IN)
            placed = true;
        if (dive->state[c] == CHOICE_OPEN && decomposition_share(dive->d, c) > mine->share)
            *mine = (struct leaning){decomposition_share(dive->d, c), c};
        if (placed)
            mine->share = 2; /* above any share: no more open choice is taken */
    }
    int32_t kept = 0;
    for (int32_t i = 0; i < count; i++)
        if (dive->leanings[i].share >= 0 && dive->leanings[i].share <= 1)
            dive->leanings[kept++] = dive->leanings[i];
    return kept;
}

static void place_surest(struct dive *dive, int32_t count)
{
    int32_t batch = (int32_t)(dive->pace->batch * count);
    batch = batch > LEAST_BATCH ? batch : LEAST_BATCH;
    qsort(dive->leanings, (size_t)count, sizeof *dive->leanings, surest_first);
    for (int32_t i = 0; i < count && (i < batch || dive->leanings[i].share > SURE); i++)
        dive->state[dive->leanings[i].choice] = CHOICE_IN;
}

/* Ends early where the people placed leave some place without a staff: little is broken then. */
static bool descend(struct dive *dive, double width)
{
    while (!dive->solve->stopped) {
        decomposition_get_prices(dive->d, dive->prices);
        decomposition_restrict(dive->d, dive->state);
        decomposition_set_prices(dive->d, dive->prices);
        if (isinf(decomposition_run(dive->d, dive->pace->passes, width * FIRST_STEP, width * LAST_STEP,
                                    INFINITY)))
            return true;
        int32_t count = list_leanings(dive);
        if (count == 0)
            return true;
        place_surest(dive, count);
    }
    return false;
}

bool dive_run(struct solve *solve, struct decomposition *d, double width, const struct dive_pace *pace,
              int32_t *choice)
{
    size_t choices = (size_t)decomposition_choice_count(d) + 1;
    struct dive dive = {.solve = solve,
                        .pace = pace,
                        .d = d,
                        .state = calloc(choices, 1),
                        .prices = calloc((size_t)decomposition_price_count(d) + 1, sizeof *dive.prices),
                        .leanings = calloc(choices, sizeof *dive.leanings)};
    decomposition_quicken(d);
    bool arrived = dive.state && dive.prices && dive.leanings && descend(&dive, width);
    if (arrived)
        decomposition_placement(d, choice);
    free(dive.state);
    free(dive.prices);
    free(dive.leanings);
    return arrived;
}
