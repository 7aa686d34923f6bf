/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of one solve that every part shares: the store, clock and effort, the best placement, the best
 * bound. */
#ifndef MUTASI_SOLVER_ENGINE_SOLVE_H
#define MUTASI_SOLVER_ENGINE_SOLVE_H

#include "solver/engine/engine.h"
#include "solver/engine/meter.h"
#include "solver/engine/pricing.h"
#include "solver/engine/random.h"
#include "solver/engine/store.h"

struct solve {
    struct store store;
    struct pricing *pricing;  /* of a model that the store holds in part; else NULL */
    struct pricing_wish wish; /* what a pricing pass may add to the pool */
    const struct engine_options *options;
    struct random random;
    double started_s;
    int64_t effort; /* counted work so far: one unit is one entry visited, or what takes about as long */
    struct meter meter;
    bool stopped;
    enum engine_stop stop;

    bool has_incumbent;
    int64_t incumbent_upt;
    int32_t *incumbent;  /* choice per person */
    int32_t *translated; /* scratch: the same as choices of the model */

    bool has_bound;
    int64_t bound_upt;            /* best proven */
    int64_t price_bound_upt;      /* what the prices below prove */
    int64_t last_price_bound_upt; /* what the prices offered last prove */
    int64_t *prices_ppt;
    double worst_upt;       /* no plan costs more; infinite when the store does not know */
    int64_t grain_upt;      /* every objective is a multiple of this */
    bool core_is_exhausted; /* a whole core was: another one says the same */
};

enum error_code solve_init(struct solve *solve, const struct choice_model *model,
                           const struct engine_options *options, struct error *error);
void solve_free(struct solve *solve);

bool solve_uses(const struct solve *solve, enum engine_switch part);

/* There is nothing left to do: stops as if the effort were spent. */
void solve_give_up(struct solve *solve);

/* Leaves out of a complete store what presolve.h finds. Before any placement, or index of a choice, is kept.
 */
void solve_presolve(struct solve *solve);

/* Finds who moves as one in a complete store; after the presolve. */
void solve_find_ties(struct solve *solve);

/* Counts work and tells whether the solve must stop (gap reached, effort, time, cancel). Cheap, because it
 * looks at the clock only after some work; call it every few thousand units. */
bool solve_spend(struct solve *solve, int64_t effort);

/* The same after work that nobody counted. */
bool solve_look_around(struct solve *solve);

/* Wall time left until the deadline, never negative. Only for limits handed to GLPK: decisions follow effort.
 */
double solve_time_left(const struct solve *solve);

/* Counted work left until the limit; INT64_MAX without one. */
int64_t solve_effort_left(const struct solve *solve);

/* Takes a selection (copied) when it is feasible and better than the incumbent. Returns whether it was taken.
 */
bool solve_offer_choice(struct solve *solve, const int32_t *choice);

/* Writes the store anew from the pool as it has grown. Choices keep their places neither in the store nor
 * within a person; the incumbent follows. errors: ERROR_MEMORY */
enum error_code solve_refill(struct solve *solve, struct error *error);

/* The incumbent (there is one) as choices of the model, per person. */
void solve_read_incumbent(const struct solve *solve, int32_t *choice);

/* Takes prices (micro-points per row unit, rounded to integers inside) when their exact bound is better. */
void solve_offer_prices(struct solve *solve, const double *prices);

/* Takes a bound proven by other means, in micro-points. Of a store that is not complete it proves nothing,
 * and is not taken. */
void solve_offer_bound(struct solve *solve, int64_t bound_upt);

/* The bound exceeds what any plan could cost: there is none. */
bool solve_proves_infeasible(const struct solve *solve);

/* (incumbent - bound) / max(incumbent, 1 point) <= options.gap, with the best bound, and with that one. */
bool solve_is_closed(const struct solve *solve);
bool solve_closes(const struct solve *solve, int64_t bound_upt);

#endif
