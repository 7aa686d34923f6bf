/* SPDX-License-Identifier: GPL-3.0-or-later */
/* People who move as one. A row whose interval is [0, 0] and which two people enter, one only with +1, the
 * other only with -1, ties them: both are there, or neither is. Found in the rows, so nothing is known here
 * of pairs, units or groups. */
#ifndef MUTASI_SOLVER_ENGINE_TIES_H
#define MUTASI_SOLVER_ENGINE_TIES_H

#include "solver/engine/store.h"

#define TIES_MANY 1.2 /* people in the mean company */

/* The two people whom a row ties; -1, -1: it ties nobody. */
struct tie {
    int32_t plus, minus;
};

struct ties {
    struct tie *of_row;
    int32_t *first_partner; /* per person, and the end */
    int32_t *partner;       /* rising within a person */
    double company;         /* how many move with a person on average, themselves counted */
};

/* Of a complete store. NULL when nobody is tied, or only few and only two or three to each other, or out of
 * memory. The caller's; ties_free.
 * cost  one pass over the entries */
struct ties *ties_new(const struct store *store);
void ties_free(struct ties *ties);

static inline bool ties_has(const struct ties *ties, int32_t person)
{
    return ties != NULL && ties->first_partner[person] < ties->first_partner[person + 1];
}

/* So many people are tied that their companies, not single people, decide what a plan costs. */
static inline bool ties_are_many(const struct ties *ties)
{
    return ties != NULL && ties->company >= TIES_MANY;
}

/* Whom the row ties to this person; -1: nobody. */
static inline int32_t ties_other(const struct ties *ties, int32_t row, int32_t person)
{
    struct tie tie = ties->of_row[row];
    return tie.plus == person ? tie.minus : tie.minus == person ? tie.plus : -1;
}

#endif
