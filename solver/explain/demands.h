/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hard demands of a problem, one by one: both sides of every row that has them, the pairs, and each thing
 * that keeps a person from a unit. And which of them a placement breaks. */
#ifndef MUTASI_SOLVER_EXPLAIN_DEMANDS_H
#define MUTASI_SOLVER_EXPLAIN_DEMANDS_H

#include "proto/infeasibility.h"
#include "solver/model/formulate.h"

struct demands {
    const struct hard_demand *list; /* rows, pairs, then people */
    int32_t count;
    int32_t first_of_people;
    int32_t first_pair;           /* pair p is demand first_pair + p */
    const int32_t *lower, *upper; /* per row that is no pair's: its demand, or NONE */
    const int32_t *first_of;      /* per person, and one behind the last: their demands, by rising bit */
    int32_t plain_rows;           /* rows of pairs come behind these, in every model of the problem */
    struct restrictions *restrictions;
};

/* whole   a model of the problem with nothing kept from anybody. errors: ERROR_MEMORY */
enum error_code demands_list(struct arena *arena, const struct choice_model *whole,
                             struct restrictions *restrictions, struct demands *out, struct error *error);

/* The demand of a pair's row, or NONE where the row is no pair's. */
int32_t demands_of_pair_row(const struct demands *demands, const char *name);

/* The demand behind one bit of what keeps a person. */
int32_t demands_of_restriction(const struct demands *demands, int32_t employee, int32_t bit);
int32_t demands_bit(const struct demands *demands, int32_t demand);

/* --- sets of demands --- */

static inline size_t demand_set_words(int32_t count)
{
    return ((size_t)count + 63) / 64;
}

static inline bool demand_in(const uint64_t *set, int32_t demand)
{
    return (set[demand / 64] >> (demand % 64) & 1) != 0;
}

static inline void demand_add(uint64_t *set, int32_t demand)
{
    set[demand / 64] |= UINT64_C(1) << (demand % 64);
}

static inline void demand_drop(uint64_t *set, int32_t demand)
{
    set[demand / 64] &= ~(UINT64_C(1) << (demand % 64));
}

/* What a placement does to the demands. */
struct breakage {
    int64_t *activity; /* per row of the whole model */
    uint64_t *broken;  /* a set */
};
bool breakage_init(struct arena *arena, const struct choice_model *whole, const struct demands *demands,
                   struct breakage *out);

/* choice   per person, of the whole model. Overwrites the breakage. */
void demands_broken(const struct demands *demands, const struct choice_model *whole, struct person_room *room,
                    const int32_t *choice, struct breakage *out);

#endif
