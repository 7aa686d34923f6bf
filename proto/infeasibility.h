/* SPDX-License-Identifier: MIT */
/* Why there is no plan: hard demands of which none can be left out without leaving a plan, and what it takes
 * to have one. */
#ifndef MUTASI_PROTO_INFEASIBILITY_H
#define MUTASI_PROTO_INFEASIBILITY_H

#include "proto/problem.h"

/* X(NAME, word). Those before the pair and the last have a row, and a limit on one side of it. */
#define DEMAND_KIND_LIST(X)                                                                                  \
    X(COMPETENCY, "competency") /* a hard minimum of a unit or group */                                      \
    X(SUPPLY, "supply")         /* supply_limits of a unit or group */                                       \
    X(BALANCE, "balance")       /* balance.limit of the policy, for a unit or group */                       \
    X(HEADCOUNT, "headcount")   /* of a unit or group */                                                     \
    X(BUDGET, "budget")         /* of a unit, or of the policy */                                            \
    X(MOVES, "moves")           /* moves.max and moves.max_share */                                          \
    X(MOVES_IN, "moves_in")     /* moves.in_share, for a unit */                                             \
    X(MOVES_OUT, "moves_out")   /* moves.out_share, for a unit */                                            \
    X(LEND, "lend")             /* secondment.max_share of the policy, for a unit on a day */                \
    X(KEEP, "keep")             /* secondment.donor_min of the policy, for a unit on a day */                \
    X(PAIR, "pair")                                                                                          \
    X(PIN, "pin")                                                                                            \
    X(PLACE, "place") /* a scenario's */                                                                     \
    X(CONSENT, "consent")                                                                                    \
    X(RULE, "rule")                                                                                          \
    X(ROW, "row") /* any other row of the model */

enum demand_kind {
#define DEMAND_KIND_ENUM(name, word) DEMAND_##name,
    DEMAND_KIND_LIST(DEMAND_KIND_ENUM)
#undef DEMAND_KIND_ENUM
};
const char *demand_kind_word(enum demand_kind kind);

struct hard_demand {
    enum demand_kind kind;
    bool is_most;              /* of a row: at most `limit`; else at least */
    int32_t unit, group;       /* of a row: NONE where it is not theirs */
    int32_t competency, level; /* COMPETENCY; else NONE, 0 */
    day date;                  /* LEND, KEEP; else 0 */
    int32_t pair;              /* PAIR: index into the instance's pairs; else NONE */
    int32_t employee;          /* PIN, PLACE, CONSENT, RULE: whose; else NONE */
    int32_t rule;              /* RULE: index into the policy's rules; else NONE */
    const char *row;           /* the row's name; NULL for pairs and what keeps a person */
    int64_t limit;             /* SUPPLY, BALANCE, KEEP: milli-FTE; BUDGET: micro-points; else counted */
};

static inline bool demand_has_row(enum demand_kind kind)
{
    return kind < DEMAND_PAIR || kind == DEMAND_ROW;
}

static inline bool demand_is_of_lending(enum demand_kind kind)
{
    return kind == DEMAND_LEND || kind == DEMAND_KEEP;
}

static inline bool demand_is_in_fte(enum demand_kind kind)
{
    return kind == DEMAND_SUPPLY || kind == DEMAND_BALANCE || kind == DEMAND_KEEP;
}

static inline bool demand_is_of_a_person(enum demand_kind kind)
{
    return kind >= DEMAND_PIN && kind <= DEMAND_RULE;
}

/* What one unit of a limit is, in millionths of what documents say; of a DEMAND_ROW it is written as it is.
 */
static inline int64_t demand_limit_scale(enum demand_kind kind)
{
    return demand_is_in_fte(kind) ? 1000 : kind == DEMAND_BUDGET ? 1 : MICRO;
}

struct conflicting {
    struct hard_demand demand;
    bool is_needed; /* a plan that keeps all the others was found */
};

/* One demand loosened. */
struct loosening {
    struct hard_demand demand;
    int64_t to;       /* of a row: the limit instead, in the unit of `limit` */
    int32_t unit;     /* of what keeps a person: where this lets them go; NONE: nowhere */
    int64_t cost_upt; /* in millionths of the measure (solver/explain/relaxation.h) */
};

struct infeasibility {
    const struct conflicting *demands; /* together they leave no plan: proven. Empty: not even the facts do */
    int32_t demand_count;
    bool is_minimal; /* every one is needed */
    bool has_relaxation;
    const struct loosening *relaxation;
    int32_t relaxation_count;
    int64_t cost_upt, at_least_upt; /* of the relaxation, and of any: proven */
};

#endif
