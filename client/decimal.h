/* SPDX-License-Identifier: MIT */
/* Exact numbers with a fixed count of decimals, and the decimal mark that the reader's country writes. */
#ifndef MUTASI_CLIENT_DECIMAL_H
#define MUTASI_CLIENT_DECIMAL_H

#include "proto/arena.h"

#include <stdint.h>

/* value * 10^-places, rounded half away from zero to `shown` <= places <= 12 decimals: "-0.50" or "-0,50".
 * NULL when out of memory. */
const char *decimal_shown(struct arena *arena, int64_t value, int places, int shown, char mark);

#endif
