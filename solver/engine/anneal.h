/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Simulated annealing over the core: the people who have a second choice whose reduced cost is near their
 * best.
 *
 * Moves are ejection chains (chain.h). A geometric cooling from `hot` to `cold`, while penalties of hard rows
 * rise where they stay broken and fall elsewhere, so that the search swings around feasibility; what is still
 * broken when all is cold is mended at dearer penalties; the best feasible placement on the way counts.
 * source: Kirkpatrick, Gelatt, Vecchi 1983 */
#ifndef MUTASI_SOLVER_ENGINE_ANNEAL_H
#define MUTASI_SOLVER_ENGINE_ANNEAL_H

#include "solver/engine/selection.h"
#include "solver/engine/solve.h"

struct anneal;

/* The core at some prices. All arrays are borrowed for the call. */
struct anneal_core {
    const double *prices;          /* per row, micro-points per row unit */
    const double *reduced, *least; /* per choice, and per person the least */
    double width;                  /* natural scale of reduced costs, micro-points */
    double margin;                 /* widths: choices nearer to the person's least are candidates */
};

/* The incumbent's choices are candidates too. NULL when out of memory. */
struct anneal *anneal_new(struct solve *solve, const struct anneal_core *core);
void anneal_free(struct anneal *anneal);

/* Where the next run starts: choices per person; people who are tied are brought together first. */
void anneal_start(struct anneal *anneal, const int32_t *choice);

/* `moves` tries, cooling from hot to cold (micro-points). Feasible placements better than the incumbent are
 * offered to the solve as they are found. Returns whether one was feasible since the start. */
bool anneal_run(struct anneal *anneal, int64_t moves, double hot, double cold);

/* Makes the broken hard rows dearer for good. */
void anneal_raise_penalties(struct anneal *anneal, double factor);

int32_t anneal_mobile_people(const struct anneal *anneal);

#endif
