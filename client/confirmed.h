/* SPDX-License-Identifier: MIT */
/* A problem in which unknown competencies are confirmed, one or several at a time, and forgotten again. */
#ifndef MUTASI_CLIENT_CONFIRMED_H
#define MUTASI_CLIENT_CONFIRMED_H

#include "proto/problem.h"

/* Points into itself: stays where it was made. */
struct confirmed {
    struct problem problem; /* to ask about; its documents are the original ones */
    struct instance instance;
    struct employee *employees;
    struct holding **holdings; /* per employee a copy of its own, NULL where nothing is unknown */
};

enum error_code confirmed_init(struct arena *arena, const struct problem *problem, struct confirmed *out,
                               struct error *error);

/* level   that is held for sure, or LEVEL_UNKNOWN: not confirmed any more. The holding is an unknown one. */
void confirmed_set(struct confirmed *confirmed, int32_t employee, int32_t holding, int32_t level);

/* The instance's document with one of them confirmed; shares all else with the original. */
enum error_code confirmed_document(struct arena *arena, const struct problem *problem, int32_t employee,
                                   int32_t holding, int32_t level, const struct node **out,
                                   struct error *error);

#endif
