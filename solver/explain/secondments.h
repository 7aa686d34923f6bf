/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why each secondment is in a plan: what would be otherwise if this person were not lent and everything else
 * went as planned.
 *
 *   fills_surge    unit, before, after: of the surge; its FTE without this person, and with
 *   keeps_covered  unit, before, after: of the lending unit; its FTE on paper, and the least that remains
 *                  beside everybody it lends while this surge lasts
 *   saves          points: what the plan would cost more without this secondment
 *   costs          points: what the plan would cost less (a better plan exists, or the search was cut short)
 *
 * Every secondment has the first two and exactly one of the others. */
#ifndef MUTASI_SOLVER_EXPLAIN_SECONDMENTS_H
#define MUTASI_SOLVER_EXPLAIN_SECONDMENTS_H

#include "proto/plan.h"

/* The secondments of a placement that breaks no hard demand, in the order of employees, with cost and
 * reasons.
 *
 * placement    borrowed, one per employee
 * secondments  arena memory
 * errors       ERROR_OVERFLOW, ERROR_MEMORY */
enum error_code reasons_of_secondments(struct arena *arena, const struct problem *problem,
                                       const struct placed *placement, const struct secondment **secondments,
                                       int32_t *count, struct error *error);

#endif
