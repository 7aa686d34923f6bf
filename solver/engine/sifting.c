/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/sifting.h"

#include "solver/engine/ascent.h"
#include "solver/engine/master.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double TOLERANCE_UPT = 1;
static const double FIRST_ELASTIC_POINTS = 1e3;
static const double LAST_ELASTIC_POINTS = 1e9;
enum { MAX_ROUNDS = 500, CHOICES_PER_PERSON = 3 };
enum { WORK_PER_ENTRY = 4 }; /* of a pricing pass, the exact bound included */

/* A person whose best choice outside the LP would pay, and by how much. */
struct candidate {
    double gain;
    int32_t person;
};

struct sifting {
    struct solve *solve;
    const struct store *store;
    struct master master;
    double *prices, *x, *reduced, *least;
    struct candidate *candidates;
    int64_t *fixed; /* where everybody starts; here so that it survives a longjmp out of GLPK */
    double elastic;
    double bound; /* L at the present prices, in floating point */
    enum sifting_status status;
};

static int compare_gains(const void *left, const void *right)
{
    const struct candidate *a = left, *b = right;
    if (a->gain != b->gain)
        return a->gain > b->gain ? -1 : 1;
    return a->person < b->person ? -1 : a->person > b->person;
}

/* What the person's next choice has to beat: the dual of the convexity row, or the fixed choice's reduced
 * cost. */
static double to_beat(const struct sifting *s, int32_t person)
{
    if (s->master.fixed[person] >= 0)
        return s->reduced[s->master.fixed[person]];
    return lp_price(s->master.lp, s->master.person_row[person]) * (double)MICRO;
}

/* The up to CHOICES_PER_PERSON choices of least reduced cost below `limit` that are not in yet. */
static bool let_in_choices(struct sifting *s, int32_t person, double limit)
{
    for (int i = 0; i < CHOICES_PER_PERSON; i++) {
        int64_t best = -1;
        for (int64_t q = s->store->first_choice[person]; q < s->store->first_choice[person + 1]; q++)
            if (!s->master.inside[q] && s->reduced[q] < limit &&
                (best < 0 || s->reduced[q] < s->reduced[best]))
                best = q;
        if (best < 0)
            return true;
        if (!master_add_choice(&s->master, person, best))
            return false;
    }
    return true;
}

static bool let_in(struct sifting *s, int32_t person, double limit)
{
    if (s->master.fixed[person] >= 0 && !master_add_person(&s->master, person))
        return false;
    return let_in_choices(s, person, limit);
}

/* Lets the people in whose gain is largest; at most `batch`. Returns how many, -1 when out of memory. */
static int32_t let_in_best(struct sifting *s, int32_t count, int32_t batch)
{
    qsort(s->candidates, (size_t)count, sizeof *s->candidates, compare_gains);
    int32_t taken = count < batch ? count : batch;
    for (int32_t i = 0; i < taken; i++) {
        int32_t person = s->candidates[i].person;
        if (!let_in(s, person, to_beat(s, person) - TOLERANCE_UPT))
            return -1;
    }
    return taken;
}

/* People whose second choice is near their best under the first prices start inside. */
static bool let_in_rivals(struct sifting *s)
{
    int32_t count = 0, room = 3 * s->store->rows + 100;
    for (int32_t k = 0; k < s->store->people; k++) {
        double second = INFINITY;
        for (int64_t q = s->store->first_choice[k]; q < s->store->first_choice[k + 1]; q++)
            if (q != s->master.fixed[k])
                second = fmin(second, s->reduced[q]);
        if (isfinite(second))
            s->candidates[count++] = (struct candidate){.gain = s->least[k] - second, .person = k};
    }
    qsort(s->candidates, (size_t)count, sizeof *s->candidates, compare_gains);
    for (int32_t i = 0; i < count && i < room; i++) {
        int32_t person = s->candidates[i].person;
        if (!let_in(s, person, s->least[person] - 2 * s->candidates[i].gain + TOLERANCE_UPT))
            return false;
    }
    return true;
}

static int32_t price_everybody(struct sifting *s)
{
    int32_t count = 0;
    s->bound = ascent_reduced_costs(s->store, s->prices, s->reduced, s->least);
    for (int32_t k = 0; k < s->store->people; k++) {
        double gain = to_beat(s, k) - s->least[k];
        if (gain <= TOLERANCE_UPT)
            continue;
        s->candidates[count++] = (struct candidate){.gain = gain, .person = k};
    }
    return count;
}

static void keep_point(struct sifting *s)
{
    memset(s->x, 0, (size_t)s->store->choices * sizeof *s->x);
    for (int32_t k = 0; k < s->store->people; k++)
        if (s->master.fixed[k] >= 0)
            s->x[s->master.fixed[k]] = 1;
    for (int32_t j = 0; j < s->master.choice_columns; j++)
        s->x[s->master.choice_of[j]] = lp_primal(s->master.lp, s->master.first_choice_column + j);
}

/* Hard rows are still broken at an optimum: charge more, until the bound says that no plan exists. */
static bool raise_elastic(struct sifting *s)
{
    if (s->elastic >= LAST_ELASTIC_POINTS)
        return false;
    s->elastic *= 100;
    master_set_elastic(&s->master, s->elastic);
    return true;
}

/* Integer prices end at 2^53, too low for some rays; those of the LP may say it too, far above any rounding.
 */
static bool proves_infeasible(const struct sifting *s)
{
    return solve_proves_infeasible(s->solve) ||
           s->bound > 2 * s->solve->worst_upt + 1e-6 * s->elastic * (double)MICRO;
}

/* One LP and one pricing pass; true while there is more to do. */
static bool sift_once(struct sifting *s)
{
    master_update_bounds(&s->master);
    meter_enter(&s->solve->meter, ENGINE_SIMPLEX);
    enum lp_status status = master_relax(&s->master, s->solve);
    meter_enter(&s->solve->meter, ENGINE_PRICING);
    if (status != LP_OPTIMAL) {
        s->status = status == LP_STOPPED && s->solve->stopped ? SIFTING_STOPPED : SIFTING_FAILED;
        return false;
    }
    master_prices(&s->master, s->prices);
    int32_t count = price_everybody(s);
    solve_offer_prices(s->solve, s->prices);
    bool stop = solve_spend(s->solve, WORK_PER_ENTRY * s->store->entries);
    if (count == 0 && master_elastic_use(&s->master) > 1e-7) {
        if (proves_infeasible(s) || !raise_elastic(s)) {
            s->status = proves_infeasible(s) ? SIFTING_INFEASIBLE : SIFTING_STOPPED;
            return false;
        }
        return !stop;
    }
    if (count == 0 || stop) {
        keep_point(s);
        s->status = count == 0 ? SIFTING_OPTIMAL : SIFTING_STOPPED;
        return false;
    }
    return let_in_best(s, count, s->store->rows + 200) > 0;
}

static bool must_stop(void *context)
{
    return solve_look_around(context);
}

static void sift(void *context)
{
    struct sifting *s = context;
    lp_watch(must_stop, s->solve);
    ascent_reduced_costs(s->store, s->prices, s->reduced, s->least);
    for (int32_t k = 0; k < s->store->people; k++)
        for (int64_t q = s->store->first_choice[k + 1] - 1; q >= s->store->first_choice[k]; q--)
            if (s->reduced[q] <= s->least[k])
                s->fixed[k] = q;
    bool ok = master_init(&s->master, s->store, s->fixed, s->elastic) && let_in_rivals(s);
    s->status = ok ? SIFTING_STOPPED : SIFTING_FAILED;
    ok = !solve_spend(s->solve, WORK_PER_ENTRY * s->store->entries) && ok;
    for (int round = 0; ok && round < MAX_ROUNDS; round++)
        ok = sift_once(s);
}

enum sifting_status sifting_run(struct solve *solve, double *prices, double *x)
{
    const struct store *store = &solve->store;
    struct sifting s = {.solve = solve, .store = store, .x = x, .elastic = FIRST_ELASTIC_POINTS};
    char reason[200];
    memset(x, 0, (size_t)store->choices * sizeof *x);
    if (!solve_uses(solve, SWITCH_SIFTING))
        return SIFTING_LEFT_OUT;
    s.prices = malloc(((size_t)store->rows + 1) * sizeof *s.prices);
    s.reduced = malloc(((size_t)store->choices + 1) * sizeof *s.reduced);
    s.least = malloc(((size_t)store->people + 1) * sizeof *s.least);
    s.candidates = malloc(((size_t)store->people + 1) * sizeof *s.candidates);
    s.fixed = malloc(((size_t)store->people + 1) * sizeof *s.fixed);
    s.status = SIFTING_FAILED;
    if (s.prices != NULL && s.reduced != NULL && s.least != NULL && s.candidates != NULL && s.fixed != NULL) {
        memcpy(s.prices, prices, (size_t)store->rows * sizeof *prices);
        enum engine_part outer = meter_enter(&solve->meter, ENGINE_PRICING);
        bool survived = lp_guard(sift, &s, reason, sizeof reason);
        master_free(&s.master, !survived);
        meter_enter(&solve->meter, outer);
        if (!survived)
            s.status = solve->stopped ? SIFTING_STOPPED : SIFTING_FAILED;
        if (s.status == SIFTING_OPTIMAL)
            memcpy(prices, s.prices, (size_t)store->rows * sizeof *prices);
    }
    free(s.prices);
    free(s.reduced);
    free(s.least);
    free(s.candidates);
    free(s.fixed);
    return s.status;
}
