/* SPDX-License-Identifier: MIT */
/* Numbers and days as people of the message language write them: 1,234.50 and 1.234,50. For pages that people
 * read; files that programs read never see these. All in the arena; "" when out of memory. */
#ifndef MUTASI_CLIENT_REPORT_NUMBER_H
#define MUTASI_CLIENT_REPORT_NUMBER_H

#include "proto/instance.h"

/* value * 10^-places, rounded half away from zero to `shown` decimals. shown <= places <= 9 */
const char *number_decimal(struct arena *arena, int64_t value, int places, int shown);

char number_mark(void);                                                  /* of decimals: '.' or ',' */
const char *number_count(struct arena *arena, int64_t value);            /* 3,000 */
const char *number_points(struct arena *arena, int64_t upt);             /* 41.2 */
const char *number_fte(struct arena *arena, int64_t mfte);               /* 3.25 */
const char *number_km(struct arena *arena, int64_t metres);              /* 12.3 */
const char *number_percent(struct arena *arena, int64_t ppm, int shown); /* 96%; 96 % */
const char *number_day(struct arena *arena, day value);                  /* 5 January 2026 */

#endif
