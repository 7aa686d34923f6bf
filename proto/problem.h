/* SPDX-License-Identifier: MIT */
/* What a solve is about: an instance under a policy, after a scenario. */
#ifndef MUTASI_PROTO_PROBLEM_H
#define MUTASI_PROTO_PROBLEM_H

#include "proto/instance.h"
#include "proto/policy.h"

/* Where one person ends. Arrays of these are indexed like instance.employees. */
struct placed {
    int32_t unit;  /* NONE: left unplaced */
    int32_t offer; /* index into employee.offers, NONE: none used */
    int32_t surge; /* index into instance.surges: lent to it by the unit; NONE: not lent */
};

struct problem {
    const struct instance *instance;
    const struct policy *policy;
    /* Per employee: the only unit a scenario's `place` allows (it overrides consent and rules), or NONE.
     * NULL when the scenario places nobody. */
    const int32_t *forced_unit;
    const struct node
        *instance_document; /* after the scenario, canonical; what the plan's hashes are taken over */
    const struct node *policy_document;
};

/* Applies the scenario, reads and validates everything.
 * policy     NULL: the default policy;   scenario  NULL: none
 * errors     paths begin with "instance", "policy" or "scenario" */
enum error_code problem_read(struct arena *arena, const struct node *instance, const struct node *policy,
                             const struct node *scenario, const struct problem **out, struct error *error);

/* Reads a map {employee id: unit id | null | {unit, surge}}, people not named stay (or are unplaced without a
 * present unit), into an array of employee_count, offers NONE. Used for `start.placement`, hand-made plans
 * and `place`. */
enum error_code placement_read(struct arena *arena, const struct instance *instance, const struct node *map,
                               const struct path *at, struct placed **out, struct error *error);

#endif
