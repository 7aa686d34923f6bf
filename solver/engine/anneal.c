/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/anneal.h"

#include <math.h>
#include <stdlib.h>

enum { LEVELS = 16 };
enum { SPEND_EVERY = 8192, WORK_PER_MOVE = 24 };

/* Mobile people by the place they are in, so that a chain finds its next member at once. */
struct roster {
    int64_t *first;    /* per place: where its list begins */
    int32_t *count;    /* per place */
    int32_t *people;   /* lists */
    int32_t *position; /* per person: index in its list */
};

struct anneal {
    struct solve *solve;
    const struct store *store;
    struct selection selection;
    int64_t *first_candidate; /* per person, and the end */
    int64_t *candidates;      /* choices, counted over the store; per person rising in reduced cost */
    double *excess;           /* per candidate: reduced cost above the person's least */
    int32_t *mobile;          /* people with two candidates or more, rising in the second one's excess */
    int32_t mobile_count;
    double level_excess[LEVELS]; /* nested cores: draws prefer those of small excess */
    int32_t level_people[LEVELS];
    struct roster roster;
    int32_t *choice; /* scratch for offers */
};

int32_t anneal_mobile_people(const struct anneal *anneal)
{
    return anneal->mobile_count;
}

/* Sorts one person's candidates by excess; there are few. */
static void sort_candidates(int64_t *choice, double *excess, int64_t count)
{
    for (int64_t i = 1; i < count; i++)
        for (int64_t j = i; j > 0 && excess[j] < excess[j - 1]; j--) {
            double e = excess[j];
            int64_t c = choice[j];
            excess[j] = excess[j - 1];
            choice[j] = choice[j - 1];
            excess[j - 1] = e;
            choice[j - 1] = c;
        }
}

struct rival {
    double excess;
    int32_t person;
};

static int compare_rivals(const void *left, const void *right)
{
    const struct rival *a = left, *b = right;
    if (a->excess != b->excess)
        return a->excess < b->excess ? -1 : 1;
    return a->person < b->person ? -1 : a->person > b->person;
}

static void pick_candidates(struct anneal *a, const double *reduced, const double *least, double margin)
{
    const struct store *store = a->store;
    int64_t count = 0;
    for (int32_t k = 0; k < store->people; k++) {
        a->first_candidate[k] = count;
        for (int64_t q = store->first_choice[k]; q < store->first_choice[k + 1]; q++)
            if (reduced[q] <= least[k] + margin) {
                a->excess[count] = reduced[q] - least[k];
                a->candidates[count++] = q;
            }
        sort_candidates(a->candidates + a->first_candidate[k], a->excess + a->first_candidate[k],
                        count - a->first_candidate[k]);
    }
    a->first_candidate[store->people] = count;
}

static bool rank_people(struct anneal *a)
{
    struct rival *rivals = malloc(((size_t)a->store->people + 1) * sizeof *rivals);
    for (int32_t k = 0; rivals != NULL && k < a->store->people; k++)
        if (a->first_candidate[k + 1] - a->first_candidate[k] >= 2)
            rivals[a->mobile_count++] = (struct rival){a->excess[a->first_candidate[k] + 1], k};
    if (rivals == NULL)
        return false;
    qsort(rivals, (size_t)a->mobile_count, sizeof *rivals, compare_rivals);
    for (int32_t i = 0; i < a->mobile_count; i++)
        a->mobile[i] = rivals[i].person;
    for (int32_t l = 0; l < LEVELS && a->mobile_count > 0; l++) {
        double share = (double)(l + 1) / LEVELS;
        int32_t last = (int32_t)fmax(1, share * share * a->mobile_count);
        a->level_people[l] = last;
        a->level_excess[l] = rivals[last - 1].excess;
    }
    free(rivals);
    return true;
}

/* A list has room for everybody who could ever stand in it. */
static bool roster_init(struct roster *roster, const struct store *store)
{
    *roster = (struct roster){
        .first = calloc((size_t)store->places + 1, sizeof *roster->first),
        .count = calloc((size_t)store->places + 1, sizeof *roster->count),
        .people = calloc((size_t)store->choices + 1, sizeof *roster->people),
        .position = calloc((size_t)store->people + 1, sizeof *roster->position),
    };
    if (!roster->first || !roster->count || !roster->people || !roster->position)
        return false;
    for (int64_t q = 0; q < store->choices; q++)
        roster->first[store->place[q] + 1]++;
    for (int32_t p = 0; p < store->places; p++)
        roster->first[p + 1] += roster->first[p];
    return true;
}

static void roster_enter(struct roster *roster, int32_t person, int32_t place)
{
    roster->position[person] = roster->count[place];
    roster->people[roster->first[place] + roster->count[place]++] = person;
}

static void roster_leave(struct roster *roster, int32_t person, int32_t place)
{
    int32_t *list = roster->people + roster->first[place];
    int32_t last = list[--roster->count[place]];
    list[roster->position[person]] = last;
    roster->position[last] = roster->position[person];
}

struct anneal *anneal_new(struct solve *solve, const double *reduced, const double *least, double margin,
                          double penalty)
{
    struct anneal *a = calloc(1, sizeof *a);
    if (a == NULL)
        return NULL;
    const struct store *store = &solve->store;
    a->solve = solve;
    a->store = store;
    a->first_candidate = calloc((size_t)store->people + 1, sizeof *a->first_candidate);
    a->candidates = calloc((size_t)store->choices + 1, sizeof *a->candidates);
    a->excess = calloc((size_t)store->choices + 1, sizeof *a->excess);
    a->mobile = calloc((size_t)store->people + 1, sizeof *a->mobile);
    a->choice = calloc((size_t)store->people + 1, sizeof *a->choice);
    bool ok = a->first_candidate && a->candidates && a->excess && a->mobile && a->choice &&
              selection_init(&a->selection, store, penalty) && roster_init(&a->roster, store);
    if (!ok) {
        anneal_free(a);
        return NULL;
    }
    pick_candidates(a, reduced, least, margin);
    if (!rank_people(a)) {
        anneal_free(a);
        return NULL;
    }
    return a;
}

void anneal_free(struct anneal *a)
{
    if (a == NULL)
        return;
    selection_free(&a->selection);
    free(a->roster.first);
    free(a->roster.count);
    free(a->roster.people);
    free(a->roster.position);
    free(a->first_candidate);
    free(a->candidates);
    free(a->excess);
    free(a->mobile);
    free(a->choice);
    free(a);
}

void anneal_start(struct anneal *a, const int32_t *choice)
{
    selection_set(&a->selection, choice);
    for (int32_t p = 0; p < a->store->places; p++)
        a->roster.count[p] = 0;
    for (int32_t i = 0; i < a->mobile_count; i++)
        roster_enter(&a->roster, a->mobile[i], a->store->place[a->selection.at[a->mobile[i]]]);
}

/* Another choice of the person with an excess up to the level's, or -1 when the draw hit the present one. */
static int64_t random_other(struct anneal *a, int32_t person, double excess)
{
    int64_t first = a->first_candidate[person], end = first + 2;
    while (end < a->first_candidate[person + 1] && a->excess[end] <= excess)
        end++;
    int64_t q = a->candidates[first + random_below(&a->solve->random, (int32_t)(end - first))];
    return q == a->selection.at[person] ? -1 : q;
}

static bool already_in(const struct selection *s, int32_t person)
{
    for (int32_t i = 0; i < s->changed_count; i++)
        if (s->changed_person[i] == person)
            return true;
    return false;
}

/* Somebody of the place goes on: to `home` where possible, so that the chain closes to a swap, else anywhere.
 */
static bool extend_chain(struct anneal *a, int32_t place, int32_t home, double excess)
{
    int32_t members = a->roster.count[place];
    if (members == 0)
        return false;
    int32_t person = a->roster.people[a->roster.first[place] + random_below(&a->solve->random, members)];
    if (already_in(&a->selection, person))
        return false;
    int64_t to = random_other(a, person, excess);
    if (random_unit(&a->solve->random) < 0.5)
        for (int64_t c = a->first_candidate[person]; c < a->first_candidate[person + 1]; c++)
            if (a->store->place[a->candidates[c]] == home && a->candidates[c] != a->selection.at[person])
                to = a->candidates[c];
    if (to < 0)
        return false;
    selection_replace(&a->selection, person, to);
    return true;
}

/* Draws a change into the selection; false when the draw came to nothing. */
static bool draw_change(struct anneal *a)
{
    struct selection *s = &a->selection;
    selection_begin(s);
    int32_t level = random_below(&a->solve->random, LEVELS);
    double excess = a->level_excess[level];
    int32_t person = a->mobile[random_below(&a->solve->random, a->level_people[level])];
    int64_t to = random_other(a, person, excess);
    if (to < 0)
        return false;
    int32_t home = a->store->place[s->at[person]];
    selection_replace(s, person, to);
    double length = random_unit(&a->solve->random);
    if (length >= 0.35 && !extend_chain(a, a->store->place[to], home, excess))
        return false;
    if (length >= 0.85)
        return extend_chain(a, a->store->place[s->changed_to[1]], home, excess);
    return true;
}

static void commit(struct anneal *a)
{
    struct selection *s = &a->selection;
    for (int32_t i = 0; i < s->changed_count; i++) {
        int32_t person = s->changed_person[i];
        int32_t from = a->store->place[s->at[person]], to = a->store->place[s->changed_to[i]];
        if (from == to)
            continue;
        roster_leave(&a->roster, person, from);
        roster_enter(&a->roster, person, to);
    }
    selection_commit(s);
}

static int32_t offer(struct anneal *a)
{
    int32_t broken = 0;
    for (int32_t r = 0; r < a->store->rows; r++)
        broken += selection_violation(&a->selection, r) > 0;
    if (broken == 0) {
        selection_get(&a->selection, a->choice);
        solve_offer_choice(a->solve, a->choice);
    }
    return broken;
}

int32_t anneal_run(struct anneal *a, int64_t moves, double hot, double cold)
{
    if (a->mobile_count == 0)
        return offer(a);
    double decay = pow(cold / hot, (double)SPEND_EVERY / (double)(moves > SPEND_EVERY ? moves : SPEND_EVERY));
    double temperature = hot;
    for (int64_t move = 1; move <= moves; move++) {
        if (draw_change(a)) {
            double delta = selection_delta(&a->selection);
            if (delta <= 0 ||
                (delta < 30 * temperature && random_unit(&a->solve->random) < exp(-delta / temperature)))
                commit(a);
        }
        if (move % SPEND_EVERY == 0) {
            temperature *= decay;
            if (solve_spend(a->solve, (int64_t)SPEND_EVERY * WORK_PER_MOVE))
                break;
        }
    }
    return offer(a);
}

void anneal_raise_penalties(struct anneal *a, double factor)
{
    selection_raise_penalties(&a->selection, factor);
}
