/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small office and a plan for it with something in every field, for tests of reading and writing. */
#ifndef MUTASI_TESTS_SUPPORT_PLANS_H
#define MUTASI_TESTS_SUPPORT_PLANS_H

#include "proto/plan.h"

/* Ani and Budi in U1, Citra (with an incentive) in U2, Dewi and Eka nowhere; the default policy. */
const struct problem *office_problem(struct arena *arena);
struct plan office_plan(void);

extern const struct row_price office_prices[2];
extern const char *const office_warnings[1];
void office_proof(struct proof *proof, const struct row_price *prices, int32_t count);

/* The plan as a document; fails the test when it cannot be written. */
const struct node *plan_document(struct arena *arena, const struct plan *plan, const struct problem *problem);

/* NULL when every field is the same, else the name of the first that is not. */
const char *plan_difference(const struct plan *a, const struct plan *b, int32_t unit_count);

#endif
