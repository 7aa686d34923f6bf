/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The oracle: what the contract says about a small problem, by trying every placement.
 *
 * It shares nothing with solver/: eligibility, costs, rows, prices and verdicts are computed here a second
 * time, in integers, from DESIGN section 2. Of proto it uses the structs that a problem is read into, and
 * none of the functions that compute with them (distances, needs, dates, shares are its own).
 *
 * Slow and plain on purpose. */
#ifndef MUTASI_TESTS_SUPPORT_ORACLE_H
#define MUTASI_TESTS_SUPPORT_ORACLE_H

#include "proto/plan.h"

enum { ORACLE_UNITS_MAX = 12, ORACLE_GROUPS_MAX = 6, ORACLE_PEOPLE_MAX = 32, ORACLE_MINIMUMS_MAX = 8 };
enum { ORACLE_SURGES_MAX = 8 };

/* The kinds of hard demand a placement can break. X(NAME, text) */
#define ORACLE_KIND_LIST(X)                                                                                  \
    X(BALANCE_LIMIT, "balance limit of a unit")                                                              \
    X(SUPPLY, "supply limits of a unit")                                                                     \
    X(HEADCOUNT, "headcount limits of a unit")                                                               \
    X(COMPETENCY, "hard competency minimum of a unit")                                                       \
    X(GROUP_BALANCE_LIMIT, "balance limit of a group")                                                       \
    X(GROUP_SUPPLY, "supply limits of a group")                                                              \
    X(GROUP_HEADCOUNT, "headcount limits of a group")                                                        \
    X(GROUP_COMPETENCY, "hard competency minimum of a group")                                                \
    X(UNIT_BUDGET, "budget of a unit")                                                                       \
    X(TOTAL_BUDGET, "budget of the policy")                                                                  \
    X(MOVES_MAX, "moves.max")                                                                                \
    X(MOVES_MAX_SHARE, "moves.max_share")                                                                    \
    X(MOVES_OUT_SHARE, "moves.out_share")                                                                    \
    X(MOVES_IN_SHARE, "moves.in_share")                                                                      \
    X(TOGETHER_UNIT, "pair together in a unit")                                                              \
    X(TOGETHER_GROUP, "pair together in a group")                                                            \
    X(APART_UNIT, "pair apart by unit")                                                                      \
    X(APART_GROUP, "pair apart by group")                                                                    \
    X(LENT_AT_ONCE, "secondment.max_share")                                                                  \
    X(DONOR_MIN, "secondment.donor_min")

enum oracle_kind {
#define ORACLE_KIND_ENUM(name, text) ORACLE_##name,
    ORACLE_KIND_LIST(ORACLE_KIND_ENUM)
#undef ORACLE_KIND_ENUM
        ORACLE_KIND_COUNT
};
const char *oracle_kind_text(enum oracle_kind kind);

/* What one placement costs and breaks. */
struct oracle_verdict {
    struct objective objective;
    uint32_t broken;    /* bit 1 << kind for every kind of hard demand that some row breaks */
    int32_t ineligible; /* people who may not end where the placement puts them */
};

/* placement   one per employee, any units and offers in range
 * returns     false when the problem is larger than the maxima above */
bool oracle_evaluate(const struct problem *problem, const struct placed *placement,
                     struct oracle_verdict *out);

/* Whether the person may end in the unit (NONE: unplaced). */
bool oracle_eligible(const struct problem *problem, int32_t employee, int32_t unit);

/* Whether somebody who may end in placed.unit may be lent from there to placed.surge. */
bool oracle_may_be_lent(const struct problem *problem, int32_t employee, struct placed placed);

/* The best of all placements. */
struct oracle_answer {
    bool feasible;
    struct objective best;                      /* with a feasible placement */
    struct placed placement[ORACLE_PEOPLE_MAX]; /* one that costs best.total */
    int32_t stuck;                              /* people without any choice; then nothing was tried */
    int64_t tried;                              /* placements looked at */
    uint32_t causes;  /* infeasible: bit per kind whose demands, dropped alone, would leave a plan */
    uint32_t binding; /* feasible: bit per kind whose demands, dropped alone, would leave a cheaper plan */
};

/* returns  false when the problem is larger than the maxima, or has more than `most` placements */
bool oracle_solve(const struct problem *problem, int64_t most, struct oracle_answer *out);

#endif
