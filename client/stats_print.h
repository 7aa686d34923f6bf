/* SPDX-License-Identifier: MIT */
/* A service's stats for people to read. */
#ifndef MUTASI_CLIENT_STATS_PRINT_H
#define MUTASI_CLIENT_STATS_PRINT_H

#include "proto/tree.h"

#include <stdio.h>

/* What it is, what it has done, what it is doing, how long that takes, and its processes.
 * stats   the map of that name in a reply */
void stats_print(struct arena *arena, const struct node *stats, FILE *out);

#endif
