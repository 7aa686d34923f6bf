/* SPDX-License-Identifier: MIT */
#ifndef MUTASI_CLIENT_START_H
#define MUTASI_CLIENT_START_H

#include "proto/plan.h"

/* What a solve may begin from, as the body's `start`: the placement of a plan and the row prices of its
 * certificate. People who stay are not named, and offers are not part of a start.
 * plan     with a placement
 * out      {placement, prices}, canonical; borrows nothing
 * errors   ERROR_MEMORY */
enum error_code start_from_plan(struct arena *arena, const struct plan *plan, const struct problem *problem,
                                const struct node **out, struct error *error);

#endif
