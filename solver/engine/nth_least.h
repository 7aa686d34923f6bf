/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MUTASI_SOLVER_ENGINE_NTH_LEAST_H
#define MUTASI_SOLVER_ENGINE_NTH_LEAST_H

#include <stdint.h>

/* The n-th least of count >= 1 values, n from 0; the greatest where there are not so many. Sorts them. */
double nth_least(double *values, int64_t count, int64_t n);

#endif
