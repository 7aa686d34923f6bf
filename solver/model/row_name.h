/* SPDX-License-Identifier: MIT */
/* Names of the rows of a plan's demands: the keys of a certificate's prices and of breaches.
 *
 *   supply/U  headcount/U  competency/U/c/level  budget/U  moves-in/U  moves-out/U      per unit
 *   group-supply/G  group-headcount/G  group-competency/G/c/level                       per group
 *   budget  moves                                                                       over all
 *   surge/S                                                                             per surge
 *   lend/U/D  keep/U/D     who is lent, and what stays, on a day D (2026-03-01)         per unit and day
 *   pair/N/unit/U or pair/N/group/G     pair N (0-based) in a unit, or group
 *
 * `~` in an id is written `~0` and `/` is written `~1`, so names are unique. */
#ifndef MUTASI_SOLVER_MODEL_ROW_NAME_H
#define MUTASI_SOLVER_MODEL_ROW_NAME_H

#include "proto/instance.h"

/* kind is the first word; each may return NULL when out of memory. */
const char *row_name(struct arena *arena, const char *kind, const char *id);
const char *row_name_competency(struct arena *arena, const char *kind, const char *id, const char *competency,
                                int32_t level);
const char *row_name_day(struct arena *arena, const char *kind, const char *id, day date);
/* place is "unit" or "group": a group and a unit outside all groups may have the same id. */
const char *row_name_pair(struct arena *arena, int32_t pair, const char *place, const char *id);

#endif
