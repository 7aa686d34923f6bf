/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pricing of choices that are not stored: one pass over all people and all their choices gives the Lagrangian
 * bound of the whole model in exact integers, and the choices whose reduced costs ask for a place in the
 * pool.
 *
 * A choice is first priced in floating point with a known error (price_board.h); those that could be the
 * person's least are priced again in integers, so the least is exact and nothing else needs to be.
 * source: Dantzig, Wolfe 1960; Barnhart et al. 1998, "Branch-and-price", section 3 */
#ifndef MUTASI_SOLVER_ENGINE_PRICING_H
#define MUTASI_SOLVER_ENGINE_PRICING_H

#include "solver/engine/store.h"

struct pricing;

/* What a pass puts into the pool: per person up to `count` choices that are not in yet, in rising order of
 * reduced cost and at most `width` (micro-points) above the person's least. */
struct pricing_wish {
    int32_t count;
    double width;
};

/* threads      that share a pass; the result does not depend on it
 * deadline_s   on the monotonic clock: a pass that meets it gives up
 * returns      NULL when out of memory */
struct pricing *pricing_new(const struct choice_model *model, int32_t threads, double deadline_s);
void pricing_free(struct pricing *pricing);

/* Every person's present choice (where there is one), those of `start` (per person, in the model; NONE where
 * unknown; may be NULL) and the cheapest by cost alone; of people tied by pairs all, up to a few million.
 * False when stopped by the deadline; everybody then still has a choice or more. */
bool pricing_first_pool(struct pricing *pricing, const int32_t *start);
const struct pool *pricing_pool(const struct pricing *pricing);

/* *people_ppt: sum_k min_q (c_q - lambda . a_q), exact, over all choices of the model. False on overflow or
 * when stopped; the pool may have grown. */
bool pricing_pass(struct pricing *pricing, const int64_t *prices_ppt, struct pricing_wish wish,
                  int128 *people_ppt);

int64_t pricing_work(const struct pricing *pricing); /* of one pass, in units of effort */

#endif
