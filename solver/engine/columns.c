/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/columns.h"

#include "solver/engine/ascent.h"

#include <math.h>

enum { ROUNDS = 20, FIRST_PASSES = 40, MORE_PASSES = 100 };
static const double CLOSE = 1e-4; /* of the bound: what is missing, and what a round gains, matters no more */
static const struct pricing_wish EACH_ROUND = {.count = 6, .width = 5e6};
static const struct pricing_wish LAST_ROUND = {.count = 8, .width = 6e6};

static void read_prices(const struct solve *solve, double *prices)
{
    for (int32_t r = 0; r < solve->store.rows; r++)
        prices[r] = (double)solve->prices_ppt[r] / (double)PPT_PER_UPT;
}

/* The round gained next to nothing, and either nothing is missing or the pool takes no more. */
static bool has_settled(const struct solve *solve, double stored, double before, int64_t grown)
{
    double least = CLOSE * fabs(stored), bound = (double)solve->price_bound_upt;
    bool full = grown * 1000 < solve->store.people;
    return bound - before <= least && (full || stored - (double)solve->last_price_bound_upt <= least);
}

enum error_code columns_run(struct solve *solve, double *prices, struct error *error)
{
    enum error_code code = ERROR_NONE;
    bool settled = false;
    if (!solve_uses(solve, SWITCH_COLUMNS)) {
        ascent_run(solve, prices, FIRST_PASSES + MORE_PASSES);
        return ERROR_NONE;
    }
    solve->wish = EACH_ROUND;
    for (int round = 0; code == ERROR_NONE && !settled && round < ROUNDS && !solve->stopped; round++) {
        double before = (double)solve->price_bound_upt;
        int64_t choices = solve->store.choices;
        double stored =
            round == 0 ? ascent_run(solve, prices, FIRST_PASSES) : ascent_refine(solve, prices, MORE_PASSES);
        if (solve->stopped)
            break;
        code = solve_refill(solve, error);
        settled = has_settled(solve, stored, before, solve->store.choices - choices);
    }
    if (solve->has_bound && code == ERROR_NONE && !solve->stopped) {
        read_prices(solve, prices);
        solve->wish = LAST_ROUND;
        solve_offer_prices(solve, prices);
        code = solve_refill(solve, error);
    }
    solve->wish = (struct pricing_wish){0};
    return code;
}
