/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/pricing.h"

#include "proto/clock.h"
#include "solver/model/price_board.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>

enum { MOST_TIED_CHOICES = 2000000 };
enum { POOL_ROOM = 32, FIRST_CHOICES = 8, MOST_WISHES = 16 };
enum { MOST_THREADS = 64, LOOK_AT_CLOCK_EVERY = 256 };
enum { CHOICES_PER_EFFORT = 4 }; /* priced in the time of one visited entry */

struct pricing {
    const struct choice_model *model;
    struct price_board *board;
    struct pool pool;
    double *prices;
    double deadline_s;
    int32_t threads;
};

/* The part of a pass that one thread makes: people order[first .. end). */
struct slice {
    struct pricing *pricing;
    const int64_t *prices_ppt; /* NULL: nothing exact is wanted */
    struct pricing_wish wish;
    int32_t first, end;
    struct price_desk *desk;
    struct person_room *room;
    int128 sum;
    bool complete;
};

/* --- the pool --- */

/* Keeps the person's list rising. */
static void pool_add(struct pool *pool, int32_t person, int32_t choice)
{
    int32_t *mine = pool->choice + (int64_t)person * pool->room, at = 0, count = pool->count[person];
    if (pool->whole[person])
        return;
    while (at < count && mine[at] < choice)
        at++;
    if (count == pool->room || (at < count && mine[at] == choice))
        return;
    for (int32_t i = count; i > at; i--)
        mine[i] = mine[i - 1];
    mine[at] = choice;
    pool->count[person]++;
}

static bool pool_has(const struct pool *pool, int32_t person, int32_t choice)
{
    const int32_t *mine = pool->choice + (int64_t)person * pool->room;
    for (int32_t i = 0; i < pool->count[person]; i++)
        if (mine[i] == choice)
            return true;
    return false;
}

static bool pool_init(struct pool *pool, int32_t people)
{
    *pool = (struct pool){.people = people,
                          .room = POOL_ROOM,
                          .count = calloc((size_t)people + 1, sizeof *pool->count),
                          .whole = calloc((size_t)people + 1, sizeof *pool->whole),
                          .choice = malloc(((size_t)people * POOL_ROOM + 1) * sizeof *pool->choice)};
    return pool->count != NULL && pool->whole != NULL && pool->choice != NULL;
}

const struct pool *pricing_pool(const struct pricing *pricing)
{
    return &pricing->pool;
}

/* --- one person --- */

static double least_of(const double *reduced, int32_t count)
{
    double least = reduced[0];
    for (int32_t q = 1; q < count; q++)
        least = reduced[q] < least ? reduced[q] : least;
    return least;
}

static bool exact_reduced(struct slice *slice, int32_t person, int32_t choice, int128 *reduced)
{
    struct person_view view;
    choice_model_choice(slice->pricing->model, person, choice, slice->room, &view);
    *reduced = (int128)view.cost_upt[0] * PPT_PER_UPT;
    for (int32_t e = 0; e < view.first[1]; e++) {
        int128 term = (int128)slice->prices_ppt[view.entries[e].row] * view.entries[e].amount;
        if (__builtin_sub_overflow(*reduced, term, reduced))
            return false;
    }
    return true;
}

/* The exact least is among the choices within two errors of the least by floating point. */
static bool add_exact_least(struct slice *slice, int32_t person, const double *reduced, int32_t count,
                            double limit)
{
    int128 least = 0, value;
    bool found = false;
    for (int32_t q = 0; q < count; q++) {
        if (reduced[q] > limit)
            continue;
        if (!exact_reduced(slice, person, q, &value))
            return false;
        least = !found || value < least ? value : least;
        found = true;
    }
    return found && !__builtin_add_overflow(slice->sum, least, &slice->sum);
}

/* Insertion into the few best; of equals the first. */
static void grant(struct slice *slice, int32_t person, const double *reduced, int32_t count, double limit)
{
    struct pool *pool = &slice->pricing->pool;
    int32_t best[MOST_WISHES], found = 0;
    for (int32_t q = 0; q < count; q++) {
        if (reduced[q] > limit || (found == slice->wish.count && reduced[q] >= reduced[best[found - 1]]) ||
            pool_has(pool, person, q))
            continue;
        int32_t at = found < slice->wish.count ? found++ : found - 1;
        for (; at > 0 && reduced[best[at - 1]] > reduced[q]; at--)
            best[at] = best[at - 1];
        best[at] = q;
    }
    for (int32_t i = 0; i < found; i++)
        pool_add(pool, person, best[i]);
}

static bool price_person(struct slice *slice, int32_t person)
{
    double error;
    const double *reduced = price_desk_person(slice->desk, person, &error);
    int32_t count = choice_model_choice_count(slice->pricing->model, person);
    double least = least_of(reduced, count);
    if (slice->wish.count > 0 && !slice->pricing->pool.whole[person])
        grant(slice, person, reduced, count, least + slice->wish.width);
    return slice->prices_ppt == NULL || (isfinite(least) && isfinite(error) &&
                                         add_exact_least(slice, person, reduced, count, least + 2 * error));
}

/* --- a pass --- */

static void *run_slice(void *argument)
{
    struct slice *slice = argument;
    const int32_t *order = price_board_order(slice->pricing->board);
    bool going = slice->desk != NULL && slice->room != NULL;
    for (int32_t i = slice->first; going && i < slice->end; i++) {
        going = price_person(slice, order[i]);
        if (i % LOOK_AT_CLOCK_EVERY == 0 && monotonic_s() >= slice->pricing->deadline_s)
            going = false;
    }
    slice->complete = going;
    return NULL;
}

static void slice_init(struct slice *slice, struct pricing *pricing, int32_t part)
{
    int64_t people = choice_model_person_count(pricing->model);
    slice->pricing = pricing;
    slice->first = (int32_t)(people * part / pricing->threads);
    slice->end = (int32_t)(people * (part + 1) / pricing->threads);
    slice->desk = price_desk_new(pricing->board);
    slice->room = person_room_new(pricing->model);
}

/* The first slice runs here, and so does one whose thread cannot be had. */
static bool run_slices(struct slice *slices, int32_t count)
{
    pthread_t threads[MOST_THREADS];
    bool started[MOST_THREADS] = {false}, complete = true;
    for (int32_t i = 1; i < count; i++)
        started[i] = pthread_create(&threads[i], NULL, run_slice, &slices[i]) == 0;
    for (int32_t i = 0; i < count; i++)
        if (!started[i])
            run_slice(&slices[i]);
    for (int32_t i = 1; i < count; i++)
        if (started[i])
            pthread_join(threads[i], NULL);
    for (int32_t i = 0; i < count; i++)
        complete = complete && slices[i].complete;
    return complete;
}

static bool pass(struct pricing *pricing, const int64_t *prices_ppt, struct pricing_wish wish, int128 *sum)
{
    struct slice slices[MOST_THREADS] = {0};
    bool fits = true;
    wish.count = wish.count < MOST_WISHES ? wish.count : MOST_WISHES;
    for (int32_t i = 0; i < pricing->threads; i++) {
        slices[i].prices_ppt = prices_ppt;
        slices[i].wish = wish;
        slice_init(&slices[i], pricing, i);
    }
    bool complete = run_slices(slices, pricing->threads);
    *sum = 0;
    for (int32_t i = 0; i < pricing->threads; i++) {
        fits = fits && !__builtin_add_overflow(*sum, slices[i].sum, sum);
        price_desk_free(slices[i].desk);
        person_room_free(slices[i].room);
    }
    return complete && fits;
}

struct pricing *pricing_new(const struct choice_model *model, int32_t threads, double deadline_s)
{
    struct pricing *pricing = calloc(1, sizeof *pricing);
    if (pricing == NULL)
        return NULL;
    pricing->model = model;
    pricing->deadline_s = deadline_s;
    pricing->threads = threads < 1 ? 1 : threads > MOST_THREADS ? MOST_THREADS : threads;
    pricing->board = price_board_new(model);
    pricing->prices = calloc((size_t)choice_model_row_count(model) + 1, sizeof *pricing->prices);
    if (pricing->board == NULL || pricing->prices == NULL ||
        !pool_init(&pricing->pool, choice_model_person_count(model))) {
        pricing_free(pricing);
        return NULL;
    }
    return pricing;
}

void pricing_free(struct pricing *pricing)
{
    if (pricing == NULL)
        return;
    price_board_free(pricing->board);
    free(pricing->prices);
    free(pricing->pool.count);
    free(pricing->pool.whole);
    free(pricing->pool.choice);
    free(pricing);
}

/* Two people who must end together need the same unit in both their pools: they keep all choices. */
static void keep_tied_whole(struct pricing *pricing)
{
    int64_t kept = 0;
    for (int32_t k = 0; k < pricing->pool.people; k++) {
        int32_t count = choice_model_choice_count(pricing->model, k);
        if (kept + count > MOST_TIED_CHOICES || !choice_model_is_tied(pricing->model, k))
            continue;
        pricing->pool.whole[k] = true;
        pricing->pool.count[k] = count;
        kept += count;
    }
}

bool pricing_first_pool(struct pricing *pricing, const int32_t *start)
{
    int128 unused;
    keep_tied_whole(pricing);
    for (int32_t k = 0; k < pricing->pool.people; k++) {
        int32_t staying = choice_model_staying(pricing->model, k);
        if (start != NULL && start[k] >= 0 && start[k] < choice_model_choice_count(pricing->model, k))
            pool_add(&pricing->pool, k, start[k]);
        if (staying >= 0 || pricing->pool.count[k] == 0)
            pool_add(&pricing->pool, k, staying >= 0 ? staying : 0);
    }
    price_board_set(pricing->board, pricing->prices);
    return pass(pricing, NULL, (struct pricing_wish){FIRST_CHOICES, INFINITY}, &unused);
}

bool pricing_pass(struct pricing *pricing, const int64_t *prices_ppt, struct pricing_wish wish,
                  int128 *people_ppt)
{
    for (int32_t r = 0; r < choice_model_row_count(pricing->model); r++)
        pricing->prices[r] = (double)prices_ppt[r] / (double)PPT_PER_UPT;
    price_board_set(pricing->board, pricing->prices);
    return pass(pricing, prices_ppt, wish, people_ppt);
}

int64_t pricing_work(const struct pricing *pricing)
{
    return choice_model_total_choices(pricing->model) / CHOICES_PER_EFFORT +
           choice_model_person_count(pricing->model);
}
