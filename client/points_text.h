/* SPDX-License-Identifier: MIT */
/* Points in sentences, rounded so that what is said stays true. Two decimals, unless that leaves nothing. */
#ifndef MUTASI_CLIENT_POINTS_TEXT_H
#define MUTASI_CLIENT_POINTS_TEXT_H

#include "proto/arena.h"

#include <stdint.h>

/* In the arena; upt >= 0 for the roundings. */
const char *points_exact(struct arena *arena, int64_t upt);    /* all decimals there are */
const char *points_at_least(struct arena *arena, int64_t upt); /* rounded down */
const char *points_at_most(struct arena *arena, int64_t upt);  /* rounded up */

#endif
