/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why each move is in a plan: what would be otherwise if this person stayed and everybody else did as
 * planned.
 *
 *   first_placement      the person has no present unit
 *   present_unit_closed  unit: the closed one
 *   covers_competency    unit, competency, level: staying would leave this minimum of the receiving unit, or
 *                        of its group, unmet
 *   raises_supply        unit, before, after: staying would leave the receiving unit below its band
 *   relieves_surplus     unit, before, after: staying would leave the old unit above its band
 *   raises_group         unit, before, after: the same two of the group of that unit
 *   relieves_group
 *   over_tenure          unit, cite, points unless hard: the person has been in the old unit for longer than
 *                        this max_tenure allows
 *   as_before            unit, points: the earlier plan has the person there as well
 *   preferred            unit, points: named by the person; what the policy grants for that, if it was priced
 *   kept_together        employee: staying would break the pair with this person
 *   kept_apart
 *   offer_required       unit, competency, level where they apply: a mover without the offer would break it
 *   offer_saves          points: what the plan would cost more if a mover went without the offer
 *   offer_costs
 *   required             unit, competency, level where they apply: staying would break this hard demand
 *   saves                points: what the plan would cost more if this person stayed
 *   costs                points: what the plan would cost less (a better plan exists, or the search was cut
 *                        short)
 *
 * Every move ends with exactly one of required, saves and costs, unless the present unit is closed. */
#ifndef MUTASI_SOLVER_EXPLAIN_REASONS_H
#define MUTASI_SOLVER_EXPLAIN_REASONS_H

#include "proto/plan.h"

/* The moves of a placement that breaks no hard demand, in the order of employees, with cost and reasons.
 *
 * placement  borrowed, one per employee
 * moves      arena memory
 * errors     ERROR_OVERFLOW, ERROR_MEMORY
 * cost       one pass over the people, and per move the minimums and pairs it touches */
enum error_code reasons_of_moves(struct arena *arena, const struct problem *problem,
                                 const struct placed *placement, const struct move **moves, int32_t *count,
                                 struct error *error);

#endif
