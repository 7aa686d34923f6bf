/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Choice models for tests of the engine's parts: written by hand, from the tiny generator, from an invented
 * city. What cannot be built ends the program with the reason: a defect of the test. */
#ifndef MUTASI_TESTS_SUPPORT_MODELS_H
#define MUTASI_TESTS_SUPPORT_MODELS_H

#include "bench/city.h"
#include "solver/engine/engine.h"
#include "solver/model/choice_model.h"
#include "tests/support/oracle.h"
#include "tests/support/tiny.h"
#include "tests/support/tiny_random.h"

struct small_model {
    struct arena *arena; /* owns everything */
    const struct problem *problem;
    const struct choice_model *model;
};

/* The members of an instance and a policy, as in problems.h. */
struct small_model model_of(const char *instance, const char *policy);

/* The tiny generator's problem; model is NULL where somebody has no choice at all. */
struct small_model model_tiny(uint64_t seed, const struct tiny_size *size);

/* The next such problem from *seed on in which everybody has a choice; *seed ends behind its seed. */
struct small_model model_next_tiny(uint64_t *seed, const struct tiny_size *size);

/* An invented city whose people consent to about 10 units. */
struct small_model model_city(int people, int units, enum flavour flavour, uint64_t seed);

void model_free(struct small_model *model);

/* Index of the row of that name; ends the program when there is none. */
int32_t model_row(const struct small_model *model, const char *name);

/* {employee: unit}, people not named stay -> index within each person's choices. */
void model_choose(const struct small_model *model, const char *map, int32_t *choice);

/* Where these choices end, for evaluate and the oracle. Arena memory. */
const struct placed *model_placement(const struct small_model *model, const int32_t *choice);
void model_choice_of_placement(const struct small_model *model, const struct placed *placement,
                               int32_t *choice);

void model_random_choice(const struct small_model *model, struct tiny_random *random, int32_t *choice);

/* Up to 200 points per person or FTE, half of them none; prices of budget rows within 2 points per point. */
void model_random_prices(const struct small_model *model, struct tiny_random *random, int64_t *prices_ppt);

/* How many rows round their price once to a micro-point. */
int32_t model_rounded_rows(const struct small_model *model);

/* Exact (gap 0), seed 1, one thread, a deadline so many seconds from now. */
struct engine_options model_options(double seconds);
double model_clock_s(void);

#endif
