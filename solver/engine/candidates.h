/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a search may choose from, small and close together in memory: per person the choices whose reduced
 * cost is within a margin of the least (options), rising in that excess, with their entries; per row the
 * options that enter it. */
#ifndef MUTASI_SOLVER_ENGINE_CANDIDATES_H
#define MUTASI_SOLVER_ENGINE_CANDIDATES_H

#include "solver/engine/store.h"

enum { CANDIDATE_LEVELS = 16 };

struct option {
    double cost;   /* micro-points */
    double excess; /* reduced cost above the person's least, micro-points */
    int32_t person;
    int32_t choice;     /* counted within the person */
    int32_t first, end; /* its entries */
};

struct option_entry {
    double amount;
    int32_t row;
};

/* An option that enters a row. */
struct user {
    double amount;
    int32_t option, person;
};

struct candidates {
    const struct store *store;
    int32_t *first_option; /* per person, and the end */
    struct option *options;
    struct option_entry *entries;
    int32_t *mobile; /* people with two options or more, rising in the second one's excess */
    int32_t mobile_count;
    /* Nested levels, from the nearest decisions to all of them: the first level_people[l] mobile people, and
     * of each the first level_options[person * CANDIDATE_LEVELS + l] options (at most 255). */
    int32_t level_people[CANDIDATE_LEVELS];
    double level_excess[CANDIDATE_LEVELS];
    uint8_t *level_options;
    int32_t *first_user; /* per row, and the end */
    struct user *users;  /* of mobile people; per row rising in amount */
};

/* Choices within `margin` (micro-points) of the person's least reduced cost are options, and so is the choice
 * in kept[person] (NULL: none); of people who are tied (ties.h) all are, because what is near for one may not
 * be for the others. False when out of memory or beyond 31 bits; candidates_free is due either
 * way. reduced, least  per choice and per person of the store, borrowed for the call */
bool candidates_init(struct candidates *candidates, const struct store *store, const double *reduced,
                     const double *least, double margin, const int32_t *kept);
void candidates_free(struct candidates *candidates);

/* The option that is this choice of the person; the person's first where it is none. */
int32_t candidates_option_of(const struct candidates *candidates, int32_t person, int32_t choice);

#endif
