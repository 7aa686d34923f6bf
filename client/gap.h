/* SPDX-License-Identifier: MIT */
/* Published generalised assignment problems as placement instances.
 *
 * File: agents jobs, the cost matrix (agents x jobs), the consumption matrix (agents x jobs), the capacities.
 * Job j becomes employee "j<j>" without a unit, agent i becomes unit "a<i>" with supply_limits [null,
 * capacity] and no need; the cost is a `relocation` entry, the consumption a `supplies` entry. The policy
 * prices nothing else and has no `unplaced`: everybody must be placed. So the objective is the assignment's
 * cost. */
#ifndef MUTASI_CLIENT_GAP_H
#define MUTASI_CLIENT_GAP_H

#include "client/mutasi.h"
#include "proto/tree.h"

/* name  of the instance. errors: ERROR_MALFORMED with the number that is wrong, ERROR_MEMORY */
enum error_code gap_read(struct arena *arena, struct mutasi_document text, const char *name,
                         const struct node **instance, struct error *error);

/* The policy that goes with it. NULL when out of memory. */
const struct node *gap_policy(struct arena *arena);

#endif
