/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Time of day, for what people and later starts of the service read; what is measured uses proto/clock.h. */
#ifndef MUTASI_SOLVER_SERVICE_WALL_TIME_H
#define MUTASI_SOLVER_SERVICE_WALL_TIME_H

#include <stdbool.h>
#include <stdint.h>

/* "2026-03-01T09:30:00.123Z" with its NUL */
enum { WALL_TEXT_BYTES = 25 };

int64_t wall_ms(void); /* now, milliseconds since 1970-01-01 UTC */

/* RFC 3339 in UTC with milliseconds. Years 1970 to 2200; earlier and later ones become these ends. */
void wall_format(int64_t ms, char out[WALL_TEXT_BYTES]);

/* Exactly what wall_format writes; false for anything else. */
bool wall_parse(const char *text, int64_t *ms);

#endif
