/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ejection chains over rows: somebody takes another option; while that does not pay, one of the rows the
 * change hurts is drawn and repaired by the next link. A row with too much sends somebody away, one with too
 * little draws somebody in, who leaves a gap elsewhere, and so on. A swap is a chain of two, a ring a longer
 * one; nothing is known here of units or competencies. Whoever is tied to others (ties.h) takes them along
 * (company.h): that is one link.
 *
 * source: Glover 1996, "Ejection chains, reference structures and alternating path methods for traveling
 * salesman problems"; Yagiura, Ibaraki, Glover 2004, "An ejection chain approach for the generalized
 * assignment problem" (one place ejects, the next inserts); here every priced row is such a place. */
#ifndef MUTASI_SOLVER_ENGINE_CHAIN_H
#define MUTASI_SOLVER_ENGINE_CHAIN_H

#include "solver/engine/random.h"
#include "solver/engine/selection.h"

/* Draws a change into the selection, link by link, until one worsens the total by no more than a threshold
 * drawn for the temperature (Metropolis: exponential with that mean, micro-points), or until nothing more can
 * be repaired. Returns whether it found one, to be committed by the caller. There must be a mobile person.
 * links  the people moved are added */
bool chain_draw(struct selection *selection, struct random *random, double temperature, int64_t *links);

#endif
