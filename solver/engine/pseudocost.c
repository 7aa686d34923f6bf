/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/pseudocost.h"

#include <math.h>
#include <stdlib.h>

static const double LEAST_RISE = 1e-6;

void pseudocost_note(struct pseudocost *columns, int32_t column, enum direction direction, double rise,
                     double moved)
{
    if (!(moved > 1e-6))
        return;
    double slope = fmax(rise, 0) / moved;
    struct pseudocost *either[] = {&columns[0], &columns[column]};
    for (int i = 0; i < 2; i++) {
        either[i]->sum[direction] += slope;
        either[i]->seen[direction]++;
    }
}

bool pseudocost_is_known(const struct pseudocost *column, enum direction direction)
{
    return column->seen[direction] > 0;
}

double pseudocost_estimate(const struct pseudocost *columns, int32_t column, enum direction direction,
                           double moved)
{
    const struct pseudocost *by = columns[column].seen[direction] > 0 ? &columns[column] : &columns[0];
    return by->seen[direction] > 0 ? moved * by->sum[direction] / by->seen[direction] : moved;
}

double pseudocost_score(double down, double up)
{
    return fmax(down, LEAST_RISE) * fmax(up, LEAST_RISE);
}

static int compare(const void *left, const void *right)
{
    const struct branch_candidate *a = left, *b = right;
    if (a->score != b->score)
        return a->score > b->score ? -1 : 1;
    return a->column < b->column ? -1 : a->column > b->column;
}

void branch_candidates_sort(struct branch_candidate *candidates, int32_t count)
{
    qsort(candidates, (size_t)count, sizeof *candidates, compare);
}
