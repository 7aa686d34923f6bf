/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An invented city that keeps the engine busy. */
#ifndef MUTASI_TESTS_SUPPORT_CITY_H
#define MUTASI_TESTS_SUPPORT_CITY_H

#include "proto/tree.h"

/* The body of a request to solve: {instance}, as mutasi-generate makes it. Aborts when it cannot. */
const struct node *city_body(struct arena *arena, int people, int units);

#endif
