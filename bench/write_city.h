/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of the city's documents, each in a file of its own. Containers that could not be allocated surface in
 * tree_canonicalise. */
#ifndef MUTASI_BENCH_WRITE_CITY_H
#define MUTASI_BENCH_WRITE_CITY_H

#include "bench/city.h"

/* The `employees` array; strings are borrowed from the city. */
struct node write_people(const struct city *city, const char *planning_date, struct arena *arena);

struct node write_day(day value, struct arena *arena);

/* A mutasi-policy/1 map that fits the flavour. */
struct node write_policy(const struct city *city, struct arena *arena);

#endif
