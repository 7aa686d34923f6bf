/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the presolve share. */
#ifndef MUTASI_SOLVER_ENGINE_PRESOLVE_PARTS_H
#define MUTASI_SOLVER_ENGINE_PRESOLVE_PARTS_H

#include "solver/engine/presolve.h"

/* A row over the choices that are left: its reach, and where it can hurt. */
struct reach {
    int128 least, greatest;
    bool breaks_above, breaks_below; /* the hard interval */
    bool hurts_above, hurts_below;   /* the interval or the price */
};

/* A person's part of a row's reach. */
struct span {
    int64_t low, high;
    int32_t seen;
    bool enters_always; /* by every choice that is left */
    bool demands;       /* a choice that does not enter it is in no plan */
};

/* A choice of one person, by what it does in rows that hurt both ways, then by cost. */
struct ranked_choice {
    uint64_t key;
    double cost;
    int64_t choice;
};

struct presolve {
    struct store *store;
    double deadline_s;
    int32_t
        *instead; /* per choice: itself (within its person), the one that dominates it, or -1: in no plan */
    struct reach *reach; /* per row */
    bool *idle;          /* per row */
    struct span *spans;  /* per row, of the person at hand */
    int32_t *touched;    /* rows that the person's choices enter */
    int32_t touched_count;
    int32_t left;   /* of the person's choices */
    double *excess; /* per row, scratch: 0 between uses */
    struct ranked_choice *ranked;
    int64_t removed, work;
    int64_t looked_at; /* the work there was when the clock was looked at last */
    bool infeasible;
};

static inline bool presolve_is_left(const struct presolve *p, int32_t person, int64_t choice)
{
    return p->instead[choice] == (int32_t)(choice - p->store->first_choice[person]);
}

/* Of the person's choices, by the reaches. Rivals are compared with the cheapest of their kind only, as many
 * as bounds the work in a person of thousands. */
void presolve_drop_dominated(struct presolve *p, int32_t person);

/* Writes the store anew without the choices and rows that were found; leaves it when out of memory. */
void presolve_write(struct presolve *p);

#endif
