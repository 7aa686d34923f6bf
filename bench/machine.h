/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every result must say about where it was measured, and the clock it is measured with. */
#ifndef MUTASI_BENCH_MACHINE_H
#define MUTASI_BENCH_MACHINE_H

#include <stddef.h>

/* "2 x Some CPU @ 2.5 GHz" into text. */
void machine_describe(char *text, size_t size);

double now_s(void);          /* monotonic */
double peak_memory_mb(void); /* of this process */
double machine_load(void);   /* the load average of the last minute */

#endif
