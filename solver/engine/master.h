/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The restricted master problem: the rows, and those people and choices that were let in. Everybody else is
 * fixed at one choice, moved to the right-hand sides.
 *
 *     min  sum c x + sum tiers     row_r:  sum a x + under - over  in [soft band less what is fixed]
 *                                  one choice per person who is in
 *
 * Row r of the store is LP row r, in units of its scale; costs are in points. Slack columns come first,
 * choices behind. */
#ifndef MUTASI_SOLVER_ENGINE_MASTER_H
#define MUTASI_SOLVER_ENGINE_MASTER_H

#include "solver/engine/lp.h"
#include "solver/engine/solve.h"

struct master {
    const struct store *store;
    struct lp *lp;
    int64_t *fixed;      /* per person: the choice while outside; -1: inside */
    double *activity;    /* per row: of the people outside */
    double fixed_cost;   /* of the people outside, micro-points */
    int32_t *person_row; /* per person inside: LP row */
    uint8_t *inside;     /* per choice: it is a column */
    int64_t *choice_of;  /* per LP column from first_choice_column on: the choice */
    int32_t *person_of;  /* and the person */
    int32_t first_choice_column, choice_columns, column_room;
    int32_t first_elastic, elastic_columns; /* consecutive, before the choices */
};

/* choice    per person, within the person: where everybody is fixed at first
 * elastic   points per natural unit by which a hard row may be broken; 0: may not */
bool master_init(struct master *master, const struct store *store, const int64_t *fixed, double elastic);
void master_free(struct master *master, bool glpk_failed);

/* Lets a person in with the choice that was fixed, which becomes basic: the basis stays feasible. */
bool master_add_person(struct master *master, int32_t person);
bool master_add_choice(struct master *master, int32_t person, int64_t choice);

/* Right-hand sides and the objective's constant after people were let in. */
void master_update_bounds(struct master *master);

/* The linear program from the present basis, within the limits of the solve, which counts its work. */
enum lp_status master_relax(struct master *master, struct solve *solve);

/* Row prices in micro-points per row unit. */
void master_prices(const struct master *master, double *prices);

/* A feasible placement (per person, counted over the store; those outside as fixed) as a point: choices and
 * slacks. False when out of memory. */
bool master_point(const struct master *master, const int64_t *choice, double *x);

double master_elastic_use(const struct master *master); /* sum over all hard rows, natural units */
void master_set_elastic(struct master *master, double points);

#endif
