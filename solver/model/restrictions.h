/* SPDX-License-Identifier: MIT */
/* What keeps people from units, one by one, so that each can be lifted without the others: a pin, a
 * scenario's `place`, the missing consent, each rule of the policy. Sets of them are sets of bits. Lifting
 * more never closes a unit to anybody. */
#ifndef MUTASI_SOLVER_MODEL_RESTRICTIONS_H
#define MUTASI_SOLVER_MODEL_RESTRICTIONS_H

#include "solver/model/eligibility.h"

/* Bits. Rule i of the policy is RESTRICTION_RULE + i; those that would lie behind the last bit share it. */
enum {
    RESTRICTION_PIN,
    RESTRICTION_PLACE,
    RESTRICTION_CONSENT,
    RESTRICTION_RULE,
    RESTRICTION_LAST = 63,
    RESTRICTIONS
};
#define RESTRICTIONS_ALL UINT64_MAX

static inline uint64_t restriction(int32_t bit)
{
    return UINT64_C(1) << bit;
}

struct restrictions {
    const struct problem *problem;
    struct problem unforced;  /* the same without the scenario's `place` */
    struct eligibility *room; /* so: one thread at a time */
    const uint64_t *held;     /* per person: those that keep them from any unit */
};

/* errors: ERROR_MEMORY. cost: the rules per person */
enum error_code restrictions_init(struct arena *arena, const struct problem *problem,
                                  struct restrictions *out, struct error *error);

/* Those that keep the person from the unit (NONE: from being left unplaced), whether it is open or not. */
uint64_t restrictions_at(struct restrictions *restrictions, int32_t employee, int32_t unit);

/* Whether the person may end in the unit (NONE: unplaced) with these lifted. With none lifted it is what
 * eligibility_of says. */
bool restrictions_allow(struct restrictions *restrictions, int32_t employee, int32_t unit, uint64_t lifted);

/* The rule of a bit; NULL where it is no rule's. */
const struct rule *restriction_rule(const struct problem *problem, int32_t bit);

#endif
