/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MUTASI_SOLVER_SERVICE_CLOCK_H
#define MUTASI_SOLVER_SERVICE_CLOCK_H

/* Seconds on the monotonic clock, which all processes of a machine share. */
double monotonic_s(void);

#endif
