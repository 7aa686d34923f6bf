/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tiny problem through the engine's whole path: bytes in, plan out, as a worker does it. */
#ifndef MUTASI_TESTS_SUPPORT_TINY_SOLVE_H
#define MUTASI_TESTS_SUPPORT_TINY_SOLVE_H

#include "proto/message.h"
#include "proto/plan.h"
#include "tests/support/tiny.h"

struct tiny_run {
    const struct problem *problem;
    const struct plan *plan;
    const struct placed *placement; /* per employee; NULL without a placement */
    const void *bytes;              /* the plan's MessagePack */
    size_t length;
};

/* Exact (gap 0), 10 s, no effort limit. */
struct solve_limits tiny_limits(void);

/* Everything lives in the arena. errors: whatever reading, solving, or reading the plan reports. */
enum error_code tiny_solve(struct arena *arena, const struct tiny *tiny, const struct solve_limits *limits,
                           struct tiny_run *out, struct error *error);

/* job_check's report on the problem with a plan, as a tree. */
enum error_code tiny_check(struct arena *arena, const struct tiny *tiny, const struct plan *plan,
                           const struct problem *problem, const struct node **report, struct error *error);

/* The same with a map {employee: unit|null} instead of a plan. */
enum error_code tiny_check_placement(struct arena *arena, const struct tiny *tiny, const struct node *map,
                                     const struct node **report, struct error *error);

#endif
