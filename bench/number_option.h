/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers on the command lines of the benchmarks. */
#ifndef MUTASI_BENCH_NUMBER_OPTION_H
#define MUTASI_BENCH_NUMBER_OPTION_H

#include <argp.h>

#define NUMBER_OPTION_MOST 9e15 /* whole numbers are exact up to there */

/* Text that is no number, or outside of least..most, ends the program with a usage error. */
double number_option(struct argp_state *state, const char *text, double least, double most);
int whole_option(struct argp_state *state, const char *text, int least, int most);

#endif
