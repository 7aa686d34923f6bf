/* SPDX-License-Identifier: MIT */
/* A what-if: changes to an instance and its policy, made on the documents before they are read, so that one
 * validation serves both and every error names the place in the changed document. */
#ifndef MUTASI_PROTO_SCENARIO_H
#define MUTASI_PROTO_SCENARIO_H

#include "proto/tree.h"

/* Validates the scenario document and applies it. In this order:
 *
 *   policy         merged into the policy document, member by member (RFC 7386: null removes a member, a
 *                  list replaces)
 *   remove         people, or units. A removed unit's people are left without a present unit and unpinned;
 *                  what refers to a removed id (consent, preferences, distances, relocation, supplies,
 *                  pairs, previous) goes with it
 *   add            units, people: appended
 *   close, open    sets `open` of units
 *   need           replaces need (and work) of a unit, or scales it by "+10%" / "-5%"
 *   pin, release   sets `pinned`; release also lifts a `consent: "none"`
 *   place          the only unit that person may end in: "what if X went to U". Lifts a pin. The relocation
 *                  cost is still counted from the present unit
 *
 * instance, policy, scenario   borrowed canonical documents; scenario may be NULL (then the outputs are the
 *                              inputs); policy NULL: the default policy is changed
 * instance_out, policy_out     canonical documents in the arena, sharing unchanged parts with the inputs
 * forced                       the `place` pairs, a map {employee: unit} for problem_read, or NULL
 * errors                       those of the contract, with paths below `at`. What a scenario adds or merges
 *                              is not read here: reading the changed documents does */
enum error_code scenario_apply(struct arena *arena, const struct node *instance, const struct node *policy,
                               const struct node *scenario, const struct path *at,
                               const struct node **instance_out, const struct node **policy_out,
                               const struct node **forced, struct error *error);

#endif
