/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/neighbourhood.h"

#include "solver/engine/branch.h"

#include <math.h>
#include <stdlib.h>

enum { FIRST_PEOPLE = 40, LEAST_PEOPLE = 10, MOST_PEOPLE = 2000, MOST_MISSES = 1000 };
static const double AGREED = 0.9, GROWS = 1.5, SHRINKS = 0.7;
static const double PARTS_OF_GAP[] = {0.5, 0.25, 1}; /* dearer choices seldom make a better plan */
enum { PART_COUNT = sizeof PARTS_OF_GAP / sizeof PARTS_OF_GAP[0] };
static const double LEAST_SLACK = 0.0005; /* of the bound */

static int64_t at(const struct solve *solve, int32_t k)
{
    return solve->store.first_choice[k] + solve->incumbent[k];
}

static void keep_only(const struct store *store, uint8_t *allowed, int32_t k, int64_t kept)
{
    for (int64_t q = store->first_choice[k]; q < store->first_choice[k + 1]; q++)
        allowed[q] = q == kept;
}

/* Who the staffs, lately, always wanted where the incumbent has them stays there. */
static void free_the_disputed(const struct solve *solve, const struct decomposition *root, uint8_t *allowed)
{
    int32_t choices = decomposition_choice_count(root);
    for (int32_t c = 0; c < choices; c++) {
        int32_t k = decomposition_person(root, c);
        int64_t q = decomposition_store_choice(root, c);
        if (q == at(solve, k) && decomposition_share(root, c) >= AGREED)
            keep_only(&solve->store, allowed, k, q);
        else if (q == at(solve, k))
            allowed[q] = 1;
    }
}

/* Who stands at the place and has another choice. */
static int32_t free_people_at(const struct solve *solve, const uint8_t *allowed, int32_t place)
{
    const struct store *store = &solve->store;
    int32_t count = 0;
    for (int32_t k = 0; k < store->people; k++) {
        bool has_other = false;
        for (int64_t q = store->first_choice[k]; q < store->first_choice[k + 1]; q++)
            has_other = has_other || (allowed[q] && q != at(solve, k));
        count += store->place[at(solve, k)] == place && has_other;
    }
    return count;
}

/* The place of some other choice of a person, -1: there is none. */
static int32_t draw_other_place(struct solve *solve, const uint8_t *allowed, int32_t k)
{
    const struct store *store = &solve->store;
    int32_t other = -1;
    for (int64_t q = store->first_choice[k]; q < store->first_choice[k + 1]; q++)
        if (allowed[q] && store->place[q] != store->place[at(solve, k)] &&
            (other < 0 || random_unit(&solve->random) < 0.5))
            other = store->place[q];
    return other;
}

/* Places join as long as few people are free: each the place of somebody's other choice. */
static void choose_places(struct solve *solve, const uint8_t *allowed, double people, uint8_t *chosen)
{
    const struct store *store = &solve->store;
    int32_t free_count = 0, misses = 0;
    while (free_count < people && misses < MOST_MISSES) {
        int32_t k = random_below(&solve->random, store->people);
        int32_t home = store->place[at(solve, k)], other = draw_other_place(solve, allowed, k);
        bool is_near = other >= 0 && (free_count == 0 || chosen[home] || chosen[other]);
        if (!is_near || (chosen[home] && chosen[other])) {
            misses++;
            continue;
        }
        misses = 0;
        free_count += chosen[home] ? 0 : free_people_at(solve, allowed, home);
        free_count += chosen[other] ? 0 : free_people_at(solve, allowed, other);
        chosen[home] = chosen[other] = 1;
        solve_spend(solve, store->people);
    }
}

static void free_some_places(struct solve *solve, double people, uint8_t *allowed)
{
    const struct store *store = &solve->store;
    uint8_t *chosen = calloc((size_t)store->places + 1, 1);
    if (chosen != NULL)
        choose_places(solve, allowed, people, chosen);
    for (int32_t k = 0; k < store->people; k++) {
        bool is_free = chosen != NULL && chosen[store->place[at(solve, k)]];
        for (int64_t q = store->first_choice[k]; q < store->first_choice[k + 1]; q++)
            allowed[q] = q == at(solve, k) || (is_free && allowed[q] && chosen[store->place[q]]);
    }
    free(chosen);
}

void neighbourhood_search(struct neighbourhood *n, struct solve *solve, struct decomposition *root,
                          uint8_t *allowed, double width, int64_t effort)
{
    double bound = decomposition_bound(root);
    double part = PARTS_OF_GAP[n->turns / 2 % PART_COUNT];
    double slack = fmax(part * ((double)solve->incumbent_upt - bound), LEAST_SLACK * fabs(bound));
    bool by_places = n->turns++ % 2 != 0;
    n->people = n->people > 0 ? n->people : FIRST_PEOPLE;
    int32_t open = decomposition_within(root, slack, allowed);
    if (open < 0 || open == INT32_MAX)
        return;
    if (by_places)
        free_some_places(solve, n->people, allowed);
    else
        free_the_disputed(solve, root, allowed);
    struct branch *branch = branch_new(solve, decomposition_part(root, allowed), INFINITY, width, false);
    if (branch == NULL)
        return;
    bool is_closed = branch_go(branch, effort) == BRANCH_CLOSED;
    branch_free(branch);
    if (by_places)
        n->people = fmax(LEAST_PEOPLE, fmin(MOST_PEOPLE, n->people * (is_closed ? GROWS : SHRINKS)));
}
