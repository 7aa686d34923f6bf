/* SPDX-License-Identifier: MIT */
/* Points in time as milliseconds since 1970-01-01 UTC, and as RFC 3339 text. */
#ifndef MUTASI_PROTO_INSTANT_H
#define MUTASI_PROTO_INSTANT_H

#include <stdbool.h>
#include <stdint.h>

int64_t wall_ms(void); /* the machine's clock now; may be set, forwards and back */

/* "2026-07-01T08:15:30.250Z" and a NUL. For the years 1970 to 2200. */
enum { INSTANT_BYTES = 25 };
void instant_format(int64_t ms, char out[INSTANT_BYTES]);

/* "2026-07-01", "2026-07-01T08:15:30Z", "2026-07-01T08:15:30.250Z"; UTC only. false: anything else. */
bool instant_parse(const char *text, int64_t *ms);

#endif
