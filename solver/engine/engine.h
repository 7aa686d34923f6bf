/* SPDX-License-Identifier: GPL-3.0-or-later */
/* choice model -> best placement found, best bound proven, row prices. Knows choices and rows, not employees.
 */
#ifndef MUTASI_SOLVER_ENGINE_ENGINE_H
#define MUTASI_SOLVER_ENGINE_ENGINE_H

#include "solver/model/choice_model.h"
#include "solver/model/proof.h"

enum engine_status {
    ENGINE_OPTIMAL,    /* gap reached */
    ENGINE_FEASIBLE,   /* a placement; stopped before the gap was reached */
    ENGINE_INFEASIBLE, /* proven */
    ENGINE_NO_PLAN     /* stopped before a placement was found */
};

enum engine_stop { ENGINE_STOP_GAP, ENGINE_STOP_EFFORT, ENGINE_STOP_TIME, ENGINE_STOP_CANCEL };

/* The parts of a solve, as the account of its work names them. */
#define ENGINE_PART_LIST(X)                                                                                  \
    X(ENGINE_PREPARE, "prepare") /* the store, starts, fixing, results */                                    \
    X(ENGINE_ASCENT, "ascent")                                                                               \
    X(ENGINE_ANNEAL, "anneal")                                                                               \
    X(ENGINE_SIMPLEX, "simplex")                                                                             \
    X(ENGINE_PRICING, "pricing") /* between the linear programs of the relaxation */                         \
    X(ENGINE_UNITS, "units")     /* the unit-side bound */                                                   \
    X(ENGINE_ENUMERATE, "enumerate")                                                                         \
    X(ENGINE_BRANCH, "branch")

#define ENGINE_PART_NAME(name, word) name,
enum engine_part { ENGINE_PART_LIST(ENGINE_PART_NAME) ENGINE_PARTS };

/* What a solve can be left without, to measure what it contributes: name, word. Asked for where the
 * part begins, with solve_uses. */
#define ENGINE_SWITCH_LIST(X)                                                                                \
    X(SWITCH_PRESOLVE, "presolve")                                                                           \
    X(SWITCH_ASCENT, "ascent")   /* prices start at zero, or where they are given */                         \
    X(SWITCH_COLUMNS, "columns") /* of a priced model: the pool stays what it was at first */                \
    X(SWITCH_SIFTING, "sifting")                                                                             \
    X(SWITCH_ANNEALING, "annealing")                                                                         \
    X(SWITCH_ENUMERATION, "enumeration")                                                                     \
    X(SWITCH_UNITS, "units")         /* the unit-side bound and all that follows from it */                  \
    X(SWITCH_BRANCHING, "branching") /* the unit side's proof ends at its root */                            \
    X(SWITCH_PROBES, "probes")       /* it branches by what branchings have done only */                     \
    X(SWITCH_FIXING, "fixing")       /* by reduced costs */                                                  \
    X(SWITCH_DIVES, "dives")                                                                                 \
    X(SWITCH_NEIGHBOURHOODS, "neighbourhoods")                                                               \
    X(SWITCH_POLISH, "polish") /* placements of the unit side count as they come */                          \
    X(SWITCH_CORE, "core")     /* GLPK's branch-and-bound */                                                 \
    X(SWITCH_CUTS, "cuts")     /* GLPK's */

#define ENGINE_SWITCH_NAME(name, word) name,
enum engine_switch { ENGINE_SWITCH_LIST(ENGINE_SWITCH_NAME) ENGINE_SWITCHES };

static inline uint32_t engine_without(enum engine_switch part)
{
    return UINT32_C(1) << part;
}

struct engine_work {
    int64_t effort;
    double seconds;   /* processor time of the engine's thread */
    double longest_s; /* between two looks at the limits, the second one in this part */
};

struct engine_progress {
    const int32_t *choice;     /* per person, or NULL while there is no placement; valid during the call */
    const int64_t *prices_ppt; /* per row; the prices of the best Lagrangian bound so far */
    bool has_incumbent;
    int64_t incumbent_upt;
    bool has_bound;
    int64_t bound_upt;
    int64_t effort;
    double elapsed_s;
};

#define ENGINE_NO_PRICE INT64_MIN

struct engine_options {
    double deadline_s; /* on the monotonic clock of clock_gettime; the engine returns before it */
    double gap;        /* relative, see plan_gap */
    int64_t effort;    /* counted work; 0: unbounded. Equal effort gives an equal answer, bit for bit */
    int64_t seed;
    int32_t threads;
    uint32_t without;                /* sum of engine_without(part); answers stay right, not good */
    int64_t stored_choices;          /* a model of more choices is priced, not stored; 0: a few million */
    const int32_t *start_choice;     /* per person, NONE where unknown; or NULL. May be infeasible */
    const int64_t *start_prices_ppt; /* per row, or NULL */
    /* Prices of the unit side, both or neither: per row, and per person, ENGINE_NO_PRICE where unknown. */
    const int64_t *start_unit_rows_ppt, *start_people_ppt;
    /* Called on every improvement of incumbent or bound, from the calling thread. May be NULL. */
    void (*on_progress)(void *context, const struct engine_progress *progress);
    /* Asked after every piece of counted work, so cheap, and also from inside GLPK, so it must not call it;
     * may be NULL. */
    bool (*is_cancelled)(void *context);
    void *context;
};

struct engine_result {
    enum engine_status status;
    enum engine_stop stop;
    int32_t *choice;     /* per person; NULL without a placement */
    int64_t *prices_ppt; /* per row, never NULL */
    bool has_bound;
    int64_t bound_upt; /* best proven: cuts and branching included */
    int64_t objective_upt;
    int64_t effort;
    /* What a checker needs to find a bound beyond the row prices', in the arena; NULL: none. It is checked
     * after the search, and left out of the plan when that takes more than 0.2 s past the deadline. */
    const struct proof_tree *proof;
    struct engine_work work[ENGINE_PARTS];
};

/* Allocates the result's arrays in the arena. errors: ERROR_MEMORY, ERROR_ENGINE when GLPK failed and no
 * placement had been found. */
enum error_code engine_solve(struct arena *arena, const struct choice_model *model,
                             const struct engine_options *options, struct engine_result *out,
                             struct error *error);

#endif
