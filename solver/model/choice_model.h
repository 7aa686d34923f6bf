/* SPDX-License-Identifier: MIT */
/* The choice model: every person picks exactly one choice; choices have a cost and integer entries in rows;
 * rows have a hard interval and a convex price.
 *
 *     min  sum_k c[k][q_k] + sum_r phi_r(s_r)     s_r = sum_k a[r][k][q_k],  lower_r <= s_r <= upper_r
 *
 * It is implicit: choices are not stored but computed from (person, unit). A row is a set of units, an
 * attribute of people, and which people count; so the model of 100,000 people x 1,000 units is a few
 * megabytes. The engine and the certificate see only this header, never employees.
 *
 * Amounts: int64. Costs: micro-points. Row prices and slopes: pico-points per row unit. */
#ifndef MUTASI_SOLVER_MODEL_CHOICE_MODEL_H
#define MUTASI_SOLVER_MODEL_CHOICE_MODEL_H

#include "proto/arena.h"
#include "proto/error.h"
#include "proto/number.h"

#include <stdbool.h>
#include <stdint.h>

/* phi beyond one side of the soft band: from `distance` row units beyond the edge on, each further unit costs
 * `slope_ppt`. Distances rise from 0, slopes never fall. */
struct slope {
    int64_t distance;
    int128 slope_ppt;
};

struct row {
    const char *name;                 /* unique, stable: keys of prices in a certificate */
    int64_t lower, upper;             /* hard interval; INT64_MIN / INT64_MAX where open */
    int64_t soft_lower, soft_upper;   /* phi is 0 between; INT64_MIN / INT64_MAX where free */
    const struct slope *under, *over; /* below soft_lower, above soft_upper; NULL when count is 0 */
    int32_t under_count, over_count;
    bool rounded; /* phi is rounded to whole micro-points and its slopes are not whole: the exact
                     phi below may be up to half a micro-point above the true price */
    int64_t reach_lower,
        reach_upper; /* sum over people of their least and greatest entry: s_r always lies here */
};

struct entry {
    int32_t row;
    int64_t amount;
};

/* The choices of one person, written out. choice q has cost[q] and entries[first[q] .. first[q + 1]). Rows of
 * one choice are distinct. */
struct person_view {
    int32_t count;
    const int64_t *cost_upt;
    const int32_t *unit;  /* index, or NONE: unplaced */
    const int32_t *offer; /* index, or NONE */
    const int32_t *surge; /* index, or NONE: not lent */
    const int32_t *first;
    const struct entry *entries;
};

struct choice_model;

int32_t choice_model_person_count(const struct choice_model *model);
int32_t choice_model_row_count(const struct choice_model *model);
const struct row *choice_model_row(const struct choice_model *model, int32_t row);

/* Number of choices of a person. Formulation guarantees at least 1. */
int32_t choice_model_choice_count(const struct choice_model *model, int32_t person);
int64_t choice_model_total_choices(const struct choice_model *model);

/* The choice that ends in `unit` (NONE: unplaced) with `offer` (NONE: without), lent to `surge` (NONE: to
 * none), or NONE where the person may not. O(log n), with a surge also in the number of surges. */
int32_t choice_model_choice_of(const struct choice_model *model, int32_t person, int32_t unit, int32_t offer,
                               int32_t surge);

/* The reverse: where choice 0 .. choice_count - 1 of a person ends, with which offer, and lent to what. */
void choice_model_choice_end(const struct choice_model *model, int32_t person, int32_t choice, int32_t *unit,
                             int32_t *offer, int32_t *surge);

/* The choice a person has today (the present unit, without an offer, not lent), or NONE. */
int32_t choice_model_staying(const struct choice_model *model, int32_t person);

/* Whether the person has entries that others do not have in the same unit: whom pairs tie to somebody.
 * O(log n). */
bool choice_model_is_tied(const struct choice_model *model, int32_t person);

/* Room for one person's choices, reused from person to person; one per thread. NULL when out of memory. */
struct person_room;
struct person_room *person_room_new(const struct choice_model *model);
void person_room_free(struct person_room *room);

/* Writes out all choices of one person; the view points into the room and is valid until its next use. The
 * order of choices is fixed. cost: the entries. */
void choice_model_person(const struct choice_model *model, int32_t person, struct person_room *room,
                         struct person_view *view);

/* Writes out one choice only, as the first of the view. */
void choice_model_choice(const struct choice_model *model, int32_t person, int32_t choice,
                         struct person_room *room, struct person_view *view);

/* phi_r(s) in pico-points, exact for s within the hard interval. */
int128 row_price_ppt(const struct row *row, int64_t activity);

#endif
