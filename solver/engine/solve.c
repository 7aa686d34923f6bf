/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/solve.h"

#include "proto/clock.h"
#include "solver/engine/presolve.h"
#include "solver/engine/ties.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const int64_t LOOK_AROUND_EVERY = 20000; /* units of work: about a tenth of a millisecond */
static const double PPT_LIMIT = 0x1p53;
static const int64_t STORED_CHOICES = 6000000; /* with their entries, about 600 MB with all scratch */

/* Every person at the dearest choice, every row at the dearer end of its interval. */
static double worst_objective(const struct store *store)
{
    double worst = 0;
    for (int32_t k = 0; k < store->people; k++) {
        double dearest = 0;
        for (int64_t q = store->first_choice[k]; q < store->first_choice[k + 1]; q++)
            dearest = fmax(dearest, store->cost[q]);
        worst += dearest;
    }
    for (int32_t r = 0; r < store->rows; r++)
        worst += fmax(shape_price(&store->shapes[r], store->shapes[r].lower),
                      shape_price(&store->shapes[r], store->shapes[r].upper)) +
                 1;
    return worst * (1 + 1e-9) + 1;
}

/* The greatest number that divides every cost and every price a row can have. */
static int64_t grain_of(const struct store *store)
{
    int64_t grain = 0;
    for (int64_t q = 0; q < store->choices && grain != 1; q++)
        if (grain == 0 || (int64_t)store->cost[q] % grain != 0)
            grain = greatest_divisor((int64_t)store->cost[q], grain);
    for (int32_t r = 0; r < store->rows && grain != 1; r++) {
        const struct row *row = store_row(store, r);
        for (int32_t t = 0; t < row->under_count + row->over_count; t++) {
            int128 slope = (t < row->under_count ? row->under[t] : row->over[t - row->under_count]).slope_ppt;
            grain = slope % PPT_PER_UPT == 0 ? greatest_divisor((int64_t)(slope / PPT_PER_UPT), grain) : 1;
        }
    }
    return grain > 0 ? grain : 1;
}

static int64_t stored_at_most(const struct engine_options *options)
{
    return options->stored_choices > 0 ? options->stored_choices : STORED_CHOICES;
}

static enum error_code init_pool(struct solve *solve, const struct choice_model *model, struct error *error)
{
    const struct engine_options *options = solve->options;
    bool late;
    solve->pricing = pricing_new(model, options->threads, options->deadline_s);
    if (solve->pricing == NULL)
        return error_set(error, ERROR_MEMORY, NULL, "no memory to price the choices");
    pricing_first_pool(solve->pricing, options->start_choice);
    solve_spend(solve, pricing_work(solve->pricing));
    return store_init_pool(&solve->store, model, pricing_pool(solve->pricing), INFINITY, &late, error);
}

/* A model too large to be written out gets a pool; so does one for which there was no time: of one choice or
 * two per person, enough for the plan where nobody moves. */
static enum error_code init_store(struct solve *solve, const struct choice_model *model, struct error *error)
{
    bool late = true;
    enum error_code code = ERROR_NONE;
    if (choice_model_total_choices(model) <= stored_at_most(solve->options))
        code = store_init_pool(&solve->store, model, NULL, solve->options->deadline_s, &late, error);
    if (code != ERROR_NONE || !late)
        return code;
    store_free(&solve->store);
    solve->store = (struct store){0};
    return init_pool(solve, model, error);
}

static void measure(struct solve *solve)
{
    bool complete = store_is_complete(&solve->store);
    solve->worst_upt = complete ? worst_objective(&solve->store) : INFINITY;
    solve->grain_upt = complete ? grain_of(&solve->store) : 1;
}

enum error_code solve_init(struct solve *solve, const struct choice_model *model,
                           const struct engine_options *options, struct error *error)
{
    *solve = (struct solve){.options = options, .started_s = monotonic_s(), .price_bound_upt = INT64_MIN};
    meter_start(&solve->meter);
    random_init(&solve->random, (uint64_t)options->seed);
    enum error_code code = init_store(solve, model, error);
    if (code != ERROR_NONE)
        return code;
    solve->incumbent = calloc((size_t)solve->store.people + 1, sizeof *solve->incumbent);
    solve->translated = calloc((size_t)solve->store.people + 1, sizeof *solve->translated);
    solve->prices_ppt = calloc((size_t)solve->store.rows + 1, sizeof *solve->prices_ppt);
    if (solve->incumbent == NULL || solve->translated == NULL || solve->prices_ppt == NULL)
        return error_set(error, ERROR_MEMORY, NULL, "no memory for the solve");
    measure(solve);
    return ERROR_NONE;
}

void solve_presolve(struct solve *solve)
{
    if (!store_is_complete(&solve->store) || !solve_uses(solve, SWITCH_PRESOLVE))
        return;
    solve_spend(solve, presolve_run(&solve->store, solve->options->deadline_s));
    measure(solve);
}

void solve_find_ties(struct solve *solve)
{
    if (store_is_complete(&solve->store) && !solve->store.infeasible)
        solve->store.ties = ties_new(&solve->store);
}

void solve_free(struct solve *solve)
{
    store_free(&solve->store);
    pricing_free(solve->pricing);
    free(solve->incumbent);
    free(solve->translated);
    free(solve->prices_ppt);
}

void solve_read_incumbent(const struct solve *solve, int32_t *choice)
{
    for (int32_t k = 0; k < solve->store.people; k++)
        choice[k] = store_model_choice(&solve->store, k, solve->incumbent[k]);
}

enum error_code solve_refill(struct solve *solve, struct error *error)
{
    struct store old = solve->store;
    solve_read_incumbent(solve, solve->translated);
    bool late;
    enum error_code code =
        store_init_pool(&solve->store, old.model, pricing_pool(solve->pricing), INFINITY, &late, error);
    store_free(&old);
    solve_spend(solve, solve->store.entries);
    for (int32_t k = 0; code == ERROR_NONE && solve->has_incumbent && k < solve->store.people; k++)
        solve->incumbent[k] = store_find(&solve->store, k, solve->translated[k]);
    return code;
}

static void stop(struct solve *solve, enum engine_stop why)
{
    if (!solve->stopped)
        solve->stop = why;
    solve->stopped = true;
}

void solve_give_up(struct solve *solve)
{
    stop(solve, ENGINE_STOP_EFFORT);
}

bool solve_uses(const struct solve *solve, enum engine_switch part)
{
    return (solve->options->without & engine_without(part)) == 0;
}

static void look_around(struct solve *solve)
{
    const struct engine_options *options = solve->options;
    meter_look(&solve->meter);
    if (monotonic_s() >= options->deadline_s)
        stop(solve, ENGINE_STOP_TIME);
    else if (options->is_cancelled != NULL && options->is_cancelled(options->context))
        stop(solve, ENGINE_STOP_CANCEL);
}

bool solve_spend(struct solve *solve, int64_t effort)
{
    const struct engine_options *options = solve->options;
    solve->effort += effort;
    meter_count(&solve->meter, effort);
    if (solve_is_closed(solve))
        stop(solve, ENGINE_STOP_GAP);
    else if (options->effort > 0 && solve->effort >= options->effort)
        stop(solve, ENGINE_STOP_EFFORT);
    else if (solve->meter.unseen >= LOOK_AROUND_EVERY)
        look_around(solve);
    return solve->stopped;
}

bool solve_look_around(struct solve *solve)
{
    solve->meter.unseen = LOOK_AROUND_EVERY;
    return solve_spend(solve, 0);
}

double solve_time_left(const struct solve *solve)
{
    return fmax(0, solve->options->deadline_s - monotonic_s());
}

int64_t solve_effort_left(const struct solve *solve)
{
    int64_t limit = solve->options->effort;
    return limit == 0 ? INT64_MAX : limit > solve->effort ? limit - solve->effort : 0;
}

static void report(const struct solve *solve)
{
    if (solve->options->on_progress == NULL)
        return;
    if (solve->has_incumbent)
        solve_read_incumbent(solve, solve->translated);
    struct engine_progress progress = {.choice = solve->has_incumbent ? solve->translated : NULL,
                                       .prices_ppt = solve->prices_ppt,
                                       .has_incumbent = solve->has_incumbent,
                                       .incumbent_upt = solve->incumbent_upt,
                                       .has_bound = solve->has_bound,
                                       .bound_upt = solve->bound_upt,
                                       .effort = solve->effort,
                                       .elapsed_s = monotonic_s() - solve->started_s};
    solve->options->on_progress(solve->options->context, &progress);
}

bool solve_offer_choice(struct solve *solve, const int32_t *choice)
{
    int64_t objective;
    if (!store_objective(&solve->store, choice, &objective) ||
        (solve->has_incumbent && objective >= solve->incumbent_upt))
        return false;
    memcpy(solve->incumbent, choice, (size_t)solve->store.people * sizeof *choice);
    solve->incumbent_upt = objective;
    solve->has_incumbent = true;
    report(solve);
    return true;
}

static void take_bound(struct solve *solve, int64_t bound_upt)
{
    int64_t rest = bound_upt % solve->grain_upt;
    bound_upt += rest > 0 ? solve->grain_upt - rest : -rest;
    if (solve->has_bound && bound_upt <= solve->bound_upt)
        return;
    solve->bound_upt = bound_upt;
    solve->has_bound = true;
    report(solve);
}

void solve_offer_bound(struct solve *solve, int64_t bound_upt)
{
    if (store_is_complete(&solve->store))
        take_bound(solve, bound_upt);
}

/* Of the whole model, whether it is stored or priced. */
static bool exact_bound(struct solve *solve, const int64_t *prices_ppt, int64_t *bound_upt)
{
    int128 people;
    if (solve->pricing == NULL)
        return store_bound(&solve->store, prices_ppt, bound_upt);
    solve_spend(solve, pricing_work(solve->pricing));
    return pricing_pass(solve->pricing, prices_ppt, solve->wish, &people) &&
           store_bound_with(&solve->store, prices_ppt, people, bound_upt);
}

void solve_offer_prices(struct solve *solve, const double *prices)
{
    int32_t rows = solve->store.rows;
    int64_t *rounded = malloc(((size_t)rows + 1) * sizeof *rounded), bound;
    if (rounded == NULL)
        return;
    for (int32_t r = 0; r < rows; r++)
        rounded[r] =
            store_is_idle(&solve->store, r)
                ? 0
                : (int64_t)fmax(-PPT_LIMIT, fmin(PPT_LIMIT, nearbyint(prices[r] * (double)PPT_PER_UPT)));
    bool known = exact_bound(solve, rounded, &bound);
    solve->last_price_bound_upt = known ? bound : INT64_MIN;
    if (known && bound > solve->price_bound_upt) {
        memcpy(solve->prices_ppt, rounded, (size_t)rows * sizeof *rounded);
        solve->price_bound_upt = bound;
        take_bound(solve, bound);
    }
    free(rounded);
}

bool solve_proves_infeasible(const struct solve *solve)
{
    return solve->store.infeasible || (solve->has_bound && (double)solve->bound_upt > solve->worst_upt);
}

bool solve_closes(const struct solve *solve, int64_t bound_upt)
{
    double scale = fmax((double)solve->incumbent_upt, (double)MICRO);
    return solve->has_incumbent && (double)(solve->incumbent_upt - bound_upt) <= solve->options->gap * scale;
}

bool solve_is_closed(const struct solve *solve)
{
    return solve->has_bound && solve_closes(solve, solve->bound_upt);
}
