/* SPDX-License-Identifier: MIT */
/* Who may go where, and if not, why not: openness, pins, consent and the policy's rules. */
#ifndef MUTASI_SOLVER_MODEL_ELIGIBILITY_H
#define MUTASI_SOLVER_MODEL_ELIGIBILITY_H

#include "proto/problem.h"

enum barrier {
    BARRIER_NONE,
    BARRIER_CLOSED,     /* the unit is closed */
    BARRIER_FORCED,     /* a scenario places the person elsewhere */
    BARRIER_PINNED,     /* pinned to the present unit */
    BARRIER_CONSENT,    /* the person did not consent */
    BARRIER_RULE,       /* a rule of the policy: see rule */
    BARRIER_NOT_ALLOWED /* unplaced, but the policy or a present unit excludes it */
};

struct eligibility {
    enum barrier barrier;
    const struct rule *rule; /* BARRIER_RULE */
};

/* Whether the person may end in the unit (NONE: unplaced). The present unit is barred only when closed, when
 * a hard max_tenure applies, or when a scenario forces another. cost: O(log n) in the consent list, plus the
 * rules. */
struct eligibility eligibility_of(const struct problem *problem, int32_t employee, int32_t unit);

/* Everything that keeps the person from a unit, in the order in which eligibility_of looks; it answers the
 * first of them. out   room for ELIGIBILITY_MOST(rules of the policy)
 * Returns their number. */
#define ELIGIBILITY_MOST(rule_count) ((size_t)(rule_count) + 3)
int32_t eligibility_barriers(const struct problem *problem, int32_t employee, int32_t unit,
                             struct eligibility *out);

/* The first rule in force that keeps this person from moving at all, or NULL. O(rules). */
const struct rule *moving_rule(const struct problem *problem, int32_t employee);

/* The first hard max_tenure in force by which the person may not stay, or NULL: pins and rules that forbid
 * moving outweigh it. O(rules). */
const struct rule *staying_rule(const struct problem *problem, int32_t employee);

/* The first hard max_tenure in force that a pin, a rule or a scenario outweighs, so that the person may stay
 * nevertheless, or NULL. */
const struct rule *outweighed_rule(const struct problem *problem, int32_t employee);

#endif
