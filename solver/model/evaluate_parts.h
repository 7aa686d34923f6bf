/* SPDX-License-Identifier: MIT */
/* Between the files of evaluate: one pass collects, the others price, judge and report. */
#ifndef MUTASI_SOLVER_MODEL_EVALUATE_PARTS_H
#define MUTASI_SOLVER_MODEL_EVALUATE_PARTS_H

#include "solver/model/demand_terms.h"
#include "solver/model/eligibility.h"
#include "solver/model/evaluate.h"
#include "solver/model/surge_tally.h"

/* Sums that the caps and budgets bound, per unit and over all. Moves here are those of people with a present
 * unit that is open. */
struct flows {
    int64_t *in, *out; /* moves per unit */
    int64_t moves;
    int128 *spent_upt; /* budget per receiving unit */
    int128 spent_all_upt;
    int64_t staff_of_open; /* people with a present unit that is open */
};

/* The parts of the objective before they are known to fit. */
struct cost_sums {
    int128 relocation, balance, competency, offers, persistence, tenure, unplaced, secondment;
};

struct evaluating {
    struct arena *arena;
    const struct problem *problem;
    const struct placed *placement;
    struct measures before, after;
    struct flows flows;
    struct surge_tally surges;
    struct cost_sums sums;
    struct demand_terms *unit_terms, *group_terms;
    struct breach *breaches;
    int32_t breach_count, breach_room;
    struct error *error;
};

/* Every hard demand against the sums: fills the breaches. */
enum error_code evaluate_rows(struct evaluating *work);

/* Those of secondments alone: who may not be lent, units that lend too many or keep too little. */
enum error_code evaluate_lending(struct evaluating *work);

/* row or sentence NULL: out of memory while making it. places: decimals of seen and limits. */
enum error_code evaluate_breach(struct evaluating *work, const char *row, const char *sentence, int64_t seen,
                                struct interval limits, int places);

/* "without this person's consent". */
const char *barrier_sentence(enum barrier barrier);

/* Unit outcomes and kpis. */
enum error_code evaluate_outcome(struct evaluating *work, struct evaluation *out);

#endif
