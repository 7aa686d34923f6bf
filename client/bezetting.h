/* SPDX-License-Identifier: MIT */
/* The table planners read first: what every unit needs, what is there, and the difference, before any plan.
 */
#ifndef MUTASI_CLIENT_BEZETTING_H
#define MUTASI_CLIENT_BEZETTING_H

#include "proto/problem.h"

#include <stdio.h>

/* How a unit stands against the policy's target band; LOAD_UNSTATED without need or band. */
enum load_class { LOAD_UNSTATED, LOAD_HEAVY, LOAD_IN_BAND, LOAD_LIGHT };

/* A unit, or a group that makes demands of its own. */
struct bezetting_row {
    const char *id, *name; /* name NULL when absent */
    const char *group;     /* of a unit, NULL when in none */
    const struct demand *demand;
    const int32_t *qualified; /* present, per minimum of the demand */
    bool is_open, has_need;
    int64_t need_mfte, present_mfte;
    int64_t people;
    enum load_class load;
};

struct bezetting {
    const struct problem *problem;
    struct bezetting_row *rows; /* units in the order of the instance, then groups */
    int32_t count;
    int64_t need_mfte, present_mfte; /* over the units that state a need */
    int32_t people, without_unit;
};

/* Counts everybody at the present unit, closed ones too. errors: ERROR_OVERFLOW, ERROR_MEMORY. cost: linear.
 */
enum error_code bezetting_new(struct arena *arena, const struct problem *problem, struct bezetting *out,
                              struct error *error);

void bezetting_print(struct arena *arena, const struct bezetting *bezetting, FILE *out);

/* Comma separated, decimal points, headings in English: for programs. */
void bezetting_print_csv(struct arena *arena, const struct bezetting *bezetting, FILE *out);

#endif
