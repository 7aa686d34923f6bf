/* SPDX-License-Identifier: MIT */
/* What a choice model is made of; shared by the files that build it (formulate*.c) and the one that reads it
 * (choice_model.c), nobody else. */
#ifndef MUTASI_SOLVER_MODEL_CHOICE_MODEL_PARTS_H
#define MUTASI_SOLVER_MODEL_CHOICE_MODEL_PARTS_H

#include "proto/problem.h"
#include "solver/model/choice_model.h"

enum attribute { ATTRIBUTE_SUPPLY, ATTRIBUTE_HEAD, ATTRIBUTE_QUALIFIED, ATTRIBUTE_BUDGET };

/* A row that everybody placed in a unit enters, with the value of an attribute of theirs. */
struct membership {
    int32_t row;
    enum attribute attribute;
    int32_t competency, level; /* ATTRIBUTE_QUALIFIED */
};

/* An entry that only one person has, when placed in one unit. */
struct patch {
    int32_t person, unit, row;
    int64_t amount;
};

/* The units a person may end in: the list of all open units, shared, or a list of their own. */
struct destinations {
    const int32_t *units; /* rising */
    int32_t count;
    bool unplaced; /* one more choice: no unit */
};

struct question;

struct choice_model {
    const struct problem *problem;
    const struct question *question; /* NULL: none, the problem itself */
    struct row *rows;
    int32_t row_count, row_room;
    const int32_t *first_membership; /* per unit, and one behind the last */
    const struct membership *memberships;
    int32_t moves_row;                       /* NONE where there is no such row */
    const int32_t *in_row, *out_row;         /* per unit */
    const struct destinations *destinations; /* per person */
    const struct patch *patches;             /* sorted by person, unit, row */
    int64_t patch_count;
    int64_t total_choices;
    int32_t max_choices; /* of one person */
    int64_t max_entries; /* of one person, over all choices */
};

/* Adds a row that prices and forbids nothing yet. The caller made room for it. */
struct row *choice_model_add_row(struct choice_model *model, const char *name);

enum error_code formulate_rows(struct arena *arena, struct choice_model *model, struct error *error);
enum error_code formulate_destinations(struct arena *arena, struct choice_model *model, const int32_t **stuck,
                                       int32_t *stuck_count, struct error *error);
/* Needs the destinations. */
enum error_code formulate_pairs(struct arena *arena, struct choice_model *model, struct error *error);
/* Needs all rows and patches. */
enum error_code formulate_reach(struct arena *arena, struct choice_model *model, struct error *error);

#endif
