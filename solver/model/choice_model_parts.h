/* SPDX-License-Identifier: MIT */
/* What a choice model is made of; shared by the files that build it (formulate*.c) and the one that reads it
 * (choice_model.c), nobody else. */
#ifndef MUTASI_SOLVER_MODEL_CHOICE_MODEL_PARTS_H
#define MUTASI_SOLVER_MODEL_CHOICE_MODEL_PARTS_H

#include "proto/problem.h"
#include "solver/model/choice_model.h"
#include "solver/model/lending.h"

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

/* The choices of being lent to one surge: by all lenders in their order but the surge's own unit. */
struct loan_block {
    int32_t surge;
    int32_t skipped; /* position of the surge's unit among the lenders, or NONE */
    int32_t first;   /* choices of the blocks before */
};

struct loans {
    const int32_t *lenders; /* units of one's destinations that may lend, rising */
    int32_t lender_count;
    const struct loan_block *blocks; /* in the order of surges */
    int32_t block_count;
    int32_t total; /* choices */
};

/* The units a person may end in: the list of all open units, shared, or a list of their own. Choices come in
 * the order of units, each plain and then with its offers; then `unplaced`; then the loans. */
struct destinations {
    const int32_t *units; /* rising */
    int32_t count;
    bool unplaced;             /* one more choice: no unit */
    const struct loans *loans; /* NULL: none */
};

/* Of a unit and a day on which its lending is counted. Who is placed there enters one of the two. */
struct lending_rows {
    int32_t lend; /* 1 for who is away */
    int32_t keep; /* the supply of who is not; NONE: nothing is asked */
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
    const int32_t *open_units;               /* the list that people share */
    const struct lending *lending;           /* NULL where no surge is planned, and so are these: */
    int32_t *surge_row;                      /* per surge; NONE where nothing is priced */
    const struct lending_rows *lending_rows; /* per day of lending->days */
    const struct patch *patches;             /* sorted by person, unit, row */
    int64_t patch_count;
    int64_t total_choices;
    int32_t max_choices; /* of one person */
    int64_t max_entries; /* of one person, over all choices */
};

/* Adds a row that prices and forbids nothing yet. The caller made room for it. */
struct row *choice_model_add_row(struct choice_model *model, const char *name);

/* Tiers of a policy as slopes of a row in milli-FTE around a need; *rounded where they are not whole. NULL:
 * out of memory. */
const struct slope *slopes_of(struct arena *arena, const struct tiers *tiers, int64_t need, bool *rounded);

/* Where it is in a rising list, or NONE. */
int32_t position_of(const int32_t *list, int32_t count, int32_t value);

/* Rows that formulate_surges may add. */
int64_t surge_row_room(const struct choice_model *model);

enum error_code formulate_rows(struct arena *arena, struct choice_model *model, struct error *error);
enum error_code formulate_destinations(struct arena *arena, struct choice_model *model, const int32_t **stuck,
                                       int32_t *stuck_count, struct error *error);
/* Completes destinations that are still being made. */
enum error_code formulate_loans(struct arena *arena, struct choice_model *model,
                                struct destinations *destinations, struct error *error);
enum error_code formulate_surges(struct arena *arena, struct choice_model *model, struct error *error);
/* Needs the destinations. */
enum error_code formulate_pairs(struct arena *arena, struct choice_model *model, struct error *error);
/* Needs all rows and patches. */
enum error_code formulate_reach(struct arena *arena, struct choice_model *model, struct error *error);

#endif
