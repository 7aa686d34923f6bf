/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small problems written into tests by hand, with ' for ". */
#ifndef MUTASI_TESTS_SUPPORT_PROBLEMS_H
#define MUTASI_TESTS_SUPPORT_PROBLEMS_H

#include "proto/problem.h"

/* The members of an instance besides format and date, and of a policy besides format: "'units': [...], ...".
 * The date is 2026-07-01. policy and scenario may be NULL; the scenario is a whole document. NULL when the
 * problem is refused: then *error says why. */
const struct problem *problem_of(struct arena *arena, const char *instance, const char *policy,
                                 const char *scenario, struct error *error);

/* The documents alone. */
const struct node *instance_document_of(struct arena *arena, const char *members);
const struct node *policy_document_of(struct arena *arena, const char *members);

/* {employee: unit | null}; people not named stay. NULL when refused. */
struct placed *placement_of(struct arena *arena, const struct problem *problem, const char *map);

#endif
