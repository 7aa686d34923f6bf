/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What branching on a column has cost so far: the rise of the bound per unit by which the column was moved,
 * per direction. A column that was never moved is judged by the average of the others, and its true cost is
 * found by a probe before it is trusted. source: Achterberg, Koch, Martin 2005, "Branching rules revisited"
 * (reliability branching) */
#ifndef MUTASI_SOLVER_ENGINE_PSEUDOCOST_H
#define MUTASI_SOLVER_ENGINE_PSEUDOCOST_H

#include <stdbool.h>
#include <stdint.h>

enum direction { DIRECTION_DOWN, DIRECTION_UP };

struct pseudocost {
    double sum[2]; /* per direction: rises per unit */
    int32_t seen[2];
};

/* columns  [0]: all columns together; column j at [j] */
void pseudocost_note(struct pseudocost *columns, int32_t column, enum direction direction, double rise,
                     double moved);
bool pseudocost_is_known(const struct pseudocost *column, enum direction direction);
double pseudocost_estimate(const struct pseudocost *columns, int32_t column, enum direction direction,
                           double moved);

/* One number for the rises expected on either side. */
double pseudocost_score(double down, double up);

struct branch_candidate {
    int32_t column;
    double fraction; /* of its value, in (0, 1) */
    double score;
};

/* Best score first; of equal ones the lower column. */
void branch_candidates_sort(struct branch_candidate *candidates, int32_t count);

#endif
