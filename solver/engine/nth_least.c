/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "solver/engine/nth_least.h"

#include <stdlib.h>

static int compare(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

double nth_least(double *values, int64_t count, int64_t n)
{
    qsort(values, (size_t)count, sizeof *values, compare);
    return values[n < count ? n : count - 1];
}
