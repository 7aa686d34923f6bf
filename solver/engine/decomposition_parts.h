/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the decomposition share. */
#ifndef MUTASI_SOLVER_ENGINE_DECOMPOSITION_PARTS_H
#define MUTASI_SOLVER_ENGINE_DECOMPOSITION_PARTS_H

#include "solver/engine/decomposition.h"
#include "solver/engine/staffing.h"

/* One price that moves: of a person, of a row, or a level of people's. */
struct multiplier {
    double value, best;
    double box, floor, ceiling;
    double pace; /* its own share of a step, see decomposition_ascent.c */
    double momentum, square, gradient;
};

/* An entry in a row that is priced. */
struct priced_entry {
    int32_t row;
    double amount;
};

/* Who a row belongs to: a place (>= 0), or one of these. */
enum { ROW_PRICED = -1, ROW_CLOSED = -2 /* no open choice enters it */ };

struct decomposition {
    struct solve *solve;
    const struct store *store;

    bool is_provable; /* owners are those of proof.h */

    /* the problem: people with two or more allowed choices */
    int32_t person_count, choice_count;
    int32_t *person_store;   /* per person: in the store */
    int32_t *first_choice;   /* per person, and the end */
    int32_t *choice_person;  /* per choice */
    int64_t *choice_store;   /* per choice: in the store */
    int32_t *first_of_place; /* per place, and the end: into by_place */
    int32_t *by_place;       /* choices */
    int32_t *settled_choice; /* per person of the store: the only allowed choice, or -1 */
    int32_t *owner;          /* per row */
    int32_t *own_index;      /* per owned row: among its place's */
    double *settled;         /* per row: activity of the settled */
    double settled_cost;     /* and of the closed rows; +INFINITY when one is broken */
    int32_t rounded_rows;
    int64_t entry_count;

    /* the present restriction */
    uint8_t *state; /* per choice */
    uint8_t *fixed; /* per choice: what the last fixing made of its state */
    bool *placed;   /* per person: one choice is in */
    double *base;   /* per row: settled and those who are in */
    double base_cost;
    struct staffing *staffings; /* per place */
    struct staff_row *staff_rows;
    struct staff_item *staff_items;
    struct staff_entry *staff_entries;
    int32_t *item_choice;  /* per place from first_of_place on: the open ones */
    int64_t *first_priced; /* per item, and an end per place */
    struct priced_entry *priced;

    /* the ascent */
    struct multiplier *people, *rows; /* mu; lambda, of an owned row what its staffing found */
    struct multiplier *levels;        /* per place, and of everybody */
    int32_t *level_of;                /* per person: the place of least reduced cost when it was made */
    double *share;                    /* per choice */
    struct staff_search *search;
    bool *is_stale;                   /* per place: a price of its items has moved since it was solved */
    bool *has_priced;                 /* per place: some item enters a priced row */
    double *place_value, *place_best; /* per place: at the present prices, at the best */
    double best_bound;
    int64_t counted; /* of the staff searches' work */
};

/* is_provable  see decomposition_provable */
struct decomposition *decomposition_make(struct solve *solve, const double *prices, const uint8_t *allowed,
                                         bool is_provable);

/* The value of a place at the present prices; +INFINITY: it has no staff. Its staffing has what it found. */
double decomposition_solve_place(struct decomposition *d, int32_t p);

/* Of the staff searches since it was asked last. */
int64_t decomposition_uncounted_work(struct decomposition *d);

/* The best prices become the present ones, and every place is to be asked again. */
void decomposition_return_to_best(struct decomposition *d);

/* Half way between the two least reduced costs of a person: there the best place wants the person and no
 * other does. Unless NULL, *best is the choice of the least. */
double decomposition_settled_price(const struct decomposition *d, int32_t k, int32_t *best);

#endif
