/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A plan, and the same plan with one person staying: the difference in cost, and what staying would break. */
#ifndef MUTASI_SOLVER_EXPLAIN_STAY_H
#define MUTASI_SOLVER_EXPLAIN_STAY_H

#include "solver/model/demand_terms.h"
#include "solver/model/surge_tally.h"

/* One unit or group that a move touches. */
struct touched {
    const char *id;
    int32_t unit; /* the unit itself, or for a group the member that the move touches */
    bool is_group;
    const struct demand *demand;
    const struct demand_terms *terms;
    struct tally *tally;
};

struct staying {
    struct arena *arena;
    const struct problem *problem;
    const struct placed *placement;
    struct measures measures;  /* of the plan; between stay_begin and stay_end, of the plan with one stayer */
    struct surge_tally surges; /* likewise */
    struct demand_terms *unit_terms, *group_terms;
    int32_t *first_pair, *pairs; /* pairs of person i: pairs[first_pair[i] .. first_pair[i + 1]) */
    struct error *error;
};

/* The present unit without an offer, not lent; unplaced without a present unit. */
struct placed stay_of(const struct problem *problem, int32_t employee);

enum error_code stay_init(struct arena *arena, const struct problem *problem, const struct placed *placement,
                          struct staying *out, struct error *error);

/* The open units and groups that change when the person stays: at most 4. The receiving unit, if any, comes
 * first. Returns their number. */
int32_t stay_touched(const struct staying *staying, int32_t employee, struct touched touched[4]);

/* Price of the touched demands as the tallies stand. */
enum error_code stay_price(const struct staying *staying, const struct touched *touched, int32_t count,
                           int128 *price_upt);

/* Price of the surge that the plan lends the person to, as the tally stands; 0 for who is not lent. */
enum error_code stay_surge_price(const struct staying *staying, int32_t employee, int64_t *price_upt);

/* Lets the person stay, and go again. */
enum error_code stay_begin(struct staying *staying, int32_t employee);
enum error_code stay_end(struct staying *staying, int32_t employee);

/* Lets the person end in the planned unit without the planned offer, and with it again. */
enum error_code stay_forgo(struct staying *staying, int32_t employee);
enum error_code stay_accept(struct staying *staying, int32_t employee);

/* What staying breaks, as the tallies stand. */
struct broken {
    bool found;
    int32_t unit, competency, level; /* NONE where they do not apply */
};
struct broken stay_demands_broken(const struct staying *staying, const struct touched *touched,
                                  int32_t count);
struct broken stay_breaks(const struct staying *staying, int32_t employee, const struct touched *touched,
                          int32_t count);

/* The first pair that the person breaks by staying, or NULL. */
const struct pair *stay_pair_broken(const struct staying *staying, int32_t employee);

#endif
